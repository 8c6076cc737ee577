//! Since when findings are there, and rules for them: from the commits of `HEAD` and its first parents.
//!
//! Each commit is judged from the one after it, by the policies of today, until no finding is left whose age is open. What
//! cannot be seen leaves an age open for good: then the finding is there since a day at the latest.

use super::chain::Chain;
use super::span::cut_off;
use crate::assess::Status;
use crate::check;
use crate::duty::Since;
use crate::estate::change::repository_of;
use crate::estate::{Conditions, Estate, Sources, Stopped};
use crate::gate::moves::Roll;
use crate::policy::{self, DutyRule, Move, RecommendationIndex};
use crate::source::{ContentKey, Logged, Problem, Repository, display_name};
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::path::PathBuf;

/// What is asked of the past.
pub(in crate::estate) struct Lookback<'l> {
    /// What judges.
    pub estate: &'l Estate,
    /// Where settings are looked for.
    pub sources: &'l Sources,
    /// What is looked at.
    pub paths: &'l [PathBuf],
    /// The first day of what was seen without git, so that its rules are looked for as far back.
    pub until: Option<Date>,
    /// The commit to begin with.
    pub from: &'l str,
    /// The rest.
    pub conditions: Conditions,
}

/// A finding whose age is asked for.
pub(in crate::estate) struct Aging {
    /// What its resource is equal by, where the run of commits is that far.
    key: String,
    recommendation: RecommendationIndex,
    /// The file that it is in.
    file: String,
    age: Age,
    /// Why its check could not be decided in the commits that were looked at last.
    gap: Option<String>,
    is_open: bool,
}

/// Since when a finding is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Age {
    /// The day.
    pub since: Since,
    /// Why it may be longer.
    pub why: Option<String>,
}

/// The rules of a part of an estate, and since when they were so.
pub(in crate::estate) struct Ruling {
    /// In order; `None` where nobody can tell.
    pub rules: Option<Vec<DutyRule>>,
    /// The day.
    pub since: Since,
    /// What tells the settings that say so from others, in the oldest commit that is known to have them.
    key: Option<ContentKey>,
}

/// What the past says.
pub(in crate::estate) struct Ages {
    /// Of each finding, in the order in which they were asked for.
    pub ages: Vec<Age>,
    /// Of each part of the estate, the newest first.
    pub rulings: Vec<Vec<Ruling>>,
    /// Why the past ends too early for some, where somebody can do something about it.
    pub cut_off: Option<Problem>,
}

impl Aging {
    /// A finding of today.
    pub fn of(key: &str, recommendation: RecommendationIndex, file: &str, today: Date) -> Self {
        let age = Age { since: Since::on(today), why: None };
        Self { key: key.to_owned(), recommendation, file: file.to_owned(), age, gap: None, is_open: true }
    }

    /// Nothing older is known of it; `why` it may be longer there. Nor is that known behind what could not be decided.
    fn end(&mut self, why: Option<&str>) {
        let why = self.gap.take().or_else(|| why.map(str::to_owned));
        self.is_open = false;
        self.age.since.at_latest |= why.is_some();
        self.age.why = why;
    }

    /// It is there on a day. What could not be decided in between shows no repair, or each such commit would make it young.
    fn is_seen(&mut self, day: Date) {
        self.gap = None;
        // Clocks differ: what is there before a day and after it is there on it.
        self.age.since.day = self.age.since.day.min(day);
    }
}

