//! The form of the resources that a definition reads, as far as its conditions tell.

use crate::choice::{Choice, scalars};
use crate::path::{Step, put};
use crate::random::{Random, picks};
use crate::uses::Use;
use serde_json::{Value, json};

/// A place in a resource.
#[derive(Default)]
pub struct Shape {
    members: Vec<(String, Shape)>,
    element: Option<Box<Shape>>,
    uses: Vec<Use>,
    /// Values that somebody wrote down for it.
    given: Vec<Value>,
}

/// A place whose values are chosen apart from others'.
pub struct Slot {
    pub way: Vec<Step>,
    pub choices: Vec<Choice>,
}

/// Most elements and lists that are tried in one place.
const ELEMENTS: usize = 40;
const LISTS: usize = 100;
const LONG: usize = 30;

impl Shape {
    /// Adds what is asked of the end of a way.
    pub fn add(&mut self, way: &[Step], one: Use, given: &[Value]) {
        match way.split_first() {
            None => {
                if !self.uses.contains(&one) {
                    self.uses.push(one);
                }
                self.given = given.to_vec();
            }
            Some((Step::Member(name), rest)) => {
                let place = self.members.iter().position(|(other, _)| other.eq_ignore_ascii_case(name));
                let place = place.unwrap_or_else(|| {
                    self.members.push((name.clone(), Self::default()));
                    self.members.len() - 1
                });
                self.members[place].1.add(rest, one, given);
            }
            Some((_, rest)) => self.element.get_or_insert_default().add(rest, one, given),
        }
    }

    /// The places in it that are no objects, with what to try there.
    pub fn slots(&self, random: &mut Random) -> Vec<Slot> {
        let mut slots = Vec::new();
        if self.members.is_empty() && self.element.is_none() && self.uses.is_empty() {
            return slots;
        }
        self.collect(&mut Vec::new(), &mut slots, random);
        slots
    }

    fn collect(&self, way: &mut Vec<Step>, slots: &mut Vec<Slot>, random: &mut Random) {
        let slot = |choices| Slot { way: way.clone(), choices };
        if !self.given.is_empty() && self.element.is_none() && self.members.is_empty() {
            let given = self.given.iter().cloned().map(Choice::of);
            slots.push(slot([Choice::NONE, Choice::of(Value::Null)].into_iter().chain(given).collect()));
        } else if let Some(element) = &self.element {
            let lists = self.lists(element, random);
            slots.push(slot(lists));
        } else if self.members.is_empty() {
            let name = match way.last() {
                Some(Step::Member(name)) => name.as_str(),
                _ => "",
            };
            slots.push(slot(scalars(name, &self.uses)));
        } else if !self.uses.is_empty() {
            slots.push(slot(vec![Choice::NONE, Choice::of(Value::Null), Choice::of(json!({}))]));
        }
        for (name, member) in &self.members {
            way.push(Step::Member(name.clone()));
            member.collect(way, slots, random);
            way.pop();
        }
    }

    /// Lists of elements: none, one, two, many and one.
    fn lists(&self, element: &Shape, random: &mut Random) -> Vec<Choice> {
        let elements = element.bodies(ELEMENTS, random);
        let list = |items: Vec<&Choice>| Choice {
            is_odd: items.iter().any(|item| item.is_odd),
            value: Some(items.iter().filter_map(|item| item.value.clone()).collect()),
        };
        let mut lists = vec![Choice::NONE, Choice::of(Value::Null), Choice::of(json!([])), Choice::odd("zz-other")];
        lists.extend(elements.iter().map(|one| list(vec![one])));
        let sizes = element_sizes(&[&self.uses[..], &element.uses[..]].concat());
        for _ in 0..LISTS.min(elements.len() * elements.len()) {
            let size = sizes[random.below(sizes.len())];
            lists.push(list((0..size).map(|_| &elements[random.below(elements.len())]).collect()));
        }
        for _ in 0..4 {
            let (many, last) = (&elements[random.below(elements.len())], &elements[random.below(elements.len())]);
            lists.push(list([vec![many; LONG], vec![last]].concat()));
        }
        lists
    }

    /// Values of the whole, at most so many.
    pub fn bodies(&self, most: usize, random: &mut Random) -> Vec<Choice> {
        let slots = self.slots(random);
        let sizes: Vec<usize> = slots.iter().map(|slot| slot.choices.len()).collect();
        let choices = picks(&sizes, most, random).into_iter().map(|picks| body(&slots, &picks));
        let is_there = |choice: &Choice| choice.value.as_ref().is_some_and(|value| !value.is_null());
        choices.filter(is_there).collect()
    }
}

/// The value that choices make.
pub fn body(slots: &[Slot], picks: &[usize]) -> Choice {
    let mut whole = Choice { value: Some(json!({})), is_odd: false };
    for (slot, pick) in slots.iter().zip(picks) {
        let choice = &slot.choices[*pick];
        whole.is_odd |= choice.is_odd;
        match (&choice.value, &mut whole.value) {
            (None, Some(_)) if slot.way.is_empty() => whole.value = None,
            (Some(value), Some(whole)) => put(whole, &slot.way, value.clone()),
            _ => {}
        }
    }
    whole
}

fn element_sizes(uses: &[Use]) -> Vec<usize> {
    let mut sizes = vec![2];
    for one in uses {
        if let Use::Size(size) = one {
            sizes.extend([*size + 1, (*size).max(1)]);
        }
    }
    sizes
}
