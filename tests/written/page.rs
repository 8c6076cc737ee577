//! `docs/policy-files.md`: every key of the files that people write, on one page.
//!
//! Run the tests with `SNAPSHOTS=overwrite` to write it anew.

use crate::Kind;
use snapbox::{Data, assert_data_eq};
use std::path::Path;
use std::process::Command;

const HEAD: &str = "# Policy files, settings, exemptions and the baseline

Every key of the files that people write: what it holds and what it says. A test writes this page from the types that read these
files (`SNAPSHOTS=overwrite cargo test --test written`); `uplift schema policy-file --format markdown` prints a part of it, and
without `--format` the JSON Schema for editors ([how to set them up](../examples/editors/README.md)). How to write a
recommendation is told in the [README](../README.md#writing-a-recommendation); what scripts may call, by `uplift functions`.

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
