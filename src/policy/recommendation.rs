//! One entry of `recommendations:`.

use super::case::{self, Case, CasePlace, Tested};
use super::place::{Findings, Path};
use super::raw::{RawCase, RawRecommendation};
use super::yaml::Yaml;
use super::{Membership, Recommendation, Severity, fix, parameter, strict};
use std::borrow::Cow;

/// A recommendation whose controls are still names.
pub(super) struct Draft {
    pub(super) recommendation: Recommendation,
    pub(super) controls: Vec<String>,
    /// Which of the loaded files holds it.
    pub(super) file: usize,
    /// Where in that file.
    pub(super) path: Path,
}

const REQUIRED: [&str; 8] =
    ["id", "title", "controls", "severity", "resourceTypes", "description", "remediation", "check"];

/// Where an entry stands and what kind of file that is.
pub(super) struct Place {
    pub(super) file: usize,
    /// Which of the policy's documents the file is, when it has test cases.
    pub(super) document: usize,
    pub(super) entry: usize,
    pub(super) embedded: bool,
}

/// Reads a recommendation; what could not be read is empty, and reported.
pub(super) fn read(findings: &mut Findings<'_>, path: &Path, entry: &Yaml, place: &Place) -> Draft {
    let readable = without_plain_scripts(findings, path, entry);
    let mut raw: RawRecommendation = strict::read(findings, path, &readable);
    findings.require(path, &readable, &REQUIRED);
    refuse_bad_texts(findings, path, &raw);
    let tests = raw.tests.take().unwrap_or_default();
    let controls = raw.controls.take().unwrap_or_default();
    let mut recommendation = build(findings, path, &readable, raw, place.embedded);
    recommendation.cases = cases(findings, &path.key("tests"), &readable["tests"], tests, &recommendation, place);
    Draft { recommendation, controls, file: place.file, path: path.clone() }
}

fn build(
    findings: &mut Findings<'_>,
    path: &Path,
    entry: &Yaml,
    raw: RawRecommendation,
    embedded: bool,
) -> Recommendation {
    let parameters = raw.parameters.unwrap_or_default();
    let parameters = parameter::read(findings, &path.key("parameters"), &entry["parameters"], parameters);
    let fix = raw.fix.map(|raw| fix::read(findings, &path.key("fix"), &entry["fix"], raw, &parameters));
    let file = findings.file;
    Recommendation {
        id: raw.id.unwrap_or_default(),
        title: raw.title.unwrap_or_default(),
        controls: Vec::new(),
        severity: raw.severity.unwrap_or(Severity::Low),
        source: raw.source.unwrap_or(if embedded { Membership::Uplift } else { Membership::Custom }),
        preview: raw.preview.unwrap_or_default(),
        enabled: true,
        exemptable: true,
        resource_types: raw.resource_types.unwrap_or_default(),
        applies_to: raw.applies_to.map(|text| file.script(&path.key("appliesTo"), text)),
        description: raw.description.unwrap_or_default(),
        remediation: raw.remediation.unwrap_or_default(),
        parameters,
        check: file.script(&path.key("check"), raw.check.unwrap_or_default()),
        fix,
        references: raw.references.unwrap_or_default(),
        cases: Vec::new(),
        location: file.location(path),
        embedded,
    }
}

/// A plain scalar loses what stands behind ` #` and takes `!x` as a tag: nothing that was read from it can be trusted.
fn without_plain_scripts<'v>(findings: &mut Findings<'_>, path: &Path, entry: &'v Yaml) -> Cow<'v, Yaml> {
    let mut entry = Cow::Borrowed(entry);
    for (parent, key) in [(None, "check"), (None, "appliesTo"), (Some("fix"), "script")] {
        let place = parent.map_or_else(|| path.clone(), |parent| path.key(parent)).key(key);
        if findings.file.is_plain(&place) {
            let message =
                format!("`{key}` is a plain scalar, which YAML cuts at ` #` and whose leading `!` it takes away");
            findings.key(
                &place,
                message,
                format!("write `{key}: |` and the script on the next lines, or put it in quotes"),
            );
            let entry = entry.to_mut();
            let holder = match parent {
                Some(parent) => entry.get_mut(parent),
                None => Some(entry),
            };
            if let Some(members) = holder.and_then(Yaml::as_mapping_mut) {
                members.insert(Yaml::from(key), Yaml::from("unread"));
            }
        }
    }
    entry
}

fn refuse_bad_texts(findings: &mut Findings<'_>, path: &Path, raw: &RawRecommendation) {
    findings.refuse_bad_id(&path.key("id"), raw.id.as_deref());
    let texts = [
        ("title", &raw.title),
        ("description", &raw.description),
        ("remediation", &raw.remediation),
        ("check", &raw.check),
        ("appliesTo", &raw.applies_to),
    ];
    for (key, text) in texts {
        findings.refuse_empty(&path.key(key), text.as_deref());
    }
    for (key, list) in [("controls", &raw.controls), ("resourceTypes", &raw.resource_types)] {
        if list.as_ref().is_some_and(Vec::is_empty) {
            findings.value(&path.key(key), format!("`{key}` is empty"), "name at least one");
        }
    }
    for (index, type_name) in raw.resource_types.iter().flatten().enumerate() {
        refuse_bad_type(findings, &path.key("resourceTypes").index(index), type_name);
    }
}

/// Reports what is not shaped like `Provider.Name/type`.
pub(super) fn refuse_bad_type(findings: &mut Findings<'_>, path: &Path, type_name: &str) {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let mut parts = type_name.split('/');
    let provider = parts.next().unwrap_or_default();
    let shaped = |part: &str| !part.is_empty() && part.chars().all(fits);
    let mut types = parts.peekable();
    if !provider.contains('.') || !shaped(provider) || types.peek().is_none() || !types.all(shaped) {
        let message = format!("`{type_name}` is not a resource type");
        findings.value(path, message, "write provider and type, such as `Microsoft.Storage/storageAccounts`");
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
