//! The baseline: findings that are known, for those who have no earlier state to compare with.
//!
//! A finding is known by its recommendation, its resource and the values that decided it, as a digest. Another value at the
//! same path is another finding; but secrets all stand as the same mask, and none of them is in the digest. The file is a hint
//! for people, except where a resource's id means it only within one file.
//!
//! A salt would stand beside the digests. Who guesses a value can make sure of it: a baseline is for those who see the files.

use crate::assess::{Finding, Status};
use crate::exempt::Counted;
use crate::inventory::{Inventory, is_global};
use crate::policy::{Policy, read_strictly};
use crate::source::{Checksum, Digest, Problem, normal_id};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Findings that are known, each once and in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    entries: BTreeMap<Key, Entry>,
}

/// A finding that is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The recommendation's id.
    pub recommendation: String,
    /// The resource's id.
    pub resource: String,
    /// Where it was found.
    #[serde(default)]
    pub file: String,
    /// Short checksums of the values that decided, by their paths; `absent` where there is none. They show people what
    /// differs, and decide where there is no digest.
    #[serde(default)]
    pub evidence: BTreeMap<String, String>,
    /// The digest of all that makes the finding what it is; the first format has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
}

/// What makes two entries one.
type Key = (String, String, String, BTreeMap<String, String>);

/// What is there now.
#[derive(Clone, Debug, Default)]
pub struct Current {
    /// All unhealthy findings, each under the id that its resource keeps.
    pub findings: Baseline,
    /// What they are called as long as their template is deployed once, where that is something else.
    unnamed: Baseline,
    /// Those, by the ids that they keep.
    by_lasting: BTreeMap<Key, Key>,
    /// Recommendations and resources (in lower case) that cannot be decided: what is known of them may still be true.
    undecided: BTreeSet<(String, String)>,
    /// Files that are there and were not looked at: what was found in them may still be true.
    pub unseen: BTreeSet<String>,
    /// The ids (in lower case) of all resources, when a file is a part of its list: what was found on others may be in the rest.
    pub shown: Option<BTreeSet<String>>,
}

/// How a baseline is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// For people.
    Yaml,
    /// For programs.
    Json,
}

impl Form {
    /// By the name of the file.
    pub fn of(name: &str) -> Self {
        if name.to_ascii_lowercase().ends_with(".json") { Self::Json } else { Self::Yaml }
    }
}

/// The file as it is written.
#[derive(Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Written {
    /// The version of the format; the first one where nothing is said.
    schema: Schema,
    /// The findings that are known.
    findings: Vec<Entry>,
}

/// The version of the format, which says what its findings are known by.
#[derive(Clone, Copy, Default, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(!try_from)]
pub(super) enum Schema {
    /// Checksums of 48 bits; such files do not name their format.
    #[default]
    #[serde(rename = "uplift.baseline/1")]
    Checksums,
    /// Digests.
    #[serde(rename = "uplift.baseline/2")]
    Digests,
}

impl TryFrom<String> for Schema {
    type Error = String;

    fn try_from(schema: String) -> Result<Self, String> {
        match schema.as_str() {
            "uplift.baseline/1" => Ok(Self::Checksums),
            "uplift.baseline/2" => Ok(Self::Digests),
            other => {
                Err(format!("cannot be `{other}`; this release reads `uplift.baseline/1` and `uplift.baseline/2`"))
            }
        }
    }
}

const HEAD: &str = "# Findings that are known, each by the hashes of the values that decided it.
# `uplift baseline update` writes this file, `uplift baseline prune` takes out what does not occur any more.
";

impl Baseline {
    /// Reads a baseline, YAML or JSON; `name` is what problems call it.
    ///
    /// # Errors
    /// With every unknown key, missing key and wrong type.
    pub fn parse(name: &str, text: &str) -> Result<Self, Vec<Problem>> {
        Ok(read_strictly::<Written>(name, text)?.findings.into_iter().collect())
    }

    /// Whether a finding is known: by its digest, or by checksums alone if nothing else was written down.
    pub fn knows(&self, finding: &Entry) -> bool {
        let known = self.entries.get(&finding.key());
        known.is_some_and(|known| known.digest.is_none() || known.digest == finding.digest)
    }

