//! The parameters of a recommendation, and the values that may stand for them.

use super::place::{Findings, Path};
use super::strict::suggest;
use super::yaml::Yaml;
use serde_json::Value;
use std::collections::BTreeMap;

/// A named input of a recommendation.
#[derive(Clone, Debug, serde::Deserialize, serde::Serialize)]
pub struct Parameter {
    /// What scripts read as `params.NAME`.
    pub name: String,
    /// The type that its values have.
    pub kind: ParameterType,
    /// For people.
    pub description: Option<String>,
    /// Default or overridden value; `None` for a required one that nothing sets: only when loaded for a trial, and then
    /// every case sets it.
    #[serde(with = "super::shipped::as_text")]
    pub value: Option<Value>,
    /// Values that are allowed, when limited.
    #[serde(with = "super::shipped::as_text")]
    pub allowed: Option<Vec<Value>>,
}

/// What a parameter's values are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Deserialize, serde::Serialize)]
#[cfg_attr(embedded_library, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum ParameterType {
    /// Text.
    String,
    /// A whole number that fits 64 bits.
    Integer,
    /// Any number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A list.
    Array,
    /// A mapping.
    Object,
}

impl Parameter {
    /// The value that a person means by what they type: text as it is, all else as JSON.
    ///
    /// # Errors
    /// With what to type instead.
    pub fn typed(&self, text: &str) -> Result<Value, String> {
        let value = match self.kind {
            ParameterType::String => Some(Value::from(text)),
            _ => serde_json::from_str(text).ok().filter(|value| self.kind.holds(value)),
        };
        let value = value.ok_or_else(|| format!("write {}", self.kind.name()))?;
        match &self.allowed {
            Some(allowed) if !allowed.contains(&value) => Err(format!("use one of {}", listed(allowed))),
            _ => Ok(value),
        }
    }
}

fn listed(values: &[Value]) -> String {
    values.iter().map(Value::to_string).collect::<Vec<_>>().join(", ")
}

impl ParameterType {
    /// Whether a value is of this type.
    pub fn holds(self, value: &Value) -> bool {
        match self {
            Self::String => value.is_string(),
            Self::Integer => value.is_i64(),
            Self::Number => value.is_number(),
            Self::Boolean => value.is_boolean(),
            Self::Array => value.is_array(),
            Self::Object => value.is_object(),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::String => "text",
            Self::Integer => "a whole number",
            Self::Number => "a number",
            Self::Boolean => "`true` or `false`",
            Self::Array => "a list",
            Self::Object => "a mapping",
        }
    }
}

/// A parameter as it is typed.
#[derive(Debug, Default, serde::Deserialize)]
#[cfg_attr(embedded_library, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct RawParameter {
    /// What its values are.
    #[serde(rename = "type")]
    kind: Option<ParameterType>,
    /// What people read.
    description: Option<String>,
    /// Its value where nobody sets it; without one, `uplift.yaml` and each test case have to.
    default_value: Option<Value>,
    /// The values that it may have; any of its type where nothing is said.
    allowed_values: Option<Vec<Value>>,
}

/// Reads `parameters:`, in order of name.
pub(super) fn read(
    findings: &mut Findings<'_>,
    path: &Path,
    entries: &Yaml,
    raw: BTreeMap<String, RawParameter>,
) -> Vec<Parameter> {
    raw.into_iter()
        .map(|(name, raw)| {
            let place = path.key(&name);
            findings.require(&place, &entries[name.as_str()], &["type"]);
            refuse_bad_name(findings, &place, &name);
            one(findings, &place, name, raw)
        })
        .collect()
}

fn one(findings: &mut Findings<'_>, path: &Path, name: String, raw: RawParameter) -> Parameter {
    let kind = raw.kind.unwrap_or(ParameterType::String);
    let parameter =
        Parameter { name, kind, description: raw.description, value: raw.default_value, allowed: raw.allowed_values };
    // Without a type there is nothing to hold the values against; its absence was reported.
    if raw.kind.is_some() {
        let allowed = path.key("allowedValues");
        for (index, value) in parameter.allowed.iter().flatten().enumerate() {
            refuse_wrong_type(findings, &allowed.index(index), &parameter, value);
        }
        if let Some(value) = &parameter.value {
            refuse_wrong_value(findings, &path.key("defaultValue"), &parameter, value);
        }
    }
    parameter
}

fn refuse_bad_name(findings: &mut Findings<'_>, path: &Path, name: &str) {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if !name.chars().all(fits) || !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        let message = format!("the parameter `{name}` cannot be read as `params.{name}`");
        findings.key(path, message, "use letters, digits and `_`, a letter first");
    }
}

/// Reports values, wherever they are set, that the parameters do not take.
pub(super) fn refuse_wrong_values(
    findings: &mut Findings<'_>,
    path: &Path,
    parameters: &[Parameter],
    values: &BTreeMap<String, Value>,
) {
    for (name, value) in values {
        let place = path.key(name);
        match parameters.iter().find(|parameter| parameter.name == *name) {
            Some(parameter) => refuse_wrong_value(findings, &place, parameter, value),
            None => {
                let known: Vec<&str> = parameters.iter().map(|parameter| parameter.name.as_str()).collect();
                findings.key(&place, format!("unknown parameter `{name}`"), suggest(name, &known));
            }
        }
    }
}

fn refuse_wrong_value(findings: &mut Findings<'_>, path: &Path, parameter: &Parameter, value: &Value) {
    if !refuse_wrong_type(findings, path, parameter, value) {
        return;
    }
    if let Some(allowed) = &parameter.allowed
        && !allowed.contains(value)
    {
        let message = format!("{value} is not an allowed value of the parameter `{}`", parameter.name);
        findings.value(path, message, format!("use one of {}", listed(allowed)));
    }
}

fn refuse_wrong_type(findings: &mut Findings<'_>, path: &Path, parameter: &Parameter, value: &Value) -> bool {
    let right = parameter.kind.holds(value);
    if !right {
        let message = format!("the parameter `{}` cannot be {value}", parameter.name);
        findings.value(path, message, format!("write {}", parameter.kind.name()));
    }
    right
}
