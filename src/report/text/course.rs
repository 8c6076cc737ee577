//! A script as it went over a resource: each line with what its clauses gave and what was read for them.

use super::findings::write_paragraphs;
use super::{Page, style};
use crate::check::ClauseKind;
use crate::report::harmless;
use crate::report::view::{ClauseView, CourseView, GaveView, PassageView, ReadView};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// What is told below one line.
const MOST_NOTES: usize = 16;

/// What one clause gave, with the rounds that it was met in.
struct Note<'v> {
    clause: &'v ClauseView,
    label: String,
    /// Whether what it stands in has the same text and gave the same.
    is_repeated: bool,
}

/// Notes by passage and line.
type Notes<'v> = BTreeMap<(usize, u32), Vec<Note<'v>>>;

/// Writes a script and the functions that it ran.
pub(super) fn write_course(course: &CourseView, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let mut notes = Notes::new();
    collect(&course.clauses, None, "", &mut notes);
    for (place, passage) in course.passages.iter().enumerate() {
        let head = match &passage.function {
            Some(function) => format!("fn {function}"),
            None => course.script.to_owned(),
        };
        writeln!(out, "\n{}  {}", style::bold(&harmless(&head)), style::accent(&file_of(passage)))?;
        write_passage(passage, place, &notes, page, out)?;
    }
    match &course.untold {
        Some(why) => super::write_note(&format!("Not every clause is told: {}", harmless(why)), page, out),
        None => Ok(()),
    }
}

fn file_of(passage: &PassageView) -> String {
    harmless(&passage.file).into_owned()
}

fn collect<'v>(clauses: &'v [ClauseView], holder: Option<&ClauseView>, label: &str, notes: &mut Notes<'v>) {
    for clause in clauses {
        let own = match &clause.round {
            Some(round) if label.is_empty() => format!("#{}", round.number),
            Some(round) => format!("{label}.{}", round.number),
            None => label.to_owned(),
        };
        let is_repeated =
            holder.is_some_and(|holder| holder.text == clause.text && holder.gave.word() == clause.gave.word());
        let place = (clause.passage, clause.line);
        notes.entry(place).or_default().push(Note { clause, label: own.clone(), is_repeated });
        collect(&clause.clauses, Some(clause), &own, notes);
    }
}

fn write_passage(
    passage: &PassageView,
    place: usize,
    notes: &Notes<'_>,
    page: &Page,
    out: &mut dyn Write,
) -> io::Result<()> {
    let lines: Vec<&str> = passage.text.trim_end().lines().collect();
    let digits = (passage.line as usize + lines.len()).to_string().len();
    for (number, line) in (passage.line..).zip(lines) {
        let own = notes.get(&(place, number)).map_or(&[][..], Vec::as_slice);
        let mark = if own.is_empty() { " " } else { ">" };
        let head = format!("{number:>digits$} {mark} ");
        let room = page.width.saturating_sub(head.len()).max(20);
        let line = harmless(line);
        for (part, text) in folded(&line, room).iter().enumerate() {
            let head = if part == 0 { head.clone() } else { " ".repeat(head.len()) };
            let text = format!("{head}{text}");
            writeln!(out, "{}", if own.is_empty() { style::dim(text.trim_end()) } else { text.trim_end().to_owned() })?;
        }
        write_notes(own, head.len() + 2, page, out)?;
    }
    Ok(())
}

/// A line in parts that fit.
fn folded(line: &str, room: usize) -> Vec<String> {
    if line.width() <= room {
        return vec![line.to_owned()];
    }
    let indent: String = line.chars().take_while(|letter| *letter == ' ').take(room / 2).collect();
    let hanging = format!("{indent}    ");
    let options = textwrap::Options::new(room).initial_indent(&indent).subsequent_indent(&hanging);
    textwrap::wrap(line.trim_start(), options).into_iter().map(Cow::into_owned).collect()
}

