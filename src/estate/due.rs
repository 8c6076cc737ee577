//! Which findings are due, whose they are, and what each owner holds.

use super::history::{Age, Ages, Aging, Lookback, Ruling};
use super::{Conditions, Estate, Judged, Sources, Stopped};
use crate::assess::{AssessmentIndex, Status, Whole};
use crate::duty::{CODE_OWNERS, Charge, CodeOwners, Owner, Roster, Standing, Term, Version, owner, term};
use crate::exempt::Counted;
use crate::gate::moves::Roll;
use crate::gate::{Open, Side};
use crate::inventory::{Inventory, ResourceIndex};
use crate::policy::{Grace, OwnerSource, RecommendationIndex};
use crate::score::{Figures, Ledger, Ratio};
use crate::source::{Files, Problem, repository_path};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// How to tell what is due.
#[derive(Clone, Copy)]
pub struct DueTerms<'d> {
    /// Where settings are looked for.
    pub sources: &'d Sources,
    /// What is looked at.
    pub paths: &'d [PathBuf],
    /// How many days ahead are soon.
    pub soon: u32,
    /// The rest; days are compared with its day.
    pub conditions: Conditions,
}

/// What is due.
pub struct Dues {
    /// Unhealthy findings that count, in order of the resources; those in preview are nobody's work.
    pub findings: Vec<DueFinding>,
    /// Who deals with them: those with the most that is overdue first, nobody last.
    pub owners: Vec<Share>,
    /// The score as everybody sees it; `None` when nothing is scored.
    pub figures: Option<Figures>,
    /// The same without findings whose days are not over, where rules ask for that; else `None`.
    pub without_grace: Option<Option<Figures>>,
    /// Why ages are not known, where somebody can do something about it.
    pub cut_off: Option<Problem>,
    /// Rules that are for nothing, and owners who are nowhere.
    pub warnings: Vec<Problem>,
}

/// A finding, and when it is due.
#[derive(Clone, Debug)]
pub struct DueFinding {
    /// Its assessment.
    pub place: AssessmentIndex,
    /// Its resource.
    pub resource: ResourceIndex,
    /// Its recommendation.
    pub recommendation: RecommendationIndex,
    /// The part of the estate that it is in, and there the rule that it falls under, by its place.
    pub rule: Option<(u16, usize)>,
    /// Who deals with it; `None` where no rule is for it.
    pub owner: Option<Owner>,
    /// Since when it is there; `None` where no rule is for it, and nobody asks.
    pub age: Option<Age>,
    /// Until when it is to be dealt with.
    pub term: Option<Term>,
    /// How that stands.
    pub standing: Standing,
    /// Why nobody can tell.
    pub why: Option<String>,
    /// It does not count as long as it is not overdue.
    pub in_grace: bool,
}

/// What somebody deals with.
#[derive(Clone, Debug)]
pub struct Share {
    /// Who; `None` where nobody is known to.
    pub owner: Option<String>,
    /// How many findings stand so.
    pub counts: BTreeMap<Standing, u64>,
    /// What the score has more once all of them are healthy.
    pub points: Ratio,
}

impl Judged<'_> {
    /// Tells what is due.
    ///
    /// # Errors
    /// The deadline.
    pub fn dues(&self, terms: &DueTerms<'_>) -> Result<Dues, Stopped> {
        let counted = self.counted();
        let ledger = Ledger::of(&self.estate.policy, &counted, &self.estate.scoring);
        let looked = Looked {
            estate: self.estate,
            inventory: &self.inventory,
            assessed: &self.assessed,
            counted: &counted,
            files: self.estate.parts[0].settings.place(),
            from: "HEAD",
        };
        let roll = looked.roll();
        let open = looked.open(&roll);
        let (findings, cut_off, mut warnings) = looked.due(&open, terms)?;
        warnings.extend(looked.idle_rules(&findings));
        let owners = shares(&roll, &ledger, &open, &findings);
        let graced: Vec<Open<'_>> =
            open.iter().zip(&findings).filter(|(_, each)| each.in_grace).map(|(open, _)| *open).collect();
        let mut rules = self.estate.parts.iter().flat_map(|part| &part.settings.config.governance);
        let without_grace = rules.any(|rule| rule.grace == Grace::Exclude).then(|| {
            let mut led = ledger.clone();
            roll.lead(&mut led, &graced, Status::NotApplicable);
            led.figures()
        });
        Ok(Dues { findings, owners, figures: ledger.figures(), without_grace, cut_off, warnings })
    }
}

