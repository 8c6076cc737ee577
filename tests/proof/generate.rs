//! Resources on which a definition has to decide: every combination of the values that its conditions name, or, where those
//! are too many, each changed alone and in pairs on both sides of both outcomes.

use crate::alias::Aliases;
use crate::case::{Case, GROUP, SUBSCRIPTION};
use crate::choice::{OTHER, scalars};
use crate::condition::{Condition, Operand};
use crate::definition::Definition;
use crate::evaluate::{Outcome, Sight};
use crate::expression::Expression;
use crate::path::steps;
use crate::random::{Random, picks};
use crate::related::Relations;
use crate::shape::{Shape, Slot, body};
use crate::uses::{API_VERSION, Collector, MANAGED_BY, Use};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// A case with what the definition makes of it.
pub type Decided = (Case, Outcome);

/// A definition with the values of its parameters.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    pub definition: &'a Definition,
    pub aliases: &'a Aliases,
    pub parameters: &'a dyn Fn(&str) -> Value,
}

impl<'a> Subject<'a> {
    /// The types that the definition judges.
    pub fn types(&self) -> Vec<String> {
        let mut types = Vec::new();
        named_types(&self.definition.rule, &mut types);
        types
    }

    /// The aliases that the definition reads, of whatever resource.
    pub fn fields(&self) -> Vec<String> {
        let mut collector = Collector::new(self.aliases, self.parameters);
        collector.add(&self.definition.rule);
        let related = self.definition.related.iter();
        related.filter_map(|related| related.condition.as_ref()).for_each(|condition| collector.add(condition));
        let fields = [collector.uses, collector.read].concat().into_iter().map(|(field, _)| field);
        fields.filter(|field| field.contains('/')).collect()
    }

    /// What is asked of the resource itself.
    fn uses(&self, rule: &Collector) -> Vec<(String, Use)> {
        // What is looked for beside it may be compared with it.
        let mut beside = Collector::new(self.aliases, self.parameters);
        let related = self.definition.related.iter();
        related.filter_map(|related| related.condition.as_ref()).for_each(|condition| beside.add(condition));
        [&rule.uses[..], &rule.read, &beside.read].concat()
    }

    /// The cases of one type, at most about so many.
    pub fn cases(&self, type_name: &str, most: usize) -> Vec<Decided> {
        let mut random = Random::of(&format!("{} {type_name}", self.definition.id));
        let space = Space::of(self, type_name, &mut random);
        let sizes = space.sizes();
        let product = sizes.iter().try_fold(1usize, |product, size| product.checked_mul(*size));
        let first =
            picks(&sizes, if product.is_some_and(|product| product <= most) { most } else { most / 2 }, &mut random);
        let mut known = BTreeSet::new();
        let mut decided: Vec<(Vec<usize>, Decided)> =
            first.into_iter().filter_map(|one| space.decide(self, one, &mut known)).collect();
        if decided.len() < most && product.is_none_or(|product| product > most) {
            let edges = space.edges(&decided, most - decided.len(), &mut random);
            decided.extend(edges.into_iter().filter_map(|one| space.decide(self, one, &mut known)));
        }
        decided.into_iter().map(|(_, case)| case).collect()
    }
}

/// Everything that may differ between the cases of a type.
struct Space {
    type_name: String,
    slots: Vec<Slot>,
    groups: Vec<String>,
    managers: Vec<Option<Value>>,
    relations: Relations,
}

impl Space {
    fn of(subject: &Subject, type_name: &str, random: &mut Random) -> Self {
        let mut shape = Shape::default();
        let (mut groups, mut managers) = (vec![GROUP.to_owned()], Vec::new());
        let mut rule = Collector::new(subject.aliases, subject.parameters);
        rule.add(&subject.definition.rule);
        for (field, one) in subject.uses(&rule) {
            match (field.as_str(), &one) {
                ("type" | "fullName", _) => {}
                ("id", Use::Holds(part)) => groups.push(part.rsplit('/').next().unwrap_or_default().to_owned() + "zz"),
                (API_VERSION, _) => shape.add(&steps(API_VERSION), one, &[]),
                (MANAGED_BY, _) => managers.push(one),
                _ => {
                    let own = subject.aliases.way(&field, type_name);
                    own.iter().for_each(|way| shape.add(way, one.clone(), subject.aliases.values(&field)));
                }
            }
        }
        let mut slots = shape.slots(&|list, element| rule.meets(type_name, list, element), random);
        for slot in slots.iter_mut().filter(|slot| ["name", API_VERSION].iter().any(|name| slot.way == steps(name))) {
            slot.choices.retain(|choice| {
                !choice.is_odd
                    && choice.value != Some(Value::Null)
                    && choice.value != Some("".into())
                    && (choice.value != Some(OTHER.into()) || slot.way == steps("name"))
            });
        }
        let managers = match managers.is_empty() {
            true => vec![None],
            false => scalars("", &managers).into_iter().filter(|one| !one.is_odd).map(|one| one.value).collect(),
        };
        let relations = Relations::of(subject, type_name, random);
        Self { type_name: type_name.to_owned(), slots, groups, managers, relations }
    }

