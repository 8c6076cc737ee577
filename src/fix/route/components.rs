//! What belongs together: parts that share elements, and choices of parts.

use num_bigint::BigInt;
use rustc_hash::FxHashMap;

/// What is left of one or more bundles after some elements are paid.
#[derive(Clone)]
pub(super) struct Part {
    /// What is still to be bought, ascending.
    pub elements: Vec<u32>,
    /// What it gains.
    pub gain: BigInt,
    /// The bundles.
    pub choice: Choice,
}

/// A set of bundles: an entry of [`Choices`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Choice(u32);

impl Choice {
    /// No bundle.
    pub const NOTHING: Self = Self(0);
}

/// Holds sets of bundles as sums of earlier sets, so that to add two takes no time however large they are.
pub(super) struct Choices(Vec<Entry>);

#[derive(Clone, Copy)]
enum Entry {
    Nothing,
    Bundle(u32),
    Both(Choice, Choice),
}

impl Choices {
    /// Holds no bundles yet.
    pub fn new() -> Self {
        Self(vec![Entry::Nothing])
    }

    /// One bundle.
    pub fn bundle(&mut self, bundle: u32) -> Choice {
        self.push(Entry::Bundle(bundle))
    }

    /// The bundles of both.
    pub fn both(&mut self, one: Choice, other: Choice) -> Choice {
        match (one, other) {
            (Choice::NOTHING, other) => other,
            (one, Choice::NOTHING) => one,
            _ => self.push(Entry::Both(one, other)),
        }
    }

    /// All bundles of a choice.
    pub fn bundles(&self, choice: Choice) -> Vec<u32> {
        let mut bundles = Vec::new();
        let mut open = vec![choice];
        while let Some(Choice(index)) = open.pop() {
            match self.0[index as usize] {
                Entry::Nothing => {}
                Entry::Bundle(bundle) => bundles.push(bundle),
                Entry::Both(one, other) => open.extend([other, one]),
            }
        }
        bundles
    }

    fn push(&mut self, entry: Entry) -> Choice {
        self.0.push(entry);
        Choice((self.0.len() - 1) as u32)
    }
}

/// Makes one part of those that need the same elements. The order of first appearance stays.
pub(super) fn merge(parts: Vec<Part>, choices: &mut Choices) -> Vec<Part> {
    let mut known: FxHashMap<Vec<u32>, usize> = FxHashMap::default();
    let mut merged: Vec<Part> = Vec::with_capacity(parts.len());
    for part in parts {
        if let Some(index) = known.get(&part.elements) {
            let same = &mut merged[*index];
            same.gain += part.gain;
            same.choice = choices.both(same.choice, part.choice);
        } else {
            known.insert(part.elements.clone(), merged.len());
            merged.push(part);
        }
    }
    merged
}

/// Splits parts into those that share elements, directly or through others. The order of first appearance stays.
pub(super) fn split(parts: Vec<Part>) -> Vec<Vec<Part>> {
    let mut leaders: Vec<usize> = (0..parts.len()).collect();
    let mut owners: FxHashMap<u32, usize> = FxHashMap::default();
    for (index, part) in parts.iter().enumerate() {
        for element in &part.elements {
            let owner = *owners.entry(*element).or_insert(index);
            let (one, other) = (leader(&mut leaders, owner), leader(&mut leaders, index));
            leaders[one.max(other)] = one.min(other);
        }
    }
    let mut places: FxHashMap<usize, usize> = FxHashMap::default();
    let mut components: Vec<Vec<Part>> = Vec::new();
    for (index, part) in parts.into_iter().enumerate() {
        let place = *places.entry(leader(&mut leaders, index)).or_insert(components.len());
        if place == components.len() {
            components.push(Vec::new());
        }
        components[place].push(part);
    }
    components
}

/// The first of the parts that are known to belong together, with shorter paths for the next time.
fn leader(leaders: &mut [usize], mut index: usize) -> usize {
    while leaders[index] != index {
        leaders[index] = leaders[leaders[index]];
        index = leaders[index];
    }
    index
}

/// The element that most parts share; among equals the first. `None` when nothing is shared.
pub(super) fn hub(parts: &[Part]) -> Option<u32> {
    let mut degrees: FxHashMap<u32, usize> = FxHashMap::default();
    for element in parts.iter().flat_map(|part| &part.elements) {
        *degrees.entry(*element).or_default() += 1;
    }
    let shared = degrees.into_iter().filter(|(_, degree)| *degree > 1);
    shared.max_by_key(|(element, degree)| (*degree, std::cmp::Reverse(*element))).map(|(element, _)| element)
}

/// The parts once an element is paid, and the parts that are left when it is never bought.
pub(super) fn branch(parts: &[Part], element: u32) -> (Vec<Part>, Vec<Part>) {
    let mut with = parts.to_vec();
    with.iter_mut().for_each(|part| part.elements.retain(|other| *other != element));
    let without = parts.iter().filter(|part| part.elements.binary_search(&element).is_err());
    (with, without.cloned().collect())
}
