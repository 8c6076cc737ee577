//! `index.md`: all groups of a run, the riskiest first.

use super::markdown::{code, escaped};
use super::merge::{waits, waits_at};
use super::rows::{NAMED, Risk, risk_of, rows};
use super::summary::own_score;
use super::{FixInput, Part};
use crate::fix;
use crate::policy::Safety;
use crate::report::few::few;
use crate::report::view::FiguresView;
use crate::report::{Points, words};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// What is written as it is in a link.
const LINKED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'/');
/// What fixes are told apart by, and how one of each kind is called; the worst first.
const RISKS: [(Risk, &str); 5] = [
    (Risk::Replace, "replace"),
    (Risk::Irreversible, "irreversible"),
    (Risk::Restart, "restart"),
    (Risk::Review, "review"),
    (Risk::Safe, "safe"),
];

/// What is counted.
const WORDS: &str = "A finding is one recommendation that one resource does not follow. A change is one property of one resource; one \
    may fix several findings, and one finding take several.\n\n";

/// A group in the index.
pub(super) struct Line {
    /// How many findings are fixed at each kind of risk, the worst first; more come first.
    order: [Reverse<usize>; RISKS.len()],
    cells: Vec<String>,
}

/// The row of a group; `path` leads to its folder.
pub(super) fn line(input: &FixInput<'_>, part: &Part<'_>, path: &[String; 2]) -> Line {
    let rows = rows(input, part.fixed.iter().copied());
    let mut findings: BTreeMap<Risk, usize> = BTreeMap::new();
    part.fixed.iter().for_each(|fixed| *findings.entry(risk_of(input, fixed)).or_default() += 1);
    let number = |risk: &Risk| findings.get(risk).copied().unwrap_or_default();
    let risks: Vec<String> = RISKS
        .iter()
        .filter(|(risk, _)| number(risk) > 0)
        .map(|(risk, word)| format!("{} × {word}", number(risk)))
        .collect();
    let owners: BTreeSet<&String> = rows.iter().flat_map(|row| &row.owners).collect();
    let owners: Vec<String> = owners.into_iter().map(|owner| code(owner)).collect();
    let [before, after] = [&input.plan.before, &input.plan.after].map(|score| own_score(score, part));
    let percent =
        |score: Option<&crate::score::ScopeScore>| score.map(FiguresView::from).map(|figures| words::percent(&figures));
    let score = match (percent(before), percent(after)) {
        (Some(before), Some(after)) => format!("{before} → {after}"),
        _ => String::new(),
    };
    let link = utf8_percent_encode(&format!("{}/{}/summary.md", path[0], path[1]), LINKED).to_string();
    let cells = vec![
        format!("[{}]({link})", escaped(part.group.unwrap_or("no group"))),
        part.subscription_name.or(part.subscription).map(escaped).unwrap_or_default(),
        score,
        format!("+{}", Points::of(&fix::gain(part.fixed.iter().copied()))),
        if risks.is_empty() { "none, and no patch".to_owned() } else { risks.join(", ") },
        few(&owners, NAMED),
        part.left_out.len().to_string(),
        part.waiting.len().to_string(),
    ];
    Line { order: RISKS.map(|(risk, _)| Reverse(number(&risk))), cells }
}

/// The groups with their scores, risks and owners, each with a link to its summary.
pub(super) fn text<'l>(input: &FixInput<'_>, lines: impl Iterator<Item = &'l Line>) -> String {
    let mut text = "# Quick fixes\n\n".to_owned();
    let [before, after] = [&input.plan.before, &input.plan.after].map(|score| FiguresView::from(&score.estate));
    if before.percentage.is_some() && after.percentage.is_some() {
        let (from, to, range) = (words::percent(&before), words::percent(&after), words::range(&after));
        text.push_str(&format!("Secure score of the estate with all of them: **{from} → {to}**{range}\n\n"));
    }
    for level in [Safety::Destructive, Safety::Review] {
        if let Some(number) = waits_at(input, level) {
            text.push_str(&format!("{}.\n\n", waits(number, level)));
        }
    }
    text.push_str(WORDS);
    let heads =
        ["Group", "Subscription", "Score of the group", "Points", "Findings fixed", "Owner", "Left out", "Waiting"];
    text.push_str(&format!("| {} |\n|{}\n", heads.join(" | "), " --- |".repeat(heads.len())));
    let mut lines: Vec<&Line> = lines.collect();
    lines.sort_by_key(|line| line.order);
    for line in lines {
        // A bar would begin another cell, in code too.
        let cells: Vec<String> = line.cells.iter().map(|cell| cell.replace("\\|", "|").replace('|', "\\|")).collect();
        text.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    text
}
