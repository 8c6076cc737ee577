//! What there is to be judged by: `uplift list` and `uplift show`.

use super::words::{MembershipWord, SeverityWord};
use crate::policy::{Membership, Policy, Severity};
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
    #[schemars(with = "SeverityWord")]
    pub severity: Severity,
    /// Who decided on its controls.
    #[schemars(with = "MembershipWord")]
    pub source: Membership,
    /// Shown, never scored.
    pub preview: bool,
    /// Disabled ones are not assessed.
    pub enabled: bool,
    /// Types that it is checked against.
    pub resource_types: Vec<String>,
    /// What is at stake.
    pub description: String,
    /// The steps by hand.
    pub remediation: String,
    /// There is a quick fix.
    pub fixable: bool,
    /// What scripts read as `params.NAME`.
    pub parameters: BTreeMap<String, Option<serde_json::Value>>,
    /// Other catalogues' ids for the same thing.
    pub references: BTreeMap<String, String>,
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
    let views = policy.recommendations.iter().map(|recommendation| {
        let controls = recommendation.controls.iter();
        let parameters = recommendation.parameters.iter();
        CatalogueRecommendation {
            id: recommendation.id.clone(),
            title: recommendation.title.clone(),
            controls: controls.map(|control| policy.controls[control.0].id.clone()).collect(),
            severity: recommendation.severity,
            source: recommendation.source,
            preview: recommendation.preview,
            enabled: recommendation.enabled,
            resource_types: recommendation.resource_types.clone(),
            description: recommendation.description.clone(),
            remediation: recommendation.remediation.clone(),
            fixable: recommendation.fix.is_some(),
            parameters: parameters.map(|parameter| (parameter.name.clone(), parameter.value.clone())).collect(),
            references: recommendation.references.clone(),
            check: recommendation.check.text.clone(),
            file: (!recommendation.embedded).then(|| recommendation.location.file.clone()),
        }
    });
    views.collect()
}
