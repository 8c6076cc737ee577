//! The resources around a case that a definition looks for.

use crate::case::{Case, GROUP, SUBSCRIPTION};
use crate::choice::Choice;
use crate::definition::Related;
use crate::evaluate::Sight;
use crate::expression::Expression;
use crate::generate::Subject;
use crate::path::Step;
use crate::random::Random;
use crate::shape::Shape;
use crate::uses::Collector;
use serde_json::{Value, json};

/// Lists of such resources to try, and where they may stand.
pub struct Relations {
    pub lists: Vec<(Vec<Value>, bool)>,
    is_beside: bool,
    inside: Option<String>,
}

/// Most bodies that are tried, and that are looked at.
const TRIED: usize = 60;
const SEEN: usize = 4000;
const PAIRS: usize = 40;

impl Relations {
    pub fn of(subject: &Subject, type_name: &str, random: &mut Random) -> Self {
        let nothing = Self { lists: vec![(Vec::new(), false)], is_beside: false, inside: None };
        let Some(related) = &subject.definition.related else { return nothing };
        let is = |other: &String| other.eq_ignore_ascii_case(&related.type_name);
        let inside = subject.aliases.inside.iter().find(|(of, _)| is(of)).map(|(_, property)| property.clone());
        let is_beside = subject.aliases.beside.iter().any(is);
        let lists = lists(subject, related, type_name, is_beside, random);
        Self { lists, is_beside, inside }
    }

    /// In how many places they may stand.
    pub fn places(&self) -> usize {
        1 + usize::from(self.inside.is_some())
    }

    pub fn add(&self, case: &mut Case, list: usize, place: usize) {
        let (resources, is_odd) = &self.lists[list];
        case.is_odd |= is_odd;
        case.inside = self.inside.clone().filter(|_| place == 1);
        let all = if self.is_beside { &mut case.inventory } else { &mut case.children };
        all.extend(resources.iter().cloned());
    }
}

/// None, one, one by another name, and two.
fn lists(
    subject: &Subject,
    related: &Related,
    type_name: &str,
    is_beside: bool,
    random: &mut Random,
) -> Vec<(Vec<Value>, bool)> {
    let bodies = bodies(subject, related, random);
    let own = Case { resource: json!({ "type": type_name, "name": "case" }), ..Case::default() };
    let sight = Sight::new(subject.aliases, subject.parameters, &own);
    let text = |value: &Option<Expression>| {
        value.as_ref().and_then(|value| sight.result(value)).and_then(|value| value.as_str().map(str::to_owned))
    };
    let (name, group) = (text(&related.name), text(&related.group).unwrap_or_else(|| GROUP.to_owned()));
    let resource = |body: &Choice, name: &str| {
        let mut resource = body.value.clone().unwrap_or_else(|| json!({}));
        resource["type"] = related.type_name.as_str().into();
        resource["name"] = name.into();
        if is_beside {
            let scope = format!("/subscriptions/{SUBSCRIPTION}/resourceGroups/{group}/providers");
            resource["id"] = format!("{scope}/{}/{name}", related.type_name).into();
        }
        resource
    };
    let usual = subject.aliases.names.iter().find(|(of, _)| of.eq_ignore_ascii_case(&related.type_name));
    let first = name.as_deref().or(usual.map(|(_, name)| name.as_str())).unwrap_or("one");
    let mut lists = vec![(Vec::new(), false)];
    for body in &bodies {
        lists.push((vec![resource(body, first)], body.is_odd));
        lists.extend(
            name.iter()
                .filter(|_| lists.len() % 5 == 1)
                .map(|_| (vec![resource(body, "zz-other")], body.is_odd))
                .collect::<Vec<_>>(),
        );
    }
    for _ in 0..PAIRS.min(bodies.len() * bodies.len()) {
        let (a, b) = (&bodies[random.below(bodies.len())], &bodies[random.below(bodies.len())]);
        lists.push((vec![resource(a, first), resource(b, "zz-other")], a.is_odd || b.is_odd));
    }
    lists
}

/// What such a resource may be, as many that will do as that will not.
fn bodies(subject: &Subject, related: &Related, random: &mut Random) -> Vec<Choice> {
    let Some(condition) = &related.condition else { return vec![Choice::of(json!({}))] };
    let mut collector = Collector::new(subject.aliases, subject.parameters);
    collector.add(condition);
    let mut shape = Shape::default();
    for (field, one) in &collector.uses {
        let way = subject.aliases.way(field, &related.type_name);
        way.iter().for_each(|way| shape.add(way, one.clone(), subject.aliases.values(field)));
    }
    let case = Case::default();
    let sight = Sight::new(subject.aliases, subject.parameters, &case);
    let (mut met, mut missed) = (Vec::new(), Vec::new());
    let meets = |list: &[Step], element: &Value| collector.meets(&related.type_name, list, element);
    for body in shape.bodies(SEEN, &meets, random) {
        let mut resource = body.value.clone().unwrap_or_default();
        resource["type"] = related.type_name.as_str().into();
        let of = if sight.of(&resource).holds(condition) == Some(true) { &mut met } else { &mut missed };
        of.push(body);
    }
    let half = |mut all: Vec<Choice>, random: &mut Random| {
        while all.len() > TRIED / 2 {
            all.swap_remove(random.below(all.len()));
        }
        all
    };
    [half(met, random), half(missed, random)].concat()
}
