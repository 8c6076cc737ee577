//! Comments that silence a rule where it is wrong.
//!
//! `# allow UPL1101: reason`, in a script `// allow UPL1101: reason`, on the line that a rule tells of or alone on the one
//! above. One that says no reason silences nothing; one that silences nothing is told, so that none outlives its cause.

use super::Remark;
use super::comment::Comments;
use super::subject::{Subject, located};
use crate::source::{Code, Document, Location, Position};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How it begins, behind the sign of a comment.
const WORD: &str = "allow UPL";

/// The same in small letters: what is nearly a silence silences nothing, and says so.
const NEARLY: &str = "allow upl";

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
    /// Whether spaces and letters are as they should be.
    is_well_formed: bool,
    /// Whether no other comment may begin before it on its line.
    is_first: bool,
    is_used: bool,
}

impl<'p> Silences<'p> {
    pub fn of(subject: &Subject<'p>) -> Self {
        let mut found = Vec::new();
        let is_silenced = |document: &&Arc<Document>| document.text().to_lowercase().contains(NEARLY);
        for document in subject.policy.documents.iter().filter(is_silenced) {
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
        let alone: BTreeSet<(&str, u32)> =
            found.iter().filter(|own| own.is_alone).map(|own| (own.file, own.position.line)).collect();
        for (place, silence) in found.iter().enumerate().filter(|(_, own)| own.has_reason && own.is_well_formed) {
            let mut line = silence.position.line;
            // Several may stand above one line.
            while alone.contains(&(silence.file, line)) {
                line += 1;
            }
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
            let (message, help) = if !silence.is_well_formed {
                (
                    "this silences nothing: it is not written as a silence is".to_owned(),
                    "write `# allow UPL1302: reason`, in a script `// allow UPL1203: reason`",
                )
            } else if silence.has_reason {
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
    // A comment stands at the beginning or behind a space.
    let begins = |at: &usize| *at == 0 || line[..*at].ends_with([' ', '\t']);
    let signs = ["#", "//"].into_iter().flat_map(|sign| line.match_indices(sign));
    let words = |at: usize, sign: &str| {
        let rest = line[at + sign.len()..].trim_start();
        rest.get(..NEARLY.len()).is_some_and(|word| word.eq_ignore_ascii_case(NEARLY)).then_some(rest)
    };
    let found = signs.filter(|(at, _)| begins(at)).filter_map(|(at, sign)| Some((at, sign, words(at, sign)?)));
    let (at, sign, rest) = found.min_by_key(|(at, ..)| *at)?;
    let before = &line[..at];
    let is_well_formed = line[at + sign.len()..].starts_with(&format!(" {WORD}"));
    let rest = &rest[NEARLY.len() - "UPL".len()..];
    let end = rest.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(rest.len());
    let (code, rest) = rest.split_at(end);
    let reason = rest.strip_prefix(':').unwrap_or_default().trim();
    Some(Silence {
        file: "",
        position: Position { line: 0, column: before.chars().count() as u32 + 1 },
        is_alone: before.trim().is_empty(),
        code,
        has_reason: !reason.is_empty(),
        is_well_formed,
        is_first: !before.contains(" #"),
        is_used: false,
    })
}
