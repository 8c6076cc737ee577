//! Puts what was chosen into an order in which gains come early.

use super::market::Market;
use super::{ItemIndex, Problem, Step};
use num_bigint::BigInt;
use num_traits::Zero;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

/// A bundle that is still to do.
#[derive(PartialEq, Eq)]
struct Next<'a> {
    gain: &'a BigInt,
    /// Elements that are not paid yet.
    missing: usize,
    bundle: Reverse<u32>,
}

/// By gain per element, then the bundle's place.
impl Ord for Next<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let rate = (self.gain * other.missing).cmp(&(other.gain * self.missing));
        let free = other.missing.min(1).cmp(&self.missing.min(1));
        free.then(rate).then_with(|| self.bundle.cmp(&other.bundle))
    }
}

impl PartialOrd for Next<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The items of bundles, each once. Next is always the bundle that gains most for each element it still needs.
pub(super) fn steps(problem: &Problem, market: &Market, bundles: &[u32]) -> Vec<Step> {
    let mut missing: FxHashMap<u32, usize> = FxHashMap::default();
    let mut users: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    for bundle in bundles {
        let elements = &market.bundles[*bundle as usize].elements;
        missing.insert(*bundle, elements.len());
        elements.iter().for_each(|element| users.entry(*element).or_default().push(*bundle));
    }
    let next = |bundle: u32, missing: usize| {
        let gain = &market.bundles[bundle as usize].gain;
        Next { gain, missing, bundle: Reverse(bundle) }
    };
    let mut heap: BinaryHeap<Next> = missing.iter().map(|(bundle, missing)| next(*bundle, *missing)).collect();
    let mut walk = Walk::default();
    while let Some(Next { bundle: Reverse(bundle), missing: count, .. }) = heap.pop() {
        // Entries are not updated but added again, so that outdated ones turn up.
        if missing.get(&bundle) != Some(&count) {
            continue;
        }
        missing.remove(&bundle);
        walk.take(problem, market, bundle);
        for element in &market.bundles[bundle as usize].elements {
            for user in users.remove(element).unwrap_or_default() {
                if let Some(count) = missing.get_mut(&user) {
                    *count -= 1;
                    heap.push(next(user, *count));
                }
            }
        }
    }
    walk.steps
}

/// What is applied so far.
#[derive(Default)]
struct Walk {
    steps: Vec<Step>,
    items: FxHashSet<usize>,
    edits: FxHashSet<u32>,
    gain: BigInt,
}

impl Walk {
    /// Applies what a bundle still needs. Its gain comes with the last item.
    fn take(&mut self, problem: &Problem, market: &Market, bundle: u32) {
        let bundle = &market.bundles[bundle as usize];
        for item in &bundle.items {
            if self.items.insert(*item) {
                self.edits.extend(problem.items[*item].edits.iter().map(|edit| edit.0));
                let edits = self.edits.len() as u64;
                self.steps.push(Step { item: ItemIndex(*item), edits, gain: market.raw_ratio(&self.gain) });
            }
        }
        self.gain += &bundle.gain;
        if let Some(last) = self.steps.last_mut().filter(|_| !self.gain.is_zero()) {
            last.gain = market.raw_ratio(&self.gain);
        }
    }
}
