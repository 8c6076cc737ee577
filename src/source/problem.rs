//! What is wrong with an input, where, and what to do next.

use serde::Serialize;
use std::fmt;

/// A 1-based line and column; columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Position {
    /// 1-based.
    pub line: u32,
    /// 1-based, in characters.
    pub column: u32,
}

/// A position in a named file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize, Serialize)]
pub struct Location {
    /// The file as it was named or found, with forward slashes; `-` is standard input.
    pub file: String,
    /// 1-based.
    pub line: u32,
    /// 1-based, in characters.
    pub column: u32,
}

/// Something that a person has to repair: what, where and the next step.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file, with forward slashes; empty when no file is concerned.
    pub file: String,
    /// Where in the file, when known.
    pub position: Option<Position>,
    /// What is wrong, without a full stop.
    pub message: String,
    /// The next step, as an imperative, without a full stop.
    pub help: Option<String>,
    /// The source line at `position`, for display.
    pub excerpt: Option<Box<str>>,
    /// The lines that the excerpt stands below, the nearest first.
    pub above: Box<[String]>,
    /// What it is called by, where it has a code.
    pub code: Option<Code>,
}

/// The number of a diagnostic, which stays the same as long as the program tells of it, and is never used for another.
///
/// The first digit says what a diagnostic is about: 1 are policies, as they are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub u16);

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UPL{:04}", self.0)
    }
}

/// What a line stands below as far as indentation tells, the nearest first: lines that are indented less, and those of
/// the same object just above.
pub(super) fn outline<'t>(above: impl Iterator<Item = &'t str>, line: &str) -> Vec<String> {
    /// Lines that are looked at, those beside the line that are kept, and characters of one.
    const LOOKED_AT: usize = 1_000;
    const BESIDE: usize = 12;
    const LONGEST: usize = 1_000;
    // By bytes, as many lines may be looked at for each of many problems. A blank line has none.
    let indent = |line: &str| line.bytes().position(|byte| !byte.is_ascii_whitespace());
    let mut least = indent(line).unwrap_or(line.len());
    let mut beside = true;
    let mut kept = Vec::new();
    for (other, own) in above.take(LOOKED_AT).filter_map(|line| Some((line, indent(line)?))) {
        beside &= own >= least;
        if own < least || own == least && beside && kept.len() < BESIDE {
            least = own;
            kept.push(other.chars().take(LONGEST).collect());
        }
        if least == 0 && !beside {
            break;
        }
    }
    kept
}

impl Problem {
    /// A problem with a file as a whole.
    pub fn new(file: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            position: None,
            message: message.into(),
            help: None,
            excerpt: None,
            above: Box::default(),
            code: None,
        }
    }

    /// The same problem, under its code.
    pub fn coded(mut self, code: Code) -> Self {
        self.code = Some(code);
        self
    }

    /// The same problem, at a place.
    pub fn at(mut self, position: Position) -> Self {
        self.position = Some(position);
        self
    }

    /// The same problem with the source line that shows it.
    pub fn showing(mut self, line: impl Into<String>) -> Self {
        self.excerpt = Some(line.into().into());
        self
    }

    /// The same problem with the line of its position, when `text` has such a line.
    pub fn showing_line_of(self, text: &str) -> Self {
        let Some(before) = self.position.and_then(|place| (place.line as usize).checked_sub(1)) else { return self };
        let lines: Vec<&str> = text.lines().take(before + 1).collect();
        let Some(line) = lines.get(before) else { return self };
        let above = outline(lines[..before].iter().rev().copied(), line);
        self.showing(*line).below(above)
    }

    /// The same problem, with the lines that its excerpt stands below.
    pub(super) fn below(mut self, above: Vec<String>) -> Self {
        self.above = above.into();
        self
    }

    /// The same problem with its next step.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same problem, and what else is to be known beside its next step.
    pub fn also(self, more: &str) -> Self {
        let end = |help: &str| if help.ends_with('?') { "" } else { "." };
        let help = self.help.as_ref().map_or_else(|| more.to_owned(), |help| format!("{help}{} {more}", end(help)));
        self.help(help)
    }
}
