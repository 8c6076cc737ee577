//! From an instance to what it says of a resource.

use super::attribute::{Attributes, Found, Said};
use super::draft::{Draft, Step, Tag, steps};
use super::kind::{Attribute, Block, ChildName};
use super::names::{Names, Target};
use super::transform::{self, boolean, of_json};
use crate::template::{Data, Origin, Unknown, Value};
use serde_json::Value as Json;
use std::rc::Rc;

/// What is said of a resource and of its children.
#[derive(Default)]
pub struct Row<'d> {
    /// Its own members.
    pub own: Option<Draft<'d>>,
    /// Its children's.
    pub children: Vec<(ChildName, Draft<'d>)>,
    /// The address of the last instance that said anything of it.
    pub by: String,
    /// What holds where nothing else is said.
    later: Vec<Later<'d>>,
}

struct Later<'d> {
    child: Option<ChildName>,
    path: Vec<Step>,
    tags: Vec<Tag>,
    value: Value<'d>,
}

impl<'d> Row<'d> {
    /// The draft of the resource, or of a child of it.
    pub fn draft(&mut self, child: Option<&ChildName>) -> &mut Draft<'d> {
        let Some(child) = child else { return self.own.get_or_insert_with(Draft::new) };
        let place = self.children.iter().position(|(own, _)| own == child).unwrap_or_else(|| {
            self.children.push((child.clone(), Draft::new()));
            self.children.len() - 1
        });
        &mut self.children[place].1
    }

    /// Says what was to be said where nothing else is.
    pub fn settle(&mut self) {
        for Later { child, path, tags, value } in std::mem::take(&mut self.later) {
            let draft = self.draft(child.as_ref());
            if !draft.has(&path, &tags) {
                draft.set(&path, &tags, value);
            }
        }
    }

    /// Notes that nothing is known of what an instance would say, were it about this resource.
    pub fn doubt(&mut self, attributes: &Attributes<'_, 'd>, reason: &str) {
        let node = attributes.instance.node;
        let fixed = attributes.kind.fixed.keys().map(|path| (None, path.as_str()));
        let own = attributes.kind.properties.values();
        let all = fixed.chain(own.filter_map(|attribute| Some((attribute.child.clone(), attribute.to.as_deref()?))));
        for (child, path) in all {
            let mut path = steps(path);
            let end = path.iter().position(|step| *step == Step::Each).unwrap_or(path.len());
            path.truncate(end);
            let value = Value { origin: Origin::Made(Rc::new([node])), ..Value::unknown(reason, "") };
            self.later.push(Later { child, path, tags: Vec::new(), value });
        }
    }
}

/// Puts what an instance says into a row.
pub struct Saying<'a, 'i, 'd> {
    /// What reads the instance.
    pub attributes: &'a Attributes<'i, 'd>,
    /// What the instances are called.
    pub names: &'a Names<'i, 'd>,
    /// Where it goes.
    pub row: &'a mut Row<'d>,
}

impl<'d> Saying<'_, '_, 'd> {
    /// All of it.
    pub fn all(&mut self) {
        let kind = self.attributes.kind;
        let node = self.attributes.instance.node;
        for (path, json) in &kind.fixed {
            self.row.draft(None).set(&steps(path), &[], of_json(json, node));
        }
        if let Some(own) = &kind.kind {
            self.row.draft(None).set(&steps("kind"), &[], of_json(&Json::String(own.clone()), node));
        }
        let picked = kind.properties.iter().find(|(_, attribute)| attribute.picks.is_some());
        let picked = picked.and_then(|(path, attribute)| {
            self.attributes.find(path, attribute).into_iter().find_map(|found| match found.said {
                Said::Value(value, _) => boolean(&value),
                _ => None,
            })
        });
        for (path, attribute) in &kind.properties {
            let to = match (&attribute.alternatively, picked) {
                (Some(other), Some(true)) => Some(other),
                _ => attribute.to.as_ref(),
            };
            let Some(to) = to else { continue };
            let all = self.attributes.find(path, attribute);
            for found in &all {
                self.one(path, attribute, to, found);
                attribute.also_to.iter().for_each(|to| self.one(path, attribute, to, found));
                if let (Some(to), Said::Value(value, _)) = (&attribute.alias, &found.said) {
                    self.set(attribute, &steps(to), &[], value.clone());
                }
            }
        }
        // Last, so that what the service decides as a whole is told as that.
        for path in &kind.unsaid {
            let unknown = Value::unknown("azurerm has no attribute that says it", "");
            let value = Value { origin: Origin::Made(Rc::new([node])), ..unknown };
            self.row.later.push(Later { child: None, path: steps(path), tags: Vec::new(), value });
        }
    }

