//! The platform's verdicts in our terms: a policy of what it alone knows, and what it says of each resource.

use super::export::{Assessment, Definition, Export};
use super::join;
use super::keys::{control_id, control_key};
use crate::policy::{Policy, is_resource_type};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// What the ids of the platform's own controls and recommendations begin with here.
const PREFIX: &str = "portal";

/// Recommendations of the platform as a policy file.
pub struct Added {
    /// The file's text.
    pub text: String,
    /// How many recommendations it holds.
    pub number: usize,
    /// Those that are left out, since no control is known to hold them: keys and titles.
    pub unplaced: BTreeMap<String, String>,
}

/// Whether an id is that of a recommendation or control which an export gave.
pub fn is_added(id: &str) -> bool {
    id.strip_prefix(PREFIX).is_some_and(|rest| rest.starts_with('-'))
}

/// A recommendation as its rows tell of it.
#[derive(Default)]
struct Known<'e> {
    title: &'e str,
    is_preview: bool,
    severity: Option<&'static str>,
    types: BTreeSet<String>,
}

/// What an export knows and a policy has no recommendation for, switched off ones included; all of it without one. `preview`
/// are recommendations that are in preview, where rows do not say so.
pub fn added(export: &Export, preview: &BTreeSet<String>, policy: Option<&Policy>) -> Added {
    let taken = Taken::of(policy);
    let mut known: BTreeMap<&str, Known<'_>> = BTreeMap::new();
    for ((resource, key), assessment) in export.assessments.iter().filter(|((_, key), own)| !taken.has(key, own)) {
        let own = known.entry(key).or_default();
        own.title = if own.title.is_empty() { &assessment.title } else { own.title };
        own.severity = own.severity.or(assessment.severity);
        own.is_preview |= assessment.preview == Some(true)
            || preview.contains(key)
            || export.metadata.get(key).copied().unwrap_or_default();
        own.types.extend(type_of(resource));
    }
    let (mut controls, mut recommendations, mut unplaced) = (BTreeMap::new(), Vec::new(), BTreeMap::new());
    for (key, own) in known.into_iter().filter(|(_, own)| !own.types.is_empty()) {
        let holding = export.definitions.iter().filter(|(_, definition)| definition.members.contains(key));
        let names: Vec<String> = holding
            .map(|(control, definition)| match taken.controls.get(control.as_str()) {
                Some(own) => (*own).to_owned(),
                None => {
                    let id = control_id(control).map_or_else(|| id_of(control), str::to_owned);
                    controls.insert(control.as_str(), group(&id, control, definition));
                    id
                }
            })
            .collect();
        match names.is_empty() {
            true => drop(unplaced.insert(key.to_owned(), own.title.to_owned())),
            false => recommendations.push(entry(key, &own, names)),
        }
    }
    let number = recommendations.len();
    let file =
        json!({ "controls": controls.into_values().collect::<Vec<Value>>(), "recommendations": recommendations });
    Added { text: format!("{file:#}"), number, unplaced }
}

fn group(id: &str, key: &str, definition: &Definition) -> Value {
    let (title, points) = (said(&definition.title, key), definition.max);
    json!({ "id": id, "title": title, "maxScore": points, "description": "A control of Defender for Cloud." })
}

fn entry(key: &str, own: &Known<'_>, controls: Vec<String>) -> Value {
    json!({
        "id": id_of(key),
        "title": said(own.title, key),
        "controls": controls,
        // Where rows do not tell, it is in the middle; points count without regard to it.
        "severity": own.severity.unwrap_or("medium"),
        "source": "mdc",
        "preview": own.is_preview,
        "resourceTypes": own.types,
        "description": "A recommendation of Defender for Cloud that only its own rows decide.",
        "remediation": "Follow the steps that Defender for Cloud shows at the recommendation.",
        "references": { "assessmentKey": [key] },
        "check": "unknown(\"Defender for Cloud has no verdict on it\")",
    })
}

fn said<'t>(text: &'t str, otherwise: &'t str) -> &'t str {
    if text.trim().is_empty() { otherwise } else { text }
}

