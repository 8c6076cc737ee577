//! What peers expect of resources in files of Terraform, and what is found here, for each major of azurerm: alike but for what the
//! list of reviewed differences says.

use crate::suite::Expected;
use crate::{estate, shared};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use uplift::assess::Status;
use uplift::check::Checks;
use uplift::inventory::{Inventory, ResourceIndex};
use uplift::policy::{Policy, RecommendationIndex};

/// What a peer says of a block.
#[derive(Deserialize)]
struct Case {
    rule: String,
    file: String,
    resource: String,
    #[serde(rename = "type")]
    kind: String,
    expected: Expected,
    lines: (u32, u32),
    recommendation: Option<String>,
    #[serde(default)]
    near: bool,
}

/// Differences that were looked into.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Review {
    rule: String,
    expected: Expected,
    got: Got,
    /// How many, by major; those that are not named have none.
    cases: BTreeMap<u32, usize>,
    #[allow(dead_code, reason = "it is for who reads the file")]
    because: String,
}

/// What is said here.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
enum Got {
    /// The recommendation is not for it.
    None,
    Pass,
    Unknown,
    Fail,
}

/// Rule, what the peer says and what is said here.
type Key = (String, Expected, Got);

/// Of a hundred cases that are decided, so many agree before the list is looked at.
const AGREED: usize = 93;
/// Of a hundred cases that the recommendation is for, so many are decided.
const DECIDED: usize = 90;

pub fn peers_and_the_library_agree_on_files_but_for_the_reviewed_differences() {
    let fixtures = shared("terraform").join("fixtures");
    let reviews: Vec<Review> = serde_yaml::from_str(include_str!("terraform.yaml")).expect("a well-formed review");
    let (policy, checks) = estate::policies("policies");
    let suites: Vec<(&str, Vec<Case>)> = ["checkov", "kics"].map(|suite| (suite, cases(&fixtures, suite))).into();
    let mut faults = Vec::new();
    let mut different: BTreeMap<Key, BTreeMap<u32, Vec<String>>> = BTreeMap::new();
    for (major, version) in [(2, "2.99.0"), (3, "3.117.1"), (4, "4.50.0"), (5, "5.0.0")] {
        let mut run =
            Run { policy: &policy, checks: &checks, version, counts: Counts::default(), lost: BTreeSet::new() };
        for (suite, cases) in &suites {
            for (unit, cases) in units(suite, cases) {
                run.unit(&fixtures.join(suite), unit, &cases, &mut |key, what| {
                    different.entry(key).or_default().entry(major).or_default().push(what);
                });
            }
        }
        let Counts { cases, of_type, decided, agreed, near } = run.counts;
        eprintln!(
            "azurerm {major}: {cases} cases, {of_type} of them for the type, {decided} decided, {agreed} agreed; {near} near, not compared"
        );
        faults.extend((decided * 100 < of_type * DECIDED).then(|| format!("azurerm {major}: too few are decided")));
        faults.extend((agreed * 100 < decided * AGREED).then(|| format!("azurerm {major}: too few agree")));
        faults.extend(run.lost.into_iter().map(|lost| format!("azurerm {major}: not found: {lost}")));
    }
    faults.extend(judge(&reviews, &different));
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

fn cases(fixtures: &Path, suite: &str) -> Vec<Case> {
    let text = String::from_utf8(estate::bytes(&fixtures.join(suite).join("cases.jsonl"))).expect("text");
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}"))).collect()
}

/// Cases by the folder that their files are one module of, or by the file where each is for itself.
fn units<'c>(suite: &str, cases: &'c [Case]) -> BTreeMap<&'c str, Vec<&'c Case>> {
    let mut units: BTreeMap<&str, Vec<&Case>> = BTreeMap::new();
    for case in cases {
        let is_alone = suite == "kics" || case.file.contains("/inline/");
        let folder = case.file.rsplit_once('/').map_or("", |(folder, _)| folder);
        units.entry(if is_alone { &case.file } else { folder }).or_default().push(case);
    }
    units
}

#[derive(Default)]
struct Counts {
    cases: usize,
    of_type: usize,
    decided: usize,
    agreed: usize,
    near: usize,
}

struct Run<'r> {
    policy: &'r Policy,
    checks: &'r Checks,
    version: &'r str,
    counts: Counts,
    /// Blocks that make a resource which is not there.
    lost: BTreeSet<String>,
}

