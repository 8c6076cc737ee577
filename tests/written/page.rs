//! `docs/policy-files.md`: every key of the files that people write, on one page.
//!
//! Run the tests with `SNAPSHOTS=overwrite` to write it anew.

use crate::Kind;
use serde_json::Value;
use snapbox::{Data, assert_data_eq};
use std::path::Path;
use std::process::Command;

const HEAD: &str = "# Policy files, settings, exemptions and the baseline

Every key of the files that people write: what it holds and what it says. A test writes this page from the types that read these
files (`SNAPSHOTS=overwrite cargo test --test written`); `uplift schema policy-file --format markdown` prints a part of it, and
without `--format` the JSON Schema for editors ([how to set them up](../examples/editors/README.md)). How to write a
recommendation is told [on a page of its own](authoring.md); what scripts may call, by `uplift functions`.

In paths, `[]` is an entry of a list and `NAME` is a name of your choice. A key that is not required may be left out.
";

#[test]
fn the_page_of_keys_is_current() {
    let mut page = HEAD.to_owned();
    for kind in Kind::ALL {
        let mut part = Vec::new();
        uplift::report::write_reference(&kind.schema(), 2, &mut part).unwrap();
        page += "\n";
        page += &String::from_utf8(part).unwrap();
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/policy-files.md");
    assert_data_eq!(page, Data::read_from(&file, Some(snapbox::data::DataFormat::Text)).raw());
}

#[test]
fn the_command_prints_a_part_of_it() {
    let run = |kind: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_uplift")).args(["schema", kind, "--format", "markdown"]).output();
        String::from_utf8(output.unwrap().stdout).unwrap()
    };
    let exemptions = run("exemptions-file");
    assert!(
        exemptions.starts_with("# Exemptions\n\nExemptions; `uplift exempt` adds one.\n\n## `[]`\n"),
        "{exemptions}"
    );
    let row = "| `category` (required) | `Waiver` or `Mitigated` | What its findings count as: waived ones as not applicable, mitigated \
               ones as healthy. `Waiver`: The risk is accepted: not applicable. `Mitigated`: Something else deals with the risk: healthy. |";
    assert!(exemptions.lines().any(|line| line == row), "{exemptions}");
    // Reports refer to parts of their schemas.
    let scan = run("scan");
    assert!(scan.starts_with("# ") && scan.lines().filter(|line| line.starts_with("| `")).count() > 50, "{scan}");
}

#[test]
fn the_page_of_functions_is_current() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/functions.md");
    assert_data_eq!(functions("markdown"), Data::read_from(&file, Some(snapbox::data::DataFormat::Text)).raw());
}

fn functions(format: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_uplift"));
    let output = command.args(["functions", "--no-embedded", "--format", format]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// What says nothing about a value of the resource, so that there is nothing to ask about absence.
const APART: [&str; 4] = ["answers", "look-ups", "statements", "the resource"];

#[test]
fn everything_is_shown_on_all_kinds_of_values() {
    let view: Value = serde_json::from_str(&functions("json")).unwrap();
    let validator = jsonschema::validator_for(&schema("functions")).unwrap();
    assert!(validator.is_valid(&view));
    let functions = view["functions"].as_array().unwrap();
    assert!(functions.len() > 60, "{}", functions.len());
    for function in functions {
        let uses = function["uses"].as_array().unwrap();
        let shows = |what: &str| uses.iter().filter(|used| used["shows"] == what).collect::<Vec<_>>();
        assert!(!shows("example").is_empty(), "{}", function["signature"]);
        for used in shows("example") {
            let is_answer = function["group"] == "answers";
            let is_told = is_answer || used["fails"].is_null() && used["unknown"].is_null() && !used["gives"].is_null();
            assert!(is_told, "{used}");
        }
        for used in shows("unknown") {
            assert!(used["unknown"].is_string(), "what nobody knows is no news: {used}");
        }
        let failing = uses.iter().find(|used| function["group"] != "answers" && !used["fails"].is_null());
        assert_eq!(failing, None);
        let is_apart = APART.contains(&function["group"].as_str().unwrap());
        let is_whole = ["absent", "unknown"].into_iter().all(|what| !shows(what).is_empty());
        assert!(is_whole || is_apart, "{}", function["signature"]);
    }
}

fn schema(of: &str) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_uplift")).args(["schema", of]).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}
