//! `governance:` of `uplift.yaml`: who deals with which findings, and until when.

use super::Severity;
use super::exemption::ExemptionScope;
use super::mistake::{Mistake, Written};
use super::place::{Findings, Path};
use super::strict::suggest;
use super::yaml::{self, Yaml};
use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error};

/// Findings that somebody deals with in time. Of several rules the first that a finding falls under counts.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[cfg_attr(embedded_library, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DutyRule {
    /// For people.
    #[serde(default)]
    pub name: Option<String>,
    /// The resources; all where it is left out.
    #[serde(default)]
    pub scope: Option<ExemptionScope>,
    /// What else holds of them and of their findings.
    #[serde(default, rename = "match")]
    pub matching: DutyMatch,
    /// Where the name of who deals with them is from.
    pub owner: OwnerSource,
    /// How many days there are for it.
    #[serde(deserialize_with = "days")]
    #[cfg_attr(embedded_library, schemars(with = "String"))]
    pub within: u32,
    /// Whether findings count before their day is over.
    #[serde(default)]
    pub grace: Grace,
}

/// What holds of findings that a rule is for: all of what is said, and of each list any.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[cfg_attr(embedded_library, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct DutyMatch {
    /// How bad they are.
    #[serde(deserialize_with = "one_or_several")]
    #[cfg_attr(embedded_library, schemars(with = "Option<OneOrSeveral<Severity>>"))]
    pub severity: Vec<Severity>,
    /// Controls that their recommendation stands in, by id.
    #[serde(deserialize_with = "one_or_several")]
    #[cfg_attr(embedded_library, schemars(with = "Option<OneOrSeveral<String>>"))]
    pub control: Vec<String>,
    /// Their recommendation, by id.
    #[serde(deserialize_with = "one_or_several")]
    #[cfg_attr(embedded_library, schemars(with = "Option<OneOrSeveral<String>>"))]
    pub recommendation: Vec<String>,
    /// Tags of their resource.
    #[serde(deserialize_with = "one_or_several")]
    #[cfg_attr(embedded_library, schemars(with = "Option<OneOrSeveral<TagMatch>>"))]
    pub tag: Vec<TagMatch>,
}

/// A tag that a resource has, whatever its value or with this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagMatch {
    /// Its name, whose case makes no difference.
    pub name: String,
    /// Its value, whose case does.
    pub value: Option<String>,
}

/// Where the name of an owner is from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OwnerSource {
    /// The value of this tag of the resource, else of its group, else of its subscription.
    Tag(String),
    /// This address.
    Address(String),
    /// The file CODEOWNERS of the repository, by the file that the finding is in.
    CodeOwners,
}

/// Whether findings count before their day is over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Deserialize)]
#[cfg_attr(embedded_library, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Grace {
    /// They do.
    #[default]
    Include,
    /// They do not.
    Exclude,
}

/// A list, or what would be its only element, as it is typed.
#[cfg(embedded_library)]
#[derive(schemars::JsonSchema)]
#[schemars(untagged)]
#[allow(dead_code, reason = "only its schema is asked for")]
enum OneOrSeveral<T> {
    One(T),
    Several(Vec<T>),
}

/// The most days that a rule may give, so that every day it leads to exists.
const MOST_DAYS: u32 = 3650;

impl<'de> Deserialize<'de> for TagMatch {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let (name, value) = text.split_once('=').map_or((&*text, None), |(name, value)| (name, Some(value)));
        if name.trim().is_empty() {
            return Err(D::Error::custom("names no tag; write `NAME`, or `NAME=VALUE`"));
        }
        Ok(Self { name: name.to_owned(), value: value.map(str::to_owned) })
    }
}

impl<'de> Deserialize<'de> for OwnerSource {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        const HELP: &str = "write `tag:NAME`, an address such as `team@example.com`, or `codeowners`";
        let text = String::deserialize(deserializer)?;
        if text == "codeowners" {
            return Ok(Self::CodeOwners);
        }
        match text.strip_prefix("tag:") {
            Some(name) if name.trim().is_empty() => Err(D::Error::custom(format!("names no tag; {HELP}"))),
            Some(name) => Ok(Self::Tag(name.trim().to_owned())),
            None if text.contains('@') && !text.contains(char::is_whitespace) => Ok(Self::Address(text)),
            None => Err(D::Error::custom(format!("cannot be `{text}`; {HELP}"))),
        }
    }
}

/// Days as they are typed: `14d`.
fn days<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    let written = Yaml::deserialize(deserializer)?;
    let days = written.as_str().and_then(|text| text.strip_suffix('d')).and_then(|days| days.parse().ok());
    days.filter(|days| (1..=MOST_DAYS).contains(days)).ok_or_else(|| {
        let shown = serde_json::to_string(&written).unwrap_or_default();
        let shown = shown.trim_matches('"');
        D::Error::custom(format!("cannot be `{shown}`; write from 1 to {MOST_DAYS} days, such as `14d`"))
    })
}

/// A list, or what would be its only element.
fn one_or_several<'de, T: DeserializeOwned, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    let read = match &Yaml::deserialize(deserializer)? {
        Yaml::Null => Ok(Vec::new()),
        Yaml::Sequence(items) => items.iter().map(|item| T::deserialize(Written(item))).collect(),
        one => T::deserialize(Written(one)).map(|one| vec![one]),
    };
    read.map_err(Mistake::told)
}

/// Reports rules that name what is not there, or nothing.
pub(super) fn check(findings: &mut Findings<'_>, rules: &[DutyRule], controls: &[&str], recommendations: &[&str]) {
    for (index, rule) in rules.iter().enumerate() {
        let path = Path::default().key("governance").index(index);
        findings.refuse_empty(&path.key("name"), rule.name.as_deref());
        let named = [
            ("control", &rule.matching.control, controls),
            ("recommendation", &rule.matching.recommendation, recommendations),
        ];
        for (what, ids, known) in named {
            for (place, id) in ids.iter().enumerate().filter(|(_, id)| !known.contains(&id.as_str())) {
                let path = path.key("match").key(what).index(place);
                findings.value(&path, format!("unknown {what} `{id}`"), suggest(id, known));
            }
        }
    }
}

/// The rules of settings that may be of another time than the program: whatever else stands there, and whether or not it can be
/// read. `None` where nobody can tell them.
pub fn duties_of_then(text: &str) -> Option<Vec<DutyRule>> {
    let file = super::place::File::placed("", text).ok()?;
    match yaml::read(&file).ok()? {
        Yaml::Null => Some(Vec::new()),
        Yaml::Mapping(mut members) => match members.shift_remove("governance") {
            None | Some(Yaml::Null) => Some(Vec::new()),
            Some(rules) => Vec::deserialize(rules).ok(),
        },
        _ => None,
    }
}

impl DutyRule {
    /// What people call it: its name, or its place in the list.
    pub fn called(&self, place: usize) -> String {
        self.name.clone().unwrap_or_else(|| format!("rule {}", place + 1))
    }
}
