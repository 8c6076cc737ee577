//! The vectors of the scoring rules, by their numbers, with real commands.

use crate::harness::Estate;
use serde_json::{Value, json};

/// Resources of a subscription in a control, by its place: healthy, unhealthy, not applicable and undecided ones.
type Part = (&'static str, usize, [u32; 4]);

/// A recommendation for a resource type of its own. What is no boolean cannot be compared with one.
fn recommendation(id: &str, control: usize, resource_type: &str, property: &str) -> Value {
    json!({
        "id": id, "title": "R", "controls": [format!("c{control}")], "severity": "low", "description": "d",
        "resourceTypes": [resource_type], "remediation": "r",
        "appliesTo": format!("resource.properties.{property} != ()"),
        "check": format!("resource.properties.{property} == true"),
    })
}

fn policy(maxima: &[u32], recommendations: Vec<Value>) -> Value {
    let control = |(place, max)| json!({"id": format!("c{place}"), "title": format!("C{place}"), "maxScore": max, "description": "d"});
    let controls: Vec<Value> = maxima.iter().enumerate().map(control).collect();
    json!({"controls": controls, "recommendations": recommendations})
}

/// A resource with the `ok` that decides.
fn resource(subscription: &str, control: usize, number: usize, ok: &Value) -> Value {
    let group = format!("/subscriptions/{subscription}/resourceGroups/g");
    let id = format!("{group}/providers/Contoso.Test/c{control}/n{number}");
    json!({"id": id, "properties": {"ok": ok}})
}

/// A control for each maximum, with one recommendation, and all resources distinct.
fn estate(maxima: &[u32], parts: &[Part]) -> Estate {
    let own = |place| recommendation(&format!("r{place}"), place, &format!("Contoso.Test/c{place}"), "ok");
    let policy = policy(maxima, (0..maxima.len()).map(own).collect());
    let oks = [json!(true), json!(false), Value::Null, json!("perhaps")];
    let resources = parts.iter().flat_map(|(subscription, control, numbers)| {
        let each = oks.iter().zip(numbers).flat_map(|(ok, number)| (0..*number).map(move |_| ok));
        each.enumerate().map(|(number, ok)| resource(subscription, *control, number, ok))
    });
    let resources = Value::Array(resources.collect());
    let estate = Estate::empty();
    estate.add("rules/policy.yaml", policy.to_string().as_bytes());
    estate.add("estate/all.json", resources.to_string().as_bytes());
    estate
}

/// The report, and a control of it.
fn scanned(maxima: &[u32], parts: &[Part]) -> Value {
    estate(maxima, parts).json(&["estate"])
}

fn control(report: &Value, id: &str) -> Value {
    report["controls"].as_array().unwrap().iter().find(|control| control["id"] == id).unwrap().clone()
}

/// The weight and the score of each subscription.
fn weighed(report: &Value) -> Vec<(u64, Value)> {
    let scopes = report["scopes"].as_array().unwrap().iter().filter(|scope| scope["kind"] == "subscription");
    scopes.map(|scope| (scope["weight"].as_u64().unwrap(), scope["score"]["percentage"].clone())).collect()
}

#[test]
fn a_control_is_worth_its_maximum_times_the_share_of_healthy_resources() {
    // Number, maximum, healthy, unhealthy, current and potential.
    let vectors = [
        (1, 6, 42, 8, 5.04, 0.96),
        (3, 6, 4, 74, 0.31, 5.69),
        (5, 6, 5, 4, 3.33, 2.67),
        (6, 1, 1, 4, 0.2, 0.8),
        (7, 4, 5, 1, 3.33, 0.67),
        (8, 4, 1, 1, 2.0, 2.0),
        (9, 6, 0, 1, 0.0, 6.0),
        (10, 10, 1, 0, 10.0, 0.0),
        (18, 4, 8, 2, 3.2, 0.8),
        (19, 4, 7, 2, 3.11, 0.89),
    ];
    for (vector, max, healthy, unhealthy, current, potential) in vectors {
        let control = control(&scanned(&[max], &[("a", 0, [healthy, unhealthy, 1, 0])]), "c0");
        let number = |name: &str| control[name].as_f64();
        assert_eq!(number("current"), Some(current), "current of vector {vector}");
        assert_eq!(number("potentialIncrease"), Some(potential), "potential of vector {vector}");
    }
}

#[test]
fn a_control_gains_its_share_of_the_subscription() {
    let of_sixty =
        |healthy, unhealthy| scanned(&[6, 54], &[("a", 0, [healthy, unhealthy, 0, 0]), ("a", 1, [1, 0, 0, 0])]);
    let first = control(&of_sixty(42, 8), "c0");
    let whole = json!({"potentialIncrease": 1, "potentialIncreasePercent": 2});
    assert_eq!((&first["scorePerResource"], &first["portal"]), (&json!(0.12), &whole), "vectors 1 and 2");
    assert_eq!(first["potentialIncreasePercentage"], json!(0.016), "vector 2");
    assert_eq!(control(&of_sixty(4, 74), "c0")["scorePerResource"], json!(0.0769), "vector 3");
    assert_eq!(control(&of_sixty(5, 4), "c0")["portal"]["potentialIncreasePercent"], json!(4), "vector 5");
    let half = scanned(&[50, 10], &[("a", 0, [24, 26, 0, 0]), ("a", 1, [5, 5, 0, 0])]);
    assert_eq!((&half["score"]["current"], &half["score"]["potentialIncrease"]), (&json!(29), &json!(31)), "vector 4");
}

#[test]
fn what_is_not_scored_enters_no_sum() {
    let report = scanned(&[2, 10, 0], &[("a", 0, [0, 0, 1, 0]), ("a", 1, [1, 0, 0, 0]), ("a", 2, [7, 0, 1, 0])]);
    assert_eq!(control(&report, "c0")["current"], Value::Null, "vector 11");
    assert_eq!((&report["score"]["max"], &report["score"]["current"]), (&json!(10), &json!(10)), "vectors 11 and 12");
}

/// The nine controls of one subscription, and another one.
const A: [Part; 9] = [
    ("a", 0, [1, 0, 0, 0]),
    ("a", 1, [1, 4, 0, 0]),
    ("a", 2, [1, 1, 0, 0]),
    ("a", 3, [0, 1, 0, 0]),
    ("a", 4, [0, 1, 0, 0]),
    ("a", 5, [0, 1, 0, 0]),
    ("a", 6, [5, 1, 0, 0]),
    ("a", 7, [1, 0, 0, 0]),
    ("a", 8, [1, 0, 0, 0]),
];
const B: [Part; 3] = [("b", 9, [3, 0, 0, 0]), ("b", 10, [2, 6, 0, 0]), ("b", 11, [1, 1, 0, 0])];
const MAXIMA: [u32; 12] = [10, 1, 4, 4, 2, 6, 4, 4, 4, 1, 2, 7];

#[test]
fn a_subscription_adds_up_its_scored_controls() {
    let score = scanned(&MAXIMA, &A)["score"].clone();
    assert_eq!((&score["current"], &score["max"]), (&json!(23.53), &json!(39)), "vector 13");
}

#[test]
fn subscriptions_weigh_what_their_resources_can_score() {
    let report = scanned(&MAXIMA, &[&A[..], &B[..]].concat());
    assert_eq!(weighed(&report), [(67, json!(0.6034)), (33, json!(0.5))]);
    assert_eq!(report["score"]["percentage"], json!(0.5693), "vector 15");
}

#[test]
fn a_control_gains_by_what_its_subscriptions_weigh() {
    let a = [("a", 0, [3, 2, 0, 0]), ("a", 1, [1, 0, 0, 0]), ("a", 2, [3, 0, 0, 0]), ("a", 3, [1, 0, 0, 0])];
    let b = [("b", 0, [0, 1, 0, 0]), ("b", 1, [4, 0, 0, 0]), ("b", 2, [6, 0, 0, 0])];
    let report = scanned(&[5, 1, 4, 29], &[&a[..], &b[..]].concat());
    assert_eq!(weighed(&report), [(67, json!(0.9487)), (33, json!(0.5))]);
    assert_eq!(report["score"]["percentage"], json!(0.8006));
    assert_eq!(control(&report, "c0")["potentialIncreasePercentage"], json!(0.1994), "vector 16");
}

#[test]
fn the_larger_part_of_an_estate_decides() {
    let report = scanned(&[6, 2], &[("a", 0, [4, 6, 0, 0]), ("b", 1, [30, 10, 0, 0])]);
    assert_eq!(weighed(&report), [(60, json!(0.4)), (80, json!(0.75))]);
    assert_eq!(report["score"]["percentage"], json!(0.6), "vector 22");
}

#[test]
fn a_resource_counts_once_however_many_recommendations_it_fails() {
    let properties = ["a", "b", "c", "d"];
    let own = |name: &&str| recommendation(&format!("r-{name}"), 0, "Contoso.Test/c0", name);
    let policy = policy(&[4], properties.iter().map(own).collect());
    for fixed in 0..=3 {
        let of =
            |number: usize| properties.iter().zip(0..).map(move |(name, place)| (*name, number > 0 || place <= fixed));
        let resources = [0, 1].map(|number| {
            let id = format!("/subscriptions/a/resourceGroups/g/providers/Contoso.Test/c0/n{number}");
            json!({"id": id, "properties": of(number).collect::<std::collections::BTreeMap<_, _>>()})
        });
        let estate = Estate::empty();
        estate.add("rules/policy.yaml", policy.to_string().as_bytes());
        estate.add("estate/all.json", json!(resources).to_string().as_bytes());
        let expected = if fixed == 3 { 4 } else { 2 };
        assert_eq!(estate.json(&["estate"])["score"]["current"], json!(expected), "vector 14 with {fixed} of 3 fixed");
    }
}

#[test]
fn a_resource_that_is_listed_twice_counts_once_by_its_worst() {
    let estate = estate(&[4], &[("a", 0, [1, 0, 0, 0])]);
    estate.add("estate/again.json", json!([resource("a", 0, 0, &json!(false))]).to_string().as_bytes());
    let report = estate.json(&["estate"]);
    let control = control(&report, "c0");
    assert_eq!((&control["healthy"], &control["unhealthy"]), (&json!(0), &json!(1)), "vector 17");
    assert_eq!(report["warnings"].as_array().map(Vec::len), Some(1), "vector 17");
}

#[test]
fn what_is_exempt_counts_as_its_category_says() {
    let vectors = [
        (18, "Mitigated", "", 3.2),
        (18, "Mitigated", "scoring: { exemptions: legacy }", 3.11),
        (19, "Waiver", "", 3.11),
    ];
    for (vector, category, scoring, current) in vectors {
        let estate = estate(&[4], &[("a", 0, [7, 3, 0, 0])]);
        estate.add("estate/uplift.yaml", format!("exemptions: [exempt.yaml]\n{scoring}\n").as_bytes());
        let scope = "/subscriptions/a/resourceGroups/g/providers/Contoso.Test/c0/n9";
        let entry =
            json!([{"id": "e", "scope": scope, "recommendations": ["r0"], "category": category, "reason": "r"}]);
        estate.add("estate/exempt.yaml", entry.to_string().as_bytes());
        let report = estate.json(&["estate"]);
        assert_eq!(report["score"]["current"], json!(current), "vector {vector} {scoring}");
        assert_eq!(report["score"]["beforeExemptions"]["current"], json!(2.8), "vector {vector} {scoring}");
    }
}

#[test]
fn a_score_says_what_the_undecided_leaves() {
    let range = |parts: &[Part]| scanned(&[4, 8], parts)["score"]["range"].clone();
    assert_eq!(range(&[("a", 0, [1, 1, 1, 0])]), Value::Null);
    assert_eq!(range(&[("a", 0, [1, 1, 0, 1])]), json!({"lower": 0.3333, "upper": 0.6667, "undecided": 1}));
    assert_eq!(
        range(&[("a", 0, [1, 0, 0, 0]), ("a", 1, [0, 0, 0, 1])]),
        json!({"lower": 0.3333, "upper": 1, "undecided": 1})
    );
    // Weights 8, 4 and, where nothing is decided, 12.
    let three = [("a", 0, [1, 1, 0, 2]), ("b", 0, [1, 0, 0, 0]), ("c", 0, [0, 0, 0, 3])];
    assert_eq!(range(&three), json!({"lower": 0.25, "upper": 0.9167, "undecided": 5}));
}

#[test]
fn a_control_of_which_more_is_undecided_says_so() {
    let parts = [("a", 0, [1, 0, 0, 2]), ("a", 1, [1, 1, 0, 2])];
    let told = estate(&[4, 8], &parts).scan(&["estate"]);
    assert!(told.contains("66.67 %, between 28 % and 83 % once 4 checks are decided"), "{told}");
    assert!(told.contains("Controls with more undecided than decided resources: C0 (2 of 3)"), "{told}");
    let report = scanned(&[4, 8], &parts);
    assert_eq!(control(&report, "c0")["mostlyUndecided"], json!(true));
    assert_eq!(control(&report, "c1")["mostlyUndecided"], Value::Null);
}

/// What `secure-scores` writes of an estate: the rows of the subscription, then of its controls.
fn secure_scores(maxima: &[u32], parts: &[Part]) -> Vec<Value> {
    let estate = estate(maxima, parts);
    estate.scan(&["estate", "--report", "secure-scores=scores.json"]);
    let written: Value =
        serde_json::from_str(&std::fs::read_to_string(estate.path().join("scores.json")).unwrap()).unwrap();
    written["value"].as_array().unwrap().clone()
}

#[test]
fn secure_scores_are_as_the_platform_prints_them() {
    // Number, maximum, healthy, unhealthy, and what is printed: maximum, current, percentage, weight.
    let vectors = [
        (6, 1, 1, 4, json!([1, 0.2, 0.2, 5])),
        (7, 4, 5, 1, json!([4, 3.33, 0.8325, 6])),
        (8, 4, 1, 1, json!([4, 2, 0.5, 2])),
        (9, 6, 0, 1, json!([6, 0, 0, 1])),
        (10, 10, 1, 0, json!([10, 10, 1, 1])),
        (11, 2, 0, 0, json!([0, 0, 0, 0])),
        (12, 0, 7, 0, json!([0, 0, 0, 7])),
        (21, 8, 16, 1, json!([8, 7.53, 0.9412, 17])),
    ];
    for (vector, max, healthy, unhealthy, expected) in vectors {
        let rows = secure_scores(&[max], &[("a", 0, [healthy, unhealthy, 1, 2])]);
        let Value::Object(control) = &rows[1]["properties"] else { panic!("{rows:?}") };
        let score = &control["score"];
        let printed = json!([score["max"], score["current"], score["percentage"], control["weight"]]);
        assert_eq!(printed, expected, "vector {vector}");
        let counts = ["healthyResourceCount", "unhealthyResourceCount", "notApplicableResourceCount"];
        assert_eq!(counts.map(|name| control[name].as_u64().unwrap()), [healthy.into(), unhealthy.into(), 1]);
    }
}

#[test]
fn secure_scores_of_a_subscription_add_up_what_is_printed() {
    let rows = secure_scores(&MAXIMA, &[&A[..], &B[..]].concat());
    let of_score = |row: &&Value| row["type"] == "Microsoft.Security/secureScores";
    let scores: Vec<&Value> = rows.iter().filter(of_score).collect();
    let expected = json!({
        "id": "/subscriptions/a/providers/Microsoft.Security/secureScores/ascScore", "name": "ascScore",
        "type": "Microsoft.Security/secureScores",
        "properties": {
            "displayName": "ASC score", "score": { "max": 39, "current": 23.53, "percentage": 0.6033 }, "weight": 67
        }
    });
    assert_eq!(*scores[0], expected, "vector 13");
    assert_eq!((scores.len(), &scores[1]["properties"]["weight"]), (2, &json!(33)));
    assert_eq!(rows.len(), 2 + A.len() + B.len());
    let id = "/subscriptions/a/providers/Microsoft.Security/secureScores/ascScore/secureScoreControls/c0";
    assert_eq!(rows[1]["id"], json!(id), "a control that the platform does not know keeps its id");
}

#[test]
fn secure_scores_are_of_scans_alone_and_empty_of_nothing() {
    assert_eq!(secure_scores(&[4], &[("a", 0, [0, 0, 0, 0])]), Vec::<Value>::new());
    let refused = estate(&[4], &[]).run(&["fix", "estate", "--report", "secure-scores=scores.json"]);
    assert!(
        refused.contains("the format `secure-scores` makes no sense here") && refused.ends_with("[exit code 2]\n\n"),
        "{refused}"
    );
}
