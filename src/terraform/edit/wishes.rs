//! From what a resource shall be to changes of the attributes that say it.

use super::super::kind::{Attribute, Kind};
use super::super::mapping;
use super::aim::{Aim, Fit, aims};
use super::builder::{no_attribute, path_text, required};
use super::inverse::inverse;
use super::site::{Site, Spelt, literal, spellings};
use super::{Change, Origins, Part, Row, Wish};
use crate::source::{Kind as Sort, Node, Scalar};
use serde_json::Value as Json;

/// A resource that shall be another.
pub struct Wishing<'o, 'n> {
    pub origins: &'o Origins,
    pub row: &'n Row,
    /// The resource as it is; `None` where it is not there yet.
    pub node: Option<Node<'n>>,
    /// Whether values are written into blocks where expressions give them.
    pub inline: bool,
}

/// An instance that says things of a resource, and the attributes that it has for a path.
pub struct Speaker {
    /// Which one.
    pub instance: usize,
    /// How its type is written.
    pub kind: &'static Kind,
    /// The attributes.
    pub aims: Vec<Aim>,
}

/// Where an attribute stands, or would.
pub struct Found<'o> {
    site: Site<'o>,
    instance: usize,
    kind: &'static Kind,
    /// The attribute.
    pub aim: Aim,
    name: &'static str,
    is_same: bool,
}

