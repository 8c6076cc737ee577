//! From instances to the resources of the platform that they make, each value with its origin.

use super::Instance;
use super::attribute::Attributes;
use super::draft::{Draft, Tag, steps};
use super::kind::{Backlink, ChildName, Kind};
use super::mapped::{Mapped, mapped};
use super::names::{Identity, Names, Target};
use super::row::{Row, Saying, means};
use super::transform::{boolean, of_json};
use super::update::updated;
use super::{Told, azapi, mapping};
use crate::source::Node;
use crate::template::{Data, Origin, Value};
use serde_json::Value as Json;
use std::rc::Rc;

/// A resource that instances make.
pub struct Made<'d> {
    /// Which instance it is of.
    pub instance: usize,
    /// Which resource it is.
    pub identity: Identity,
    /// What it is, as an object of the platform's: its identity too.
    pub value: Value<'d>,
    /// Whether it is there hangs on what is not known.
    pub is_conditional: bool,
    /// What its mapping speaks of; `None` where none made it.
    pub mapped: Option<&'static Mapped>,
}

/// The resources that instances make. `file` is what ids begin with that the platform has not given yet.
pub fn map<'d>(file: &str, instances: &[Instance<'d>], told: Told) -> Vec<Made<'d>> {
    let names = Names::of(file, instances, told == Told::All);
    let mut mapper = Mapper { instances, names, is_whole: told == Told::All, rows: Vec::new() };
    mapper.rows.resize_with(instances.len(), Row::default);
    // What others write into a resource has the last word where it leaves something out.
    (0..instances.len()).for_each(|place| mapper.write_into(place));
    (0..instances.len()).for_each(|place| mapper.write_own(place));
    (0..instances.len()).for_each(|place| mapper.update(place));
    (0..instances.len()).for_each(|place| mapper.link_back(place));
    mapper.append();
    mapper.rows.iter_mut().for_each(Row::settle);
    mapper.finish()
}

struct Mapper<'i, 'd> {
    instances: &'i [Instance<'d>],
    names: Names<'i, 'd>,
    is_whole: bool,
    rows: Vec<Row<'d>>,
}

impl<'i, 'd> Mapper<'i, 'd> {
    fn attributes(&self, place: usize) -> Option<Attributes<'i, 'd>> {
        let instance = &self.instances[place];
        let kind = mapping::kind(&instance.kind)?;
        Some(Attributes { instance, kind, is_whole: self.is_whole })
    }

