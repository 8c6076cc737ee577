//! Which rule a finding falls under.

use super::tag::{Tag, tag};
use crate::exempt::is_in_scope;
use crate::inventory::{Inventory, ResourceIndex};
use crate::policy::{Config, DutyRule, Policy, RecommendationIndex, ScopeTree, TagMatch};
use std::collections::BTreeMap;

/// The rules of a part of an estate, in order.
pub struct Roster {
    rules: Vec<DutyRule>,
    scopes: ScopeTree,
}

/// A finding that somebody is to deal with.
#[derive(Clone, Copy)]
pub struct Charge<'c> {
    /// What knows its recommendation.
    pub policy: &'c Policy,
    /// What knows its resource.
    pub inventory: &'c Inventory,
    /// The resource.
    pub resource: ResourceIndex,
    /// The recommendation.
    pub recommendation: RecommendationIndex,
}

/// Whether a rule is for a finding.
enum Fits {
    Yes,
    No,
    /// Why nobody can tell.
    Unknown(String),
}

impl Roster {
    /// These rules, by the scopes that settings name.
    pub fn of(rules: Vec<DutyRule>, config: &Config) -> Self {
        Self { rules, scopes: ScopeTree::of(config) }
    }

    /// The rules.
    pub fn rules(&self) -> &[DutyRule] {
        &self.rules
    }

    /// The rule that a finding falls under, by its place; `None` where none is for it.
    ///
    /// # Errors
    /// Why nobody can tell, where a rule that would come first may be for it or not.
    pub fn find(&self, charge: Charge<'_>) -> Result<Option<usize>, String> {
        for (place, rule) in self.rules.iter().enumerate() {
            match self.fits(rule, charge) {
                Fits::Yes => return Ok(Some(place)),
                Fits::No => {}
                Fits::Unknown(reason) => return Err(reason),
            }
        }
        Ok(None)
    }

    /// The rules that are for a finding, whether or not another comes first.
    pub fn all(&self, charge: Charge<'_>) -> Vec<usize> {
        let fits = |(_, rule): &(usize, &DutyRule)| !matches!(self.fits(rule, charge), Fits::No);
        self.rules.iter().enumerate().filter(fits).map(|(place, _)| place).collect()
    }

    fn fits(&self, rule: &DutyRule, charge: Charge<'_>) -> Fits {
        let Charge { policy, inventory, resource, recommendation } = charge;
        let entry = &policy.recommendations[recommendation.0];
        let wanted = &rule.matching;
        let is_in = |control: &String| entry.controls.iter().any(|own| policy.controls[own.0].id == *control);
        let fits = (wanted.severity.is_empty() || wanted.severity.contains(&entry.severity))
            && (wanted.recommendation.is_empty() || wanted.recommendation.contains(&entry.id))
            && (wanted.control.is_empty() || wanted.control.iter().any(is_in))
            && rule
                .scope
                .as_ref()
                .is_none_or(|scope| is_in_scope(scope.kind(), &self.scopes, inventory, inventory.resource(resource)));
        if !fits {
            return Fits::No;
        }
        if wanted.tag.is_empty() { Fits::Yes } else { any_tag(&wanted.tag, inventory, resource) }
    }
}

fn any_tag(wanted: &[TagMatch], inventory: &Inventory, resource: ResourceIndex) -> Fits {
    let mut unknown = Fits::No;
    for TagMatch { name, value } in wanted {
        match tag(inventory, resource, name) {
            Tag::Is(own) if value.as_ref().is_none_or(|value| *value == own) => return Fits::Yes,
            Tag::Unknown(reason) => unknown = Fits::Unknown(format!("its tag `{name}` is not known: {reason}")),
            Tag::Is(_) | Tag::Absent => {}
        }
    }
    unknown
}

/// What a change does to the rules, each in a sentence without a full stop.
pub fn changes(old: &[DutyRule], new: &[DutyRule]) -> Vec<String> {
    let called = |rules: &[DutyRule]| -> BTreeMap<String, DutyRule> {
        rules.iter().enumerate().map(|(place, rule)| (rule.called(place), rule.clone())).collect()
    };
    let (was, is) = (called(old), called(new));
    let gone = was.keys().filter(|name| !is.contains_key(*name)).map(|name| format!("governance: {name} is gone"));
    let others = is.iter().filter_map(|(name, rule)| match was.get(name) {
        None => Some(format!("governance: {name} is new, with {} days", rule.within)),
        Some(former) if former.within != rule.within => {
            Some(format!("governance: {name}: within {}d → {}d", former.within, rule.within))
        }
        Some(former) => (former != rule).then(|| format!("governance: {name} differs")),
    });
    let mut changes: Vec<String> = gone.chain(others).collect();
    if changes.is_empty() && old != new {
        changes.push("governance: its rules stand in another order".to_owned());
    }
    changes
}
