//! `summary.md`: a quick fix as the text of a pull request.

use super::back::{nothing_gained, on_live_resources, roll_back};
use super::diffs::{ends, folded, length};
use super::markdown::{code, escaped};
use super::merge::before_you_merge;
use super::rows::{Risk, Row, rows};
use super::script::Scripts;
use super::{FixInput, Part, by_recommendation, mark, safety};
use crate::fix::{self, FilePatch, Finding, Fixed};
use crate::policy::Safety;
use crate::report::view::FiguresView;
use crate::report::{Points, count, harmless, words};
use crate::score::{ScopeName, ScopeScore, Score};
use num_traits::Zero;

/// Characters. Pull requests take 65,536.
const LIMIT: usize = 65_000;
/// Characters for the table.
const ROWS: usize = 20_000;
/// Characters for what to know before, and for what is fixed; the diffs take the rest.
const LISTS: usize = 15_000;
/// What stands for the lines that do not fit.
const MORE: &str = "_More is in `manifest.json`._\n";
/// A patch beside others of the same files.
const OTHERS: &str = "_Other groups change these files too. Apply `quick-fix.patch` alone, to the files as they were \
    read; `quick-fix.patch` and `series.mbox` two directories above hold the fixes of all groups._\n\n";

/// The summary of one resource group, with the diff of each of its files, without secrets, and the scripts that stand beside it; without
/// them it is the message of a commit. It is cut where it would grow too long, and says so.
pub fn summary(
    input: &FixInput<'_>,
    part: &Part<'_>,
    scripts: Option<&Scripts<'_>>,
    diffs: &[(&FilePatch, String)],
) -> String {
    let rows = rows(input, part.fixed.iter().copied());
    let mut text = head(input, part, &rows);
    push_lines(&mut text, ROWS, "\n_More rows are in `manifest.json`._\n", &table(&rows));
    push_lines(&mut text, LISTS, MORE, &before_you_merge(input, part));
    push_lines(&mut text, LISTS, MORE, &fixed(input, part));
    text.extend(scripts.map(|scripts| on_live_resources(input, part, scripts)));
    text.push_str(&roll_back(input, part, scripts));
    let room = LIMIT.saturating_sub(length(&text));
    text.push_str(&folded(input, &part.fixed, diffs, room));
    text
}

/// What a part's fixes are called, as a line of plain text.
pub fn subject(part: &Part<'_>) -> String {
    title(part, |name| harmless(name).into_owned())
}

fn title(part: &Part<'_>, written: fn(&str) -> String) -> String {
    let group = part.group.map_or("resources without a group".to_owned(), written);
    let subscription = part.subscription_name.or(part.subscription).map(|name| format!(" ({})", written(name)));
    format!("Quick fix: {group}{}", subscription.unwrap_or_default())
}

fn head(input: &FixInput<'_>, part: &Part<'_>, rows: &[Row]) -> String {
    let mut text = format!("# {}\n\n", title(part, escaped));
    let (before, after) = (&input.plan.before, &input.plan.after);
    let scores = [
        ("Secure score of the group", own_score(before, part), own_score(after, part)),
        ("Secure score of the estate", Some(&before.estate), Some(&after.estate)),
    ];
    for (what, before, after) in scores {
        let [before, after] = [before, after].map(|score| score.map(FiguresView::from).unwrap_or_default());
        if before.percentage.is_some() && after.percentage.is_some() {
            let (from, to, range) = (words::percent(&before), words::percent(&after), words::range(&after));
            let shifted = words::shifted(before.max.unwrap_or_default(), after.max.unwrap_or_default());
            text.push_str(&format!("- {what}: **{from} → {to}**{range}{shifted}\n"));
        }
    }
    if part.fixed.is_empty() {
        text.push_str("- Nothing is fixed here, so that there is no patch\n\n");
        return text;
    }
    let points = Points::of(&fix::gain(part.fixed.iter().copied()));
    let changes: usize = rows.iter().map(|row| row.changes).sum();
    let [findings, changes, files] =
        [(part.fixed.len(), "finding"), (changes, "change"), (input.plan.files.len(), "file")]
            .map(|(number, what)| count(number as u64, what));
    text.push_str(&format!("- {findings} fixed by {changes} in {files}: **+{points} points** of the estate\n\n"));
    if part.shares_files {
        text.push_str(OTHERS);
    }
    text
}

