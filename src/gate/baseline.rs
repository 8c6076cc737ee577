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
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Findings that are known, each once and in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    entries: BTreeMap<Key, Entry>,
}

/// A finding that is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    /// The digest of all that makes the finding what it is; `None` as long as it stands as the first format wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
}

/// What makes two entries one.
type Key = (String, String, String, BTreeMap<String, String>);

/// What is there now.
#[derive(Clone, Debug, Default)]
pub struct Current {
    /// All unhealthy findings.
    pub findings: Baseline,
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
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Written {
    schema: Schema,
    findings: Vec<Entry>,
}

/// The version of the format, which says what its findings are known by.
#[derive(Clone, Copy, Default, Serialize, Deserialize)]
#[serde(try_from = "String")]
enum Schema {
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
        let values: BTreeMap<&str, &str> =
            deciding(finding).map(|read| (&*read.path, read.value.as_deref().unwrap_or(ABSENT))).collect();
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
        texts.chain(values.into_iter().flat_map(<[&str; 2]>::from)).for_each(|text| digest.add_text(text));
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
        let ids = || inventory.resources().iter().map(|resource| resource.id.to_ascii_lowercase());
        let shown = (!inventory.parts().is_empty()).then(|| ids().collect());
        let mut current = Self { shown, ..Self::default() };
        for (index, assessment) in counted.each() {
            let id = &policy.recommendations[assessment.recommendation().0].id;
            let (name, finding) = (counted.names.get(&assessment.subject), counted.findings.get(&index));
            let (Some(name), Some(finding)) = (name, finding) else { continue };
            let entry = Entry::of(id, &name.id, path(&finding.place.file), finding);
            match assessment.status {
                Status::Unhealthy => drop(current.findings.entries.insert(entry.key(), entry)),
                Status::Unknown => drop(current.undecided.insert((id.clone(), name.id.to_ascii_lowercase()))),
                Status::Healthy | Status::NotApplicable => {}
            }
        }
        current
    }

