//! How a script came to its answer: each clause with what it gave and what was read for it.
//!
//! Only the plan of a script tells it, since the language's engine gives a value alone. A script without a plan, or one whose
//! plan was given up, says so in [`Course::untold`].

mod making;
mod wording;

use super::verdict::Evidence;
use crate::policy::ScriptKey;
use serde::Serialize;

pub(super) use making::course;

/// How one script of a recommendation went over one resource.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// Which script.
    pub key: ScriptKey,
    /// Its own text, and behind it the shared functions that it ran.
    pub passages: Vec<Passage>,
    /// What it ran, in order.
    pub clauses: Vec<Clause>,
    /// Why not all of its clauses are told, as the end of "not told, since".
    pub untold: Option<String>,
    /// It gave its answer in the language's engine, behind the clauses that are told.
    pub went_on: bool,
}

/// A text that a script consists of.
#[derive(Clone, Debug, PartialEq)]
pub struct Passage {
    /// How a function is called; nothing for the script itself.
    pub function: Option<String>,
    /// The file that holds it.
    pub file: String,
    /// What its first line is called: its line in the file, and 1 in the shipped library, which keeps no places.
    pub line: u32,
    /// The text.
    pub text: String,
}

/// A part of a script that gave something.
#[derive(Clone, Debug, PartialEq)]
pub struct Clause {
    /// The place of the text that it stands in, among [`Course::passages`].
    pub passage: usize,
    /// Its line, as the passage counts them.
    pub line: u32,
    /// What stands there, on one line.
    pub text: String,
    /// What it is.
    pub kind: ClauseKind,
    /// The variable that it is the value of.
    pub name: Option<String>,
    /// What it gave.
    pub gave: Gave,
    /// Which round of a list this is, from 1 on, and the element that it is for.
    pub round: Option<(usize, String)>,
    /// What was read for it, but for its own clauses.
    pub reads: Vec<Evidence>,
    /// The clauses in it, in the order in which they ran.
    pub inner: Vec<Self>,
}

/// What a clause is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ClauseKind {
    /// A statement or the value of one.
    Statement,
    /// What an `if` or `while` asks.
    Condition,
    /// One side of `&&`.
    And,
    /// One side of `||`.
    Or,
    /// What `any` asks of an element.
    Any,
    /// What `all` asks of an element.
    All,
    /// What `filter` asks of an element.
    Filter,
    /// What `map` makes of an element.
    Map,
    /// A round of `for`.
    For,
    /// A call of a function of the policies.
    Call,
    /// Rounds that are counted and not shown.
    More,
}

impl ClauseKind {
    /// Whether it is a question about an element.
    pub fn is_asked(self) -> bool {
        matches!(self, Self::Any | Self::All | Self::Filter)
    }

    /// Whether it is done with an element.
    pub fn is_round(self) -> bool {
        matches!(self, Self::Any | Self::All | Self::Filter | Self::Map | Self::For)
    }
}

/// What a clause gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gave {
    /// True or false.
    Truth(bool),
    /// Another value, as people are shown it, with secrets masked.
    Value(String),
    /// Nothing: something that was read is not known, for this reason.
    Unknown(String),
    /// An answer in words.
    Answer(&'static str),
    /// Nothing: the script answered or went on elsewhere.
    Left,
    /// Nothing: the script could not go on here.
    Failed,
    /// Nothing: the script went on in the language's engine, which tells no clauses.
    Elsewhere,
    /// What rounds gave that are not shown: how many were true, false, unknown, or something else.
    Counts([usize; 4]),
}

impl Course {
    /// The clauses that gave the answer, the nearest first; where one is about a variable alone, what gave that its value too.
    /// Of a script that went on elsewhere nobody knows them.
    pub fn deciding(&self) -> Vec<&Clause> {
        if self.went_on {
            return Vec::new();
        }
        let mut found = Found(Vec::new());
        found.sequence(&self.clauses);
        found.0
    }
}

