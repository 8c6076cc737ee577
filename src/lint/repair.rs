//! Changes of a policy file's text that a rule is sure of.
//!
//! No change makes a script answer something else. Nothing is taken away that it reads, since what is read may be unknown, and
//! then decides: an unused variable is for somebody to look at. A script with a change in it is outlined again, and must be what
//! it was without the part in question.

use super::Remark;
use super::subject::Subject;
use super::sure::is_taken;
use crate::check::token::{self, Kind, Token};
use crate::check::{Outline, Part, PartKind};
use crate::policy::Script;
use crate::source::{Document, Position};
use std::ops::Range;

/// Bytes of a file, and what stands there in their place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// The bytes.
    pub bytes: Range<usize>,
    /// Where they begin.
    pub start: Position,
    /// Where they end.
    pub end: Position,
    /// The new text.
    pub new: String,
}

/// A text with repairs made, the first one where two want the same bytes; and how many were made.
pub fn repaired(text: &str, mut repairs: Vec<&Repair>) -> (String, usize) {
    repairs.sort_by_key(|repair| (repair.bytes.start, repair.bytes.end));
    let (mut made, mut new, mut end) = (0, String::new(), 0);
    for repair in repairs {
        let Some(kept) = text.get(end..repair.bytes.start).filter(|_| text.is_char_boundary(repair.bytes.end)) else {
            continue;
        };
        new.push_str(kept);
        new.push_str(&repair.new);
        (end, made) = (repair.bytes.end, made + 1);
    }
    new.push_str(&text[end..]);
    (new, made)
}

fn repair(document: &Document, bytes: Range<usize>, new: impl Into<String>) -> Option<Repair> {
    let place = |byte: usize| u32::try_from(byte).ok().map(|byte| document.position(byte));
    Some(Repair { start: place(bytes.start)?, end: place(bytes.end)?, bytes, new: new.into() })
}

/// Rules of which nobody can be sure.
pub(super) fn none(_: &Subject<'_>, _: &Remark) -> Option<Repair> {
    None
}

/// No comment, and no line where nothing else stands on it.
pub(super) fn comment(subject: &Subject<'_>, remark: &Remark) -> Option<Repair> {
    let document = subject.document(&remark.location.file)?;
    let (start, line) = place(document, remark)?;
    let text = document.text();
    let end = line.start + text[line.clone()].trim_end().len();
    let before = text[line.start..start].trim_end();
    if !before.is_empty() {
        return repair(document, line.start + before.len()..end, "");
    }
    let next = text[line.end..].find('\n').map_or(text.len(), |length| line.end + length + 1);
    repair(document, line.start..next, "")
}

/// Quotes around a text that YAML cuts, where no space follows the `#`: a comment has one, and stays one.
pub(super) fn quoted(subject: &Subject<'_>, remark: &Remark) -> Option<Repair> {
    let document = subject.document(&remark.location.file)?;
    let (start, line) = place(document, remark)?;
    let text = &document.text()[start..line.end];
    let written = text.split(" # ").next().unwrap_or(text).trim_end();
    let behind = written.split_once(" #")?.1;
    let is_flow = document.text()[line.start..start].contains(['{', '[']);
    let is_text = behind.starts_with(|letter: char| !letter.is_whitespace());
    let quoted = serde_json::to_string(written).ok()?;
    if is_text && !is_flow { repair(document, start..start + written.len(), quoted) } else { None }
}

/// The byte that a remark stands at, and the bytes of its line.
fn place(document: &Document, remark: &Remark) -> Option<(usize, Range<usize>)> {
    let line = document.line(remark.location.line);
    let start = (line.as_ptr() as usize).checked_sub(document.text().as_ptr() as usize)?;
    let column = (remark.location.column as usize).checked_sub(1)?;
    let within = line.char_indices().map(|(byte, _)| byte).chain([line.len()]).nth(column)?;
    Some((start + within, start..start + line.len()))
}

/// No operand, with the sign that joins it.
pub(super) fn operand(subject: &Subject<'_>, remark: &Remark) -> Option<Repair> {
    let part = remark.part.as_ref()?;
    let document = subject.document(&remark.location.file)?;
    let scripts = subject.entries.iter().flat_map(|entry| &entry.scripts);
    let lines = |script: &Script| script.line..script.line + script.text.lines().count() as u32;
    let mut own = scripts.filter(|written| written.script.file == remark.location.file);
    let written = own.find(|written| lines(written.script).contains(&remark.location.line))?;
    // An outline does not tell `a?.b` from `a.b`, nor a script's own `len` from the language's.
    let is_plain = !written.script.text.contains("?.") && !written.script.text.contains("?[");
    if !is_plain || written.outline.functions.iter().any(|own| is_taken(&own.name)) {
        return None;
    }
    let within = within(document, written.script, remark)?;
    let wanted = without(&written.outline, part);
    let is_right = |bytes: &Range<usize>| {
        let text = format!("{}{}", &written.script.text[..bytes.start], &written.script.text[bytes.end..]);
        let script = Script { text, ..written.script.without_functions() };
        subject.outliner.of(&script).is_some_and(|outline| is_same(&outline, &wanted))
    };
    let bytes = candidates(&written.script.text, within).into_iter().find(is_right)?;
    // A script's lines stand in the file as they are, so that one byte is as far from another there.
    let shift = |byte: usize| file_byte(document, written.script, byte);
    let (first, last) = (shift(bytes.start)?, shift(bytes.end)?);
    repair(document, first..last, "")
}

