//! What a run of `uplift fix` is about.

use super::args::FixArguments;
use super::screen;
use crate::estate::{Choice, Chosen, Conditions, Filter, Judged};
use crate::report::Page;
use crate::source::{Problem, is_linked};
use std::path::Path;

/// What was asked for, and what it means.
pub(super) struct Job<'j> {
    pub arguments: &'j FixArguments,
    pub conditions: Conditions,
    pub filter: Filter,
}

impl Job<'_> {
    /// Which findings the flags ask for.
    pub(super) fn choice(&self) -> Choice<'_> {
        let arguments = self.arguments;
        Choice {
            filter: &self.filter,
            exclude: &arguments.exclude_resource,
            level: arguments.level(),
            exempt_too: !arguments.resource.is_empty() || !arguments.recommendation.is_empty(),
            leave_records: arguments.write && !arguments.snapshots,
            is_list: arguments.from.is_some(),
        }
    }

    /// Chooses them. Whoever writes in place is told of links by an error.
    pub(super) fn choose(&self, judged: &Judged<'_>) -> Result<Chosen, Problem> {
        let documents = judged.inventory.documents().iter();
        let linked: Vec<bool> =
            documents.map(|document| !self.arguments.write && is_linked(Path::new(document.name()))).collect();
        self.choice().of(judged, &|document| linked[document as usize])
    }

    /// How the summary is laid out.
    pub(super) fn page(&self) -> Page {
        Page { width: screen::width(), all: self.arguments.all, ..Page::default() }
    }
}