    fn kind(&self, place: usize) -> Option<&'static Kind> {
        mapping::kind(&self.instances[place].kind)
    }

    /// The instances that make a resource of a type.
    fn of_type(&self, type_name: &str) -> Vec<usize> {
        let is_it = |place: &usize| {
            let own = self.kind(*place).and_then(|kind| kind.type_name.as_deref());
            own.is_some_and(|own| own.eq_ignore_ascii_case(type_name))
        };
        (0..self.instances.len()).filter(is_it).collect()
    }

    /// What others have said of the row before, and is said otherwise now, is not known.
    fn say(&mut self, attributes: &Attributes<'i, 'd>, row: usize) {
        let mut own = std::mem::take(&mut self.rows[row]);
        let before = own.own.as_ref().filter(|_| !self.is_whole).map(Draft::plain).unwrap_or_default();
        let by = std::mem::replace(&mut own.by, attributes.instance.address.clone());
        Saying { attributes, names: &self.names, row: &mut own }.all();
        if let Some(said) = own.own.as_mut().filter(|_| !before.is_empty()) {
            said.contest(&before, &by);
        }
        self.rows[row] = own;
    }

    fn write_own(&mut self, place: usize) {
        let instance = &self.instances[place];
        if azapi::is_one(instance) && instance.conditional.is_none() {
            self.rows[place].own = Some(azapi::draft(instance));
        }
        let Some(attributes) = self.attributes(place).filter(|own| own.kind.type_name.is_some()) else { return };
        if self.instances[place].conditional.is_none() {
            self.say(&attributes, place);
        }
    }

    /// What changes a resource once it is there has the last word.
    fn update(&mut self, place: usize) {
        let instance = &self.instances[place];
        if &*instance.kind != azapi::UPDATE {
            return;
        }
        let target = updated(&self.names, self.instances, place);
        let says = azapi::update(instance);
        if let (Target::One(row), None) = (&target, &instance.conditional) {
            for (path, value) in says {
                self.rows[*row].draft(None).set(&steps(&path), &[], value);
            }
            return;
        }
        let type_name = azapi::type_of(instance);
        let is_it = |row: &usize| match (&type_name, self.names.identity(*row)) {
            (Some(own), Some(identity)) => identity.type_name.eq_ignore_ascii_case(own),
            (None, identity) => identity.is_some(),
            (Some(_), None) => false,
        };
        let rows: Vec<usize> = (0..self.instances.len()).filter(is_it).filter(|row| means(&target, *row)).collect();
        for row in rows {
            for (path, _) in &says {
                let reason = format!("`{}` may say it, and which resource it is about is not known", instance.address);
                let value = Value { origin: Origin::Made(Rc::new([instance.node])), ..Value::unknown(reason, "") };
                self.rows[row].draft(None).set(&steps(path), &[], value);
            }
        }
    }

    fn write_into(&mut self, place: usize) {
        let Some(attributes) = self.attributes(place) else { return };
        let Some(into) = &attributes.kind.into else { return };
        let target = attributes.top(&into.by).map_or(Target::Unknown, |value| self.names.target(&value));
        let is_there = attributes.instance.conditional.is_none();
        match target {
            Target::One(row) if is_there => self.say(&attributes, row),
            other => {
                let reason = match is_there {
                    true => format!(
                        "`{}` may say it, and which resource it is about is not known",
                        attributes.instance.address
                    ),
                    false => {
                        format!("`{}` may say it, and whether that is there is not known", attributes.instance.address)
                    }
                };
                for row in self.of_type(&into.type_name).into_iter().filter(|row| means(&other, *row)) {
                    self.rows[row].doubt(&attributes, &reason);
                }
            }
        }
    }

    /// What the presence of an instance means for the one that it names.
    fn link_back(&mut self, place: usize) {
        let Some(attributes) = self.attributes(place).filter(|own| own.instance.conditional.is_none()) else { return };
        if let Some(backlink) = &attributes.kind.backlink {
            self.add_back(&attributes, backlink, place);
        }
        for (path, attribute) in &attributes.kind.properties {
            let Some((_, list)) = attribute.backlink.as_deref().and_then(|text| text.split_once(' ')) else { continue };
            let written = std::iter::once(path.as_str()).chain(attribute.formerly.keys().map(String::as_str));
            let Some(value) = written.into_iter().find_map(|name| attributes.top(name)) else { continue };
            if let (Target::One(row), Some(own)) = (self.names.target(&value), self.names.identity(place)) {
                let tag = Tag { of: self.instances[place].address.as_str().into(), at: 0 };
                let id = made(Data::Text(own.id.as_str().into()), self.instances[place].node);
                self.rows[row].draft(None).set(&steps(list), &[tag], id);
            }
        }
    }

    fn add_back(&mut self, attributes: &Attributes<'i, 'd>, backlink: &Backlink, place: usize) {
        let (Some(list), Some(json)) = (&backlink.adds, &backlink.value) else { return };
        let named = nested(attributes, &backlink.to);
        let Some(Target::One(row)) = named.map(|value| self.names.target(&value)) else { return };
        let node = attributes.instance.node;
        let condition = backlink.when.as_deref().and_then(|text| text.split_once(" == "));
        let met = condition.map(|(path, wanted)| (nested(attributes, path), wanted));
        let is_met = match met {
            None => Some(true),
            Some((value, wanted)) => value.as_ref().map_or(Some(false), boolean).map(|own| own.to_string() == wanted),
        };
        let mut value = of_json(json, node);
        if is_met != Some(true) {
            value = match (&backlink.otherwise, is_met) {
                (Some(word), Some(false)) => of_json(&replaced(json, word), node),
                _ => Value { origin: value.origin, ..Value::unknown("how it is connected is not known", "") },
            };
        }
        let tag = Tag { of: self.instances[place].address.as_str().into(), at: 0 };
        self.rows[row].draft(None).set(&steps(list), &[tag], value);
    }

    /// Children that stand in a list of their parent's too.
    fn append(&mut self) {
        for place in 0..self.instances.len() {
            let Some(list) = self.kind(place).and_then(|kind| kind.parent.as_ref()?.appends_to.as_ref()) else {
                continue;
            };
            let Some(parent) = self.names.parent(place) else { continue };
            let path = steps(list);
            let rows: Vec<usize> = match &parent {
                Target::One(row) => vec![*row],
                Target::Several(rows) => rows.clone(),
                _ => continue,
            };
            let is_sure = rows.len() == 1 && self.instances[place].conditional.is_none();
            self.rows[place].settle();
            let own = self.rows[place].own.clone().unwrap_or_else(Draft::new);
            for row in rows {
                let (node, end) = (self.instances[place].node, path.len() - 1);
                if !is_sure {
                    let reason = format!("`{}` may be a part of it", self.instances[place].address);
                    let value = Value { origin: Origin::Made(Rc::new([node])), ..Value::unknown(reason, "") };
                    self.rows[row].draft(None).set(&path[..end], &[], value);
                    continue;
                }
                let tag = Tag { of: self.instances[place].address.as_str().into(), at: 0 };
                let element = self.element(place, &own, list);
                self.rows[row].draft(None).set(&path, &[tag], element);
            }
        }
    }

    /// A child as its parent's list holds it: with an id, a name and properties, or its properties alone.
    fn element(&self, place: usize, own: &Draft<'d>, list: &str) -> Value<'d> {
        let node = self.instances[place].node;
        let properties = own.get(&steps("properties")).cloned().unwrap_or_else(Draft::new).into_value(node);
        let Some(identity) = self.names.identity(place) else { return properties };
        let name = made(Data::Text(identity.name.as_str().into()), node);
        let members: Vec<(Rc<str>, Value<'d>)> = match list.contains("agentPoolProfiles") {
            true => std::iter::once(("name".into(), name))
                .chain(properties.members().iter().flat_map(|members| members.iter().cloned()))
                .collect(),
            false => {
                let id = made(Data::LocalId(identity.id.as_str().into()), node);
                vec![("id".into(), id), ("name".into(), name), ("properties".into(), properties)]
            }
        };
        made(Data::Object(members.into()), node)
    }

    fn finish(mut self) -> Vec<Made<'d>> {
        let mut made = Vec::new();
        for place in 0..self.instances.len() {
            let Some(identity) = self.names.identity(place) else { continue };
            let row = std::mem::take(&mut self.rows[place]);
            let own = row.own.unwrap_or_else(Draft::new);
            let is_conditional = self.instances[place].conditional.is_some();
            self.push(place, (*identity).clone(), own.clone(), is_conditional, &mut made);
            if is_conditional {
                continue;
            }
            let Some(kind) = self.kind(place) else { continue };
            if let Some(also) = &kind.also {
                self.push(place, beside(&identity, also), own.clone(), false, &mut made);
            }
            for (child, draft) in self.shown(place, kind, &own).into_iter().chain(row.children) {
                self.push(place, below(&identity, &child), draft, false, &mut made);
            }
        }
        made
    }

    /// The children that show a part of a resource.
    fn shown(&self, place: usize, kind: &'static Kind, own: &Draft<'d>) -> Vec<(ChildName, Draft<'d>)> {
        let mut shown = Vec::new();
        for attribute in kind.properties.values() {
            let (Some(mirror), Some(to)) = (&attribute.mirror, &attribute.to) else { continue };
            let (Some((type_name, name)), Some(part)) = (mirror.rsplit_once('/'), own.get(&steps(to))) else {
                continue;
            };
            // What is not known is read where it stands.
            if matches!(part, Draft::Value(value) if value.as_unknown().is_some()) {
                continue;
            }
            let name = ChildName { type_name: type_name.to_owned(), name: name.to_owned() };
            shown.push((name, Draft::Object(vec![("properties".into(), part.clone())], None)));
        }
        for (block, child) in &kind.children {
            let Some(value) = self.attributes(place).and_then(|own| nested(&own, block)) else { continue };
            let mut draft = Draft::new();
            for (attribute, path) in &child.properties {
                let Some(value) = value.member(attribute) else { continue };
                draft.set(&steps(path), &[], self.names.linked(value));
            }
            shown.push((ChildName { type_name: child.type_name.clone(), name: child.name.clone() }, draft));
        }
        shown
    }

    fn push(
        &self,
        place: usize,
        identity: Identity,
        mut draft: Draft<'d>,
        is_conditional: bool,
        all: &mut Vec<Made<'d>>,
    ) {
        let instance = &self.instances[place];
        let text = |text: &str| made(Data::Text(text.into()), instance.node);
        let top = |name: &str, draft: &mut Draft<'d>, value: Value<'d>| draft.set(&steps(name), &[], value);
        top("id", &mut draft, text(&identity.id));
        top("name", &mut draft, text(&identity.name));
        top("type", &mut draft, text(&identity.type_name));
        if let Some(group) = &identity.group {
            top("resourceGroup", &mut draft, text(group));
        }
        if let Some(attributes) = self.attributes(place) {
            let location = attributes.kind.location.as_deref().and_then(|name| attributes.top(name));
            location.into_iter().for_each(|value| top("location", &mut draft, value));
            attributes.top("tags").into_iter().for_each(|value| top("tags", &mut draft, value));
        }
        if draft.get(&steps("properties")).is_none() {
            top("properties", &mut draft, made(Data::Object(Rc::new([])), instance.node));
        }
        if let Draft::Object(_, at) = &mut draft {
            *at = Some(instance.node);
        }
        let mapped = mapped(&instance.kind, &identity.type_name);
        all.push(Made { instance: place, identity, value: draft.into_value(instance.node), is_conditional, mapped });
    }
}

