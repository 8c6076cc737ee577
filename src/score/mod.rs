//! The arithmetic of the secure score: once, and exact.
//!
//! Resources are counted, not assessments: [`Tally`] holds whole numbers, and fractions are only built from them at the
//! end. Nothing is rounded before it is printed, in [`Rounded`] alone. A scope in which nothing is scored has no figures at all, which is
//! something else than 0 %.
//!
//! Two occurrences of one resource count once. In every count the worst status wins, in this order: unhealthy, unknown,
//! healthy, not applicable.

mod count;
mod figures;
mod ledger;
mod parts;
mod range;
mod rank;
mod round;
mod running;
mod scopes;
mod subscriptions;
mod sums;
#[cfg(test)]
mod tests;
mod worth;

pub use count::{GroupCount, tallies};
pub use ledger::{Ledger, Seat, Strides};
pub use parts::together;
pub use rank::{Order, rank};
pub use round::{Percentage, Points, Rounded};
pub use subscriptions::{Subscription, subscriptions};
pub use sums::{Cell, Sums};

use crate::exempt::Counted;
use crate::policy::{Config, ControlIndex, Estate, Policy, RecommendationIndex, ScopeTree};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// An exact fraction.
pub type Ratio = num_rational::BigRational;

pub use running::Running;
pub use worth::{Worth, worth};

/// What the score depends on besides the assessments.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// For each part of the estate; one that is not here is like the default.
    parts: Vec<PartOptions>,
}

/// What the score of a part of the estate depends on.
#[derive(Clone, Debug, Default)]
pub struct PartOptions {
    /// How several subscriptions make one score, for the part and for each management group.
    pub estate: Estate,
    /// The management groups that are scored besides.
    pub scopes: ScopeTree,
}

impl Options {
    /// What the settings of an estate's parts say.
    pub fn of<'c>(configs: impl IntoIterator<Item = &'c Config>) -> Self {
        let part = |config: &Config| PartOptions { estate: config.scoring.estate, scopes: ScopeTree::of(config) };
        Self { parts: configs.into_iter().map(part).collect() }
    }

    /// How one part is scored.
    pub fn part(&self, part: u16) -> &PartOptions {
        const PLAIN: &PartOptions = &PartOptions { estate: Estate::Weighted, scopes: ScopeTree::EMPTY };
        self.parts.get(usize::from(part)).unwrap_or(PLAIN)
    }
}

/// The scores of an estate, all of its scopes, controls and recommendations.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// Everything that was assessed: all subscriptions of all parts, by their weights.
    pub estate: ScopeScore,
    /// For each part of the estate, by its place.
    pub parts: Vec<ScopeScore>,
    /// Management groups, then subscriptions, then resource groups, each in order of name.
    pub scopes: Vec<Scope>,
    /// Of the estate, highest potential increase first.
    pub controls: Vec<ControlScore>,
    /// In order of their best control's rank, then severity, unhealthy resources and id; those in preview last.
    pub recommendations: Vec<RecommendationScore>,
}

/// A part of the estate with a score of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Scope {
    /// The part of the estate that it is in; the first one, of a management group that is in several.
    pub part: u16,
    /// Which part.
    pub name: ScopeName,
    /// Its score.
    pub score: ScopeScore,
}

/// Names a part of the estate, as it was first written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScopeName {
    /// A management group by its id, with everything below it.
    ManagementGroup(String),
    /// A subscription by its id; `None` holds the resources that name no subscription.
    Subscription(Option<Arc<str>>),
    /// A resource group.
    ResourceGroup {
        /// Its subscription's id.
        subscription: Option<Arc<str>>,
        /// Its name.
        name: Arc<str>,
    },
}

/// A scope's score.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ScopeScore {
    /// `None` when nothing is scored.
    pub figures: Option<Figures>,
    /// What it weighs among others: over all controls, the maximum times the resources that are healthy or unhealthy in it.
    pub weight: u64,
    /// Where it can come to stand once all is decided; `None` when all is.
    pub range: Option<Range>,
}

/// What the undecided leaves of a score, which is always within.
#[derive(Clone, Debug, PartialEq)]
pub struct Range {
    /// The percentage, from 0 to 1, when every undecided resource of a control turns out unhealthy.
    pub lower: Ratio,
    /// The percentage when every one turns out healthy.
    pub upper: Ratio,
    /// Checks that are not decided, and leave a resource undecided in a control that has points.
    pub undecided: u64,
    /// What both ends weigh among others: what is decided and, of subscriptions in which nothing is, what is not.
    pub weight: u64,
}

/// A score in figures.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    /// From 0 to 1.
    pub percentage: Ratio,
    /// In points.
    pub current: Ratio,
    /// In points, never 0.
    pub max: u64,
    /// In points: what is missing from the maximum.
    pub potential: Ratio,
}

/// Distinct resources by status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Tally {
    /// They follow the recommendations.
    pub healthy: u64,
    /// They do not follow at least one.
    pub unhealthy: u64,
    /// No recommendation is meant for them.
    pub not_applicable: u64,
    /// At least one check could not be decided, and none is unhealthy.
    pub unknown: u64,
}

impl Tally {
    /// Resources that take part in a score: healthy and unhealthy ones.
    pub fn scored(&self) -> u64 {
        self.healthy + self.unhealthy
    }

    /// More is undecided than a score is made of.
    pub fn is_mostly_undecided(&self) -> bool {
        self.unknown > self.scored()
    }
}

/// A control's part in the estate's score.
#[derive(Clone, Debug, PartialEq)]
pub struct ControlScore {
    /// Which control.
    pub control: ControlIndex,
    /// Over all subscriptions.
    pub tally: Tally,
    /// `None` when no resource is healthy or unhealthy.
    pub figures: Option<ControlFigures>,
}

/// A control's score in figures.
#[derive(Clone, Debug, PartialEq)]
pub struct ControlFigures {
    /// In points of the control: its maximum times the share of healthy resources.
    pub current: Ratio,
    /// In points of the control: what one healthy resource is worth.
    pub per_resource: Ratio,
    /// In points of the estate: the gain times the estate's maximum. Within one subscription, and when pooled, it is
    /// the control's maximum less its current score.
    pub potential: Ratio,
    /// What the estate's percentage rises by, from 0 to 1, when the control is fixed everywhere.
    pub gain: Ratio,
}

/// How a recommendation stands over the estate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecommendationScore {
    /// Which recommendation.
    pub recommendation: RecommendationIndex,
    /// Over all subscriptions, also of recommendations that never score.
    pub tally: Tally,
}

/// Scores what counts. Recommendations that are in preview or disabled are counted, and never score.
pub fn score(policy: &Policy, counted: &Counted<'_>, options: &Options) -> Score {
    Sums::of(policy, counted).score(policy, options)
}