impl<'o, 'n> Wishing<'o, 'n> {
    /// The changes that make a wish about a path true.
    pub fn changes(&self, path: &[Part], wish: &Wish) -> Result<Vec<Change<'o>>, String> {
        if let Some((row, path)) = self.mirrored(path) {
            return Wishing { row: &row, node: None, ..*self }.changes(&path, wish);
        }
        let kind = mapping::kind(&self.origins.instances[self.row.instance].kind);
        if kind.is_some_and(|kind| kind.is_implied(&path_text(path))) && self.child().is_none() {
            return Ok(Vec::new());
        }
        match wish {
            Wish::Set(value) => self.set(path, value),
            Wish::Remove => self.remove(path),
            Wish::Append(values) => self.append(path, values),
        }
    }

    /// Who says something of a path: the block of the resource first, then those that write into it.
    pub fn speakers(&self, path: &[Part]) -> Vec<Speaker> {
        let own = self.row.instance;
        let others = self.origins.instances.iter().enumerate().filter(|(_, other)| other.into == Some(own));
        let all = std::iter::once(own).chain(others.map(|(place, _)| place));
        let speaker = |instance: usize| {
            let kind = mapping::kind(&self.origins.instances[instance].kind)?;
            Some(Speaker { instance, kind, aims: aims(kind, self.child(), path) })
        };
        all.filter_map(speaker).collect()
    }

    /// The type and the name of the resource, where it is a child that another's block makes.
    fn child(&self) -> Option<(&'n str, &'n str)> {
        let kind = mapping::kind(&self.origins.instances[self.row.instance].kind)?;
        let is_own =
            |name: &Option<String>| name.as_ref().is_some_and(|own| own.eq_ignore_ascii_case(&self.row.type_name));
        let is_child = !is_own(&kind.type_name) && !is_own(&kind.also);
        is_child.then_some((self.row.type_name.as_str(), self.row.name.as_str()))
    }

    /// The resource of which this one only shows a part, and the path there.
    fn mirrored(&self, path: &[Part]) -> Option<(Row, Vec<Part>)> {
        let instance = self.row.instance;
        let kind = mapping::kind(&self.origins.instances[instance].kind)?;
        let shown = format!("{}/{}", self.row.type_name, self.row.name);
        let is_it = |own: &&Attribute| own.mirror.as_ref().is_some_and(|mirror| mirror.eq_ignore_ascii_case(&shown));
        let to = kind.properties.values().find(is_it)?.to.as_ref()?;
        let (first, rest) = path.split_first()?;
        let is_properties = matches!(first, Part::Member(name) if name.eq_ignore_ascii_case("properties"));
        let start = is_properties.then(|| to.split('.').map(|name| Part::Member(name.to_owned())))?;
        let row = Row { instance, type_name: kind.type_name.clone()?, name: String::new(), id: String::new() };
        Some((row, start.chain(rest.iter().cloned()).collect()))
    }

    /// What stands at a path.
    pub fn here(&self, path: &[Part]) -> Option<Node<'_>> {
        path.iter().try_fold(self.node?, |at, part| match part {
            Part::Member(name) => at.get(name),
            Part::Index(place) => at.item(*place),
        })
    }

    /// Where the elements on a path are written.
    fn elements(&self, path: &[Part]) -> Vec<Option<Node<'_>>> {
        let is_element = |end: &usize| matches!(path[*end], Part::Index(_));
        (0..path.len()).filter(is_element).map(|end| self.here(&path[..=end]).and_then(literal)).collect()
    }

    /// The place of an attribute that is chosen among all that say a path: one that says something, else the first that may.
    pub fn find(&self, path: &[Part], is_asked: impl Fn(&Aim) -> bool) -> Result<Option<Found<'o>>, String> {
        let elements = self.elements(path);
        let (mut missing, mut reason) = (None, None);
        for Speaker { instance, kind, aims } in self.speakers(path) {
            for aim in aims.into_iter().filter(&is_asked) {
                match self.found(instance, kind, aim, &elements) {
                    Ok(found) if matches!(found.site, Site::Said(..)) => return self.heeded(found).map(Some),
                    Ok(found) => drop(missing.get_or_insert(found)),
                    Err(told) => drop(reason.get_or_insert(told)),
                }
            }
        }
        match (missing, reason) {
            (Some(found), _) => {
                self.alone(&found, path)?;
                self.heeded(found).map(Some)
            }
            (None, Some(reason)) => Err(reason),
            (None, None) => Ok(None),
        }
    }

    fn found(
        &self,
        instance: usize,
        kind: &'static Kind,
        aim: Aim,
        elements: &[Option<Node<'_>>],
    ) -> Result<Found<'o>, String> {
        let origins = self.origins;
        for (name, is_same) in spellings(aim.name, aim.attribute) {
            let spelt = Spelt { instance, aim: &aim, name, is_same };
            let site = origins.site(&spelt, elements)?;
            if matches!(site, Site::Said(..)) {
                return Ok(Found { site, instance, kind, aim, name, is_same });
            }
        }
        let (name, is_same) = origins.spelling(instance, kind, &aim)?;
        let site = origins.site(&Spelt { instance, aim: &aim, name, is_same }, elements)?;
        Ok(Found { site, instance, kind, aim, name, is_same })
    }

    /// Refuses to say in a block what a resource beside says of another instance that the same block makes: azurerm takes a thing
    /// from one of them, and the block would say it for both.
    fn alone(&self, found: &Found<'o>, path: &[Part]) -> Result<(), String> {
        let all = &self.origins.instances;
        let body = all[found.instance].body;
        let twins = all.iter().enumerate().filter(|(place, own)| *place != found.instance && own.body == body);
        for (twin, own) in twins {
            let speaks = |other: &&super::Origin| {
                let kind = mapping::kind(&other.kind).filter(|_| other.into == Some(twin));
                kind.is_some_and(|kind| !aims(kind, self.child(), path).is_empty())
            };
            if let Some(other) = all.iter().find(speaks) {
                return Err(format!("the same block makes `{}`, of which `{}` says it", own.address, other.address));
            }
        }
        Ok(())
    }

    /// The same, unless Terraform would ignore its change.
    fn heeded(&self, found: Found<'o>) -> Result<Found<'o>, String> {
        self.origins.ignored(found.instance, found.name).map_or(Ok(found), Err)
    }

    /// A change at a place that was found.
    pub fn change(&self, found: &Found<'o>, wish: Wish) -> Result<Change<'o>, String> {
        let origins = self.origins;
        let replaces = found.aim.attribute.change.as_ref().is_some_and(|change| {
            origins.majors(found.instance, found.kind).iter().any(|major| change.replaces(*major))
        });
        let change = match &found.site {
            Site::Said(said, body) => origins.changed((*said, *body), found.name, wish, self.inline)?,
            Site::Missing(body, keys) => {
                let wish = match wish {
                    Wish::Append(values) => Wish::Set(Json::Array(values)),
                    other => other,
                };
                Change { needs: self.needs(found, keys), ..Change::of(*body, keys.clone(), wish) }
            }
        };
        Ok(Change { replaces, ..change })
    }

    /// What azurerm requires in the new blocks that a place is in.
    fn needs(&self, found: &Found<'o>, keys: &[String]) -> Vec<(Vec<String>, Option<Json>)> {
        let majors = self.origins.majors(found.instance, found.kind);
        let names: Vec<&str> = found.name.split('.').collect();
        let known = names.len() - keys.len();
        let mut needs = Vec::new();
        for level in known + 1..names.len() {
            let around = names[..level].join(".");
            for (name, value) in required(found.kind, &around, &majors) {
                let mut missing = keys[..level - known].to_vec();
                missing.push(name.to_owned());
                if missing != keys {
                    needs.push((missing, value));
                }
            }
        }
        needs
    }

    fn set(&self, path: &[Part], value: &Json) -> Result<Vec<Change<'o>>, String> {
        let plain = |aim: &Aim| aim.fit == Fit::Exact && aim.attribute.block.is_none();
        if let Some(found) = self.find(path, |aim| plain(aim) && !aim.holds_elements())? {
            let value = inverse(found.aim.attribute, found.is_same, value)?;
            return Ok(vec![self.change(&found, Wish::Set(value))?]);
        }
        match value {
            Json::Object(members) if self.is_spoken_of(path) => {
                let mut changes = Vec::new();
                for (key, own) in members {
                    let path = below(path, key);
                    if !self.here(&path).is_some_and(|here| is(here, own)) {
                        changes.extend(self.set(&path, own)?);
                    }
                }
                Ok(changes)
            }
            Json::Array(values) => self.set_list(path, values),
            _ => self.set_literal(path, value),
        }
    }

    /// A value that stands in what an attribute holds, and is the same to the platform.
    fn set_literal(&self, path: &[Part], value: &Json) -> Result<Vec<Change<'o>>, String> {
        let origins = self.origins;
        let written = self.here(path).and_then(|here| literal(here).filter(|own| own.scalar() == here.scalar()));
        let Some(own) = written.filter(|own| own.scalar().is_some()) else { return Err(no_attribute(path)) };
        // Which attribute holds it is not told: where any change may be ignored, this one may be.
        if let Some(entry) = origins.instances[self.row.instance].ignored.first() {
            return Err(format!("Terraform may not make the change: `ignore_changes` covers `{entry}`"));
        }
        let node = origins.at(own).ok_or("its file is not at hand")?;
        Ok(vec![Change::of(node, Vec::new(), Wish::Set(value.clone()))])
    }

    fn is_spoken_of(&self, path: &[Part]) -> bool {
        self.speakers(path).iter().any(|speaker| !speaker.aims.is_empty())
    }

    /// Takes away what says a path.
    pub fn remove(&self, path: &[Part]) -> Result<Vec<Change<'o>>, String> {
        if path.is_empty() {
            let node = self.origins.removable(self.row.instance)?;
            return Ok(vec![Change::of(node, Vec::new(), Wish::Remove)]);
        }
        if let Some(found) = self.find(path, |aim| aim.fit == Fit::Exact && !aim.holds_elements())? {
            let Site::Said(said, body) = &found.site else { return Ok(Vec::new()) };
            if found.aim.attribute.block.is_none() {
                return Ok(vec![self.change(&found, Wish::Remove)?]);
            }
            let is_inside = |block: &Node<'_>| body.members().any(|(_, own)| own.id() == block.id());
            let block = literal(*said).filter(is_inside).ok_or("an expression makes this block")?;
            return Ok(vec![Change::of(block, Vec::new(), Wish::Remove)]);
        }
        if matches!(path.last(), Some(Part::Index(_))) {
            // An element that is a text of a list.
            let here =
                self.here(path).and_then(|here| literal(leaf(here))).ok_or("an expression makes this element")?;
            let node = self.origins.at(here).ok_or("its file is not at hand")?;
            return Ok(vec![Change::of(node, Vec::new(), Wish::Remove)]);
        }
        let Some(here) = self.here(path).filter(|here| here.kind() == Sort::Object) else {
            return Err(no_attribute(path));
        };
        let mut changes = Vec::new();
        for (key, _) in here.members() {
            changes.extend(self.remove(&below(path, &key))?);
        }
        Ok(changes)
    }
}

