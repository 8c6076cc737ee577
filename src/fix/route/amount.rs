//! What a choice costs and gains, and the limits it must keep.

use num_bigint::BigInt;
use num_traits::Signed;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// Costs and gain of a choice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Amount {
    /// Files or reviews, when those are minimised; else 0.
    pub primary: u64,
    /// Distinct edits.
    pub edits: u64,
    /// In units of the market's common denominator.
    pub gain: BigInt,
}

impl Amount {
    /// Both together.
    pub fn plus(&self, other: &Self) -> Self {
        let (primary, edits) = (self.primary + other.primary, self.edits + other.edits);
        Self { primary, edits, gain: &self.gain + &other.gain }
    }

    /// What is to be small along an axis: a cost, or the gain below zero.
    pub fn badness(&self, axis: Axis) -> BigInt {
        match axis {
            Axis::Primary => self.primary.into(),
            Axis::Edits => self.edits.into(),
            Axis::Gain => -&self.gain,
        }
    }

    /// By costs, then highest gain first.
    fn order(&self, other: &Self) -> Ordering {
        let costs = (self.primary, self.edits).cmp(&(other.primary, other.edits));
        costs.then_with(|| other.gain.cmp(&self.gain))
    }
}

/// What can be limited or optimised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Axis {
    /// Files or reviews.
    Primary,
    /// Edits.
    Edits,
    /// The gain; as a badness, below zero.
    Gain,
}

/// All axes, in the order in which arrays hold them.
pub(super) const AXES: [Axis; 3] = [Axis::Primary, Axis::Edits, Axis::Gain];

/// The highest badness allowed along each axis.
#[derive(Clone, Debug, Default)]
pub(super) struct Limits([Option<BigInt>; 3]);

impl Limits {
    /// Sets a limit.
    pub fn set(&mut self, axis: Axis, badness: BigInt) {
        self.0[axis as usize] = Some(badness);
    }

    /// The limit along an axis.
    pub fn get(&self, axis: Axis) -> Option<&BigInt> {
        self.0[axis as usize].as_ref()
    }

    /// Whether an amount keeps all limits.
    pub fn allow(&self, amount: &Amount) -> bool {
        AXES.iter().all(|axis| self.get(*axis).is_none_or(|limit| amount.badness(*axis) <= *limit))
    }
}

/// Keeps, in order of costs, what nothing else surpasses: no other costs at most as much and gains at least as much.
/// Of equals the first stays.
pub(super) fn pareto<T>(mut choices: Vec<T>, amount: impl Fn(&T) -> &Amount) -> Vec<T> {
    choices.sort_by(|a, b| amount(a).order(amount(b)));
    // By edits: what gains most with so many edits or fewer, among all that were kept.
    let mut stairs: BTreeMap<u64, usize> = BTreeMap::new();
    let mut kept: Vec<T> = Vec::new();
    for choice in choices {
        let (edits, gain) = (amount(&choice).edits, &amount(&choice).gain);
        if stairs.range(..=edits).next_back().is_some_and(|(_, best)| amount(&kept[*best]).gain >= *gain) {
            continue;
        }
        while let Some((above, _)) =
            stairs.range(edits..).next().filter(|(_, other)| amount(&kept[**other]).gain <= *gain)
        {
            let above = *above;
            stairs.remove(&above);
        }
        stairs.insert(edits, kept.len());
        kept.push(choice);
    }
    kept
}

/// The least whole number that is not below the quotient. The divisor is positive.
pub(super) fn ceiling(number: &BigInt, divisor: &BigInt) -> BigInt {
    // Division of big integers rounds towards zero.
    if number.is_negative() { number / divisor } else { (number + divisor - 1u8) / divisor }
}
