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
//! | `sure` | which operands may go so that a script answers the same |
//! | `comment` | which `# …` and `// …` of a file are comments |
//! | `value` | what an expression is, whatever a resource holds |
//! | `held` | what test cases and an inventory hold, followed along a script |
//! | `known` | what the shipped library reads and judges; near misses |
//! | `repair` | changes of the text that a rule is sure of |
//! | `silence` | comments that silence a rule: `# allow UPL1101: reason`, on the line or the one above |

mod bound;
mod comment;
mod held;
mod known;
mod repair;
mod rule;
mod silence;
mod subject;
mod sure;
mod value;

pub use repair::{Repair, repaired};
pub use rule::{RULES, Rule};

use crate::check::Part;
use crate::inventory::Inventory;
use crate::policy::{CUT_TEXT, Policy};
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
    /// A change of the file's text that does it, where one is sure.
    pub repair: Option<Repair>,
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
/// What is found in a file that is not looked at is not told.
pub fn run(policy: &Policy, inventory: Option<&Inventory>, looked_at: &dyn Fn(&str) -> bool) -> Linted {
    let subject = Subject::new(policy, inventory);
    let mut silences = Silences::of(&subject);
    let mut linted = Linted::default();
    let found = RULES.into_iter().flat_map(|rule| (rule.find)(&subject).into_iter().map(move |remark| (rule, remark)));
    let found = found.map(|(rule, remark)| (remark.location.clone(), diagnostic(&subject, rule, &remark)));
    let line = |problem: &Problem| problem.position.map_or(0, |place| place.line);
    let is_silence =
        |problem: &Problem| problem.code == Some(CUT_TEXT) && silences.is_cut(&problem.file, line(problem));
    let warned: Vec<&Problem> = policy.warnings.iter().filter(|problem| !is_silence(problem)).collect();
    let warned = warned.into_iter().map(|problem| {
        let place = problem.position.unwrap_or(Position { line: 0, column: 0 });
        let location = Location { file: problem.file.clone(), line: place.line, column: place.column };
        (location.clone(), warning(&subject, problem, location))
    });
    for (location, diagnostic) in found.chain(warned).filter(|(location, _)| looked_at(&location.file)) {
        if silences.take(diagnostic.rule.code, &location) {
            linted.silenced += 1;
        } else {
            linted.diagnostics.push(diagnostic);
        }
    }
    let idle = silences
        .idle()
        .into_iter()
        .filter(|remark| looked_at(&remark.location.file))
        .map(|remark| diagnostic(&subject, &rule::IDLE_SILENCE, &remark));
    linted.diagnostics.extend(idle);
    linted.diagnostics.sort_by(|one, other| (&one.problem, one.rule.code).cmp(&(&other.problem, other.rule.code)));
    linted.diagnostics.dedup();
    linted
}

/// What a rule tells of a place, with the line that shows it.
fn diagnostic(subject: &Subject<'_>, rule: &'static Rule, remark: &Remark) -> Diagnostic {
    let Location { file, line, column } = &remark.location;
    let position = Position { line: *line, column: *column };
    let problem = match subject.document(file) {
        Some(document) => document.problem(position, remark.message.clone(), usize::MAX),
        None => Problem::new(file, &remark.message).at(position),
    };
    let problem = problem.help(&remark.help).coded(rule.code);
    Diagnostic { rule, problem, repair: (rule.mend)(subject, remark) }
}

/// What loading warns of.
fn warning(subject: &Subject<'_>, problem: &Problem, location: Location) -> Diagnostic {
    let rule = rule::of_warning(problem);
    let repair = (rule.mend)(subject, &Remark::new(location, "", ""));
    Diagnostic { rule, problem: problem.clone().coded(rule.code), repair }
}

/// What loading refuses, as diagnostics.
pub fn refused(problems: Vec<Problem>) -> Vec<Diagnostic> {
    let rule = &rule::NOT_LOADED;
    let told = |problem: Problem| Diagnostic { rule, problem: problem.coded(rule.code), repair: None };
    problems.into_iter().map(told).collect()
}

/// What a rule has found at a place.
#[derive(Clone, Debug)]
struct Remark {
    location: Location,
    message: String,
    help: String,
    /// The part of a script that may go, where that is sure.
    part: Option<Part>,
}

impl Remark {
    fn new(location: Location, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { location, message: message.into(), help: help.into(), part: None }
    }
}
