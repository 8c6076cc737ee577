//! Lists: attributes that hold texts, and blocks of which each is an element.

use super::super::draft::Step;
use super::super::kind::Block;
use super::aim::{Aim, Fit};
use super::builder::{built, listed, no_attribute};
use super::site::block;
use super::wishes::{Found, Speaker, Wishing};
use super::{Change, Part, Wish};
use crate::source::{Kind as Sort, Node};
use serde_json::Value as Json;

impl<'o> Wishing<'o, '_> {
    /// Gives a list these elements.
    pub fn set_list(&self, path: &[Part], values: &[Json]) -> Result<Vec<Change<'o>>, String> {
        let end = self.here(path).map_or(0, |list| if list.kind() == Sort::Array { list.len() } else { 0 });
        if let Some((found, tail)) = self.texts(path)? {
            let texts = values.iter().map(|value| text_of(value, &tail)).collect::<Result<Vec<_>, _>>()?;
            return Ok(vec![self.change(&found, listed(&texts))?]);
        }
        let mut changes = Vec::new();
        for place in 0..end {
            let mut path = path.to_vec();
            path.push(Part::Index(place));
            changes.extend(self.remove(&path)?);
        }
        if !values.is_empty() {
            changes.extend(self.append(path, values)?);
        }
        Ok(changes)
    }

    /// The attribute that holds a list of texts of which each is an element at a path, and what is below those.
    fn texts(&self, path: &[Part]) -> Result<Option<(Found<'o>, Vec<String>)>, String> {
        let tail = |aim: &Aim| match &aim.fit {
            Fit::Below(rest) => match rest.split_first() {
                Some((Step::Each, tail)) => tail
                    .iter()
                    .map(|step| match step {
                        Step::Member(name) => Some(name.to_string()),
                        Step::Each => None,
                    })
                    .collect::<Option<Vec<String>>>(),
                _ => None,
            },
            Fit::Exact => None,
        };
        let is_one = |aim: &Aim| aim.attribute.block.is_none() && aim.holds_elements() && tail(aim).is_some();
        let found = self.find(path, is_one)?;
        Ok(found.and_then(|found| tail(&found.aim).map(|tail| (found, tail))))
    }

    /// Adds elements to a list.
    pub fn append(&self, path: &[Part], values: &[Json]) -> Result<Vec<Change<'o>>, String> {
        let plain = |aim: &Aim| aim.fit == Fit::Exact && aim.attribute.block.is_none() && !aim.holds_elements();
        if let Some(found) = self.find(path, plain)? {
            return match found.aim.attribute.r#as {
                None => Ok(vec![self.change(&found, Wish::Append(values.to_vec()))?]),
                Some(_) => Err(no_attribute(path)),
            };
        }
        if let Some((found, tail)) = self.texts(path)? {
            let texts = values.iter().map(|value| text_of(value, &tail)).collect::<Result<Vec<_>, _>>()?;
            return Ok(vec![self.change(&found, Wish::Append(texts))?]);
        }
        self.append_blocks(path, values)
    }

    /// New blocks, one for each element.
    fn append_blocks(&self, path: &[Part], values: &[Json]) -> Result<Vec<Change<'o>>, String> {
        let mut inside = path.to_vec();
        inside.push(Part::Index(usize::MAX));
        for Speaker { instance, kind, aims } in self.speakers(&inside) {
            let Some(aim) = aims.iter().find(|aim| aim.attribute.block == Some(Block::List) && aim.fit == Fit::Exact)
            else {
                continue;
            };
            if let Some(reason) = self.origins.ignored(instance, aim.name) {
                return Err(reason);
            }
            let (outer, own) = aim.name.rsplit_once('.').map_or((None, aim.name), |(outer, own)| (Some(outer), own));
            let (body, keys) = match outer {
                None => (self.origins.body(instance), Vec::new()),
                Some(outer) => self.outer(instance, outer)?,
            };
            let count = body.members().filter(|(key, _)| **key == *own || key.starts_with(&format!("{own} "))).count();
            let mut changes = Vec::new();
            for (place, value) in values.iter().enumerate() {
                let name = match count + place {
                    0 => block(own),
                    number => block(&format!("{own} {}", number + 1)),
                };
                let mut missing = keys.clone();
                missing.push(name);
                let majors = self.origins.majors(instance, kind);
                let members = built(kind, &majors, aim.name, &inside, value)?;
                changes.push(Change::of(body, missing, Wish::Set(members.into())));
            }
            return Ok(changes);
        }
        Err(no_attribute(path))
    }

    /// The body of a block that others stand in, or where that would be.
    fn outer(&self, instance: usize, name: &str) -> Result<(Node<'o>, Vec<String>), String> {
        let mut body = self.origins.body(instance);
        let names: Vec<&str> = name.split('.').collect();
        for (level, name) in names.iter().enumerate() {
            match body.get_exact(name).filter(|node| node.kind() == Sort::Object) {
                Some(inner) => body = inner,
                None => return Ok((body, names[level..].iter().map(|name| block(name)).collect())),
            }
        }
        Ok((body, Vec::new()))
    }
}

/// The text that an element is made of: the element itself, or what stands in it under these names and beside nothing.
fn text_of(value: &Json, tail: &[String]) -> Result<Json, String> {
    let Some((name, rest)) = tail.split_first() else { return Ok(value.clone()) };
    let members = value.as_object().filter(|members| members.len() == 1);
    let inner = members.and_then(|members| members.iter().next()).filter(|(key, _)| key.eq_ignore_ascii_case(name));
    inner.map_or_else(
        || Err(format!("azurerm says no more of each element than its `{name}`")),
        |(_, own)| text_of(own, rest),
    )
}
