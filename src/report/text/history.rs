//! The score over time: a chart, what moved it, and the controls.

use super::chart::{self, Bar};
use super::table::{self, Column};
use super::{Page, count, style, write_heading, write_more, write_note};
use crate::gate::moves::MoveKind;
use crate::report::harmless;
use crate::report::view::{HistoryView, PointControl, PointView};
use crate::report::words::{self, change, percent, signed};
use crate::score::Points;
use std::cmp::Reverse;
use std::io::{self, Write};

/// Moves that are listed as they come; of more, the largest are.
const MOVES: usize = 15;
/// Authors that are named.
const AUTHORS: usize = 5;

/// Writes the score over time for people.
///
/// # Errors
/// Those of the writer.
pub fn write_history(history: &HistoryView, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    write_head(history, out)?;
    write_chart(history, page, out)?;
    write_moves(history, page, out)?;
    write_controls(history, page, out)?;
    write_gaps(history, page, out)
}

/// The points that could be judged.
fn judged(history: &HistoryView) -> impl DoubleEndedIterator<Item = &PointView> {
    history.points.iter().filter(|point| point.errors.is_empty())
}

fn write_head(history: &HistoryView, out: &mut dyn Write) -> io::Result<()> {
    let title = style::bold("Secure score");
    let Some(last) = judged(history).next_back() else {
        return writeln!(out, "{title}  no point could be judged");
    };
    let since = history.unbroken().next().filter(|first| !std::ptr::eq(*first, last));
    let since = since.and_then(|first| change(first, last)).map(|change| format!(", {change}")).unwrap_or_default();
    writeln!(out, "{title}  {} on {}{since}\n", percent(&last.score), last.day)
}

fn write_chart(history: &HistoryView, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let (Some(first), Some(last)) = (history.points.first(), history.points.last()) else { return Ok(()) };
    if history.points.iter().all(|point| point.score.percentage.is_none()) {
        return Ok(());
    }
    let bar = |point: &PointView| Bar { percentage: point.score.percentage, mark: mark(point) };
    let bars: Vec<Bar> = history.points.iter().map(bar).collect();
    chart::write(&bars, (&first.day, &last.day), page.width, out)?;
    let met = |mark: char| bars.iter().any(|bar| bar.mark == mark);
    let told = [('?', "could not be judged"), ('R', "policies or settings judge otherwise from here on")];
    let told: Vec<String> =
        told.iter().filter(|(mark, _)| met(*mark)).map(|(mark, told)| format!("{mark} {told}")).collect();
    if told.is_empty() { Ok(()) } else { write_note(&told.join(" · "), page, out) }
}

fn mark(point: &PointView) -> char {
    let is_of_rules = || {
        let mut parts = point.moved.iter().flat_map(|moved| &moved.parts);
        parts.any(|part| part.kind == MoveKind::RulesChanged)
    };
    match point.errors.is_empty() {
        false => '?',
        true if point.breaks.is_some() || is_of_rules() => 'R',
        true => ' ',
    }
}

fn write_moves(history: &HistoryView, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let mut moves: Vec<&PointView> = judged(history).filter(|point| point.moved.is_some()).collect();
    let known = moves.len();
    moves.retain(|point| page.all || point.moved.as_ref().is_some_and(|moved| !moved.parts.is_empty()));
    let (all, is_long) = (moves.len(), moves.len() > MOVES && !page.all);
    if is_long {
        moves.sort_by_key(|point| Reverse(size(point)));
        moves.truncate(MOVES);
    }
    if moves.is_empty() {
        return write_idle(known, page, out);
    }
    write_heading(if is_long { "What moved it most" } else { "What moved it" }, out)?;
    let headers = [
        ("Day", Column::Whole),
        ("Commit", Column::Whole),
        ("Score", Column::Number),
        ("Points", Column::Number),
        ("", Column::Text),
    ];
    let rows = moves.into_iter().map(row);
    table::write(&headers, rows.collect(), page.width, out)?;
    write_more(all.saturating_sub(MOVES) * usize::from(is_long), "smaller moves", page, out)?;
    write_idle(known - all, page, out)?;
    let authors = history.authors.iter().take(AUTHORS);
    let authors: Vec<String> =
        authors.map(|author| format!("{} {}", harmless(&author.author), signed(author.points))).collect();
    if authors.is_empty() { Ok(()) } else { write_note(&format!("By author: {}", authors.join(" · ")), page, out) }
}

