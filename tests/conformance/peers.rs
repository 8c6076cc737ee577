//! What the test suites of three scanners of templates, and of one that expands them, expect of a resource, and what is found
//! here: decided nearly always, and then alike but for what the list of reviewed differences says.

use crate::estate;
use crate::psrule::{Answer, together};
use crate::shared;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;
use uplift::inventory::{Inventory, ResourceIndex};
use uplift::policy::RecommendationIndex;

/// A rule of a peer, the recommendations that together ask the same, and where the answers differ.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    rule: String,
    recommendations: Vec<String>,
    #[serde(default)]
    differences: Vec<Difference>,
}

/// Differences that were looked into.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Difference {
    /// Whether the peer finds fault.
    fails: bool,
    got: Answer,
    /// Neither more nor fewer.
    cases: usize,
    because: String,
}

/// What a peer says of a resource.
#[derive(Deserialize)]
struct Case {
    rule: String,
    file: String,
    #[serde(rename = "type")]
    type_name: Option<String>,
    resource: String,
    lines: Option<(u32, u32)>,
    expected: String,
}

impl Case {
    /// Whether a resource is the one that is meant: by its lines, by its name, or for want of another one of the type.
    fn find(&self, inventory: &Inventory) -> Option<ResourceIndex> {
        let is_type = |place: &u32| {
            let own = &inventory.resources()[*place as usize].type_name;
            self.type_name.as_ref().is_none_or(|wanted| own.eq_ignore_ascii_case(wanted))
        };
        let all: Vec<u32> = (0..inventory.resources().len() as u32).filter(is_type).collect();
        let line = |place: &&u32| inventory.node(ResourceIndex(**place)).position().line;
        let by_line =
            self.lines.and_then(|(first, last)| all.iter().find(|place| (first..=last).contains(&line(place))));
        let name = self.resource.rsplit('/').next().unwrap_or_default();
        let is_named = |place: &&u32| inventory.resources()[**place as usize].name.eq_ignore_ascii_case(name);
        let only = || all.first().filter(|_| all.len() == 1);
        by_line.or_else(|| all.iter().find(is_named)).or_else(only).map(|place| ResourceIndex(*place))
    }
}

#[test]
fn peers_and_the_library_agree_on_templates_but_for_the_reviewed_differences() {
    let Some(fixtures) = shared("fixtures") else { return };
    let review = estate::bytes(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance/peers.yaml"));
    let review: BTreeMap<String, Vec<Rule>> = serde_yaml::from_slice(&review).expect("a well-formed review");
    let (policy, checks) = estate::policies("policies");
    let mut faults = Vec::new();
    for (peer, rules) in &review {
        let name = if peer == "psrule" { "cases-template.jsonl" } else { "cases.jsonl" };
        let folder = fixtures.join(peer);
        let text = String::from_utf8(estate::bytes(&folder.join(name))).expect("text");
        let cases: Vec<Case> = text.lines().map(|line| serde_json::from_str(line).expect("a case")).collect();
        let mut count = [0; 4];
        let mut read = BTreeMap::new();
        for rule in rules {
            let find = |id: &String| policy.find(id).unwrap_or_else(|| panic!("no recommendation {id}"));
            let asked: Vec<RecommendationIndex> = rule.recommendations.iter().map(find).collect();
            let mut different = Vec::new();
            for case in cases.iter().filter(|case| case.rule == rule.rule && case.expected != "skip") {
                let (inventory, statuses) = read.entry(case.file.as_str()).or_insert_with(|| {
                    let inventory = estate::inventory([("a.json".to_owned(), estate::bytes(&folder.join(&case.file)))]);
                    let statuses = estate::statuses(&estate::assess(&checks, &inventory));
                    (inventory, statuses)
                });
                let resource = case.find(inventory);
                let got = together(asked.iter().filter_map(|one| statuses.get(&(resource?, *one)).copied()));
                let fails = case.expected == "fail";
                count[0] += 1;
                count[1] += usize::from(got != Answer::Unknown);
                match fails == (got == Answer::Fail) && got != Answer::Unknown {
                    true => count[2] += 1,
                    false => different.push((fails, got, format!("{} of {}", case.resource, case.file))),
                }
            }
            faults.extend(rule.unlike(&different));
            count[3] += 1;
        }
        eprintln!("{peer}: {} rules, {} cases, {} decided, {} alike", count[3], count[0], count[1], count[2]);
        if count[1] * 100 < count[0] * 95 {
            faults.push(format!("{peer}: only {} of {} cases are decided", count[1], count[0]));
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

impl Rule {
    /// Differences that nobody reviewed, and reviewed ones that are gone.
    fn unlike(&self, different: &[(bool, Answer, String)]) -> Vec<String> {
        let is = |(fails, got, _): &(bool, Answer, String), one: &Difference| (*fails, *got) == (one.fails, one.got);
        let unlisted = different.iter().filter(|case| !self.differences.iter().any(|one| is(case, one)));
        let mut faults: Vec<String> = unlisted
            .map(|(fails, got, what)| format!("{}: {what}: got {got:?}, and the peer's fails is {fails}", self.rule))
            .collect();
        for one in &self.differences {
            let cases = different.iter().filter(|case| is(case, one)).count();
            if cases != one.cases {
                faults.push(format!("{}: {cases} cases differ and not {}: {}", self.rule, one.cases, one.because));
            }
        }
        faults
    }
}