/// An id that can be typed. Keys are GUIDs; in another one each other letter stands by its number, so that no two are alike.
fn id_of(key: &str) -> String {
    let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    let letters = key.chars().map(|letter| match plain(letter) {
        true => letter.to_string(),
        false => format!("-u{:x}-", u32::from(letter)),
    });
    format!("{PREFIX}-{}", letters.collect::<String>())
}

/// What the recommendations of a policy are called elsewhere, and the platform's names of its controls.
#[derive(Default)]
struct Taken<'p> {
    keys: BTreeSet<String>,
    policies: BTreeSet<String>,
    titles: BTreeSet<String>,
    controls: BTreeMap<&'p str, &'p str>,
}

impl<'p> Taken<'p> {
    fn of(policy: Option<&'p Policy>) -> Self {
        let Some(policy) = policy else { return Self::default() };
        let references = |catalogue: &'static str| {
            let each = policy.recommendations.iter();
            let each = each.flat_map(move |own| own.references.get(catalogue).into_iter().flatten());
            each.map(|id| id.to_lowercase()).collect::<BTreeSet<String>>()
        };
        Self {
            keys: references("assessmentKey"),
            policies: references("azurePolicy"),
            titles: policy.recommendations.iter().map(|own| own.title.to_lowercase()).collect(),
            controls: policy.controls.iter().map(|own| (control_key(&own.id), own.id.as_str())).collect(),
        }
    }

    fn has(&self, key: &str, own: &Assessment) -> bool {
        self.keys.contains(key)
            || own.policy.as_ref().is_some_and(|policy| self.policies.contains(policy))
            || self.titles.contains(&own.title.to_lowercase())
    }
}

/// The type of a resource by its id, in lower case.
fn type_of(id: &str) -> Option<String> {
    if let Some((_, rest)) = id.rsplit_once("/providers/") {
        let mut parts = rest.split('/');
        let provider = parts.next()?;
        let kinds: Vec<&str> = parts.step_by(2).collect();
        return Some(format!("{provider}/{}", kinds.join("/"))).filter(|name| is_resource_type(name));
    }
    match id.trim_matches('/').split('/').collect::<Vec<_>>()[..] {
        ["subscriptions", _] => Some("microsoft.resources/subscriptions".to_owned()),
        ["subscriptions", _, "resourcegroups", _] => {
            Some("microsoft.resources/subscriptions/resourcegroups".to_owned())
        }
        _ => None,
    }
}

/// The resources that an export has verdicts on, as a list that can be read as inventory, and how many have no type.
pub fn resources(export: &Export) -> (Value, usize) {
    let ids: BTreeSet<&String> = export.assessments.keys().map(|(resource, _)| resource).collect();
    let typed: Vec<(&String, Option<String>)> = ids.into_iter().map(|id| (id, type_of(id))).collect();
    let untyped = typed.iter().filter(|(_, name)| name.is_none()).count();
    let rows = typed.into_iter().filter_map(|(id, name)| {
        let own = id.rsplit('/').next().unwrap_or_default();
        Some(json!({ "id": id, "name": own, "type": name? }))
    });
    (rows.collect(), untyped)
}

/// What an export says of each resource, by its id in lower case and the id of one of ours. Of several the worst counts.
pub fn given<'e>(
    export: &'e Export,
    preview: &BTreeSet<String>,
    policy: &Policy,
) -> BTreeMap<(String, String), &'e Assessment> {
    let mut given: BTreeMap<(String, String), &Assessment> = BTreeMap::new();
    let subscriptions: BTreeSet<&String> = export.assessments.values().map(|own| &own.subscription).collect();
    for subscription in subscriptions {
        for (resource, name, assessment) in join::under_our_names(export, preview, subscription, policy) {
            let place = (resource.to_owned(), name);
            let known = given.get(&place).map(|known| known.status);
            if known.is_none_or(|known| known.max_by_badness(assessment.status) != known) {
                given.insert(place, assessment);
            }
        }
    }
    given
}
