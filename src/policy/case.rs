//! Test cases: what a recommendation says about a small resource.

use super::fix::element_path;
use super::parameter::refuse_wrong_values;
use super::path::ElementPath;
use super::place::{Findings, Path};
use super::yaml::Yaml;
use super::{Parameter, QuickFix, day};
use crate::source::Location;
use jiff::civil::Date;
use serde::de::{IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;

/// A test case. Its resource, children, inventory and fixed resource stay in the file: [`super::Policy::case_node`] is the
/// mapping that holds them, under [`Expected::key`], `children`, `inventory` and `fixed`.
#[derive(Clone, Debug)]
pub struct Case {
    /// What to call it, when it was given a name.
    pub name: Option<String>,
    /// The status that the check must give.
    pub expected: Expected,
    /// A glob that the verdict's message must match.
    pub message: Option<String>,
    /// Values of parameters in this case alone, in place of the recommendation's.
    pub params: BTreeMap<String, Value>,
    /// Places in the resource whose values are not known.
    pub unknown: Vec<ElementPath>,
    /// The file that holds what else there is, from the directory of the policy file.
    pub inventory_file: Option<String>,
    /// The day that it is judged on.
    pub today: Option<Date>,
    /// Whether it says what the fix makes of the resource.
    pub has_fixed: bool,
    /// Whether it says that the fix changes nothing.
    pub is_not_fixed: bool,
    /// A glob that the reason must match why the fix refuses the resource.
    pub refused: Option<String>,
    /// Where it is written.
    pub location: Location,
    /// The way back to its mapping.
    pub place: CasePlace,
}

/// Where a case's mapping stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CasePlace {
    /// Which of the policy's documents.
    pub document: usize,
    /// Which entry of its `recommendations:`.
    pub recommendation: usize,
    /// Which entry of its `tests:`.
    pub case: usize,
}

/// The status that a case expects; the key that holds its resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Expected {
    /// `healthy:`
    Healthy,
    /// `unhealthy:`
    Unhealthy,
    /// `notApplicable:`
    NotApplicable,
    /// `undecided:`, which is the status `unknown`; its own word, since `unknown:` lists the places that are.
    Undecided,
}

impl Expected {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Healthy, Self::Unhealthy, Self::NotApplicable, Self::Undecided];

    /// The key in the file.
    pub fn key(self) -> &'static str {
        match self {
            Self::Healthy => "healthy",
            Self::Unhealthy => "unhealthy",
            Self::NotApplicable => "notApplicable",
            Self::Undecided => "undecided",
        }
    }
}

/// A test case as it is typed.
#[derive(Debug, Default, serde::Deserialize)]
#[cfg_attr(embedded_library, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[allow(dead_code, reason = "of the resources only the shape matters here: cases read them from the document")]
pub(super) struct RawCase {
    /// What people call the case.
    name: Option<String>,
    /// A resource that must be healthy.
    healthy: Option<Resource>,
    /// A resource that must be unhealthy.
    unhealthy: Option<Resource>,
    /// A resource that the recommendation must not apply to.
    not_applicable: Option<Resource>,
    /// A resource that cannot be judged, for what it is asked is not known.
    undecided: Option<Resource>,
    /// What the verdict must say, with `*` for any text.
    message: Option<String>,
    /// The whole resource as the fix must leave it.
    fixed: Option<Resource>,
    /// `true` where the fix must leave the resource as it is; a text, with `*` for any, that must be why the fix refuses it.
    not_fixed: Option<Value>,
    /// The children of the resource.
    children: Option<Vec<Resource>>,
    /// What else there is: a list of resources, or the name of a file that holds some, from the directory of this file.
    inventory: Option<Around>,
    /// Values of parameters in this case alone, by name.
    params: Option<BTreeMap<String, Value>>,
    /// Paths in the resource whose values are not known.
    unknown: Option<Vec<String>>,
    /// The day that it is judged on.
    today: Option<String>,
}

/// A resource of a test case: a mapping.
#[derive(Debug)]
pub(super) struct Resource;

impl<'d> serde::Deserialize<'d> for Resource {
    fn deserialize<D: serde::Deserializer<'d>>(input: D) -> Result<Self, D::Error> {
        input.deserialize_any(ResourceVisitor)
    }
}

struct ResourceVisitor;

impl<'d> Visitor<'d> for ResourceVisitor {
    type Value = Resource;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a map")
    }

    fn visit_map<A: MapAccess<'d>>(self, mut members: A) -> Result<Resource, A::Error> {
        while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Resource)
    }
}

/// What a case holds around its resource: a list of resources, or the name of a file that has some.
#[derive(Debug)]
pub(super) enum Around {
    Resources,
    File(String),
}

impl Around {
    /// The file, where it names one.
    pub(super) fn file(self) -> Option<String> {
        if let Self::File(path) = self { Some(path) } else { None }
    }
}

impl<'d> serde::Deserialize<'d> for Around {
    fn deserialize<D: serde::Deserializer<'d>>(input: D) -> Result<Self, D::Error> {
        input.deserialize_any(AroundVisitor)
    }
}

struct AroundVisitor;

