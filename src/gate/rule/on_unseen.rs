//! `onUnseen`: what follows when the change writes where the gate has no resource to judge by.

use super::on_removed::few_of;
use super::{Answer, By, Demand, Rule, Takes, counted, word};
use crate::gate::Part;

const WORDS: &[&str] = &["report", "fail"];

pub(super) const RULE: Rule = Rule {
    name: "onUnseen",
    flag: "on-unseen",
    help: "What follows when the change writes where nothing is judged",
    takes: Takes::Word("WHAT", WORDS),
    default: Some("report"),
    in_scopes: false,
    asks: "Asks for what the change writes where no resource is there to judge by, such as a template that is handed on, \
           a module that is not at hand, or values that nobody takes",
    read: |_, text| {
        let word = word(text, WORDS)?;
        Ok(Demand::new(word, move |part| ask(part, word == "fail")))
    },
};

fn ask(part: &Part<'_>, fails: bool) -> Option<Answer> {
    let unseen = part.question.unseen;
    if unseen.is_empty() {
        return None;
    }
    let found = format!("{} that the change writes cannot be judged", counted(unseen.len(), "place", "places"));
    if !fails {
        return Some(Answer::holds(found));
    }
    Some(Answer::broken(format!("{found}: {}", few_of(unseen.iter().map(String::as_str))), By::Unseen, REMEDY))
}

const REMEDY: &str = "Bring what these need to be judged, as their warnings say; where somebody has looked at them, judge this change with \
                      `--on-unseen report`";
