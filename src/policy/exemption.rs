//! Exemptions: findings that someone answers for, with a reason and mostly an end.
//!
//! Own files are lists of entries and are read strictly; exports of Azure policy exemptions are told apart by what they
//! hold, and read as far as they go.

mod export;
mod scope;

pub use scope::{ExemptionScope, ScopeKind};

use super::place::{File, Findings, Path};
use super::strict::{self, suggest};
use super::yaml::{self, Yaml};
use super::{Policy, RecommendationIndex};
use crate::source::{Location, Problem};
use jiff::civil::Date;
use serde::de::{Deserialize, Deserializer, Error};
use std::collections::BTreeSet;

/// A file of exemptions as it was read, from wherever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExemptionSource {
    /// The name to show, with forward slashes.
    pub name: String,
    /// What it holds.
    pub text: String,
}

/// Findings that do not count, and who answers for that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exemption {
    /// Unique over all files.
    pub id: String,
    /// The resources, and all that is below them.
    pub scope: ExemptionScope,
    /// In order.
    pub recommendations: Vec<RecommendationIndex>,
    /// What its findings count as.
    pub category: Category,
    /// For people.
    pub reason: String,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Where it was agreed on.
    pub ticket: Option<String>,
    /// The last day that it counts, in UTC; `None` when it does not end.
    pub expires_on: Option<Date>,
    /// Where it is written.
    pub location: Location,
}

/// What exempt findings count as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize, serde::Serialize)]
#[cfg_attr(embedded_library, derive(schemars::JsonSchema))]
pub enum Category {
    /// The risk is accepted: not applicable.
    Waiver,
    /// Something else deals with the risk: healthy.
    Mitigated,
}

impl Exemption {
    /// Whether another one says the same, wherever it is written. Recommendations are places of one policy each.
    pub fn says_the_same(&self, other: &Self) -> bool {
        let said = |one: &Self| Self { location: other.location.clone(), ..one.clone() };
        said(self) == *other
    }

    /// In one line: `exempt until 2027-03-31 by old-gateway: the reason`.
    pub fn summary(&self) -> String {
        let until = self.expires_on.map(|end| format!(" until {end}")).unwrap_or_default();
        format!("exempt{until} by {}: {}", self.id, self.reason)
    }
}

impl Category {
    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiver => "Waiver",
            Self::Mitigated => "Mitigated",
        }
    }
}

/// What files of exemptions hold.
#[derive(Clone, Debug, Default)]
pub struct Exemptions {
    /// The well-formed ones, in order of the files.
    pub entries: Vec<Exemption>,
    /// What is wrong with the others. With any of them, nothing may be judged.
    pub problems: Vec<Problem>,
    /// What an export holds and cannot be brought together with recommendations, and what may be a mistake in own files.
    pub warnings: Vec<Problem>,
}

impl Exemptions {
    /// The same, as long as all are well-formed.
    ///
    /// # Errors
    /// With every problem, when there is any.
    pub fn checked(self) -> Result<Self, Vec<Problem>> {
        if self.problems.is_empty() { Ok(self) } else { Err(self.problems) }
    }
}

/// Reads files of exemptions, with all problems of all files.
pub fn exemptions(sources: &[ExemptionSource], policy: &Policy) -> Exemptions {
    read_all(sources, &Known { policy, is_younger: false })
}

/// The same of files that may be older than the policy: recommendations that it lacks are left out of them.
pub fn exemptions_of_then(sources: &[ExemptionSource], policy: &Policy) -> Exemptions {
    read_all(sources, &Known { policy, is_younger: true })
}

/// What exemptions may be for.
struct Known<'p> {
    policy: &'p Policy,
    /// Than the files, so that they may name what is there no more.
    is_younger: bool,
}

fn read_all(sources: &[ExemptionSource], known: &Known<'_>) -> Exemptions {
    let mut read = Exemptions::default();
    for source in sources {
        match File::placed(&source.name, &source.text) {
            Ok(file) if export::is_export(&file) => export::read(&mut read, &file, known.policy),
            Ok(file) => read_file(&mut read, &file, known),
            Err(problem) => read.problems.push(problem),
        }
    }
    read.problems.sort();
    read.problems.dedup();
    read
}

/// Whether a text is an export of Azure, and so nothing to add own entries to.
pub fn is_exemption_export(name: &str, text: &str) -> bool {
    File::placed(name, text).is_ok_and(|file| export::is_export(&file))
}

/// A day as it is written in exemptions: `2027-03-31`.
///
/// # Errors
/// With what is wrong, and how it is written.
pub fn day(text: &str) -> Result<Date, String> {
    let shaped = text.len() == 10 && text.bytes().filter(|byte| *byte == b'-').count() == 2;
    let date = text.parse().ok().filter(|_| shaped);
    date.ok_or_else(|| format!("is no date: `{text}`; write one that exists, like 2027-03-31"))
}

