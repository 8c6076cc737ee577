//! Quick fixes: what to change so that the check passes.

use super::path::ElementPath;
use super::place::{Findings, Path};
use super::strict::suggest;
use super::yaml::Yaml;
use super::{Parameter, ParameterType, Script};
use serde_json::{Map, Value};

/// A change that turns an unhealthy resource healthy. It does at least one of `set`, `remove`, `append`, `child`, `script`.
///
/// Texts among the values may hold `${params.NAME}`; alone in a text it stands for the parameter's value with its type.
#[derive(Clone, Debug, serde::Deserialize, serde::Serialize)]
pub struct QuickFix {
    /// How far it may be trusted; what cannot be taken back is destructive, whatever else the policy says.
    pub safety: Safety,
    /// What may stop working, for people.
    pub impact: String,
    /// What the platform does to apply it.
    pub change: Change,
    /// Whether what was there can be had back by setting it again.
    pub reversible: bool,
    /// The higher one wins where two fixes want one place; 0 when not given.
    pub precedence: i32,
    /// Places and the values that they get, in order.
    #[serde(with = "super::shipped::as_text")]
    pub set: Vec<(ElementPath, Value)>,
    /// Places that go away.
    pub remove: Vec<ElementPath>,
    /// Arrays and the elements that are added to them, where not present yet: a list, or `${params.NAME}` alone for a
    /// parameter that is one.
    #[serde(with = "super::shipped::as_text")]
    pub append: Vec<(ElementPath, Value)>,
    /// A child resource that is set, and created if absent.
    pub child: Option<ChildFix>,
    /// A script that changes the resource. A text that it ends with is the impact on that resource, in place of `impact`.
    pub script: Option<Script>,
    /// The words of the `az` call that does the same, without `az`; they may hold the [`VARIABLES`] too.
    pub az: Vec<String>,
}

/// A child resource that a fix sets.
#[derive(Clone, Debug, serde::Deserialize, serde::Serialize)]
pub struct ChildFix {
    /// Its full type.
    pub type_name: String,
    /// Its name's last segment; may hold the [`VARIABLES`].
    pub name: String,
    /// Places in it and the values that they get, in order.
    #[serde(with = "super::shipped::as_text")]
    pub set: Vec<(ElementPath, Value)>,
}

/// How far a fix may be trusted, the least harm first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Safety {
    /// Nobody can.
    Safe,
    /// It may interrupt someone.
    Review,
    /// The platform cannot give back what it takes: the resource is made anew, data or a rule go, or a switch stays on for
    /// good.
    Destructive,
}

/// What the platform does to apply a fix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Change {
    /// Changes the running resource.
    InPlace,
    /// Restarts it.
    Restart,
    /// Deletes it and makes it anew.
    Replace,
}

/// What `${…}` may name beside parameters, in `az` and in a child's name: fields of the resource.
pub const VARIABLES: [&str; 4] = ["id", "name", "resourceGroup", "subscription"];

/// A fix as it is typed.
#[derive(Debug, Default, serde::Deserialize)]
#[cfg_attr(embedded_library, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct RawFix {
    /// How far it may be trusted: nobody notices it, it may interrupt someone, or what it takes cannot be had back.
    safety: Option<Safety>,
    /// What may stop working.
    impact: Option<String>,
    /// What the platform does to apply it: changes the running resource, restarts it, or makes it anew.
    change: Option<Change>,
    /// Whether what was there can be had back by setting it again; `true` where nothing is said.
    reversible: Option<bool>,
    /// The higher one wins where two fixes want one place; 0 where nothing is said.
    precedence: Option<i32>,
    /// Values by their paths. Texts may hold `${params.NAME}`.
    set: Option<Map<String, Value>>,
    /// Paths of what goes away.
    remove: Option<Vec<String>>,
    /// Elements that lists get where they lack them, by the paths of the lists.
    append: Option<Map<String, Value>>,
    /// A child resource that is set, and made where there is none.
    child: Option<RawChild>,
    /// A script that assigns to `resource`. It refuses with `unknown("…")`; a text that it ends with is the impact there.
    script: Option<String>,
    /// The words of the `az` command that does the same, without `az`. They may hold `${id}`, `${name}`, `${resourceGroup}`, `${subscription}` and `${params.NAME}`.
    az: Option<Vec<String>>,
}

/// A child resource as it is typed.
#[derive(Debug, Default, serde::Deserialize)]
#[cfg_attr(embedded_library, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RawChild {
    /// Its full type.
    #[serde(rename = "type")]
    type_name: Option<String>,
    /// The last part of its name. It may hold `${name}` and what else `az` may hold.
    name: Option<String>,
    /// Its values by their paths.
    set: Option<Map<String, Value>>,
}

/// The keys that a fix cannot do without.
pub(super) const REQUIRED: [&str; 3] = ["safety", "impact", "change"];

/// The keys that its child resource cannot do without.
pub(super) const REQUIRED_OF_CHILD: [&str; 3] = ["type", "name", "set"];

/// Of these a fix has one at least.
pub(super) const CHANGES: [&str; 5] = ["set", "remove", "append", "child", "script"];

