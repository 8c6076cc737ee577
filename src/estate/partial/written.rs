//! What a scan found, to be added up with what others did.

use super::{
    Partial, PartialControl, PartialData, PartialEstate, PartialExemption, PartialGroup, PartialProblem, PartialReason,
    PartialRecommendation, PartialScope, SCHEMA,
};
use crate::estate::{Estate, Oldest, Scanned};
use crate::exempt;
use crate::policy::{self, Config, Exemption, Policy, Recommendation, RecommendationIndex};
use crate::score::{Cell, Sums, Tally};
use crate::source::Problem;
use std::collections::BTreeMap;

impl Partial {
    /// Of a scan.
    pub fn of(estate: &Estate, scanned: &Scanned) -> Self {
        let policy: &Policy = &estate.policy;
        let names: Vec<String> = estate.names_of_parts().into_iter().map(|(directory, _)| directory).collect();
        let groups = |sums: &Sums| groups(policy, &names, sums);
        let (by_exemption, exempt) = exempt::totals(&scanned.counted);
        let entries = scanned.register.entries();
        let exemption = |(number, findings)| PartialExemption::of(&entries[number as usize], findings);
        let resources = scanned.counted.distinct_resources();
        let narrowed = scanned.seen.selection.filters.name_resources();
        let problems = |problems: &[Problem]| problems.iter().map(PartialProblem::of).collect();
        Self {
            schema: SCHEMA.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            policy_digest: policy.digest.clone(),
            library: policy.library.as_ref().map(|library| library.version.to_string()),
            day: scanned.today.to_string(),
            sources: scanned.seen.selection.filters.sources.clone(),
            estates: estates(estate),
            controls: policy.controls.iter().map(control).collect(),
            recommendations: recommendations(policy, &scanned.counts.now, &exempt),
            groups: groups(&scanned.counts.now),
            before_exemptions: scanned.counts.before.as_ref().map(groups),
            after_deployment: scanned.counts.deployed.as_ref().map(groups),
            reasons: reasons(policy, scanned),
            exemptions: by_exemption.into_iter().map(exemption).collect(),
            resources,
            // What filters leave out is for other parts to tell of.
            resources_read: if narrowed { resources } else { scanned.seen.resources },
            data: scanned.seen.age.oldest.as_ref().map(PartialData::of),
            sample: scanned.seen.sample.clone(),
            warnings: problems(&scanned.seen.warnings),
            errors: problems(&scanned.seen.errors),
        }
    }
}

fn estates(estate: &Estate) -> Vec<PartialEstate> {
    let parts = estate.parts.iter().zip(estate.names_of_parts());
    let one = |(part, (directory, settings)): (&crate::estate::Part, (String, Option<String>))| {
        let Config { subscriptions, management_groups, scoring, .. } = &part.settings.config;
        let subscription = |known: &policy::Subscription| PartialScope {
            name: known.name.clone(),
            parent: known.management_group.clone(),
        };
        let group =
            |known: &policy::ManagementGroup| PartialScope { name: known.name.clone(), parent: known.parent.clone() };
        PartialEstate {
            directory,
            settings,
            pooled: scoring.estate == policy::Estate::Pooled,
            subscriptions: subscriptions.iter().map(|(id, known)| (id.clone(), subscription(known))).collect(),
            management_groups: management_groups.iter().map(|(id, known)| (id.clone(), group(known))).collect(),
        }
    };
    parts.map(one).collect()
}

fn control(control: &policy::Control) -> PartialControl {
    PartialControl { id: control.id.clone(), title: control.title.clone(), max: control.max_score }
}

fn recommendations(
    policy: &Policy,
    sums: &Sums,
    exempt: &BTreeMap<RecommendationIndex, u64>,
) -> Vec<PartialRecommendation> {
    let judged = (0..).map(RecommendationIndex).zip(&policy.recommendations).zip(&sums.recommendations);
    let judged = judged.filter(|((_, entry), _)| entry.enabled);
    let one = |((index, entry), tally): ((RecommendationIndex, &Recommendation), &Tally)| PartialRecommendation {
        id: entry.id.clone(),
        title: entry.title.clone(),
        severity: entry.severity,
        source: entry.source,
        preview: entry.preview,
        controls: entry.controls.iter().map(|control| policy.controls[control.0].id.clone()).collect(),
        remediation: if *tally == Tally::default() { String::new() } else { entry.remediation.clone() },
        has_quick_fix: entry.fix.is_some(),
        tally: *tally,
        exempt: exempt.get(&index).copied().unwrap_or_default(),
    };
    judged.map(one).collect()
}

fn groups(policy: &Policy, names: &[String], sums: &Sums) -> Vec<PartialGroup> {
    let text = |text: &std::sync::Arc<str>| text.to_string();
    let one = |Cell { group, count }: &Cell| {
        let tallies = policy.controls.iter().zip(&count.controls).filter(|(_, tally)| **tally != Tally::default());
        PartialGroup {
            estate: names.get(usize::from(group.part)).cloned().unwrap_or_default(),
            subscription: group.subscription.as_ref().map(text),
            resource_group: group.name.as_ref().map(text),
            undecided: count.undecided,
            controls: tallies.map(|(control, tally)| (control.id.clone(), *tally)).collect(),
        }
    };
    sums.cells.iter().map(one).collect()
}

fn reasons(policy: &Policy, scanned: &Scanned) -> Vec<PartialReason> {
    let reasons = scanned.counted.unknown_reasons.iter().map(|(reason, count)| PartialReason {
        recommendation: policy.recommendations[reason.recommendation.0].id.clone(),
        message: reason.message.clone(),
        script_error: reason.script_error,
        export: reason.export.clone(),
        count: *count,
    });
    reasons.collect()
}

impl PartialExemption {
    fn of(exemption: &Exemption, findings: u64) -> Self {
        Self {
            id: exemption.id.clone(),
            category: exemption.category.name().to_owned(),
            reason: exemption.reason.clone(),
            expires_on: exemption.expires_on.map(|end| end.to_string()),
            scope: exemption.scope.text().to_owned(),
            owner: exemption.owner.clone(),
            ticket: exemption.ticket.clone(),
            findings,
        }
    }
}

impl PartialData {
    fn of(oldest: &Oldest) -> Self {
        Self { file: oldest.file.clone(), day: oldest.day.to_string() }
    }
}

impl PartialProblem {
    fn of(problem: &Problem) -> Self {
        Self {
            file: problem.file.clone(),
            line: problem.position.map(|position| position.line),
            column: problem.position.map(|position| position.column),
            message: problem.message.clone(),
            help: problem.help.clone(),
        }
    }
}
