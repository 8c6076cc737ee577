//! The score that a partial result makes.

use super::{
    Partial, PartialControl, PartialData, PartialEstate, PartialGroup, PartialProblem, PartialRecommendation,
    PartialScope,
};
use crate::assess::{Assessed, Group, Subject, UnknownReason};
use crate::estate::filter::Selection;
use crate::estate::scan::{Counts, Found, Seen};
use crate::estate::{Age, Oldest, Scanned};
use crate::exempt::{Counted, Register, days};
use crate::inventory::{FileRecord, FileStatus};
use crate::policy::{self, Config, Control, ControlIndex, ManagementGroup, Policy, Recommendation, Subscription};
use crate::score::{self, Cell, GroupCount, Sums, Tally};
use crate::source::{Location, Position, Problem};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A partial result as a scan. Of its resources nothing but numbers is known: there are no findings in it.
pub struct Merged {
    /// The names of what it was judged by.
    pub policy: Policy,
    /// The names of subscriptions and management groups.
    pub config: Config,
    /// The directory of each part of the estate, and its settings.
    pub parts: Vec<(String, Option<String>)>,
    /// What it comes to.
    pub scanned: Scanned,
    /// It.
    pub partial: Partial,
}

impl Partial {
    /// Scores it; `files` are those that it was read from, with the numbers of their resources.
    ///
    /// # Errors
    /// A control, an estate or a day that means nothing: it was not written by this program.
    pub fn scored(self, files: &[(String, u64)]) -> Result<Merged, Problem> {
        let configs: Vec<Config> = self.estates.iter().map(config).collect();
        let policy = self.policy()?;
        let scoring = score::Options::of(&configs);
        let sums = |groups: &[PartialGroup]| self.sums(&policy, groups);
        let other = |groups: &Option<Vec<PartialGroup>>| groups.as_deref().map(sums).transpose();
        let (before, deployed) = (other(&self.before_exemptions)?, other(&self.after_deployment)?);
        let today = self.day.parse::<Date>().map_err(|_| unlike(&format!("`{}` is no day", self.day)))?;
        let oldest = self.data.as_ref().map(|data| data.oldest(today)).transpose()?;
        let found = Found {
            today,
            register: Register::default(),
            counted: Counted::without_exemptions(&self.assessed(&policy)?).into_owned(),
            counts: Counts { now: sums(&self.groups)?, before, deployed },
            seen: Seen { age: Age { oldest, stale: Vec::new() }, ..self.seen(&policy, files) },
        };
        let parts = self.estates.iter().map(|estate| (estate.directory.clone(), estate.settings.clone())).collect();
        let scanned = Scanned::of(&policy, &scoring, found);
        Ok(Merged { config: Config::names_of(configs.iter()), policy, parts, scanned, partial: self })
    }

    fn policy(&self) -> Result<Policy, Problem> {
        let places: BTreeMap<&str, ControlIndex> =
            (0..).map(ControlIndex).zip(&self.controls).map(|(index, control)| (control.id.as_str(), index)).collect();
        let controls = self.controls.iter().map(|PartialControl { id, title, max }| Control {
            id: id.clone(),
            title: title.clone(),
            max_score: *max,
            description: String::new(),
            location: Location { file: String::new(), line: 0, column: 0 },
        });
        let member = |id: &String| {
            places.get(id.as_str()).copied().ok_or_else(|| unlike(&format!("`{id}` is none of its controls")))
        };
        let recommendation = |entry: &PartialRecommendation| {
            Ok(Recommendation {
                title: entry.title.clone(),
                severity: entry.severity,
                source: entry.source,
                preview: entry.preview,
                controls: entry.controls.iter().map(member).collect::<Result<_, Problem>>()?,
                remediation: entry.remediation.clone(),
                ..Recommendation::named(entry.id.clone())
            })
        };
        let mut recommendations =
            self.recommendations.iter().map(recommendation).collect::<Result<Vec<_>, Problem>>()?;
        // The policy finds its entries by halves, and the order of what was added up is no order of ids.
        recommendations.sort_by(|one, other| one.id.cmp(&other.id));
        let parts = if self.estates.len() > 1 { self.estates.len() } else { 0 };
        let judged = vec![vec![true; recommendations.len()]; parts];
        let digest = self.policy_digest.clone();
        Ok(Policy { controls: controls.collect(), recommendations, digest, judged, ..Policy::default() })
    }

    fn sums(&self, policy: &Policy, groups: &[PartialGroup]) -> Result<Sums, Problem> {
        let tallies: BTreeMap<&str, Tally> =
            self.recommendations.iter().map(|entry| (entry.id.as_str(), entry.tally)).collect();
        let tally = |entry: &Recommendation| tallies.get(entry.id.as_str()).copied().unwrap_or_default();
        Ok(Sums {
            cells: groups.iter().map(|group| self.cell(policy, group)).collect::<Result<_, Problem>>()?,
            recommendations: policy.recommendations.iter().map(tally).collect(),
        })
    }

