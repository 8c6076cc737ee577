//! The shipped library: every case of every recommendation holds, and none stays good news when what it reads is damaged.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod coverage;
mod damage;
mod damaged;
mod plans;
mod readme;
mod terraform;

use damaged::{Subject, Survivor};
use std::collections::BTreeSet;
use std::path::Path;
use uplift::policy::{Config, Policy, PolicySource, RecommendationIndex, parse};
use uplift::{check, source, trial};

/// The library with its cases.
fn library() -> Policy {
    let (found, problems) = source::walk_policies(Path::new("policies"));
    assert!(problems.is_empty(), "{problems:?}");
    let read = |file: &source::Found| PolicySource {
        name: file.name.clone(),
        text: String::from_utf8(source::read(&file.path, &file.name).expect("a readable file")).expect("text"),
        packed: None,
    };
    let sources: Vec<PolicySource> = found.iter().map(read).collect();
    parse(&sources, &Config::default()).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

#[test]
fn every_case_of_the_library_holds() {
    let policy = library();
    let checks = check::compile(&policy).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let trial = trial::run((&policy, &trial::Fixtures::default()), &checks, &|_| true).expect("no deadline was set");
    let failures: Vec<_> = trial.failures().map(|failure| format!("{failure:#?}")).collect();
    assert!(trial.passed(), "{} cases\n{}", trial.cases(), failures.join("\n"));
}

/// No verdict is good news because of damage that leaves nothing to read. Some places are tried; all with
/// `UPLIFT_DAMAGE=all`, which takes minutes.
#[test]
fn damage_is_no_good_news() {
    let policy = library();
    let checks = check::compile(&policy).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let all = std::env::var_os("UPLIFT_DAMAGE").is_some();
    let picks = |place: u64| all || place.is_multiple_of(SAMPLE);
    let survivors = check::with_room(|| {
        let mut survivors = Vec::new();
        for (place, recommendation) in policy.recommendations.iter().enumerate() {
            let index = RecommendationIndex(place);
            for case in &recommendation.cases {
                let checks = checks.with_parameters(index, &case.params);
                let both = [&checks, &checks.without_plans()];
                survivors.extend(Subject::new(&policy, both, index).survivors(&policy, case, &picks));
            }
        }
        survivors
    });
    judge(&survivors.unwrap(), include_str!("harmless.yaml"));
}

/// No case is good news where what says nothing stands in place of what it says: what asks only whether something is
/// there takes an empty text for a network.
#[test]
fn what_says_nothing_is_no_good_news() {
    let policy = library();
    let checks = check::compile(&policy).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let survivors = check::with_room(|| {
        let mut survivors = Vec::new();
        for (place, recommendation) in policy.recommendations.iter().enumerate() {
            let index = RecommendationIndex(place);
            let cases: Vec<_> = recommendation.cases.iter().filter(|case| case.params.is_empty()).collect();
            survivors.extend(Subject::new(&policy, [&checks; 2], index).filled(&policy, &cases));
        }
        survivors
    });
    judge(&survivors.unwrap(), include_str!("meaningful.yaml"));
}

/// Fails for good news that nobody has judged to be harmless.
fn judge(survivors: &[Survivor], reviewed: &str) {
    let harmless: Vec<Harmless> = serde_yaml::from_str(reviewed).unwrap();
    let harmful = survivors.iter().filter(|survivor| !harmless.iter().any(|harmless| harmless.covers(survivor)));
    let lines: BTreeSet<String> = harmful.map(|survivor| survivor.told.clone()).collect();
    assert!(lines.is_empty(), "{}", lines.into_iter().collect::<Vec<_>>().join("\n"));
}

/// One in so many places is tried.
const SAMPLE: u64 = 100;

/// Damage that a verdict may survive.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Harmless {
    /// The ends of the ways to what is damaged; any, where it is not said.
    #[serde(default)]
    paths: Vec<String>,
    /// How it is damaged.
    damage: Vec<String>,
    /// Why that is no matter.
    #[allow(dead_code, reason = "it is for who reads the file")]
    why: String,
}

impl Harmless {
    fn covers(&self, survivor: &Survivor) -> bool {
        let is_there = self.paths.is_empty() || self.paths.iter().any(|end| survivor.path.ends_with(end.as_str()));
        is_there && self.damage.iter().any(|damage| damage == survivor.damage)
    }
}
