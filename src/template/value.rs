//! What an expression gives: a value, and where it is written.

use super::reason::NO_SCOPE;
use crate::source::{Kind, Node, Scalar};
use std::rc::Rc;

/// A value and its origin. Taking a part of a value, or choosing one, keeps the part's own origin; what is made of values is
/// computed, and has none that could be edited.
#[derive(Clone, Debug)]
pub struct Value<'d> {
    /// What it is.
    pub data: Data<'d>,
    /// Where it comes from.
    pub origin: Origin<'d>,
}

/// Where a value comes from.
#[derive(Clone, Debug)]
pub enum Origin<'d> {
    /// It is written here.
    Written(Node<'d>),
    /// It is computed of what is written at these nodes.
    Made(Rc<[Node<'d>]>),
}

/// What a value is.
#[derive(Clone, Debug)]
pub enum Data<'d> {
    /// `null`.
    Null,
    /// A boolean.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number, which expressions only pass on.
    Float(f64),
    /// Text.
    Text(Rc<str>),
    /// A list.
    List(Rc<[Value<'d>]>),
    /// Members in the order in which they are written.
    Object(Members<'d>),
    /// A list or an object as it is written, without expressions in it.
    Subtree(Node<'d>),
    /// It cannot be told before deployment.
    Unknown(Rc<Unknown>),
    /// The id of something in the deployment's own scope, of which subscription and group are not known: it is equal to
    /// other such ids, and what is made of it is not known.
    LocalId(Rc<str>),
}

/// The members of an object.
pub type Members<'d> = Rc<[(Rc<str>, Value<'d>)]>;

/// Why a value cannot be told, and what stands for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// As reports show it.
    pub reason: String,
    /// The same for values that are equal whatever they turn out to be: names of resources are told apart by it.
    pub symbol: String,
}

impl<'d> Value<'d> {
    /// A value that is written at a node, which holds no expressions.
    pub fn of_node(node: Node<'d>) -> Self {
        let data = match node.scalar() {
            _ if matches!(node.kind(), Kind::Array | Kind::Object) => Data::Subtree(node),
            Some(Scalar::Bool(value)) => Data::Bool(value),
            Some(Scalar::Int(value)) => Data::Int(value),
            Some(Scalar::Float(value)) => Data::Float(value),
            Some(Scalar::Text(text)) => Data::Text(text.as_ref().into()),
            Some(Scalar::Null) | None => Data::Null,
        };
        Self { data, origin: Origin::Written(node) }
    }

    /// A value that is computed, of nothing so far.
    pub fn made(data: Data<'d>) -> Self {
        Self { data, origin: Origin::Made(Rc::new([])) }
    }

    /// Computed text.
    pub fn text(text: impl AsRef<str>) -> Self {
        Self::made(Data::Text(text.as_ref().into()))
    }

    /// A value that cannot be told.
    pub fn unknown(reason: impl Into<String>, symbol: impl Into<String>) -> Self {
        Self::made(Data::Unknown(Rc::new(Unknown { reason: reason.into(), symbol: symbol.into() })))
    }

    /// The nodes that it comes from.
    pub fn nodes(&self) -> &[Node<'d>] {
        match &self.origin {
            Origin::Written(node) => std::slice::from_ref(node),
            Origin::Made(nodes) => nodes,
        }
    }

    /// Why it is not known, when it is not; what is inside it may still not be.
    pub fn as_unknown(&self) -> Option<&Rc<Unknown>> {
        match &self.data {
            Data::Unknown(unknown) => Some(unknown),
            _ => None,
        }
    }

    /// The elements of a list.
    pub fn items(&self) -> Option<Rc<[Self]>> {
        match &self.data {
            Data::List(items) => Some(items.clone()),
            Data::Subtree(node) if node.kind() == Kind::Array => Some(node.items().map(Self::of_node).collect()),
            _ => None,
        }
    }

    /// The members of an object.
    pub fn members(&self) -> Option<Members<'d>> {
        match &self.data {
            Data::Object(members) => Some(members.clone()),
            Data::Subtree(node) if node.kind() == Kind::Object => {
                Some(node.members().map(|(key, member)| (key.as_ref().into(), Self::of_node(member))).collect())
            }
            _ => None,
        }
    }

    /// The member of a name, without regard to case; `None` for what has no such member.
    pub fn member(&self, name: &str) -> Option<Self> {
        match &self.data {
            Data::Object(members) => {
                let exact = members.iter().find(|(key, _)| **key == *name);
                let found = exact.or_else(|| members.iter().find(|(key, _)| same_key(key, name)));
                found.map(|(_, value)| value.clone())
            }
            Data::Subtree(node) if node.kind() == Kind::Object => node.get(name).map(Self::of_node),
            _ => None,
        }
    }

    /// The element at a place.
    pub fn item(&self, place: usize) -> Option<Self> {
        match &self.data {
            Data::List(items) => items.get(place).cloned(),
            Data::Subtree(node) => node.item(place).map(Self::of_node),
            _ => None,
        }
    }

    /// How much it holds, in elements and in texts of some characters: parts that it shares count as often as they stand in
    /// it. `None` where that is more, or deeper, than a template may make.
    pub fn weight(&self) -> Option<usize> {
        let mut left = MOST_WEIGHT;
        self.weigh(&mut left, DEEPEST).then_some(MOST_WEIGHT - left)
    }

    fn weigh(&self, left: &mut usize, depth: u32) -> bool {
        let own = 1 + self.as_text().map_or(0, |text| text.len() / 8);
        if depth == 0 || *left < own {
            return false;
        }
        *left -= own;
        match &self.data {
            Data::List(items) => items.iter().all(|item| item.weigh(left, depth - 1)),
            Data::Object(members) => members.iter().all(|(_, member)| member.weigh(left, depth - 1)),
            _ => true,
        }
    }

    /// Its text; of a name that is text in part it is what stands for the whole.
    pub fn as_text(&self) -> Option<&Rc<str>> {
        match &self.data {
            Data::Text(text) => Some(text),
            _ => None,
        }
    }

    /// What it is called in messages.
    pub fn kind(&self) -> &'static str {
        match &self.data {
            Data::Null => "null",
            Data::Bool(_) => "a boolean",
            Data::Int(_) | Data::Float(_) => "a number",
            Data::Text(_) | Data::LocalId(_) => "text",
            Data::List(_) => "a list",
            Data::Object(_) => "an object",
            Data::Subtree(node) if node.kind() == Kind::Array => "a list",
            Data::Subtree(_) => "an object",
            Data::Unknown(_) => "not known",
        }
    }

    /// The first thing in it, at any depth, that is not known.
    pub fn first_unknown(&self) -> Option<Rc<Unknown>> {
        match &self.data {
            Data::Unknown(unknown) => Some(unknown.clone()),
            Data::LocalId(id) => Some(Rc::new(Unknown { reason: NO_SCOPE.to_owned(), symbol: id.to_string() })),
            Data::List(items) => items.iter().find_map(Self::first_unknown),
            Data::Object(members) => members.iter().find_map(|(_, value)| value.first_unknown()),
            _ => None,
        }
    }

    /// What stands for it in the name of a resource.
    pub fn symbol(&self) -> String {
        match &self.data {
            Data::Unknown(unknown) => unknown.symbol.clone(),
            Data::Text(text) | Data::LocalId(text) => text.to_string(),
            Data::Int(number) => number.to_string(),
            Data::Float(number) => number.to_string(),
            Data::Bool(true) => "True".to_owned(),
            Data::Bool(false) => "False".to_owned(),
            Data::Null => String::new(),
            Data::List(_) | Data::Object(_) | Data::Subtree(_) => "{…}".to_owned(),
        }
    }

    /// The same value, computed of what these come from.
    pub fn from_all(self, sources: &[&Self]) -> Self {
        /// More would not be read.
        const MOST: usize = 8;
        let nodes = sources.iter().flat_map(|value| value.nodes()).take(MOST).copied().collect();
        Self { origin: Origin::Made(nodes), ..self }
    }

    /// The same value, whose parts were read in a text: they come from where that does.
    pub fn read_in(self, text: &Self) -> Self {
        Self { data: parts_of(self.data, &text.nodes().into()), ..self }
    }
}

