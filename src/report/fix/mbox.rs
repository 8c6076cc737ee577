//! A series of patches as mails that `git am` applies one after the other.

use super::mail::{header, quoted_printable, wrapped};
use super::merge::{waits, waits_at};
use super::rows::{NAMED, Risk, Row, rows};
use super::{FixInput, by_recommendation, safety};
use crate::fix::{self, Finding, Fixed, LeftOut, Stage, Step};
use crate::policy::Safety;
use crate::report::few::few;
use crate::report::patch::{Later, later_patch};
use crate::report::words::{self, word};
use crate::report::{Percentage, Points, count, harmless};
use crate::score::Ratio;
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

const EPOCH: &str = "Thu, 1 Jan 1970 00:00:00 -0000";

/// One patch of a series.
pub struct Patch {
    /// What it is about.
    pub name: String,
    /// What it fixes, with points in the order of the series.
    pub fixed: Vec<Fixed>,
    /// The estate's percentage, from 0 to 1, before it and with it, where that is known.
    pub percentages: Option<[Ratio; 2]>,
    /// What stays of what it is about.
    pub left_out: Vec<LeftOut>,
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
    for Step { name, fixed, percentages, left_out } in steps {
        let files = stage.advance(&fixed).map_err(|reason| (name.clone(), reason))?;
        let own: Vec<&Fixed> = fixed.iter().collect();
        let diffs = files.iter().map(|file| {
            let later = Later { document: file.document, before: &file.before, after: &file.after };
            let diff = later_patch(&own, &later, input.policy, input.inventory, &(input.path)(file.document));
            input.as_kept(file.document, diff)
        });
        let diff: String = diffs.collect();
        match patches.last_mut() {
            Some(last) if diff.is_empty() => {
                last.fixed.extend(fixed);
                last.left_out.extend(left_out);
                let ends = last.percentages.take().zip(percentages);
                last.percentages = ends.map(|([from, _], [_, to])| [from, to]);
            }
            _ => patches.push(Patch { name, fixed, percentages, left_out, diff }),
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
        let is_last = index + 1 == patches.len();
        let (message, rest) = (message(input, patch), if is_last { waiting(input) } else { String::new() });
        let body = format!("{message}{rest}---\n{}-- \nuplift {}\n\n", patch.diff, env!("CARGO_PKG_VERSION"));
        out.write_all(quoted_printable(&body).as_bytes())?;
    }
    Ok(())
}

/// What a patch fixes, and where: its one recommendation, else how many findings; the subscriptions and groups that it changes.
fn subject(input: &FixInput<'_>, patch: &Patch) -> String {
    /// Groups that are named.
    const NAMED: usize = 2;
    let groups = patch.fixed.iter().map(|fixed| input.group_of(input.resource(fixed.finding)));
    let groups: BTreeSet<[Option<String>; 2]> = groups.collect();
    let named = groups.iter().map(|[subscription, group]| match (subscription, group) {
        (Some(subscription), Some(group)) => format!("{subscription}/{group}"),
        (Some(one), None) | (None, Some(one)) => one.clone(),
        (None, None) => "no group".to_owned(),
    });
    let named: Vec<String> = named.collect();
    let what = match by_recommendation(&patch.fixed).as_slice() {
        [(finding, _)] => input.recommendation(*finding).id.clone(),
        _ => count(patch.fixed.len() as u64, "finding"),
    };
    // A series by group is named by it, and one by recommendation by that.
    let is_told =
        patch.name == what || groups.len() == 1 && groups.iter().all(|[_, group]| group.as_ref() == Some(&patch.name));
    let name = if is_told { String::new() } else { format!("{}, ", patch.name) };
    format!("Quick fix: {name}{what} in {}", few(&named, NAMED))
}

/// What a patch is for. No line begins like a header or a diff.
fn message(input: &FixInput<'_>, patch: &Patch) -> String {
    let (points, rows) = (Points::of(&fix::gain(&patch.fixed)), rows(input, &patch.fixed));
    let findings = match patch.fixed.len() {
        1 => "One finding is fixed".to_owned(),
        number => format!("{number} findings are fixed"),
    };
    let changes = count(rows.iter().map(|row| row.changes).sum::<usize>() as u64, "change");
    let mut lines = vec![format!("{findings} by {changes} (+{points} points).")];
    if let Some(ends) = &patch.percentages {
        let [from, to] = [&ends[0], &ends[1]].map(|end| Percentage::of(end).percent());
        lines.push(format!("Secure score of the estate: {from} → {to}"));
    }
    lines.push(String::new());
    lines.extend(rows.iter().map(change));
    for (finding, fixes) in by_recommendation(&patch.fixed) {
        lines.push(String::new());
        lines.extend(recommendation(input, finding, &fixes));
    }
    lines.extend(left_out(input, patch));
    lines.iter().map(|line| format!("{}\n", wrapped(&harmless(line)))).collect()
}

/// What no mail fixes, since nobody asked for it yet.
fn waiting(input: &FixInput<'_>) -> String {
    let levels = [Safety::Destructive, Safety::Review].into_iter();
    let waiting = levels.filter_map(|level| Some((waits_at(input, level)?, level)));
    waiting.map(|(number, level)| format!("\n{}\n", wrapped(&format!("{}.", waits(number, level))))).collect()
}

/// By reason, what stays.
fn left_out(input: &FixInput<'_>, patch: &Patch) -> Vec<String> {
    let mut reasons: BTreeMap<&str, BTreeMap<&str, BTreeSet<String>>> = BTreeMap::new();
    for left in &patch.left_out {
        let ids = reasons.entry(&left.reason).or_default();
        let id = input.recommendation(left.finding).id.as_str();
        ids.entry(id).or_default().insert(input.place(left.finding.resource));
    }
    let mut lines = Vec::new();
    for (reason, ids) in reasons {
        lines.extend([String::new(), format!("* Left out, since {reason}:")]);
        lines.extend(ids.into_iter().map(|(id, names)| {
            let names: Vec<String> = names.into_iter().collect();
            format!("  {id} ({})", few(&names, NAMED))
        }));
    }
    lines
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

fn recommendation(input: &FixInput<'_>, finding: Finding, fixes: &[&Fixed]) -> Vec<String> {
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
    lines
}
