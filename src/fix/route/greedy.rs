//! A quick first choice: rarely the best, but there before any search, and what is left when effort runs out.

use super::amount::{Axis, Limits};
use super::market::Market;
use super::search::Found;
use num_bigint::BigInt;
use num_traits::Signed;

/// Improves a choice along an axis within the limits, bundle by bundle.
pub(super) fn improve(market: &Market, limits: &Limits, axis: Axis, found: &mut Found) {
    let chosen = if axis == Axis::Gain { filled(market, limits) } else { trimmed(market, limits, found) };
    let (bundles, amount) = market.complete(&chosen);
    if limits.allow(&amount) && amount.badness(axis) < found.amount.badness(axis) {
        *found = Found { bundles, amount };
    }
}

/// Leaves out bundles that gain little for what they need, as long as enough is gained without them.
fn trimmed(market: &Market, limits: &Limits, found: &Found) -> Vec<u32> {
    let mut spare = limits.get(Axis::Gain).map_or_else(BigInt::default, |limit| &found.amount.gain + limit);
    let mut users = vec![0u32; market.prices.len()];
    let mut chosen = found.bundles.clone();
    by_rate(market, &mut chosen);
    for bundle in &chosen {
        market.bundles[*bundle as usize].elements.iter().for_each(|element| users[*element as usize] += 1);
    }
    chosen.retain(|bundle| {
        let bundle = &market.bundles[*bundle as usize];
        let saves = bundle.elements.iter().any(|element| users[*element as usize] == 1);
        let drops = saves && bundle.gain <= spare;
        if drops {
            spare -= &bundle.gain;
            bundle.elements.iter().for_each(|element| users[*element as usize] -= 1);
        }
        !drops
    });
    chosen
}

/// Takes bundles that gain much for what they need, as long as there are edits left for them.
fn filled(market: &Market, limits: &Limits) -> Vec<u32> {
    let mut left = limits.get(Axis::Edits).cloned().unwrap_or_default();
    let mut paid = vec![false; market.prices.len()];
    let mut chosen: Vec<u32> = (0..market.bundles.len() as u32).collect();
    by_rate(market, &mut chosen);
    chosen.reverse();
    chosen.retain(|bundle| {
        let missing = market.bundles[*bundle as usize].elements.iter().filter(|element| !paid[**element as usize]);
        let missing: Vec<usize> = missing.map(|element| *element as usize).collect();
        let after = &left - missing.iter().map(|element| market.prices[*element].1).sum::<u64>();
        if after.is_negative() {
            return false;
        }
        left = after;
        missing.into_iter().for_each(|element| paid[element] = true);
        true
    });
    chosen
}

/// Sorts bundles by what they gain for each element, least first.
fn by_rate(market: &Market, bundles: &mut [u32]) {
    bundles.sort_by_cached_key(|bundle| {
        let bundle = &market.bundles[*bundle as usize];
        // Whole numbers are close enough here.
        (&bundle.gain << 20u32) / bundle.elements.len().max(1)
    });
}
