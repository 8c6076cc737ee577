//! Branches on elements that too many bundles share, until what is left falls apart.

use super::amount::{Amount, Axis, Limits};
use super::combine;
use super::components::{Choice, Choices, Part, branch, hub, merge, split};
use super::frontier::{Finder, Point};
use super::market::Market;
use super::pool::Pool;
use super::price::{Relaxed, RelaxedPool, Scale};
use num_bigint::BigInt;
use num_traits::{Signed, Zero};
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// How many steps the frontier of one component may take at most.
const COMPONENT: u64 = 300_000;

/// A choice of bundles.
pub(super) struct Found {
    /// The bundles, ascending, with all that come for nothing.
    pub bundles: Vec<u32>,
    /// What they cost and gain.
    pub amount: Amount,
}

impl Found {
    /// A first choice that keeps the limits: everything where a gain is asked for, else nothing.
    pub fn start(market: &Market, limits: &Limits) -> Self {
        let asked = limits.get(Axis::Gain).is_some_and(|limit| limit.is_negative());
        let chosen: Vec<u32> = if asked { (0..market.bundles.len() as u32).collect() } else { Vec::new() };
        let (bundles, amount) = market.complete(&chosen);
        Self { bundles, amount }
    }
}

/// Some elements are decided, and the rest is in groups that share nothing.
#[derive(Clone)]
struct Node {
    /// What is paid for elements so far, and gained for nothing else.
    fixed: Amount,
    /// The bundles that this gains.
    free: Choice,
    /// Groups whose frontiers are known.
    frontiers: Vec<Rc<Vec<Point>>>,
    /// Groups that share too much.
    tangles: Vec<Rc<Vec<Part>>>,
    /// No choice in this node has less badness.
    least: BigInt,
}

/// What a search along one axis needs.
struct Search<'a> {
    market: &'a Market,
    limits: &'a Limits,
    axis: Axis,
    scale: Scale<'a>,
    choices: Choices,
    effort: u64,
}

/// Replaces `found` by the best choice along an axis within the limits, as far as effort lasts. Returns what no choice
/// is better than: the badness of `found` when it is proven to be the best.
pub(super) fn improve(market: &Market, limits: &Limits, axis: Axis, found: &mut Found, effort: u64) -> BigInt {
    if market.total.is_zero() {
        return found.amount.badness(axis);
    }
    let scale = Scale { total: &market.total };
    let mut search = Search { market, limits, axis, scale, choices: Choices::new(), effort };
    let mut least = found.amount.badness(axis);
    let mut open = vec![search.root()];
    while let Some(node) = open.pop() {
        let beat = found.amount.badness(axis);
        if node.least >= beat {
            continue;
        }
        if search.effort == 0 {
            least = least.min(node.least);
        } else if node.tangles.is_empty() {
            least = least.min(search.leaf(&node, &beat, found));
        } else {
            // The more promising branch is taken first.
            let mut branches = search.branches(&node);
            branches.sort_by(|a, b| b.least.cmp(&a.least));
            open.extend(branches);
        }
    }
    least.min(found.amount.badness(axis))
}

