//! The score over time, from a repository itself: the trees of its commits, each judged on its own day.
//!
//! | file | owns |
//! |---|---|
//! | `span` | which commits are points |
//! | `tree`, `exempting` | what a commit's tree holds: files, and the exemptions that stand in it |
//! | `chain` | from commit to commit, backwards: what stays is read and judged once |
//! | `judged` | what is known of one commit, and of the one before it from there |
//! | `walk` | whose governance counts for which commits |
//! | `moves` | what a score moved by, in parts that sum to it |
//! | `ages` | since when findings are there, and rules for them |
//! | `sightings` | since when recorded scans have findings |
//! | `recorded` | the score over time from lines that scans left |
//!
//! No more is held than one commit's files with their outcomes, and the one before it while both are compared.

mod ages;
mod chain;
mod exempting;
mod judged;
mod moves;
mod recorded;
mod sightings;
mod span;
mod tree;
mod walk;

pub use ages::Age;
pub(super) use ages::{Ages, Aging, Lookback, Ruling};
pub use moves::{Move, Part};
pub use recorded::{Break, Record, RecordedControl, RecordedScore, records, scope_of};
pub use sightings::{Sightings, mark};
pub use span::{Every, Span};

use super::change::repository_of;
use super::{Conditions, Sources, Stopped};
use crate::check;
use crate::policy::Policy;
use crate::score::{ControlScore, Figures};
use crate::source::{Logged, Problem, display_name};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use walk::Walk;

/// What is asked of a repository's past.
pub struct Past<'p> {
    /// What is looked at.
    pub paths: &'p [PathBuf],
    /// Where settings and policies are looked for.
    pub sources: &'p Sources,
    /// Which commits.
    pub span: Span,
    /// Each commit is judged by its own policies and settings, and not by those of `HEAD`.
    pub of_then: bool,
    /// The rest; the day is each commit's own.
    pub conditions: Conditions,
}

/// The score over time.
pub struct History {
    /// The newest first.
    pub points: Vec<Point>,
    /// What may be a mistake, and what is not within reach.
    pub warnings: Vec<Problem>,
}

/// A commit.
pub struct Point {
    /// Which one.
    pub commit: Logged,
    /// Its score, or why it cannot be judged.
    pub score: Result<Scored, Vec<Problem>>,
    /// What moved the score since the point before it that could be judged; `None` where there is none.
    pub moved: Option<Since>,
}

/// The score of a commit.
pub struct Scored {
    /// `None` when nothing is scored.
    pub figures: Option<Figures>,
    /// Over all subscriptions, in the policy's order.
    pub controls: Vec<ControlScore>,
    /// What it was judged by.
    pub policy: Arc<Policy>,
    /// Distinct resources.
    pub resources: u64,
}

/// A move between two points.
pub struct Since {
    /// The older point, by its place.
    pub place: usize,
    /// What it comes to.
    pub moved: Move,
}

impl History {
    /// Judges each commit.
    ///
    /// # Errors
    /// What git does not have, paths that are nowhere, what is wrong with the settings and policies that count, and the deadline.
    pub fn of(past: &Past<'_>) -> Result<Self, Stopped> {
        let repository = repository_of(past.paths.first().map_or(Path::new("."), PathBuf::as_path))?;
        if let Some(path) = past.paths.iter().find(|path| repository.name_of(path).is_none()) {
            let problem = Problem::new(display_name(path), "this is outside of the repository");
            return Err(problem.help(format!("Name what lies in {}", display_name(repository.root()))).into());
        }
        let chosen = past.span.choose(&repository)?;
        let mut walk = Walk::of(past, repository);
        let mut warnings: Vec<Problem> = chosen.shallow.into_iter().collect();
        warnings.extend(check::with_room(|| walk.all(&chosen.commits))??);
        Ok(Self { points: walk.points, warnings })
    }
}