    fn sizes(&self) -> Vec<usize> {
        let own = self.slots.iter().map(|slot| slot.choices.len());
        let around = [self.groups.len(), self.managers.len(), self.relations.lists.len(), self.relations.places()];
        own.chain(around).collect()
    }

    /// A case and what the definition says of it; nothing where it is known, or the definition cannot be evaluated.
    fn decide(
        &self,
        subject: &Subject,
        picks: Vec<usize>,
        known: &mut BTreeSet<Vec<usize>>,
    ) -> Option<(Vec<usize>, Decided)> {
        let case = self.case(&picks);
        if !known.insert(picks.clone()) || subject.aliases.are_apart(&case.resource) {
            return None;
        }
        let outcome = Sight::new(subject.aliases, subject.parameters, &case).outcome(subject.definition)?;
        Some((picks, (case, outcome)))
    }

    fn case(&self, picks: &[usize]) -> Case {
        let (own, around) = picks.split_at(self.slots.len());
        let body = body(&self.slots, own);
        let mut resource = body.value.unwrap_or_else(|| json!({}));
        resource["type"] = self.type_name.as_str().into();
        let group = &self.groups[around[0]];
        if group != GROUP {
            let name = resource["name"].as_str().unwrap_or("case").to_owned();
            let scope = format!("/subscriptions/{SUBSCRIPTION}/resourceGroups/{group}");
            resource["id"] = format!("{scope}/providers/{}/{name}", self.type_name).into();
        }
        let mut case = Case { resource, is_odd: body.is_odd, ..Case::default() };
        if let Some(manager) = &self.managers[around[1]] {
            let group = json!({ "type": "Microsoft.Resources/resourceGroups", "name": group, "managedBy": manager });
            case.inventory.push(group);
        }
        self.relations.add(&mut case, around[2], around[3]);
        case
    }

    /// Each choice changed alone, and then two at a time, beside cases of every outcome.
    fn edges(&self, decided: &[(Vec<usize>, Decided)], most: usize, random: &mut Random) -> Vec<Vec<usize>> {
        let sizes = self.sizes();
        let of = |wanted| decided.iter().filter(move |(_, (case, outcome))| *outcome == wanted && !case.is_odd).take(6);
        let outcomes = [Outcome::NonCompliant, Outcome::Compliant, Outcome::OutOfScope];
        let bases: Vec<&Vec<usize>> = outcomes.into_iter().flat_map(of).map(|(picks, _)| picks).collect();
        let mut edges = Vec::new();
        for base in &bases {
            for (place, size) in sizes.iter().enumerate() {
                edges.extend((0..*size).map(|pick| changed(base, &[(place, pick)])));
            }
        }
        while edges.len() > most {
            edges.swap_remove(random.below(edges.len()));
        }
        while edges.len() < most && !bases.is_empty() {
            let two = [random.below(sizes.len()), random.below(sizes.len())];
            let two = two.map(|place| (place, random.below(sizes[place])));
            edges.push(changed(bases[random.below(bases.len())], &two));
        }
        edges
    }
}

fn changed(base: &[usize], changes: &[(usize, usize)]) -> Vec<usize> {
    let mut picks = base.to_vec();
    changes.iter().for_each(|(place, pick)| picks[*place] = *pick);
    picks
}

fn named_types(condition: &Condition, types: &mut Vec<String>) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| named_types(part, types)),
        Condition::Not(part) => named_types(part, types),
        Condition::Test(Operand::Field(field), _, Expression::Constant(wanted)) if field == "type" => {
            let names = wanted.as_array().cloned().unwrap_or_else(|| vec![wanted.clone()]);
            for name in names.iter().filter_map(Value::as_str) {
                if !types.iter().any(|known: &String| known.eq_ignore_ascii_case(name)) {
                    types.push(name.to_owned());
                }
            }
        }
        Condition::Test(..) => {}
    }
}
