//! One entry of `recommendations:`, and all that its keys do.
//!
//! A key stands in [`Recommendation`] and in what is typed. Whether it counts for the policy's digest and how a change of
//! it is told is asked of every key: both name all of them, so that a new one compiles with neither forgotten.

use super::case::{self, Case, CasePlace, RawCase, Tested};
use super::fix::{self, QuickFix, RawFix};
use super::mistake::{Mistake, Written};
use super::parameter::{self, Parameter, RawParameter};
use super::place::{Findings, Path};
use super::plain::without_plain_scripts;
use super::yaml::Yaml;
use super::{Control, ControlIndex, Membership, Script, Severity, Version, strict};
use crate::source::{Checksum, Location};
use serde::de::{Deserialize, Deserializer};
use serde_json::Value;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Debug;

/// What stands for all types among those of a recommendation.
pub const ALL_TYPES: &str = "*";

/// A rule: data with its test cases beside it.
#[derive(Clone, Debug, serde::Deserialize, serde::Serialize)]
pub struct Recommendation {
    /// Unique, lower case with dashes.
    pub id: String,
    /// For people; says what should be.
    pub title: String,
    /// The controls that it stands in, after overrides.
    #[serde(skip)]
    pub controls: Vec<ControlIndex>,
    /// After overrides.
    pub severity: Severity,
    /// Who decided the membership.
    pub source: Membership,
    /// Shown, never scored.
    pub preview: bool,
    /// Disabled ones are not assessed.
    pub enabled: bool,
    /// Disabled only because it came after the version of the library that counts.
    pub left_out: bool,
    /// The version of the shipped library that it came with.
    pub since: Option<Version>,
    /// Why nobody needs it any more, for people: what to use instead, or when its type goes.
    pub retired: Option<String>,
    /// Whether an exemption may take it out of the score; `exemptable: never` in `uplift.yaml` says no.
    pub exemptable: bool,
    /// Types that it is checked against, without regard to case; [`ALL_TYPES`] alone for all.
    pub resource_types: Vec<String>,
    /// Types that it is not checked against, where it is for all.
    pub except_types: Vec<String>,
    /// Where it is false, the recommendation is not applicable.
    pub applies_to: Option<Script>,
    /// What is at stake.
    pub description: String,
    /// The steps by hand.
    pub remediation: String,
    /// With their values after overrides.
    pub parameters: Vec<Parameter>,
    /// The check.
    pub check: Script,
    /// The quick fix.
    pub fix: Option<QuickFix>,
    /// Other catalogues' ids for the same thing, by the catalogue.
    pub references: BTreeMap<String, Vec<String>>,
    /// Test cases; empty in the embedded library.
    #[serde(skip)]
    pub cases: Vec<Case>,
    /// Where it is written; line 0 in the embedded library.
    pub location: Location,
    /// Shipped inside the binary.
    pub embedded: bool,
}

impl Recommendation {
    /// One of which nothing but its id is known: it is asked of no resource.
    pub fn named(id: String) -> Self {
        Self {
            id,
            title: String::new(),
            controls: Vec::new(),
            severity: Severity::default(),
            source: Membership::Uplift,
            preview: false,
            enabled: true,
            left_out: false,
            since: None,
            retired: None,
            exemptable: true,
            resource_types: Vec::new(),
            except_types: Vec::new(),
            applies_to: None,
            description: String::new(),
            remediation: String::new(),
            parameters: Vec::new(),
            check: Script { text: String::new(), file: String::new(), line: 1, indent: 0, functions: Vec::new() },
            fix: None,
            references: BTreeMap::new(),
            cases: Vec::new(),
            location: Location { file: String::new(), line: 0, column: 0 },
            embedded: false,
        }
    }

