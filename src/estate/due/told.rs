//! Rules that are for nothing, and owners who are nowhere: told once each.

use super::DueFinding;
use super::looked::Looked;
use crate::duty::Owner;
use crate::inventory::ResourceIndex;
use crate::source::Problem;
use std::collections::{BTreeMap, BTreeSet};

impl Looked<'_> {
    /// Rules that find no owner for some findings, each once.
    pub(super) fn nobody(&self, findings: &[DueFinding]) -> Vec<Problem> {
        let mut without: BTreeMap<(u16, usize), (u64, &str, ResourceIndex)> = BTreeMap::new();
        for finding in findings {
            let (Some(rule), Some(Owner::Nobody(reason))) = (finding.rule, &finding.owner) else { continue };
            without.entry(rule).or_insert((0, reason, finding.resource)).0 += 1;
        }
        let told = without.into_iter().map(|((part, rule), (number, reason, resource))| {
            let config = &self.estate.parts[usize::from(part)].settings.config;
            let (called, name) = (config.governance[rule].called(rule), &self.inventory.resource(resource).name);
            let findings = if number == 1 { "1 finding".to_owned() } else { format!("{number} findings") };
            let message = format!("`{called}` names nobody for {findings}, such as one of {name}: {reason}");
            config.problem_with_duty(rule, Some("owner"), message).help(NOBODY)
        });
        told.collect()
    }

    /// Rules that nothing falls under that is judged, whatever its verdict.
    pub(super) fn idle_rules(&self, findings: &[DueFinding]) -> Vec<Problem> {
        let rosters = self.rosters();
        let mut idle: BTreeSet<(u16, usize)> = BTreeSet::new();
        for (part, roster) in (0..).zip(&rosters) {
            idle.extend((0..roster.rules().len()).map(|rule| (part, rule)));
        }
        findings.iter().filter_map(|finding| finding.rule).for_each(|rule| {
            idle.remove(&rule);
        });
        let mut fitting: BTreeSet<(u16, usize)> = BTreeSet::new();
        for assessment in &self.assessed.assessments {
            if idle.is_empty() {
                break;
            }
            let resource = self.assessed.resource(assessment.subject);
            let (part, charge) = (self.part(resource), self.charge(resource, assessment.recommendation()));
            let roster = &rosters[usize::from(part)];
            match roster.find(charge) {
                Ok(Some(rule)) => {
                    idle.remove(&(part, rule));
                }
                Ok(None) => {}
                Err(_) => idle.retain(|(own, rule)| *own != part || !roster.all(charge).contains(rule)),
            }
            fitting.extend(roster.all(charge).into_iter().map(|rule| (part, rule)));
        }
        let told = idle.into_iter().map(|(part, rule)| {
            let config = &self.estate.parts[usize::from(part)].settings.config;
            let called = config.governance[rule].called(rule);
            let (message, help) = match fitting.contains(&(part, rule)) {
                true => (format!("`{called}` comes too late: rules before it take all that it is for"), EARLIER),
                false => (format!("nothing that is judged falls under `{called}`"), NOTHING),
            };
            config.problem_with_duty(rule, None, message).help(help)
        });
        told.collect()
    }
}

const NOBODY: &str = "Give it an owner there, or name one in a rule that comes first";
const EARLIER: &str = "Move it up, or remove it";
const NOTHING: &str = "Correct its `scope` and `match`, or remove it";
