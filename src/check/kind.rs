//! What kinds of values scripts have.

use rhai::Dynamic;

/// What kind of value a script has, for people.
pub(super) fn of(value: &Dynamic) -> &'static str {
    match value.type_name() {
        "()" => "nothing",
        "bool" => "true or false",
        "i64" | "f64" => "a number",
        "string" | "char" => "text",
        "array" => "a list",
        "map" => "a mapping",
        "Fn" => "a function",
        _ => "another value",
    }
}
