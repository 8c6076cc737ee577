//! The Pareto frontier of parts: every choice that no other one surpasses in costs and gain.

use super::amount::{Amount, pareto};
use super::components::{Choice, Choices, Part, branch, hub, merge, split};
use super::market::Market;

/// A choice of bundles with what it costs and gains.
#[derive(Clone)]
pub(super) struct Point {
    /// Costs and gain.
    pub amount: Amount,
    /// The bundles.
    pub choice: Choice,
}

/// Finds frontiers, as long as its effort lasts.
pub(super) struct Finder<'a> {
    /// What elements cost.
    pub market: &'a Market,
    /// Where choices are kept.
    pub choices: &'a mut Choices,
    /// How many points may still be made.
    pub effort: u64,
    /// How many shared elements are decided already.
    pub depth: usize,
}

/// How many shared elements of one component are decided one inside the other: far more than effort lasts for, unless
/// the component is a long chain.
const DEPTH: usize = 60;

impl Finder<'_> {
    /// The frontier of parts that all belong together, in order of costs: with the element that most of them share, and
    /// without it. `None` when that is too much effort; never so for one part.
    pub fn component(&mut self, parts: Vec<Part>) -> Option<Vec<Point>> {
        let Some(element) = hub(&parts) else { return Some(self.alone(parts)) };
        self.spend(parts.len())?;
        if self.depth == DEPTH {
            return None;
        }
        self.depth += 1;
        let (with, without) = branch(&parts, element);
        let mut points = self.frontier(without)?;
        let paid = self.frontier(with)?;
        self.depth -= 1;
        let price = self.price(&[element]);
        points.extend(paid.into_iter().map(|point| Point { amount: point.amount.plus(&price), choice: point.choice }));
        Some(pareto(points, |point| &point.amount))
    }

    /// The frontier of any parts. Those without elements come with every point.
    fn frontier(&mut self, parts: Vec<Part>) -> Option<Vec<Point>> {
        let (free, parts): (Vec<Part>, Vec<Part>) = parts.into_iter().partition(|part| part.elements.is_empty());
        let mut free_point = Point { amount: Amount::default(), choice: Choice::NOTHING };
        for part in free {
            free_point.amount.gain += part.gain;
            free_point.choice = self.choices.both(free_point.choice, part.choice);
        }
        let mut frontiers = vec![vec![free_point]];
        for component in split(merge(parts, self.choices)) {
            frontiers.push(self.component(component)?);
        }
        // In pairs of neighbours, then in pairs of those: most sums are small.
        while frontiers.len() > 1 {
            let mut halved = Vec::with_capacity(frontiers.len().div_ceil(2));
            for pair in frontiers.chunks(2) {
                halved.push(if let [one, other] = pair { self.sum(one, other)? } else { pair[0].clone() });
            }
            frontiers = halved;
        }
        frontiers.pop()
    }

    /// Parts that share nothing belong together only when there is just one.
    fn alone(&self, parts: Vec<Part>) -> Vec<Point> {
        let mut points = vec![Point { amount: Amount::default(), choice: Choice::NOTHING }];
        points.extend(parts.into_iter().map(|part| {
            let price = self.price(&part.elements);
            Point { amount: Amount { gain: part.gain, ..price }, choice: part.choice }
        }));
        pareto(points, |point| &point.amount)
    }

    fn sum(&mut self, one: &[Point], other: &[Point]) -> Option<Vec<Point>> {
        self.spend(one.len() * other.len())?;
        let pairs = other.iter().flat_map(|b| one.iter().map(move |a| (a, b)));
        // Choices are only joined for what stays.
        let sums = pairs.map(|(a, b)| (a.amount.plus(&b.amount), a.choice, b.choice));
        let kept = pareto(sums.collect(), |(amount, _, _)| amount);
        let points = kept.into_iter().map(|(amount, a, b)| Point { amount, choice: self.choices.both(a, b) });
        Some(points.collect())
    }

    /// What elements cost together.
    fn price(&self, elements: &[u32]) -> Amount {
        let mut amount = Amount::default();
        for element in elements {
            let (primary, edits) = self.market.prices[*element as usize];
            amount.primary += primary;
            amount.edits += edits;
        }
        amount
    }

    fn spend(&mut self, points: usize) -> Option<()> {
        self.effort = self.effort.checked_sub(points as u64)?;
        Some(())
    }
}
