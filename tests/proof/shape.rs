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

/// Whether an element of the list at a way meets what is counted there.
pub type Meets<'a> = &'a dyn Fn(&[Step], &Value) -> bool;

/// Most elements and lists that are tried in one place.
const SEEN: usize = 400;
const ELEMENTS: usize = 60;
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
    pub fn slots(&self, meets: Meets, random: &mut Random) -> Vec<Slot> {
        let mut slots = Vec::new();
        if self.members.is_empty() && self.element.is_none() && self.uses.is_empty() {
            return slots;
        }
        self.collect(&mut Vec::new(), &mut slots, meets, random);
        slots
    }

    fn collect(&self, way: &mut Vec<Step>, slots: &mut Vec<Slot>, meets: Meets, random: &mut Random) {
        let slot = |choices| Slot { way: way.clone(), choices };
        if !self.given.is_empty() && self.element.is_none() && self.members.is_empty() {
            let given = self.given.iter().cloned().map(Choice::of);
            slots.push(slot([Choice::NONE, Choice::of(Value::Null)].into_iter().chain(given).collect()));
        } else if let Some(element) = &self.element {
            let lists = self.lists(element, &|element| meets(way, element), random);
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
            member.collect(way, slots, meets, random);
            way.pop();
        }
    }

    /// Lists of elements: none, one, two, many and one.
    fn lists(&self, element: &Shape, meets: &dyn Fn(&Value) -> bool, random: &mut Random) -> Vec<Choice> {
        let is_met = |one: &Choice| !one.is_odd && one.value.as_ref().is_some_and(meets);
        let (mut met, mut elements): (Vec<_>, Vec<_>) =
            element.bodies(SEEN, &|_, _| false, random).into_iter().partition(is_met);
        for (some, most) in [(&mut met, ELEMENTS / 3), (&mut elements, ELEMENTS)] {
            while some.len() > most {
                some.swap_remove(random.below(some.len()));
            }
        }
        elements.extend(met.iter().cloned());
        let list =
            |items: Vec<&Choice>| Choice { is_odd: items.iter().any(|item| item.is_odd), value: Some(distinct(items)) };
        let mut lists = vec![Choice::NONE, Choice::of(Value::Null), Choice::of(json!([])), Choice::odd("zz-other")];
        lists.extend(elements.iter().map(|one| list(vec![one])));
        // Elements that say everything, and those that meet what is counted, stand in more lists than others.
        let said =
            |one: &&Choice| !one.is_odd && one.value.as_ref().is_some_and(|value| said(value) == element.members.len());
        let full: Vec<&Choice> = elements.iter().filter(said).collect();
        let mut any = || match random.below(3) {
            0 if !full.is_empty() => full[random.below(full.len())],
            1 if !met.is_empty() => &met[random.below(met.len())],
            _ => &elements[random.below(elements.len())],
        };
        let sizes = element_sizes(&[&self.uses[..], &element.uses[..]].concat());
        for _ in 0..LISTS.min(elements.len() * elements.len()) {
            let size = sizes[lists.len() % sizes.len()];
            lists.push(list((0..size).map(|_| any()).collect()));
        }
        for _ in 0..4 {
            let (many, last) = (any(), any());
            lists.push(list([vec![many; LONG], vec![last]].concat()));
        }
        lists
    }

    /// Values of the whole, at most so many.
    pub fn bodies(&self, most: usize, meets: Meets, random: &mut Random) -> Vec<Choice> {
        let slots = self.slots(meets, random);
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

/// Elements by their names, which are never the same in one list.
fn distinct(items: Vec<&Choice>) -> Value {
    let mut list: Vec<Value> = Vec::new();
    for mut item in items.into_iter().filter_map(|item| item.value.clone()) {
        let name = |value: &Value| value["name"].as_str().map(str::to_lowercase);
        if name(&item).is_some() && list.iter().any(|other| name(other) == name(&item)) {
            item["name"] = format!("zz-{}", list.len()).into();
        }
        list.push(item);
    }
    list.into()
}

/// How many members have a value.
fn said(value: &Value) -> usize {
    value.as_object().map_or(0, |members| members.values().filter(|value| !value.is_null()).count())
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
