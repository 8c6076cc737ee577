//! `failOnOverdue`: what follows when findings are overdue by the governance of the base.

use super::{Answer, By, Demand, Rule, Takes, counted, word};
use crate::gate::Part;
use crate::gate::question::Overdue;

const WORDS: &[&str] = &["report", "fail"];

pub(super) const RULE: Rule = Rule {
    name: "failOnOverdue",
    flag: "fail-on-overdue",
    help: "What follows when old findings are overdue by `governance:`, see `uplift due`",
    takes: Takes::Word("WHAT", WORDS),
    default: None,
    in_scopes: false,
    asks: "Asks for findings that the base has too, and whose last day by its governance is over; exempt and preview ones \
           aside",
    read: |_, text| {
        let word = word(text, WORDS)?;
        Ok(Demand::new(word, move |part| Some(ask(part, word == "fail"))))
    },
};

fn ask(part: &Part<'_>, fails: bool) -> Answer {
    let Some(Overdue { findings, unknown }) = part.question.overdue else {
        return Answer::holds("no rule says until when".to_owned());
    };
    let open = match unknown {
        0 => String::new(),
        unknown => format!("; of {} nobody can tell", counted(*unknown, "finding", "findings")),
    };
    let Some(first) = findings.first() else { return Answer::holds(format!("nothing is overdue{open}")) };
    let are = if findings.len() == 1 { "is" } else { "are" };
    let found = format!("{} {are} overdue, such as {first}{open}", counted(findings.len(), "finding", "findings"));
    if fails { Answer::broken(found, By::Overdue, REMEDY) } else { Answer::holds(found) }
}

const REMEDY: &str =
    "`uplift due` lists them with their owners; repair them, or have them exempted in a change that is merged first";
