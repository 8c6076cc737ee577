//! Verdicts by resource and recommendation, and the score that they make.

use crate::assess::Status;
use crate::score::{Ratio, Tally};
use num_traits::Zero;
use std::collections::{BTreeMap, BTreeSet};

/// What somebody says of a subscription's resources. Names are in lower case.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// Verdicts, by resource and recommendation.
    pub verdicts: BTreeMap<(String, String), Verdict>,
    /// Points and recommendations of each control, by its key.
    pub controls: BTreeMap<String, (u64, BTreeSet<String>)>,
    /// Recommendations in preview, whose verdicts never count.
    pub preview: BTreeSet<String>,
}

/// A verdict, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// What counts.
    pub status: Status,
    /// Why, as who says it says it.
    pub cause: Option<String>,
    /// Whether it counts so by an exemption.
    pub is_exempt: bool,
    /// The day since which it is so.
    pub since: Option<String>,
}

impl Verdict {
    /// One without a reason.
    pub fn of(status: Status) -> Self {
        Self { status, cause: None, is_exempt: false, since: None }
    }
}

impl Table {
    /// Distinct resources in each control, by the worst of its verdicts on each.
    pub fn tallies(&self) -> BTreeMap<&str, Tally> {
        let mut controls_of: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (control, (_, members)) in &self.controls {
            for member in members.iter().filter(|member| !self.preview.contains(*member)) {
                controls_of.entry(member).or_default().push(control);
            }
        }
        let mut worst: BTreeMap<(&str, &str), Status> = BTreeMap::new();
        for ((resource, recommendation), verdict) in &self.verdicts {
            for control in controls_of.get(recommendation.as_str()).into_iter().flatten() {
                let status = worst.entry((control, resource)).or_insert(verdict.status);
                *status = status.max_by_badness(verdict.status);
            }
        }
        let mut tallies: BTreeMap<&str, Tally> =
            self.controls.keys().map(|key| (key.as_str(), Tally::default())).collect();
        for ((control, _), status) in worst {
            tallies.entry(control).or_default().count(status, 1);
        }
        tallies
    }

    /// Points, and the most there are.
    pub fn score(&self) -> (Ratio, u64) {
        let mut current = Ratio::zero();
        let mut max = 0;
        for (control, tally) in self.tallies() {
            let points = self.controls[control].0;
            if tally.scored() > 0 {
                max += points;
                current += Ratio::new((points * tally.healthy).into(), tally.scored().into());
            }
        }
        (current, max)
    }

    /// From 0 to 1; nothing where nothing is scored.
    pub fn percentage(&self) -> Ratio {
        let (current, max) = self.score();
        if max == 0 { Ratio::zero() } else { current / Ratio::from_integer(max.into()) }
    }
}
