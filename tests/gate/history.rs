//! A repository of forty commits: each point's score is that of a scan of its checkout, and the parts of each move sum to it.

use crate::repository::Repository;
use crate::{step, text};
use serde_json::Value;
use serde_yaml::Mapping;
use std::sync::LazyLock;

/// The commits of `forty.yaml` after the base.
static FORTY: LazyLock<Repository> = LazyLock::new(|| {
    let repository = crate::BASE.copy();
    repository.git("checkout -q main");
    let steps: Vec<Mapping> = serde_yaml::from_str(&text("forty.yaml")).unwrap();
    for (what, how) in steps.iter().flatten() {
        step(&repository, what.as_str().unwrap(), how, &mut String::new());
    }
    repository.git("branch -q newest");
    repository
});

/// What a report says of a score: the estate's and each control's.
fn said(score: &Value, controls: &Value) -> Vec<String> {
    let figures = [&score["percentage"], &score["current"], &score["max"]].map(Value::to_string).join(" ");
    let control = |control: &Value| {
        let keys = ["id", "max", "current", "healthy", "unhealthy", "notApplicable", "unknown"];
        let told = keys.map(|key| control[key].to_string()).join(" ");
        let resources = keys[3..].iter().map(|key| control[*key].as_u64().unwrap()).sum::<u64>();
        (resources > 0).then_some(told)
    };
    let mut controls: Vec<String> = controls.as_array().unwrap().iter().filter_map(control).collect();
    controls.sort();
    std::iter::once(figures).chain(controls).collect()
}

#[test]
fn each_point_is_a_scan_of_its_checkout() {
    let repository = FORTY.copy();
    let flags = "--since 2025-01-01 --until 2027-01-01 --every commit";
    for of_then in [false, true] {
        let own = if of_then { " --policies-of-then" } else { "" };
        let history = repository.json(&format!("history {flags}{own}"));
        let points = history["points"].as_array().unwrap();
        assert!(points.len() >= 40, "{}", points.len());
        for point in points {
            let (commit, day) = (point["commit"].as_str().unwrap(), point["day"].as_str().unwrap());
            repository.git(&format!("checkout -q -f {commit}"));
            if !of_then {
                repository.git("checkout -q newest -- uplift.yaml policies");
            }
            let scan = repository.json(&format!("scan . --today {day}"));
            let failed = !scan["errors"].as_array().unwrap().is_empty();
            assert_eq!(failed, point["errors"] != serde_json::json!([]), "{of_then} {commit}: {point:#}");
            if !failed {
                let expected = said(&scan["score"], &scan["controls"]);
                assert_eq!(said(&point["score"], &point["controls"]), expected, "{of_then} {}", point["subject"]);
                assert_eq!(point["resources"], scan["coverage"]["resources"]);
            }
            repository.git("reset -q --hard");
        }
        repository.git("checkout -q newest");
        sums(points);
    }
}

/// A check that asks for the day: by the day of each commit, whether only values differ since, a file came, or nothing did.
#[test]
fn what_a_day_decides_is_judged_on_the_day_of_each_commit() {
    let repository = crate::BASE.copy();
    repository.git("checkout -q main");
    let steps: Vec<Mapping> = serde_yaml::from_str(&text("dated.yaml")).unwrap();
    for (what, how) in steps.iter().flatten() {
        step(&repository, what.as_str().unwrap(), how, &mut String::new());
    }
    let history = repository.json("history --since 2026-01-10 --until 2026-12-31 --every commit");
    let points = history["points"].as_array().unwrap();
    let healthy: Vec<&Value> = points.iter().map(|point| &point["controls"][0]["healthy"]).collect();
    assert_eq!(healthy, [2, 2, 1, 2, 0], "{points:#?}");
    sums(points);
    repository.git("branch -q newest");
    for point in points {
        let (commit, day) = (point["commit"].as_str().unwrap(), point["day"].as_str().unwrap());
        repository.git(&format!("checkout -q -f {commit}"));
        let scan = repository.json(&format!("scan . --today {day}"));
        assert_eq!(said(&point["score"], &point["controls"]), said(&scan["score"], &scan["controls"]), "{day}");
    }
}

/// In cents, that parts sum to moves, and moves to the whole.
fn sums(points: &[Value]) {
    let cents = |points: &Value| (points.as_f64().unwrap() * 100.0).round() as i64;
    let judged: Vec<&Value> = points.iter().filter(|point| point["errors"] == serde_json::json!([])).collect();
    for pair in judged.windows(2) {
        let moved = &pair[1]["moved"];
        let parts: i64 = moved["parts"].as_array().unwrap().iter().map(|part| cents(&part["points"])).sum();
        assert_eq!(parts, cents(&moved["points"]), "{moved:#}");
        assert_eq!(parts, cents(&pair[1]["score"]["current"]) - cents(&pair[0]["score"]["current"]));
        assert_eq!(moved["since"], pair[0]["commit"]);
    }
}

#[test]
fn each_kind_of_move_is_told_apart() {
    let repository = FORTY.copy();
    let flags = "--since 2025-01-01 --until 2027-01-01 --every commit --policies-of-then";
    let history = repository.json(&format!("history {flags}"));
    let schema = serde_json::to_value(uplift::report::schema_of::<uplift::report::HistoryView>()).unwrap();
    assert!(jsonschema::is_valid(&schema, &history), "{history:#}");
    let kinds = |point: &Value| -> Vec<String> {
        let parts = point["moved"]["parts"].as_array().into_iter().flatten();
        parts.map(|part| part["kind"].as_str().unwrap().to_owned()).collect()
    };
    let mut met = std::collections::BTreeSet::new();
    for point in history["points"].as_array().unwrap() {
        let subject = point["subject"].as_str().unwrap();
        met.extend(kinds(point));
        // A subject that names kinds behind a colon tells what is to be found.
        if let Some((_, expected)) = subject.split_once(": ") {
            assert_eq!(kinds(point).join(" "), expected, "{subject}");
        }
    }
    assert_eq!(met.len(), 10, "{met:?}");
}

/// A file that is cut before it names a resource is an inventory all the same where it is one later.
#[test]
fn a_file_that_is_cut_early_is_a_gap_and_no_removal() {
    let repository = crate::BASE.copy();
    repository.git("checkout -q main");
    let name = "cut/early.json";
    let account = |https: bool| {
        let id = "/subscriptions/00000000-0000-0000-0000-0000000000c7/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/cut";
        format!(
            r#"[{{ "id": "{id}", "name": "cut", "type": "Microsoft.Storage/storageAccounts", "properties": {{ "supportsHttpsTrafficOnly": {https} }} }}]"#
        )
    };
    for text in [account(false), "[{".to_owned(), account(true)] {
        repository.put(name, &text);
        repository.git("add -A");
        repository.git("commit -q -m cut");
    }
    let history = repository.json("history cut --every commit --since 2000-01-01");
    let points = history["points"].as_array().unwrap();
    let last = &points[points.len() - 3..];
    assert!(last[1]["errors"][0]["help"].as_str().unwrap().contains("newer commit"), "{:#}", last[1]);
    let moved = &last[2]["moved"];
    assert_eq!(moved["since"], last[0]["commit"], "{moved:#}");
    assert!(moved["parts"].as_array().unwrap().iter().all(|part| part["kind"] != "added"), "{moved:#}");
}

#[test]
fn ends_are_the_right_way_round() {
    let repository = FORTY.copy();
    let printed = repository.printed("history", "--from newest --to newest~3", ".");
    assert!(printed.contains("the ends are the wrong way round"), "{printed}");
}
