//! Findings of one state of an estate: their rules, their owners and their days.

use super::{DueFinding, DueTerms};
use crate::assess::Whole;
use crate::duty::{CODE_OWNERS, Charge, CodeOwners, Roster, Since, Timing, Version, owner, term};
use crate::estate::change::repository_of;
use crate::estate::history::{Age, Ages, Aging, Lookback, Ruling, Sightings};
use crate::estate::{Estate, Part, Stopped};
use crate::exempt::Counted;
use crate::gate::moves::Roll;
use crate::gate::{Open, Side};
use crate::inventory::{Inventory, ResourceIndex};
use crate::policy::{Grace, OwnerSource, RecommendationIndex};
use crate::source::{Files, Problem, display_name, repository_path};
use std::path::Path;

/// Where recorded scans leave their findings, beside the settings.
const SIGHTED: &str = ".uplift/sightings.jsonl";

/// A state of an estate whose findings are looked at.
pub(in crate::estate) struct Looked<'l> {
    pub estate: &'l Estate,
    pub inventory: &'l Inventory,
    pub assessed: &'l Whole,
    pub counted: &'l Counted<'l>,
    /// Where CODEOWNERS is.
    pub files: &'l dyn Files,
    /// The commit from which the past is looked at.
    pub from: &'l str,
}

/// Findings with their days.
pub(in crate::estate) struct Dated {
    /// In the order in which they were asked for.
    pub findings: Vec<DueFinding>,
    /// Why ages are not known, where somebody can do something about it.
    pub cut_off: Option<Problem>,
    /// What is wrong with owners.
    pub warnings: Vec<Problem>,
}

