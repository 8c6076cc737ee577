//! `summary.md`: a quick fix as the text of a pull request.

use super::back::{nothing_gained, roll_back};
use super::markdown::{code, escaped, fence, html};
use super::{FixInput, Part, by_recommendation, safety, value};
use crate::check::{Edit, Operation};
use crate::fix::{self, FilePatch, Finding, Fixed};
use crate::inventory::FileKind;
use crate::policy::Safety;
use crate::report::few::few;
use crate::report::view::FiguresView;
use crate::report::{Points, count, words};
use crate::score::{ScopeName, ScopeScore, Score};
use num_traits::Zero;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Characters. Pull requests take 65,536.
const LIMIT: usize = 65_000;
/// Characters for what is fixed, and for what was left out; the diffs take the rest.
const LISTS: usize = 20_000;
/// A patch beside others of the same files.
const OTHERS: &str = "_Other groups change these files too. Apply `quick-fix.patch` alone, to the files as they were \
    read; `quick-fix.patch` and `series.mbox` two directories above hold the fixes of all groups._\n\n";
/// What tells one resource from another.
const IDENTITY: [&str; 6] = ["id", "name", "type", "resourceId", "resourceName", "resourceType"];
/// Resources that are named in a line.
const NAMED: usize = 10;
/// Characters of one value.
const VALUE: usize = 80;

/// The summary of one resource group, with the diff of each of its files, without secrets. It is cut where it would grow too long, and
/// says so.
pub fn summary(input: &FixInput<'_>, part: &Part<'_>, diffs: &[(&FilePatch, String)]) -> String {
    let mut text = head(input, part, diffs.len());
    push_lines(&mut text, LISTS, "_More is in `manifest.json`._\n", &fixed(input, part));
    text.push_str(&roll_back(input, part));
    let left_out = left_out(input, part);
    let room = LIMIT.saturating_sub(length(&text) + length(&left_out));
    text.push_str(&folded(input, diffs, room));
    text + left_out.as_str()
}

fn head(input: &FixInput<'_>, part: &Part<'_>, files: usize) -> String {
    let group = part.group.map_or("resources without a group".to_owned(), escaped);
    let subscription = part.subscription_name.or(part.subscription).map(|name| format!(" ({})", escaped(name)));
    let mut text = format!("# Quick fix: {group}{}\n\n", subscription.unwrap_or_default());
    let (before, after) = (&input.plan.before, &input.plan.after);
    let scores = [
        ("Secure score of the group", own_score(before, part), own_score(after, part)),
        ("Secure score of the estate", Some(&before.estate), Some(&after.estate)),
    ];
    for (what, before, after) in scores {
        let [before, after] = [before, after].map(|score| score.map(FiguresView::from).unwrap_or_default());
        if before.percentage.is_some() && after.percentage.is_some() {
            let (from, to, range) = (words::percent(&before), words::percent(&after), words::range(&after));
            text.push_str(&format!("- {what}: **{from} → {to}**{range}\n"));
        }
    }
    let points = Points::of(&fix::gain(part.fixed.iter().copied()));
    let (findings, files) = (count(part.fixed.len() as u64, "finding"), count(files as u64, "file"));
    text.push_str(&format!("- {findings} fixed in {files}: **+{points} points** of the estate\n\n"));
    if part.shares_files {
        text.push_str(OTHERS);
    }
    text
}

