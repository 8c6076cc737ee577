//! What is wrong with a written value, told by the types that it is read into: as structure, never as a sentence that has
//! to be taken apart again.

use super::yaml::Yaml;
use serde::de::value::{MapAccessDeserializer, MapDeserializer, SeqDeserializer, StrDeserializer};
use serde::de::{Deserializer, Error, Expected, IntoDeserializer, Unexpected, Visitor};
use serde::forward_to_deserialize_any;
use std::{fmt, iter};

/// Names that a type knows.
type Known = &'static [&'static str];

/// What is wrong with one value.
#[derive(Debug)]
pub(super) enum Mistake {
    /// A key is none of those that belong there.
    UnknownKey { key: String, known: Known },
    /// It lacks a key.
    MissingKey(&'static str),
    /// It is none of the words that may stand there.
    UnknownWord { typed: String, known: Known },
    /// It is of another kind than what belongs there; both as a reader calls them.
    WrongKind { found: String, wanted: String },
    /// What the type itself says: what it is, and where there is a `;` the next step behind it.
    Told(String),
}

impl Error for Mistake {
    fn custom<T: fmt::Display>(told: T) -> Self {
        Self::Told(told.to_string())
    }

    fn invalid_type(found: Unexpected<'_>, wanted: &dyn Expected) -> Self {
        Self::WrongKind { found: kind_of(found), wanted: wanted_kind(&wanted.to_string()) }
    }

    fn invalid_value(found: Unexpected<'_>, wanted: &dyn Expected) -> Self {
        Self::invalid_type(found, wanted)
    }

    fn unknown_variant(typed: &str, known: Known) -> Self {
        Self::UnknownWord { typed: typed.to_owned(), known }
    }

    fn unknown_field(key: &str, known: Known) -> Self {
        Self::UnknownKey { key: key.to_owned(), known }
    }

    fn missing_field(key: &'static str) -> Self {
        Self::MissingKey(key)
    }
}

impl Mistake {
    /// The same for whoever reads a part by itself first.
    pub fn told<E: Error>(self) -> E {
        match self {
            Self::UnknownKey { key, known } => E::unknown_field(&key, known),
            Self::MissingKey(key) => E::missing_field(key),
            Self::UnknownWord { typed, known } => E::unknown_variant(&typed, known),
            Self::WrongKind { found, wanted } => E::invalid_type(Unexpected::Other(&found), &&*wanted),
            Self::Told(told) => E::custom(told),
        }
    }
}

impl std::error::Error for Mistake {}

impl fmt::Display for Mistake {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownKey { key, .. } => write!(formatter, "unknown key `{key}`"),
            Self::MissingKey(key) => write!(formatter, "missing key `{key}`"),
            Self::UnknownWord { typed, .. } => write!(formatter, "cannot be `{typed}`"),
            Self::WrongKind { found, .. } => write!(formatter, "is {found}"),
            Self::Told(told) => formatter.write_str(told),
        }
    }
}

fn kind_of(found: Unexpected<'_>) -> String {
    match found {
        Unexpected::Seq => "a list".to_owned(),
        Unexpected::Map => "a mapping".to_owned(),
        Unexpected::Unit | Unexpected::Option => "empty".to_owned(),
        Unexpected::Str(text) => format!("the text {text:?}"),
        Unexpected::Bool(value) => format!("the boolean `{value}`"),
        Unexpected::Unsigned(number) => format!("the integer `{number}`"),
        Unexpected::Signed(number) => format!("the integer `{number}`"),
        Unexpected::Float(number) => format!("the number `{number}`"),
        Unexpected::Other(found) => found.to_owned(),
        other => format!("the {other}"),
    }
}

/// Visitors tell what they want only in words of their own; those of plain types are made ours.
fn wanted_kind(told: &str) -> String {
    let ours = match told {
        "a string" => "text, in quotes if it reads as something else",
        "a sequence" => "a list",
        "a boolean" => "`true` or `false`",
        "u32" | "u64" => "a whole number, 0 or more",
        "i32" | "i64" => "a whole number",
        _ if told.starts_with("a map") || told.starts_with("struct ") => "a mapping",
        other => other,
    };
    ours.to_owned()
}

/// A value as it was written, read with [`Mistake`]s.
#[derive(Clone, Copy)]
pub(super) struct Written<'de>(pub &'de Yaml);

impl<'de> Deserializer<'de> for Written<'de> {
    type Error = Mistake;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        match self.0 {
            Yaml::Null => visitor.visit_unit(),
            Yaml::Bool(value) => visitor.visit_bool(*value),
            Yaml::Number(number) => match (number.as_u64(), number.as_i64()) {
                (Some(number), _) => visitor.visit_u64(number),
                (None, Some(number)) => visitor.visit_i64(number),
                (None, None) => visitor.visit_f64(number.as_f64().unwrap_or(f64::NAN)),
            },
            Yaml::String(text) => visitor.visit_borrowed_str(text),
            Yaml::Sequence(items) => {
                let mut items = SeqDeserializer::new(items.iter().map(Written));
                let read = visitor.visit_seq(&mut items)?;
                items.end().map(|()| read)
            }
            Yaml::Mapping(members) => {
                let members = members.iter().map(|(key, value)| (Written(key), Written(value)));
                let mut members = MapDeserializer::new(members);
                let read = visitor.visit_map(&mut members)?;
                members.end().map(|()| read)
            }
            Yaml::Tagged(tagged) => Written(&tagged.value).deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Mistake> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: Known,
        visitor: V,
    ) -> Result<V::Value, Mistake> {
        match self.0 {
            Yaml::String(word) => StrDeserializer::new(word).deserialize_enum(name, variants, visitor),
            Yaml::Mapping(members) if members.len() == 1 => {
                let members = members.iter().map(|(key, value)| (Written(key), Written(value)));
                let members = MapAccessDeserializer::new(MapDeserializer::new(members));
                members.deserialize_enum(name, variants, visitor)
            }
            _ => self.deserialize_any(visitor),
        }
    }

    /// A key without a value holds an empty list where a list belongs.
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        match self.0 {
            Yaml::Null => visitor.visit_seq(SeqDeserializer::<_, Mistake>::new(iter::empty::<Written<'de>>())),
            _ => self.deserialize_any(visitor),
        }
    }

    /// The same for a mapping; a list is none, though a type would take its keys' values from one in turn.
    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        match self.0 {
            Yaml::Null => visitor.visit_map(MapDeserializer::new(iter::empty::<(Written<'de>, Written<'de>)>())),
            Yaml::Sequence(_) => Err(Mistake::invalid_type(Unexpected::Seq, &visitor)),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(self, _: &'static str, _: Known, visitor: V) -> Result<V::Value, Mistake> {
        self.deserialize_map(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct tuple
        tuple_struct identifier
    }
}

impl<'de> IntoDeserializer<'de, Mistake> for Written<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}
