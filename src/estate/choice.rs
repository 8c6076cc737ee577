//! Which findings are to be fixed.

use super::Stopped;
use super::filter::Filter;
use super::judged::Judged;
use crate::exempt::Register;
use crate::fix::{self, Finding, Follows, LeftOut, Plan};
use crate::inventory::{FileKind, Inventory, Resource};
use crate::policy::{Declined, Policy, QuickFix, Safety};
use crate::source::Problem;
use std::collections::BTreeMap;

/// What is asked for.
pub struct Choice<'c> {
    /// Which findings.
    pub filter: &'c Filter,
    /// Resources that are left as they are, by id or name.
    pub exclude: &'c [String],
    /// Fixes of higher levels of safety are left.
    pub level: Safety,
    /// Exempt findings are fixed too, for they were named.
    pub exempt_too: bool,
    /// Files that only record the estate are left as they are: changed there alone, they would look repaired in the next
    /// scan and not be.
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
    /// Those whose fixes are above the level and may interrupt someone.
    pub for_review: Vec<Finding>,
    /// Those whose fixes are above the level and cannot be undone.
    pub destructive: Vec<Finding>,
    /// How many stand in files that only record the estate, and are not to be written there.
    pub records: usize,
}

impl Chosen {
    /// The findings whose fixes are above the level, with the level that takes them.
    pub fn waiting(&self) -> Vec<(Finding, Safety)> {
        let at = |findings: &[Finding], level| findings.iter().map(|finding| (*finding, level)).collect::<Vec<_>>();
        [at(&self.for_review, Safety::Review), at(&self.destructive, Safety::Destructive)].concat()
    }
}

impl<'c> Choice<'c> {
    /// Everything that a filter lets through and that counts.
    pub fn every(filter: &'c Filter) -> Self {
        Self {
            filter,
            exclude: &[],
            level: Safety::Destructive,
            exempt_too: false,
            leave_records: false,
            is_list: false,
        }
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
        let findings =
            judged.unhealthy().into_iter().filter(|finding| self.wants(judged.resource(*finding), *finding)).collect();
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
        let is_above = |finding: &Finding, safety| {
            self.level < safety && quick_fix(policy, *finding).is_some_and(|fix| fix.safety == safety)
        };
        let mut for_review = take_out(&mut findings, |finding| is_above(finding, Safety::Review));
        let mut destructive = take_out(&mut findings, |finding| is_above(finding, Safety::Destructive));
        let losing = fix::losing(&judged.request(&for_review), &for_review);
        destructive.extend(take_out(&mut for_review, |finding| losing.contains(finding)));
        destructive.sort();
        let linked = linked.into_iter().map(leave).collect();
        Ok(Chosen { findings, set_aside, linked, for_review, destructive, records })
    }

    /// Proven patches for the findings, and for what these patches make unhealthy that is asked for too; none above the level:
    /// where a fix proves less safe than its policy says, it waits for the level that it has.
    ///
    /// # Errors
    /// The deadline.
    pub fn plan(&self, judged: &Judged<'_>, chosen: &mut Chosen) -> Result<Plan, Stopped> {
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
        self.at_the_level(judged, chosen, Some(&follows))
    }

    /// The same without what follows: who chooses fixes one by one means these.
    ///
    /// # Errors
    /// The deadline.
    pub fn plan_only(&self, judged: &Judged<'_>, chosen: &mut Chosen) -> Result<Plan, Stopped> {
        self.at_the_level(judged, chosen, None)
    }

    fn at_the_level(
        &self,
        judged: &Judged<'_>,
        chosen: &mut Chosen,
        mut follows: Option<Follows<'_>>,
    ) -> Result<Plan, Stopped> {
        loop {
            let plan = fix::plan(&fix::Request { follows, ..judged.request(&chosen.findings) })?;
            let above = plan.fixed.iter().filter(|fixed| fixed.safety > self.level);
            let above: BTreeMap<Finding, Safety> = above.map(|fixed| (fixed.finding, fixed.safety)).collect();
            if above.is_empty() {
                return Ok(plan);
            }
            let mut waiting = take_out(&mut chosen.findings, |finding| above.contains_key(finding));
            // Only what follows is above the level: without it nothing is.
            follows = follows.filter(|_| !waiting.is_empty());
            let is_destructive = |finding: &Finding| above.get(finding) == Some(&Safety::Destructive);
            chosen.destructive.extend(take_out(&mut waiting, is_destructive));
            chosen.for_review.extend(waiting);
        }
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
        let waits = || quick_fix(policy, finding).is_some_and(|fix| fix.safety > self.level);
        self.wants(inventory.resource(finding.resource), finding) && !is_record() && !waits() && is_kept() && counts()
    }

    fn wants(&self, resource: &Resource, finding: Finding) -> bool {
        self.filter.selection.recommendations[finding.recommendation.0]
            && self.filter.scope.covers(resource)
            && !self.exclude.iter().any(|name| is_called(resource, name))
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
