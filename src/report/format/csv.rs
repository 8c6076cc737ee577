//! A table as RFC 4180 describes it, under a header: one finding a row as they come, and every finding is in it; or one
//! recommendation, or one exemption.
//!
//! Spreadsheets run what begins like a formula, and take separators of their own language. So a quote stands before
//! `=`, `+`, `-` and `@` wherever a cell could begin, which they show and do not run. Control characters are written as
//! escapes, which also keeps every row on one line.

use super::{Format, RunReport};
use crate::report::harmless;
use crate::report::text::{Page, exemption_state};
use crate::report::view::{Catalogue, ExemptionList, FindingView};
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
pub(super) const FORMAT: Format = Format {
    name: "csv",
    purpose: "spreadsheets; no cell is run as a formula",
    run: Some(write),
    list: Some(write_list),
    exemptions: Some(write_exemptions),
    ..Format::NONE
};

fn write(run: &RunReport<'_>, _: &Page, out: &mut dyn Write) -> io::Result<()> {
    write_table(HEADER, run.findings().map(|finding| row(&finding)), out)
}

/// A header and rows of as many cells.
fn write_table<const N: usize>(
    header: [&str; N],
    rows: impl Iterator<Item = [String; N]>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut table = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    table.write_record(header)?;
    for row in rows {
        table.write_record(row.map(|cell| defused(&cell)))?;
    }
    table.flush()
}

/// A recommendation a row.
fn write_list(catalogue: &Catalogue, _: &Page, out: &mut dyn Write) -> io::Result<()> {
    let header =
        ["recommendation", "title", "severity", "controls", "types", "source", "preview", "enabled", "quick fix"];
    let rows = catalogue.recommendations.iter().map(|each| {
        [
            each.id.clone(),
            each.title.clone(),
            words::severity(each.severity).to_owned(),
            each.controls.join(" "),
            each.resource_types.join(" "),
            format!("{:?}", each.source).to_lowercase(),
            each.preview.to_string(),
            each.enabled.to_string(),
            each.fixable.to_string(),
        ]
    });
    write_table(header, rows, out)
}

/// An exemption a row.
fn write_exemptions(list: &ExemptionList, _: &Page, out: &mut dyn Write) -> io::Result<()> {
    let header = [
        "exemption",
        "state",
        "note",
        "category",
        "reason",
        "scope",
        "recommendations",
        "findings",
        "duplicates",
        "expires on",
        "days left",
        "owner",
        "ticket",
        "file",
        "line",
    ];
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let rows = list.exemptions.iter().map(|listed| {
        let (scan, view) = (&listed.exemption, &listed.exemption.exemption);
        [
            view.id.clone(),
            exemption_state(listed.state).to_owned(),
            text(&listed.note),
            view.category.clone(),
            view.reason.clone(),
            scan.scope.clone(),
            listed.recommendations.join(" "),
            scan.findings.to_string(),
            listed.duplicates.to_string(),
            text(&view.expires_on),
            listed.days_left.map(|days| days.to_string()).unwrap_or_default(),
            text(&scan.owner),
            text(&scan.ticket),
            listed.location.file.clone(),
            listed.location.line.to_string(),
        ]
    });
    write_table(header, rows, out)
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
