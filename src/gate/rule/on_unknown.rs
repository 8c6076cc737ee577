//! `onUnknown`: what follows when new resources cannot be judged.

use super::{Answer, By, Demand, Rule, Takes, counted, word};
use crate::assess::Status;
use crate::gate::Part;
use crate::gate::{Change, Standing};

const WORDS: &[&str] = &["report", "fail"];

pub(super) const RULE: Rule = Rule {
    name: "onUnknown",
    flag: "on-unknown",
    help: "What follows when new resources cannot be judged",
    takes: Takes::Word("WHAT", WORDS),
    default: Some("report"),
    in_scopes: true,
    asks: "Asks for checks of new resources that cannot be decided",
    read: |_, text| {
        let word = word(text, WORDS)?;
        Ok(Demand::new(word, move |part| Some(ask(part, word == "fail"))))
    },
};

fn ask(part: &Part<'_>, fails: bool) -> Answer {
    let unknown = |change: &Change| change.standing == Standing::New && change.status == Some(Status::Unknown);
    let undecided = part.new_findings(Some(RULE.name), unknown);
    if undecided.is_empty() {
        return Answer::holds("every check of new resources is decided".to_owned());
    }
    let found = format!("{} of new resources cannot be judged", counted(undecided.len(), "check", "checks"));
    let remedy = "Describe these resources in full, so that their checks can decide";
    if fails { Answer::broken(found, By::Findings(undecided), remedy) } else { Answer::holds(found) }
}
