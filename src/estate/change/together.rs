//! A change to several estates: each is judged by itself, and what they come to.

use super::Answer;
use crate::estate::torn::torn;
use crate::gate::Verdict;
use crate::policy::Policy;
use crate::score::{self, Ratio, ScopeScore, Score};
use crate::source::Problem;
use num_traits::Zero;

/// What a change comes to over all estates that it is judged for.
pub struct Together {
    /// The worst verdict of all.
    pub verdict: Verdict,
    /// The score of the bases; `None` when one has none.
    pub before: Option<ScopeScore>,
    /// The score of the heads.
    pub after: ScopeScore,
    /// Points that new findings cost, wherever they are.
    pub lost: Ratio,
    /// Subscriptions that stand in several of them.
    pub warnings: Vec<Problem>,
}

impl Together {
    /// Of all answers; at least one.
    pub fn of(answers: &[Answer<'_>]) -> Self {
        let policies = || answers.iter().map(|answer| &*answer.sides.estate.policy);
        let after: Vec<&Score> = answers.iter().map(|answer| &answer.after).collect();
        let before: Option<Vec<&Score>> = answers.iter().map(|answer| answer.before.as_ref()).collect();
        let of = |scores: &[&Score]| {
            score::together(&policies().zip(scores.iter().copied()).collect::<Vec<(&Policy, &Score)>>())
        };
        let verdict = Verdict::worst(answers.iter().map(|answer| answer.decision.verdict));
        let together = Self {
            verdict,
            before: before.map(|before| of(&before)),
            after: of(&after),
            lost: Ratio::zero(),
            warnings: torn_in(answers),
        };
        Self { lost: lost(answers, &together.after), ..together }
    }
}

/// Of which subscriptions several heads hold resources.
fn torn_in(answers: &[Answer<'_>]) -> Vec<Problem> {
    let heads = answers.iter().map(|answer| answer.pair.head().inventory.resources()).enumerate();
    let held = heads.filter(|_| answers.len() > 1).flat_map(|(place, all)| all.iter().map(move |one| (place, one)));
    torn(held, &|place| answers[place].sides.settings().name())
}

/// What is lost of each percentage, as much of the whole as it weighs.
fn lost(answers: &[Answer<'_>], together: &ScopeScore) -> Ratio {
    let whole = |number: u64| Ratio::from_integer(number.into());
    let Some(all) = &together.figures else { return Ratio::zero() };
    let parts = answers.iter().filter_map(|answer| {
        let score = &answer.after.estate;
        Some(&answer.lost / whole(score.figures.as_ref()?.max) * whole(score.weight))
    });
    parts.sum::<Ratio>() / whole(together.weight.max(1)) * whole(all.max)
}