fn made<'d>(data: Data<'d>, node: Node<'d>) -> Value<'d> {
    Value { data, origin: Origin::Made(Rc::new([node])) }
}

/// The value of an attribute in the first of its blocks.
fn nested<'d>(attributes: &Attributes<'_, 'd>, path: &str) -> Option<Value<'d>> {
    let mut names = path.split('.');
    let first = attributes.top(names.next()?)?;
    let whole = |value: Value<'d>| match value.items() {
        Some(items) => items.first().cloned(),
        None => Some(value),
    };
    let is_attribute = !path.contains('.');
    let start = if is_attribute { whole(first)? } else { first };
    names.try_fold(start, |value, name| whole(value)?.member(name))
}

/// A value with another word in the place of its only one.
fn replaced(json: &Json, word: &str) -> Json {
    match json {
        Json::Object(members) => members
            .iter()
            .map(|(key, own)| (key.clone(), replaced(own, word)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        Json::String(_) => Json::String(word.to_owned()),
        other => other.clone(),
    }
}

/// The same resource under another type.
fn beside(identity: &Identity, also: &str) -> Identity {
    let above = identity.id.rsplitn(3, '/').nth(2).unwrap_or_default();
    let (own, other) = (also.rsplit_once('/'), identity.type_name.rsplit_once('/'));
    let id = match (own, other) {
        (Some((one, leaf)), Some((another, _))) if one.eq_ignore_ascii_case(another) => {
            format!("{above}/{leaf}/{}", identity.name)
        }
        _ => format!("{}/providers/{also}/{}", identity.id, identity.name),
    };
    Identity { id, type_name: also.to_owned(), name: identity.name.clone(), group: identity.group.clone() }
}

fn below(identity: &Identity, child: &ChildName) -> Identity {
    let start = child.type_name.get(..identity.type_name.len());
    let is_below = start.is_some_and(|start| start.eq_ignore_ascii_case(&identity.type_name));
    let id = match is_below {
        true => format!("{}{}/{}", identity.id, &child.type_name[identity.type_name.len()..], child.name),
        false => format!("{}/providers/{}/{}", identity.id, child.type_name, child.name),
    };
    let name = child.name.clone();
    Identity { id, type_name: child.type_name.clone(), name, group: identity.group.clone() }
}