fn below(path: &[Part], key: &str) -> Vec<Part> {
    path.iter().cloned().chain([Part::Member(key.to_owned())]).collect()
}

/// The only value in an object, however deep.
fn leaf(node: Node<'_>) -> Node<'_> {
    match node.members().next() {
        Some((_, inner)) if node.len() == 1 => leaf(inner),
        _ => node,
    }
}

/// Whether a node has a value.
fn is(node: Node<'_>, value: &Json) -> bool {
    match value {
        Json::Object(members) => {
            node.kind() == Sort::Object
                && node.len() == members.len()
                && members.iter().all(|(key, own)| node.get(key).is_some_and(|node| is(node, own)))
        }
        Json::Array(items) => {
            node.kind() == Sort::Array
                && node.len() == items.len()
                && node.items().zip(items).all(|(node, own)| is(node, own))
        }
        Json::String(text) => node.kind() == Sort::String && node.text().is_some_and(|own| *own == **text),
        Json::Null => node.kind() == Sort::Null && node.unknown().is_none(),
        Json::Bool(wanted) => matches!(node.scalar(), Some(Scalar::Bool(own)) if own == *wanted),
        Json::Number(wanted) => match node.scalar() {
            Some(Scalar::Int(own)) => wanted.as_i64() == Some(own),
            Some(Scalar::Float(own)) => wanted.as_f64() == Some(own),
            _ => false,
        },
    }
}
