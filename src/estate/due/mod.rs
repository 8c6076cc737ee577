//! Which findings are due, whose they are, and what each owner holds.

mod imported;
mod looked;
mod told;

use super::history::Age;
use super::{Conditions, Estate, Judged, Sources, Stopped};
use crate::assess::{AssessmentIndex, Status};
use crate::duty::{Owner, Term, Timing};
use crate::gate::Open;
use crate::gate::moves::Roll;
use crate::inventory::{Inventory, ResourceIndex};
use crate::policy::{DutyRule, Grace, RecommendationIndex};
use crate::score::{Figures, Ledger, Ratio};
use crate::source::Problem;
pub(super) use looked::{Dated, Looked};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// How to tell what is due.
#[derive(Clone, Copy)]
pub struct DueTerms<'d> {
    /// Where settings are looked for.
    pub sources: &'d Sources,
    /// What is looked at.
    pub paths: &'d [PathBuf],
    /// What tells these from other paths where scans were recorded.
    pub scope: &'d str,
    /// How many days ahead are soon.
    pub soon: u32,
    /// The rest; days are compared with its day.
    pub conditions: Conditions,
}

/// What is due.
pub struct Dues {
    /// Unhealthy findings that count, in order of the resources; those in preview are nobody's work.
    pub findings: Vec<DueFinding>,
    /// Who deals with them: those with the most that is overdue first, nobody last.
    pub owners: Vec<Share>,
    /// The score as everybody sees it; `None` when nothing is scored.
    pub figures: Option<Figures>,
    /// The same without findings whose days are not over, where rules ask for that; else `None`.
    pub without_grace: Option<Option<Figures>>,
    /// Why ages are not known, where somebody can do something about it.
    pub cut_off: Option<Problem>,
    /// Rules that are for nothing, and owners who are nowhere.
    pub warnings: Vec<Problem>,
}

/// A finding, and when it is due.
#[derive(Clone, Debug)]
pub struct DueFinding {
    /// Its assessment.
    pub place: AssessmentIndex,
    /// Its resource.
    pub resource: ResourceIndex,
    /// Its recommendation.
    pub recommendation: RecommendationIndex,
    /// The part of the estate that it is in, and there the rule that it falls under, by its place.
    pub rule: Option<(u16, usize)>,
    /// An assignment of the platform's own says who and until when, in place of any rule.
    pub is_imported: bool,
    /// Who deals with it; `None` where no rule is for it.
    pub owner: Option<Owner>,
    /// Since when it is there; `None` where no rule is for it, and nobody asks.
    pub age: Option<Age>,
    /// Until when it is to be dealt with.
    pub term: Option<Term>,
    /// How that stands.
    pub timing: Timing,
    /// Why nobody can tell.
    pub why: Option<String>,
    /// It does not count as long as it is not overdue.
    pub in_grace: bool,
}

/// What somebody deals with.
#[derive(Clone, Debug)]
pub struct Share {
    /// Who; `None` where nobody is known to.
    pub owner: Option<String>,
    /// How many findings stand so.
    pub counts: BTreeMap<Timing, u64>,
    /// What the score has more once all of them are healthy.
    pub points: Ratio,
}

impl Estate {
    /// Whether anything says who deals with what: rules, or assignments of the platform among what was read.
    pub fn is_governed(&self, inventory: &Inventory) -> bool {
        self.duty_rules().next().is_some() || !inventory.all(imported::TYPE).is_empty()
    }

    /// Whether anything may let findings not count before their day is over.
    pub fn may_have_grace(&self, inventory: &Inventory) -> bool {
        self.duty_rules().any(|rule| rule.grace == Grace::Exclude) || !inventory.all(imported::TYPE).is_empty()
    }

    fn duty_rules(&self) -> impl Iterator<Item = &DutyRule> {
        self.parts.iter().flat_map(|part| &part.settings.config.governance)
    }
}

impl Judged<'_> {
    /// Tells what is due.
    ///
    /// # Errors
    /// The deadline.
    pub fn dues(&self, terms: &DueTerms<'_>) -> Result<Dues, Stopped> {
        let counted = self.counted();
        let ledger = Ledger::of(&self.estate.policy, &counted, &self.estate.scoring);
        let looked = Looked {
            estate: self.estate,
            inventory: &self.inventory,
            assessed: &self.assessed,
            counted: &counted,
            files: self.estate.parts[0].settings.place(),
            from: "HEAD",
        };
        let roll = looked.roll();
        let open = looked.open(&roll);
        let Dated { findings, cut_off, mut warnings } = looked.due(&open, terms)?;
        let files = self.estate.parts[0].settings.place();
        if self.estate.parts.iter().all(|part| part.settings.sees_all(files, &self.inventory)) {
            warnings.extend(looked.idle_rules(&findings));
        }
        let owners = shares(&roll, &ledger, &open, &findings);
        let graced: Vec<Open<'_>> =
            open.iter().zip(&findings).filter(|(_, each)| each.in_grace).map(|(open, _)| *open).collect();
        let has_grace = !graced.is_empty() || self.estate.duty_rules().any(|rule| rule.grace == Grace::Exclude);
        let without_grace = has_grace.then(|| {
            let mut led = ledger.clone();
            roll.lead(&mut led, &graced, Status::NotApplicable);
            led.figures()
        });
        Ok(Dues { findings, owners, figures: ledger.figures(), without_grace, cut_off, warnings })
    }
}

/// What each owner deals with.
fn shares(roll: &Roll, ledger: &Ledger<'_>, open: &[Open<'_>], findings: &[DueFinding]) -> Vec<Share> {
    let mut by_owner: BTreeMap<Option<&str>, Vec<usize>> = BTreeMap::new();
    for (place, finding) in findings.iter().enumerate() {
        let name = match &finding.owner {
            Some(Owner::Named(name)) => Some(name.as_str()),
            _ => None,
        };
        by_owner.entry(name).or_default().push(place);
    }
    let share = |(owner, places): (Option<&str>, Vec<usize>)| {
        let mut counts = BTreeMap::new();
        places.iter().for_each(|place| *counts.entry(findings[*place].timing).or_default() += 1);
        let own: Vec<Open<'_>> = places.iter().map(|place| open[*place]).collect();
        Share { owner: owner.map(str::to_owned), counts, points: roll.gain(ledger, &own, Status::Healthy) }
    };
    let mut shares: Vec<Share> = by_owner.into_iter().map(share).collect();
    let overdue = |share: &Share| share.counts.get(&Timing::Overdue).copied().unwrap_or_default();
    shares.sort_by(|one, other| {
        let by_need = || overdue(other).cmp(&overdue(one)).then_with(|| other.points.cmp(&one.points));
        one.owner.is_none().cmp(&other.owner.is_none()).then_with(by_need).then_with(|| one.owner.cmp(&other.owner))
    });
    shares
}
