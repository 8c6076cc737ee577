//! JSON Schemas of what the gate reads: settings with its rules, and the baseline.

use super::baseline::Written;
use super::rule::{RULES, Rule, Takes};
use crate::policy::{GateMode, file_schema, settings_file_schema};
use schemars::Schema;
use serde_json::{Map, Value, json};

/// The schema of `uplift.yaml`.
pub fn settings_schema() -> Schema {
    let mut schema = settings_file_schema();
    let root = schema.ensure_object();
    if let Some(gate) = root.get_mut("properties").and_then(|keys| keys.get_mut("gate")).and_then(Value::as_object_mut)
    {
        gate.extend(section());
    }
    schema
}

/// The schema of a baseline.
pub fn baseline_schema() -> Schema {
    let about = |text: &str| json!({ "description": text });
    file_schema::<Written>(
        "A baseline",
        &[
            ("", about("Findings that are known; `uplift baseline create` writes them down.")),
            ("findings[]", about("A finding that is known.")),
        ],
    )
}

fn section() -> Map<String, Value> {
    let mode = json!({ "description": "What follows when a rule is broken.", "default": GateMode::default(), "oneOf": [
        { "const": GateMode::Enforce, "description": "The run fails." },
        { "const": GateMode::Report, "description": "It is only said." },
    ] });
    let mut scope = mapping(
        "A part of the estate. What it sets takes the place of what holds elsewhere; the first that names a resource counts for it.",
    );
    let text = |about: &str| json!({ "description": about, "type": ["string", "null"] });
    let mut keys = Map::new();
    keys.insert("subscription".to_owned(), text("A subscription's id or name."));
    keys.insert("resourceGroup".to_owned(), text("A resource group's name."));
    keys.extend(rules(|rule| rule.in_scopes));
    scope.insert("properties".to_owned(), Value::Object(keys));
    let mut section =
        mapping("What a change must keep to before it is merged; `uplift gate --help` explains the rules.");
    let mut keys = Map::from_iter([("mode".to_owned(), mode)]);
    keys.extend(rules(|_| true));
    let about = "What parts of the estate must keep to.";
    keys.insert("scopes".to_owned(), json!({ "description": about, "type": ["array", "null"], "items": scope }));
    section.insert("properties".to_owned(), Value::Object(keys));
    section
}

fn mapping(about: &str) -> Map<String, Value> {
    let mapping = json!({ "description": about, "type": ["object", "null"], "additionalProperties": false });
    mapping.as_object().cloned().unwrap_or_default()
}

fn rules(is_wanted: fn(&Rule) -> bool) -> impl Iterator<Item = (String, Value)> {
    let wanted = RULES.iter().filter(move |rule| is_wanted(rule) && !matches!(rule.takes, Takes::Flag(_)));
    wanted.map(|rule| (rule.name.to_owned(), setting(rule)))
}

/// What a rule may be set to.
fn setting(rule: &Rule) -> Value {
    let mut setting = match rule.takes {
        Takes::Word(_, words) => {
            let words: Vec<Value> = words.iter().map(|word| json!(word)).chain([Value::Null]).collect();
            json!({ "enum": words })
        }
        Takes::TextByControl(_) => {
            let amount =
                json!({ "type": "string", "pattern": amount(rule), "description": "Of the control of this id." });
            json!({ "type": ["object", "null"], "additionalProperties": amount })
        }
        Takes::Text(_) | Takes::Flag(_) => {
            json!({ "type": ["string", "null"], "pattern": amount(rule), "examples": [rule.default.unwrap_or("95%")] })
        }
    };
    setting["description"] = json!(format!("{}.", rule.asks));
    if let Some(default) = rule.default {
        setting["default"] = json!(default);
    }
    setting
}

/// An amount in the units that a rule reads.
fn amount(rule: &Rule) -> String {
    let units = ["points", "point", "percent", "%"];
    let read: Vec<&str> = units.into_iter().filter(|unit| (rule.read)("", &format!("1 {unit}")).is_ok()).collect();
    format!(r"^\s*[0-9]+(\.[0-9]{{0,9}})?\s*({})\s*$", read.join("|"))
}