/// Reads `fix:`.
pub(super) fn read(
    findings: &mut Findings<'_>,
    path: &Path,
    entry: &Yaml,
    raw: RawFix,
    parameters: &[Parameter],
) -> QuickFix {
    findings.require(path, entry, &REQUIRED);
    findings.refuse_empty(&path.key("impact"), raw.impact.as_deref());
    findings.refuse_empty(&path.key("script"), raw.script.as_deref());
    refuse_no_change(findings, path, entry);
    let az = raw.az.unwrap_or_default();
    for (index, word) in az.iter().enumerate() {
        refuse_bad_variables(findings, &path.key("az").index(index), word, parameters, &VARIABLES);
    }
    let (change, reversible) = (raw.change.unwrap_or(Change::InPlace), raw.reversible.unwrap_or(true));
    let is_given_back = reversible && change != Change::Replace;
    QuickFix {
        safety: if is_given_back { raw.safety.unwrap_or(Safety::Review) } else { Safety::Destructive },
        impact: raw.impact.unwrap_or_default(),
        change,
        reversible,
        precedence: raw.precedence.unwrap_or_default(),
        set: settings(findings, &path.key("set"), raw.set, parameters),
        remove: removals(findings, &path.key("remove"), raw.remove.unwrap_or_default()),
        append: additions(findings, &path.key("append"), raw.append, parameters),
        child: raw.child.map(|raw| child(findings, &path.key("child"), &entry["child"], raw, parameters)),
        script: raw.script.map(|text| findings.file.script(&path.key("script"), text)),
        az,
    }
}

fn refuse_no_change(findings: &mut Findings<'_>, path: &Path, entry: &Yaml) {
    let says = |key: &str| match &entry[key] {
        Yaml::Null => false,
        Yaml::Sequence(items) => !items.is_empty(),
        Yaml::Mapping(members) => !members.is_empty(),
        _ => true,
    };
    if entry.is_mapping() && !CHANGES.iter().any(|key| says(key)) {
        findings.value(path, "the fix changes nothing", "give it one of `set`, `remove`, `append`, `child`, `script`");
    }
}

fn child(findings: &mut Findings<'_>, path: &Path, entry: &Yaml, raw: RawChild, parameters: &[Parameter]) -> ChildFix {
    findings.require(path, entry, &REQUIRED_OF_CHILD);
    let name = raw.name.unwrap_or_default();
    refuse_bad_variables(findings, &path.key("name"), &name, parameters, &VARIABLES);
    if let Some(type_name) = &raw.type_name {
        findings.refuse_bad_type(&path.key("type"), type_name);
    }
    ChildFix {
        type_name: raw.type_name.unwrap_or_default(),
        name,
        set: settings(findings, &path.key("set"), raw.set, parameters),
    }
}

fn settings(
    findings: &mut Findings<'_>,
    path: &Path,
    raw: Option<Map<String, Value>>,
    parameters: &[Parameter],
) -> Vec<(ElementPath, Value)> {
    let mut read = Vec::new();
    for (text, value) in raw.unwrap_or_default() {
        let place = path.key(&text);
        refuse_bad_value(findings, &place, &value, parameters);
        match ElementPath::parse(&text) {
            Ok(target) => read.push((target, value)),
            Err(wrong) => findings.key(&place, format!("the path `{text}` {wrong}"), PATH_HELP),
        }
    }
    read
}

fn removals(findings: &mut Findings<'_>, path: &Path, raw: Vec<String>) -> Vec<ElementPath> {
    let parsed = raw.iter().enumerate().filter_map(|(index, text)| element_path(findings, &path.index(index), text));
    parsed.collect()
}

fn additions(
    findings: &mut Findings<'_>,
    path: &Path,
    raw: Option<Map<String, Value>>,
    parameters: &[Parameter],
) -> Vec<(ElementPath, Value)> {
    let lists = parameters
        .iter()
        .filter(|parameter| parameter.kind == ParameterType::Array)
        .map(|parameter| format!("${{params.{}}}", parameter.name));
    let lists: Vec<String> = lists.collect();
    for (text, value) in raw.iter().flatten() {
        let is_list_parameter = |text: &str| lists.iter().any(|list| list == text);
        if !value.is_array() && !value.as_str().is_some_and(is_list_parameter) {
            let help = "write `[…]`, or `${params.…}` alone for a parameter of type `array`";
            findings.value(&path.key(text), format!("`{text}` is given no list"), help);
        }
    }
    settings(findings, path, raw, parameters)
}

const PATH_HELP: &str = "write it like `properties.rules[name=ssh].access`";

/// A path that is written as a value.
pub(super) fn element_path(findings: &mut Findings<'_>, place: &Path, text: &str) -> Option<ElementPath> {
    let parsed = ElementPath::parse(text);
    parsed.map_err(|wrong| findings.value(place, format!("the path `{text}` {wrong}"), PATH_HELP)).ok()
}

fn refuse_bad_value(findings: &mut Findings<'_>, path: &Path, value: &Value, parameters: &[Parameter]) {
    match value {
        Value::String(text) => refuse_bad_variables(findings, path, text, parameters, &[]),
        Value::Array(items) => {
            let places = items.iter().enumerate();
            places.for_each(|(index, item)| refuse_bad_value(findings, &path.index(index), item, parameters));
        }
        Value::Object(members) => {
            let places = members.iter();
            places.for_each(|(key, member)| refuse_bad_value(findings, &path.key(key), member, parameters));
        }
        _ => (),
    }
}

/// Reports each `${…}` that nothing would fill in.
fn refuse_bad_variables(
    findings: &mut Findings<'_>,
    path: &Path,
    text: &str,
    parameters: &[Parameter],
    fields: &[&str],
) {
    for name in text.split("${").skip(1) {
        let Some((name, _)) = name.split_once('}') else {
            findings.value(path, "`${` without `}`", "close it");
            continue;
        };
        let known: Vec<String> = parameters.iter().map(|parameter| format!("params.{}", parameter.name)).collect();
        let known: Vec<&str> = known.iter().map(String::as_str).chain(fields.iter().copied()).collect();
        if !known.contains(&name) {
            findings.value(path, format!("nothing fills in `${{{name}}}`"), suggest(name, &known));
        }
    }
}
