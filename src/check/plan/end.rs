//! How parts of a plan end.

use crate::check::list;
use crate::check::stop::Failure;
use crate::check::view::Held;

/// How a part of a plan ends but with a value.
pub(super) enum End {
    /// Something that was read is not known.
    Unknown(Failure),
    /// The engine has to say it.
    Bail,
    /// A function gives this.
    Return(Held),
    /// Out of a loop, or on to its next round.
    Leave(bool),
}

impl From<Failure> for End {
    fn from(failure: Failure) -> Self {
        if list::is_unknown(&failure) { Self::Unknown(failure) } else { Self::Bail }
    }
}

pub(super) type Given<T = Held> = Result<T, End>;
