//! What reports say of what they leave out, and of whom they are by.

use crate::BASE;
use serde_json::Value;

fn written(text: &str) -> serde_yaml::Mapping {
    serde_yaml::from_str(text).unwrap()
}

/// Many findings are told by recommendation, the worst first, with how many there are besides; nothing in it is escaped that
/// would be seen.
#[test]
fn a_comment_says_how_many_it_leaves_out() {
    let repository = BASE.copy();
    repository.write(&written(
        "infra/more.json: { ajar: { tls: '1.2', open: 'yes', many: 40 }, slow: { tls: '1.0', open: 'no', many: 300 } }",
    ));
    let comment = repository.gate("--base main --report markdown", "");
    assert!(!comment.contains("\\`"), "{comment}");
    let place = |text: &str| comment.find(text).unwrap_or_else(|| panic!("no `{text}`: {comment}"));
    let order = [
        "Secure score",
        "failOnNew: high**: 300 new findings of high severity",
        "### Controls that moved",
        "300 findings (`tls`)",
        "and 297 more",
        "40 findings (`open`)",
        "and 37 more",
    ];
    let places: Vec<usize> = order.into_iter().map(place).collect();
    assert!(places.is_sorted(), "{comment}");
    // Once for each of two rules, and once for the group.
    let groups = comment.split_once("### New findings").unwrap().1;
    assert_eq!(groups.matches("uplift fix . --recommendation tls").count(), 1, "{comment}");
}

/// An exempt finding is in every report of a scan that is for programs, as exempt.
#[test]
fn a_scan_for_programs_holds_what_is_exempt() {
    let repository = BASE.copy();
    repository.write(&written("infra/toy.json: { sandbox/toy: { tls: '1.0', open: 'no' } }"));
    let formats = ["sarif", "csv", "ndjson", "junit"];
    let reports: Vec<String> = formats.iter().map(|format| format!("--report {format}=../{format}")).collect();
    repository.printed("scan", &format!(". {}", reports.join(" ")), "");
    let [sarif, csv, ndjson, junit] = formats.map(|format| repository.read(&format!("../{format}")));
    let sarif: Value = serde_json::from_str(&sarif).unwrap();
    let run = &sarif["runs"][0];
    // Nobody is sent to the name that stands for the publisher's.
    assert!(!run["tool"]["driver"].to_string().contains("OWNER"));
    let result = run["results"].as_array().unwrap().iter().find(|one| one["message"].to_string().contains("toy"));
    assert_eq!(result.unwrap()["suppressions"][0]["kind"], "external");
    assert!(csv.lines().any(|line| line.contains(",toy,")), "{csv}");
    let line = ndjson.lines().find(|line| line.contains("\"toy\"")).unwrap();
    assert!(!serde_json::from_str::<Value>(line).unwrap()["exemption"].is_null(), "{line}");
    let case = &junit[junit.find("stores/toy").unwrap()..];
    assert!(case[..case.find("</testcase>").unwrap()].contains("<skipped"), "{case}");
}

/// A file at the root whose name looks like an address of its own is none.
#[cfg(unix)]
#[test]
fn a_file_that_looks_like_an_address_is_a_file() {
    let repository = BASE.copy();
    repository.write(&written("c:d.json: { other: { tls: '1.0', open: 'no' } }"));
    repository.gate(". --base main --report sarif=../sarif", "");
    let sarif: Value = serde_json::from_str(&repository.read("../sarif")).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let uri = |result: &Value| result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].to_string();
    let uris: Vec<String> = results.iter().map(uri).collect();
    assert!(uris.contains(&"\"c%3Ad.json\"".to_owned()), "{uris:?}");
}

/// What the change writes where nothing is judged is one list, by file and line, in a report for programs as in one for people, and
/// the rule that asks for it names the same places.
#[test]
fn what_nothing_judges_is_in_each_report() {
    let repository = BASE.copy();
    let update = |tls: &str| {
        format!(
            "tf/u.tf: |\n  resource \"azapi_update_resource\" \"u\" {{\n    type = \"Contoso.Shop/stores@2026-01-01\"\n    \
             resource_id = \"/subscriptions/prod/resourceGroups/far/providers/Contoso.Shop/stores/far\"\n    body = {{ \
             properties = {{ tls = \"{tls}\" }} }}\n  }}\n"
        )
    };
    repository.write(&written(&update("1.0")));
    let formats = ["json", "sarif", "markdown", "html", "text", "junit"];
    let reports: Vec<String> = formats.iter().map(|format| format!("--report {format}=../{format}")).collect();
    let passed = repository.gate(&format!(". --base main {}", reports.join(" ")), "");
    assert!(passed.contains("[exit code 0]") && passed.contains("warning: what `azapi_update_resource.u`"), "{passed}");
    let failed = repository.gate(&format!(". --base main --on-unseen fail {}", reports.join(" ")), "");
    assert!(failed.contains("[exit code 1]"), "{failed}");
    let [json, sarif, markdown, html, text, junit] = formats.map(|format| repository.read(&format!("../{format}")));
    let json: Value = serde_json::from_str(&json).unwrap();
    let unseen = json["unseen"].as_array().unwrap();
    assert_eq!((unseen.len(), &unseen[0]["file"], &unseen[0]["line"]), (1, &"tf/u.tf".into(), &1.into()));
    let rule = json["rules"].as_array().unwrap().iter().find(|rule| rule["id"] == "onUnseen").unwrap();
    assert_eq!(rule["found"], "1 place that the change writes cannot be judged: tf/u.tf:1");
    for told in [sarif, markdown, html, text, junit] {
        assert!(told.contains("tf/u.tf"), "{told}");
    }
}
