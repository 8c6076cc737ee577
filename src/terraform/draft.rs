//! An object of the platform while it is made of attributes, in whatever order these come.

use crate::source::Node;
use crate::template::{Data, Origin, Value, same_key};
use std::rc::Rc;

/// A step of a path of the platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Into a member.
    Member(Rc<str>),
    /// Into an element.
    Each,
}

/// Which block, or which text of which attribute, makes an element of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// The address and the path of the block.
    pub of: Rc<str>,
    /// Its place among those of its path.
    pub at: usize,
}

/// The steps of `properties.rules[*].name` or `properties.custom["a.b"]`.
pub fn steps(path: &str) -> Vec<Step> {
    let (mut steps, mut rest) = (Vec::new(), path);
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix("[*]") {
            steps.push(Step::Each);
            rest = after;
        } else if let Some((name, after)) = rest.strip_prefix("[\"").and_then(|inner| inner.split_once("\"]")) {
            steps.push(Step::Member(name.into()));
            rest = after;
        } else {
            let own = rest.strip_prefix('.').unwrap_or(rest);
            let end = own.find(['.', '[']).unwrap_or(own.len());
            steps.push(Step::Member(own[..end].into()));
            rest = &own[end..];
        }
    }
    steps
}

/// A part of an object.
#[derive(Clone, Debug)]
pub enum Draft<'d> {
    /// A value as a whole.
    Value(Value<'d>),
    /// Members, and where the object is written when it is.
    Object(Vec<(Rc<str>, Draft<'d>)>, Option<Node<'d>>),
    /// Elements.
    List(Vec<(Tag, Draft<'d>)>),
}

impl<'d> Draft<'d> {
    /// An object without members.
    pub fn new() -> Self {
        Self::Object(Vec::new(), None)
    }

    /// Puts a value in place. What is not known as a whole stays so.
    pub fn set(&mut self, path: &[Step], tags: &[Tag], value: Value<'d>) {
        let Some((step, rest)) = path.split_first() else {
            match (&mut *self, &value.data) {
                // A block that is there, whose attributes may have come before.
                (Self::Object(_, at), Data::Object(members)) if members.is_empty() => {
                    *at = value.nodes().first().copied();
                }
                (Self::List(_), Data::List(items)) if items.is_empty() => {}
                _ => *self = Self::Value(value),
            }
            return;
        };
        if let Self::Value(own) = self {
            match own.data {
                Data::Unknown(_) => return,
                _ => *self = Self::of(own),
            }
        }
        match step {
            Step::Member(name) => self.member(name).set(rest, tags, value),
            Step::Each => {
                if let Some((tag, tags)) = tags.split_first() {
                    self.element(tag).set(rest, tags, value);
                }
            }
        }
    }

    /// What a value holds, so that more can be put into it.
    fn of(value: &Value<'d>) -> Self {
        let whole = |at: usize| Tag { of: "".into(), at };
        if let Some(members) = value.members() {
            let at = value.nodes().first().copied();
            return Self::Object(
                members.iter().map(|(key, own)| (key.clone(), Self::Value(own.clone()))).collect(),
                at,
            );
        }
        match value.items() {
            Some(items) => Self::List((0..).map(whole).zip(items.iter().cloned().map(Self::Value)).collect()),
            None => Self::new(),
        }
    }

    fn member(&mut self, name: &Rc<str>) -> &mut Self {
        if !matches!(self, Self::Object(..)) {
            *self = Self::new();
        }
        let Self::Object(members, _) = self else { return self };
        let place = members.iter().position(|(key, _)| same_key(key, name)).unwrap_or_else(|| {
            members.push((name.clone(), Self::new()));
            members.len() - 1
        });
        &mut members[place].1
    }

    fn element(&mut self, tag: &Tag) -> &mut Self {
        if !matches!(self, Self::List(_)) {
            *self = Self::List(Vec::new());
        }
        let Self::List(items) = self else { return self };
        let place = items.iter().position(|(own, _)| own == tag).unwrap_or_else(|| {
            items.push((tag.clone(), Self::new()));
            items.len() - 1
        });
        &mut items[place].1
    }

    /// What stands at a path without elements.
    pub fn get(&self, path: &[Step]) -> Option<&Self> {
        match (path.split_first(), self) {
            (None, _) => Some(self),
            (Some((Step::Member(name), rest)), Self::Object(members, _)) => {
                members.iter().find(|(key, _)| same_key(key, name)).and_then(|(_, own)| own.get(rest))
            }
            _ => None,
        }
    }

    /// Whether something is said at a path already, or of all that is around it.
    pub fn has(&self, path: &[Step], tags: &[Tag]) -> bool {
        match (path.split_first(), self) {
            (None, Self::Object(members, at)) => at.is_some() || !members.is_empty(),
            (None, _) => true,
            (Some(_), Self::Value(value)) => value.as_unknown().is_some(),
            (Some((Step::Member(name), rest)), Self::Object(members, _)) => {
                members.iter().any(|(key, own)| same_key(key, name) && own.has(rest, tags))
            }
            (Some((Step::Each, rest)), Self::List(items)) => match tags.split_first() {
                Some((tag, tags)) => items.iter().any(|(own, draft)| own == tag && draft.has(rest, tags)),
                None => !items.is_empty(),
            },
            _ => false,
        }
    }

    /// The plain values that are known in it, outside of lists, by their paths.
    pub fn plain(&self) -> Vec<(Vec<Step>, Value<'d>)> {
        match self {
            Self::Value(value) if is_plain(value) => vec![(Vec::new(), value.clone())],
            Self::Object(members, _) => {
                let below = |(key, own): &(Rc<str>, Self)| {
                    let start = Step::Member(key.clone());
                    let under = own.plain().into_iter();
                    under.map(|(rest, value)| ([vec![start.clone()], rest].concat(), value)).collect::<Vec<_>>()
                };
                members.iter().flat_map(below).collect()
            }
            _ => Vec::new(),
        }
    }

    /// What was said before and is said otherwise by now is not known: which of the two has the last word is for whoever runs last.
    pub fn contest(&mut self, before: &[(Vec<Step>, Value<'d>)], by: &str) {
        for (path, earlier) in before {
            let Some(Self::Value(own)) = self.get(path) else { continue };
            if !is_plain(own) || own.symbol() == earlier.symbol() {
                continue;
            }
            let reason = format!("`{by}` says it too, and says otherwise");
            let value =
                Value { data: Value::unknown(reason, "").data, ..own.clone().from_all(&[&own.clone(), earlier]) };
            self.set(path, &[], value);
        }
    }

    /// The value that it makes; what stands nowhere as such is made of what is at `node`.
    pub fn into_value(self, node: Node<'d>) -> Value<'d> {
        let made = |at: Option<Node<'d>>| at.map_or_else(|| Origin::Made(Rc::new([node])), Origin::Written);
        match self {
            Self::Value(value) if value.nodes().is_empty() => Value { origin: made(None), ..value },
            Self::Value(value) => value,
            Self::Object(members, at) => {
                let members = members.into_iter().map(|(key, own)| (key, own.into_value(node))).collect();
                Value { data: Data::Object(members), origin: made(at) }
            }
            Self::List(items) => {
                let items = items.into_iter().map(|(_, own)| own.into_value(node)).collect();
                Value { data: Data::List(items), origin: made(None) }
            }
        }
    }
}

fn is_plain(value: &Value<'_>) -> bool {
    matches!(value.data, Data::Text(_) | Data::Bool(_) | Data::Int(_) | Data::Float(_))
}
