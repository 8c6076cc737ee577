//! `minScorePerControl`: the least score of a control, which binds changes that lower it and nobody else.

use super::{Amount, Answer, Demand, Rule, Takes, min_score};
use crate::gate::Part;
use crate::score::Ratio;

pub(super) const RULE: Rule = Rule {
    name: "minScorePerControl",
    flag: "min-score-per-control",
    help: "The same for a control",
    takes: Takes::TextByControl("CONTROL=AMOUNT"),
    default: None,
    in_scopes: true,
    asks: "Asks for this score of the control when new findings lower it",
    read: |control, text| {
        let (control, least): (_, Amount) = (control.to_owned(), text.parse()?);
        Ok(Demand::new(least, move |part| ask(part, &control, &least)))
    },
};

fn ask(part: &Part<'_>, control: &str, least: &Amount) -> Option<Answer> {
    let policy = part.question.policy;
    let control = policy.find_control(control)?;
    let costs = part.all_costs();
    let tally = costs.losses.now.controls.iter().find(|each| each.control == control).map(|each| each.tally);
    let score = tally.filter(|tally| tally.scored() > 0).map(|tally| {
        let share = Ratio::new(tally.healthy.into(), tally.scored().into());
        (&share * Ratio::from_integer(policy.controls[control.0].max_score.into()), share)
    });
    let of_control =
        |place: &&usize| part.recommendation(&part.question.comparison.changes[**place]).controls.contains(&control);
    let guilty = || costs.findings.iter().filter(of_control).copied().collect();
    Some(min_score::answer(part, least, score, costs.losses.lowers_control(control), guilty))
}
