//! Enumerates all choices that lose little against the relaxation.

use super::amount::{AXES, Amount, Axis, Limits, pareto};
use super::pool::Pool;
use super::price::{Prices, RelaxedPool, Scale, Vector, worth};
use num_bigint::BigInt;
use std::cmp::Reverse;

/// How many copies of each pool choose each of its points.
pub(super) type Counts = Vec<Vec<u64>>;

/// So many choices are followed side by side; of more, those that lose least.
const WIDTH: usize = 10_000;

/// So much effort is to make a choice, against that of a point of a frontier.
const STATE: u64 = 3;

/// What to enumerate.
pub(super) struct Task<'a> {
    /// What chooses.
    pub pools: &'a [Pool],
    /// The same, rounded to the safe side.
    pub relaxed: &'a [RelaxedPool],
    /// What losses are measured by.
    pub prices: &'a Prices,
    /// What must be kept, also along the axis.
    pub limits: Limits,
    /// What is optimised.
    pub axis: Axis,
    /// Converts between the two.
    pub scale: &'a Scale<'a>,
}

/// What an enumeration found.
pub(super) struct Found {
    /// The least badness along the axis, and how to get it.
    pub best: Option<(BigInt, Counts)>,
    /// Whether nothing within the limits was left out, so that there is no better choice.
    pub complete: bool,
}

/// A way in which copies of a pool can leave its best point.
struct Change {
    point: u32,
    loss: i128,
    vector: Vector,
    primary: i64,
    edits: i64,
    gain: BigInt,
}

/// A decision: whether some copies of a pool make one of its first changes, all the same.
struct Stage {
    pool: usize,
    changes: usize,
    copies: u64,
}

/// A choice so far: pools that are not yet decided stay at their best points.
struct State {
    amount: Amount,
    vector: Vector,
    loss: i128,
    trail: usize,
    step: Option<Step>,
}

/// A change that was made, and the way before it.
#[derive(Clone, Copy)]
struct Step {
    before: usize,
    pool: usize,
    point: u32,
    copies: u64,
}

/// Where a choice may end, scaled: between what the slack allows and the limits.
struct Window {
    slack: i128,
    low: Vector,
    high: Vector,
}

/// Enumerates all choices within the limits, as far as they can matter and the effort lasts.
pub(super) fn walk(task: &Task, effort: &mut u64) -> Found {
    let window = task.window();
    if window.slack < 0 {
        return Found { best: None, complete: true };
    }
    let bases: Vec<usize> = task.relaxed.iter().map(|pool| base(task.prices, pool)).collect();
    let changes: Vec<Vec<Change>> =
        (0..bases.len()).map(|pool| task.changes(pool, bases[pool], window.slack)).collect();
    let stages = stages(task.pools, &changes, window.slack);
    let ranges = ranges(&stages, &changes);
    let mut trail = vec![None];
    let mut states = vec![task.start(&bases)];
    let mut complete = true;
    for (stage, range) in stages.iter().zip(&ranges) {
        let work = STATE * (states.len() * (stage.changes + 1)) as u64;
        if work > *effort {
            *effort = 0;
            return Found { best: None, complete: false };
        }
        *effort -= work;
        states = advance(states, stage, &changes[stage.pool], &window, range);
        complete &= narrow(&mut states);
        for state in &mut states {
            if let Some(step) = state.step.take() {
                state.trail = trail.len();
                trail.push(Some(step));
            }
        }
    }
    Found { best: task.best(&states, &bases, &trail), complete }
}

impl Task<'_> {
    fn window(&self) -> Window {
        let limits = AXES.map(|axis| self.limits.get(axis).map(|limit| self.scale.limit(axis, limit)));
        let slack = self.prices.slack(&limits);
        let high = limits.map(|limit| limit.unwrap_or(i128::MAX));
        let low = [0, 1, 2].map(|axis| match (limits[axis], self.prices.prices[axis]) {
            (Some(limit), price) if price > 0 => limit - slack / price - 1,
            _ => i128::MIN,
        });
        Window { slack, low, high }
    }

    /// The changes of a pool whose losses fit into the slack, least loss first.
    fn changes(&self, pool: usize, base: usize, slack: i128) -> Vec<Change> {
        let (points, relaxed) = (&self.pools[pool].points, &self.relaxed[pool].points);
        let least = worth(&self.prices.prices, &relaxed[base]);
        let others = (0..points.len()).filter(|point| *point != base);
        let losses = others.map(|point| (worth(&self.prices.prices, &relaxed[point]) - least, point));
        let mut losses: Vec<_> = losses.filter(|(loss, _)| *loss <= slack).collect();
        losses.sort_unstable();
        let changes = losses.into_iter().map(|(loss, point)| Change {
            point: point as u32,
            loss,
            vector: [0, 1, 2].map(|axis| relaxed[point][axis] - relaxed[base][axis]),
            primary: points[point].primary as i64 - points[base].primary as i64,
            edits: points[point].edits as i64 - points[base].edits as i64,
            gain: &points[point].gain - &points[base].gain,
        });
        changes.collect()
    }

    /// Every pool at its best point.
    fn start(&self, bases: &[usize]) -> State {
        let mut amount = Amount::default();
        let mut vector = [0; 3];
        for (pool, base) in bases.iter().enumerate() {
            let (point, copies) = (&self.pools[pool].points[*base], self.pools[pool].copies);
            amount.primary += point.primary * copies;
            amount.edits += point.edits * copies;
            amount.gain += &point.gain * copies;
            let relaxed = &self.relaxed[pool].points[*base];
            vector = [0, 1, 2].map(|axis| vector[axis] + relaxed[axis] * i128::from(copies));
        }
        State { amount, vector, loss: 0, trail: 0, step: None }
    }

    /// The best of the states at the end, with the points that it chose.
    fn best(&self, states: &[State], bases: &[usize], trail: &[Option<Step>]) -> Option<(BigInt, Counts)> {
        let allowed = states.iter().filter(|state| self.limits.allow(&state.amount));
        let best = allowed.min_by_key(|state| {
            let Amount { primary, edits, gain } = &state.amount;
            (state.amount.badness(self.axis), *primary, *edits, Reverse(gain.clone()))
        })?;
        let pools = self.pools.iter().zip(bases);
        let mut counts: Counts = pools
            .map(|(pool, base)| {
                let mut counts = vec![0; pool.points.len()];
                counts[*base] = pool.copies;
                counts
            })
            .collect();
        let mut place = best.trail;
        while let Some(step) = trail[place] {
            counts[step.pool][bases[step.pool]] -= step.copies;
            counts[step.pool][step.point as usize] += step.copies;
            place = step.before;
        }
        Some((best.amount.badness(self.axis), counts))
    }
}

