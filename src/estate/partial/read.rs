//! Files of partial results: one, or several one after the other.

use super::{Partial, SCHEMA};
use crate::source::{Position, Problem};
use serde_json::Value;

const ANY_SCHEMA: &str = "uplift.partial/";
const HELP: &str = "Name files that `uplift scan --format partial` or `uplift merge --format partial` wrote";

impl Partial {
    /// All that a text holds.
    ///
    /// # Errors
    /// A text that is torn, or anything else than partial results of this release.
    pub fn read(name: &str, text: &str) -> Result<Vec<Self>, Problem> {
        let wrong = |error: &serde_json::Error| {
            let message = if error.is_eof() { "this file was never written to its end" } else { "this is no JSON" };
            let (line, column) = (error.line().max(1) as u32, error.column().max(1) as u32);
            Problem::new(name, format!("{message} ({})", told(error))).at(Position { line, column }).help(HELP)
        };
        let values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
        let values = values.collect::<Result<Vec<_>, _>>().map_err(|error| wrong(&error))?;
        if values.is_empty() {
            return Err(Problem::new(name, "this file is empty").help(HELP));
        }
        let count = values.len();
        let one = |(place, value): (usize, Value)| {
            let of = if count > 1 { format!(" (value {} of {count})", place + 1) } else { String::new() };
            Self::of_value(value).map_err(|message| Problem::new(name, format!("{message}{of}")).help(HELP))
        };
        values.into_iter().enumerate().map(one).collect()
    }

    fn of_value(value: Value) -> Result<Self, String> {
        let schema = value.get("schema").and_then(Value::as_str).unwrap_or_default().to_owned();
        if !schema.starts_with(ANY_SCHEMA) {
            return Err("this is no partial result".to_owned());
        }
        if schema != SCHEMA {
            return Err(format!("this is of `{schema}`, and this program reads `{SCHEMA}`"));
        }
        if is_beyond_count(&value) {
            return Err(format!("a number in it counts nothing: from 0 to {MOST} there can be"));
        }
        let read: Result<Self, _> = serde_path_to_error::deserialize(value);
        read.map_err(|error| format!("`{}` is not as `scan` writes it: {}", error.path(), error.inner()))
    }
}

/// More than there are resources anywhere, and little enough that sums and weights of it are exact.
const MOST: u64 = 10_000_000_000;

fn is_beyond_count(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.as_u64().is_none_or(|number| number > MOST),
        Value::Array(items) => items.iter().any(is_beyond_count),
        Value::Object(members) => members.values().any(is_beyond_count),
        _ => false,
    }
}

/// What the reader says, without the place that is told beside it.
fn told(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or(&text).to_owned()
}
