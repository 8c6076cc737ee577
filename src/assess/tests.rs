//! Lines whose resources stand in several batches.

use super::*;
use crate::check;
use crate::inventory::FileRules;
use crate::policy::{self, Config, PolicySource};
use std::sync::Mutex;

const POLICY: &str = r#"
controls: [{ id: c, title: C, maxScore: 1, description: d }]
recommendations:
  - id: r
    title: R
    controls: [c]
    severity: low
    resourceTypes: [Microsoft.Network/virtualNetworks/subnets]
    description: d
    remediation: r
    check: |
      resource.properties.networkSecurityGroup.id != ()
"#;

const NETWORK: &str = r#"{"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/n", "properties": {"subnets": [{"name": "a", "properties": {}}]}}"#;
const ROW: &str = r#"{"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/n/subnets/a", "properties": {"networkSecurityGroup": {"id": "x"}}}"#;
const SILENT: &str = r#"{"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/N/subnets/A", "properties": null}"#;

/// The statuses, how many checks have a reason to be unknown, and how many rows have another one.
fn judged(lines: &[&str], detail: bool) -> (Vec<Status>, u64, usize) {
    let source = PolicySource { name: "p.yaml".into(), text: POLICY.into(), packed: None };
    let policy = policy::parse(&[source], &Config::default()).expect("a policy");
    let checks = check::compile(&policy).expect("checks");
    let batch = |(number, line): (usize, &&str)| Batch {
        number,
        lines_before: number as u32,
        bytes: format!("{line}\n").into_bytes(),
    };
    let batches = Mutex::new(lines.iter().enumerate().map(batch));
    let next = || batches.lock().expect("no panic").next();
    let options = Options { detail: &|_, _| detail, ..Options::plain(2) };
    let streamed = assess_batches(&checks, "-", &next, &FileRules::default(), &|_| true, &options).expect("an answer");
    let statuses = streamed.assessed.assessments.iter().map(|assessment| assessment.status).collect();
    (statuses, streamed.assessed.unknown_reasons.values().sum(), streamed.repeated)
}

#[test]
fn of_the_copies_in_several_batches_those_count_whose_turn_it_is() {
    use Status::{Healthy, Unhealthy, Unknown};
    let cases: [(&[&str], Status, u64, usize); 9] = [
        (&[ROW], Healthy, 0, 0),
        (&[SILENT], Unknown, 1, 0),
        (&[NETWORK], Unhealthy, 0, 0),
        (&[ROW, SILENT], Healthy, 0, 1),
        (&[SILENT, ROW], Healthy, 0, 1),
        (&[NETWORK, ROW], Healthy, 0, 0),
        (&[ROW, NETWORK], Healthy, 0, 0),
        (&[SILENT, NETWORK], Unhealthy, 0, 0),
        (&[NETWORK, SILENT, ROW], Healthy, 0, 1),
    ];
    for (lines, status, unknown, repeated) in cases {
        for detail in [false, true] {
            assert_eq!(judged(lines, detail), (vec![status], unknown, repeated), "{lines:?}, {detail}");
        }
    }
}

#[test]
fn a_group_stands_once_whatever_its_case_and_whoever_made_the_list() {
    let group = |part: u16, subscription: Option<&str>, name: Option<&str>| Group {
        part,
        subscription: subscription.map(Arc::from),
        name: name.map(Arc::from),
    };
    let mut assessed = Assessed { groups: vec![group(0, Some("S"), Some("Rg"))], ..Assessed::default() };
    let cases = [
        (group(0, Some("s"), Some("rG")), 0),
        (group(0, Some("s"), None), 1),
        (group(0, None, Some("rg")), 2),
        (group(1, Some("s"), Some("rg")), 3),
        (group(0, Some("S"), None), 1),
    ];
    cases.into_iter().for_each(|(group, place)| assert_eq!(assessed.group(group), place));
    assessed.groups.push(group(2, None, None));
    assert_eq!([assessed.group(group(2, None, None)), assessed.group(group(3, None, None))], [4, 5]);
    assert_eq!(assessed.groups[0], group(0, Some("S"), Some("Rg")), "the first spelling stays");
}
