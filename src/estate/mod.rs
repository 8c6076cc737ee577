//! An estate as others call it: opened, read, judged, exempted, scored, planned and compared, all by values.
//!
//! No terminal, environment or clock is asked: the day, the threads and the deadline come as [`Conditions`], and files from
//! any [`Files`]: the disk, a side of a change, or memory. Standard input is read where a path is `-`; settings and policy
//! roots that are named and not there come from the disk. What could not be read is in [`Judged::errors`]: a score without
//! it is no whole one.
//!
//! | file | owns |
//! |---|---|
//! | `parts` | which `uplift.yaml` governs which paths |
//! | `settings` | `uplift.yaml`, policy files and inventory files, from paths to contents |
//! | `unmet` | what the settings name and nothing is |
//! | `foreign` | files that cannot be read, and are for another program |
//! | `age` | how old the data is that was judged by |
//! | `torn` | subscriptions that stand in several parts |
//! | `filter` | names that were typed to what they mean, with suggestions for those that mean nothing |
//! | `scan`, `lines` | an estate or a part of it, scored; from files, or from lines that are forgotten as they come |
//! | `judged` | a whole estate, judged |
//! | `choice` | which findings are to be fixed |
//! | `explain` | why a resource stands to a recommendation as it does |
//! | `asking` | what an expression gives over a resource |
//! | `uses` | what scripts may say, each with expressions and what they give |
//! | `editions` | two editions of the own policies over one inventory |
//! | `needs` | what to fetch so that it can be judged |
//! | `history` | the score over time, commit by commit |
//! | `due` | which findings are due, and whose they are |
//! | `partial` | the result of a part of an estate in whole numbers, and several of them as one |
//! | `watch` | an estate that is judged again whenever its files change |
//! | `borrowed` | the platform's verdicts where ours do not count or are none |
//! | `reconcile` | the platform's score held against ours |
//! | `change` | both sides of a change, and whether it may be merged |
//!
//! ```
//! use std::sync::Arc;
//! use uplift::{estate::{Conditions, Estate, Sources}, source::Memory};
//!
//! let account = r#"[{ "type": "Microsoft.Storage/storageAccounts", "name": "st1",
//!                     "properties": { "supportsHttpsTrafficOnly": false } }]"#;
//! let files = Memory::of([("infra/a.json", account)]);
//! let estate = Estate::open(Arc::new(files), &Sources::default(), &["infra".into()])?;
//! let judged = estate.judge(&Conditions::on(jiff::civil::date(2027, 1, 1)))?;
//! assert!(judged.score().estate.figures.is_some());
//! let plan = judged.plan(&judged.unhealthy())?;
//! assert!(plan.fixed.len() > 0);
//! # Ok::<(), uplift::estate::Stopped>(())
//! ```

mod age;
mod asking;
mod borrowed;
mod change;
mod choice;
mod due;
mod editions;
mod explain;
mod filter;
mod foreign;
mod history;
mod judged;
mod lines;
mod needs;
mod partial;
mod parts;
mod reconcile;
mod restore;
mod scan;
mod settings;
#[cfg(test)]
mod tests;
mod torn;
mod unmet;
mod uses;
mod watch;
mod wrapped;

pub use age::{Age, Oldest};
pub use asking::{Subject, Suggestion};
pub use borrowed::Borrowed;
pub use change::{Answer, Ends, Pair, Parted, Sides, Terms, Together};
pub use choice::{Choice, Chosen};
pub use due::{DueFinding, DueTerms, Dues, Share};
pub use editions::{Edition, HeldAgainst};
pub use explain::{Effect, Explained, Explanation};
pub use filter::{Filter, Filters, Scope, Selection, resolve, suggestion};
pub use history::{
    Age as FindingAge, Break, Every, History, Move, Part as MovePart, Past, Point, Record, RecordedControl,
    RecordedScore, Scored, Sightings, Since, Span, mark, records, scope_of as recorded_scope_of,
};
pub use judged::Judged;
pub use needs::{Calls, Needs};
pub use partial::{Merged, Partial, PartialExemption, PartialRecommendation, merge};
pub use parts::Part;
pub use reconcile::{Reconciled, reconcile};
pub use scan::{Counts, Input, Request, Scanned, Seen};
pub use settings::{Keys, STDIN, Settings, Sources, nearest, path_in};
pub use uses::{Shows, Tried, TriedUse, sample_of_uses, tried};
pub use watch::{Change, Moved, Round, Standing, Watch};

