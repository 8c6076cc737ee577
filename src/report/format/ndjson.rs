//! One JSON document a line: the review first, with `"type": "review"`, then each finding as it comes, with
//! `"type": "finding"`. Every finding is in it, and none is held in memory.

use super::json::schema;
use crate::report::view::{FindingView, Review};
use serde::Serialize;
use std::io::{self, Write};

pub(super) fn write(
    review: &Review,
    findings: &mut dyn Iterator<Item = FindingView>,
    out: &mut dyn Write,
) -> io::Result<()> {
    line(&Line { kind: "review", schema: Some(schema(review.run)), content: review }, out)?;
    for finding in findings {
        line(&Line { kind: "finding", schema: None, content: &finding }, out)?;
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

fn line(line: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")
}
