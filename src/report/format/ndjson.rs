//! One JSON document a line: the review first, with `"type": "review"`, then each finding as it comes, with
//! `"type": "finding"`. Every finding is in it, and none is held in memory.

use super::json::schema;
use super::{Format, RunReport};
use crate::report::json::write_json_line;
use crate::report::text::Page;
use serde::Serialize;
use std::io::{self, Write};

/// The format.
pub(super) const FORMAT: Format = Format {
    name: "ndjson",
    purpose: "programs that read line by line",
    is_whole: true,
    run: Some(write),
    ..Format::NONE
};

fn write(run: &RunReport<'_>, _: &Page, out: &mut dyn Write) -> io::Result<()> {
    write_json_line(&Line { kind: "review", schema: Some(schema(run.review.run)), content: run.review }, &mut *out)?;
    for finding in run.findings() {
        write_json_line(&Line { kind: "finding", schema: None, content: &*finding }, &mut *out)?;
    }
    Ok(())
}

#[derive(Serialize)]
struct Line<'l, T: Serialize> {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    schema: Option<&'static str>,
    #[serde(flatten)]
    content: &'l T,
}