impl Lookback<'_> {
    /// Looks for the ages of findings, and for those of rules.
    ///
    /// # Errors
    /// The deadline.
    pub fn look(&self, mut findings: Vec<Aging>) -> Result<Ages, Stopped> {
        let parts = self.estate.parts.iter();
        let mut rulings: Vec<Vec<Ruling>> =
            parts.map(|part| vec![self.of_today(&part.settings.config.governance)]).collect();
        let cut_off = match self.line() {
            Ok((repository, line)) => {
                let is_over = check::with_room(|| self.walk(&repository, &line, &mut findings, &mut rulings))??;
                let is_cut = is_over && repository.is_shallow();
                let are_open = findings.iter().any(|each| each.is_open);
                let cut = line.last().filter(|_| is_cut && are_open).map(cut_off);
                let why = cut.as_ref().map(|cut| cut.message.clone());
                findings.iter_mut().filter(|each| each.is_open).for_each(|each| each.end(why.as_deref()));
                let oldest = rulings.iter_mut().filter_map(|rulings| rulings.last_mut());
                oldest.for_each(|oldest| oldest.since.at_latest |= is_cut || !is_over);
                cut
            }
            Err(problem) => {
                findings.iter_mut().for_each(|each| each.end(Some(&problem.message)));
                rulings.iter_mut().flatten().for_each(|ruling| ruling.since.at_latest = true);
                None
            }
        };
        Ok(Ages { ages: findings.into_iter().map(|each| each.age).collect(), rulings, cut_off })
    }

    fn of_today(&self, rules: &[DutyRule]) -> Ruling {
        Ruling { rules: Some(rules.to_vec()), since: Since::on(self.conditions.today), key: None }
    }

    /// The repository, and its commits.
    fn line(&self) -> Result<(Repository, Vec<Logged>), Problem> {
        let start = self.paths.first().map_or_else(|| self.estate.parts[0].settings.directory(), PathBuf::as_path);
        let repository = repository_of(start)?;
        if let Some(path) = self.paths.iter().find(|path| repository.name_of(path).is_none()) {
            let name = display_name(path);
            return Err(Problem::new(&*name, format!("{name} is outside of the repository")));
        }
        let line = repository.first_parents(&repository.commit(self.from)?)?;
        Ok((repository, line))
    }

    /// Goes from commit to commit; whether it came to the end of them.
    fn walk(
        &self,
        repository: &Repository,
        line: &[Logged],
        findings: &mut [Aging],
        rulings: &mut [Vec<Ruling>],
    ) -> Result<bool, Stopped> {
        let mut chain = Chain::of(self.estate, self.sources, self.conditions, repository);
        for (place, commit) in line.iter().enumerate() {
            let told = chain.step(commit, false)?;
            if place == 0 {
                leave_untracked(&chain, findings);
            }
            if let Err(problems) = told {
                let why = gap(commit, &problems);
                findings.iter_mut().filter(|each| each.is_open).for_each(|each| each.end(Some(&why)));
                return Ok(false);
            }
            self.adopt(&chain, commit, rulings)?;
            self.age(&chain, commit, place == 0, findings);
            let is_far_enough = self.until.is_none_or(|until| commit.day() < until);
            if is_far_enough && !findings.iter().any(|each| each.is_open) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Follows findings to a commit.
    fn age(&self, chain: &Chain<'_>, commit: &Logged, is_first: bool, findings: &mut [Aging]) {
        let Some(roll) = chain.roll() else { return };
        let mut others = None;
        for each in findings.iter_mut().filter(|each| each.is_open) {
            let mut status = roll.status(&each.key, each.recommendation);
            if status.is_none() && !is_first {
                let others = others.get_or_insert_with(|| roll.in_other_files());
                if let Some(key) = self.former(chain, roll, others, each) {
                    status = roll.status(&key, each.recommendation);
                    each.key = key;
                }
            }
            match status {
                Some(Status::Unhealthy) if is_first => each.age.since = Since::on(commit.day()),
                Some(Status::Unhealthy) => each.is_seen(commit.day()),
                Some(Status::Unknown) => {
                    let told = || format!("in {} of {} its check cannot be decided", commit.commit, commit.day());
                    each.gap.get_or_insert_with(told);
                }
                _ => each.end(None),
            }
        }
    }

    /// What a resource was called before: it moved, or its file has another name.
    fn former(
        &self,
        chain: &Chain<'_>,
        roll: &Roll,
        others: &FxHashMap<&str, Vec<&str>>,
        each: &Aging,
    ) -> Option<String> {
        let is_judged = |key: &str| roll.status(key, each.recommendation).is_some();
        if let Some((_, own)) = each.key.split_once('\n') {
            let is_gone = |key: &&&str| key.split_once('\n').is_some_and(|(file, _)| chain.is_gone_later(file));
            return others.get(own)?.iter().filter(is_gone).find(|key| is_judged(key)).map(|key| (*key).to_owned());
        }
        let moves = self.estate.parts.iter().flat_map(|part| &part.settings.config.moved);
        moves.filter_map(|moved: &Move| moved.origin(&each.key)).find(|key| is_judged(key))
    }

    /// Follows the rules of each part to a commit.
    fn adopt(&self, chain: &Chain<'_>, commit: &Logged, rulings: &mut [Vec<Ruling>]) -> Result<(), Problem> {
        for (part, rulings) in self.estate.parts.iter().zip(rulings) {
            let (Some(last), Some(file)) = (rulings.last_mut(), part.settings.file.as_deref()) else { continue };
            let key = chain.key(file)?;
            let rules = match &key {
                None => Some(Vec::new()),
                key if *key == last.key => last.rules.clone(),
                Some(_) => policy::duties_of_then(&chain.text(file)?),
            };
            if last.rules == rules {
                last.since.day = last.since.day.min(commit.day());
                last.key = key;
            } else {
                rulings.push(Ruling { rules, since: Since::on(commit.day()), key });
            }
        }
        Ok(())
    }
}

/// Of what stands in files that git does not have nobody can say since when.
fn leave_untracked(chain: &Chain<'_>, findings: &mut [Aging]) {
    for each in findings.iter_mut().filter(|each| !chain.holds(&each.file)) {
        each.end(Some(&format!("{} is not committed", each.file)));
    }
}

fn gap(commit: &Logged, problems: &[Problem]) -> String {
    let told = problems.first().map(|problem| match problem.file.is_empty() {
        true => format!(": {}", problem.message),
        false => format!(": {}: {}", problem.file, problem.message),
    });
    format!("{} of {} cannot be judged{}", commit.commit, commit.day(), told.unwrap_or_default())
}