impl Run<'_> {
    fn unit(&mut self, suite: &Path, unit: &str, cases: &[&Case], differs: &mut dyn FnMut(Key, String)) {
        let inventory = estate::inventory(self.files(suite, unit));
        let statuses = estate::statuses(&estate::assess(self.checks, &inventory));
        for case in cases {
            self.found(case, &inventory);
            let Some(name) = case.recommendation.as_deref().filter(|_| !case.near) else {
                self.counts.near += usize::from(case.near);
                continue;
            };
            self.counts.cases += 1;
            let place = self.policy.recommendations.iter().position(|own| *own.id == *name);
            let Some(place) = place.map(RecommendationIndex) else { panic!("no recommendation is called {name}") };
            let of = |is_own: bool| {
                let asked = statuses.iter().filter(|((_, one), _)| *one == place);
                let own = asked.filter(|((index, _), _)| !is_own || case.is_at(&inventory, *index));
                own.map(|(_, status)| got(*status)).max()
            };
            // What is said in another's place is asked of that one.
            let writes = uplift::terraform::kinds().any(|(own, kind)| own == case.kind && kind.type_name.is_none());
            let got = of(true).or_else(|| of(false).filter(|_| writes)).unwrap_or(Got::None);
            let is_alike = match case.expected {
                Expected::Fail => got == Got::Fail,
                Expected::Pass => got == Got::Pass,
                _ => got != Got::Fail,
            };
            self.counts.of_type += usize::from(got != Got::None);
            self.counts.decided += usize::from(matches!(got, Got::Pass | Got::Fail));
            self.counts.agreed += usize::from(is_alike && matches!(got, Got::Pass | Got::Fail));
            if !is_alike || got == Got::Unknown {
                differs((case.rule.clone(), case.expected, got), format!("{} of {}", case.resource, case.file));
            }
        }
    }

    /// The files of a module, for the major.
    fn files(&self, suite: &Path, unit: &str) -> Vec<(String, Vec<u8>)> {
        let start = suite.join(unit);
        let entries =
            walkdir::WalkDir::new(&start).sort_by_file_name().into_iter().map(|entry| entry.expect("an entry"));
        let is_one = |path: &Path| path.extension().is_some_and(|own| own == "tf" || own == "tfvars");
        let paths = entries.map(|entry| entry.into_path()).filter(|path| is_one(path));
        let name = |path: &Path| path.strip_prefix(suite).expect("below").to_str().expect("a name").to_owned();
        let mut files: Vec<(String, Vec<u8>)> = paths.map(|path| (name(&path), estate::bytes(&path))).collect();
        let folders: BTreeSet<String> =
            files.iter().filter_map(|(name, _)| Some(name.rsplit_once('/')?.0.to_owned())).collect();
        let lock =
            format!("provider \"registry.terraform.io/hashicorp/azurerm\" {{\n  version = \"{}\"\n}}\n", self.version);
        let locks =
            folders.into_iter().map(|folder| (format!("{folder}/.terraform.lock.hcl"), lock.clone().into_bytes()));
        files.extend(locks);
        files
    }

    /// Notes a block that makes a resource, and does not.
    fn found(&mut self, case: &Case, inventory: &Inventory) {
        let makes = uplift::terraform::kinds().any(|(name, kind)| name == case.kind && kind.type_name.is_some());
        let is_there =
            || inventory.resources().iter().zip(0..).any(|(_, place)| case.is_at(inventory, ResourceIndex(place)));
        if makes && !is_there() {
            self.lost.insert(format!("{} of {}", case.resource, case.file));
        }
    }
}

impl Case {
    /// Whether a resource is made of the block.
    fn is_at(&self, inventory: &Inventory, index: ResourceIndex) -> bool {
        let location = inventory.location(index);
        location.file == self.file && (self.lines.0..=self.lines.1).contains(&location.line)
    }
}

fn got(status: Status) -> Got {
    match status {
        Status::NotApplicable => Got::None,
        Status::Healthy => Got::Pass,
        Status::Unknown => Got::Unknown,
        Status::Unhealthy => Got::Fail,
    }
}

/// Differences that nobody reviewed, and reviewed ones that are gone.
fn judge(reviews: &[Review], different: &BTreeMap<Key, BTreeMap<u32, Vec<String>>>) -> Vec<String> {
    let mut faults = Vec::new();
    for ((rule, expected, got), by_major) in different {
        let counts: BTreeMap<u32, usize> = by_major.iter().map(|(major, those)| (*major, those.len())).collect();
        let listed = reviews.iter().find(|own| (&own.rule, own.expected, own.got) == (rule, *expected, *got));
        if listed.is_none_or(|own| own.cases != counts) {
            let first = by_major.values().next().and_then(|those| those.first()).cloned().unwrap_or_default();
            let (expected, got) = (format!("{expected:?}").to_lowercase(), format!("{got:?}").to_lowercase());
            faults.push(format!("- {{ rule: {rule}, expected: {expected}, got: {got}, cases: {counts:?} }} # {first}"));
        }
    }
    let is_there = |own: &&Review| different.contains_key(&(own.rule.clone(), own.expected, own.got));
    let gone = reviews.iter().filter(|own| !is_there(own));
    faults.extend(gone.map(|own| format!("{}: nothing differs any more as the list says", own.rule)));
    faults
}
