//! `maxScoreDrop`: how much of the score may be lost through resources that were worsened or added.

use super::{Amount, Answer, Demand, Rule, Takes};
use crate::gate::Loss;
use crate::gate::Part;
use crate::score::{Percentage, Points};
use num_traits::Zero;
use std::cmp::Ordering;

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
        Ordering::Less => Answer::broken_by(part, found, costs.findings),
        _ => Answer::holds(found),
    }
}

fn told(loss: &Loss) -> String {
    match Points::of(&loss.points) {
        _ if loss.points.is_zero() && loss.share.is_zero() => "nothing".to_owned(),
        points if points.units() == 0 => "less than 0.01 points".to_owned(),
        points => format!("{points} points ({})", Percentage::of(&loss.share).percent()),
    }
}
