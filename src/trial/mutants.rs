//! Whether the cases notice mistakes in the scripts that they try.

use super::mutate::{Mistake, mistakes};
use super::{Candidate, Fixtures, Selected, case, place};
use crate::check::{Aborted, Checks, Evaluator, Examiner};
use crate::inventory::Inventory;
use crate::policy::{Policy, Recommendation, RecommendationIndex, Script, ScriptKey};
use crate::source::Location;
use std::sync::Arc;

/// How a script marks a mutant that does the same: `// same with FROM -> TO: reason`, on its line or the one above.
const MARK: &str = "// same with ";

/// What became of the mutants of recommendations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mutants {
    /// Of checks, `appliesTo` among them.
    pub checks: Tally,
    /// Of fix scripts.
    pub fixes: Tally,
    /// Those that no case notices.
    pub survivors: Vec<Mutant>,
    /// Marks that stand at no mutant which does the same as far as the cases tell.
    pub idle: Vec<Mark>,
}

/// How many there were.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Mutants that loading takes, and that are not marked.
    pub made: usize,
    /// Those that a case notices.
    pub killed: usize,
    /// Those that are marked as doing the same.
    pub same: usize,
}

/// A script with one mistake in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mutant {
    /// Whose script it is.
    pub recommendation: RecommendationIndex,
    /// Which script.
    pub script: ScriptKey,
    /// Where the mistake begins.
    pub location: Location,
    /// What stood there.
    pub from: String,
    /// What stands there now.
    pub to: String,
    /// The line as it was.
    pub old: String,
    /// The line with the mistake.
    pub new: String,
}

/// A mark that a mutant does the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Whose script it is in.
    pub recommendation: RecommendationIndex,
    /// Where it stands.
    pub location: Location,
    /// What it says.
    pub text: String,
}

/// Makes every mistake in turn and runs the cases.
pub(super) fn run(
    (policy, fixtures): (&Policy, &Fixtures),
    checks: &Checks,
    selected: &Selected<'_>,
) -> Result<Mutants, Aborted> {
    let examiner = Examiner::of(policy);
    let mut mutants = Mutants::default();
    let own = (0..).map(RecommendationIndex).zip(&policy.recommendations).filter(|(_, entry)| !entry.embedded);
    for (index, entry) in own.filter(|(index, _)| selected(Candidate::Recommendation(*index))) {
        for key in ScriptKey::ALL {
            if let Some(script) = entry.script(key) {
                let trying = Trying { policy, fixtures, checks, examiner: &examiner, index, entry, key, script };
                trying.run(&mut mutants)?;
            }
        }
    }
    Ok(mutants)
}

/// One script.
struct Trying<'p> {
    policy: &'p Policy,
    fixtures: &'p Fixtures,
    checks: &'p Checks,
    examiner: &'p Examiner<'p>,
    index: RecommendationIndex,
    entry: &'p Recommendation,
    key: ScriptKey,
    script: &'p Script,
}

impl Trying<'_> {
    fn run(&self, mutants: &mut Mutants) -> Result<(), Aborted> {
        let mut marks = marks(&self.script.text);
        for mistake in mistakes(&self.script.text) {
            let other =
                self.checks.recommendations()[self.index.0].with_script(self.key, mistake.made_in(&self.script.text));
            if !self.examiner.takes(&other) {
                continue;
            }
            let is_killed = self.notices(other)?;
            let mark = marks.iter_mut().find(|mark| mark.means(&mistake, &self.script.text)).filter(|_| !is_killed);
            let tally = if self.key == ScriptKey::Fix { &mut mutants.fixes } else { &mut mutants.checks };
            match mark {
                Some(mark) => {
                    mark.is_used = true;
                    tally.same += 1;
                    continue;
                }
                None => tally.made += 1,
            }
            if is_killed {
                tally.killed += 1;
            } else {
                mutants.survivors.push(self.mutant(&mistake));
            }
        }
        mutants.idle.extend(marks.iter().filter(|mark| !mark.is_used).map(|mark| Mark {
            recommendation: self.index,
            location: place::of(self.script, mark.at),
            text: mark.text.to_owned(),
        }));
        Ok(())
    }

    fn notices(&self, other: Recommendation) -> Result<bool, Aborted> {
        let checks = self.checks.with(self.index, other);
        let mut evaluator = Evaluator::new(&checks, Arc::new(Inventory::of(Vec::new())), None);
        for one in &self.entry.cases {
            if !case::run((self.policy, self.fixtures), &checks, &mut evaluator, self.index, one)?.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn mutant(&self, mistake: &Mistake) -> Mutant {
        let text = &self.script.text;
        Mutant {
            recommendation: self.index,
            script: self.key,
            location: place::of(self.script, mistake.bytes.start),
            from: text[mistake.bytes.clone()].to_owned(),
            to: mistake.new.clone(),
            old: place::line(text, mistake.bytes.start).to_owned(),
            new: place::line(&mistake.made_in(text), mistake.bytes.start).to_owned(),
        }
    }
}

/// A mark in a script.
struct Marked<'s> {
    at: usize,
    /// 0-based.
    line: usize,
    /// Whether nothing else stands on its line, so that it is about the next one.
    is_alone: bool,
    text: &'s str,
    is_used: bool,
}

fn marks(text: &str) -> Vec<Marked<'_>> {
    let found = text.match_indices(MARK).map(|(at, _)| {
        let line = text[..at].matches('\n').count();
        let own = text[at..].lines().next().unwrap_or_default().trim_end();
        Marked { at, line, is_alone: place::line(text, at).starts_with(MARK), text: own, is_used: false }
    });
    found.collect()
}

impl Marked<'_> {
    /// Whether it names the mistake, and says why that does the same.
    fn means(&self, mistake: &Mistake, text: &str) -> bool {
        let line = text[..mistake.bytes.start].matches('\n').count();
        let named = format!("{MARK}{} -> {}: ", &text[mistake.bytes.clone()], mistake.new);
        let gives_reason = self.text.strip_prefix(named.as_str()).is_some_and(|reason| !reason.trim().is_empty());
        gives_reason && line == self.line + usize::from(self.is_alone)
    }
}
