//! An estate or a part of it, judged and scored.

use super::lines::{self, judge_lines};
use super::request::{Input, Request, Seen};
use super::{Estate, Stopped};
use crate::assess::{self, Assessed};
use crate::exempt::{self, Counted, Register};
use crate::inventory::{Inventory, Resource};
use crate::score::{ScopeScore, Score};
use crate::source::Problem;
use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;

/// What a scan says.
pub struct Scanned {
    /// The exemptions.
    pub register: Register,
    /// What was judged, and counts.
    pub counted: Counted<'static>,
    /// The score of that.
    pub score: Score,
    /// The estate's score before exemptions.
    pub before: ScopeScore,
    /// What was met on the way.
    pub seen: Seen,
}

impl Estate {
    /// Opens what is to be scanned. Lines of standard input can be forgotten when no check looks beyond its own resource,
    /// and when nothing is asked that must be looked up among all of them.
    ///
    /// # Errors
    /// Standard input that cannot be read.
    pub fn input(&self, paths: &[PathBuf], request: &Request<'_>) -> Result<Input<std::io::Stdin>, Stopped> {
        let needs_all = self.checks.any_related() || request.filters.name_resources() || request.strict;
        match lines::of_stdin(paths).filter(|_| !needs_all) {
            Some(lines) => Ok(lines::open(lines, request.conditions.threads)?),
            None => {
                let (inventory, missing) = self.read(paths, request.conditions.threads);
                Ok(Input::Held(inventory, missing))
            }
        }
    }

    /// Judges, exempts and scores.
    ///
    /// # Errors
    /// Ill-formed exemptions, names that mean nothing, and the deadline.
    pub fn scan<R: Read + Send>(&self, input: Input<R>, request: &Request<'_>) -> Result<Scanned, Stopped> {
        let register = self.register(request.conditions.today)?;
        let (assessed, mut seen) = match input {
            Input::Held(inventory, missing) if inventory.files().is_empty() => {
                return Err(if missing.is_empty() { Stopped::Nothing } else { missing.into() });
            }
            Input::Held(inventory, missing) => self.judge_held(inventory, missing, &register, request)?,
            Input::Lines(lines) => judge_lines(self, lines, &register, request)?,
        };
        seen.warnings.extend(register.warnings());
        let before = (!assessed.exempt.is_empty()).then(|| self.score(&Counted::without_exemptions(&assessed)).estate);
        let counted = exempt::count_in_place(assessed, &register);
        let score = self.score(&counted);
        Ok(Scanned { before: before.unwrap_or_else(|| score.estate.clone()), counted, score, register, seen })
    }

    fn judge_held(
        &self,
        inventory: Arc<Inventory>,
        missing: Vec<Problem>,
        register: &Register,
        request: &Request<'_>,
    ) -> Result<(Assessed, Seen), Stopped> {
        let filter = request.filter(self, &inventory)?;
        let covers = |resource: &Resource| filter.scope.covers(resource);
        let all = Some(inventory.resources().len());
        let assessed = request
            .judge(register, &filter, all, |options| assess::assess_part(&self.checks, &inventory, &covers, options))?;
        let unmet = self.checks.unmet_types(&inventory, request.strict);
        let seen = Seen {
            selection: filter.selection,
            files: inventory.files().to_vec(),
            resources: distinct(&inventory),
            warnings: inventory.warnings().iter().cloned().chain(unmet).collect(),
            errors: missing.into_iter().chain(inventory.problems().iter().cloned()).collect(),
            inventory: Some(inventory),
        };
        Ok((assessed, seen))
    }
}

fn distinct(inventory: &Inventory) -> u64 {
    let all = (0..).zip(inventory.resources());
    all.filter(|(index, resource)| resource.canonical.0 == *index).count() as u64
}
