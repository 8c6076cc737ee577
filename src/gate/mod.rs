//! The merge gate: base against head, and whether the change may be merged.
//!
//! Both sides are judged by one policy and one set of exemptions before they come here, so that what differs between them
//! is the change's doing. [`compare`] finds what the change did to findings, [`loss`](Losses) what it cost, [`causes`] what
//! moved the score, and [`decide`] asks the [rules](RULES). What a change does to the rules themselves is told by [`preview`], and what
//! two editions of the policies make of one inventory by [`compare_editions`].
//! Nothing here reads git, and nothing ends the run.

pub mod baseline;
mod broken;
mod cause;
mod change;
mod comparison;
mod decision;
mod editions;
mod evidence;
mod governance;
mod loss;
pub mod moves;
mod namesake;
mod open;
mod passage;
mod policy_change;
mod question;
mod rename;
mod resources;
mod rule;
mod rules;
mod schema;
#[cfg(test)]
mod tests;

pub use broken::Broken as BrokenScript;
pub use cause::{Cause, CauseKind, causes};
pub use change::{Change, Standing};
pub use comparison::{Comparison, compare, hold};
pub use decision::{Decision, Outcome, Verdict, decide};
pub use editions::{Edited, FlippedVerdict, Told, compare_editions};
pub use governance::{Governed, preview};
pub use loss::{Loss, Losses, losses};
pub use open::Open;
pub use policy_change::{Flip, PolicyChange};
pub use question::{Costs, Overdue, Part, Question, scopes_of};
pub use rename::Ties;
pub use rule::{Amount, Answer, BY_COMMAND, Broken, By, Demand, RULES, Rule, Takes, Unit, find, keys};
pub use rules::{Rules, SetRule};
pub use schema::{baseline_schema, settings_schema};

use crate::assess::Whole;
use crate::exempt::Counted;
use crate::inventory::Inventory;

/// One side of a change, judged whole.
#[derive(Clone, Copy)]
pub struct Side<'a> {
    /// What was read.
    pub inventory: &'a Inventory,
    /// As the checks found it.
    pub assessed: &'a Whole,
    /// After exemptions, and once the sources are deployed.
    pub counted: &'a Counted<'a>,
}
