//! Files and places in them, as reports name them.

use crate::estate::Oldest;
use crate::inventory::{FORMS, FileRecord, FileStatus, Form};
use crate::report::problem::words;
use crate::source::{Location, Problem};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// A place in a file, in 1-based lines and characters.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Place {
    /// With forward slashes.
    pub file: String,
    /// 1-based.
    pub line: u32,
    /// 1-based, in characters.
    pub column: u32,
}

impl From<Location> for Place {
    fn from(Location { file, line, column }: Location) -> Self {
        Self { file, line, column }
    }
}

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum FileStatusView {
    /// Its resources are in the inventory.
    Read,
    /// It holds no resources.
    PassedOver,
    /// It could not be read.
    Failed,
}

/// A file that was met.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FileView {
    /// With forward slashes.
    pub path: String,
    /// How its resources are written; null when it was not recognised.
    #[schemars(schema_with = "forms")]
    pub form: Option<&'static str>,
    /// What became of it.
    pub status: FileStatusView,
    /// How many it gave, each occurrence counted.
    pub resources: usize,
    /// How many of its rows tell of resources without being ones, such as verdicts, states of policies, findings of other
    /// tools or costs. Missing when none does.
    #[serde(skip_serializing_if = "is_zero")]
    pub others: usize,
    /// Nothing in uplift.yaml says what it is, and the platform's marks in it, or its form, show that it is a snapshot.
    /// Missing when that is not so.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub taken_for_snapshot: bool,
    /// Why it was passed over or could not be read.
    pub reason: Option<String>,
}

fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// The names of the forms of input, with what they are.
fn forms(_: &mut SchemaGenerator) -> Schema {
    let form = |form: &Form| json_schema!({ "type": "string", "const": form.name, "description": form.about });
    let none = json_schema!({ "type": "null" });
    let all: Vec<Schema> = FORMS.into_iter().map(form).chain([none]).collect();
    json_schema!({ "oneOf": all })
}

/// How old data is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DataView {
    /// The file that holds it.
    pub file: String,
    /// Its day, in UTC.
    pub day: String,
    /// Days up to the one that is judged on.
    pub days: u32,
}

impl DataView {
    pub(in crate::report) fn of(oldest: &Oldest) -> Self {
        Self { file: oldest.file.clone(), day: oldest.day.to_string(), days: oldest.days }
    }

    /// The same with the file as `path` names it.
    pub(in crate::report) fn named(self, path: &dyn Fn(&str) -> String) -> Self {
        Self { file: path(&self.file), ..self }
    }

    /// Its age in words: `today`, `3 days ago`.
    pub(in crate::report) fn age(&self) -> String {
        match self.days {
            0 => "today".to_owned(),
            1 => "1 day ago".to_owned(),
            days => format!("{days} days ago"),
        }
    }

    /// The same with its file.
    pub(in crate::report) fn told(&self) -> String {
        format!("assessed from data of {} ({})", self.age(), self.file)
    }
}

/// Something to repair.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProblemView {
    /// Null when no file is concerned.
    pub file: Option<String>,
    /// 1-based; null when the whole file is concerned.
    pub line: Option<u32>,
    /// 1-based, in characters; null when the whole file is concerned.
    pub column: Option<u32>,
    /// What is wrong.
    pub message: String,
    /// What to do next.
    pub help: Option<String>,
}

impl FileView {
    pub(super) fn of(record: &FileRecord) -> Self {
        let (status, reason) = match &record.status {
            FileStatus::Read => {
                let with = record.judged_with.as_ref().map(|with| format!("judged with {with}"));
                let compiled = record.compiled_from.as_ref();
                let compiled =
                    compiled.map(|from| format!("compiled from {from}, which is judged; build it again after a fix"));
                (FileStatusView::Read, with.or(compiled))
            }
            FileStatus::PassedOver(reason) => (FileStatusView::PassedOver, Some(reason.clone())),
            FileStatus::Failed(reason) => (FileStatusView::Failed, Some(reason.clone())),
        };
        let form = record.form.map(|form| form.name);
        Self {
            path: record.path.clone(),
            form,
            status,
            resources: record.resources,
            others: record.others,
            taken_for_snapshot: record.is_taken_for_snapshot,
            reason,
        }
    }
}

impl ProblemView {
    /// What is wrong, and what to do.
    pub fn of(problem: &Problem) -> Self {
        let (message, help) = words(problem);
        Self {
            file: (!problem.file.is_empty()).then(|| problem.file.clone()),
            line: problem.position.map(|position| position.line),
            column: problem.position.map(|position| position.column),
            message,
            help,
        }
    }
}