/// The score of the group.
fn own_score<'s>(score: &'s Score, part: &Part<'_>) -> Option<&'s ScopeScore> {
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

/// By recommendation, its impact and its changes, each with the number of its resources.
fn fixed(input: &FixInput<'_>, part: &Part<'_>) -> Vec<String> {
    if part.fixed.is_empty() {
        return Vec::new();
    }
    let mut lines = vec!["## Fixed\n\n".to_owned()];
    for (finding, fixes) in by_recommendation(part.fixed.iter().copied()) {
        lines.push(recommendation_line(input, finding, &fixes));
        let mut changes: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        for fix in &fixes {
            let id = &*input.resource(fix.finding).id;
            for edit in &fix.edits {
                changes.entry(change(input, edit)).or_default().insert(id);
            }
        }
        if fix::gain(fixes.iter().copied()).is_zero() {
            lines.extend(nothing_gained(input, &fixes));
        }
        for (change, resources) in changes {
            lines.push(format!("  - {change}, {}\n", count(resources.len() as u64, "resource")));
        }
        let others = words::others(input.inventory, &fixes).into_iter().map(|id| code(&short(&id.into())));
        let others: Vec<String> = others.collect();
        if !others.is_empty() {
            lines.push(format!(
                "  - Other resources that take the value from the same place: {}\n",
                few(&others, NAMED)
            ));
        }
    }
    lines.push("\n".to_owned());
    lines
}

fn recommendation_line(input: &FixInput<'_>, finding: Finding, fixes: &[&Fixed]) -> String {
    let (entry, impact) = (input.recommendation(finding), escaped(&input.whole_impact(fixes)));
    let mark = match safety(fixes) {
        Safety::Safe => "safe",
        Safety::Review => "**review**",
        Safety::Destructive => "**destructive**",
    };
    let points = Points::of(&fix::gain(fixes.iter().copied()));
    format!("- {} ({}, {mark}, +{points}). {impact}\n", escaped(&entry.title), code(&entry.id))
}

/// `properties.minimumTlsVersion`: `TLS1_0` → `TLS1_2`
fn change(input: &FixInput<'_>, edit: &Edit) -> String {
    let shown =
        |value: Option<Value>| value.map_or("nothing".to_owned(), |value| code(&short(&value::shown_of(edit, value))));
    if let Some(Value::Object(resource)) = value::created(edit) {
        // Without what tells it from others, identical ones are one line.
        let same = resource.iter().filter(|(key, _)| !IDENTITY.iter().any(|own| own.eq_ignore_ascii_case(key)));
        let rest = Value::Object(same.map(|(key, value)| (key.clone(), value.clone())).collect());
        return format!("{}: new, with {}", code(&edit.path), shown(Some(rest)));
    }
    let new = match &edit.operation {
        Operation::Append(values) => {
            let values = values.iter().map(|value| shown(Some(value.clone())));
            return format!("{}: with {} too", code(&edit.path), values.collect::<Vec<_>>().join(", "));
        }
        _ => shown(value::new(input.inventory, edit)),
    };
    format!("{}: {} → {new}", code(&edit.path), shown(value::old(input.inventory, edit)))
}

/// A value in a line: texts without quotes, long ones cut.
fn short(value: &Value) -> String {
    let text = match value {
        Value::String(text) if !text.is_empty() => text.clone(),
        other => other.to_string(),
    };
    if length(&text) <= VALUE { text } else { text.chars().take(VALUE).chain(['…']).collect() }
}

/// Each file's diff, folded, in at most so many characters.
fn folded(input: &FixInput<'_>, diffs: &[(&FilePatch, String)], mut room: usize) -> String {
    const NOTE: &str = "_The rest is too long for a pull request; it is in `quick-fix.patch`._\n\n";
    let mut text = String::new();
    room = room.saturating_sub(length(NOTE));
    for (file, diff) in diffs {
        let kind =
            if file.kind == FileKind::Snapshot { ", a record: change the resources with quick-fix.sh" } else { "" };
        let (mark, path) = (fence(diff), html(&(input.path)(file.document)));
        let open = format!("<details><summary><code>{path}</code>{kind}</summary>\n\n{mark}diff\n");
        let close = format!("{mark}\n\n</details>\n\n");
        let frame = length(&open) + length(&close);
        let whole = length(diff) + frame <= room;
        let lines = if whole { diff.clone() } else { head_of(diff, room.saturating_sub(frame)) };
        if !lines.is_empty() {
            room -= length(&lines) + frame;
            text.extend([open, lines, close]);
        }
        if !whole {
            return text + NOTE;
        }
    }
    text
}

/// The lines that begin a text, in at most so many characters.
fn head_of(text: &str, mut room: usize) -> String {
    let fits = |line: &&str| {
        let fits = length(line) <= room;
        room -= if fits { length(line) } else { 0 };
        fits
    };
    text.split_inclusive('\n').take_while(fits).collect()
}

/// By reason and recommendation, the resources that stay.
fn left_out(input: &FixInput<'_>, part: &Part<'_>) -> String {
    let mut reasons: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
    for left in &part.left_out {
        let id = input.recommendation(left.finding).id.as_str();
        reasons.entry((id, &left.reason)).or_default().push(code(&short(&(*input.resource(left.finding).name).into())));
    }
    if reasons.is_empty() {
        return String::new();
    }
    let line = |((id, reason), names): ((&str, &str), Vec<String>)| {
        format!("- {}: {} ({})\n", code(id), escaped(reason), few(&names, NAMED))
    };
    let lines: Vec<String> = reasons.into_iter().map(line).collect();
    let mut text = "## Left out\n\n".to_owned();
    push_lines(&mut text, LISTS, "_More is in `manifest.json`._\n", &lines);
    text
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

fn length(text: &str) -> usize {
    text.chars().count()
}