/// A day as it is typed.
pub(super) struct Day(Date);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        day(&String::deserialize(deserializer)?).map(Self).map_err(D::Error::custom)
    }
}

/// An exemption as it is typed.
#[derive(Default, serde::Deserialize)]
#[cfg_attr(embedded_library, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct RawExemption {
    /// What reports call it; no other exemption has it.
    id: Option<String>,
    /// What it is for, and all that is below: the id of a resource, a group, a subscription or a management group, or a glob over ids, where `*` stops at slashes and `**` does not.
    scope: Option<ExemptionScope>,
    /// The ids of the recommendations that it is for.
    recommendations: Option<Vec<String>>,
    /// What its findings count as: waived ones as not applicable, mitigated ones as healthy.
    category: Option<Category>,
    /// Why the finding stays.
    reason: Option<String>,
    /// Who answers for it.
    owner: Option<String>,
    /// Where it was agreed on.
    ticket: Option<String>,
    /// The last day that it counts, in UTC; it does not end where nothing is said.
    expires_on: Option<Day>,
}

/// The keys that an exemption cannot do without.
pub(super) const REQUIRED: [&str; 5] = ["id", "scope", "recommendations", "category", "reason"];

fn read_file(read: &mut Exemptions, file: &File, known: &Known<'_>) {
    let mut findings = Findings::new(file);
    findings.problems = file.duplicate_keys();
    match yaml::read(file) {
        Ok(Yaml::Null) => {}
        Ok(Yaml::Sequence(entries)) => {
            for (index, entry) in entries.iter().enumerate() {
                let others = &read.entries;
                let exemption = read_entry(&mut findings, &Path::default().index(index), entry, known, others);
                read.entries.extend(exemption);
            }
        }
        Ok(_) => findings.value(
            &Path::default(),
            "the file is no list of exemptions",
            "start each entry with `- id:`, without a key above them",
        ),
        Err(problem) => findings.problems.push(problem),
    }
    read.problems.append(&mut findings.problems);
    read.warnings.append(&mut findings.warnings);
}

/// An exemption, when nothing is wrong with it.
fn read_entry(
    findings: &mut Findings<'_>,
    path: &Path,
    entry: &Yaml,
    known: &Known<'_>,
    others: &[Exemption],
) -> Option<Exemption> {
    if !entry.is_mapping() {
        findings.value(path, "the exemption is not a mapping", "start it with `- id:`");
        return None;
    }
    let before = findings.problems.len();
    let raw: RawExemption = strict::read(findings, path, entry);
    findings.require(path, entry, &REQUIRED);
    findings.refuse_bad_id(&path.key("id"), raw.id.as_deref());
    for (key, text) in [("reason", &raw.reason), ("owner", &raw.owner), ("ticket", &raw.ticket)] {
        findings.refuse_empty(&path.key(key), text.as_deref());
    }
    refuse_known_id(findings, &path.key("id"), raw.id.as_deref(), others);
    findings.tell_cuts(path, &["reason"]);
    if findings.problems.len() == before {
        findings.tell_blanks(path, entry);
    }
    let recommendations = recommendations(findings, &path.key("recommendations"), raw.recommendations, known);
    let location = findings.file.location(path);
    let exemption = || {
        Some(Exemption {
            id: raw.id?,
            scope: raw.scope?,
            recommendations,
            category: raw.category?,
            reason: raw.reason?,
            owner: raw.owner,
            ticket: raw.ticket,
            expires_on: raw.expires_on.map(|Day(date)| date),
            location,
        })
    };
    if findings.problems.len() == before { exemption() } else { None }
}

fn refuse_known_id(findings: &mut Findings<'_>, path: &Path, id: Option<&str>, known: &[Exemption]) {
    let former = known.iter().find(|other| Some(other.id.as_str()) == id);
    if let Some(Exemption { id, location, .. }) = former {
        let place = format!("{}:{}:{}", location.file, location.line, location.column);
        findings.value(path, format!("the exemption `{id}` already stands in {place}"), "rename one of the two");
    }
}

/// The recommendations of their ids, in order, each once.
fn recommendations(
    findings: &mut Findings<'_>,
    path: &Path,
    ids: Option<Vec<String>>,
    known: &Known<'_>,
) -> Vec<RecommendationIndex> {
    if ids.as_ref().is_some_and(Vec::is_empty) {
        findings.value(path, "`recommendations` is empty", "name at least one");
    }
    let Known { policy, is_younger } = known;
    let names: Vec<&str> = policy.recommendations.iter().map(|entry| entry.id.as_str()).collect();
    let mut found = BTreeSet::new();
    for (index, id) in ids.iter().flatten().enumerate() {
        match policy.find(id) {
            Some(place) => drop(found.insert(place)),
            None if *is_younger => {}
            None => {
                findings.value(&path.index(index), format!("unknown recommendation `{id}`"), suggest(id, &names));
            }
        }
    }
    found.into_iter().collect()
}

#[cfg(test)]
mod tests;