impl Course {
    /// Notes that what seemed to fail went on in the language's engine, and gave the answer there.
    pub fn go_on(&mut self) {
        fn leave(clauses: &mut [Clause]) {
            for clause in clauses {
                if clause.gave == Gave::Failed {
                    clause.gave = Gave::Elsewhere;
                }
                leave(&mut clause.inner);
            }
        }
        leave(&mut self.clauses);
        self.went_on = true;
        self.untold = Some("the script went on in the language's engine, and gave its answer there".to_owned());
    }
}

/// Clauses that are named as deciding.
const MOST_DECIDING: usize = 6;

/// The deciding clauses so far.
struct Found<'c>(Vec<&'c Clause>);

impl<'c> Found<'c> {
    /// What decided a sequence of statements: its last one, or the condition that led to it where that says nothing itself.
    fn sequence(&mut self, clauses: &'c [Clause]) {
        let Some(last) = clauses.last() else { return };
        let is_word = |letter: char| letter.is_alphanumeric() || "_()".contains(letter);
        // `true`, `healthy()` or a variable: why it came to be reached says more.
        let is_known = !matches!(last.gave, Gave::Unknown(_) | Gave::Failed | Gave::Elsewhere);
        let is_bare = last.inner.is_empty() && last.reads.is_empty() && is_known && last.text.chars().all(is_word);
        let condition = clauses.iter().rposition(|clause| clause.kind == ClauseKind::Condition);
        match condition.filter(|_| is_bare || matches!(last.gave, Gave::Answer(_))) {
            Some(condition) => self.clause(&clauses[condition], &clauses[..condition]),
            None => self.clause(last, &clauses[..clauses.len() - 1]),
        }
    }

    /// What decided a clause that ran after others.
    fn clause(&mut self, clause: &'c Clause, before: &'c [Clause]) {
        if self.0.len() >= MOST_DECIDING {
            return;
        }
        let Some(last) = clause.inner.iter().rfind(|inner| inner.kind != ClauseKind::More) else {
            return self.leaf(clause, before);
        };
        let is_side = matches!(last.kind, ClauseKind::And | ClauseKind::Or) || last.kind.is_asked();
        if is_side {
            let sides: Vec<&Clause> = clause.inner.iter().filter(|inner| inner.kind == last.kind).collect();
            let is_any = sides.iter().any(|side| decides(last.kind, side));
            let sides = sides.into_iter().filter(|side| !is_any || decides(last.kind, side));
            return sides.for_each(|side| self.clause(side, before));
        }
        let first = self.0.len();
        match last.kind {
            _ if clause.kind == ClauseKind::Call || clause.kind.is_round() => self.sequence(&clause.inner),
            ClauseKind::Call | ClauseKind::For => self.sequence(&last.inner),
            _ => self.leaf(clause, before),
        }
        // What it is about was read where it was called.
        let called = [last, clause].into_iter().find(|outer| !outer.reads.is_empty());
        if self.0[first..].iter().all(|inner| inner.reads.is_empty()) {
            self.0.extend(called);
        }
    }

    /// Nothing in it says more; of a variable, what it was given does.
    fn leaf(&mut self, clause: &'c Clause, before: &'c [Clause]) {
        if !self.0.iter().any(|other| std::ptr::eq(*other, clause)) {
            self.0.push(clause);
        }
        let words = |text: &str| {
            text.split(|letter: char| !letter.is_alphanumeric() && letter != '_').map(str::to_owned).collect::<Vec<_>>()
        };
        let named = words(&clause.text);
        let gives = |other: &Clause| other.name.as_ref().is_some_and(|name| named.contains(name));
        let is_open = clause.reads.is_empty() && clause.gave != Gave::Failed;
        if let (true, Some(place)) = (is_open, before.iter().rposition(gives)) {
            self.clause(&before[place], &before[..place]);
        }
    }
}

/// Whether a side or a round is enough to decide what it stands in.
fn decides(kind: ClauseKind, side: &Clause) -> bool {
    match kind {
        ClauseKind::And | ClauseKind::All => side.gave != Gave::Truth(true),
        _ => side.gave != Gave::Truth(false),
    }
}
