//! A table as RFC 4180 describes it, one finding a row as they come, under a header. Every finding is in it.
//!
//! Spreadsheets run what begins like a formula, and take separators of their own language. So a quote stands before
//! `=`, `+`, `-` and `@` wherever a cell could begin, which they show and do not run. Control characters are written as
//! escapes, which also keeps every row on one line.

use super::words;
use crate::report::harmless;
use crate::report::view::FindingView;
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

pub(super) fn write(findings: &mut dyn Iterator<Item = FindingView>, out: &mut dyn Write) -> io::Result<()> {
    let mut table = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    table.write_record(HEADER)?;
    for finding in findings {
        table.write_record(row(&finding).map(|cell| defused(&cell)))?;
    }
    table.flush()
}

fn row(finding: &FindingView) -> [String; HEADER.len()] {
    let resource = &finding.resource;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let exemption = finding.exemption.as_ref();
    let fix = finding.fix.as_ref().map_or("", |fix| if fix.review { "review" } else { "safe" });
    [
        finding.recommendation.clone(),
        words::severity(finding.severity).to_owned(),
        finding.status.map_or("", words::status).to_owned(),
        finding.standing.map_or("", words::standing).to_owned(),
        finding.known.to_string(),
        resource.id.clone(),
        resource.name.clone(),
        resource.type_name.clone(),
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
