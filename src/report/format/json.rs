//! Everything as one JSON document: the fields of the review, then `findings`. Every finding is in it.

use crate::report::view::{FindingView, Review, Run};
use schemars::{JsonSchema, Schema, generate::SchemaSettings};
use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};
use std::cell::RefCell;
use std::io::{self, Write};

/// What `uplift gate --report json` prints.
#[derive(Serialize, JsonSchema)]
pub struct GateReport {
    /// `uplift.gate/1`.
    #[schemars(extend("const" = "uplift.gate/1"))]
    pub schema: &'static str,
    /// What holds for the whole run.
    #[serde(flatten)]
    pub review: Review,
    /// In order of the files.
    pub findings: Vec<FindingView>,
}

/// The JSON Schema of [`GateReport`].
pub fn gate_schema() -> Schema {
    SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<GateReport>()
}

pub(super) fn write(
    review: &Review,
    findings: &mut dyn Iterator<Item = FindingView>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let report = Streamed { schema: schema(review.run), review, findings: Findings(RefCell::new(findings)) };
    serde_json::to_writer_pretty(&mut *out, &report)?;
    out.write_all(b"\n")
}

/// The format's name and version. A quick fix has the same fields as a gate.
pub(super) fn schema(run: Run) -> &'static str {
    match run {
        Run::Gate => "uplift.gate/1",
        Run::Scan | Run::Fix => "uplift.review/1",
    }
}

/// A [`GateReport`] that is written as its findings come.
#[derive(Serialize)]
struct Streamed<'r> {
    schema: &'static str,
    #[serde(flatten)]
    review: &'r Review,
    findings: Findings<'r>,
}

pub(super) struct Findings<'r>(pub(super) RefCell<&'r mut dyn Iterator<Item = FindingView>>);

impl Serialize for Findings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        for finding in &mut **self.0.borrow_mut() {
            list.serialize_element(&finding)?;
        }
        list.end()
    }
}