impl Looked<'_> {
    /// All resources as they stand.
    pub fn roll(&self) -> Roll {
        let Self { inventory, assessed, counted, .. } = *self;
        Roll::of(&Side { inventory, assessed, counted }, str::to_owned)
    }

    /// What somebody could be to deal with.
    pub fn open<'r>(&self, roll: &'r Roll) -> Vec<Open<'r>> {
        let is_work = |open: &Open<'_>| !self.estate.policy.recommendations[open.recommendation.0].preview;
        roll.open().into_iter().filter(is_work).collect()
    }

    fn resource(&self, open: &Open<'_>) -> ResourceIndex {
        self.assessed.resource(self.assessed.at(open.place).subject)
    }

    pub(super) fn charge(&self, resource: ResourceIndex, recommendation: RecommendationIndex) -> Charge<'_> {
        Charge { policy: &self.estate.policy, inventory: self.inventory, resource, recommendation }
    }

    pub(super) fn rosters(&self) -> Vec<Roster> {
        let configs = self.estate.parts.iter().map(|part| &part.settings.config);
        configs.map(|config| Roster::of(config.governance.clone(), config)).collect()
    }

    pub(super) fn part(&self, resource: ResourceIndex) -> u16 {
        self.inventory.resource(resource).part
    }

    /// When each of these is due and whose it is, why ages are not known, and what is wrong with owners.
    pub fn due(&self, open: &[Open<'_>], terms: &DueTerms<'_>) -> Result<Dated, Stopped> {
        let rosters = self.rosters();
        let mut findings: Vec<DueFinding> = open.iter().map(|open| self.ruled(open, &rosters)).collect();
        let (imported, mut warnings) = self.imported();
        findings.iter_mut().for_each(|finding| self.import(finding, &imported, terms));
        let is_asked = |finding: &DueFinding| finding.rule.is_some();
        let aging = |(open, finding): (&Open<'_>, &DueFinding)| {
            let document = self.inventory.resource(finding.resource).document;
            let file = self.inventory.documents()[document as usize].name();
            Aging::of(open.key, open.recommendation, file, terms.conditions.today)
        };
        let asked: Vec<Aging> =
            open.iter().zip(&findings).filter(|(_, finding)| is_asked(finding)).map(aging).collect();
        if asked.is_empty() {
            return Ok(Dated { findings, cut_off: None, warnings });
        }
        let (sightings, wrong) = self.sightings(terms.scope);
        warnings.extend(wrong);
        let seen = findings.iter().filter(|finding| is_asked(finding));
        let until = seen.filter_map(|finding| self.sighting(finding, &sightings)).map(|since| since.day).min();
        let DueTerms { sources, paths, conditions, .. } = *terms;
        let Ages { ages, rulings, cut_off } =
            Lookback { estate: self.estate, sources, paths, until, from: self.from, conditions }.look(asked)?;
        let versions = self.versions(rulings);
        let (owners, wrong) = self.code_owners(&rosters);
        warnings.extend(wrong);
        for (finding, age) in findings.iter_mut().filter(|finding| is_asked(finding)).zip(ages) {
            let age = self.sighted(finding, age, &sightings);
            self.date(finding, age, &versions, terms);
            self.assign(finding, &rosters, owners.as_ref());
        }
        warnings.extend(self.nobody(&findings));
        Ok(Dated { findings, cut_off, warnings })
    }

    /// A finding with the rule that it falls under.
    fn ruled(&self, open: &Open<'_>, rosters: &[Roster]) -> DueFinding {
        let resource = self.resource(open);
        let part = self.part(resource);
        let (rule, why) = match rosters[usize::from(part)].find(self.charge(resource, open.recommendation)) {
            Ok(rule) => (rule, None),
            Err(why) => (None, Some(why)),
        };
        DueFinding {
            place: open.place,
            resource,
            recommendation: open.recommendation,
            rule: rule.map(|rule| (part, rule)),
            is_imported: false,
            owner: None,
            age: None,
            term: None,
            timing: if why.is_some() { Timing::Unknown } else { Timing::Unassigned },
            why,
            in_grace: false,
        }
    }

    /// What recorded scans of these paths had, and when.
    fn sightings(&self, scope: &str) -> (Sightings, Vec<Problem>) {
        let path = self.estate.parts[0].settings.directory().join(SIGHTED);
        let name = display_name(&path);
        match self.files.is_file(&path).then(|| self.files.read(&path, &name)) {
            None => (Sightings::default(), Vec::new()),
            Some(Ok(bytes)) => Sightings::parse(&name, &String::from_utf8_lossy(&bytes), scope),
            Some(Err(problem)) => (Sightings::default(), vec![problem]),
        }
    }

    /// Since when recorded scans have a finding.
    fn sighting(&self, finding: &DueFinding, sightings: &Sightings) -> Option<Since> {
        let recommendation = &self.estate.policy.recommendations[finding.recommendation.0].id;
        sightings.since(&self.inventory.resource(finding.resource).id, recommendation)
    }

    /// The age of a finding that git leaves open, by recorded scans.
    fn sighted(&self, finding: &DueFinding, age: Age, sightings: &Sightings) -> Age {
        match self.sighting(finding, sightings).filter(|since| age.since.at_latest && since.day <= age.since.day) {
            Some(since) if since.at_latest => {
                Age { since, why: Some("the first scan that was recorded has it already".to_owned()) }
            }
            Some(since) => Age { since, why: None },
            None => age,
        }
    }

    /// The rules of each part as they are and were, the newest first.
    fn versions(&self, rulings: Vec<Vec<Ruling>>) -> Vec<Vec<(Option<Roster>, Ruling)>> {
        let parts = self.estate.parts.iter().zip(rulings);
        let of_part = |(part, rulings): (&Part, Vec<Ruling>)| {
            let roster =
                |ruling: Ruling| (ruling.rules.clone().map(|rules| Roster::of(rules, &part.settings.config)), ruling);
            rulings.into_iter().map(roster).collect()
        };
        parts.map(of_part).collect()
    }

    /// Says until when.
    fn date(
        &self,
        finding: &mut DueFinding,
        age: Age,
        versions: &[Vec<(Option<Roster>, Ruling)>],
        terms: &DueTerms<'_>,
    ) {
        let Some((part, rule)) = finding.rule else { return };
        let charge = self.charge(finding.resource, finding.recommendation);
        let version = |(roster, ruling): &(Option<Roster>, Ruling)| {
            let found = roster.as_ref().map(|roster| (roster, roster.find(charge)));
            let within = match &found {
                Some((roster, Ok(Some(place)))) => Some(roster.rules()[*place].within),
                _ => None,
            };
            Version { since: ruling.since, within, is_unknown: !matches!(found, Some((_, Ok(_)))) }
        };
        let term = term(age.since, versions[usize::from(part)].iter().map(version));
        let timing = term.map_or(Timing::Unknown, |term| term.timing(terms.conditions.today, terms.soon));
        if timing == Timing::Unknown {
            finding.why = age.why.clone().or_else(|| Some("since when its rule is there cannot be seen".to_owned()));
        }
        let grace = self.estate.parts[usize::from(part)].settings.config.governance[rule].grace;
        finding.in_grace = grace == Grace::Exclude && matches!(timing, Timing::DueSoon | Timing::OnTime);
        (finding.term, finding.timing, finding.age) = (term, timing, Some(age));
    }

    /// Says who.
    fn assign(&self, finding: &mut DueFinding, rosters: &[Roster], owners: Option<&CodeOwners>) {
        let Some((part, rule)) = finding.rule else { return };
        let source = &rosters[usize::from(part)].rules()[rule].owner;
        let document = self.inventory.resource(finding.resource).document;
        let path = || repository_path(Path::new(self.inventory.documents()[document as usize].name())).0;
        let path = if *source == OwnerSource::CodeOwners { path() } else { String::new() };
        finding.owner =
            Some(owner(source, self.inventory, finding.resource, owners.map(|owners| (owners, path.as_str()))));
    }

    /// The file CODEOWNERS where a rule asks for it, and what is wrong with it.
    fn code_owners(&self, rosters: &[Roster]) -> (Option<CodeOwners>, Vec<Problem>) {
        if !rosters.iter().flat_map(Roster::rules).any(|rule| rule.owner == OwnerSource::CodeOwners) {
            return (None, Vec::new());
        }
        let start = self.estate.parts[0].settings.directory();
        let root = repository_of(start).map(|repository| repository.root().to_owned());
        let root = root.unwrap_or_else(|_| start.to_owned());
        let Some(name) = CODE_OWNERS.into_iter().find(|name| self.files.is_file(&root.join(name))) else {
            return (None, Vec::new());
        };
        match self.files.read(&root.join(name), name) {
            Ok(bytes) => {
                let mut owners = CodeOwners::parse(name, &String::from_utf8_lossy(&bytes));
                let warnings = std::mem::take(&mut owners.warnings);
                (Some(owners), warnings)
            }
            Err(problem) => (None, vec![problem]),
        }
    }
}
