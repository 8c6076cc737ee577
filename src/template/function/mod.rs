//! The functions of template expressions, a file for each group.
//!
//! A function takes values and gives one. What it only passes on keeps its origin; what it makes has none. One that asks for
//! a value that is not known stops with the reason, so that a function which does not need to look stays known.

mod date;
mod encode;
mod list;
mod network;
mod number;
mod object;
mod text;
mod unique;

pub(super) use object::Making;

use super::value::{Data, Members, Unknown, Value};
use std::rc::Rc;

/// A function that can be worked out anywhere.
pub struct Function {
    /// As the documentation spells it; its case means nothing.
    pub name: &'static str,
    /// The fewest arguments that it takes.
    pub least: usize,
    /// The most.
    pub most: usize,
    /// What it gives.
    pub call: for<'d> fn(&[Value<'d>]) -> Given<'d>,
}

/// What a function gives.
pub type Given<'d> = Result<Value<'d>, Stop>;

/// Why a function gives nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// It hangs on what is not known.
    Unknown(Rc<Unknown>),
    /// Deployment would fail here; without a full stop.
    Wrong(String),
}

impl Stop {
    /// A stop for a reason that lies in the function.
    pub fn unknown(reason: &str) -> Self {
        Self::Unknown(Rc::new(Unknown { reason: reason.to_owned(), symbol: String::new() }))
    }
}

/// No bound on the number of arguments.
const MANY: usize = usize::MAX;

/// Bytes of a text, and elements of a list, that a function may make.
pub const LARGEST: usize = 1 << 20;

const GROUPS: [&[Function]; 8] = [
    text::FUNCTIONS,
    list::FUNCTIONS,
    object::FUNCTIONS,
    number::FUNCTIONS,
    encode::FUNCTIONS,
    date::FUNCTIONS,
    network::FUNCTIONS,
    unique::FUNCTIONS,
];

/// The function of a name, in any case.
pub fn find(name: &str) -> Option<&'static Function> {
    GROUPS.into_iter().flatten().find(|function| function.name.eq_ignore_ascii_case(name))
}

/// The names of all.
pub fn names() -> impl Iterator<Item = &'static str> {
    GROUPS.into_iter().flatten().map(|function| function.name)
}

/// An argument that has to be text.
fn text<'v>(value: &'v Value<'_>) -> Result<&'v Rc<str>, Stop> {
    known(value)?;
    value.as_text().ok_or_else(|| expected("text", value))
}

/// An argument that has to be a whole number.
fn int(value: &Value<'_>) -> Result<i64, Stop> {
    known(value)?;
    match value.data {
        Data::Int(number) => Ok(number),
        _ => Err(expected("a whole number", value)),
    }
}

/// An argument that has to be a list.
fn items<'d>(value: &Value<'d>) -> Result<Rc<[Value<'d>]>, Stop> {
    known(value)?;
    value.items().ok_or_else(|| expected("a list", value))
}

/// An argument that has to be an object.
fn members<'d>(value: &Value<'d>) -> Result<Members<'d>, Stop> {
    known(value)?;
    value.members().ok_or_else(|| expected("an object", value))
}

/// An argument whose kind must be known.
fn known(value: &Value<'_>) -> Result<(), Stop> {
    match value.data {
        Data::Unknown(_) | Data::LocalId(_) => {
            value.first_unknown().map_or(Ok(()), |unknown| Err(Stop::Unknown(unknown)))
        }
        _ => Ok(()),
    }
}

/// An argument that must be known in all its parts.
fn whole(value: &Value<'_>) -> Result<(), Stop> {
    value.first_unknown().map_or(Ok(()), |unknown| Err(Stop::Unknown(unknown)))
}

fn expected(wanted: &str, value: &Value<'_>) -> Stop {
    Stop::Wrong(format!("{wanted} is expected, not {}", value.kind()))
}

/// Text that is not too long.
fn made_text<'d>(text: String) -> Given<'d> {
    bounded(text.len())?;
    Ok(Value::text(text))
}

/// Text whose characters can be counted: whether one that .NET holds in two halves counts twice is not documented.
fn counted(text: &str) -> Result<&str, Stop> {
    match text.chars().all(|letter| letter.len_utf16() == 1) {
        true => Ok(text),
        false => Err(Stop::unknown("how characters beyond the first plane are counted is not documented")),
    }
}

/// Lower case, letter for letter, as is compared without regard to case.
fn caseless(text: &str) -> Result<String, Stop> {
    cased(text, char::to_lowercase)
}

/// Text in another case. .NET has one letter for each; where there would be more, it is not known what is printed.
fn cased<I: ExactSizeIterator<Item = char>>(text: &str, case: fn(char) -> I) -> Result<String, Stop> {
    let other = |letter| match (case(letter).len(), case(letter).next()) {
        (1, Some(other)) => Ok(other),
        _ => Err(Stop::unknown("what is printed for a letter without its like in the other case is not documented")),
    };
    text.chars().map(other).collect()
}

fn bounded(size: usize) -> Result<(), Stop> {
    if size > LARGEST { Err(Stop::unknown("it is larger than templates may be")) } else { Ok(()) }
}