    fn may_hold(&self, entry: &Entry) -> bool {
        self.findings.lists(entry)
            || self.undecided.contains(&(entry.recommendation.clone(), entry.key().1))
            || self.unseen.contains(&entry.file)
            || self.shown.as_ref().is_some_and(|ids| !ids.contains(&entry.key().1))
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

/// In place of a value where there is none; no value is written like this.
const ABSENT: &str = "absent";

/// Twelve digits of a value's checksum. Secrets are masked in values already.
fn checksum(value: &str) -> String {
    if value == ABSENT { ABSENT.to_owned() } else { Checksum::of(value.as_bytes()).to_string()[..12].to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::{Evidence, Place};
    use proptest::prelude::*;

    fn place(line: u32) -> Place {
        Place { file: "a.json".into(), line, column: 1 }
    }

    /// Reads as path and value; the last one decides.
    fn finding(reads: &[(&str, Option<&str>)]) -> Finding {
        let read = |(line, (path, value)): (usize, &(&str, Option<&str>))| Evidence {
            path: (*path).to_owned(),
            value: value.map(str::to_owned),
            place: place(line as u32),
        };
        let evidence: Vec<_> = reads.iter().enumerate().map(read).collect();
        let last = place(evidence.len().saturating_sub(1) as u32);
        Finding { message: None, evidence, more_reads: 0, place: last, script_error: false, export: None }
    }

    const ID: &str = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/a";

    fn entry(resource: &str, reads: &[(&str, Option<&str>)]) -> Entry {
        Entry::of("min-tls", resource, "a.json".to_owned(), &finding(reads))
    }

    #[test]
    fn a_finding_is_known_by_what_decided_it() {
        let baseline: Baseline =
            [entry(ID, &[("properties.tls", Some("\"TLS1_0\"")), ("kind", None)])].into_iter().collect();
        let cases = [
            (ID.to_uppercase(), vec![("kind", None), ("properties.tls", Some("\"TLS1_0\""))], true),
            (ID.to_owned(), vec![("properties.tls", Some("\"TLS1_1\"")), ("kind", None)], false),
            (ID.to_owned(), vec![("properties.tls", None), ("kind", None)], false),
            (ID.to_owned(), vec![("properties.tls", Some("\"TLS1_0\""))], false),
            (format!("{ID}2"), vec![("properties.tls", Some("\"TLS1_0\"")), ("kind", None)], false),
        ];
        for (resource, reads, expected) in cases {
            assert_eq!(baseline.knows(&entry(&resource, &reads)), expected, "{resource} {reads:?}");
        }
        let reads = [("properties.tls", Some("\"TLS1_0\"")), ("kind", None)];
        let moved = Entry::of("min-tls", ID, "b.json".to_owned(), &finding(&reads));
        assert!(baseline.knows(&moved), "the file is only a hint");
    }

    #[test]
    fn checksums_decide_only_where_there_is_no_digest() {
        let found = entry(ID, &[("kind", Some("1"))]);
        let colliding = Entry { digest: Some(Digest::of(b"another value").to_string()), ..found.clone() };
        let first = Entry { digest: None, ..found.clone() };
        let knowing = |entry: &Entry| -> Baseline { [entry.clone()].into_iter().collect() };
        assert!(knowing(&found).knows(&found) && !knowing(&found).knows(&colliding));
        assert!(knowing(&first).knows(&found) && knowing(&first).knows(&colliding));
        assert!(!knowing(&found).knows(&first), "a baseline that gives up digests knows more than before");
        assert!(knowing(&found).lists(&first) && knowing(&first).lists(&found) && !knowing(&found).lists(&colliding));
    }

    #[test]
    fn what_the_first_format_knows_is_known_until_it_is_written_anew() {
        let found = entry(ID, &[("properties.tls", Some("\"TLS1_0\"")), ("kind", None)]);
        let text = format!(
            "findings:\n- recommendation: min-tls\n  resource: {ID}\n  file: a.json\n  evidence:\n    kind: absent\n    properties.tls: {}\n",
            checksum("\"TLS1_0\"")
        );
        let old = Baseline::parse("b.yaml", &text).unwrap_or_else(|problems| panic!("{problems:?}"));
        assert!(old.knows(&found));
        let current = Current { findings: [found.clone()].into_iter().collect(), ..Current::default() };
        assert!(old.stale(&current).is_empty());
        assert_eq!(old.updated(&current).entries().collect::<Vec<_>>(), [&found]);
        assert_eq!(old.pruned(&current), old);
        let problems = Baseline::parse("b.yaml", "schema: uplift.baseline/3\n").expect_err("a later format");
        let help = "this release reads `uplift.baseline/1` and `uplift.baseline/2`";
        assert_eq!(problems[0].help.as_deref(), Some(help));
    }

    #[test]
    fn an_id_that_is_valid_in_one_file_is_known_in_that_file() {
        let known = entry("Microsoft.Storage/storageAccounts/a", &[("kind", None)]);
        let baseline: Baseline = [known.clone()].into_iter().collect();
        assert!(baseline.knows(&known));
        let elsewhere = Entry::of("min-tls", &known.resource, "b.json".to_owned(), &finding(&[("kind", None)]));
        assert!(!baseline.knows(&elsewhere));
    }

    #[test]
    fn neighbours_decide_nothing() {
        let rules = |neighbours: &[(&'static str, Option<&'static str>)]| {
            let own = [
                ("properties.rules[name=ssh].port", Some("22")),
                ("properties.rules[name=ssh].access", Some("\"Allow\"")),
            ];
            [&[("kind", None)], neighbours, &own].concat()
        };
        let alone = entry(ID, &rules(&[]));
        assert_eq!(alone, entry(ID, &rules(&[("properties.rules[name=web].access", Some("\"Allow\""))])));
        assert_eq!(alone.evidence.len(), 3);
        assert_eq!(alone, entry(ID, &rules(&[("[Microsoft.Network/x/y].a[0].b", Some("1"))])));
        assert_ne!(alone, entry(ID, &[("properties.rules[name=web].access", Some("\"Allow\""))]));
        let holder = [("properties.a[0].on", Some("true")), ("properties.a[0].rules[name=x].access", Some("1"))];
        assert_eq!(entry(ID, &holder).evidence.len(), 2, "what holds the element counts");
    }

    #[test]
    fn no_value_is_written() {
        let baseline: Baseline =
            [entry(ID, &[("properties.tls", Some("\"TLS1_0\"")), ("kind", None)])].into_iter().collect();
        let yaml = baseline.to_text(Form::Yaml);
        let expected = format!(
            "{HEAD}schema: uplift.baseline/2\nfindings:\n- recommendation: min-tls\n  resource: {ID}\n  file: a.json\n  evidence:\n    kind: absent\n    properties.tls: {}\n  digest: {}\n",
            checksum("\"TLS1_0\""),
            baseline.entries().filter_map(|entry| entry.digest.clone()).collect::<String>()
        );
        assert_eq!(yaml, expected);
        assert!(!baseline.to_text(Form::Json).contains("TLS1_0"));
    }

    #[test]
    fn what_is_ill_formed_is_refused() {
        let problems = Baseline::parse("b.yaml", "findings:\n- recommendation: x\n  resorce: y\n").expect_err("it is");
        let shown: Vec<_> = problems.iter().map(|problem| problem.message.as_str()).collect();
        assert_eq!(shown, ["missing key `resource`", "unknown key `resorce`"]);
        assert_eq!(Baseline::parse("b.yaml", "").map(|baseline| baseline.entries().len()), Ok(0));
    }

    proptest! {
        #[test]
        fn what_was_written_is_read_again(entries in prop::collection::vec(("[a-z-]{1,9}", ".{0,20}", ".{0,9}", prop::collection::btree_map(".{1,12}", "[0-9a-e]{12}|absent", 0..4), prop::option::of("[0-9a-f]{64}")), 0..6)) {
            // YAML takes this key for a merge; a finding that a property of this name decides stays new.
            prop_assume!(entries.iter().all(|(.., evidence, _): &(_, _, _, BTreeMap<String, String>, _)| !evidence.contains_key("<<")));
            let entry = |(recommendation, resource, file, evidence, digest)| Entry { recommendation, resource, file, evidence, digest };
            let baseline: Baseline = entries.into_iter().map(entry).collect();
            for (name, form) in [("b.yaml", Form::Yaml), ("b.json", Form::Json)] {
                prop_assert_eq!(Form::of(name), form);
                prop_assert_eq!(Baseline::parse(name, &baseline.to_text(form)), Ok(baseline.clone()));
            }
        }
    }
}
