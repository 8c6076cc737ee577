//! Exemptions: their place in the line. Until they are read from files, nothing is exempt and every assessment passes
//! through unchanged.

use crate::assess::Assessed;
use std::borrow::Cow;

/// What is left to score after exemptions; borrowed as long as none applies, and then both scores are one.
pub fn apply(assessed: &Assessed) -> Cow<'_, Assessed> {
    Cow::Borrowed(assessed)
}
