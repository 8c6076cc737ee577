//! JSON Schemas of the files that people write, made from the types that read them: editors complete and check by them.
//!
//! Keys, their kinds and what is said of them come from the types. What loading asks beyond that stands here, by the place
//! that it is asked of: `controls[].id` is the key `id` of each entry of `controls`, `parameters{}` each value in that mapping.

mod policy_file;
mod settings;
mod words;

use super::case::{Around, Resource};
use super::config::{Exclusion, RawExclusion};
use super::duty::{OwnerSource, TagMatch};
use super::exemption::{Day, RawExemption};
use super::load::LISTS;
use super::recommendation::{Ids, RawRecommendation};
use super::{Config, ExemptionScope, Pattern, control, function};
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};
use std::borrow::Cow;
use words::{DAY, FILE, OWNER, resource};

/// A policy file. It exists for its schema alone: its entries are read one by one.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[allow(dead_code, reason = "only its schema is asked for")]
struct PolicyFile {
    /// Groups of recommendations that are worth points.
    controls: Option<Vec<control::RawControl>>,
    /// What several scripts share.
    functions: Option<Vec<function::RawFunction>>,
    /// Rules, each with its check and its test cases.
    recommendations: Option<Vec<RawRecommendation>>,
}

/// The schema of policy files.
pub fn policy_file_schema() -> Schema {
    let mut schema = file_schema::<PolicyFile>("A policy file", &policy_file::policy_file());
    // A list is left out rather than left blank: what stands there was meant to be one.
    LISTS.iter().for_each(|list| without_null(place(root(&mut schema), list)));
    schema
}

/// The schema of `uplift.yaml`, but for the rules of the gate.
pub fn settings_file_schema() -> Schema {
    file_schema::<Config>("Settings, uplift.yaml", &settings::settings_file())
}

/// The schema of files of exemptions. Exports of Azure, which are read too, are written by nobody.
pub fn exemptions_file_schema() -> Schema {
    file_schema::<Vec<RawExemption>>("Exemptions", &settings::exemptions_file())
}

/// The schema of a kind of file, with what is asked at some places. It is in the draft that all language servers of YAML read,
/// and refers to nothing, so that they show what is said of each key.
pub fn file_schema<T: JsonSchema>(title: &str, asked: &[(&str, Value)]) -> Schema {
    let settings = SchemaSettings::draft07().with(|settings| settings.inline_subschemas = true);
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    let root = root(&mut schema);
    root.insert("title".to_owned(), json!(title));
    tidy(root);
    for (path, asked) in asked {
        ask(place(root, path), asked);
    }
    schema
}

fn root(schema: &mut Schema) -> &mut Map<String, Value> {
    schema.ensure_object()
}

/// The schema at a place; one that is not there is made, and has no description, which a test refuses.
fn place<'s>(root: &'s mut Map<String, Value>, path: &str) -> &'s mut Map<String, Value> {
    path.split('.').filter(|step| !step.is_empty()).fold(root, |schema, step| {
        let name = step.trim_end_matches(['[', ']', '{', '}']);
        let mut schema = if name.is_empty() { schema } else { member(member(schema, "properties"), name) };
        let mut rest = &step[name.len()..];
        while let Some(inner) = rest.strip_prefix("[]").or_else(|| rest.strip_prefix("{}")) {
            schema = member(schema, if rest.starts_with('[') { "items" } else { "additionalProperties" });
            rest = inner;
        }
        schema
    })
}

fn member<'s>(schema: &'s mut Map<String, Value>, name: &str) -> &'s mut Map<String, Value> {
    let value = schema.entry(name).or_insert_with(|| json!({}));
    if !value.is_object() {
        *value = json!({});
    }
    match value {
        Value::Object(members) => members,
        _ => unreachable!("it was made an object"),
    }
}

/// Adds what is asked. What is required may not be blank either.
fn ask(schema: &mut Map<String, Value>, asked: &Value) {
    for (key, value) in asked.as_object().into_iter().flatten() {
        schema.insert(key.clone(), value.clone());
        if key == "required" {
            for name in value.as_array().into_iter().flatten().filter_map(Value::as_str) {
                without_null(member(member(schema, "properties"), name));
            }
        }
    }
}

