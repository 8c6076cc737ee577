//! Quick fix: from failing assessments to patches that are proven before anyone sees them.
//!
//! [`plan`] proposes the edits of every finding, settles conflicts, plans the smallest text edits for each file, reads the
//! new texts back, judges everything again, and keeps what makes its finding healthy and nothing worse. It writes nothing.

mod after;
mod attribute;
mod beside;
mod bound;
mod child;
mod conflict;
mod culprit;
mod declined;
mod files;
mod follow;
mod groups;
mod heals;
mod impact;
mod lost;
mod newly;
mod notes;
mod place;
mod points;
mod proof;
mod propose;
mod reach;
mod record;
mod request;
pub mod route;
mod series;
mod shift;
mod target;
pub mod text;
mod turns;
mod value;

pub use declined::{record_declined, take_out_declined, take_out_exempt};
pub use files::{FilePatch, alone, applied, preview};
pub use groups::{Group, by_group, group_steps, parts_by};
pub use heals::{Heal, heals};
pub use lost::losing;
pub use points::gain;
pub use proof::plan;
pub use propose::propose;
pub use record::{record, set};
pub use request::{Follows, Request};
pub use series::{Split, Stage, Step, StepFile, in_steps, series};
pub use target::target;

use crate::assess::{Assessment, Whole};
use crate::check::Edit;
use crate::inventory::ResourceIndex;
use crate::policy::{RecommendationIndex, Safety};
use crate::score::{Ratio, Score};
use std::collections::BTreeMap;

/// An unhealthy assessment that is to be fixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Finding {
    /// The resource.
    pub resource: ResourceIndex,
    /// The recommendation that it does not follow.
    pub recommendation: RecommendationIndex,
}

impl Finding {
    /// The finding of an assessment.
    pub fn of(assessed: &Whole, assessment: &Assessment) -> Self {
        Self { resource: assessed.resource(assessment.subject), recommendation: assessment.recommendation() }
    }
}

/// A finding that the patches turn healthy.
#[derive(Clone, Debug, PartialEq)]
pub struct Fixed {
    /// Which one.
    pub finding: Finding,
    /// How far the fix may be trusted: what its policy says, never safe where it makes something newly unhealthy or unknown,
    /// or where the author of a file wrote something beside what it changes, and destructive where deploying it makes a resource
    /// anew, or where it takes an object, such as a rule, from a list. Never safe either where the changed place gives its value to
    /// another property.
    pub safety: Safety,
    /// What may stop working on this resource, where its fix script says more than the policy does.
    pub impact: Option<String>,
    /// What changes for it; several findings may want the same.
    pub edits: Vec<Edit>,
    /// The other resources that take a value from a place that its edits change, in order.
    pub touches: Vec<ResourceIndex>,
    /// What the author of a file wrote beside the places that its edits change.
    pub notes: Vec<String>,
    /// Points of the estate that the score gains with this fix, when those before it are applied.
    pub points: Ratio,
    /// Recommendations that the resource still does not follow and that keep it from gaining, when `points` is 0.
    pub still_missing: Vec<RecommendationIndex>,
    /// Recommendations that cannot be decided for the resource, so that it leaves the score with this fix instead of gaining.
    pub undecided: Vec<RecommendationIndex>,
}

/// A finding that stays, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeftOut {
    /// Which one.
    pub finding: Finding,
    /// Without a full stop.
    pub reason: String,
}

/// Proven patches.
#[derive(Clone)]
pub struct Plan {
    /// In order of the inventory's documents.
    pub files: Vec<FilePatch>,
    /// In the order that points count in: of resource, then recommendation.
    pub fixed: Vec<Fixed>,
    /// In the same order.
    pub left_out: Vec<LeftOut>,
    /// Recommendations that were not applicable or unknown, and that the patches make unhealthy, with the resource's name:
    /// an audit that is switched on can then be found to record too little.
    pub uncovered: Vec<(RecommendationIndex, String)>,
    /// Recommendations that cannot be decided any more with the patches, with the resource's name.
    pub undecided: Vec<(RecommendationIndex, String)>,
    /// Findings that nobody asked to fix and that turn healthy too, by the fix that they follow from.
    pub beside: BTreeMap<Finding, Vec<Finding>>,
    /// The score as it is.
    pub before: Score,
    /// The score with all patches.
    pub after: Score,
}

/// Whether two JSON values are one: numbers by value, all else exactly.
fn same_value(a: &serde_json::Value, b: &serde_json::Value) -> bool {
    match (a.as_f64(), b.as_f64()) {
        (Some(a), Some(b)) => a == b,
        _ => a == b,
    }
}