/// The score of the group.
pub(super) fn own_score<'s>(score: &'s Score, part: &Part<'_>) -> Option<&'s ScopeScore> {
    let same = |own: Option<&str>, other: Option<&str>| match (own, other) {
        (Some(own), Some(other)) => own.eq_ignore_ascii_case(other),
        (None, None) => true,
        _ => false,
    };
    let is_own = |scope: &ScopeName| match scope {
        ScopeName::ResourceGroup { subscription, name } => {
            same(subscription.as_deref(), part.subscription) && same(Some(name), part.group)
        }
        _ => false,
    };
    Some(&score.scopes.iter().find(|scope| is_own(&scope.name))?.score)
}

/// What changes, by resource, the worst first.
fn table(rows: &[Row]) -> Vec<String> {
    if rows.is_empty() {
        return Vec::new();
    }
    let heads = ["Resource", "Owner", "Property", "Before → after", "The platform", "Safety"];
    let head = format!("| {} |\n|{}\n", heads.join(" | "), " --- |".repeat(heads.len()));
    let mut lines = vec![format!("## What changes\n\n{head}")];
    for row in rows {
        let cells = [
            row.names(code),
            row.owners(code),
            code(&row.property),
            ends(row),
            match row.risk {
                Risk::Replace => "**makes it anew**".to_owned(),
                Risk::Irreversible => {
                    format!("**does not give it back**{}", if row.restarts { ", restarts" } else { "" })
                }
                Risk::Restart => "**restarts**".to_owned(),
                Risk::Review | Risk::Safe => "nothing".to_owned(),
            },
            mark(row.safety).to_owned(),
        ];
        // A bar would begin another cell, in code too.
        let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
        lines.push(format!("| {} |\n", cells.join(" | ")));
    }
    lines.push("\n".to_owned());
    lines
}

/// By recommendation, what it gains and why it may gain nothing, and what safe ones do.
fn fixed(input: &FixInput<'_>, part: &Part<'_>) -> Vec<String> {
    if part.fixed.is_empty() {
        return Vec::new();
    }
    let mut lines = vec!["## Fixed\n\n".to_owned()];
    for (finding, fixes) in by_recommendation(part.fixed.iter().copied()) {
        lines.push(recommendation_line(input, finding, &fixes));
        if fix::gain(fixes.iter().copied()).is_zero() {
            lines.extend(nothing_gained(input, &fixes));
        }
    }
    lines.push("\n".to_owned());
    lines
}

fn recommendation_line(input: &FixInput<'_>, finding: Finding, fixes: &[&Fixed]) -> String {
    let entry = input.recommendation(finding);
    // What may interrupt someone is told before.
    let safe: Vec<&Fixed> = fixes.iter().copied().filter(|fixed| fixed.safety == Safety::Safe).collect();
    let impact = escaped(&input.whole_impact(&safe));
    let points = Points::of(&fix::gain(fixes.iter().copied()));
    let (number, mark) = (count(fixes.len() as u64, "finding"), mark(safety(fixes)));
    let line = format!("- {} ({}, {mark}, +{points}, {number}). {impact}", escaped(&entry.title), code(&entry.id));
    format!("{}\n", line.trim_end())
}

/// Adds lines up to so many characters; when some do not fit, the note stands for them.
fn push_lines(text: &mut String, mut room: usize, note: &str, lines: &[String]) {
    for line in lines {
        let long = length(line);
        if long > room {
            text.push_str(note);
            text.push('\n');
            return;
        }
        room -= long;
        text.push_str(line);
    }
}
