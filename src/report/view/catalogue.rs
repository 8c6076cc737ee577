//! What there is to be judged by: `uplift list` and `uplift show`.

use super::ids::Ids;
use crate::policy::{Change, Membership, Policy, Recommendation, Severity};
use crate::report::words::word;
use crate::secret::{Meaning, masked_value};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// All controls and recommendations, in order of id.
#[derive(Serialize, JsonSchema)]
pub struct Catalogue {
    /// What is worth points.
    pub controls: Vec<CatalogueControl>,
    /// What is checked.
    pub recommendations: Vec<CatalogueRecommendation>,
}

/// A control without a score.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CatalogueControl {
    /// Its id.
    pub id: String,
    /// For people.
    pub title: String,
    /// In points.
    pub max: u32,
    /// What is at stake.
    pub description: String,
    /// The ids of its recommendations.
    pub recommendations: Vec<String>,
}

/// A recommendation without a result.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CatalogueRecommendation {
    /// Its id.
    pub id: String,
    /// For people; says what should be.
    pub title: String,
    /// The ids of its controls.
    pub controls: Vec<String>,
    /// How bad it is.
    pub severity: Severity,
    /// Who decided on its controls.
    pub source: Membership,
    /// Shown, never scored.
    pub preview: bool,
    /// Disabled ones are not assessed.
    pub enabled: bool,
    /// It came after the version of the shipped library that counts.
    pub left_out: bool,
    /// The version of the shipped library that it came with.
    pub since: Option<String>,
    /// Why nobody needs it any more; null when it is needed.
    pub retired: Option<String>,
    /// Types that it is checked against.
    pub resource_types: Vec<String>,
    /// Types that it is not checked against, where it is for all.
    pub except_types: Vec<String>,
    /// What is at stake.
    pub description: String,
    /// The steps by hand.
    pub remediation: String,
    /// There is a quick fix.
    pub fixable: bool,
    /// What the fix changes can be had back; null without a fix.
    pub reversible: Option<bool>,
    /// What the platform does to apply the fix; null without one.
    pub change: Option<Change>,
    /// What scripts read as `params.NAME`.
    pub parameters: BTreeMap<String, Option<serde_json::Value>>,
    /// Other catalogues' ids for the same thing.
    pub references: BTreeMap<String, Ids>,
    /// The check's script.
    pub check: String,
    /// Where it is written; null for the shipped library.
    pub file: Option<String>,
}

/// Makes the catalogue of a policy.
pub fn catalogue(policy: &Policy) -> Catalogue {
    let controls = policy.controls.iter().enumerate().map(|(index, control)| CatalogueControl {
        id: control.id.clone(),
        title: control.title.clone(),
        max: control.max_score,
        description: control.description.clone(),
        recommendations: members(policy, index),
    });
    Catalogue { controls: controls.collect(), recommendations: recommendations(policy) }
}

fn members(policy: &Policy, control: usize) -> Vec<String> {
    let all = policy.recommendations.iter();
    let members = all.filter(|recommendation| recommendation.controls.iter().any(|index| index.0 == control));
    members.map(|recommendation| recommendation.id.clone()).collect()
}

fn recommendations(policy: &Policy) -> Vec<CatalogueRecommendation> {
    policy.recommendations.iter().map(|recommendation| CatalogueRecommendation::of(policy, recommendation)).collect()
}

impl CatalogueRecommendation {
    /// Names every key, so that a new one is shown, or left out for a reason.
    fn of(policy: &Policy, recommendation: &Recommendation) -> Self {
        #[rustfmt::skip]
        let Recommendation {
            id, title, controls, severity, source, preview, enabled, resource_types, description, remediation, fix,
            left_out, since, retired, except_types,
            parameters, references, check, location, embedded,
            // Settings and checks say these, and test cases are for `uplift test`.
            exemptable: _, applies_to: _, cases: _,
        } = recommendation;
        let value = |value: &Option<_>| Some(masked_value(Meaning::Nothing, value.clone()?));
        let parameters = parameters.iter().map(|parameter| (parameter.name.clone(), value(&parameter.value)));
        Self {
            id: id.clone(),
            title: title.clone(),
            controls: controls.iter().map(|control| policy.controls[control.0].id.clone()).collect(),
            severity: *severity,
            source: *source,
            preview: *preview,
            enabled: *enabled,
            left_out: *left_out,
            since: since.map(|since| since.to_string()),
            retired: retired.clone(),
            resource_types: resource_types.clone(),
            except_types: except_types.clone(),
            description: description.clone(),
            remediation: remediation.clone(),
            fixable: fix.is_some(),
            reversible: fix.as_ref().map(|fix| fix.reversible),
            change: fix.as_ref().map(|fix| fix.change),
            parameters: parameters.collect(),
            references: Ids::of(references),
            check: check.text.clone(),
            file: (!embedded).then(|| location.file.clone()),
        }
    }

    /// What is said of it in a line each, for people: the name and the value, which may be empty.
    pub fn facts(&self) -> Vec<(&'static str, String)> {
        #[rustfmt::skip]
        let Self {
            controls, source, resource_types, except_types, reversible, file, since, retired,
            // Each has a part of its own.
            id: _, title: _, severity: _, description: _, remediation: _, parameters: _, references: _, check: _,
            // What follows from others, or is said with the state.
            fixable: _, preview: _, enabled: _, left_out: _, change: _,
        } = self;
        let fix = match reversible {
            None => "by hand",
            Some(true) => "quick fix",
            Some(false) => "quick fix, which cannot be taken back",
        };
        vec![
            ("Controls", controls.join(", ")),
            ("Types", resource_types.join(", ")),
            ("Except", except_types.join(", ")),
            ("Source", word(source)),
            ("Fix", fix.to_owned()),
            ("Since", since.as_ref().map(|since| format!("library {since}")).unwrap_or_default()),
            ("Retired", retired.clone().unwrap_or_default()),
            ("File", file.clone().unwrap_or_default()),
            ("State", self.state().unwrap_or_default().to_owned()),
        ]
    }

    /// Why it does not count, or hardly; `None` when it does.
    pub fn state(&self) -> Option<&'static str> {
        match (self.enabled, self.preview) {
            (false, _) if self.left_out => Some("left out by `library`"),
            (false, _) => Some("disabled"),
            (true, true) => Some("preview: not scored"),
            (true, false) if self.retired.is_some() => Some("retired"),
            (true, false) => None,
        }
    }
}