fn write_notes(notes: &[Note<'_>], indent: usize, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let said: Vec<&Note<'_>> = notes.iter().filter(|note| says_something(note)).collect();
    let main = |note: &&Note<'_>| matches!(note.clause.kind, ClauseKind::Statement | ClauseKind::Condition);
    let texts: BTreeSet<&str> = said.iter().copied().filter(main).map(|note| &*note.clause.text).collect();
    let is_named = texts.len() > 1;
    let mut told: Vec<String> = Vec::new();
    for note in said {
        let mut text = Vec::new();
        write_note(note, is_named || !main(&note), indent, page, &mut text)?;
        let text = String::from_utf8_lossy(&text).into_owned();
        if !told.contains(&text) {
            told.push(text);
        }
    }
    told.iter().take(MOST_NOTES).try_for_each(|text| write!(out, "{text}"))?;
    match told.len().saturating_sub(MOST_NOTES) {
        0 => Ok(()),
        more => writeln!(out, "{}{}", " ".repeat(indent), style::dim(&format!("… {more} more outcomes of this line"))),
    }
}

/// Whether a note tells more than that its line was reached, and more than what it stands in.
fn says_something(note: &Note<'_>) -> bool {
    let clause = note.clause;
    let is_bare = clause.reads.is_empty() && clause.round.is_none();
    !(is_bare && (matches!(clause.gave, GaveView::Left) || note.is_repeated))
}

fn write_note(note: &Note<'_>, is_named: bool, indent: usize, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let clause = note.clause;
    let before = " ".repeat(indent);
    let label = if note.label.is_empty() { String::new() } else { format!("{} ", note.label) };
    // What was read says it already.
    let is_read = matches!((&clause.gave, clause.reads.as_slice()),
        (GaveView::Value { value }, [read]) if read.value.as_ref() == Some(value) || read.value.is_none());
    if is_read || note.is_repeated {
        let before = format!("{before}{label}");
        return clause.reads.iter().try_for_each(|read| write_read(read, &before, page, out));
    }
    let what = match (&clause.gave, &clause.round) {
        (GaveView::More { .. }, _) => "others, which are not shown".to_owned(),
        (_, Some(round)) => round.element.clone(),
        (_, None) if is_named => clause.text.clone(),
        (_, None) => String::new(),
    };
    let line = format!("{label}{:<7} {}", harmless(&clause.gave.word()), harmless(&what));
    writeln!(out, "{before}{}", outcome(&clause.gave, &cut(line.trim_end(), page.width.saturating_sub(indent))))?;
    // What it stands in is unknown for the same reason.
    if let (GaveView::Unknown { reason }, true) = (&clause.gave, clause.clauses.is_empty()) {
        write_paragraphs(reason, &format!("{before}  "), page, out)?;
    }
    clause.reads.iter().try_for_each(|read| write_read(read, &format!("{before}  "), page, out))
}

fn outcome(gave: &GaveView, text: &str) -> String {
    match gave {
        GaveView::Failed => style::alarm(text),
        GaveView::Left | GaveView::More { .. } => style::dim(text),
        _ => style::bold(text),
    }
}

/// A value with its place where that fits; every place is told with the values. Of a long path the end stays, with the value.
pub(super) fn write_read(read: &ReadView, indent: &str, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let held = read.value.as_deref().map_or_else(|| "is absent".to_owned(), |held| format!("= {}", harmless(held)));
    let place = format!("  {}:{}", harmless(&read.location.file), read.location.line);
    let room = page.width.saturating_sub(indent.width());
    let held = cut(&held, (room / 2).max(8));
    let path = cut_front(&harmless(&read.path), room.saturating_sub(held.width() + 1));
    let fits = path.width() + 1 + held.width() + place.width() <= room;
    writeln!(out, "{indent}{path} {held}{}", style::dim(if fits { &place } else { "" }))
}

/// The end of a text that fits.
fn cut_front(text: &str, room: usize) -> String {
    if text.width() <= room {
        return text.to_owned();
    }
    let turned: String = text.chars().rev().collect();
    cut(&turned, room).chars().rev().collect()
}

/// What fits, with a mark where something is missing.
pub(super) fn cut(text: &str, room: usize) -> String {
    if text.width() <= room {
        return text.to_owned();
    }
    let mut left = room.saturating_sub(1);
    let fits = |letter: &char| {
        let width = letter.width().unwrap_or_default();
        let is_in = width <= left;
        left = left.saturating_sub(if is_in { width } else { left });
        is_in
    };
    text.chars().take_while(fits).chain(['…']).collect()
}
