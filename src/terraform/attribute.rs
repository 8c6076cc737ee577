//! What an instance says of an attribute: by whatever spelling, in each of the blocks, or by leaving it out.

use super::draft::Tag;
use super::kind::{Attribute, Former, Kind};
use super::transform::of_json;
use super::{Instance, transform};
use crate::template::{Data, Origin, Unknown, Value};
use serde_json::Value as Json;
use std::rc::Rc;

/// What stands for an attribute in one of its blocks.
pub struct Found<'d> {
    /// The places of the blocks that are around it.
    pub blocks: Vec<usize>,
    /// The path as it is spelt there.
    pub spelt: String,
    /// What is there.
    pub said: Said<'d>,
}

/// What is said of an attribute.
pub enum Said<'d> {
    /// This, in the words of azurerm; whether it means the same to the platform, whatever the newer spelling does.
    Value(Value<'d>, bool),
    /// It is left out.
    Absent,
    /// All from this block on is not known.
    Unknown(Rc<Unknown>),
}

/// What it is that reads attributes.
pub struct Attributes<'i, 'd> {
    /// The instance.
    pub instance: &'i Instance<'d>,
    /// How its type is written.
    pub kind: &'static Kind,
    /// Whether all that has a value is said, and what is left out has none.
    pub is_whole: bool,
}

