//! Filters: what was typed to what it means. A name that means nothing is an error with suggestions.

use crate::inventory::{Inventory, Resource};
use crate::policy::{Config, Membership, Policy, Recommendation, ScopeTree, Severity};
use crate::score::Order;
use crate::source::{Nearest, Problem, nearest, normal_id};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What is asked for, by names as they were typed or by what they mean; empty lists do not limit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Filters {
    /// The score covers only these, by id.
    pub management_groups: Vec<String>,
    /// The score covers only these, by id.
    pub subscriptions: Vec<String>,
    /// The score covers only these, by name.
    pub resource_groups: Vec<String>,
    /// The score covers only these, by id.
    pub resources: Vec<String>,
    /// The score covers only these.
    pub resource_types: Vec<String>,
    /// Only these are listed; the score covers all.
    pub controls: Vec<String>,
    /// Only these are listed; the score covers all.
    pub recommendations: Vec<String>,
    /// Only these are listed; the score covers all.
    pub severities: Vec<Severity>,
    /// Only these are judged, so that the score is theirs alone.
    pub sources: Vec<Membership>,
}

impl Filters {
    /// Whether resources or scopes are named, which must be looked up among all of them.
    pub(super) fn name_resources(&self) -> bool {
        let lists = [&self.management_groups, &self.subscriptions, &self.resource_groups, &self.resources];
        lists.iter().any(|names| !names.is_empty()) || !self.resource_types.is_empty()
    }
}

/// What is shown of a scan.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// By recommendation: whether it is listed.
    pub recommendations: Vec<bool>,
    /// By control: whether it is listed.
    pub controls: Vec<bool>,
    /// What was asked for, and means something.
    pub filters: Filters,
    /// Healthy and not applicable assessments are listed too.
    pub all: bool,
    /// Of the controls.
    pub order: Order,
}

/// Which resources are assessed and scored. Empty lists let all through.
#[derive(Default)]
pub struct Scope {
    subscriptions: Option<BTreeSet<String>>,
    resource_groups: Vec<String>,
    resources: Vec<String>,
    resource_types: Vec<String>,
}

impl Scope {
    /// Whether a resource is let through.
    pub fn covers(&self, resource: &Resource) -> bool {
        let among = |names: &[String], name: &str| {
            names.is_empty() || names.iter().any(|other| other.eq_ignore_ascii_case(name))
        };
        let subscription = || resource.subscription.as_deref().unwrap_or_default().to_ascii_lowercase();
        among(&self.resource_types, &resource.type_name)
            && among(&self.resource_groups, resource.resource_group.as_deref().unwrap_or_default())
            && among(&self.resources, &resource.id)
            && self.subscriptions.as_ref().is_none_or(|known| known.contains(&subscription()))
    }
}

/// What the flags mean.
pub struct Filter {
    /// What is scored.
    pub scope: Scope,
    /// What is listed.
    pub selection: Selection,
}

/// Finds what every name means.
///
/// # Errors
/// With every name that means nothing.
pub fn resolve(
    typed: &Filters,
    policy: &Policy,
    config: &Config,
    inventory: &Inventory,
) -> Result<Filter, Vec<Problem>> {
    let mut names = Names { config, inventory, problems: Vec::new() };
    let filters = Filters {
        management_groups: names.management_groups(&typed.management_groups),
        subscriptions: names.subscriptions(&typed.subscriptions),
        resource_groups: names.resource_groups(&typed.resource_groups),
        resources: names.resources(&typed.resources),
        resource_types: names.resource_types(&typed.resource_types, policy),
        controls: names.controls(&typed.controls, policy),
        recommendations: names.recommendations(&typed.recommendations, policy),
        severities: typed.severities.clone(),
        sources: typed.sources.clone(),
    };
    if !names.problems.is_empty() {
        return Err(names.problems);
    }
    let scope = Scope {
        subscriptions: subscriptions(&filters, config),
        resource_groups: filters.resource_groups.clone(),
        resources: filters.resources.clone(),
        resource_types: filters.resource_types.clone(),
    };
    Ok(Filter { scope, selection: selection(filters, policy) })
}

