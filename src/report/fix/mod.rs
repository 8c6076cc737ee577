//! Quick fixes for people, for git and for the live resources: one file per form.
//!
//! Everything here is made from a proven [`Plan`] and shows its numbers. [`folders`] gives what a review takes: per
//! resource group the patch, a summary, a manifest and scripts. [`mbox`](write_mbox) gives a series of mails.

mod accepted;
mod back;
mod diffs;
mod folder;
mod index;
mod mail;
mod manifest;
pub(in crate::report) mod markdown;
mod mbox;
mod merge;
mod names;
mod rows;
mod script;
mod summary;
pub(in crate::report) mod value;

pub use accepted::{Accepted, accepted, read_manifest, unlike_accepted};
pub use folder::{FOLDER, Folder, WHOLE, branch_name, folders, index, message};
pub use manifest::{EditView, EditedFile, FixedView, GroupView, LeftOutView, Manifest, OperationView};
pub use mbox::{Patch, patches, write_mbox};
pub(in crate::report) use script::quoted;
pub use script::{Scripts, scripts};
pub use summary::summary;

use super::harmless;
use super::patch::file_patch;
use crate::fix::{FilePatch, Finding, Fixed, LeftOut, Plan};
use crate::inventory::{Inventory, Resource};
use crate::policy::{Change, Config, Policy, QuickFix, Recommendation, RecommendationIndex, Safety};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Resources whose impact is told one by one.
const NAMED: usize = 10;

/// A plan with everything that its forms name.
#[derive(Clone, Copy)]
pub struct FixInput<'f> {
    /// All controls and recommendations.
    pub policy: &'f Policy,
    /// The estate's settings, for names of subscriptions.
    pub config: &'f Config,
    /// The estate.
    pub inventory: &'f Inventory,
    /// What is fixed.
    pub plan: &'f Plan,
    /// A document's path from the root of its repository, with forward slashes, by the document's place.
    pub path: &'f dyn Fn(u32) -> String,
    /// The highest level of safety of the fixes that scripts hold.
    pub scripts: Safety,
    /// The findings whose fixes are above the level that was asked for, with the level that takes them.
    pub waiting: &'f [(Finding, Safety)],
    /// The documents of which git keeps line feeds alone, where the work tree has carriage returns.
    pub converted: &'f BTreeSet<u32>,
}

/// No document's line ends are converted.
pub const NONE_CONVERTED: &BTreeSet<u32> = &BTreeSet::new();

impl<'f> FixInput<'f> {
    /// The diff of one file.
    pub fn diff(&self, file: &FilePatch) -> String {
        let diff = file_patch(self.plan, file, self.policy, self.inventory, &(self.path)(file.document));
        self.as_kept(file.document, diff)
    }

    /// A diff with the line ends that git keeps: it applies to commits, to the index and, since git converts on the way, to the
    /// work tree.
    fn as_kept(&self, document: u32, diff: String) -> String {
        if self.converted.contains(&document) { diff.replace("\r\n", "\n") } else { diff }
    }

    pub(super) fn recommendation(&self, finding: Finding) -> &'f Recommendation {
        &self.policy.recommendations[finding.recommendation.0]
    }

    pub(super) fn resource(&self, finding: Finding) -> &'f Resource {
        self.inventory.resource(finding.resource)
    }

    fn quick_fix(&self, finding: Finding) -> Option<&'f QuickFix> {
        self.recommendation(finding).fix.as_ref()
    }

    /// What is only known of quick fixes; a finding that was fixed has one.
    /// What may stop working: what the fix finds out of this resource, else what its policy says of all.
    pub(super) fn impact<'a>(&self, fixed: &'a Fixed) -> Cow<'a, str>
    where
        'f: 'a,
    {
        let policy = || self.quick_fix(fixed.finding).map_or("", |fix| fix.impact.trim());
        fixed.impact.as_deref().map_or_else(|| policy().into(), harmless)
    }

    /// The impact of fixes of one recommendation, and what the platform does where that is something to mention. What differs
    /// from resource to resource is told by their names.
    fn whole_impact(&self, fixes: &[&Fixed]) -> String {
        let named = |fixed: &&Fixed| match fixed.impact {
            Some(_) if fixes.len() > 1 => {
                format!("{}: {}", harmless(&self.resource(fixed.finding).name), self.impact(fixed))
            }
            _ => self.impact(fixed).into_owned(),
        };
        let mut impacts: Vec<String> = fixes.iter().map(named).collect();
        impacts.dedup();
        let more = match impacts.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!("The same kind of impact on {more} more."),
        };
        impacts.truncate(NAMED);
        let change = match fixes.first().and_then(|fixed| self.quick_fix(fixed.finding)).map(|fix| fix.change) {
            None | Some(Change::InPlace) => "",
            Some(Change::Restart) => "The resource restarts.",
            Some(Change::Replace) => "The resource is deleted and made anew.",
        };
        impacts.extend([more, change.to_owned()]);
        impacts.retain(|text| !text.is_empty());
        impacts.join(" ")
    }
}

/// A resource group's part of a plan.
pub struct Part<'p> {
    /// The subscription's id, as written.
    pub subscription: Option<&'p str>,
    /// The name that the estate's settings give it.
    pub subscription_name: Option<&'p str>,
    /// The group's name; `None` for resources that are in none.
    pub group: Option<&'p str>,
    /// In the plan's order.
    pub fixed: Vec<&'p Fixed>,
    /// In the plan's order.
    pub left_out: Vec<&'p LeftOut>,
    /// Findings whose fixes are above the level that was asked for, with the level that takes them.
    pub waiting: Vec<(Finding, Safety)>,
    /// Whether other groups change some of its files too.
    pub shares_files: bool,
}

/// The least safe one of a recommendation's fixes: some may prove to be less safe than others.
fn safety(fixes: &[&Fixed]) -> Safety {
    fixes.iter().map(|fixed| fixed.safety).max().unwrap_or(Safety::Review)
}

/// A level of safety in a line of Markdown: what is not safe stands out.
fn mark(safety: Safety) -> &'static str {
    match safety {
        Safety::Safe => "safe",
        Safety::Review => "**review**",
        Safety::Destructive => "**destructive**",
    }
}

/// Fixes by their recommendation, each with the first one's finding.
fn by_recommendation<'f>(fixes: impl IntoIterator<Item = &'f Fixed>) -> Vec<(Finding, Vec<&'f Fixed>)> {
    let mut groups: BTreeMap<RecommendationIndex, Vec<&Fixed>> = BTreeMap::new();
    for fix in fixes {
        groups.entry(fix.finding.recommendation).or_default().push(fix);
    }
    groups.into_values().map(|fixes| (fixes[0].finding, fixes)).collect()
}
