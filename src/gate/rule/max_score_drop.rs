//! `maxScoreDrop`: how much of the score may be lost through resources that were worsened or added.

use super::{Amount, Answer, Demand, Rule, Takes};
use crate::assess::Status;
use crate::gate::{Loss, Part, Question};
use crate::inventory::ResourceIndex;
use crate::policy::ControlIndex;
use crate::score::{Percentage, Points};
use num_traits::Zero;
use std::cmp::Ordering;
use std::collections::BTreeSet;

pub(super) const RULE: Rule = Rule {
    name: "maxScoreDrop",
    flag: "max-score-drop",
    help: "Fail when more than this is lost through resources that were worsened or added, such as `0.5%`",
    takes: Takes::Text("AMOUNT"),
    default: Some("0 points"),
    in_scopes: true,
    asks: "Takes the new findings back and scores again: what the score would be higher by is lost. What improves or \
           leaves beside them does not make up for it",
    read: |_, text| {
        let allowed: Amount = text.parse()?;
        Ok(Demand::new(allowed, move |part| Some(ask(part, &allowed))))
    },
};

fn ask(part: &Part<'_>, allowed: &Amount) -> Answer {
    let costs = part.costs(Some(RULE.name));
    let loss = part.loss(&costs.losses);
    let found = format!("{} lost through resources that were worsened or added", told(&loss));
    match allowed.against(&loss.points, &loss.share) {
        Ordering::Less => Answer::broken_by(part, found, costly(part.question, &costs.findings)),
        _ => Answer::holds(found),
    }
}

/// Of new findings, by their places, those that cost something: they fail a control that their resource did not fail anyway.
fn costly(question: &Question<'_>, findings: &[usize]) -> Vec<usize> {
    let Question { policy, head, comparison, .. } = question;
    let key = |place: &usize| (comparison.changes[*place].head, comparison.changes[*place].recommendation);
    let new: BTreeSet<_> = findings.iter().map(key).collect();
    let fails_anyway = |resource: ResourceIndex, control: ControlIndex| {
        let occurrences = head.inventory.occurrences(resource).flat_map(|own| head.assessed.of_resource(own));
        let unhealthy = occurrences.map(|index| head.counted.at(index)).filter(|own| own.status == Status::Unhealthy);
        let mut older = unhealthy.map(|own| own.recommendation()).filter(|own| !new.contains(&(Some(resource), *own)));
        older.any(|own| {
            !policy.recommendations[own.0].preview && policy.recommendations[own.0].controls.contains(&control)
        })
    };
    let costs = |place: &&usize| {
        let (resource, recommendation) = key(place);
        let mut controls = policy.recommendations[recommendation.0].controls.iter();
        resource.is_none_or(|resource| controls.any(|control| !fails_anyway(resource, *control)))
    };
    findings.iter().filter(costs).copied().collect()
}

fn told(loss: &Loss) -> String {
    match Points::of(&loss.points) {
        _ if loss.points.is_zero() && loss.share.is_zero() => "nothing".to_owned(),
        points if points.units() == 0 => "less than 0.01 points".to_owned(),
        points => format!("{points} points ({})", Percentage::of(&loss.share).percent()),
    }
}
