//! Estates made by hand.

mod properties;
mod rules;
mod vectors;

use super::*;
use crate::assess::{Assessed, Assessment, Group, Status, Subject};
use crate::policy::{Control, Recommendation, Severity};
use crate::source::Location;
use std::collections::BTreeMap;

/// The score of what was assessed, without exemptions.
fn score(policy: &Policy, assessed: &Assessed, options: &Options) -> Score {
    super::score(policy, &Counted::without_exemptions(assessed), options)
}

/// A recommendation's place and a status.
type Outcome = (u16, Status);

const H: Status = Status::Healthy;
const U: Status = Status::Unhealthy;
const NA: Status = Status::NotApplicable;
const K: Status = Status::Unknown;

/// One control for each maximum, and one recommendation for each list of controls.
fn policy(maxima: &[u32], memberships: &[&[usize]]) -> Policy {
    let controls = maxima.iter().enumerate().map(|(index, max)| Control {
        id: format!("control-{index}"),
        title: format!("Control {index}"),
        max_score: *max,
        description: String::new(),
        location: nowhere(),
    });
    let recommendations = memberships.iter().enumerate().map(|(index, controls)| recommendation(index, controls));
    Policy { controls: controls.collect(), recommendations: recommendations.collect(), ..Policy::default() }
}

fn recommendation(index: usize, controls: &[usize]) -> Recommendation {
    let controls = controls.iter().copied().map(ControlIndex).collect();
    let severity = Severity::Medium;
    Recommendation { controls, severity, ..Recommendation::named(format!("recommendation-{index}")) }
}

fn nowhere() -> Location {
    Location { file: String::new(), line: 1, column: 1 }
}

/// Resources as (identity, group, outcomes); groups are (subscription, resource group).
fn assessed(groups: &[(&str, &str)], resources: &[(u64, u32, Vec<Outcome>)]) -> Assessed {
    let name = |text: &str| (!text.is_empty()).then(|| Arc::from(text));
    let groups = groups.iter().map(|(subscription, group)| Group {
        part: 0,
        subscription: name(subscription),
        name: name(group),
    });
    let mut assessed = Assessed { groups: groups.collect(), ..Assessed::default() };
    for (identity, group, outcomes) in resources {
        let subject = assessed.push_subject(Subject { identity: *identity, group: *group, count: 1 });
        let outcomes = outcomes.iter();
        assessed.assessments.extend(outcomes.map(|&(recommendation, status)| Assessment {
            subject,
            recommendation,
            status,
        }));
    }
    assessed
}

/// One subscription with one control for each (max, healthy, unhealthy, not applicable), all resources distinct.
fn subscription(controls: &[(u32, usize, usize, usize)]) -> Score {
    let maxima: Vec<_> = controls.iter().map(|control| control.0).collect();
    let memberships: Vec<_> = (0..controls.len()).map(|index| vec![index]).collect();
    let memberships: Vec<_> = memberships.iter().map(Vec::as_slice).collect();
    let mut resources = Vec::new();
    for (control, &(_, healthy, unhealthy, not_applicable)) in controls.iter().enumerate() {
        for (status, count) in [(H, healthy), (U, unhealthy), (NA, not_applicable)] {
            resources.extend(std::iter::repeat_n(vec![(control as u16, status)], count));
        }
    }
    let resources: Vec<_> =
        resources.into_iter().zip(0..).map(|(outcomes, identity)| (identity, 0, outcomes)).collect();
    score(&policy(&maxima, &memberships), &assessed(&[("s", "g")], &resources), &Options::default())
}

fn ratio(numerator: i64, denominator: i64) -> Ratio {
    Ratio::new(numerator.into(), denominator.into())
}

fn control(score: &Score, index: usize) -> &ControlScore {
    score.controls.iter().find(|control| control.control == ControlIndex(index)).unwrap()
}

fn figures(score: &Score, index: usize) -> &ControlFigures {
    control(score, index).figures.as_ref().unwrap()
}