/// Those that are named and below the management groups that are named; `None` when neither limits them. In lower case.
fn subscriptions(filters: &Filters, config: &Config) -> Option<BTreeSet<String>> {
    let named = filters.subscriptions.iter().map(|id| id.to_ascii_lowercase());
    let named: Option<BTreeSet<_>> = (!filters.subscriptions.is_empty()).then(|| named.collect());
    if filters.management_groups.is_empty() {
        return named;
    }
    let scopes = ScopeTree::of(config);
    let below = filters.management_groups.iter().flat_map(|group| scopes.below(group)).map(str::to_owned);
    let below: BTreeSet<_> = below.collect();
    Some(match named {
        Some(named) => &named & &below,
        None => below,
    })
}

fn selection(filters: Filters, policy: &Policy) -> Selection {
    let any = |names: &[String], id: &str| names.is_empty() || names.iter().any(|name| name == id);
    let listed = |recommendation: &Recommendation| {
        let mut controls = recommendation.controls.iter().map(|control| &policy.controls[control.0].id);
        recommendation.enabled
            && any(&filters.recommendations, &recommendation.id)
            && (filters.controls.is_empty() || controls.any(|control| filters.controls.contains(control)))
            && (filters.severities.is_empty() || filters.severities.contains(&recommendation.severity))
            && (filters.sources.is_empty() || filters.sources.contains(&recommendation.source))
    };
    let recommendations: Vec<_> = policy.recommendations.iter().map(listed).collect();
    let limited = recommendations.iter().zip(&policy.recommendations).any(|(listed, each)| !listed && each.enabled);
    let controls = policy.controls.iter().enumerate().map(|(index, control)| {
        let mut own = policy.recommendations.iter().zip(&recommendations);
        let has_listed = own.any(|(each, listed)| *listed && each.controls.iter().any(|control| control.0 == index));
        any(&filters.controls, &control.id) && (has_listed || !limited)
    });
    let controls = controls.collect();
    Selection { recommendations, controls, filters, all: false, order: Order::default() }
}

/// Looks up names, and collects those that mean nothing.
struct Names<'a> {
    config: &'a Config,
    inventory: &'a Inventory,
    problems: Vec<Problem>,
}

