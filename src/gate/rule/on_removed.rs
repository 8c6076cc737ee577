//! `onRemoved`: what follows when resources of the base are not judged any more.

use super::{Answer, By, Demand, Rule, Takes, word};
use crate::gate::Part;
use crate::inventory::ResourceIndex;

const WORDS: &[&str] = &["report", "fail"];

pub(super) const RULE: Rule = Rule {
    name: "onRemoved",
    flag: "on-removed",
    help: "What follows when resources of the base are not judged any more",
    takes: Takes::Word("WHAT", WORDS),
    default: Some("report"),
    in_scopes: false,
    asks: "Asks for resources of the base that head does not hold, under another name neither: deleted, or out of sight",
    read: |_, text| {
        let word = word(text, WORDS)?;
        Ok(Demand::new(word, move |part| ask(part, word == "fail")))
    },
};

fn ask(part: &Part<'_>, fails: bool) -> Option<Answer> {
    let found = match part.question.comparison.removed.len() {
        0 => return None,
        1 => "1 resource of the base is not judged any more".to_owned(),
        several => format!("{several} resources of the base are not judged any more"),
    };
    if !fails {
        return Some(Answer::holds(found));
    }
    let remedy = format!("{REMEDY}; where they are to go, judge this change with `--on-removed report`");
    Some(Answer::broken(format!("{found}: {}", removed(part)), By::Removed, remedy))
}

/// Those that are named one by one.
const NAMED: usize = 10;

/// What the base has and head does not, by types and names.
pub(super) fn removed(part: &Part<'_>) -> String {
    let (base, removed) = (part.question.base.inventory, &part.question.comparison.removed);
    let called = |index: &ResourceIndex| {
        let id = &*base.resource(*index).id;
        id.rsplit_once("/providers/").or_else(|| id.rsplit_once('#')).map_or(id, |(_, own)| own)
    };
    few_of(removed.iter().map(called))
}

/// What breaks a rule, the first of it by name.
pub(super) fn few_of<'n>(mut names: impl ExactSizeIterator<Item = &'n str>) -> String {
    let shown = names.by_ref().take(NAMED).collect::<Vec<&str>>().join(", ");
    match names.len() {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// What brings resources back.
pub(super) const REMEDY: &str = "Bring these resources back to where they are judged";