use crate::assess::Whole;
use crate::check::{self, Aborted, Checks};
use crate::exempt::{Counted, Register};
use crate::fix::{self, Finding};
use crate::gate::Rules;
use crate::inventory::{Inventory, Resource};
use crate::policy::{self, Config, Declined, Membership, Policy, Setting};
use crate::score::{self, Score};
use crate::source::{Files, Problem, display_name};
use jiff::civil::Date;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

/// What an estate is judged by.
pub struct Estate {
    /// What each `uplift.yaml` governs, in order of their directories; at least one. Resources know theirs by its place.
    pub parts: Vec<Part>,
    /// The names that the settings of all parts give to subscriptions and management groups.
    pub names: Config,
    /// All controls and recommendations; it knows which of them judge which part.
    pub policy: Arc<Policy>,
    /// Their scripts.
    pub checks: Checks,
    /// How its scores are added up.
    pub scoring: score::Options,
    /// What may be a mistake in settings and policies.
    pub warnings: Vec<Problem>,
}

/// What a run depends on beside its files.
#[derive(Clone, Copy, Debug)]
pub struct Conditions {
    /// The day that is judged on.
    pub today: Date,
    /// Threads to work on, at least one.
    pub threads: usize,
    /// When the run has taken too long.
    pub deadline: Option<Instant>,
}

impl Conditions {
    /// One thread, and as much time as it takes.
    pub fn on(today: Date) -> Self {
        Self { today, threads: 1, deadline: None }
    }
}

/// Why nothing can be said of an estate.
#[derive(Debug, PartialEq, Eq)]
pub enum Stopped {
    /// Something in the files, or in the names that were typed.
    Problems(Vec<Problem>),
    /// There are no files.
    Nothing,
    /// The deadline passed.
    Late,
}

impl From<Vec<Problem>> for Stopped {
    fn from(problems: Vec<Problem>) -> Self {
        Self::Problems(problems)
    }
}

impl From<Problem> for Stopped {
    fn from(problem: Problem) -> Self {
        Self::Problems(vec![problem])
    }
}

impl From<Aborted> for Stopped {
    fn from(aborted: Aborted) -> Self {
        match aborted {
            Aborted::Late => Self::Late,
            Aborted::NoThread => {
                let problem = Problem::new("", "there is no room for a thread to check resources on");
                problem.help("Allow the process more memory or more threads").into()
            }
        }
    }
}

/// All of them, or what is wrong with any.
fn all<T>(given: impl Iterator<Item = Result<T, Stopped>>) -> Result<Vec<T>, Stopped> {
    let (mut all, mut wrong) = (Vec::new(), Vec::new());
    for each in given {
        match each {
            Ok(each) => all.push(each),
            Err(Stopped::Problems(problems)) => wrong.extend(problems),
            Err(stopped) => return Err(stopped),
        }
    }
    if wrong.is_empty() { Ok(all) } else { Err(wrong.into()) }
}

impl Estate {
    /// Reads the settings that govern some paths, and all policies. Without paths, the nearest settings govern their own
    /// directory.
    ///
    /// # Errors
    /// With everything that is wrong with any of them.
    pub fn open(files: Arc<dyn Files>, sources: &Sources, paths: &[PathBuf]) -> Result<Self, Stopped> {
        Self::of(parts::busy(parts::govern(&files, sources, paths)?), sources)
    }

    /// The same with an estate of its own for each `uplift.yaml`.
    ///
    /// # Errors
    /// With everything that is wrong with any of them.
    pub fn open_each(files: Arc<dyn Files>, sources: &Sources, paths: &[PathBuf]) -> Result<Vec<Self>, Stopped> {
        let parts = parts::busy(parts::govern(&files, sources, paths)?).into_iter();
        all(parts.map(|settings| Self::of(vec![settings], sources)))
    }

    /// Without what the settings say, and without own policies where they are wrong.
    pub(crate) fn by_default(settings: &Settings, sources: &Sources) -> Result<Self, Stopped> {
        let library = Sources { policies: Vec::new(), ..sources.clone() };
        Self::of(vec![settings.by_default()], sources)
            .or_else(|_| Self::of(vec![settings.by_default().without_own_policies()], &library))
    }