    fn one(&mut self, path: &str, attribute: &Attribute, to: &str, found: &Found<'d>) {
        let steps = steps(to);
        let stars = steps.iter().filter(|step| **step == Step::Each).count();
        let blocks = found.spelt.split('.').count() - 1;
        match &found.said {
            Said::Unknown(why) => self.unknown(attribute, &steps, found, why),
            Said::Value(value, _) if self.is_left_to_service(attribute, value) => {
                let end = steps.iter().position(|step| *step == Step::Each).unwrap_or(steps.len());
                let (child, path, value) = (attribute.child.clone(), steps[..end].to_vec(), value.clone());
                self.row.later.push(Later { child, path, tags: Vec::new(), value });
            }
            Said::Value(value, _) if attribute.block.is_some() => self.block(attribute, &steps, found, value),
            Said::Value(value, is_same) => {
                let value = self.made_of(path, attribute, value);
                let Some(value) = transform::apply(attribute, *is_same, &value) else { return };
                let own = usize::from(transform::is_of_each(attribute) || stars > blocks);
                let Some(mut tags) = self.attributes.tags(found, attribute, stars - own) else { return };
                let value = self.names.linked(value);
                self.sets(attribute, &tags, Some(&value));
                if own == 0 {
                    return self.plain(attribute, &steps, &tags, value);
                }
                let at = steps.iter().rposition(|step| *step == Step::Each).unwrap_or(steps.len());
                if value.as_unknown().is_some() && transform::is_of_each(attribute) {
                    return self.set(attribute, &steps[..at], &tags, value);
                }
                let items = match value.members() {
                    Some(_) => Rc::new([value.clone()]),
                    None => transform::each(&value).unwrap_or_else(|| Rc::new([value.clone()])),
                };
                self.set(attribute, &steps[..at], &tags, Value { data: Data::List(Rc::new([])), ..value.clone() });
                let of: Rc<str> = format!("{}|{}", self.attributes.instance.address, found.spelt).into();
                for (place, item) in items.iter().enumerate() {
                    let places: Vec<String> = found.blocks.iter().map(usize::to_string).collect();
                    let of: Rc<str> = if stars > blocks && !transform::is_of_each(attribute) {
                        format!("{}|own", self.attributes.instance.address).into()
                    } else {
                        format!("{of}|{}", places.join(".")).into()
                    };
                    tags.push(Tag { of, at: place });
                    self.set(attribute, &steps, &tags, item.clone());
                    tags.pop();
                }
            }
            Said::Absent => self.absent(attribute, &steps, stars, found),
        }
    }

    /// Whether it is the service that decides what an instance leaves out, as plans say.
    fn is_left_to_service(&self, attribute: &Attribute, value: &Value<'d>) -> bool {
        let own = |why: &Rc<Unknown>| {
            why.symbol.strip_prefix(&self.attributes.instance.address).is_some_and(|rest| rest.starts_with('.'))
        };
        attribute.computed.is_some() && value.as_unknown().is_some_and(own)
    }

