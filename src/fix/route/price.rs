//! The linear relaxation: prices, and what they prove.
//!
//! Everything here is whole numbers that are rounded to the safe side: amounts down, limits up. So a bound is proven
//! however coarse the numbers and however bad the prices are. Good prices only make it tight.
//!
//! With prices `p` on the three axes, every choice that keeps the limits `l` satisfies
//! `Σ p·amount <= Σ p·l`, while each pool on its own costs at least `min p·point`. What is between the two sides is the
//! slack: no choice whose losses, against those minima, exceed the slack can keep the limits.

use super::amount::{AXES, Amount, Axis, Limits, ceiling};
use num_bigint::BigInt;
use num_traits::ToPrimitive;
use std::cell::Cell;

/// An amount as badness along each axis: costs in 2^-12, gains in 2^-40 of everything there is to gain.
pub(super) type Vector = [i128; 3];

const COST_BITS: u32 = 12;
const GAIN_BITS: u32 = 40;
/// The price of what is optimised: others are relative to it. With the bits above and up to 2^24 elements, no product
/// and no sum exceeds 2^110.
const UNIT: i128 = 1 << 30;
/// Prices are searched for up to this power of two.
const HIGHEST: u32 = 66;
/// To so many binary digits.
const DIGITS: u32 = 24;

/// Stands for any limit that no amount can reach.
const BEYOND: i128 = 1 << 60;

/// So many points are looked at in one step of effort.
const LOOKS: u64 = 32;

/// Converts amounts and limits.
pub(super) struct Scale<'a> {
    /// Everything there is to gain; positive.
    pub total: &'a BigInt,
}

impl Scale<'_> {
    /// An amount, rounded down.
    pub fn amount(&self, amount: &Amount) -> Vector {
        let cost = |cost: u64| i128::from(cost) << COST_BITS;
        [cost(amount.primary), cost(amount.edits), -self.gain(&amount.gain)]
    }

    /// A gain, rounded up.
    pub fn gain(&self, gain: &BigInt) -> i128 {
        whole(&ceiling(&(gain << GAIN_BITS), self.total))
    }

    /// A share of a cost, rounded down.
    pub fn share(cost: u64, sharers: u64) -> i128 {
        (i128::from(cost) << COST_BITS) / i128::from(sharers.max(1))
    }

    /// A limit, rounded up.
    pub fn limit(&self, axis: Axis, badness: &BigInt) -> i128 {
        match axis {
            Axis::Gain => whole(&ceiling(&(badness << GAIN_BITS), self.total)),
            Axis::Primary | Axis::Edits => whole(&(badness << COST_BITS)),
        }
    }

    /// What a bound means for badness in full.
    fn unscale(&self, axis: Axis, bound: i128) -> BigInt {
        let bound = BigInt::from(bound);
        match axis {
            Axis::Gain => ceiling(&(bound * self.total), &(BigInt::from(UNIT) << GAIN_BITS)),
            Axis::Primary | Axis::Edits => ceiling(&bound, &(BigInt::from(UNIT) << COST_BITS)),
        }
    }
}

fn whole(number: &BigInt) -> i128 {
    number.to_i128().map_or(BEYOND, |number| number.min(BEYOND))
}

/// Identical groups, each of which chooses one point.
pub(super) struct RelaxedPool {
    /// The points.
    pub points: Vec<Vector>,
    /// How many groups.
    pub copies: i128,
}

/// A task whose numbers are rounded to the safe side.
pub(super) struct Relaxed {
    /// What chooses, without points that are best at no prices.
    pools: Vec<RelaxedPool>,
    /// Along each axis, if any. The one that is optimised has none yet.
    limits: [Option<i128>; 3],
    /// What is optimised.
    axis: Axis,
    /// How many points were looked at.
    looks: Cell<u64>,
}

/// Prices and what they prove.
#[derive(Clone)]
pub(super) struct Prices {
    /// Along each axis, none negative.
    pub prices: Vector,
    /// What the pools cost at least, at these prices.
    pub least: i128,
}

/// Prices on the way to the best ones.
struct Settled {
    prices: Vector,
    /// The bound that they give, times the price of what is optimised.
    value: i128,
    least: i128,
    /// What is used along each axis, as the relaxation would use it: it only guides the search.
    used: [f64; 3],
}

impl Relaxed {
    /// A task over pools, the points of each in order of costs.
    pub fn new(pools: &[RelaxedPool], limits: &Limits, axis: Axis, scale: &Scale) -> Self {
        let limits = AXES.map(|other| limits.get(other).filter(|_| other != axis).map(|l| scale.limit(other, l)));
        let pools = pools.iter().map(|pool| RelaxedPool { points: hull(&pool.points), copies: pool.copies });
        Self { pools: pools.collect(), limits, axis, looks: Cell::new(0) }
    }

