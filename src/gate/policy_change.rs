//! What differs under the change's own governance.

use crate::assess::Status;
use crate::score::Ratio;
use num_traits::Zero;
use std::collections::BTreeSet;

/// What differs under the change's own governance.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PolicyChange {
    /// The files that differ.
    pub files: Vec<String>,
    /// What differs in them, each in a sentence without a full stop.
    pub changes: Vec<String>,
    /// Verdicts that differ, by recommendation.
    pub flips: Vec<Flip>,
    /// What is unhealthy by the base's governance and is not by head's: ids of resources, with those of recommendations.
    pub overruled: BTreeSet<(String, String)>,
    /// What the score of head moves by, in points.
    pub points: Ratio,
    /// What of that exemptions alone do; the rest is the doing of policies and settings.
    pub by_exemptions: Ratio,
    /// What its percentage is by the base's governance and by head's, from 0 to 1; `None` when nothing is scored. The
    /// percentage may rise while the points fall, since the greatest score falls with controls that are lowered or left.
    pub shares: (Option<Ratio>, Option<Ratio>),
    /// Files of head that would not be judged, and that are.
    pub unseen: Vec<String>,
}

/// Verdicts on head that differ under its own governance.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Flip {
    /// The recommendation's id.
    pub recommendation: String,
    /// By the base's governance, after exemptions; `None` when it is not judged.
    pub before: Option<Status>,
    /// By head's.
    pub after: Option<Status>,
    /// How many resources.
    pub resources: u64,
}

impl PolicyChange {
    /// Whether anything is judged otherwise, or is said otherwise in rules, exemptions or the baseline.
    pub fn matters(&self) -> bool {
        self.effects() > 0
    }

    /// How many things differ.
    pub fn effects(&self) -> usize {
        self.changes.len()
            + self.flips.len()
            + self.unseen.len()
            + usize::from(!self.points.is_zero() || self.shares.0 != self.shares.1)
    }
}
