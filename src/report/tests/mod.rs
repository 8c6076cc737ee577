//! Whole reports of an estate made by hand, at two widths and as JSON.
//!
//! The expected pages are the files beside this one; run the tests with `SNAPSHOTS=overwrite` to write them anew.

mod estate;
mod watch;

use super::*;
use estate::{Estate, estate};
use snapbox::{assert_data_eq, file};
use std::io::Write;

fn page(width: usize) -> Page {
    let (command, flags) = ("uplift scan infra".to_owned(), " --no-embedded".to_owned());
    Page { width, command, flags, ..Page::default() }
}

/// A page without its colours.
fn plain(write: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).unwrap();
    anstream::adapter::strip_str(&String::from_utf8(out).unwrap()).to_string()
}

fn text(estate: &Estate, page: &Page) -> String {
    let shown = plain(|out| write_scan(&estate.scan(), page, out));
    let widest = shown.lines().map(unicode_width::UnicodeWidthStr::width).max();
    assert!(widest <= Some(page.width), "{widest:?} characters in a page of {}:\n{shown}", page.width);
    shown
}

fn json(estate: &Estate) -> serde_json::Value {
    let mut out = Vec::new();
    write_json(&estate.scan(), &mut out).unwrap();
    serde_json::from_slice(&out).unwrap()
}

#[test]
fn a_page_of_80_characters() {
    assert_data_eq!(text(&estate(), &page(80)), file!["page-80.txt"].raw());
}

#[test]
fn a_page_of_160_characters() {
    assert_data_eq!(text(&estate(), &page(160)), file!["page-160.txt"].raw());
}

#[test]
fn a_page_with_everything() {
    let mut estate = estate();
    estate.scanned.seen.selection.all = true;
    assert_data_eq!(text(&estate, &Page { all: true, ..page(80) }), file!["page-all.txt"].raw());
}

#[test]
fn a_page_with_details_of_one_control() {
    let mut estate = estate();
    estate.list_control("encrypt-data-in-transit");
    assert_data_eq!(text(&estate, &Page { details: true, ..page(80) }), file!["page-details.txt"].raw());
}

#[test]
fn colours_are_escape_sequences() {
    let mut out = Vec::new();
    write_score(&estate().scan(), &mut out).unwrap();
    assert!(String::from_utf8(out).unwrap().contains("\u{1b}["));
}

#[test]
fn a_scope_is_named_with_its_share_of_the_resources() {
    let mut estate = estate();
    estate.scanned.seen.selection.filters.subscriptions = vec!["s1".to_owned()];
    estate.scanned.seen.selection.filters.resource_groups = vec!["rg-app".to_owned()];
    estate.scanned.seen.resources = 67;
    let shown = plain(|out| write_score(&estate.scan(), out));
    let title = "Score of subscription Production, resource group rg-app in 2 subscriptions (9 of 67 resources)";
    assert!(shown.starts_with(title), "{shown}");
}

#[test]
fn nothing_scored_has_no_figures() {
    let estate = estate().without_assessments();
    assert_eq!(plain(|out| write_score(&estate.scan(), out)), "Secure score  nothing scored\n");
    let json = json(&estate);
    for figure in ["percentage", "current", "max", "potentialIncrease"] {
        assert!(json["score"][figure].is_null(), "{figure}");
        assert!(json["scopes"][0]["score"][figure].is_null(), "{figure} of a scope");
    }
    assert!(json["controls"][0]["current"].is_null());
}

#[test]
fn the_json_report_is_as_its_schema_says() {
    let schema = serde_json::to_value(schema_of::<Scan<'_>>()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for all in [false, true] {
        let mut estate = estate();
        estate.scanned.seen.selection.all = all;
        let json = json(&estate);
        let errors: Vec<_> = validator.iter_errors(&json).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
    let mut wrong = json(&estate());
    wrong["score"]["percentage"] = "much".into();
    assert!(!validator.is_valid(&wrong), "the schema must refuse something");
}

#[test]
fn the_json_report() {
    let mut estate = estate();
    estate.policy.digest = "a digest".to_owned();
    let mut out = Vec::new();
    write_json(&estate.scan(), &mut out).unwrap();
    let shown = String::from_utf8(out).unwrap().replace(env!("CARGO_PKG_VERSION"), "a version");
    assert_data_eq!(shown, file!["scan.json"].raw());
}

#[test]
fn the_list_is_as_its_schema_says() {
    let schema = serde_json::to_value(schema_of::<Catalogue>()).unwrap();
    let list = serde_json::to_value(catalogue(&estate().policy)).unwrap();
    assert!(jsonschema::validator_for(&schema).unwrap().is_valid(&list));
}

#[test]
fn policies_can_be_browsed() {
    let catalogue = catalogue(&estate().policy);
    let shown = plain(|out| {
        write_list(&catalogue, &page(80), out)?;
        writeln!(out, "\n=== a control")?;
        write_control(&catalogue, &catalogue.controls[0], &page(80), out)?;
        writeln!(out, "\n=== a recommendation")?;
        write_recommendation(&catalogue.recommendations[0], &page(80), out)
    });
    assert_data_eq!(shown, file!["browse.txt"].raw());
}
