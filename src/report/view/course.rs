//! How a script went over a resource, clause by clause.

use super::Place;
use crate::check::{Clause, ClauseKind, Course, Evidence, Gave, Passage};
use schemars::JsonSchema;
use serde::Serialize;

/// How one script went.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CourseView {
    /// The key that it stands under: `appliesTo` or `check`.
    pub script: &'static str,
    /// Its own text, and the functions of the policies that it ran.
    pub passages: Vec<PassageView>,
    /// What ran, in order.
    pub clauses: Vec<ClauseView>,
    /// Why not all of its clauses are told; missing where they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub untold: Option<String>,
}

/// A text that a script consists of.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PassageView {
    /// How a function is called; missing for the script itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function: Option<String>,
    /// The file that holds it.
    pub file: String,
    /// What its first line is called: its line in the file; 1 in the shipped library, which keeps no places.
    pub line: u32,
    /// The text.
    pub text: String,
}

/// A part of a script that ran.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ClauseView {
    /// Which of the passages it stands in, from 0 on.
    pub passage: usize,
    /// Its line, as the passage counts them.
    pub line: u32,
    /// What is written there, on one line.
    pub text: String,
    /// What it is.
    pub kind: ClauseKind,
    /// What it gave.
    pub gave: GaveView,
    /// Which round of a list it is; missing where it is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub round: Option<ElementView>,
    /// What was read for it, but for the clauses in it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reads: Vec<ReadView>,
    /// The clauses in it, in the order in which they ran.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub clauses: Vec<ClauseView>,
}

/// What a clause gave.
#[derive(Serialize, JsonSchema)]
#[serde(tag = "outcome", rename_all = "camelCase")]
pub enum GaveView {
    /// It is true.
    True,
    /// It is false.
    False,
    /// Another value.
    Value {
        /// As people are shown it, with secrets masked.
        value: String,
    },
    /// Something that was read is not known.
    Unknown {
        /// Why.
        reason: String,
    },
    /// The script answered in words.
    Answer {
        /// Which.
        answer: &'static str,
    },
    /// The script answered in it.
    Left,
    /// The script could not go on here.
    Failed,
    /// The script went on in the language's engine, which tells no clauses.
    Elsewhere,
    /// Rounds that are counted and not shown.
    #[serde(rename_all = "camelCase")]
    More {
        /// How many gave true.
        r#true: usize,
        /// How many gave false.
        r#false: usize,
        /// How many are unknown.
        unknown: usize,
        /// How many gave something else.
        other: usize,
    },
}

/// A round of a list.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ElementView {
    /// Its number, from 1 on.
    pub number: usize,
    /// The element that it is for: where it stands, or its value.
    pub element: String,
}

/// A value that was read for a clause.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReadView {
    /// From the resource; other resources' reads start with their type and name in square brackets.
    pub path: String,
    /// As JSON text, with secrets masked; null when it is absent.
    pub value: Option<String>,
    /// Where it is written, or the nearest that is there of what is around it.
    pub location: Place,
}

impl CourseView {
    pub(super) fn of(course: &Course) -> Self {
        Self {
            script: course.key.key(),
            passages: course.passages.iter().map(PassageView::of).collect(),
            clauses: course.clauses.iter().map(ClauseView::of).collect(),
            untold: course.untold.clone(),
        }
    }
}

impl PassageView {
    fn of(passage: &Passage) -> Self {
        let Passage { function, file, line, text } = passage.clone();
        Self { function, file, line, text }
    }
}

impl ClauseView {
    fn of(clause: &Clause) -> Self {
        Self {
            passage: clause.passage,
            line: clause.line,
            text: clause.text.clone(),
            kind: clause.kind,
            gave: GaveView::of(&clause.gave),
            round: clause
                .round
                .as_ref()
                .map(|(number, element)| ElementView { number: *number, element: element.clone() }),
            reads: clause.reads.iter().map(ReadView::of).collect(),
            clauses: clause.inner.iter().map(Self::of).collect(),
        }
    }
}

impl GaveView {
    fn of(gave: &Gave) -> Self {
        match gave {
            Gave::Truth(true) => Self::True,
            Gave::Truth(false) => Self::False,
            Gave::Value(value) => Self::Value { value: value.clone() },
            Gave::Unknown(reason) => Self::Unknown { reason: reason.clone() },
            Gave::Answer(answer) => Self::Answer { answer },
            Gave::Left => Self::Left,
            Gave::Elsewhere => Self::Elsewhere,
            Gave::Failed => Self::Failed,
            Gave::Counts([r#true, r#false, unknown, other]) => {
                Self::More { r#true: *r#true, r#false: *r#false, unknown: *unknown, other: *other }
            }
        }
    }

    /// In a word, or the value.
    pub(in crate::report) fn word(&self) -> String {
        match self {
            Self::True => "true".to_owned(),
            Self::False => "false".to_owned(),
            Self::Value { value } => value.clone(),
            Self::Unknown { .. } => "unknown".to_owned(),
            Self::Answer { answer } => format!("answers {answer}"),
            Self::Left => "answers".to_owned(),
            Self::Failed => "fails".to_owned(),
            Self::Elsewhere => "goes on".to_owned(),
            Self::More { r#true, r#false, unknown, other } => {
                let counts = [(*r#true, "true"), (*r#false, "false"), (*unknown, "unknown"), (*other, "more")];
                let told = counts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}"));
                told.collect::<Vec<_>>().join(", ")
            }
        }
    }
}

/// What a clause gave, in a word.
pub(super) fn gave(gave: &Gave) -> String {
    GaveView::of(gave).word()
}

impl ReadView {
    pub(super) fn of(evidence: &Evidence) -> Self {
        let crate::check::Place { file, line, column } = &evidence.place;
        let location = Place { file: file.to_string(), line: *line, column: *column };
        Self { path: evidence.path.clone(), value: evidence.value.clone(), location }
    }
}
