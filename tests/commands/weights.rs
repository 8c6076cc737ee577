//! What subscriptions weigh in the score of an estate.

use crate::harness::Estate;
use serde_json::{Value, json};

/// Healthy and unhealthy resources of a subscription in a control, by its place.
type Part = (&'static str, usize, u32, u32);

/// A control for each maximum, with one recommendation for a resource type of its own.
fn estate(maxima: &[u32], parts: &[Part]) -> Estate {
    let controls = maxima
        .iter()
        .enumerate()
        .map(|(place, max)| json!({"id": format!("c{place}"), "title": "C", "maxScore": max, "description": "d"}));
    let recommendations = (0..maxima.len()).map(|place| {
        json!({
            "id": format!("r{place}"), "title": "R", "controls": [format!("c{place}")], "severity": "low",
            "description": "d", "resourceTypes": [format!("Contoso.Test/c{place}")], "remediation": "r",
            "check": "resource.properties.ok == true",
        })
    });
    let (controls, recommendations): (Vec<_>, Vec<_>) = (controls.collect(), recommendations.collect());
    let policy = json!({"controls": controls, "recommendations": recommendations});
    let resources = parts.iter().flat_map(|&(subscription, place, healthy, unhealthy)| {
        (0..healthy + unhealthy).map(move |number| {
            let id =
                format!("/subscriptions/{subscription}/resourceGroups/g/providers/Contoso.Test/c{place}/n{number}");
            json!({"id": id, "properties": {"ok": number < healthy}})
        })
    });
    let resources = Value::Array(resources.collect());
    let estate = Estate::empty();
    estate.add("rules/policy.yaml", policy.to_string().as_bytes());
    estate.add("estate/all.json", resources.to_string().as_bytes());
    estate
}

/// The score of the estate, and the weight and the score of each subscription.
fn scored(estate: &Estate) -> (Value, Vec<(u64, Value)>, Value) {
    let report = estate.json(&["estate"]);
    let scopes = report["scopes"].as_array().unwrap().iter().filter(|scope| scope["kind"] == "subscription");
    let scopes = scopes.map(|scope| (scope["weight"].as_u64().unwrap(), scope["score"]["percentage"].clone()));
    (report["score"]["percentage"].clone(), scopes.collect(), report["controls"].clone())
}

#[test]
fn subscriptions_weigh_what_their_resources_can_score() {
    let a = [(0, 1, 0), (1, 1, 4), (2, 1, 1), (3, 0, 1), (4, 0, 1), (5, 0, 1), (6, 5, 1), (7, 1, 0), (8, 1, 0)];
    let b = [(9, 3, 0), (10, 2, 6), (11, 1, 1)];
    let in_subscription = |name, (control, healthy, unhealthy)| (name, control, healthy, unhealthy);
    let parts = a.map(|part| in_subscription("a", part)).into_iter().chain(b.map(|part| in_subscription("b", part)));
    let parts: Vec<Part> = parts.collect();
    let (percentage, scopes, _) = scored(&estate(&[10, 1, 4, 4, 2, 6, 4, 4, 4, 1, 2, 7], &parts));
    assert_eq!(scopes, [(67, json!(0.6034)), (33, json!(0.5))]);
    assert_eq!(percentage, json!(0.5693), "vector 15");
}

#[test]
fn the_larger_part_of_an_estate_decides() {
    let (percentage, scopes, _) = scored(&estate(&[6, 2], &[("a", 0, 4, 6), ("b", 1, 30, 10)]));
    assert_eq!(scopes, [(60, json!(0.4)), (80, json!(0.75))]);
    assert_eq!(percentage, json!(0.6), "vector 22");
}

#[test]
fn a_control_gains_by_what_its_subscriptions_weigh() {
    let a = [("a", 0, 3, 2), ("a", 1, 1, 0), ("a", 2, 3, 0), ("a", 3, 1, 0)];
    let b = [("b", 0, 0, 1), ("b", 1, 4, 0), ("b", 2, 6, 0)];
    let (percentage, scopes, controls) = scored(&estate(&[5, 1, 4, 29], &[&a[..], &b[..]].concat()));
    assert_eq!(scopes, [(67, json!(0.9487)), (33, json!(0.5))]);
    assert_eq!(percentage, json!(0.8006));
    let control = controls.as_array().unwrap().iter().find(|control| control["id"] == "c0").unwrap();
    assert_eq!(control["potentialIncreasePercentage"], json!(0.1994), "vector 16");
}