    /// Whether an entry of another baseline stands in this one, be it in another format.
    pub fn lists(&self, entry: &Entry) -> bool {
        self.knows(entry) || entry.digest.is_none() && self.entries.contains_key(&entry.key())
    }

    /// All entries, in order of recommendation, resource and evidence.
    pub fn entries(&self) -> impl ExactSizeIterator<Item = &Entry> {
        self.entries.values()
    }

    /// The entries that do not occur any more. What cannot be decided, or was not looked at, may still occur.
    pub fn stale(&self, current: &Current) -> Vec<&Entry> {
        self.entries.values().filter(|entry| !current.may_hold(entry)).collect()
    }

    /// Only the entries that may still occur.
    pub fn pruned(&self, current: &Current) -> Self {
        let kept = self.entries.iter().filter(|(_, entry)| current.may_hold(entry));
        Self { entries: kept.map(|(key, entry)| (key.clone(), entry.clone())).collect() }
    }

    /// What is there now, and what was known and may still occur.
    pub fn updated(&self, current: &Current) -> Self {
        let mut updated = self.pruned(current);
        // They are written under the ids that they keep.
        updated.entries.retain(|key, _| !current.unnamed.entries.contains_key(key));
        updated.entries.extend(current.findings.entries.clone());
        updated
    }

    /// The text of the file: sorted, a few short lines for each entry, so that differences are easy to read.
    pub fn to_text(&self, form: Form) -> String {
        let written = Written { schema: Schema::Digests, findings: self.entries.values().cloned().collect() };
        // Texts and maps of texts can always be written.
        match form {
            Form::Json => readable(&serde_json::to_string_pretty(&written).unwrap_or_default()) + "\n",
            Form::Yaml => format!("{HEAD}{}", serde_yaml::to_string(&written).unwrap_or_default()),
        }
    }
}

impl FromIterator<Entry> for Baseline {
    fn from_iter<I: IntoIterator<Item = Entry>>(entries: I) -> Self {
        Self { entries: entries.into_iter().map(|entry| (entry.key(), entry)).collect() }
    }
}

impl Entry {
    /// A finding as a baseline knows it; `file` is what the baseline calls the file that holds the resource.
    pub fn of(recommendation: &str, resource: &str, file: String, finding: &Finding) -> Self {
        // An id that begins with a file goes with the file, and the value stays what it is: its own id.
        let is_of_file = !resource.starts_with('/');
        let own = |value: &str| if is_of_file { value.replace(resource, OWN_ID) } else { value.to_owned() };
        let values: BTreeMap<&str, String> =
            deciding(finding).map(|read| (&*read.path, own(read.value.as_deref().unwrap_or(ABSENT)))).collect();
        let checksums = values.iter().map(|(path, value)| ((*path).to_owned(), checksum(value)));
        let mut entry = Self {
            recommendation: recommendation.to_owned(),
            resource: resource.to_owned(),
            file,
            evidence: checksums.collect(),
            digest: None,
        };
        let (recommendation, resource, file, _) = entry.key();
        let mut digest = Digest::default();
        let texts = [&*recommendation, &resource, &file].into_iter();
        texts
            .chain(values.iter().flat_map(|(path, value)| [*path, value.as_str()]))
            .for_each(|text| digest.add_text(text));
        entry.digest = Some(digest.to_string());
        entry
    }

    fn key(&self) -> Key {
        let id = normal_id(self.resource.as_str().into());
        let file = if is_global(&id) { String::new() } else { self.file.clone() };
        (self.recommendation.clone(), id.to_ascii_lowercase(), file, self.evidence.clone())
    }
}

