//! How a script came to its answer: each clause with what it gave and what was read for it.
//!
//! Only the plan of a script tells it, since the language's engine gives a value alone. A script without a plan, or one whose
//! plan was given up, says so in [`Course::untold`].

mod deciding;
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
    /// The clauses that gave the answer, the nearest first, without those in them; where one is about a variable, what gave that
    /// its value too. None where the script went on elsewhere.
    pub deciding: Vec<Clause>,
    /// Why not all of its clauses are told, as the end of "not told, since".
    pub untold: Option<String>,
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ClauseKind {
    /// A statement or the value of one.
    #[default]
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
        self.deciding.clear();
        self.untold = Some("the script went on in the language's engine, and gave its answer there".to_owned());
    }
}
