//! The exact reports of a review made by hand.

use crate::review::{findings, review};
use crate::valid::{body, read_back, written};
use snapbox::{Data, assert_data_eq};
use std::path::Path;
use uplift::report::{FORMATS, Format, Kind};

#[test]
fn each_format_is_as_it_was() {
    let (review, mut findings) = (review("a <b> & @c | `d`"), findings());
    // The long name is for the other tests.
    findings.pop();
    for &Format { name: format, .. } in FORMATS.into_iter().filter(|format| format.takes(Kind::Run)) {
        let report = body(format, written(format, &review, &findings));
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/golden").join(name(format));
        assert_data_eq!(report, Data::read_from(&file, Some(snapbox::data::DataFormat::Text)).raw());
    }
}

fn name(format: &str) -> String {
    let extension = match format {
        "json" | "sarif" | "gitlab" | "rdjson" => "json",
        "junit" => "xml",
        "markdown" => "md",
        "html" => "html",
        "csv" => "csv",
        "ndjson" => "ndjson",
        _ => "txt",
    };
    format!("{}.{extension}", format)
}

#[test]
fn each_format_is_valid_and_shows_what_it_says() {
    let (review, findings) = (review("a <b> & @c | `d`"), findings());
    // Of the 25 one is known, one exempt, one never decided, one each moved, unchanged and resolved. The page of a gate
    // lists what moved or is unchanged with `--all` only.
    let expected = [
        ("text", 19),
        ("json", 25),
        ("sarif", 25),
        ("junit", 25),
        ("markdown", 19),
        ("github", 8),
        ("gitlab", 21),
        ("azure-devops", 18),
        ("rdjson", 19),
        ("csv", 25),
        ("html", 25),
        ("ndjson", 25),
    ];
    for (format, number) in expected {
        let report = written(format, &review, &findings);
        assert_eq!(read_back(format, &report), number, "{}", format);
    }
}