/// The byte of a script that a remark stands at, where its lines stand in the file as they are.
fn within(document: &Document, script: &Script, remark: &Remark) -> Option<usize> {
    let line = (remark.location.line - script.line) as usize;
    let text = script.text.lines().nth(line)?;
    let written = document.line(remark.location.line);
    let is_as_written =
        written.trim_end().get(script.indent as usize..).is_some_and(|written| written == text.trim_end());
    let column = (remark.location.column).checked_sub(script.indent + 1)? as usize;
    let start = text.as_ptr() as usize - script.text.as_ptr() as usize;
    let byte = text.char_indices().map(|(byte, _)| byte).nth(column)?;
    is_as_written.then_some(start + byte)
}

/// The byte of a file where a byte of a script stands.
fn file_byte(document: &Document, script: &Script, byte: usize) -> Option<usize> {
    let before = &script.text[..byte];
    let line = before.matches('\n').count() as u32;
    let column = before.rsplit('\n').next().unwrap_or_default().len();
    let written = document.line(script.line + line);
    let start = (written.as_ptr() as usize).checked_sub(document.text().as_ptr() as usize)?;
    Some(start + script.indent as usize + column)
}

/// The bytes that an operand may stand in, with the sign before or behind it.
fn candidates(text: &str, at: usize) -> Vec<Range<usize>> {
    let tokens = token::tokens(text);
    let depths = token::depths(&tokens, text);
    let said = |place: usize| tokens.get(place).map_or("", |token: &Token| token.text(text));
    let Some(mut first) = tokens.iter().position(|token| token.bytes.start == at) else { return Vec::new() };
    let mut found = Vec::new();
    loop {
        for signs in [&["&&", "||", "??"][..], &["||", "??"], &["||"]] {
            let is_end = |place: usize| {
                depths[place] < depths[first]
                    || depths[place] == depths[first]
                        && tokens[place].kind == Kind::Sign
                        && (signs.contains(&said(place)) || [";", ",", "}"].contains(&said(place)))
            };
            let end = (first + 1..tokens.len()).find(|place| is_end(*place)).unwrap_or(tokens.len());
            let last = tokens[end - 1].bytes.end;
            if first > 0 && ["&&", "||", "??"].contains(&said(first - 1)) {
                let before = text[..tokens[first - 1].bytes.start].trim_end();
                found.push(before.len()..last);
            }
            if ["&&", "||", "??"].contains(&said(end)) && end + 1 < tokens.len() {
                found.push(tokens[first].bytes.start..tokens[end + 1].bytes.start);
            }
        }
        // The bracket around it may be its own.
        if first == 0 || said(first - 1) != "(" {
            return found;
        }
        first -= 1;
    }
}

fn is_same(one: &Outline, other: &Outline) -> bool {
    let same = |one: &[Part], other: &[Part]| {
        one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one.is_same(other))
    };
    let functions = one.functions.iter().zip(&other.functions);
    same(&one.statements, &other.statements)
        && one.functions.len() == other.functions.len()
        && functions.into_iter().all(|(one, other)| one.name == other.name && same(&one.statements, &other.statements))
}

/// An outline without an operand.
fn without(outline: &Outline, operand: &Part) -> Outline {
    let mut outline = outline.clone();
    let own = outline.functions.iter_mut().flat_map(|own| &mut own.statements);
    outline.statements.iter_mut().chain(own).for_each(|part| drop_operand(part, operand));
    outline
}

fn drop_operand(part: &mut Part, operand: &Part) {
    if matches!(part.kind, PartKind::And | PartKind::Or | PartKind::Default) {
        part.parts.retain(|own| own.start() != operand.start() || !own.is_same(operand));
        if part.parts.len() == 1 {
            *part = part.parts.remove(0);
        }
    }
    part.parts.iter_mut().for_each(|part| drop_operand(part, operand));
}

#[cfg(test)]
mod tests {
    use super::{Repair, candidates, repaired};
    use crate::source::Position;

    #[test]
    fn repairs_that_overlap_are_made_once() {
        let place = Position { line: 1, column: 1 };
        let repair = |bytes, new: &str| Repair { bytes, start: place, end: place, new: new.to_owned() };
        let (one, two, three) = (repair(0..3, ""), repair(2..5, "x"), repair(5..6, "yy"));
        assert_eq!(repaired("abcdef", vec![&three, &two, &one]), ("deyy".to_owned(), 2));
        assert_eq!(repaired("é", vec![&repair(0..1, "")]), ("é".to_owned(), 0), "no letter is cut");
    }

    #[test]
    fn an_operand_stands_with_the_sign_before_or_behind_it() {
        let text = "a == 1 || (b && c) || d";
        let found: Vec<&str> = candidates(text, 11).into_iter().map(|bytes| &text[bytes]).collect();
        assert!(found.contains(&"b && ") && found.contains(&" || (b && c)"), "{found:?}");
    }
}
