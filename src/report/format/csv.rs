//! A table as RFC 4180 describes it, one finding a row as they come, under a header. Every finding is in it.
//!
//! Spreadsheets run what begins like a formula, and take separators of their own language. So a quote stands before
//! `=`, `+`, `-` and `@` wherever a cell could begin, which they show and do not run. Control characters are written as
//! escapes, which also keeps every row on one line.

use super::{Format, RunReport};
use crate::report::harmless;
use crate::report::text::Page;
use crate::report::view::FindingView;
use crate::report::words;
use std::borrow::Cow;
use std::io::{self, Write};

const HEADER: [&str; 18] = [
    "recommendation",
    "severity",
    "status",
    "standing",
    "known",
    "resource",
    "name",
    "type",
    "resource group",
    "subscription",
    "message",
    "file",
    "line",
    "column",
    "exemption",
    "expires on",
    "quick fix",
    "fingerprint",
];

/// The format.
pub(super) const FORMAT: Format =
    Format { name: "csv", purpose: "spreadsheets; no cell is run as a formula", run: Some(write), ..Format::NONE };

fn write(run: &RunReport<'_>, _: &Page, out: &mut dyn Write) -> io::Result<()> {
    let mut table = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    table.write_record(HEADER)?;
    for finding in run.findings() {
        table.write_record(row(&finding).map(|cell| defused(&cell)))?;
    }
    table.flush()
}

fn row(finding: &FindingView<'_>) -> [String; HEADER.len()] {
    let resource = &finding.resource;
    let text = |text: &Option<Cow<'_, str>>| text.as_deref().unwrap_or_default().to_owned();
    let exemption = finding.exemption.as_ref();
    let fix = finding.fix.as_ref().map_or("", |fix| if fix.review { "review" } else { "safe" });
    [
        finding.recommendation.to_string(),
        words::severity(finding.severity).to_owned(),
        finding.status.map_or("", words::status).to_owned(),
        finding.standing.map_or("", words::standing).to_owned(),
        finding.known.to_string(),
        resource.id.to_string(),
        resource.name.to_string(),
        resource.type_name.to_string(),
        text(&resource.resource_group),
        text(&resource.subscription),
        text(&finding.message),
        finding.location.file.clone(),
        finding.location.line.to_string(),
        finding.location.column.to_string(),
        exemption.map(|exemption| exemption.id.clone()).unwrap_or_default(),
        exemption.and_then(|exemption| exemption.expires_on.clone()).unwrap_or_default(),
        fix.to_owned(),
        finding.fingerprint.clone(),
    ]
}

/// A cell in which no formula begins, neither at its start nor where a spreadsheet may see the start of another cell.
fn defused(cell: &str) -> String {
    let mut defused = String::with_capacity(cell.len());
    let mut may_begin = true;
    for letter in harmless(cell).chars() {
        if may_begin && matches!(letter, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠') {
            defused.push('\'');
        }
        defused.push(letter);
        may_begin = matches!(letter, ',' | ';' | '|') || (may_begin && letter == '"');
    }
    defused
}

#[cfg(test)]
mod tests {
    use super::defused;

    #[test]
    fn nothing_begins_like_a_formula() {
        let cases = [
            ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
            ("a=b", "a=b"),
            ("-1", "'-1"),
            ("\t=1", "\\t=1"),
            ("a;=1,\"+2", "a;'=1,\"'+2"),
            ("＝1", "'＝1"),
            ("\"@x", "\"'@x"),
        ];
        for (cell, expected) in cases {
            assert_eq!(defused(cell), expected);
        }
    }
}
