//! The shipped library: every case of every recommendation holds.

use std::path::Path;
use uplift::policy::{Config, PolicySource, RecommendationIndex, parse};
use uplift::{check, source, trial};

#[test]
fn every_case_of_the_library_holds() {
    let (found, problems) = source::walk_policies(Path::new("policies"));
    assert!(problems.is_empty(), "{problems:?}");
    let read = |file: &source::Found| PolicySource {
        name: file.name.clone(),
        text: String::from_utf8(source::read(&file.path, &file.name).expect("a readable file")).expect("text"),
        embedded: false,
    };
    let sources: Vec<PolicySource> = found.iter().map(read).collect();
    let policy = parse(&sources, &Config::default()).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let checks = check::compile(&policy).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let trial = trial::run(&policy, &checks, &|_| true).expect("no deadline was set");
    let id = |index: RecommendationIndex| &policy.recommendations[index.0].id;
    let failures: Vec<_> = trial.failures().map(|(index, failure)| format!("{}: {failure:#?}", id(index))).collect();
    assert!(trial.passed(), "{} cases\n{}", trial.cases(), failures.join("\n"));
}