    /// The estate of settings that were read already.
    pub(crate) fn of(mut settings: Vec<Settings>, sources: &Sources) -> Result<Self, Stopped> {
        (0..).zip(&mut settings).for_each(|(part, settings)| settings.number(part));
        settings.iter_mut().for_each(|settings| settings.give(&sources.parameters, &sources.var_files));
        let policies = settings.iter_mut().map(|own| {
            own.refuse_outside(sources)?;
            Ok(policy::parse(&own.policies(sources)?, &own.config)?)
        });
        let policies: Vec<Policy> = all(policies)?;
        let own: Vec<Policy> = if policies.len() > 1 { policies.clone() } else { Vec::new() };
        let (policy, members) = Policy::joined(policies);
        let (checks, policy) = (check::compile(&policy)?, Arc::new(policy));
        let own = own.into_iter().map(Arc::new).chain(std::iter::repeat(Arc::clone(&policy)));
        let parts = settings.into_iter().zip(own).zip(members);
        let parts: Vec<Part> = parts.map(|((settings, policy), members)| Part { settings, policy, members }).collect();
        let configs = || parts.iter().map(|part| &part.settings.config);
        let (names, scoring) = (Config::names_of(configs()), score::Options::of(configs()));
        let mut warnings: Vec<Problem> = parts.iter().flat_map(|part| part.settings.warnings()).collect();
        warnings.extend_from_slice(&policy.warnings);
        Ok(Self { parts, names, policy, checks, scoring, warnings })
    }

    /// The same, judged and scored by what these decided on alone; empty means everybody.
    ///
    /// # Errors
    /// None that was not told before.
    pub fn by_sources(self, sources: &[Membership]) -> Result<Self, Stopped> {
        if sources.is_empty() {
            return Ok(self);
        }
        let mut policy = Policy::clone(&self.policy);
        let others = policy.recommendations.iter_mut().filter(|entry| !sources.contains(&entry.source));
        others.for_each(|entry| entry.enabled = false);
        Ok(Self { checks: check::compile(&policy)?, policy: Arc::new(policy), ..self })
    }

    /// The directory of each part and its settings, with forward slashes.
    pub fn names_of_parts(&self) -> Vec<(String, Option<String>)> {
        let parts = self.parts.iter().map(|Part { settings, .. }| settings);
        parts.map(|settings| (settings.name(), settings.file.as_deref().map(display_name))).collect()
    }

    /// What a resource is governed by.
    pub fn part_of(&self, resource: &Resource) -> &Part {
        &self.parts[usize::from(resource.part)]
    }

    /// The exemptions as they stand on a day.
    ///
    /// # Errors
    /// With everything that is wrong with any of them.
    pub fn register(&self, today: Date) -> Result<Register, Stopped> {
        let (register, problems) = self.well_formed(today);
        if problems.is_empty() { Ok(register) } else { Err(problems.into()) }
    }

    /// The well-formed exemptions as they stand on a day, and what is wrong with the others: for who lists and repairs them.
    pub fn well_formed(&self, today: Date) -> (Register, Vec<Problem>) {
        let mut problems = Vec::new();
        let registers = self.parts.iter().map(|part| {
            let (register, wrong) = part.register(today);
            problems.extend(wrong);
            (register, &part.members)
        });
        let registers = registers.collect();
        (Register::joined(registers), problems)
    }

    /// The rules of the gate: what was typed, and what the settings say.
    ///
    /// # Errors
    /// When a rule or a control does not exist, or the rule cannot be set to that.
    pub fn rules(&self, typed: &[Setting]) -> Result<Rules<'_>, Problem> {
        let controls = typed.iter().filter_map(|setting| setting.control.as_deref());
        if let Some(control) = controls.into_iter().find(|control| self.policy.find_control(control).is_none()) {
            let unknown = Problem::new("", format!("there is no control `{control}` to ask a least score of"));
            return Err(unknown.help("`uplift list` shows all"));
        }
        Rules::of(&self.parts[0].settings.config.gate, typed)
    }

    /// What quick fixes are planned from.
    fn request<'r>(
        &'r self,
        inventory: &'r Arc<Inventory>,
        assessed: &'r Whole,
        register: &'r Register,
        findings: &'r [Finding],
        threads: usize,
    ) -> fix::Request<'r> {
        let (policy, checks, scoring) = (&self.policy, &self.checks, &self.scoring);
        fix::Request {
            policy,
            checks,
            inventory,
            assessed,
            register,
            findings,
            scoring,
            inline: false,
            follows: None,
            threads,
        }
    }

    /// Fixes that were turned down for good, by the parts of the estate.
    fn declined(&self) -> Vec<&[Declined]> {
        self.parts.iter().map(|part| part.settings.config.declined.as_slice()).collect()
    }

    /// The score of what counts.
    pub fn score(&self, counted: &Counted<'_>) -> Score {
        score::score(&self.policy, counted, &self.scoring)
    }
}
