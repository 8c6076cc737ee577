//! What is asked of a scan, and what it meets.

use super::filter::{Filter, Filters, Selection, resolve};
use super::{Conditions, Estate};
use crate::assess;
use crate::exempt::Register;
use crate::inventory::{FileRecord, FileStatus, Inventory};
use crate::policy::RecommendationIndex;
use crate::score::Order;
use crate::source::{LineReader, Problem};
use std::sync::Arc;

/// What is asked of a scan.
pub struct Request<'r> {
    /// Which part is scored, and which is listed; as it was typed.
    pub filters: &'r Filters,
    /// Findings of what is listed are told in full.
    pub detail: bool,
    /// Resources without a finding are named too.
    pub name_all: bool,
    /// Healthy and not applicable assessments are listed too.
    pub all: bool,
    /// What controls are sorted by.
    pub order: Order,
    /// Types of own recommendations that no resource has are told.
    pub strict: bool,
    /// The rest.
    pub conditions: Conditions,
    /// Told of resources that were judged since the last time, and of how many where that is known; first of none.
    pub progress: &'r (dyn Fn(usize, Option<usize>) + Sync),
}

/// What a scan works on.
pub enum Input<R> {
    /// An inventory that is held, and why others could not be walked.
    Held(Arc<Inventory>, Vec<Problem>),
    /// Lines, to be forgotten one by one.
    Lines(LineReader<R>),
}

/// What was met on the way to a score.
pub struct Seen {
    /// What is listed.
    pub selection: Selection,
    /// Every file that was met.
    pub files: Vec<FileRecord>,
    /// Their text; lines are forgotten.
    pub inventory: Option<Arc<Inventory>>,
    /// Distinct resources in them.
    pub resources: u64,
    /// What may be a mistake.
    pub warnings: Vec<Problem>,
    /// What could not be read.
    pub errors: Vec<Problem>,
}

impl Seen {
    /// Nothing failed, and no file holds resources: an empty score would look like a result.
    pub fn is_nothing(&self) -> bool {
        self.errors.is_empty() && !self.files.iter().any(|file| file.status == FileStatus::Read)
    }
}

impl Request<'_> {
    /// What the filters mean in an inventory.
    pub(super) fn filter(&self, estate: &Estate, inventory: &Inventory) -> Result<Filter, Vec<Problem>> {
        let mut filter = resolve(self.filters, &estate.policy, &estate.settings.config, inventory)?;
        filter.selection.all = self.all;
        filter.selection.order = self.order;
        Ok(filter)
    }

    /// Judges with what is asked for; `all` resources, where it is known how many there are.
    pub(super) fn judge<T>(
        &self,
        register: &Register,
        filter: &Filter,
        all: Option<usize>,
        judge: impl FnOnce(&assess::Options) -> T,
    ) -> T {
        let listed = &filter.selection.recommendations;
        (self.progress)(0, all);
        judge(&assess::Options {
            threads: self.conditions.threads,
            detail: &|RecommendationIndex(index), _| self.detail && listed[index],
            name_all: self.name_all,
            exempts: &|resource, recommendation| register.find(resource, recommendation),
            deadline: self.conditions.deadline,
            progress: &|resources| (self.progress)(resources, all),
        })
    }
}
