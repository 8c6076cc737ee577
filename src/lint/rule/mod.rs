//! The rules: one file each, and a line here.
//!
//! Codes begin with `UPL1`, since rules are about policies. The next digit says what: 0 loading and silences, 1 names that
//! nothing reads, 2 logic, 3 the catalogue, 4 what resources are called, 5 texts. A number is never given to another rule.

mod assignment_as_comparison;
mod conflicting_fixes;
mod constant_condition;
mod control_without_recommendations;
mod equal_checks;
mod idle_operand;
mod missing_references;
mod missing_text;
mod recommendation_in_no_control;
mod unknown_path;
mod unknown_type;
mod unreachable_code;
mod unsaid_absence;
mod unsaid_difference;
mod unused_parameter;
mod unused_variable;
mod unwritten_text;

use super::Remark;
use super::repair::{self, Repair};
use super::subject::Subject;
use crate::policy::{CUT_TEXT, UNUSED_FUNCTION};
use crate::source::{Code, Problem};
use std::fmt;

/// A rule.
pub struct Rule {
    /// Stable.
    pub code: Code,
    /// For people, made of words and dashes.
    pub name: &'static str,
    /// What it tells of.
    pub what: &'static str,
    pub(super) find: fn(&Subject<'_>) -> Vec<Remark>,
    /// A change of the text that does what the rule wants, where it is sure.
    pub(super) mend: fn(&Subject<'_>, &Remark) -> Option<Repair>,
}

impl Rule {
    /// Whether it tells of what is still to be done, which is no mistake and fails nothing.
    pub fn is_reminder(&self) -> bool {
        *self == unwritten_text::RULE
    }
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

impl Eq for Rule {}

impl fmt::Debug for Rule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name)
    }
}

/// All rules, in order of code.
pub static RULES: [&Rule; 22] = [
    &NOT_LOADED,
    &IDLE_SILENCE,
    &WARNING,
    &unused_variable::RULE,
    &unused_parameter::RULE,
    &UNUSED,
    &unreachable_code::RULE,
    &constant_condition::RULE,
    &idle_operand::RULE,
    &assignment_as_comparison::RULE,
    &unsaid_absence::RULE,
    &unsaid_difference::RULE,
    &recommendation_in_no_control::RULE,
    &control_without_recommendations::RULE,
    &equal_checks::RULE,
    &conflicting_fixes::RULE,
    &unknown_path::RULE,
    &unknown_type::RULE,
    &CUT,
    &missing_text::RULE,
    &missing_references::RULE,
    &unwritten_text::RULE,
];

/// Found when all others were told.
pub(super) static IDLE_SILENCE: Rule = Rule {
    code: Code(1001),
    name: "idle-silence",
    what: "a comment that silences a rule where there is nothing to silence, or without a reason",
    find: nothing,
    mend: repair::comment,
};

/// What loading refuses.
pub(super) static NOT_LOADED: Rule = Rule {
    code: Code(1000),
    name: "not-loaded",
    what: "what keeps policies from being loaded",
    find: nothing,
    mend: repair::none,
};

/// What loading warns of without a code of its own.
static WARNING: Rule = Rule {
    code: Code(1002),
    name: "load-warning",
    what: "what every command warns of when it loads the policies",
    find: nothing,
    mend: repair::none,
};

/// Found when policies are loaded.
static UNUSED: Rule = Rule {
    code: UNUSED_FUNCTION,
    name: "unused-function",
    what: "a function that nothing calls",
    find: nothing,
    mend: repair::none,
};

/// Found when policies are loaded.
static CUT: Rule = Rule {
    code: CUT_TEXT,
    name: "cut-text",
    what: "a text without quotes that YAML cuts at ` #`",
    find: nothing,
    mend: repair::quoted,
};

fn nothing(_: &Subject<'_>) -> Vec<Remark> {
    Vec::new()
}

/// The rule of a warning of loading.
pub(super) fn of_warning(problem: &Problem) -> &'static Rule {
    RULES.into_iter().find(|rule| Some(rule.code) == problem.code).unwrap_or(&WARNING)
}