impl<'d> Attributes<'_, 'd> {
    /// The majors that it may be written for.
    pub fn majors(&self) -> Vec<u32> {
        let own = self.instance.major.filter(|major| self.kind.provider.contains(major));
        own.map_or_else(|| self.kind.provider.clone(), |major| vec![major])
    }

    /// What is written under a path at the top; `None` where nothing is.
    pub fn top(&self, name: &str) -> Option<Value<'d>> {
        self.instance.values.member(name).filter(|value| !is_nothing(value)).or_else(|| self.open(name))
    }

    fn open(&self, path: &str) -> Option<Value<'d>> {
        let is_around = |open: &&String| {
            path.strip_prefix(open.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        let open = self.instance.open.iter().find(is_around)?;
        let symbol = format!("{}.{open}", self.instance.address);
        let unknown = Value::unknown("it is known after it is applied", symbol);
        Some(Value { origin: Origin::Made(Rc::new([self.instance.node])), ..unknown })
    }

    /// Everywhere that an attribute may stand, and what is said there.
    pub fn find(&self, path: &str, attribute: &Attribute) -> Vec<Found<'d>> {
        let own = self.at(path, false);
        if own.iter().any(|found| !matches!(found.said, Said::Absent)) {
            return own;
        }
        for (spelt, former) in &attribute.formerly {
            let older = self.at(spelt, former.r#as.as_deref() == Some("same"));
            if older.iter().any(|found| !matches!(found.said, Said::Absent)) {
                return older;
            }
        }
        own
    }

    fn at(&self, path: &str, is_same: bool) -> Vec<Found<'d>> {
        let mut found = Vec::new();
        let names: Vec<&str> = path.split('.').collect();
        if let Some(unknown) = self.open(path).filter(|_| self.instance.values.member(names[0]).is_none()) {
            let said = match unknown.data {
                Data::Unknown(why) if names.len() > 1 => Said::Unknown(why),
                data => Said::Value(Value { data, origin: unknown.origin }, is_same),
            };
            return vec![Found { blocks: Vec::new(), spelt: path.to_owned(), said }];
        }
        walk(&self.instance.values, &names, &mut Vec::new(), &mut |blocks, said| {
            let said = match said {
                Said::Value(value, _) => Said::Value(value, is_same),
                other => other,
            };
            found.push(Found { blocks: blocks.to_vec(), spelt: path.to_owned(), said });
        });
        found
    }

    /// The tags of the first blocks, for as many elements.
    pub fn tags(&self, found: &Found<'d>, attribute: &Attribute, wanted: usize) -> Option<Vec<Tag>> {
        let names: Vec<&str> = found.spelt.split('.').collect();
        let count = if attribute.block.is_some() { names.len() } else { names.len() - 1 };
        let places: Vec<usize> = match attribute.each.is_empty() {
            false => attribute.each.iter().filter_map(|name| names.iter().position(|own| own == name)).collect(),
            true => (count.saturating_sub(wanted)..count).collect(),
        };
        let tag = |place: usize| {
            let around: Vec<String> = found.blocks[..place].iter().map(usize::to_string).collect();
            let of = format!("{}|{}|{}", self.instance.address, names[..=place].join("."), around.join("."));
            Tag { of: of.into(), at: found.blocks[place] }
        };
        let is_there = |place: &usize| *place < found.blocks.len();
        (places.len() >= wanted && places.iter().all(is_there))
            .then(|| places.into_iter().take(wanted).map(tag).collect())
    }

    /// What the platform gets where an attribute is left out. What hangs on the major and is not the same in all that there
    /// may be is not known.
    pub fn left_out(&self, attribute: &Attribute) -> Option<Value<'d>> {
        let node = self.instance.node;
        let majors = self.majors();
        let mut answers: Vec<(u32, Option<Value<'d>>)> =
            majors.iter().map(|major| (*major, self.left_out_in(attribute, *major))).collect();
        let text =
            |value: &Option<Value<'d>>| value.as_ref().map(|value| (value.symbol(), value.as_unknown().is_some()));
        let (first, answer) = answers.pop()?;
        if let Some((major, other)) = answers.iter().rfind(|(_, other)| text(other) != text(&answer)) {
            let shown = |value: &Option<Value<'d>>| value.as_ref().map_or("nothing".to_owned(), Value::symbol);
            let reason = format!(
                "it is left out, and azurerm {major} makes {} of that, azurerm {first} {}: say the major in `required_providers`",
                shown(other),
                shown(&answer)
            );
            let unknown = Value::unknown(reason, "");
            return Some(Value { origin: Origin::Made(Rc::new([node])), ..unknown });
        }
        answer
    }

    fn left_out_in(&self, attribute: &Attribute, major: u32) -> Option<Value<'d>> {
        let node = self.instance.node;
        let unknown = |reason: &str| {
            let unknown = Value::unknown(reason, "");
            Some(Value { origin: Origin::Made(Rc::new([node])), ..unknown })
        };
        let is_own = attribute.is_in(self.kind, major);
        let former: Option<&Former> = attribute.formerly.values().find(|former| former.r#in.contains(&major));
        if !is_own && former.is_none() {
            return None;
        }
        let default = |by: &Option<super::kind::PerMajor>| by.as_ref().and_then(|by| by.of(major)).cloned();
        let is_same = |former: &Former| former.r#as.as_deref() == Some("same");
        let said = match (default(&attribute.default).filter(|_| is_own), former) {
            (Some(json), _) => Some((json, false)),
            (None, Some(former)) => default(&former.default).map(|json| (json, is_same(former))),
            (None, None) => None,
        };
        if let Some((json, is_same)) = said.filter(|_| !self.is_whole) {
            return transform::apply(attribute, is_same, &of_json(&json, node));
        }
        match &attribute.r#else {
            Some(Json::Object(_)) => None,
            Some(json) => Some(of_json(json, node)),
            None if self.is_whole => None,
            None if attribute.absent.is_some() => {
                unknown("whether azurerm sends this where it is left out is not known")
            }
            None if attribute.computed.as_ref().is_some_and(|majors| majors.has(major)) => {
                unknown("it is left out, and the service decides")
            }
            None => None,
        }
    }
}

/// What says no more than nothing: `null`, and what the provider writes for what is not there.
fn is_nothing(value: &Value<'_>) -> bool {
    match &value.data {
        Data::Null => true,
        Data::Text(text) => text.is_empty(),
        _ => false,
    }
}

fn walk<'d>(value: &Value<'d>, names: &[&str], blocks: &mut Vec<usize>, found: &mut impl FnMut(&[usize], Said<'d>)) {
    let Some((name, rest)) = names.split_first() else { return };
    let Some(own) = value.member(name).filter(|own| !is_nothing(own)) else {
        if rest.is_empty() {
            found(blocks, Said::Absent);
        }
        return;
    };
    if rest.is_empty() {
        return found(blocks, Said::Value(own, false));
    }
    if let Data::Unknown(unknown) = &own.data {
        return found(blocks, Said::Unknown(unknown.clone()));
    }
    let items =
        own.items().unwrap_or_else(|| if own.members().is_some() { Rc::new([own.clone()]) } else { Rc::new([]) });
    for (place, item) in items.iter().enumerate() {
        blocks.push(place);
        match &item.data {
            Data::Unknown(unknown) => found(blocks, Said::Unknown(unknown.clone())),
            _ => walk(item, rest, blocks, found),
        }
        blocks.pop();
    }
}
