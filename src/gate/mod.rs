//! The merge gate: base against head, and whether the change may be merged.
//!
//! Both sides are judged by one policy and one set of exemptions before they come here, so that what differs between them
//! is the change's doing. [`compare`] finds what the change did to findings, [`loss`](Losses) what it cost, [`causes`] what
//! moved the score, and [`decide`] asks the rules. What a change does to the rules themselves is [`policy_change`]'s.
//! Nothing here reads git, and nothing ends the run.

pub mod baseline;
mod cause;
mod change;
mod comparison;
mod decision;
mod folded;
mod governance;
mod loss;
mod rename;
mod settled;
#[cfg(test)]
mod tests;

pub use cause::{Cause, CauseKind, causes};
pub use change::{Change, Standing};
pub use comparison::{Comparison, Ties, compare, hold};
pub use decision::{Broken, Decision, Found, Outcome, Question, Rule, Verdict, decide, scopes_of};
pub use governance::{Flip, Governed, PolicyChange, policy_change};
pub use loss::{Loss, Losses, losses};

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
    /// After exemptions.
    pub counted: &'a Counted<'a>,
}