    /// Adds what can change a verdict or a score. Texts for people, fixes and test cases cannot.
    pub(super) fn count(&self, digest: &mut Checksum) {
        #[rustfmt::skip]
        let Self {
            id, controls, severity, preview, enabled, exemptable, resource_types, except_types, applies_to, check, parameters,
            title: _, source: _, description: _, remediation: _, fix: _, references: _, cases: _, location: _, embedded: _,
            left_out, since: _, retired: _,
        } = self;
        // A policy that pins its library stays the same whatever is added to that.
        if *left_out {
            return;
        }
        digest.add_text(id);
        digest.add_text(&format!("{controls:?} {severity:?} {preview} {enabled} {exemptable} {resource_types:?}"));
        except_types.iter().for_each(|name| digest.add_text(name));
        digest.add_text(&text(applies_to.as_ref()));
        digest.add_text(&check.whole());
        for (name, value) in values(parameters) {
            digest.add_text(name);
            digest.add_text(&value.map_or_else(String::new, ToString::to_string));
        }
    }

    /// What is judged or scored otherwise by `new`, the recommendation of the same id in another policy, each in a sentence
    /// without a full stop. `names` are the controls of both policies.
    pub fn changes(&self, new: &Self, names: (&[Control], &[Control])) -> Vec<String> {
        #[rustfmt::skip]
        let Self {
            id, controls, severity, preview, enabled, exemptable, resource_types, except_types, applies_to, check, parameters,
            title: _, source: _, description: _, remediation: _, fix: _, references: _, cases: _, location: _, embedded: _,
            left_out, since: _, retired: _,
        } = self;
        // That a library is pinned otherwise is told once.
        let (was, is) = (*enabled || *left_out, new.enabled || new.left_out);
        let is_check_equal =
            check.whole() == new.check.whole() && text(applies_to.as_ref()) == text(new.applies_to.as_ref());
        let differing = [
            ("the check", is_check_equal),
            ("the list of types", (resource_types, except_types) == (&new.resource_types, &new.except_types)),
            ("a parameter", values(parameters).eq(values(&new.parameters))),
            ("the list of controls", named(names.0, controls).eq(named(names.1, &new.controls))),
        ];
        let becoming = [
            ("severity", word(severity), word(&new.severity)),
            ("enabled", word(&was), word(&is)),
            ("preview", word(preview), word(&new.preview)),
            ("exemptable", word(exemptable), word(&new.exemptable)),
        ];
        let differing = differing.into_iter().filter(|(_, is_equal)| !is_equal);
        let differing = differing.map(|(what, _)| format!("{what} of {id} differs"));
        let becoming = becoming.into_iter().filter(|(_, was, is)| was != is);
        differing.chain(becoming.map(|(what, was, is)| format!("{what} of {id}: {was} → {is}"))).collect()
    }

    /// The types that it names; none where it is for all.
    pub fn types(&self) -> impl Iterator<Item = &str> {
        self.resource_types.iter().map(String::as_str).filter(|name| *name != ALL_TYPES)
    }

    /// Whether it is for all types but those that it excepts.
    pub fn is_for_all(&self) -> bool {
        self.types().next().is_none()
    }

    /// All its scripts, that of the fix last.
    pub fn scripts(&self) -> impl Iterator<Item = &Script> {
        let fix = self.fix.as_ref().and_then(|fix| fix.script.as_ref());
        [Some(&self.check), self.applies_to.as_ref(), fix].into_iter().flatten()
    }

    /// The same, to be changed.
    pub(super) fn scripts_mut(&mut self) -> impl Iterator<Item = &mut Script> {
        let fix = self.fix.as_mut().and_then(|fix| fix.script.as_mut());
        [Some(&mut self.check), self.applies_to.as_mut(), fix].into_iter().flatten()
    }

    /// Whether another one judges and repairs every resource alike, wherever it is written. Controls are
    /// places in one list.
    pub(super) fn is_alike(&self, other: &Self, controls: &[Control]) -> bool {
        let fix = |entry: &Self| {
            let fix = entry.fix.clone();
            let script = text(fix.as_ref().and_then(|fix| fix.script.as_ref())).into_owned();
            format!("{script} {:?}", fix.map(|fix| QuickFix { script: None, ..fix }))
        };
        let is_named_alike = self.title == other.title && self.controls == other.controls;
        is_named_alike && self.changes(other, (controls, controls)).is_empty() && fix(self) == fix(other)
    }
}

fn text(script: Option<&Script>) -> Cow<'_, str> {
    script.map_or(Cow::Borrowed(""), Script::whole)
}

fn values(parameters: &[Parameter]) -> impl Iterator<Item = (&str, Option<&Value>)> {
    parameters.iter().map(|parameter| (parameter.name.as_str(), parameter.value.as_ref()))
}