/// Points that nothing moved.
fn write_idle(points: usize, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let points = (points > 0).then(|| count(points as u64, "point"));
    points.map_or(Ok(()), |points| write_note(&format!("{points} as the one before (--all shows them)"), page, out))
}

fn size(point: &PointView) -> i64 {
    point.moved.as_ref().map_or(0, |moved| moved.points.units().abs())
}

fn row(point: &PointView) -> Vec<String> {
    let [subject, author] = [&point.subject, &point.author].map(|text| harmless(text.as_deref().unwrap_or_default()));
    let whose = format!("{subject} ({author})");
    let why = point.moved.as_ref().map(words::moved).unwrap_or_default();
    // Between others, the move is that of many commits.
    let told = if point.is_own_move { format!("{whose}\n{why}") } else { why };
    let points = point.moved.as_ref().map(|moved| signed(moved.points)).unwrap_or_default();
    vec![point.day.clone(), words::commit(point).to_owned(), percent(&point.score), points, told]
}

fn write_controls(history: &HistoryView, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let mut ends = history.unbroken();
    let (Some(first), Some(last)) = (ends.next(), ends.next_back()) else { return Ok(()) };
    let find = |point: &'_ PointView, id: &str| -> Option<(u32, Option<Points>)> {
        let mut own = point.controls.iter().filter(|control| control.id == id);
        own.next().map(|PointControl { max, current, .. }| (*max, *current))
    };
    let of = |id: &String| {
        let (was, is) = (find(first, id), find(last, id));
        let points = |control: Option<(u32, Option<Points>)>| control.and_then(|(_, current)| current);
        (history.controls[id].as_str(), is.or(was).map_or(0, |(max, _)| max), points(was), points(is))
    };
    let scored = history.controls.keys().map(of).filter(|(_, _, was, is)| was.is_some() || is.is_some());
    let by = |was: Option<Points>, is: Option<Points>| Points::between(was.unwrap_or_default(), is.unwrap_or_default());
    let mut shown: Vec<_> = scored.collect();
    let all = shown.len();
    shown.retain(|(_, _, was, is)| page.all || was != is);
    shown.sort_by_key(|(title, _, was, is)| (Reverse(by(*was, *is).units().abs()), *title));
    if all == 0 {
        return Ok(());
    }
    write_heading("Controls", out)?;
    if !shown.is_empty() {
        let headers = [
            ("Control", Column::Text),
            ("Max\nscore", Column::Number),
            (&*first.day, Column::Number),
            (&*last.day, Column::Number),
            ("Points", Column::Number),
        ];
        let rows = shown.iter().map(|(title, max, was, is)| {
            let moved = was.and(*is).map_or_else(String::new, |_| signed(by(*was, *is)));
            vec![harmless(title).into_owned(), max.to_string(), words::points(*was), words::points(*is), moved]
        });
        table::write(&headers, rows.collect(), page.width, out)?;
    }
    let stay = count((all - shown.len()) as u64, "control");
    if shown.len() < all {
        write_note(&format!("{stay} as on {} (--all shows them)", first.day), page, out)
    } else {
        Ok(())
    }
}

fn write_gaps(history: &HistoryView, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let mut gaps = history.points.iter().filter(|point| !point.errors.is_empty()).peekable();
    if gaps.peek().is_none() {
        return Ok(());
    }
    write_heading("Could not be judged", out)?;
    let headers = [("Day", Column::Whole), ("Commit", Column::Whole), ("Why", Column::Text)];
    let row = |point: &PointView| {
        let why = point.errors.first().map(words::problem).unwrap_or_default();
        let more = point.errors.len().saturating_sub(1);
        let more = if more > 0 { format!(" (and {more} more)") } else { String::new() };
        vec![point.day.clone(), words::commit(point).to_owned(), format!("{why}{more}")]
    };
    table::write(&headers, gaps.map(row).collect(), page.width, out)
}
