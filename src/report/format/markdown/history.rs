//! The score over time, as tables for a page of a repository or a job.

use super::{name, sentence};
use crate::report::fix::markdown::code;
use crate::report::text::Page;
use crate::report::view::{HistoryView, PointControl, PointView};
use crate::report::words::{self, count, percent};
use std::io::{self, Write};

/// Points that are listed.
const POINTS: usize = 50;

/// The newest points with what moved the score, and the controls at both ends.
pub(super) fn write(history: &HistoryView, _: &Page, out: &mut dyn Write) -> io::Result<()> {
    let mut ends = history.unbroken();
    let (first, last) = (ends.next(), ends.next_back());
    match last.or(first) {
        None => writeln!(out, "# Secure score\n\nNo commit could be judged.\n")?,
        Some(newest) => {
            let change = first.filter(|_| last.is_some()).and_then(|first| words::change(first, newest));
            let change = change.map(|change| format!(", {change}")).unwrap_or_default();
            writeln!(out, "# Secure score\n\n{} on {}{change}.\n", percent(&newest.score), newest.day)?;
        }
    }
    writeln!(out, "| Day | Commit | Score | Points | What moved it |\n|---|---|---:|---:|---|")?;
    let left_out = history.points.len().saturating_sub(POINTS);
    history.points.iter().skip(left_out).rev().try_for_each(|point| writeln!(out, "{}", row(point)))?;
    if left_out > 0 {
        writeln!(out, "\n_and {} before_", count(left_out as u64, "commit"))?;
    }
    let Some((first, last)) = first.zip(last) else { return Ok(()) };
    writeln!(out, "\n## Controls\n\n| Control | Max score | {} | {} |\n|---|---:|---:|---:|", first.day, last.day)?;
    for (id, title) in &history.controls {
        let find = |point: &'_ PointView| -> Option<(u32, String)> {
            let control = point.controls.iter().find(|control| control.id == *id)?;
            let PointControl { max, current, .. } = control;
            Some((*max, words::points(*current)))
        };
        let (was, is) = (find(first), find(last));
        let Some((max, _)) = is.as_ref().or(was.as_ref()) else { continue };
        let shown =
            |end: &Option<(u32, String)>| end.as_ref().map_or("not scored".to_owned(), |(_, shown)| shown.clone());
        writeln!(out, "| {} | {max} | {} | {} |", name(title), shown(&was), shown(&is))?;
    }
    Ok(())
}

fn row(point: &PointView) -> String {
    let commit = if point.commit.is_some() { code(words::commit(point)) } else { String::new() };
    let [subject, author] = [&point.subject, &point.author].map(|text| name(text.as_deref().unwrap_or_default()));
    let whose = format!("{subject} ({author})");
    let (score, points, why) = match (&point.errors.first(), &point.moved) {
        (Some(error), _) => {
            (String::new(), String::new(), format!("Could not be judged: {}", sentence(&words::problem(error))))
        }
        (None, Some(moved)) => (percent(&point.score), words::signed(moved.points), words::moved(moved)),
        (None, None) => (percent(&point.score), String::new(), String::new()),
    };
    let told = if point.is_own_move { format!("{whose}: {why}") } else { why };
    format!("| {} | {commit} | {score} | {points} | {told} |", point.day)
}
