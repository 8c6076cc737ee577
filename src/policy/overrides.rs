//! What `uplift.yaml` changes about recommendations and controls.

use super::config::{Exemptable, RecommendationOverride};
use super::drafts::Drafts;
use super::duty;
use super::parameter::refuse_wrong_values;
use super::place::{Findings, Path};
use super::recommendation::Draft;
use super::strict::suggest;
use super::{Config, Gate, Setting};

/// Applies every override, and reports those that name nothing or set what is not allowed.
pub(super) fn apply(drafts: &mut Drafts, config: &Config) {
    let mut findings = Findings::new(&config.file);
    let controls: Vec<String> = drafts.controls.iter().map(|(control, _, _)| control.id.clone()).collect();
    let controls: Vec<&str> = controls.iter().map(String::as_str).collect();
    let recommendations: Vec<String> =
        drafts.recommendations.iter().map(|draft| draft.recommendation.id.clone()).collect();
    let recommendations: Vec<&str> = recommendations.iter().map(String::as_str).collect();
    refuse_unknown_names(&mut findings, config, &controls, &recommendations);
    refuse_scopes_of_everything(&mut findings, &config.gate);
    duty::check(&mut findings, &config.governance, &controls, &recommendations);
    for draft in &mut drafts.recommendations {
        if let Some(wanted) = config.recommendations.get(&draft.recommendation.id) {
            override_one(&mut findings, draft, wanted, &controls);
        }
    }
    for (control, _, _) in &mut drafts.controls {
        if let Some(wanted) = config.controls.get(&control.id) {
            control.max_score = wanted.max_score.unwrap_or(control.max_score);
            control.title = wanted.title.clone().unwrap_or_else(|| control.title.clone());
        }
    }
    drafts.problems.append(&mut findings.problems);
}

fn refuse_unknown_names(findings: &mut Findings<'_>, config: &Config, controls: &[&str], recommendations: &[&str]) {
    let top = Path::default();
    let overridden = config.recommendations.keys().map(|id| top.key("recommendations").key(id));
    for path in overridden.filter(|path| !recommendations.contains(&path.name())) {
        findings.key(&path, format!("unknown recommendation `{}`", path.name()), suggest(path.name(), recommendations));
    }
    for (index, declined) in config.declined.iter().enumerate() {
        let id = &declined.recommendation;
        if !recommendations.contains(&id.as_str()) {
            let path = top.key("declined").index(index).key("recommendation");
            findings.value(&path, format!("unknown recommendation `{id}`"), suggest(id, recommendations));
        }
    }
    let overridden = config.controls.keys().map(|id| top.key("controls").key(id));
    let gated = gated_controls(&top.key("gate"), &config.gate);
    for path in overridden.chain(gated).filter(|path| !controls.contains(&path.name())) {
        findings.key(&path, format!("unknown control `{}`", path.name()), suggest(path.name(), controls));
    }
}

/// The paths of all controls that the gate names.
fn gated_controls(path: &Path, gate: &Gate) -> Vec<Path> {
    let named = |path: &Path, settings: &[Setting]| {
        let named = |setting: &Setting| Some(path.key(setting.rule).key(setting.control.as_ref()?));
        settings.iter().filter_map(named).collect::<Vec<_>>()
    };
    let scopes = gate.scopes.iter().enumerate();
    let scoped = scopes.flat_map(|(index, scope)| named(&path.key("scopes").index(index), &scope.settings));
    named(path, &gate.settings).into_iter().chain(scoped).collect()
}

fn refuse_scopes_of_everything(findings: &mut Findings<'_>, gate: &Gate) {
    for (index, scope) in gate.scopes.iter().enumerate() {
        if scope.subscription.is_none() && scope.resource_group.is_none() {
            let path = Path::default().key("gate").key("scopes").index(index);
            let help = "write `subscription`, `resourceGroup` or both";
            findings.value(&path, "this scope names no part of the estate", help);
        }
    }
}

fn override_one(findings: &mut Findings<'_>, draft: &mut Draft, wanted: &RecommendationOverride, controls: &[&str]) {
    let path = Path::default().key("recommendations").key(&draft.recommendation.id);
    refuse_wrong_values(findings, &path.key("params"), &draft.recommendation.parameters, &wanted.params);
    for parameter in &mut draft.recommendation.parameters {
        parameter.value = wanted.params.get(&parameter.name).cloned().or_else(|| parameter.value.take());
    }
    if let Some(names) = &wanted.controls {
        draft.controls = known(findings, &path.key("controls"), names, controls);
    }
    draft.controls.extend(known(findings, &path.key("addControls"), &wanted.add_controls, controls));
    let recommendation = &mut draft.recommendation;
    recommendation.severity = wanted.severity.unwrap_or(recommendation.severity);
    recommendation.enabled = wanted.enabled.unwrap_or(recommendation.enabled);
    recommendation.preview = wanted.preview.unwrap_or(recommendation.preview);
    recommendation.exemptable = wanted.exemptable != Some(Exemptable::Never);
}

/// The names of controls that exist; reports the others.
fn known(findings: &mut Findings<'_>, path: &Path, names: &[String], controls: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for (index, name) in names.iter().enumerate() {
        if controls.contains(&name.as_str()) {
            found.push(name.clone());
        } else {
            findings.value(&path.index(index), format!("unknown control `{name}`"), suggest(name, controls));
        }
    }
    found
}
