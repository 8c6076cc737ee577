//! A series of patches as mails that `git am` applies one after the other.

use super::mail::{header, quoted_printable};
use super::rows::{Risk, Row, rows};
use super::{FixInput, by_recommendation, safety};
use crate::fix::{self, Finding, Fixed, Stage, Step};
use crate::report::few::few;
use crate::report::patch::{Later, later_patch};
use crate::report::words::{self, word};
use crate::report::{Points, harmless};
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;
use std::collections::BTreeSet;
use std::io::{self, Write};

const EPOCH: &str = "Thu, 1 Jan 1970 00:00:00 -0000";

/// One patch of a series.
pub struct Patch {
    /// What it is about.
    pub name: String,
    /// What it fixes, with points in the order of the series.
    pub fixed: Vec<Fixed>,
    /// Against the files with all patches before; never empty.
    pub diff: String,
}

/// The patches of a series. A step whose changes were all made before belongs to the patch before it.
///
/// # Errors
///
/// The name of the step that cannot be applied without later ones, and why.
pub fn patches(input: &FixInput<'_>, steps: Vec<Step>) -> Result<Vec<Patch>, (String, String)> {
    let mut stage = Stage::new(input.inventory, input.plan);
    let mut patches: Vec<Patch> = Vec::new();
    for Step { name, fixed } in steps {
        let files = stage.advance(&fixed).map_err(|reason| (name.clone(), reason))?;
        let own: Vec<&Fixed> = fixed.iter().collect();
        let diffs = files.iter().map(|file| {
            let later = Later { document: file.document, before: &file.before, after: &file.after };
            let diff = later_patch(&own, &later, input.policy, input.inventory, &(input.path)(file.document));
            input.as_kept(file.document, diff)
        });
        let diff: String = diffs.collect();
        match patches.last_mut() {
            Some(last) if diff.is_empty() => last.fixed.extend(fixed),
            _ => patches.push(Patch { name, fixed, diff }),
        }
    }
    patches.retain(|patch| !patch.diff.is_empty());
    Ok(patches)
}

/// Writes the patches as a mailbox. Their date is given, since nothing here looks at a clock.
///
/// # Errors
///
/// Those of the writer.
pub fn write_mbox(input: &FixInput<'_>, patches: &[Patch], date: Timestamp, out: &mut dyn Write) -> io::Result<()> {
    // Only years beyond 9999 cannot be written, and then the date of the Unix epoch will do.
    let date = DateTimePrinter::new().timestamp_to_string(&date).unwrap_or_else(|_| EPOCH.to_owned());
    for (index, patch) in patches.iter().enumerate() {
        let subject = format!("[PATCH {}/{}] {}", index + 1, patches.len(), harmless(&subject(input, patch)));
        // The line that git itself writes, and knows a mailbox by.
        writeln!(out, "From {:040} Mon Sep 17 00:00:00 2001", 0)?;
        writeln!(out, "From: Uplift <uplift@localhost>\nDate: {}\nSubject: {}", date, header(&subject))?;
        writeln!(out, "MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8")?;
        writeln!(out, "Content-Transfer-Encoding: quoted-printable\n")?;
        let body = format!("{}---\n{}-- \nuplift {}\n\n", message(input, patch), patch.diff, env!("CARGO_PKG_VERSION"));
        out.write_all(quoted_printable(&body).as_bytes())?;
    }
    Ok(())
}

/// What a patch is about, with the subscriptions and groups that it changes.
fn subject(input: &FixInput<'_>, patch: &Patch) -> String {
    /// Groups that are named.
    const NAMED: usize = 2;
    let groups = patch.fixed.iter().map(|fixed| input.group_of(input.resource(fixed.finding)));
    let groups: BTreeSet<[Option<String>; 2]> = groups.collect();
    let named = groups.iter().map(|[subscription, group]| match (subscription, group) {
        // A series by group is named by it.
        (Some(subscription), Some(group)) if groups.len() == 1 && *group == patch.name => subscription.clone(),
        (Some(subscription), Some(group)) => format!("{subscription}/{group}"),
        (Some(one), None) | (None, Some(one)) => one.clone(),
        (None, None) => "no group".to_owned(),
    });
    let named: Vec<String> = named.collect();
    format!("Quick fix: {} ({})", patch.name, few(&named, NAMED))
}

/// What a patch is for. No line begins like a header or a diff.
fn message(input: &FixInput<'_>, patch: &Patch) -> String {
    let points = Points::of(&fix::gain(&patch.fixed));
    let mut message = match patch.fixed.len() {
        1 => format!("One finding is fixed (+{points} points)."),
        number => format!("{number} findings are fixed (+{points} points)."),
    };
    message.push_str("\n\n");
    message.extend(rows(input, &patch.fixed).iter().map(|row| format!("{}\n", harmless(&change(row)))));
    message.push('\n');
    let fixes = by_recommendation(&patch.fixed).into_iter();
    message.extend(fixes.map(|(finding, fixes)| recommendation(input, finding, &fixes)));
    message
}

/// `* review: properties.minimumTlsVersion: TLS1_0 → TLS1_2 (rg/st1; owner: shop)`
fn change(row: &Row) -> String {
    let does = match row.risk {
        Risk::Replace => "replace, ",
        Risk::Restart => "restart, ",
        _ if row.restarts => "restart, ",
        _ => "",
    };
    let end = |value: &Option<String>| value.clone().unwrap_or_else(|| "nothing".to_owned());
    let owners = row.owners(str::to_owned);
    let owners = if owners.is_empty() { owners } else { format!("; owner: {owners}") };
    format!(
        "* {does}{}: {}: {} → {} ({}{owners})",
        word(row.safety),
        row.property,
        end(&row.before),
        end(&row.after),
        row.names(str::to_owned)
    )
}

fn recommendation(input: &FixInput<'_>, finding: Finding, fixes: &[&Fixed]) -> String {
    let entry = input.recommendation(finding);
    let controls: Vec<&str> = entry.controls.iter().map(|place| input.policy.controls[place.0].id.as_str()).collect();
    let names: BTreeSet<String> = fixes.iter().map(|fix| input.place(fix.finding.resource)).collect();
    let notes: BTreeSet<String> = fixes.iter().flat_map(|fix| &fix.notes).map(|note| words::note(note)).collect();
    let safety = word(safety(fixes));
    let points = Points::of(&fix::gain(fixes.iter().copied()));
    let mut lines = vec![
        format!("* {} ({}, {safety}, +{points} points)", entry.title, entry.id),
        format!("  Control: {}", controls.join(", ")),
        format!("  Impact: {}", input.whole_impact(fixes)),
        format!("  Resources: {}", names.into_iter().collect::<Vec<_>>().join(", ")),
    ];
    lines.extend(notes.iter().map(|note| format!("  The author wrote: {note}")));
    lines.iter().map(|line| format!("{}\n", harmless(line))).chain(["\n".to_owned()]).collect()
}