impl<'d> Visitor<'d> for AroundVisitor {
    type Value = Around;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a sequence")
    }

    fn visit_str<E: serde::de::Error>(self, path: &str) -> Result<Around, E> {
        Ok(Around::File(path.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'d>>(self, mut items: A) -> Result<Around, A::Error> {
        while items.next_element::<Resource>()?.is_some() {}
        Ok(Around::Resources)
    }
}

/// The file that a case names, from the directory of its policy file.
pub(super) fn inventory_file(findings: &mut Findings<'_>, path: &Path, around: Option<Around>) -> Option<String> {
    let file = around.and_then(Around::file)?;
    if file.trim().is_empty() || file.contains(['\\', '\0', '\n']) || std::path::Path::new(&file).is_absolute() {
        let help = "name it from the directory of this file, with `/`, or write the resources here as a list";
        findings.value(&path.key("inventory"), "`inventory` is no name of a file", help);
        return None;
    }
    Some(file)
}

/// What a case is read against.
pub(super) struct Tested<'r> {
    pub(super) parameters: &'r [Parameter],
    pub(super) fix: Option<&'r QuickFix>,
    /// The case's document and recommendation; its own index is filled in.
    pub(super) place: CasePlace,
}

/// Reads one entry of `tests:`, the `place.case`th.
pub(super) fn read(findings: &mut Findings<'_>, path: &Path, entry: &Yaml, raw: RawCase, tested: &Tested<'_>) -> Case {
    let expected = expected(findings, path, entry);
    for key in [expected.key(), "fixed"] {
        if entry.get(key).is_some_and(Yaml::is_null) {
            let message = format!("`{key}` is empty");
            findings.value(&path.key(key), message, "write a resource, such as `{}`");
        }
    }
    let params = raw.params.unwrap_or_default();
    refuse_wrong_values(findings, &path.key("params"), tested.parameters, &params);
    refuse_idle_fixed(findings, path, entry, expected, tested.fix);
    refuse_bad_not_fixed(findings, path, entry, raw.not_fixed.as_ref(), expected, tested.fix);
    let unknown = raw.unknown.unwrap_or_default();
    let unknown = unknown.iter().enumerate();
    let unknown =
        unknown.filter_map(|(index, text)| element_path(findings, &path.key("unknown").index(index), text)).collect();
    Case {
        name: raw.name,
        expected,
        message: raw.message,
        params,
        unknown,
        inventory_file: inventory_file(findings, path, raw.inventory),
        today: today(findings, path, raw.today),
        is_not_fixed: raw.not_fixed == Some(Value::Bool(true)),
        refused: raw.not_fixed.as_ref().and_then(Value::as_str).map(str::to_owned),
        has_fixed: raw.fixed.is_some(),
        location: findings.file.location(path),
        place: tested.place,
    }
}

/// The day that a case is judged on.
pub(super) fn today(findings: &mut Findings<'_>, path: &Path, written: Option<String>) -> Option<Date> {
    let read = day(&written?);
    read.map_err(|wrong| findings.value(&path.key("today"), format!("`today` {wrong}"), "write it like 2027-03-31"))
        .ok()
}

fn expected(findings: &mut Findings<'_>, path: &Path, entry: &Yaml) -> Expected {
    let typed: Vec<Expected> = Expected::ALL.into_iter().filter(|status| entry.get(status.key()).is_some()).collect();
    let keys = "`healthy`, `unhealthy`, `notApplicable` and `undecided`";
    match typed.as_slice() {
        [one] => return *one,
        [] => findings.value(path, "the case expects no status", format!("give it the resource under one of {keys}")),
        _ => findings.value(path, "the case expects more than one status", format!("keep one of {keys}")),
    }
    typed.first().copied().unwrap_or(Expected::Healthy)
}

fn refuse_idle_fixed(
    findings: &mut Findings<'_>,
    path: &Path,
    entry: &Yaml,
    expected: Expected,
    fix: Option<&QuickFix>,
) {
    if entry.get("fixed").is_none() {
        return;
    }
    let place = path.key("fixed");
    if fix.is_none() {
        findings.key(&place, "`fixed` without a fix", "remove it, or give the recommendation a `fix`");
    } else if expected != Expected::Unhealthy {
        findings.key(&place, "`fixed` in a case that is not unhealthy", "move it to an `unhealthy` case");
    }
}

/// `notFixed` says something of a fix that leaves an unhealthy resource as it is: `true` when it has nothing to change there, a glob of
/// its reason when it refuses to.
fn refuse_bad_not_fixed(
    findings: &mut Findings<'_>,
    path: &Path,
    entry: &Yaml,
    not_fixed: Option<&Value>,
    expected: Expected,
    fix: Option<&QuickFix>,
) {
    let place = path.key("notFixed");
    match not_fixed {
        None => (),
        Some(Value::Bool(false)) => findings.value(&place, "`notFixed` is false", "write `true`, or remove it"),
        Some(Value::String(text)) if text.trim().is_empty() => {
            findings.value(
                &place,
                "`notFixed` is empty",
                "write what the fix says when it refuses, such as `*too wide*`",
            );
        }
        Some(other) if !other.is_boolean() && !other.is_string() => {
            findings.value(
                &place,
                "`notFixed` is neither `true` nor a text",
                "write `true`, or what the fix says when it refuses",
            );
        }
        Some(_) if fix.is_none() => {
            findings.key(&place, "`notFixed` without a fix", "remove it, or give the recommendation a `fix`");
        }
        Some(_) if expected != Expected::Unhealthy => {
            findings.key(&place, "`notFixed` in a case that is not unhealthy", "move it to an `unhealthy` case");
        }
        Some(_) if entry.get("fixed").is_some() => {
            findings.key(&place, "the case has `fixed` and `notFixed`", "keep one of the two");
        }
        Some(_) => (),
    }
}
