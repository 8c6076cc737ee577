//! Comments that silence a rule where it is wrong.
//!
//! `# allow UPL1101: reason`, in a script `// allow UPL1101: reason`, on the line that a rule tells of or alone on the one
//! above. One that says no reason silences nothing; one that silences nothing is told, so that none outlives its cause.

use super::Remark;
use super::comment::Comments;
use super::subject::{Subject, located};
use crate::source::{Code, Location, Position};
use std::collections::BTreeMap;

/// How it begins, behind the sign of a comment.
const WORD: &str = "allow UPL";

/// All of them, in order of file and place.
pub(super) struct Silences<'p> {
    all: Vec<Silence<'p>>,
    /// Those with a reason, by file and the line that they are about.
    by_line: BTreeMap<(&'p str, u32), Vec<usize>>,
}

struct Silence<'p> {
    file: &'p str,
    position: Position,
    /// Whether nothing else stands on its line, so that it is about the next one.
    is_alone: bool,
    code: &'p str,
    has_reason: bool,
    /// Whether no other comment may begin before it on its line.
    is_first: bool,
    is_used: bool,
}

impl<'p> Silences<'p> {
    pub fn of(subject: &Subject<'p>) -> Self {
        let mut found = Vec::new();
        for document in subject.policy.documents.iter().filter(|document| document.text().contains(WORD)) {
            let comments = Comments::of(subject, document);
            for (line, text) in (1..).zip(document.text().lines()) {
                let silence = in_line(text).map(|silence| Silence {
                    file: document.name(),
                    position: Position { line, ..silence.position },
                    ..silence
                });
                found.extend(silence.filter(|silence| comments.have(silence.position)));
            }
        }
        let mut by_line = BTreeMap::<_, Vec<usize>>::new();
        for (place, silence) in found.iter().enumerate().filter(|(_, silence)| silence.has_reason) {
            let line = silence.position.line + u32::from(silence.is_alone);
            by_line.entry((silence.file, line)).or_default().push(place);
        }
        Self { all: found, by_line }
    }

    /// Whether one silences the rule at a place.
    pub fn take(&mut self, code: Code, place: &Location) -> bool {
        let code = code.to_string();
        let on_line = self.by_line.get(&(place.file.as_str(), place.line));
        let found = on_line.into_iter().flatten().find(|own| self.all[**own].code == code);
        found.map(|own| self.all[*own].is_used = true).is_some()
    }

    /// Whether what YAML cuts off a text on a line is one, and nothing that the text goes on with.
    pub fn is_cut(&self, file: &str, line: u32) -> bool {
        self.all.iter().any(|own| own.file == file && own.position.line == line && own.is_first)
    }

    /// Those that silence nothing.
    pub fn idle(&self) -> Vec<Remark> {
        let idle = self.all.iter().filter(|silence| !silence.is_used);
        let told = idle.map(|silence| {
            let (message, help) = if silence.has_reason {
                (
                    format!("nothing here is told under {}", silence.code),
                    "remove the comment, or move it to the line that is told of or the one above",
                )
            } else {
                (
                    format!("{} is silenced without a reason, and told all the same", silence.code),
                    "write the reason behind a colon",
                )
            };
            Remark::new(located(silence.file, silence.position), message, help)
        });
        told.collect()
    }
}

fn in_line(line: &str) -> Option<Silence<'_>> {
    let (at, sign) =
        ["# ", "// "].iter().filter_map(|sign| Some((line.find(&format!("{sign}{WORD}"))?, *sign))).min()?;
    let before = &line[..at];
    // A comment stands at the beginning or behind a space.
    if !before.is_empty() && !before.ends_with([' ', '\t']) {
        return None;
    }
    let rest = &line[at + sign.len() + WORD.len() - "UPL".len()..];
    let end = rest.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(rest.len());
    let (code, rest) = rest.split_at(end);
    let reason = rest.strip_prefix(':').unwrap_or_default().trim();
    Some(Silence {
        file: "",
        position: Position { line: 0, column: before.chars().count() as u32 + 1 },
        is_alone: before.trim().is_empty(),
        code,
        has_reason: !reason.is_empty(),
        is_first: !before.contains(" #"),
        is_used: false,
    })
}