/// The point that is best at the prices.
fn base(prices: &Prices, pool: &RelaxedPool) -> usize {
    let points = pool.points.iter().enumerate();
    points.min_by_key(|(_, point)| worth(&prices.prices, point)).map_or(0, |(index, _)| index)
}

/// All decisions. Each copy that makes its i-th change or a worse one loses at least as much as that change does, so
/// only so many copies need to consider it as fit into the slack; the others, being the same, only the ones before.
/// Copies that consider just one change decide together, in blocks that add up to any number.
fn stages(pools: &[Pool], changes: &[Vec<Change>], slack: i128) -> Vec<Stage> {
    let most = |pool: usize, change: &Change| {
        let copies = pools[pool].copies;
        if change.loss == 0 { copies } else { u64::try_from(slack / change.loss).unwrap_or(u64::MAX).min(copies) }
    };
    let changing = (0..pools.len()).filter_map(|pool| Some((most(pool, changes[pool].first()?), pool)));
    let mut changing: Vec<(u64, usize)> = changing.collect();
    // The pools that move most come last, and their blocks in falling order: so the window closes early.
    changing.sort_unstable();
    let mut stages = Vec::new();
    for (_, pool) in changing {
        let mut considered = 0;
        for (index, change) in changes[pool].iter().enumerate().rev() {
            let most = most(pool, change);
            let blocks = if index == 0 { blocks(most - considered) } else { vec![1; (most - considered) as usize] };
            stages.extend(blocks.into_iter().map(|copies| Stage { pool, changes: index + 1, copies }));
            considered = most;
        }
    }
    stages
}

/// Numbers of which some add up to each number up to the given one, and to no more; in falling order.
fn blocks(mut number: u64) -> Vec<u64> {
    let mut blocks = Vec::new();
    while number > 0 {
        let block = number.div_ceil(2);
        blocks.push(block);
        number -= block;
    }
    blocks
}

/// For each decision, how far those after it can move a choice: down and up.
fn ranges(stages: &[Stage], changes: &[Vec<Change>]) -> Vec<(Vector, Vector)> {
    let mut ranges = Vec::with_capacity(stages.len());
    let (mut down, mut up) = ([0; 3], [0; 3]);
    for stage in stages.iter().rev() {
        ranges.push((down, up));
        for axis in 0..3 {
            let moves = changes[stage.pool][..stage.changes].iter().map(|change| change.vector[axis]);
            let (least, most) = moves.fold((0, 0), |(least, most), by| (by.min(least), by.max(most)));
            down[axis] += least * i128::from(stage.copies);
            up[axis] += most * i128::from(stage.copies);
        }
    }
    ranges.reverse();
    ranges
}

/// Decides a stage in all states, and drops what cannot matter any more.
fn advance(
    states: Vec<State>,
    stage: &Stage,
    changes: &[Change],
    window: &Window,
    range: &(Vector, Vector),
) -> Vec<State> {
    let mut next = Vec::with_capacity(states.len() * 2);
    for change in &changes[..stage.changes] {
        let copies = i128::from(stage.copies);
        let by = change.vector.map(|by| by * copies);
        let gain = &change.gain * stage.copies;
        for state in &states {
            let loss = state.loss + change.loss * copies;
            let vector = [0, 1, 2].map(|axis| state.vector[axis] + by[axis]);
            if !window.admits(loss, &vector, range) {
                continue;
            }
            let amount = Amount {
                primary: state.amount.primary.wrapping_add_signed(change.primary * stage.copies as i64),
                edits: state.amount.edits.wrapping_add_signed(change.edits * stage.copies as i64),
                gain: &state.amount.gain + &gain,
            };
            let step = Step { before: state.trail, pool: stage.pool, point: change.point, copies: stage.copies };
            next.push(State { amount, vector, loss, trail: state.trail, step: Some(step) });
        }
    }
    next.extend(states.into_iter().filter(|state| window.admits(state.loss, &state.vector, range)));
    pareto(next, |state| &state.amount)
}

impl Window {
    /// Whether a choice can still end inside.
    fn admits(&self, loss: i128, vector: &Vector, (down, up): &(Vector, Vector)) -> bool {
        loss <= self.slack
            && (0..3)
                .all(|axis| vector[axis] + down[axis] <= self.high[axis] && vector[axis] + up[axis] >= self.low[axis])
    }
}

/// Keeps the states that lose least when there are too many; whether all were kept.
fn narrow(states: &mut Vec<State>) -> bool {
    if states.len() <= WIDTH {
        return true;
    }
    // The sort is stable, so that equals are decided by their order of costs.
    states.sort_by_key(|state| state.loss);
    states.truncate(WIDTH);
    false
}
