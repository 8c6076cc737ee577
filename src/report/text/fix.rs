//! What a quick fix did, for the person who reads the diff.

use super::{Page, count, gap, style};
use crate::fix::{Fixed, LeftOut, Plan};
use crate::inventory::{FileKind, Inventory};
use crate::policy::{Policy, RecommendationIndex, Safety};
use crate::report::few::few;
use crate::report::{harmless, words};
use crate::score::{Percentage, Score};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

/// Reasons that are told one by one.
const REASONS: usize = 8;
/// Resources that are named in a line.
const NAMED: usize = 10;

/// That there is nothing to fix, and what may hide something.
///
/// # Errors
/// Those of the writer.
pub fn write_nothing_to_fix(undecided: u64, out: &mut dyn Write) -> io::Result<()> {
    match undecided {
        0 => writeln!(out, "Nothing to fix: no unhealthy resource is selected"),
        open => {
            writeln!(out, "Nothing to fix: no unhealthy resource is selected; in all, {}", words::left_open(open))
        }
    }
}

/// The findings that were fixed, the score before and after, and what was left out and why.
pub fn write_fix(
    plan: &Plan,
    policy: &Policy,
    inventory: &Inventory,
    page: &Page,
    out: &mut dyn Write,
) -> io::Result<()> {
    let files = count(plan.files.len() as u64, "file");
    writeln!(out, "{}", style::bold(&format!("{} fixed in {files}", count(plan.fixed.len() as u64, "finding"))))?;
    writeln!(out, "{}", score_line(&plan.before, &plan.after))?;
    for level in [
        (Safety::Destructive, "Destructive: these cannot be undone"),
        (Safety::Review, "To review: these may interrupt someone"),
    ] {
        write_level(level, plan, (policy, inventory), page, out)?;
    }
    write_notes(plan, inventory, page, out)?;
    write_touched(plan, policy, inventory, page, out)?;
    write_newly((&plan.uncovered, "Newly unhealthy: these could not be judged before"), policy, page, out)?;
    write_newly((&plan.undecided, "Newly unknown: these cannot be decided after the change"), policy, page, out)?;
    write_snapshots(plan, inventory, page, out)?;
    write_left_out(&plan.left_out, policy, page, out)
}

fn score_line(before: &Score, after: &Score) -> String {
    let range = words::range(&(&after.estate).into());
    match (&before.estate.figures, &after.estate.figures) {
        (Some(before), Some(after)) => format!(
            "Secure score  {} → {}{range}{}{}",
            Percentage::of(&before.percentage).percent(),
            Percentage::of(&after.percentage).percent(),
            gap(&range),
            words::points_of(before, after),
        ),
        _ => "Nothing is scored, so that nothing is gained".to_owned(),
    }
}

/// What is not safe, and how.
fn write_level(
    (level, heading): (Safety, &str),
    plan: &Plan,
    (policy, inventory): (&Policy, &Inventory),
    page: &Page,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut impacts: BTreeMap<(&str, String), u64> = BTreeMap::new();
    for fixed in plan.fixed.iter().filter(|fixed| fixed.safety == level) {
        let entry = &policy.recommendations[fixed.finding.recommendation.0];
        if let Some(fix) = &entry.fix {
            let name = inventory.full_name(fixed.finding.resource);
            let own = fixed.impact.as_ref().map(|impact| format!("{name}: {impact}"));
            *impacts.entry((&entry.id, own.unwrap_or_else(|| fix.impact.clone()))).or_default() += 1;
        }
    }
    if impacts.is_empty() {
        return Ok(());
    }
    super::write_heading(heading, out)?;
    for ((id, impact), number) in impacts {
        write_item(&format!("{number} × {id}"), &impact, page, out)?;
    }
    Ok(())
}

/// What people wrote beside what changes.
fn write_notes(plan: &Plan, inventory: &Inventory, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let mut notes: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for fixed in &plan.fixed {
        for note in &fixed.notes {
            notes.entry(note).or_default().insert(inventory.full_name(fixed.finding.resource));
        }
    }
    if notes.is_empty() {
        return Ok(());
    }
    super::write_heading("The author wrote beside what changes", out)?;
    for (note, names) in notes {
        let names: Vec<String> = names.into_iter().collect();
        write_item(&words::note(note), &few(&names, if page.all { usize::MAX } else { NAMED }), page, out)?;
    }
    Ok(())
}