impl Search<'_> {
    fn root(&mut self) -> Node {
        let parts = self.market.parts(self.axis, &mut self.choices);
        let nothing = Amount::default();
        let node =
            Node { fixed: nothing, free: Choice::NOTHING, frontiers: vec![], tangles: vec![], least: BigInt::ZERO };
        self.bounded(node, parts)
    }

    /// With the most shared element of the first tangle bought, and without it.
    fn branches(&mut self, node: &Node) -> Vec<Node> {
        let mut rest = node.clone();
        let Some(tangle) = rest.tangles.pop() else { return Vec::new() };
        let Some(element) = hub(&tangle) else { return Vec::new() };
        let (with, without) = branch(&tangle, element);
        let mut bought = rest.clone();
        let (primary, edits) = self.market.prices[element as usize];
        bought.fixed.primary += primary;
        bought.fixed.edits += edits;
        vec![self.bounded(bought, with), self.bounded(rest, without)]
    }

    /// Adds parts to a node, in groups, and bounds it.
    fn bounded(&mut self, mut node: Node, parts: Vec<Part>) -> Node {
        let (free, parts): (Vec<Part>, Vec<Part>) = parts.into_iter().partition(|part| part.elements.is_empty());
        for part in free {
            node.fixed.gain += part.gain;
            node.free = self.choices.both(node.free, part.choice);
        }
        let possible = parts.into_iter().filter(|part| self.affords(&node.fixed, part)).collect();
        let parts = merge(possible, &mut self.choices);
        for component in split(parts) {
            match self.frontier(&component) {
                Some(frontier) => node.frontiers.push(Rc::new(frontier)),
                None => node.tangles.push(Rc::new(component)),
            }
        }
        node.least = self.bound(&node);
        node
    }

    /// Whether a part on its own keeps the limits of costs.
    fn affords(&self, fixed: &Amount, part: &Part) -> bool {
        let mut amount = Amount { gain: BigInt::ZERO, ..*fixed };
        for element in &part.elements {
            let (primary, edits) = self.market.prices[*element as usize];
            amount.primary += primary;
            amount.edits += edits;
        }
        let within = |axis| self.limits.get(axis).is_none_or(|limit| amount.badness(axis) <= *limit);
        within(Axis::Primary) && within(Axis::Edits)
    }

    fn frontier(&mut self, component: &[Part]) -> Option<Vec<Point>> {
        let effort = COMPONENT.min(self.effort / 8);
        let mut finder = Finder { market: self.market, choices: &mut self.choices, effort, depth: 0 };
        let frontier = finder.component(component.to_vec());
        self.effort = self.effort.saturating_sub(effort - finder.effort);
        frontier
    }

    /// The relaxation's bound. In a tangle each part pays a share of each element, as if it were on its own: all parts
    /// together never pay more than they must.
    fn bound(&mut self, node: &Node) -> BigInt {
        let (pools, _) = pools(node);
        let mut relaxed: Vec<RelaxedPool> = pools.iter().map(|pool| pool.relaxed(&self.scale)).collect();
        for tangle in &node.tangles {
            let mut sharers: FxHashMap<u32, u64> = FxHashMap::default();
            for element in tangle.iter().flat_map(|part| &part.elements) {
                *sharers.entry(*element).or_default() += 1;
            }
            relaxed.extend(tangle.iter().map(|part| {
                let mut point = [0, 0, -self.scale.gain(&part.gain)];
                for element in &part.elements {
                    let (primary, edits) = self.market.prices[*element as usize];
                    point[0] += Scale::share(primary, sharers[element]);
                    point[1] += Scale::share(edits, sharers[element]);
                }
                RelaxedPool { points: vec![[0; 3], point], copies: 1 }
            }));
        }
        Relaxed::new(&relaxed, self.limits, self.axis, &self.scale).bound(&self.scale, &mut self.effort).1
    }

    /// Solves a node without tangles; what no choice in it is better than.
    fn leaf(&mut self, node: &Node, beat: &BigInt, found: &mut Found) -> BigInt {
        let (pools, members) = pools(node);
        let solved = combine::solve(&pools, self.limits, self.axis, beat, &self.scale, &mut self.effort);
        if let Some(counts) = solved.counts {
            let mut levels = vec![0; node.frontiers.len()];
            for (members, counts) in members.iter().zip(counts) {
                let points = counts.iter().enumerate();
                let points = points.flat_map(|(point, count)| std::iter::repeat_n(point, *count as usize));
                members.iter().zip(points).for_each(|(member, point)| levels[*member] += point);
            }
            let chosen = node.frontiers.iter().zip(levels).map(|(frontier, level)| frontier[level].choice);
            let chosen = chosen.chain([node.free]).flat_map(|choice| self.choices.bundles(choice));
            let (bundles, amount) = self.market.complete(&chosen.collect::<Vec<_>>());
            if self.limits.allow(&amount) && amount.badness(self.axis) < *beat {
                *found = Found { bundles, amount };
            }
        }
        solved.least
    }
}

/// Pools of groups with the same frontier, and which groups those are; what is fixed is a pool without groups.
///
/// Where every step along a frontier costs the same and gains no more than the one before, the steps may as well be
/// chosen one by one: whoever takes a later one without an earlier one does no better. Such steps are much alike across
/// groups, so they are pooled as if each were a group of its own.
fn pools(node: &Node) -> (Vec<Pool>, Vec<Vec<usize>>) {
    let mut places: FxHashMap<Vec<Amount>, usize> = FxHashMap::default();
    let mut pools = vec![Pool { points: vec![node.fixed.clone()], copies: 1 }];
    let mut members = vec![Vec::new()];
    for (group, frontier) in node.frontiers.iter().enumerate() {
        let points: Vec<Amount> = frontier.iter().map(|point| point.amount.clone()).collect();
        let choices = match steps(&points) {
            Some(steps) => steps.into_iter().map(|step| vec![Amount::default(), step]).collect(),
            None => vec![points],
        };
        for points in choices {
            let place = *places.entry(points).or_insert_with_key(|points| {
                pools.push(Pool { points: points.clone(), copies: 0 });
                members.push(Vec::new());
                pools.len() - 1
            });
            pools[place].copies += 1;
            members[place].push(group);
        }
    }
    (pools, members)
}

/// The steps of a frontier that can be chosen one by one.
fn steps(points: &[Amount]) -> Option<Vec<Amount>> {
    let steps = points.windows(2).map(|pair| {
        let (from, to) = (&pair[0], &pair[1]);
        let primary = to.primary.checked_sub(from.primary)?;
        Some(Amount { primary, edits: to.edits.checked_sub(from.edits)?, gain: &to.gain - &from.gain })
    });
    let steps: Vec<Amount> = steps.collect::<Option<_>>()?;
    let even = steps.windows(2).all(|pair| {
        (pair[0].primary, pair[0].edits) == (pair[1].primary, pair[1].edits) && pair[0].gain >= pair[1].gain
    });
    let from_nothing = points.first().is_some_and(|first| *first == Amount::default());
    (even && from_nothing).then_some(steps)
}