fn parts_of<'d>(data: Data<'d>, nodes: &Rc<[Node<'d>]>) -> Data<'d> {
    let part =
        |own: &Value<'d>| Value { data: parts_of(own.data.clone(), nodes), origin: Origin::Made(Rc::clone(nodes)) };
    match data {
        Data::List(items) => Data::List(items.iter().map(part).collect()),
        Data::Object(members) => Data::Object(members.iter().map(|(key, own)| (Rc::clone(key), part(own))).collect()),
        other => other,
    }
}

/// The heaviest value, and values inside one another: whoever walks through one must come to an end.
const MOST_WEIGHT: usize = 1 << 20;
const DEEPEST: u32 = 100;

/// Whether two names of members are one.
pub fn same_key(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b) || !(a.is_ascii() && b.is_ascii()) && a.to_lowercase() == b.to_lowercase()
}

/// Whether two values are equal, type for type and text with its case; an error of the reason when that hangs on what is not
/// known.
///
/// # Errors
///
/// What is not known, and decides.
pub fn equal(a: &Value<'_>, b: &Value<'_>) -> Result<bool, Rc<Unknown>> {
    match (&a.data, &b.data) {
        (Data::Unknown(unknown), _) | (_, Data::Unknown(unknown)) => Err(unknown.clone()),
        (Data::LocalId(one), Data::LocalId(other)) if one == other => Ok(true),
        (Data::Int(whole), Data::Float(number)) | (Data::Float(number), Data::Int(whole))
            if *whole as f64 == *number =>
        {
            let reason = "whether numbers of two kinds are equal is not documented".to_owned();
            Err(Rc::new(Unknown { reason, symbol: String::new() }))
        }
        (Data::LocalId(_), _) => a.first_unknown().map_or(Ok(false), Err),
        (_, Data::LocalId(_)) => b.first_unknown().map_or(Ok(false), Err),
        (Data::Null, Data::Null) => Ok(true),
        (Data::Bool(a), Data::Bool(b)) => Ok(a == b),
        (Data::Int(a), Data::Int(b)) => Ok(a == b),
        (Data::Float(a), Data::Float(b)) => Ok(a == b),
        (Data::Text(a), Data::Text(b)) => Ok(a == b),
        _ => match (a.items(), b.items(), a.members(), b.members()) {
            (Some(a), Some(b), ..) => all(a.len() == b.len(), a.iter().zip(b.iter()).map(|(a, b)| equal(a, b))),
            (_, _, Some(a), Some(own)) => {
                let pairs = a.iter().map(|(key, value)| match b.member(key) {
                    Some(other) => equal(value, &other),
                    None => Ok(false),
                });
                all(a.len() == own.len(), pairs)
            }
            _ => Ok(false),
        },
    }
}

/// Whether all are so: one that is not decides, whatever is not known.
fn all(start: bool, parts: impl Iterator<Item = Result<bool, Rc<Unknown>>>) -> Result<bool, Rc<Unknown>> {
    let mut open = Ok(start);
    for part in parts.take_while(|_| start) {
        match part {
            Ok(true) => {}
            Ok(false) => return Ok(false),
            Err(unknown) => open = Err(unknown),
        }
    }
    open
}