    fn cell(&self, policy: &Policy, group: &PartialGroup) -> Result<Cell, Problem> {
        let part = self.estates.iter().position(|estate| estate.directory == group.estate);
        let part = part.ok_or_else(|| unlike(&format!("`{}` is none of its estates", group.estate)))?;
        let mut controls = vec![Tally::default(); policy.controls.len()];
        for (id, tally) in &group.controls {
            let index = policy.find_control(id).ok_or_else(|| unlike(&format!("`{id}` is none of its controls")))?;
            controls[index.0] = *tally;
        }
        let shared = |name: &Option<String>| name.as_deref().map(Arc::from);
        let (subscription, name) = (shared(&group.subscription), shared(&group.resource_group));
        let group_of = Group { part: u16::try_from(part).unwrap_or(u16::MAX), subscription, name };
        Ok(Cell { group: group_of, count: GroupCount { controls, undecided: group.undecided } })
    }

    /// Resources of which nothing but the number is known, and why checks of them were not decided.
    fn assessed(&self, policy: &Policy) -> Result<Assessed, Problem> {
        let mut assessed = Assessed::default();
        let (mut left, mut identity) = (self.resources, 0);
        while left > 0 {
            let count = u32::try_from(left).unwrap_or(u32::MAX);
            assessed.push_subject(Subject { identity, group: 0, count });
            (left, identity) = (left - u64::from(count), identity + 1);
        }
        for reason in &self.reasons {
            let recommendation = policy.find(&reason.recommendation);
            let unknown = || unlike(&format!("`{}` is none of its recommendations", reason.recommendation));
            let known = UnknownReason {
                recommendation: recommendation.ok_or_else(unknown)?,
                message: reason.message.clone(),
                script_error: reason.script_error,
                export: reason.export.clone(),
            };
            *assessed.unknown_reasons.entry(known).or_default() += reason.count;
        }
        Ok(assessed)
    }

    fn seen(&self, policy: &Policy, files: &[(String, u64)]) -> Seen {
        let file = |(name, resources): &(String, u64)| FileRecord {
            resources: usize::try_from(*resources).unwrap_or(usize::MAX),
            ..FileRecord::of(name, None, FileStatus::Read)
        };
        let mut selection = Selection {
            recommendations: vec![true; policy.recommendations.len()],
            controls: vec![true; policy.controls.len()],
            ..Selection::default()
        };
        selection.filters.sources.clone_from(&self.sources);
        Seen {
            selection,
            files: files.iter().map(file).collect(),
            inventory: None,
            resources: self.resources_read,
            age: Age::default(),
            sample: self.sample.clone(),
            warnings: self.warnings.iter().map(PartialProblem::problem).collect(),
            errors: self.errors.iter().map(PartialProblem::problem).collect(),
        }
    }
}

/// The settings of an estate, as far as they are known.
fn config(estate: &PartialEstate) -> Config {
    let mut config = Config::default();
    let subscription = |(id, known): (&String, &PartialScope)| {
        (id.clone(), Subscription { name: known.name.clone(), management_group: known.parent.clone() })
    };
    let group = |(id, known): (&String, &PartialScope)| {
        (id.clone(), ManagementGroup { name: known.name.clone(), parent: known.parent.clone() })
    };
    config.subscriptions = estate.subscriptions.iter().map(subscription).collect();
    config.management_groups = estate.management_groups.iter().map(group).collect();
    config.scoring.estate = if estate.pooled { policy::Estate::Pooled } else { policy::Estate::Weighted };
    config
}

impl PartialData {
    fn oldest(&self, today: Date) -> Result<Oldest, Problem> {
        let day = self.day.parse::<Date>().map_err(|_| unlike(&format!("`{}` is no day", self.day)))?;
        let days = u32::try_from(days(day, today));
        let days = days.map_err(|_| unlike(&format!("its data is of {day}, after it was judged")))?;
        Ok(Oldest { file: self.file.clone(), day, days })
    }
}

impl PartialProblem {
    fn problem(&self) -> Problem {
        let problem = Problem::new(&self.file, self.message.clone());
        let problem = match self.line.zip(self.column) {
            Some((line, column)) => problem.at(Position { line, column }),
            None => problem,
        };
        match &self.help {
            Some(help) => problem.help(help.clone()),
            None => problem,
        }
    }
}

fn unlike(message: &str) -> Problem {
    Problem::new("", format!("this partial result contradicts itself: {message}")).help("Write it again, by `scan`")
}
