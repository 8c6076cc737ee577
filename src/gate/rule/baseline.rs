//! `baseline`: entries that occur no more must be pruned. `--strict` asks for it.

use super::{Answer, By, Demand, Rule, Takes, counted};
use crate::gate::Part;

pub(super) const RULE: Rule = Rule {
    name: "baseline",
    flag: "strict",
    help: "Fail when the baseline holds what occurs no more",
    takes: Takes::Flag("strict"),
    default: None,
    in_scopes: false,
    asks: "Asks for entries of the baseline that occur no more",
    read: |_, _| Ok(Demand::new("strict", ask)),
};

fn ask(part: &Part<'_>) -> Option<Answer> {
    let stale = part.question.stale;
    let found = format!("{} of the baseline no more there", counted(stale, "entry", "entries"));
    (stale > 0).then(|| Answer::broken(found, By::Stale, "Prune the baseline, and commit it"))
}