/// Takes away that a value may be blank.
fn without_null(schema: &mut Map<String, Value>) {
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|name| name != "null");
        if let [one] = types.as_slice() {
            let one = one.clone();
            schema.insert("type".to_owned(), one);
        }
    }
    for list in ["enum", "anyOf", "oneOf"] {
        if let Some(Value::Array(choices)) = schema.get_mut(list) {
            choices.retain(|choice| !choice.is_null() && choice.get("type") != Some(&json!("null")));
        }
    }
}

/// What the types cannot say: a list and a mapping may be left blank, and formats of numbers are for programs.
fn tidy(schema: &mut Map<String, Value>) {
    // A mapping that has to have a key cannot be blank.
    let may_be_blank = |kind: &&str| *kind == "array" || *kind == "object" && !schema.contains_key("required");
    if let Some(kind) = schema.get("type").and_then(Value::as_str).filter(may_be_blank) {
        let kinds = json!([kind, "null"]);
        schema.insert("type".to_owned(), kinds);
    }
    let bounds = match schema.get("format").and_then(Value::as_str) {
        Some("uint32") => Some((0, i64::from(u32::MAX))),
        Some("int32") => Some((i64::from(i32::MIN), i64::from(i32::MAX))),
        _ => None,
    };
    if let Some((least, most)) = bounds {
        schema.shift_remove("format");
        schema.insert("minimum".to_owned(), json!(least));
        schema.insert("maximum".to_owned(), json!(most));
    }
    // That nothing is said where nothing is said goes without saying.
    if schema.get("default").is_some_and(|default| [json!(null), json!([]), json!({}), json!("")].contains(default)) {
        schema.shift_remove("default");
    }
    if let Some(Value::String(description)) = schema.get_mut("description") {
        *description = description.replace('\n', " ");
    }
    for value in schema.values_mut() {
        match value {
            Value::Object(inner) => tidy(inner),
            Value::Array(items) => items.iter_mut().filter_map(Value::as_object_mut).for_each(tidy),
            _ => {}
        }
    }
    flatten(schema);
}

/// Choices among choices become one list, and a single one no choice at all, so that editors offer what may be typed and show
/// what is said of it.
fn flatten(schema: &mut Map<String, Value>) {
    let Some(Value::Array(choices)) = schema.get("anyOf") else { return };
    let inner = |choice: &Value| {
        let list = |name: &str| Some((name == "oneOf", choice.get(name)?.as_array()?.clone()));
        list("oneOf").or_else(|| list("anyOf"))
    };
    let are_words = choices.iter().filter_map(inner).any(|(are_words, _)| are_words);
    let flat = choices.iter().flat_map(|choice| inner(choice).map_or_else(|| vec![choice.clone()], |(_, list)| list));
    let flat: Vec<Value> = flat.collect();
    // No two words are equal, so that one of them and any of them is the same.
    let name = if are_words { "oneOf" } else { "anyOf" };
    schema.shift_remove("anyOf");
    schema.insert(name.to_owned(), Value::Array(flat));
}

/// What some types read by themselves, as JSON Schema.
macro_rules! schema_of {
    ($type:ty, $name:literal, $generator:pat => $schema:expr) => {
        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }

            fn json_schema($generator: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }
    };
}

schema_of!(Pattern, "Glob", _ => json_schema!({ "type": "string" }));
schema_of!(ExemptionScope, "Scope", _ => json_schema!({ "type": "string", "pattern": r"[^\s/]" }));
schema_of!(OwnerSource, "Owner", _ => json_schema!({ "type": "string", "pattern": OWNER }));
schema_of!(TagMatch, "Tag", _ => json_schema!({ "type": "string", "pattern": r"^[^=]*[^\s=]" }));
schema_of!(Day, "Day", _ => json_schema!({ "type": "string", "pattern": DAY, "examples": ["2027-03-31"] }));
schema_of!(Ids, "Ids", _ => json_schema!({ "type": ["string", "array"], "items": { "type": "string" } }));
schema_of!(Resource, "Resource", _ => Schema::try_from(resource()).unwrap_or_default());
schema_of!(Around, "Around", generator => {
    let resources = generator.subschema_for::<Vec<Resource>>();
    json_schema!({ "anyOf": [resources, { "type": "string", "pattern": FILE }] })
});
schema_of!(Exclusion, "Exclusion", generator => {
    let mapping = generator.subschema_for::<RawExclusion>();
    json_schema!({ "anyOf": [{ "type": "string" }, mapping] })
});