impl Current {
    /// What was assessed with the details of every finding, and counts: what is exempt is known already, and is new when its
    /// exemption ends. `path` makes of a file's name one that is the same from every directory.
    pub fn of(policy: &Policy, counted: &Counted<'_>, inventory: &Inventory, path: &dyn Fn(&str) -> String) -> Self {
        let ids =
            || inventory.resources().iter().flat_map(|each| inventory.ids_of(each)).map(|id| id.to_ascii_lowercase());
        let lasting = inventory.resources().iter().map(|each| (&*each.id, inventory.lasting_id(each)));
        let lasting: BTreeMap<&str, Cow<'_, str>> = lasting.filter(|(id, lasting)| *id != &**lasting).collect();
        let shown = (!inventory.parts().is_empty()).then(|| ids().collect());
        let mut current = Self { shown, ..Self::default() };
        for (index, assessment) in counted.each() {
            let id = &policy.recommendations[assessment.recommendation().0].id;
            let (name, finding) = (counted.names.get(&assessment.subject), counted.findings.get(&index));
            let (Some(name), Some(finding)) = (name, finding) else { continue };
            let other = lasting.get(&*name.id);
            let entry = |of: &str| Entry::of(id, of, path(&finding.place.file), finding);
            match assessment.status {
                Status::Unhealthy => {
                    let lasting = entry(other.map_or(&*name.id, |other| other));
                    if let Some(unnamed) = other.map(|_| entry(&name.id)) {
                        current.by_lasting.insert(lasting.key(), unnamed.key());
                        current.unnamed.entries.insert(unnamed.key(), unnamed);
                    }
                    current.findings.entries.insert(lasting.key(), lasting);
                }
                Status::Unknown => {
                    let ids = [Some(&*name.id), other.map(|other| &**other)].into_iter().flatten();
                    current.undecided.extend(ids.map(|of| (id.clone(), of.to_ascii_lowercase())));
                }
                Status::Healthy | Status::NotApplicable => {}
            }
        }
        current
    }

    fn may_hold(&self, entry: &Entry) -> bool {
        self.findings.lists(entry)
            || self.unnamed.lists(entry)
            || self.undecided.contains(&(entry.recommendation.clone(), entry.key().1))
            || self.unseen.contains(&entry.file)
            || self.shown.as_ref().is_some_and(|ids| !ids.contains(&entry.key().1))
    }

    /// How many findings a baseline does not know, under neither of their names.
    pub fn unknown_to(&self, baseline: &Baseline) -> usize {
        let unnamed = |entry: &Entry| self.unnamed.entries.get(self.by_lasting.get(&entry.key())?);
        let is_known = |entry: &Entry| baseline.knows(entry) || unnamed(entry).is_some_and(|own| baseline.knows(own));
        self.findings.entries().filter(|entry| !is_known(entry)).count()
    }
}

/// The reads that decided a finding: all but those inside other elements of lists and other resources than the deciding
/// one. Such neighbours come and go, and the finding stays what it is.
fn deciding(finding: &Finding) -> impl Iterator<Item = &crate::assess::Evidence> {
    let placed = finding.evidence.iter().rev().find(|read| read.place == finding.place);
    let element = placed.or(finding.evidence.last()).map_or("", |read| element(&read.path));
    finding.evidence.iter().filter(move |read| element.starts_with(self::element(&read.path)))
}

/// The element of a list, or the other resource, that a path leads into; empty when it leads into none.
fn element(path: &str) -> &str {
    path.rfind(']').map_or("", |end| &path[..=end])
}

/// JSON in which characters are escaped that JSON allows and YAML, which reads it again, does not.
fn readable(json: &str) -> String {
    let barred = |letter: char| {
        letter != '\n' && (letter.is_control() || "\u{2028}\u{2029}\u{feff}\u{fffe}\u{ffff}".contains(letter))
    };
    let escaped = |letter: char| if barred(letter) { format!("\\u{:04x}", letter as u32) } else { letter.to_string() };
    json.chars().map(escaped).collect()
}

/// In place of a resource's own id.
const OWN_ID: &str = "#";

/// In place of a value where there is none; no value is written like this.
const ABSENT: &str = "absent";

/// Twelve digits of a value's checksum. Secrets are masked in values already.
fn checksum(value: &str) -> String {
    if value == ABSENT { ABSENT.to_owned() } else { Checksum::of(value.as_bytes()).to_string()[..12].to_owned() }
}

#[cfg(test)]
mod tests;
