//! What of a catalogue is asked for, and how many there are of each kind.

use super::{Catalogue, CatalogueRecommendation};
use crate::policy::{Change, Membership, Severity};
use crate::report::words::word;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// What is asked for; empty lists do not limit.
#[derive(Clone, Copy, Debug, Default)]
pub struct Choice<'c> {
    /// Ids, or ids that other catalogues have for the same thing.
    pub ids: &'c [String],
    /// See [`CatalogueRecommendation::services`].
    pub services: &'c [String],
    /// Ids or titles of controls.
    pub controls: &'c [String],
    /// Who decided on the controls.
    pub sources: &'c [Membership],
    /// How bad it is.
    pub severities: &'c [Severity],
    /// Only those with a quick fix.
    pub with_fix: bool,
}

impl Choice<'_> {
    /// Whether it asks for everything.
    pub fn is_all(&self) -> bool {
        let Self { ids, services, controls, sources, severities, with_fix } = self;
        let names = [ids, services, controls].iter().all(|names| names.is_empty());
        names && sources.is_empty() && severities.is_empty() && !with_fix
    }

    /// Names that mean nothing in a catalogue, each with what it should be a name of, and those that there are.
    pub fn unknown<'a>(&'a self, catalogue: &'a Catalogue) -> Vec<(&'static str, &'a String, Vec<&'a str>)> {
        let all = || catalogue.recommendations.iter();
        let ids = || all().map(|each| each.id.as_str());
        let controls = || catalogue.controls.iter().map(|control| control.id.as_str());
        let services = || all().flat_map(CatalogueRecommendation::services);
        let named = |id: &String| all().any(|each| each.is_called(id));
        let control =
            |name: &String| catalogue.controls.iter().any(|control| is(&control.id, name) || is(&control.title, name));
        let service = |name: &String| services().any(|service| is(service, name));
        let ids = self.ids.iter().filter(|id| !named(id)).map(|id| ("recommendation", id, ids().collect()));
        let controls =
            self.controls.iter().filter(|name| !control(name)).map(|name| ("control", name, controls().collect()));
        let services =
            self.services.iter().filter(|name| !service(name)).map(|name| ("service", name, services().collect()));
        ids.chain(controls).chain(services).collect()
    }

    fn takes(&self, each: &CatalogueRecommendation, titles: &BTreeMap<String, String>) -> bool {
        let any = |names: &[String], is_meant: &dyn Fn(&String) -> bool| names.is_empty() || names.iter().any(is_meant);
        let in_control = |name: &String| {
            each.controls.iter().any(|id| is(id, name) || titles.get(id).is_some_and(|title| is(title, name)))
        };
        any(self.ids, &|id| each.is_called(id))
            && any(self.services, &|name| each.services().any(|service| is(service, name)))
            && any(self.controls, &in_control)
            && (self.sources.is_empty() || self.sources.contains(&each.source))
            && (self.severities.is_empty() || self.severities.contains(&each.severity))
            && (each.fixable || !self.with_fix)
    }
}

fn is(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}

impl Catalogue {
    /// What is asked for, with the controls that it stands in.
    pub fn only(mut self, choice: &Choice<'_>) -> Self {
        if choice.is_all() {
            return self;
        }
        let titles = self.controls.iter().map(|control| (control.id.clone(), control.title.clone())).collect();
        self.recommendations.retain(|each| choice.takes(each, &titles));
        let kept: Vec<&String> = self.recommendations.iter().map(|each| &each.id).collect();
        self.controls.iter_mut().for_each(|control| control.recommendations.retain(|id| kept.contains(&id)));
        self.controls.retain(|control| {
            let is_meant = |name: &String| is(&control.id, name) || is(&control.title, name);
            !control.recommendations.is_empty() && (choice.controls.is_empty() || choice.controls.iter().any(is_meant))
        });
        self
    }
}

impl CatalogueRecommendation {
    /// The services that it is for: the providers of its types, without what all of Azure's begin with.
    pub fn services(&self) -> impl Iterator<Item = &str> {
        let provider = |name: &'_ String| name.find('/').unwrap_or(name.len());
        self.resource_types.iter().map(move |name| {
            let provider = &name[..provider(name)];
            provider.strip_prefix("Microsoft.").unwrap_or(provider)
        })
    }

    fn is_called(&self, id: &str) -> bool {
        is(&self.id, id) || self.references.values().flat_map(super::Ids::iter).any(|other| is(other, id))
    }
}

/// How many recommendations there are of each kind.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Statistics {
    /// All.
    pub recommendations: usize,
    /// With a quick fix.
    pub with_fix: usize,
    /// Whose fix changes the running resource, without a restart.
    pub in_place: usize,
    /// That nobody needs any more.
    pub retired: usize,
    /// Shown, and never scored.
    pub preview: usize,
    /// By the control's id; one may stand in several.
    pub by_control: BTreeMap<String, usize>,
    /// By service; one may be for several.
    pub by_service: BTreeMap<String, usize>,
    /// By who decided on the controls.
    pub by_source: BTreeMap<String, usize>,
    /// By severity.
    pub by_severity: BTreeMap<String, usize>,
    /// By the version of the library that it came with.
    pub by_version: BTreeMap<String, usize>,
}

impl Statistics {
    /// Of a catalogue.
    pub fn of(catalogue: &Catalogue) -> Self {
        let all = &catalogue.recommendations;
        let number = |is_meant: fn(&CatalogueRecommendation) -> bool| all.iter().filter(|each| is_meant(each)).count();
        Self {
            recommendations: all.len(),
            with_fix: number(|each| each.fixable),
            in_place: number(|each| each.change == Some(Change::InPlace)),
            retired: number(|each| each.retired.is_some()),
            preview: number(|each| each.preview),
            by_control: counted(all, |each| each.controls.clone()),
            by_service: counted(all, |each| each.services().map(str::to_owned).collect()),
            by_source: counted(all, |each| vec![word(each.source)]),
            by_severity: counted(all, |each| vec![word(each.severity)]),
            by_version: counted(all, |each| each.since.iter().cloned().collect()),
        }
    }

    /// Each kind with its numbers, for people.
    pub fn kinds(&self) -> [(&'static str, &BTreeMap<String, usize>); 5] {
        [
            ("Control", &self.by_control),
            ("Service", &self.by_service),
            ("Source", &self.by_source),
            ("Severity", &self.by_severity),
            ("Library", &self.by_version),
        ]
    }
}

/// Numbers by names, of which one has each once.
fn counted(
    all: &[CatalogueRecommendation],
    names: fn(&CatalogueRecommendation) -> Vec<String>,
) -> BTreeMap<String, usize> {
    let mut numbers = BTreeMap::new();
    for each in all {
        let mut own = names(each);
        own.sort_unstable();
        own.dedup();
        own.into_iter().for_each(|name| *numbers.entry(name).or_default() += 1);
    }
    numbers
}
