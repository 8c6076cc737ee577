//! The exact reports of a review made by hand.

use crate::review::{findings, review};
use crate::valid::{read_back, written};
use snapbox::{Data, assert_data_eq};
use std::path::Path;
use uplift::report::ReviewFormat;

#[test]
fn each_format_is_as_it_was() {
    let (review, mut findings) = (review("a <b> & @c | `d`"), findings());
    // The long name is for the other tests.
    findings.pop();
    for format in ReviewFormat::ALL {
        let report = written(format, &review, &findings);
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/golden").join(name(format));
        assert_data_eq!(report, Data::read_from(&file, Some(snapbox::data::DataFormat::Text)).raw());
    }
}

fn name(format: ReviewFormat) -> String {
    let extension = match format {
        ReviewFormat::Json | ReviewFormat::Sarif | ReviewFormat::Gitlab | ReviewFormat::Rdjson => "json",
        ReviewFormat::Junit => "xml",
        ReviewFormat::Markdown => "md",
        ReviewFormat::Csv => "csv",
        ReviewFormat::Ndjson => "ndjson",
        ReviewFormat::Text | ReviewFormat::Github | ReviewFormat::AzureDevops => "txt",
    };
    format!("{}.{extension}", format.name())
}

#[test]
fn each_format_is_valid_and_shows_what_it_says() {
    let (review, findings) = (review("a <b> & @c | `d`"), findings());
    // Of the 25 one is known, one exempt, one never decided, one each moved, unchanged and resolved.
    let expected = [
        (ReviewFormat::Text, 19),
        (ReviewFormat::Json, 25),
        (ReviewFormat::Sarif, 24),
        (ReviewFormat::Junit, 25),
        (ReviewFormat::Markdown, 19),
        (ReviewFormat::Github, 8),
        (ReviewFormat::Gitlab, 21),
        (ReviewFormat::AzureDevops, 18),
        (ReviewFormat::Rdjson, 19),
        (ReviewFormat::Csv, 25),
        (ReviewFormat::Ndjson, 25),
    ];
    for (format, number) in expected {
        let report = written(format, &review, &findings);
        assert_eq!(read_back(format, &report), number, "{}", format.name());
    }
}
