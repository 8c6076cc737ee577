//! Duties: who deals with a finding, and until when.
//!
//! A finding falls under the first [rule](crate::policy::DutyRule) of its part of the estate that is for it. The rule names
//! an [`Owner`] and days; they count from the later of two days: the one since which the finding is there, and the one since
//! which a rule is for it. Both may be known only as a day since which it is so at the latest ([`Since`]): a finding may be
//! older than what can be seen of it, so that it is never taken for younger.
//!
//! Nothing here reads git or a clock: days come from whoever looks.

mod code_owners;
mod owner;
mod roster;
mod tag;
mod term;
#[cfg(test)]
mod tests;

pub use code_owners::{CODE_OWNERS, CodeOwners};
pub use owner::{Owner, owner};
pub use roster::{Charge, Roster, changes};
pub use term::{Since, Term, Timing, Version, term};
