//! What kinds of values scripts have.

use rhai::Dynamic;

/// What stands for no value, for people.
pub(super) const NOTHING: &str = "nothing";

/// What kind of value a script has, for people.
pub(super) fn of(value: &Dynamic) -> &'static str {
    match value.type_name() {
        "()" => NOTHING,
        "bool" => "true or false",
        "i64" | "f64" => "a number",
        "string" | "char" => "text",
        "array" => "a list",
        "map" => "a mapping",
        "Fn" => "a function",
        _ => "another value",
    }
}