impl Names<'_> {
    /// The ids of what was typed; `known` holds each id with the other names that it has.
    fn find(&mut self, kind: &str, typed: &[String], known: &BTreeSet<(String, String)>) -> Vec<String> {
        let mut found = Vec::new();
        for name in typed {
            let is =
                |(id, other): &&(String, String)| id.eq_ignore_ascii_case(name) || other.eq_ignore_ascii_case(name);
            let before = found.len();
            for (id, _) in known.iter().filter(is) {
                if !found.contains(id) {
                    found.push(id.clone());
                }
            }
            let there = found.len() > before || found.iter().any(|id| id.eq_ignore_ascii_case(name));
            if !there {
                self.problems.push(unknown(kind, name, known));
            }
        }
        found
    }

    fn management_groups(&mut self, typed: &[String]) -> Vec<String> {
        let scopes = ScopeTree::of(self.config);
        let known = scopes.management_groups().map(|(id, name)| (id.to_owned(), name.to_owned())).collect();
        self.find("management group", typed, &known)
    }

    fn subscriptions(&mut self, typed: &[String]) -> Vec<String> {
        let named = self.config.subscriptions.iter().map(|(id, known)| (id.clone(), or_id(&known.name, id)));
        let mut known: BTreeSet<_> = named.collect();
        for id in self.each(typed, |resource| resource.subscription.as_deref()) {
            if !known.iter().any(|(other, _)| other.eq_ignore_ascii_case(&id)) {
                known.insert((id.clone(), id));
            }
        }
        self.find("subscription", typed, &known)
    }

    fn resource_groups(&mut self, typed: &[String]) -> Vec<String> {
        let known = pairs(self.each(typed, |resource| resource.resource_group.as_deref()));
        self.find("resource group", typed, &known)
    }

    fn resource_types(&mut self, typed: &[String], policy: &Policy) -> Vec<String> {
        let mut types = self.each(typed, |resource| Some(&resource.type_name));
        let others = policy.recommendations.iter().flat_map(Recommendation::types);
        types.extend(others.filter(|_| !typed.is_empty()).map(str::to_owned));
        self.find("resource type", typed, &pairs(types))
    }

    fn resources(&mut self, typed: &[String]) -> Vec<String> {
        if typed.is_empty() {
            return Vec::new();
        }
        let resources = self.inventory.resources().iter();
        let known = resources.map(|resource| (resource.id.to_string(), resource.name.to_string())).collect();
        let typed: Vec<String> = typed.iter().map(|id| normal_id(id.into()).into_owned()).collect();
        self.find("resource", &typed, &known)
    }

    fn controls(&mut self, typed: &[String], policy: &Policy) -> Vec<String> {
        let known = policy.controls.iter().map(|control| (control.id.clone(), control.title.clone())).collect();
        self.find("control", typed, &known)
    }

    fn recommendations(&mut self, typed: &[String], policy: &Policy) -> Vec<String> {
        let (enabled, disabled): (Vec<_>, Vec<_>) = policy.recommendations.iter().partition(|each| each.enabled);
        let is_off = |name: &&String| disabled.iter().any(|each| each.id.eq_ignore_ascii_case(name));
        let (off, typed): (Vec<_>, Vec<_>) = typed.iter().partition(is_off);
        self.problems.extend(off.iter().map(|name| {
            let problem = Problem::new("", format!("the recommendation `{name}` is disabled"));
            problem.help("Set `enabled: true` under its name in the `recommendations` of uplift.yaml")
        }));
        let typed: Vec<_> = typed.into_iter().cloned().collect();
        let known = enabled.iter().map(|each| (each.id.clone(), each.id.clone())).collect();
        self.find("recommendation", &typed, &known)
    }

    /// Different names of resources in any case, in their first spelling; nothing when nothing was typed.
    fn each(&self, typed: &[String], name: impl Fn(&Resource) -> Option<&str>) -> BTreeSet<String> {
        let mut seen = BTreeSet::new();
        let resources = if typed.is_empty() { &[] } else { self.inventory.resources() };
        let names = resources.iter().filter_map(name);
        names.filter(|name| seen.insert(name.to_ascii_lowercase())).map(str::to_owned).collect()
    }
}

fn or_id(name: &Option<String>, id: &str) -> String {
    name.clone().unwrap_or_else(|| id.to_owned())
}

fn pairs(names: BTreeSet<String>) -> BTreeSet<(String, String)> {
    names.into_iter().map(|name| (name.clone(), name)).collect()
}

/// How many names are suggested when none is close.
const SUGGESTED: usize = 8;

fn unknown(kind: &str, typed: &str, known: &BTreeSet<(String, String)>) -> Problem {
    // Ids of resources are long: they are suggested to those who typed one.
    let ids = known.iter().filter(|(id, name)| id == name || typed.contains('/') || !id.contains('/'));
    let names = known.iter().map(|(_, name)| name.as_str());
    let names: BTreeSet<_> = names.chain(ids.map(|(id, _)| id.as_str())).collect();
    Problem::new("", format!("there is no {kind} `{typed}`")).help(suggestion(kind, typed, &names))
}

/// The nearest name, or all of few.
pub fn suggestion(kind: &str, typed: &str, known: &BTreeSet<&str>) -> String {
    let nearest = nearest(typed, known.iter().copied());
    let typed = typed.to_lowercase();
    let similar: Vec<_> = known.iter().copied().filter(|name| name.to_lowercase().contains(&typed)).collect();
    match nearest {
        Some(Nearest { name, is_near: true }) => format!("Did you mean `{name}`?"),
        Some(_) if known.len() <= SUGGESTED => format!("Use one of {}", list(known.iter().copied())),
        Some(_) if !similar.is_empty() => format!("Did you mean one of {}?", list(similar.into_iter().take(SUGGESTED))),
        Some(Nearest { name, .. }) => format!("The nearest of {} names is `{name}`", known.len()),
        None => format!("There is no {kind} at all; check the paths and uplift.yaml"),
    }
}

fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
