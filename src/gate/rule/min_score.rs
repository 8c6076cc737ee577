//! `minScore`: the least score, which binds changes that lower it and nobody else.

use super::{Amount, Answer, Demand, Rule, Takes};
use crate::gate::Part;
use crate::score::{Percentage, Points, Ratio};
use num_traits::Zero;
use std::cmp::Ordering;

pub(super) const RULE: Rule = Rule {
    name: "minScore",
    flag: "min-score",
    help: "Fail a change that lowers the score when it is below this, such as `60%`",
    takes: Takes::Text("AMOUNT"),
    default: None,
    in_scopes: true,
    asks: "Asks for this score when new findings lower it",
    read: |_, text| {
        let least: Amount = text.parse()?;
        Ok(Demand::new(least, move |part| {
            let costs = part.all_costs();
            let score = part.score(&costs.losses).figures.map(|figures| (figures.current, figures.percentage));
            let lowered = !part.loss(&costs.losses).share.is_zero();
            Some(answer(part, &least, score, lowered, || costs.findings.clone()))
        }))
    },
};

/// Whether a score, in points and from 0 to 1, is high enough; `None` when nothing is scored.
pub(super) fn answer(
    part: &Part<'_>,
    least: &Amount,
    score: Option<(Ratio, Ratio)>,
    lowered: bool,
    guilty: impl FnOnce() -> Vec<usize>,
) -> Answer {
    let Some((points, share)) = score else { return Answer::holds("nothing is scored".to_owned()) };
    let found = format!("{} points, {}", Points::of(&points), Percentage::of(&share).percent());
    match least.against(&points, &share) {
        Ordering::Greater if lowered => Answer::broken_by(part, found + ", and this change lowers it", guilty()),
        _ => Answer::holds(found),
    }
}
