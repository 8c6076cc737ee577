//! Which findings are to be fixed.

use super::Stopped;
use super::filter::Filter;
use super::judged::Judged;
use crate::exempt::Register;
use crate::fix::{self, Finding, LeftOut, Plan};
use crate::inventory::{FileKind, Inventory, Resource};
use crate::policy::{Declined, Policy, QuickFix, Safety};
use crate::source::Problem;

/// What is asked for.
pub struct Choice<'c> {
    /// Which findings.
    pub filter: &'c Filter,
    /// Resources that are left as they are, by id or name.
    pub exclude: &'c [String],
    /// Only fixes that nobody can notice.
    pub safe_only: bool,
    /// Exempt findings are fixed too, for they were named.
    pub exempt_too: bool,
    /// Files are changed without anybody looking: fixes that may interrupt someone are left for review, unless they are
    /// wanted.
    pub leave_review: bool,
    /// The same for files that only record the estate: changed there alone, they would look repaired in the next scan and not
    /// be.
    pub leave_records: bool,
    /// The findings are all that is wanted, as a manifest lists them: of what follows only what stands in the resources that
    /// they create.
    pub is_list: bool,
}

/// Which findings are to be fixed.
pub struct Chosen {
    /// Those that are.
    pub findings: Vec<Finding>,
    /// Those that someone decided against, now or before, with the reasons.
    pub set_aside: Vec<LeftOut>,
    /// Those that no patch can reach.
    pub linked: Vec<LeftOut>,
    /// How many wait for someone to look at their fixes.
    pub for_review: usize,
    /// How many stand in files that only record the estate, and are not to be written there.
    pub records: usize,
}

impl<'c> Choice<'c> {
    /// Everything that a filter lets through and that counts.
    pub fn every(filter: &'c Filter) -> Self {
        let (safe_only, exempt_too, leave_review, leave_records, is_list) = (false, false, false, false, false);
        Self { filter, exclude: &[], safe_only, exempt_too, leave_review, leave_records, is_list }
    }

    /// Chooses by what is asked for and by the settings. `is_linked` tells the documents that no patch can reach.
    ///
    /// # Errors
    /// A name to exclude that no resource has.
    pub fn of(&self, judged: &Judged<'_>, is_linked: &dyn Fn(u32) -> bool) -> Result<Chosen, Problem> {
        let (policy, inventory) = (&judged.estate.policy, &judged.inventory);
        let is_known = |name: &&String| inventory.resources().iter().any(|resource| is_called(resource, name));
        if let Some(name) = self.exclude.iter().find(|name| !is_known(name)) {
            return Err(Problem::new("", format!("there is no resource {name} to exclude")));
        }
        let findings = judged
            .unhealthy()
            .into_iter()
            .filter(|finding| self.wants(policy, judged.resource(*finding), *finding))
            .collect();
        let declined = judged.estate.declined();
        let (mut findings, mut set_aside) = fix::take_out_declined(findings, &declined, policy, inventory);
        if !self.exempt_too {
            let exempt;
            (findings, exempt) = fix::take_out_exempt(findings, &judged.register, inventory);
            set_aside.extend(exempt);
        }
        let linked = take_out(&mut findings, |finding| is_linked(judged.resource(*finding).document));
        let leave = |finding: Finding| LeftOut { finding, reason: LINKED.to_owned() };
        let is_record = |finding: &Finding| inventory.kind(finding.resource) == FileKind::Snapshot;
        let records = take_out(&mut findings, |finding| self.leave_records && is_record(finding)).len();
        let review = |finding: &Finding| quick_fix(policy, *finding).is_some_and(|fix| fix.safety == Safety::Review);
        let for_review = take_out(&mut findings, |finding| self.leave_review && review(finding)).len();
        Ok(Chosen { findings, set_aside, linked: linked.into_iter().map(leave).collect(), for_review, records })
    }

    /// Proven patches for the findings, and for what these patches make unhealthy that is asked for too.
    ///
    /// # Errors
    /// The deadline.
    pub fn plan(&self, judged: &Judged<'_>, findings: &[Finding]) -> Result<Plan, Stopped> {
        let (declined, estate, register) = (judged.estate.declined(), judged.estate, &judged.register);
        let policy = &estate.policy;
        let before = &judged.inventory;
        let is_new = |inventory: &Inventory, finding: Finding| {
            let resource = inventory.resource(finding.resource);
            before.find_in(resource.part, &resource.id).is_none()
        };
        let follows = |inventory: &Inventory, finding| {
            (!self.is_list || is_new(inventory, finding))
                && self.follows((policy, register, &declined), inventory, finding)
        };
        Ok(fix::plan(&fix::Request { follows: Some(&follows), ..judged.request(findings) })?)
    }

    /// Whether what patches make unhealthy is asked for too, by the estate as it is then.
    fn follows(
        &self,
        (policy, register, declined): (&Policy, &Register, &[&[Declined]]),
        inventory: &Inventory,
        finding: Finding,
    ) -> bool {
        let is_kept = || !fix::take_out_declined(vec![finding], declined, policy, inventory).0.is_empty();
        let counts = || self.exempt_too || !fix::take_out_exempt(vec![finding], register, inventory).0.is_empty();
        let is_record = || self.leave_records && inventory.kind(finding.resource) == FileKind::Snapshot;
        let waits = || self.leave_review && quick_fix(policy, finding).is_some_and(|fix| fix.safety == Safety::Review);
        self.wants(policy, inventory.resource(finding.resource), finding)
            && !is_record()
            && !waits()
            && is_kept()
            && counts()
    }

    fn wants(&self, policy: &Policy, resource: &Resource, finding: Finding) -> bool {
        let is_safe = || quick_fix(policy, finding).is_none_or(|fix| fix.safety == Safety::Safe);
        self.filter.selection.recommendations[finding.recommendation.0]
            && self.filter.scope.covers(resource)
            && !self.exclude.iter().any(|name| is_called(resource, name))
            && (!self.safe_only || is_safe())
    }
}

const LINKED: &str = "its file is reached by a symbolic link, which git does not patch; name the file that it leads to";

fn quick_fix(policy: &Policy, finding: Finding) -> Option<&QuickFix> {
    policy.recommendations[finding.recommendation.0].fix.as_ref()
}

fn is_called(resource: &Resource, name: &str) -> bool {
    resource.id.eq_ignore_ascii_case(name) || resource.name.eq_ignore_ascii_case(name)
}

/// Takes out what is not to stay, in order.
fn take_out(findings: &mut Vec<Finding>, gone: impl Fn(&Finding) -> bool) -> Vec<Finding> {
    findings.extract_if(.., |finding| gone(finding)).collect()
}
