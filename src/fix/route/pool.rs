//! Groups that choose alike.

use super::amount::Amount;
use super::price::{RelaxedPool, Scale};

/// Identical groups, each of which chooses one of the same points.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Pool {
    /// What can be chosen; at least one.
    pub points: Vec<Amount>,
    /// How many groups.
    pub copies: u64,
}

impl Pool {
    /// With numbers rounded to the safe side.
    pub fn relaxed(&self, scale: &Scale) -> RelaxedPool {
        let points = self.points.iter().map(|point| scale.amount(point)).collect();
        RelaxedPool { points, copies: self.copies.into() }
    }
}
