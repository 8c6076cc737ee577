//! `onRemoved`: what follows when resources of the base are not judged any more.

use super::{Answer, By, Demand, Rule, Takes, word};
use crate::gate::Part;

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
    Some(if fails { Answer::broken(found, By::Removed, REMEDY) } else { Answer::holds(found) })
}

/// What brings resources back.
pub(super) const REMEDY: &str = "Bring these resources back to where they are judged";