/// What each owner deals with.
fn shares(roll: &Roll, ledger: &Ledger<'_>, open: &[Open<'_>], findings: &[DueFinding]) -> Vec<Share> {
    let mut by_owner: BTreeMap<Option<&str>, Vec<usize>> = BTreeMap::new();
    for (place, finding) in findings.iter().enumerate() {
        let name = match &finding.owner {
            Some(Owner::Named(name)) => Some(name.as_str()),
            _ => None,
        };
        by_owner.entry(name).or_default().push(place);
    }
    let share = |(owner, places): (Option<&str>, Vec<usize>)| {
        let mut counts = BTreeMap::new();
        places.iter().for_each(|place| *counts.entry(findings[*place].standing).or_default() += 1);
        let own: Vec<Open<'_>> = places.iter().map(|place| open[*place]).collect();
        Share { owner: owner.map(str::to_owned), counts, points: roll.gain(ledger, &own, Status::Healthy) }
    };
    let mut shares: Vec<Share> = by_owner.into_iter().map(share).collect();
    let overdue = |share: &Share| share.counts.get(&Standing::Overdue).copied().unwrap_or_default();
    shares.sort_by(|one, other| {
        let by_need = || overdue(other).cmp(&overdue(one)).then_with(|| other.points.cmp(&one.points));
        one.owner.is_none().cmp(&other.owner.is_none()).then_with(by_need).then_with(|| one.owner.cmp(&other.owner))
    });
    shares
}