    /// A value that several attributes make is made here.
    fn made_of(&self, path: &str, attribute: &Attribute, value: &Value<'d>) -> Value<'d> {
        if attribute.with.is_empty() {
            return value.clone();
        }
        let others: Vec<Value<'d>> = attribute.with.iter().filter_map(|name| self.attributes.top(name)).collect();
        let all: Vec<&Value<'d>> = std::iter::once(value).chain(&others).collect();
        if let Some(unknown) = all.iter().find_map(|value| value.first_unknown()) {
            return Value { data: Data::Unknown(unknown), origin: Origin::Made(value.nodes().into()) };
        }
        if others.len() < attribute.with.len() {
            let reason = format!("`{path}` says it together with `{}`, which is left out", attribute.with.join("`, `"));
            return Value { origin: Origin::Made(value.nodes().into()), ..Value::unknown(reason, "") };
        }
        let parts: Vec<String> = all.iter().map(|value| value.symbol()).collect();
        Value::text(parts.join("_")).from_all(&all)
    }

    fn plain(&mut self, attribute: &Attribute, steps: &[Step], tags: &[Tag], value: Value<'d>) {
        // What several attributes say one word each of.
        let words = value.items().filter(|_| matches!(attribute.r#as, Some(super::kind::As::Words(_))));
        let Some(words) = words else { return self.set(attribute, steps, tags, value) };
        let mut steps = steps.to_vec();
        steps.push(Step::Each);
        for word in words.iter() {
            let mut tags = tags.to_vec();
            tags.push(Tag { of: word.symbol().into(), at: 0 });
            let origin = value.origin.clone();
            self.set(attribute, &steps, &tags, Value { origin, ..word.clone() });
        }
    }

    fn set(&mut self, attribute: &Attribute, steps: &[Step], tags: &[Tag], value: Value<'d>) {
        self.row.draft(attribute.child.as_ref()).set(steps, tags, value);
    }

    /// Each of the blocks as an object, whose members others put in place.
    fn block(&mut self, attribute: &Attribute, steps: &[Step], found: &Found<'d>, value: &Value<'d>) {
        let is_list = attribute.block == Some(Block::List);
        let stars = steps.iter().filter(|step| **step == Step::Each).count();
        if let Some(unknown) = value.as_unknown() {
            return self.unknown(attribute, steps, found, unknown);
        }
        let items = value.items().unwrap_or_else(|| Rc::new([value.clone()]));
        if items.is_empty() {
            if is_list && self.attributes.is_whole {
                let end = steps.iter().position(|step| *step == Step::Each).unwrap_or(steps.len());
                return self.set(
                    attribute,
                    &steps[..end],
                    &[],
                    Value { data: Data::List(Rc::new([])), ..value.clone() },
                );
            }
            return self.absent(attribute, steps, stars, found);
        }
        for (place, item) in items.iter().enumerate() {
            let mut blocks = found.blocks.clone();
            blocks.push(place);
            let own = Found { blocks, spelt: found.spelt.clone(), said: Said::Absent };
            let Some(tags) = self.attributes.tags(&own, attribute, stars) else { continue };
            match &item.data {
                Data::Unknown(why) => self.unknown(attribute, steps, &own, why),
                _ => {
                    let empty = Value { data: Data::Object(Rc::new([])), origin: item.origin.clone() };
                    self.set(attribute, steps, &tags, empty);
                    self.sets(attribute, &tags, None);
                }
            }
        }
    }

    /// What else follows where it is there; that an id is known only later does not mean that there may be none.
    fn sets(&mut self, attribute: &Attribute, tags: &[Tag], value: Option<&Value<'d>>) {
        let node = self.attributes.instance.node;
        let doubt = value.and_then(Value::as_unknown).cloned();
        for (path, json) in &attribute.sets {
            let data = match &doubt {
                Some(why) => Data::Unknown(why.clone()),
                None => of_json(json, node).data,
            };
            self.set(attribute, &steps(path), tags, Value { data, origin: Origin::Made(Rc::new([node])) });
        }
    }

    /// From a block on that is not known: the list that it is an element of, else what stands in it.
    fn unknown(&mut self, attribute: &Attribute, steps: &[Step], found: &Found<'d>, why: &Rc<Unknown>) {
        let node = self.attributes.instance.node;
        let value = Value { data: Data::Unknown(why.clone()), origin: Origin::Made(Rc::new([node])) };
        let stars = steps.iter().filter(|step| **step == Step::Each).count();
        let own = usize::from(transform::is_of_each(attribute));
        match self.attributes.tags(found, attribute, stars.saturating_sub(own)) {
            Some(tags) if own == 0 => self.set(attribute, steps, &tags, value),
            _ => {
                let end = steps.iter().position(|step| *step == Step::Each).unwrap_or(steps.len());
                self.set(attribute, &steps[..end], &[], value);
            }
        }
    }

    /// An element whose settings stand below `properties` has these, where none of them is said too.
    fn hold_properties(&mut self, attribute: &Attribute, steps: &[Step], tags: &[Tag]) {
        let Some(at) = steps.iter().rposition(|step| *step == Step::Each) else { return };
        let is_properties = |step: &Step| matches!(step, Step::Member(name) if &**name == "properties");
        if steps.get(at + 1).is_some_and(is_properties)
            && tags.len() == steps[..=at].iter().filter(|step| **step == Step::Each).count()
        {
            let value = of_json(&Json::Object(serde_json::Map::new()), self.attributes.instance.node);
            let (child, path) = (attribute.child.clone(), steps[..at + 2].to_vec());
            self.row.later.push(Later { child, path, tags: tags.to_vec(), value });
        }
    }

    fn absent(&mut self, attribute: &Attribute, steps: &[Step], stars: usize, found: &Found<'d>) {
        let node = self.attributes.instance.node;
        let child = attribute.child.clone();
        let own = usize::from(transform::is_of_each(attribute) || stars > found.spelt.split('.').count() - 1);
        let tags = self.attributes.tags(found, attribute, stars.saturating_sub(own)).unwrap_or_default();
        if let Some(Json::Object(others)) = &attribute.r#else {
            for (path, json) in others {
                let path = super::draft::steps(path);
                self.row.later.push(Later {
                    child: child.clone(),
                    path,
                    tags: tags.clone(),
                    value: of_json(json, node),
                });
            }
            return;
        }
        self.hold_properties(attribute, steps, &tags);
        let Some(value) = self.attributes.left_out(attribute) else { return };
        let end = match tags.len() < stars {
            true => steps.iter().rposition(|step| *step == Step::Each).unwrap_or(steps.len()),
            false => steps.len(),
        };
        self.row.later.push(Later { child, path: steps[..end].to_vec(), tags, value });
    }
}

/// Whether a target is this place, or may be.
pub fn means(target: &Target, place: usize) -> bool {
    match target {
        Target::One(own) => *own == place,
        Target::Several(all) => all.contains(&place),
        Target::Id(_) => false,
        Target::Unknown => true,
    }
}
