//! A series of patches as mails that `git am` applies one after the other.

use super::mail::{header, quoted_printable};
use super::{FixInput, by_recommendation, safety};
use crate::fix::{self, Finding, Fixed, Stage, Step};
use crate::report::patch::{Later, later_patch};
use crate::report::words::word;
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
            later_patch(&own, &later, input.policy, input.inventory, &(input.path)(file.document))
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
        let subject = format!("[PATCH {}/{}] Quick fix: {}", index + 1, patches.len(), harmless(&patch.name));
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

/// What a patch is for. No line begins like a header or a diff.
fn message(input: &FixInput<'_>, patch: &Patch) -> String {
    let points = Points::of(&fix::gain(&patch.fixed));
    let mut message = match patch.fixed.len() {
        1 => format!("One finding is fixed (+{points} points)."),
        number => format!("{number} findings are fixed (+{points} points)."),
    };
    message.push_str("\n\n");
    let fixes = by_recommendation(&patch.fixed).into_iter();
    message.extend(fixes.map(|(finding, fixes)| recommendation(input, finding, &fixes)));
    message
}

fn recommendation(input: &FixInput<'_>, finding: Finding, fixes: &[&Fixed]) -> String {
    let entry = input.recommendation(finding);
    let controls: Vec<&str> = entry.controls.iter().map(|place| input.policy.controls[place.0].id.as_str()).collect();
    let names: BTreeSet<&str> = fixes.iter().map(|fix| &*input.resource(fix.finding).name).collect();
    let safety = word(safety(fixes));
    let points = Points::of(&fix::gain(fixes.iter().copied()));
    [
        format!("* {} ({}, {safety}, +{points} points)", entry.title, entry.id),
        format!("  Control: {}", controls.join(", ")),
        format!("  Impact: {}", input.whole_impact(fixes)),
        format!("  Resources: {}", names.into_iter().collect::<Vec<_>>().join(", ")),
    ]
    .iter()
    .map(|line| format!("{}\n", harmless(line)))
    .chain(["\n".to_owned()])
    .collect()
}