/// Whom the changes reach besides those that are fixed.
fn write_touched(
    plan: &Plan,
    policy: &Policy,
    inventory: &Inventory,
    page: &Page,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut fixes: BTreeMap<&str, Vec<&Fixed>> = BTreeMap::new();
    for fixed in &plan.fixed {
        fixes.entry(&policy.recommendations[fixed.finding.recommendation.0].id).or_default().push(fixed);
    }
    let others = fixes.into_iter().map(|(id, fixes)| (id, words::others(inventory, &fixes)));
    let mut others = others.filter(|(_, others)| !others.is_empty()).peekable();
    if others.peek().is_none() {
        return Ok(());
    }
    super::write_heading("Changed too: these take a value from the same place", out)?;
    for (id, others) in others {
        let named = few(&others, if page.all { usize::MAX } else { NAMED });
        write_item(&format!("{} × {id}", others.len()), &named, page, out)?;
    }
    Ok(())
}

/// What comes to light with the fixes, or is lost sight of.
fn write_newly(
    (findings, heading): (&[(RecommendationIndex, String)], &str),
    policy: &Policy,
    page: &Page,
    out: &mut dyn Write,
) -> io::Result<()> {
    if findings.is_empty() {
        return Ok(());
    }
    super::write_heading(heading, out)?;
    let mut names: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (recommendation, name) in findings {
        names.entry(&policy.recommendations[recommendation.0].id).or_default().push(name);
    }
    for (id, names) in names {
        write_item(&format!("{} × {id}", names.len()), &names.join(", "), page, out)?;
    }
    Ok(())
}

fn write_snapshots(plan: &Plan, inventory: &Inventory, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let snapshots: Vec<String> = plan
        .files
        .iter()
        .filter(|file| file.kind == FileKind::Snapshot)
        .map(|file| harmless(inventory.documents()[file.document as usize].name()).into_owned())
        .collect();
    if snapshots.is_empty() {
        return Ok(());
    }
    super::write_heading("Only a record", out)?;
    let what = "These files record the estate and do not deploy it. Their diff shows the change for review; the remedy is to \
                change the resources themselves:";
    write_item(what, &snapshots.join(", "), page, out)
}

fn write_left_out(left_out: &[LeftOut], policy: &Policy, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    if left_out.is_empty() {
        return Ok(());
    }
    let mut reasons: BTreeMap<&str, BTreeMap<&str, u64>> = BTreeMap::new();
    for left in left_out {
        let id = policy.recommendations[left.finding.recommendation.0].id.as_str();
        *reasons.entry(&left.reason).or_default().entry(id).or_default() += 1;
    }
    super::write_heading(&format!("{} left out", count(left_out.len() as u64, "finding")), out)?;
    let shown = if page.all { reasons.len() } else { REASONS };
    for (reason, numbers) in reasons.iter().take(shown) {
        let numbers: Vec<String> = numbers.iter().map(|(id, number)| format!("{number} × {id}")).collect();
        write_item(reason, &numbers.join(", "), page, out)?;
    }
    super::write_more(reasons.len().saturating_sub(shown), "more reasons", page, out)
}

fn write_item(head: &str, text: &str, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    for (text, indent) in [(head, "  "), (text, "    ")] {
        // Ids are not broken at their dashes.
        let whole = textwrap::WordSplitter::NoHyphenation;
        let options = textwrap::Options::new(page.width).initial_indent(indent).subsequent_indent(indent);
        let options = options.word_splitter(whole);
        // A blank inside `2 × name` is no place to break.
        let text = harmless(text).replace(" × ", "\u{a0}×\u{a0}");
        for line in textwrap::wrap(&text, options) {
            writeln!(out, "{}", line.replace('\u{a0}', " "))?;
        }
    }
    Ok(())
}
