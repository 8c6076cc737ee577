//! A whole estate, judged: for the commands that are about all of it.

use super::args::{DayArguments, PolicyArguments};
use super::judge::{Judge, judge};
use super::{Failure, screen};
use crate::assess;
use crate::exempt::{Counted, Register};
use crate::inventory::{self, Inventory};
use crate::score::{self, Score};
use crate::source::Problem;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// An estate with everything that is known of it.
pub(super) struct Whole {
    pub judge: Judge,
    pub register: Register,
    pub inventory: Arc<Inventory>,
    /// With details when they were asked for.
    pub assessed: assess::Whole,
    /// Ill-formed exemptions, and what could not be read.
    pub errors: Vec<Problem>,
}

/// Reads and judges `paths`, or the directory of the settings when there are none.
pub(super) fn read(
    paths: &[PathBuf],
    policies: &PolicyArguments,
    day: &DayArguments,
    detail: bool,
) -> Result<Whole, Failure> {
    let start = paths.first().map_or(Path::new("."), |path| path);
    let judge = judge(policies, start)?;
    let mut exemptions = judge.exemptions();
    let mut errors = std::mem::take(&mut exemptions.problems);
    let register = Register::of(exemptions, &judge.policy, &judge.estate.config, day.today());
    let own = [judge.estate.directory().to_owned()];
    let (files, missing) = judge.estate.inventory(if paths.is_empty() { &own } else { paths });
    let inventory = Arc::new(inventory::parse(files, screen::processors()));
    errors.extend(missing);
    errors.extend_from_slice(inventory.problems());
    let options = assess::Options {
        threads: screen::processors(),
        detail: &|_, _| detail,
        name_all: false,
        exempts: &|resource, recommendation| register.find(resource, recommendation),
        deadline: None,
        progress: &|_| {},
    };
    let assessed = assess::assess(&judge.checks, &inventory, &options);
    let assessed = assessed.map_err(|_| Problem::new("", "the run took too long"))?;
    Ok(Whole { judge, register, inventory, assessed, errors })
}

impl Whole {
    /// The score of what counts.
    pub(super) fn score(&self, counted: &Counted<'_>) -> Score {
        score::score(&self.judge.policy, counted, &score::Options::of(&self.judge.estate.config))
    }
}