    /// Good prices, and the bound that they prove: no choice within the limits has less badness along the axis.
    pub fn bound(&self, scale: &Scale, effort: &mut u64) -> (Prices, BigInt) {
        let limited: Vec<usize> = (0..3).filter(|axis| self.limits[*axis].is_some()).collect();
        let mut prices = [0; 3];
        prices[self.axis as usize] = UNIT;
        let settled = self.settle(prices, &limited);
        let bound = scale.unscale(self.axis, settled.value);
        *effort = effort.saturating_sub(self.looks.get() / LOOKS);
        (Prices { prices: settled.prices, least: settled.least }, bound)
    }

    /// The best prices along the open axes, the others given: less of what is used beyond its limit, by bisection.
    fn settle(&self, prices: Vector, open: &[usize]) -> Settled {
        let Some((axis, rest)) = open.split_first() else { return self.evaluate(prices) };
        let limit = self.limits[*axis].unwrap_or_default() as f64;
        let at = |price: i128| {
            let mut prices = prices;
            prices[*axis] = price;
            self.settle(prices, rest)
        };
        let free = at(0);
        if free.used[*axis] <= limit {
            return free;
        }
        let (mut low, mut high) = (free, at(1 << HIGHEST));
        for _ in 0..HIGHEST + DIGITS {
            let middle = between(low.prices[*axis], high.prices[*axis]);
            if middle <= low.prices[*axis] || high.used[*axis] > limit {
                break;
            }
            let settled = at(middle);
            if settled.used[*axis] > limit { low = settled } else { high = settled }
        }
        meet(low, high, *axis, limit)
    }

    fn evaluate(&self, prices: Vector) -> Settled {
        let mut least = 0;
        let mut used = [0; 3];
        for pool in &self.pools {
            self.looks.set(self.looks.get() + pool.points.len() as u64);
            let points = pool.points.iter().map(|point| (worth(&prices, point), point));
            let Some((cost, point)) = points.min_by_key(|(cost, _)| *cost) else { continue };
            least += cost * pool.copies;
            for axis in 0..3 {
                used[axis] += point[axis] * pool.copies;
            }
        }
        let limits: i128 = (0..3).map(|axis| prices[axis] * self.limits[axis].unwrap_or_default()).sum();
        // Whole numbers until here: to make fractions of each is slow.
        Settled { prices, value: least - limits, least, used: used.map(|used: i128| used as f64) }
    }
}

/// Of points in order of costs, those that can be the best at some prices, looking at edits and gain only: with each
/// step from one to the next, an edit brings less.
fn hull(points: &[Vector]) -> Vec<Vector> {
    let mut hull: Vec<Vector> = Vec::new();
    for point in points {
        while let [.., first, second] = hull.as_slice() {
            let same = first[0] == point[0] && second[0] == point[0];
            let below =
                (second[2] - first[2]) * (point[1] - first[1]) >= (point[2] - first[2]) * (second[1] - first[1]);
            if !(same && below) {
                break;
            }
            hull.pop();
        }
        hull.push(*point);
    }
    hull
}

/// What a point costs at given prices.
pub(super) fn worth(prices: &Vector, point: &Vector) -> i128 {
    prices[0] * point[0] + prices[1] * point[1] + prices[2] * point[2]
}

/// A price between two: their mean when they are close, else the mean of their powers of two. The lower one again when
/// they agree in enough digits.
fn between(low: i128, high: i128) -> i128 {
    let bits = |price: i128| 128 - price.leading_zeros();
    if bits(high) > bits(low) + 1 {
        return 1 << ((bits(high) + bits(low)) / 2).saturating_sub(1);
    }
    if high - low <= high >> DIGITS { low } else { low + (high - low) / 2 }
}

/// The better of two neighbours, and the mixture of them that uses exactly the limit.
fn meet(low: Settled, high: Settled, axis: usize, limit: f64) -> Settled {
    let step = low.used[axis] - high.used[axis];
    let part = if step > 0.0 { ((low.used[axis] - limit) / step).clamp(0.0, 1.0) } else { 1.0 };
    let used = [0, 1, 2].map(|axis| low.used[axis] + part * (high.used[axis] - low.used[axis]));
    let better = if low.value > high.value { low } else { high };
    Settled { used, ..better }
}

impl Prices {
    /// What choices may lose, at these prices, and still keep the limits. Negative: none keeps them.
    pub fn slack(&self, limits: &[Option<i128>; 3]) -> i128 {
        let allowed: i128 = (0..3).map(|axis| self.prices[axis] * limits[axis].unwrap_or_default()).sum();
        allowed - self.least
    }
}
