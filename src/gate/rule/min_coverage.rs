//! `minCoverage`: the least share of the base's resources that head must still hold.

use super::on_removed::{REMEDY, removed};
use super::{Amount, Answer, By, Demand, Rule, Takes, Unit};
use crate::gate::Part;
use crate::score::{Percentage, Ratio};
use std::cmp::Ordering;

pub(super) const RULE: Rule = Rule {
    name: "minCoverage",
    flag: "min-coverage",
    help: "Fail when a smaller share of the base's resources is still judged, such as `95%`",
    takes: Takes::Text("SHARE"),
    default: None,
    in_scopes: false,
    asks: "Asks for this share of the base's resources at head, under another name too",
    read: |_, text| match text.parse::<Amount>() {
        Ok(least) if least.unit == Unit::Percent => Ok(Demand::new(least, move |part| ask(part, &least))),
        _ => Err("is a share of resources; write it like \"95%\"".to_owned()),
    },
};

fn ask(part: &Part<'_>, least: &Amount) -> Option<Answer> {
    let of_base = part.question.base.inventory.distinct();
    let kept = of_base.saturating_sub(part.question.comparison.removed.len());
    if of_base == 0 {
        return None;
    }
    let share = Ratio::new(kept.into(), of_base.into());
    let percent = Percentage::of(&share).percent();
    let found = format!("{kept} of {of_base} resources of the base are still judged ({percent})");
    Some(match least.against(&share, &share) {
        Ordering::Greater => {
            let remedy = format!("{REMEDY}; where they are to go, judge this change with a lower `--min-coverage`");
            Answer::broken(format!("{found}; gone: {}", removed(part)), By::Removed, remedy)
        }
        _ => Answer::holds(found),
    })
}
