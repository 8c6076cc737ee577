//! What the library says of a case.

use crate::case::Case;
use std::path::Path;
use std::sync::Arc;
use uplift::check::{self, Checks, Detail, Evaluator, Status};
use uplift::inventory::{Inventory, ResourceIndex};
use uplift::policy::{Config, Policy, PolicySource, RecommendationIndex, parse};
use uplift::source::{self, Document};

/// The policies below a directory, ready to judge.
pub fn library(root: &Path) -> (Policy, Checks) {
    let (found, problems) = source::walk_policies(root);
    assert!(problems.is_empty(), "{problems:?}");
    let read = |file: &source::Found| PolicySource {
        name: file.name.clone(),
        text: String::from_utf8(std::fs::read(&file.path).expect("a readable file")).expect("text"),
        packed: None,
    };
    let sources: Vec<PolicySource> = found.iter().map(read).collect();
    let policy = parse(&sources, &Config::default()).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let checks = check::compile(&policy).unwrap_or_else(|problems| panic!("{problems:#?}"));
    // The moment that the definitions are evaluated at.
    let checks = checks.on(jiff::civil::date(2026, 11, 27));
    (policy, checks)
}

/// The library's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: Status,
    /// Why it is unknown.
    pub why: Option<String>,
    /// Whether the script itself failed.
    pub is_broken: bool,
}

/// The worst answer to the resources of a case that the recommendation is for.
pub fn judge(checks: &Checks, evaluator: &mut Evaluator, index: RecommendationIndex, case: &Case) -> Answer {
    let inventory = inventory(case);
    evaluator.turn_to(inventory.clone());
    let mut worst = Answer { status: Status::NotApplicable, why: None, is_broken: false };
    for (place, resource) in (0..).zip(inventory.resources()) {
        if !checks.for_type(0, &resource.type_name).contains(&index) {
            continue;
        }
        let verdict = evaluator.verdict(index, ResourceIndex(place), Detail::Status).expect("no deadline was set");
        if severity(verdict.status) > severity(worst.status) {
            let finding = verdict.finding.filter(|_| verdict.status == Status::Unknown);
            let is_broken = finding.as_ref().is_some_and(|finding| finding.script_error);
            worst =
                Answer { status: verdict.status, why: finding.and_then(|finding| finding.message.clone()), is_broken };
        }
    }
    worst
}

fn inventory(case: &Case) -> Arc<Inventory> {
    let document = Document::parse("case.json", case.to_json().to_string().into_bytes()).expect("JSON");
    let document = Arc::new(document);
    let root = document.root().item(0).expect("an object");
    let resource = root.get_exact("resource").expect("a resource").id();
    let children = root.get_exact("children").map(|list| list.id());
    let related: Vec<_> =
        root.get_exact("inventory").iter().flat_map(|list| list.items()).map(|node| node.id()).collect();
    let inventory = Inventory::of_case(document.clone(), resource, "", children, &related);
    assert!(inventory.problems().is_empty(), "{:?} in {}", inventory.problems(), case.to_json());
    Arc::new(inventory)
}

fn severity(status: Status) -> u8 {
    match status {
        Status::NotApplicable => 0,
        Status::Healthy => 1,
        Status::Unknown => 2,
        Status::Unhealthy => 3,
    }
}
