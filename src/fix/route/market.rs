//! Units as bundles of priced elements.
//!
//! An item is nothing but what must be paid for it: its edits, and its files or its review when those are minimised.
//! So a unit is a set of elements, units with equal sets are one bundle, and what a choice costs is what its elements
//! cost, each paid once.

use super::amount::{Amount, Axis};
use super::components::{Choices, Part, merge};
use super::{Item, Minimise, Problem};
use crate::score::Ratio;
use num_bigint::BigInt;
use num_traits::{One, Signed, Zero};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;

/// Everything that can be bought and gained.
pub(super) struct Market {
    /// What each element costs: its primary cost and its edits.
    pub prices: Vec<(u64, u64)>,
    /// Sets of elements and what they gain.
    pub bundles: Vec<Bundle>,
    /// What all bundles gain together.
    pub total: BigInt,
    /// Of all gains.
    denominator: BigInt,
}

/// Units that need exactly the same elements.
pub(super) struct Bundle {
    /// What must be bought, ascending.
    pub elements: Vec<u32>,
    /// What it gains, over the common denominator.
    pub gain: BigInt,
    /// The items behind it, ascending.
    pub items: BTreeSet<usize>,
}

/// What an element stands for.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Element {
    Edit(u32),
    File(u32),
    Review(usize),
}

impl Market {
    /// The market of a problem, in which `minimise` decides what has a primary cost.
    pub fn new(problem: &Problem, minimise: Minimise) -> Self {
        let known =
            |unit: &&super::Unit| unit.gain.is_positive() && unit.items.iter().all(|item| item.0 < problem.items.len());
        let units: Vec<_> = problem.units.iter().filter(known).collect();
        let denominator = common_denominator(units.iter().map(|unit| &unit.gain));
        let mut market = Self { prices: Vec::new(), bundles: Vec::new(), total: BigInt::zero(), denominator };
        let mut elements = FxHashMap::default();
        let mut bundles = FxHashMap::default();
        for unit in units {
            let items: BTreeSet<usize> = unit.items.iter().map(|item| item.0).collect();
            let needs = items.iter().flat_map(|item| needs(*item, &problem.items[*item], minimise));
            let needs: BTreeSet<u32> = needs.map(|need| market.element(need, &mut elements)).collect();
            let gain = market.whole(&unit.gain);
            market.total += &gain;
            let index = *bundles.entry(needs).or_insert_with_key(|needs| {
                let elements = needs.iter().copied().collect();
                market.bundles.push(Bundle { elements, gain: BigInt::zero(), items: BTreeSet::new() });
                market.bundles.len() - 1
            });
            market.bundles[index].gain += gain;
            market.bundles[index].items.extend(items);
        }
        market
    }

    fn element(&mut self, need: Element, known: &mut FxHashMap<Element, u32>) -> u32 {
        *known.entry(need).or_insert_with(|| {
            self.prices.push(if matches!(need, Element::Edit(_)) { (0, 1) } else { (1, 0) });
            (self.prices.len() - 1) as u32
        })
    }

    /// A gain over the common denominator, rounded up: a goal between two sums of gains is reached by the higher one.
    pub fn whole(&self, gain: &Ratio) -> BigInt {
        if gain.is_positive() {
            super::amount::ceiling(&(gain.numer() * &self.denominator), gain.denom())
        } else {
            BigInt::zero()
        }
    }

    /// The fraction that a gain stands for.
    pub fn ratio(&self, gain: &BigInt) -> Ratio {
        Ratio::new(gain.clone(), self.denominator.clone())
    }

    /// Like [`Self::ratio`], but not reduced: reducing is costly.
    pub fn raw_ratio(&self, gain: &BigInt) -> Ratio {
        Ratio::new_raw(gain.clone(), self.denominator.clone())
    }

    /// What bundles gain together.
    pub fn gain(&self, bundles: &[u32]) -> BigInt {
        bundles.iter().map(|bundle| &self.bundles[*bundle as usize].gain).sum()
    }

    /// Whether an element's price counts while an axis is optimised: edits are no matter while another cost is.
    pub fn counts(&self, element: u32, axis: Axis) -> bool {
        axis != Axis::Primary || self.prices[element as usize].0 > 0
    }

    /// All bundles as parts of a search along an axis, without the elements that do not count.
    pub fn parts(&self, axis: Axis, choices: &mut Choices) -> Vec<Part> {
        let parts = self.bundles.iter().enumerate().map(|(index, bundle)| Part {
            elements: bundle.elements.iter().copied().filter(|element| self.counts(*element, axis)).collect(),
            gain: bundle.gain.clone(),
            choice: choices.bundle(index as u32),
        });
        merge(parts.collect(), choices)
    }

    /// All that a choice of bundles gains and costs: bundles whose elements are paid anyway come with it.
    pub fn complete(&self, chosen: &[u32]) -> (Vec<u32>, Amount) {
        let elements = chosen.iter().flat_map(|bundle| &self.bundles[*bundle as usize].elements);
        let paid: FxHashSet<u32> = elements.copied().collect();
        let covered = |bundle: &Bundle| bundle.elements.iter().all(|element| paid.contains(element));
        let bundles = self.bundles.iter().enumerate().filter(|(_, bundle)| covered(bundle));
        let bundles: Vec<u32> = bundles.map(|(index, _)| index as u32).collect();
        let mut amount = Amount { gain: self.gain(&bundles), ..Amount::default() };
        for element in paid {
            let (primary, edits) = self.prices[element as usize];
            amount.primary += primary;
            amount.edits += edits;
        }
        (bundles, amount)
    }
}

fn needs(index: usize, item: &Item, minimise: Minimise) -> Vec<Element> {
    let mut needs: Vec<Element> = item.edits.iter().map(|edit| Element::Edit(edit.0)).collect();
    match minimise {
        Minimise::Edits => {}
        Minimise::Files => needs.extend(item.files.iter().map(|file| Element::File(file.0))),
        Minimise::Review if item.review => needs.push(Element::Review(index)),
        Minimise::Review => {}
    }
    needs
}

/// The least common multiple of the distinct denominators.
fn common_denominator<'a>(gains: impl Iterator<Item = &'a Ratio>) -> BigInt {
    let denominators: FxHashSet<&BigInt> = gains.map(Ratio::denom).collect();
    denominators.into_iter().fold(BigInt::one(), |common, each| {
        // The reduced denominator of each / common is what the two do not share.
        let missing = Ratio::new(common.clone(), each.clone()).denom().clone();
        common * missing
    })
}
