//! Mistakes in policies that loading takes: what is written and does nothing, cannot vary, contradicts, or is said nowhere.
//!
//! A rule looks at the policies as they are written and runs no script. It tells of what is a mistake whatever resources there
//! are; where a rule is wrong, a comment silences it with the reason in the line or in the one above.
//!
//! | file | owns |
//! |---|---|
//! | `subject` | policies as rules look at them: entries with their outlines and their places in the files |
//! | `rule` | what a rule is, and all of them; one file each |
//! | `bound` | which names of a script are read |
//! | `value` | what an expression is, whatever a resource holds |
//! | `held` | what test cases and an inventory hold, followed along a script |
//! | `known` | what the shipped library reads and judges; near misses |
//! | `silence` | comments that silence a rule: `# allow UPL1101: reason`, on the line or the one above |

mod bound;
mod held;
mod known;
mod rule;
mod silence;
mod subject;
mod value;

pub use rule::{RULES, Rule};

use crate::inventory::Inventory;
use crate::policy::Policy;
use crate::source::{Location, Position, Problem};
use silence::Silences;
use subject::Subject;

/// What a rule tells of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule.
    pub rule: &'static Rule,
    /// What is wrong, where, and what to do.
    pub problem: Problem,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Linted {
    /// In order of file and place.
    pub diagnostics: Vec<Diagnostic>,
    /// How many a comment silences.
    pub silenced: usize,
}

/// Holds the policies that are not embedded against every rule; with an inventory, also against what resources hold there.
pub fn run(policy: &Policy, inventory: Option<&Inventory>) -> Linted {
    let subject = Subject::new(policy, inventory);
    let mut silences = Silences::of(policy);
    let mut linted = Linted::default();
    for rule in RULES {
        for remark in (rule.find)(&subject) {
            if silences.take(rule.code, &remark.location) {
                linted.silenced += 1;
            } else {
                linted.diagnostics.push(diagnostic(&subject, rule, remark));
            }
        }
    }
    let known = policy.warnings.iter().filter_map(rule::of_warning);
    for (rule, problem) in known {
        let place = problem.position.unwrap_or(Position { line: 0, column: 0 });
        if silences.take(rule.code, &Location { file: problem.file.clone(), line: place.line, column: place.column }) {
            linted.silenced += 1;
        } else {
            linted.diagnostics.push(Diagnostic { rule, problem });
        }
    }
    linted
        .diagnostics
        .extend(silences.idle().into_iter().map(|remark| diagnostic(&subject, &rule::IDLE_SILENCE, remark)));
    linted.diagnostics.sort_by(|one, other| (&one.problem, one.rule.code).cmp(&(&other.problem, other.rule.code)));
    linted.diagnostics.dedup();
    linted
}

/// What a rule tells of a place, with the line that shows it.
fn diagnostic(subject: &Subject<'_>, rule: &'static Rule, remark: Remark) -> Diagnostic {
    let Location { file, line, column } = remark.location;
    let position = Position { line, column };
    let problem = match subject.document(&file) {
        Some(document) => document.problem(position, remark.message, usize::MAX),
        None => Problem::new(file, remark.message).at(position),
    };
    Diagnostic { rule, problem: problem.help(remark.help).coded(rule.code) }
}

/// What loading refuses, as diagnostics.
pub fn refused(problems: Vec<Problem>) -> Vec<Diagnostic> {
    let rule = &rule::NOT_LOADED;
    let told = |problem: Problem| Diagnostic { rule, problem: problem.coded(rule.code) };
    problems.into_iter().map(told).collect()
}

/// What a rule has found at a place.
#[derive(Clone, Debug)]
struct Remark {
    location: Location,
    message: String,
    help: String,
}

impl Remark {
    fn new(location: Location, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { location, message: message.into(), help: help.into() }
    }
}