fn named<'c>(all: &'c [Control], indices: &'c [ControlIndex]) -> impl Iterator<Item = &'c str> {
    indices.iter().map(|index| all[index.0].id.as_str())
}

fn word(value: &dyn Debug) -> String {
    format!("{value:?}").to_lowercase()
}

/// A recommendation as it is typed: every key optional, so that a missing one hides no other mistake.
#[derive(Debug, Default, serde::Deserialize)]
#[cfg_attr(embedded_library, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct RawRecommendation {
    /// What settings, exemptions and reports call it; no other recommendation has it.
    id: Option<String>,
    /// What people read: what should be.
    title: Option<String>,
    /// The ids of the controls that it stands in.
    controls: Option<Vec<String>>,
    /// How bad it is where it is not met.
    severity: Option<Severity>,
    /// Who decided that it stands in its controls; `custom` where nothing is said.
    source: Option<Membership>,
    /// Whether it is shown and never scored.
    preview: Option<bool>,
    /// The version of the shipped library that it came with.
    since: Option<String>,
    /// Why nobody needs it any more: what to use instead, or when its type goes.
    retired: Option<String>,
    /// The types that it judges; `["*"]` for all.
    resource_types: Option<Vec<String>>,
    /// Types that it leaves out, where it is for all.
    except_types: Option<Vec<String>>,
    /// A script; where it is false, the recommendation is not applicable.
    applies_to: Option<String>,
    /// What is at stake.
    description: Option<String>,
    /// The steps by hand.
    remediation: Option<String>,
    /// What scripts read as `params.NAME`, by name; `uplift.yaml` may set them.
    parameters: Option<BTreeMap<String, RawParameter>>,
    /// The script that judges a resource: true for healthy, false for unhealthy. `uplift functions` lists what it may call.
    check: Option<String>,
    /// A quick fix: what to change so that the check passes.
    fix: Option<RawFix>,
    /// What other catalogues call the same thing: an id or a list of ids, by the catalogue.
    references: Option<BTreeMap<String, Ids>>,
    /// Test cases, which `uplift test` runs.
    tests: Option<Vec<RawCase>>,
}

/// One id, or a list of several.
#[derive(Debug)]
pub(super) struct Ids(Vec<String>);

impl<'de> Deserialize<'de> for Ids {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read = match &Yaml::deserialize(deserializer)? {
            list @ Yaml::Sequence(_) => Vec::deserialize(Written(list)),
            one => String::deserialize(Written(one)).map(|one| vec![one]),
        };
        read.map(Self).map_err(Mistake::told)
    }
}

/// A recommendation whose controls are still names.
pub(super) struct Draft {
    pub(super) recommendation: Recommendation,
    pub(super) controls: Vec<String>,
    /// Which of the loaded files holds it.
    pub(super) file: usize,
    /// Where in that file.
    pub(super) path: Path,
}

/// Where scripts stand.
const SCRIPTS: [(Option<&str>, &str); 3] = [(None, "check"), (None, "appliesTo"), (Some("fix"), "script")];

/// The keys that a recommendation cannot do without.
pub(super) const REQUIRED: [&str; 8] =
    ["id", "title", "controls", "severity", "resourceTypes", "description", "remediation", "check"];

/// Where an entry stands and what kind of file that is.
pub(super) struct Place {
    pub(super) file: usize,
    /// Which of the policy's documents the file is, when it has test cases.
    pub(super) document: usize,
    pub(super) entry: usize,
}

/// Reads a recommendation; what could not be read is empty, and reported.
pub(super) fn read(findings: &mut Findings<'_>, path: &Path, entry: &Yaml, place: &Place) -> Draft {
    let readable = without_plain_scripts(findings, path, entry, &SCRIPTS);
    let mut raw: RawRecommendation = strict::read(findings, path, &readable);
    findings.require(path, &readable, &REQUIRED);
    refuse_bad_texts(findings, path, &raw);
    findings.tell_cuts(path, &["title", "description", "remediation", "retired"]);
    let tests = raw.tests.take().unwrap_or_default();
    let controls = raw.controls.take().unwrap_or_default();
    let mut recommendation = build(findings, path, &readable, raw);
    recommendation.cases = cases(findings, &path.key("tests"), &readable["tests"], tests, &recommendation, place);
    Draft { recommendation, controls, file: place.file, path: path.clone() }
}

