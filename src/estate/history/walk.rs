//! From commit to commit, by one governance as long as that counts.

use super::chain::{Chain, Told};
use super::{Move, Past, Point, Scored, Since};
use crate::estate::{Estate, Stopped, parts};
use crate::score::Ratio;
use crate::source::{Commit, Files, Logged, Problem, Repository, Side};
use num_traits::Zero;
use std::sync::Arc;

/// Points as they come, the newest first.
pub(super) struct Walk<'w> {
    past: &'w Past<'w>,
    repository: Repository,
    pub points: Vec<Point>,
    /// The last point that could be judged.
    last: Option<usize>,
    /// What the governance after it says of the point that is next: the move from there, and its points.
    by_newer: Option<(Option<Move>, Ratio)>,
    /// What is not there, as long as no commit has any of the paths.
    missing: Option<Vec<Problem>>,
}

impl<'w> Walk<'w> {
    pub fn of(past: &'w Past<'w>, repository: Repository) -> Self {
        Self { past, repository, points: Vec::new(), last: None, by_newer: None, missing: Some(Vec::new()) }
    }

    /// Judges all commits by the governance of `HEAD`, or each by its own; what may be a mistake in that of `HEAD`.
    ///
    /// # Errors
    /// Paths that no commit has, what is wrong with the settings and policies of `HEAD`, and the deadline.
    pub fn all(&mut self, commits: &[Logged]) -> Result<Vec<Problem>, Stopped> {
        let mut estate = self.open(&self.repository.commit("HEAD")?)?;
        let warnings = estate.warnings.clone();
        let mut rest = commits;
        while !rest.is_empty() {
            let (next, other) = self.stretch(&estate, rest)?;
            rest = next;
            other.into_iter().for_each(|other| estate = other);
        }
        match self.missing.take().filter(|missing| !missing.is_empty()) {
            Some(missing) => Err(missing.into()),
            None => Ok(warnings),
        }
    }

    /// The governance of a commit.
    fn open(&self, commit: &Commit) -> Result<Estate, Stopped> {
        let listing: Arc<dyn Files> = Arc::new(self.repository.list(Side::Commit(commit.clone()))?);
        Estate::of(parts::govern(&listing, self.past.sources, self.past.paths)?, self.past.sources)
    }

    /// Judges commits as long as they are governed alike; those that are left, and what governs them.
    fn stretch<'c>(
        &mut self,
        estate: &Estate,
        commits: &'c [Logged],
    ) -> Result<(&'c [Logged], Option<Estate>), Stopped> {
        let mut chain = Chain::of(estate, self.past.sources, self.past.conditions, &self.repository);
        for (place, commit) in commits.iter().enumerate() {
            let own = match self.past.of_then.then(|| self.open(&commit.commit)) {
                Some(Err(Stopped::Problems(problems))) => {
                    self.note(commit, Err(problems));
                    continue;
                }
                own => own.transpose()?,
            };
            let (is_of_then, other) = (own.is_some(), own.filter(|own| !governs_alike(estate, own)));
            let told = chain.step(commit, is_of_then && other.is_none())?;
            self.missing = self.missing.take().and_then(|_| chain.missing());
            match other {
                Some(own) => {
                    self.by_newer = told.ok().map(|(scored, moved)| (moved, points(&scored)));
                    return Ok((&commits[place..], Some(own)));
                }
                None => self.note(commit, told),
            }
        }
        Ok((&[], None))
    }

    fn note(&mut self, commit: &Logged, told: Told) {
        let (place, by_newer) = (self.points.len(), self.by_newer.take());
        let (score, moved) = match told {
            Ok((scored, moved)) => (Ok(scored), moved),
            Err(problems) => (Err(problems), None),
        };
        if let Ok(scored) = &score {
            let moved = match by_newer {
                Some((moved, then)) => moved.map(|moved| moved.with_rules(then - points(scored))),
                None => moved,
            };
            if let Some((last, moved)) = self.last.replace(place).zip(moved) {
                self.points[last].moved = Some(Since { place, moved });
            }
        }
        self.points.push(Point { commit: commit.clone(), score, moved: None });
    }
}

fn points(scored: &Scored) -> Ratio {
    scored.figures.as_ref().map_or_else(Ratio::zero, |figures| figures.current.clone())
}

/// Whether two governances say the same of any commit.
fn governs_alike(one: &Estate, other: &Estate) -> bool {
    let text = |estate: &Estate| -> Vec<String> {
        estate.parts.iter().map(|part| format!("{} {}", part.settings.name(), part.settings.text)).collect()
    };
    one.policy.digest == other.policy.digest && text(one) == text(other)
}
