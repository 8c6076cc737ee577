//! `failOnNew`: new findings of a severity fail.

use super::{Answer, Demand, Rule, Takes, counted, word};
use crate::assess::Status;
use crate::gate::Part;
use crate::gate::{Change, Standing};
use crate::policy::Severity;

const WORDS: &[&str] = &["high", "medium", "low", "none"];

pub(super) const RULE: Rule = Rule {
    name: "failOnNew",
    flag: "fail-on-new",
    help: "Fail on new findings of this severity or a higher one",
    takes: Takes::Word("SEVERITY", WORDS),
    default: Some("high"),
    in_scopes: true,
    asks: "Asks for findings of this severity or a higher one that the base does not have, and for those that cannot be \
           decided any more; exempt, known and preview ones aside",
    read: |_, text| {
        let word = word(text, WORDS)?;
        let (least, which) = match word {
            "high" => (Some(Severity::High), " of high severity"),
            "medium" => (Some(Severity::Medium), " of medium or high severity"),
            "low" => (Some(Severity::Low), ""),
            _ => (None, ""),
        };
        Ok(Demand::new(word, move |part| Some(ask(part, least, which))))
    },
};

fn ask(part: &Part<'_>, least: Option<Severity>, which: &str) -> Answer {
    // What is in preview is shown and never fails; what is new and unknown is asked about by another rule.
    let fails = |change: &Change| {
        let recommendation = part.recommendation(change);
        let undecided = change.standing == Standing::New && change.status == Some(Status::Unknown);
        !undecided && !recommendation.preview && least.is_none_or(|least| recommendation.severity >= least)
    };
    let failing = part.new_findings(Some(RULE.name), fails);
    let found = format!("{}{which}", counted(failing.len(), "new finding", "new findings"));
    let excused = if least.is_none() && !failing.is_empty() { ", and none fails" } else { "" };
    let found = format!("{found}{excused}");
    match failing.is_empty() || least.is_none() {
        true => Answer::holds(found),
        false => Answer::broken_by(part, format!("{found}{}", severities(part, &failing)), failing),
    }
}

/// How many of each severity, where there is more than one.
fn severities(part: &Part<'_>, places: &[usize]) -> String {
    let severity = |place: &usize| part.recommendation(&part.question.comparison.changes[*place]).severity;
    let words = [(Severity::High, "high"), (Severity::Medium, "medium"), (Severity::Low, "low")];
    let counts = words.map(|(wanted, word)| (places.iter().filter(|place| severity(place) == wanted).count(), word));
    let parts: Vec<String> =
        counts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
    if parts.len() > 1 { format!(": {}", parts.join(", ")) } else { String::new() }
}