fn build(findings: &mut Findings<'_>, path: &Path, entry: &Yaml, raw: RawRecommendation) -> Recommendation {
    let parameters = raw.parameters.unwrap_or_default();
    let parameters = parameter::read(findings, &path.key("parameters"), &entry["parameters"], parameters);
    let fix = raw.fix.map(|raw| fix::read(findings, &path.key("fix"), &entry["fix"], raw, &parameters));
    let file = findings.file;
    Recommendation {
        id: raw.id.unwrap_or_default(),
        title: raw.title.unwrap_or_default(),
        controls: Vec::new(),
        severity: raw.severity.unwrap_or_default(),
        source: raw.source.unwrap_or(Membership::Custom),
        preview: raw.preview.unwrap_or_default(),
        enabled: true,
        left_out: false,
        since: since(findings, path, raw.since),
        retired: raw.retired,
        exemptable: true,
        resource_types: raw.resource_types.unwrap_or_default(),
        except_types: raw.except_types.unwrap_or_default(),
        applies_to: raw.applies_to.map(|text| file.script(&path.key("appliesTo"), text)),
        description: raw.description.unwrap_or_default(),
        remediation: raw.remediation.unwrap_or_default(),
        parameters,
        check: file.script(&path.key("check"), raw.check.unwrap_or_default()),
        fix,
        references: raw.references.into_iter().flatten().map(|(catalogue, Ids(ids))| (catalogue, ids)).collect(),
        cases: Vec::new(),
        location: file.location(path),
        embedded: false,
    }
}

fn since(findings: &mut Findings<'_>, path: &Path, written: Option<String>) -> Option<Version> {
    let written = written?;
    let version = Version::parse(&written);
    if version.is_none() {
        let message = format!("`{written}` is no version of the library");
        findings.value(&path.key("since"), message, "write a year and a number, such as `\"2026.1\"`");
    }
    version
}

fn refuse_bad_texts(findings: &mut Findings<'_>, path: &Path, raw: &RawRecommendation) {
    findings.refuse_bad_id(&path.key("id"), raw.id.as_deref());
    let texts = [
        ("title", &raw.title),
        ("description", &raw.description),
        ("remediation", &raw.remediation),
        ("check", &raw.check),
        ("appliesTo", &raw.applies_to),
        ("retired", &raw.retired),
    ];
    for (key, text) in texts {
        findings.refuse_empty(&path.key(key), text.as_deref());
    }
    for (key, list) in [("controls", &raw.controls), ("resourceTypes", &raw.resource_types)] {
        if list.as_ref().is_some_and(Vec::is_empty) {
            findings.value(&path.key(key), format!("`{key}` is empty"), "name at least one");
        }
    }
    let is_for_all = raw.resource_types.as_deref().is_some_and(|types| types == [ALL_TYPES]);
    let types = [
        ("resourceTypes", raw.resource_types.as_deref().filter(|_| !is_for_all)),
        ("exceptTypes", raw.except_types.as_deref()),
    ];
    for (key, names) in types {
        for (index, type_name) in names.into_iter().flatten().enumerate() {
            findings.refuse_bad_type(&path.key(key).index(index), type_name);
        }
    }
    if raw.except_types.is_some() && !is_for_all {
        let help = format!("write `resourceTypes: [\"{ALL_TYPES}\"]`, or leave it out");
        findings.key(&path.key("exceptTypes"), "`exceptTypes` where not all types are judged", help);
    }
}

fn cases(
    findings: &mut Findings<'_>,
    path: &Path,
    entries: &Yaml,
    raw: Vec<RawCase>,
    recommendation: &Recommendation,
    place: &Place,
) -> Vec<Case> {
    let read = raw.into_iter().enumerate().map(|(case, raw)| {
        let place = CasePlace { document: place.document, recommendation: place.entry, case };
        let tested = Tested { parameters: &recommendation.parameters, fix: recommendation.fix.as_ref(), place };
        case::read(findings, &path.index(case), &entries[case], raw, &tested)
    });
    read.collect()
}