/// A state of an estate whose findings are looked at.
pub(super) struct Looked<'l> {
    pub estate: &'l Estate,
    pub inventory: &'l Inventory,
    pub assessed: &'l Whole,
    pub counted: &'l Counted<'l>,
    /// Where CODEOWNERS is.
    pub files: &'l dyn Files,
    /// The commit from which the past is looked at.
    pub from: &'l str,
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

    fn charge(&self, resource: ResourceIndex, recommendation: RecommendationIndex) -> Charge<'_> {
        Charge { policy: &self.estate.policy, inventory: self.inventory, resource, recommendation }
    }

    fn rosters(&self) -> Vec<Roster> {
        let configs = self.estate.parts.iter().map(|part| &part.settings.config);
        configs.map(|config| Roster::of(config.governance.clone(), config)).collect()
    }

    fn part(&self, resource: ResourceIndex) -> u16 {
        self.inventory.resource(resource).part
    }

    /// When each of these is due and whose it is, why ages are not known, and what is wrong with owners.
    pub fn due(
        &self,
        open: &[Open<'_>],
        terms: &DueTerms<'_>,
    ) -> Result<(Vec<DueFinding>, Option<Problem>, Vec<Problem>), Stopped> {
        let rosters = self.rosters();
        let mut findings: Vec<DueFinding> = open.iter().map(|open| self.ruled(open, &rosters)).collect();
        let is_asked = |finding: &DueFinding| finding.rule.is_some();
        let aging = |(open, finding): (&Open<'_>, &DueFinding)| {
            let document = self.inventory.resource(finding.resource).document;
            let file = self.inventory.documents()[document as usize].name();
            Aging::of(open.key, open.recommendation, file, terms.conditions.today)
        };
        let asked: Vec<Aging> =
            open.iter().zip(&findings).filter(|(_, finding)| is_asked(finding)).map(aging).collect();
        if asked.is_empty() {
            return Ok((findings, None, Vec::new()));
        }
        let DueTerms { sources, paths, conditions, .. } = *terms;
        let Ages { ages, rulings, cut_off } =
            Lookback { estate: self.estate, sources, paths, from: self.from, conditions }.look(asked)?;
        let versions = self.versions(rulings);
        let (owners, mut warnings) = self.code_owners(&rosters);
        for (finding, age) in findings.iter_mut().filter(|finding| is_asked(finding)).zip(ages) {
            self.date(finding, age, &versions, terms);
            self.assign(finding, &rosters, owners.as_ref());
        }
        warnings.extend(self.nobody(&findings));
        Ok((findings, cut_off, warnings))
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
            owner: None,
            age: None,
            term: None,
            standing: if why.is_some() { Standing::Unknown } else { Standing::Unassigned },
            why,
            in_grace: false,
        }
    }

    /// The rules of each part as they are and were, the newest first.
    fn versions(&self, rulings: Vec<Vec<Ruling>>) -> Vec<Vec<(Option<Roster>, Ruling)>> {
        let parts = self.estate.parts.iter().zip(rulings);
        let of_part = |(part, rulings): (&super::Part, Vec<Ruling>)| {
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
        let standing = term.map_or(Standing::Unknown, |term| term.standing(terms.conditions.today, terms.soon));
        if standing == Standing::Unknown {
            finding.why = age.why.clone().or_else(|| Some("since when its rule is there cannot be seen".to_owned()));
        }
        let grace = self.estate.parts[usize::from(part)].settings.config.governance[rule].grace;
        finding.in_grace = grace == Grace::Exclude && matches!(standing, Standing::DueSoon | Standing::OnTime);
        (finding.term, finding.standing, finding.age) = (term, standing, Some(age));
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
        let root = super::change::repository_of(start).map(|repository| repository.root().to_owned());
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

    /// Rules that find no owner for some findings, each once.
    fn nobody(&self, findings: &[DueFinding]) -> Vec<Problem> {
        let mut without: BTreeMap<(u16, usize), (u64, &str, ResourceIndex)> = BTreeMap::new();
        for finding in findings {
            let (Some(rule), Some(Owner::Nobody(reason))) = (finding.rule, &finding.owner) else { continue };
            without.entry(rule).or_insert((0, reason, finding.resource)).0 += 1;
        }
        let told = without.into_iter().map(|((part, rule), (number, reason, resource))| {
            let config = &self.estate.parts[usize::from(part)].settings.config;
            let (called, name) = (config.governance[rule].called(rule), &self.inventory.resource(resource).name);
            let findings = if number == 1 { "1 finding".to_owned() } else { format!("{number} findings") };
            let message = format!("{called} names nobody for {findings}, such as one of {name}: {reason}");
            config.problem_with_duty(rule, Some("owner"), message).help(NOBODY)
        });
        told.collect()
    }

    /// Rules that nothing falls under that is judged, whatever its verdict.
    fn idle_rules(&self, findings: &[DueFinding]) -> Vec<Problem> {
        let rosters = self.rosters();
        let mut idle: BTreeSet<(u16, usize)> = BTreeSet::new();
        for (part, roster) in (0..).zip(&rosters) {
            idle.extend((0..roster.rules().len()).map(|rule| (part, rule)));
        }
        findings.iter().filter_map(|finding| finding.rule).for_each(|rule| {
            idle.remove(&rule);
        });
        let mut fitting: BTreeSet<(u16, usize)> = BTreeSet::new();
        for assessment in &self.assessed.assessments {
            if idle.is_empty() {
                break;
            }
            let resource = self.assessed.resource(assessment.subject);
            let (part, charge) = (self.part(resource), self.charge(resource, assessment.recommendation()));
            let roster = &rosters[usize::from(part)];
            match roster.find(charge) {
                Ok(Some(rule)) => {
                    idle.remove(&(part, rule));
                }
                Ok(None) => {}
                Err(_) => idle.retain(|(own, rule)| *own != part || !roster.all(charge).contains(rule)),
            }
            fitting.extend(roster.all(charge).into_iter().map(|rule| (part, rule)));
        }
        let told = idle.into_iter().map(|(part, rule)| {
            let config = &self.estate.parts[usize::from(part)].settings.config;
            let called = config.governance[rule].called(rule);
            let (message, help) = match fitting.contains(&(part, rule)) {
                true => (format!("{called} comes too late: rules before it take all that it is for"), EARLIER),
                false => (format!("nothing that is judged falls under {called}"), NOTHING),
            };
            config.problem_with_duty(rule, None, message).help(help)
        });
        told.collect()
    }
}

const NOBODY: &str = "Give it an owner there, or name one in a rule that comes first";
const EARLIER: &str = "Move it up, or remove it";
const NOTHING: &str = "Correct its `scope` and `match`, or remove it";
