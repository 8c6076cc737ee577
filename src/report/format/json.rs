//! Everything as one JSON document. Of a run: the fields of the review, then `findings`, and every finding is in it; a scan
//! has a document of its own.

use super::kinds::Found;
use super::{Format, RunReport};
use crate::report::json::{schema_of, write_json};
use crate::report::text::Page;
use crate::report::view::{FindingView, Review, Run};
use schemars::{JsonSchema, Schema};
use serde::{Serialize, Serializer};
use std::cell::RefCell;
use std::io::{self, Write};

/// The format.
pub(super) const FORMAT: Format = Format {
    name: "json",
    purpose: "programs; see `uplift schema`",
    is_of_sums: true,
    is_whole: true,
    run: Some(write),
    test: Some(|trial, _, out| write_json(trial, out)),
    lint: Some(|lint, _, out| write_json(lint, out)),
    list: Some(|catalogue, _, out| write_json(catalogue, out)),
    exemptions: Some(|list, _, out| write_json(list, out)),
    history: Some(|history, _, out| write_json(history, out)),
    reconcile: Some(|reconciled, _, out| write_json(reconciled, out)),
    due: Some(|due, _, out| write_json(due, out)),
    policies: Some(|diff, _, out| write_json(diff, out)),
    ..Format::NONE
};

/// The document of a run.
pub(super) fn write(run: &RunReport<'_>, _: &Page, out: &mut dyn Write) -> io::Result<()> {
    match run.found {
        Found::Scan(scan, _) => write_json(scan, out),
        _ => {
            let findings = Streamed::of(run.findings());
            write_json(&Document { schema: schema(run.review.run), review: run.review, findings }, out)
        }
    }
}

/// A run that is written as its findings come.
#[derive(Serialize, JsonSchema)]
struct Document<'r, F: Serialize> {
    /// The format's name and version.
    schema: &'static str,
    /// What holds for the whole run.
    #[serde(flatten)]
    review: &'r Review,
    /// In order of the files; of a quick fix, in the order that points count in.
    findings: F,
}

/// The format's name and version.
pub(super) fn schema(run: Run) -> &'static str {
    match run {
        Run::Scan => "uplift.findings/1",
        Run::Gate => "uplift.gate/1",
        Run::Fix => "uplift.fixes/1",
    }
}

/// The JSON Schema of a run: its review, and its findings.
pub fn run_schema(run: Run) -> Schema {
    let mut root = schema_of::<Document<'_, Vec<FindingView<'_>>>>();
    if let Some(name) = root.pointer_mut("/properties/schema") {
        name["const"] = schema(run).into();
    }
    root
}

/// A list that is written as its elements come.
pub(super) struct Streamed<I>(RefCell<I>);

impl<I: Iterator> Streamed<I> {
    pub(super) fn of(elements: I) -> Self {
        Self(RefCell::new(elements))
    }
}

impl<I: Iterator<Item: Serialize>> Serialize for Streamed<I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(&mut *self.0.borrow_mut())
    }
}
