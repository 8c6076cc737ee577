//! What a score moved by, in parts that sum to it.

use crate::gate::moves::MoveKind;
use crate::score::Ratio;
use num_traits::{Signed, Zero};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What the score of a newer commit has more or less than that of an older one.
pub struct Move {
    /// In points.
    pub points: Ratio,
    /// They sum to that, exactly; each kind once, in their order.
    pub parts: Vec<Part>,
}

/// What one kind of change moved.
pub struct Part {
    /// Why.
    pub kind: MoveKind,
    /// In points.
    pub points: Ratio,
    /// How many resources, each with a part of its own.
    pub resources: u64,
    /// Those with the largest parts, by their ids.
    pub largest: Vec<(Arc<str>, Ratio)>,
}

/// How many resources a part names.
const MOST: usize = 10;

impl Part {
    /// From single resources to kinds; what moves nothing is left out.
    pub(super) fn of(led: Vec<(MoveKind, Arc<str>, Ratio)>) -> Vec<Self> {
        let mut kinds: BTreeMap<MoveKind, Vec<(Arc<str>, Ratio)>> = BTreeMap::new();
        for (kind, id, points) in led.into_iter().filter(|(.., points)| !points.is_zero()) {
            kinds.entry(kind).or_default().push((id, points));
        }
        let part = |(kind, mut all): (MoveKind, Vec<(Arc<str>, Ratio)>)| {
            let (points, resources) = (all.iter().map(|(_, points)| points).sum(), all.len() as u64);
            all.sort_by(|(one, this), (other, that)| that.abs().cmp(&this.abs()).then_with(|| one.cmp(other)));
            all.truncate(MOST);
            Self { kind, points, resources, largest: all }
        };
        kinds.into_iter().map(part).collect()
    }

    /// What policies and settings alone made of it.
    pub(super) fn of_rules(points: Ratio) -> Option<Self> {
        let (kind, resources, largest) = (MoveKind::RulesChanged, 0, Vec::new());
        (!points.is_zero()).then_some(Self { kind, points, resources, largest })
    }
}

impl Move {
    /// The same with what policies and settings alone made of it.
    pub(super) fn with_rules(mut self, points: Ratio) -> Self {
        self.points += &points;
        self.parts.extend(Part::of_rules(points));
        self.parts.sort_by_key(|part| part.kind);
        self
    }
}
