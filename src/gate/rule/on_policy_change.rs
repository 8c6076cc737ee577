//! `onPolicyChange`: what follows when the change touches what it is judged by.

use super::{Answer, By, Demand, Rule, Takes, counted, word};
use crate::gate::PolicyChange;

const WORDS: &[&str] = &["warn", "fail"];

pub(super) const RULE: Rule = Rule {
    name: "onPolicyChange",
    flag: "on-policy-change",
    help: "What follows when the change touches what it is judged by",
    takes: Takes::Word("WHAT", WORDS),
    default: Some("warn"),
    in_scopes: false,
    asks: "Asks what the change would do to verdicts through policies, settings and exemptions",
    read: |_, text| {
        let word = word(text, WORDS)?;
        Ok(Demand::new(word, move |part| Some(ask(part.question.policy_change?, word == "fail"))))
    },
};

fn ask(change: &PolicyChange, fails: bool) -> Answer {
    if !change.matters() {
        return Answer::holds("the change touches what it is judged by, and nothing is judged otherwise".to_owned());
    }
    let found = format!("{} in what changes are judged by", counted(change.effects(), "difference", "differences"));
    let remedy = "Have the people who own the policies merge this by itself, with `--on-policy-change warn`";
    if fails { Answer::broken(found, By::Policy, remedy) } else { Answer::holds(found) }
}
