//! How an evaluation ends early: as Rhai's one error that a script's `try` cannot catch.

use crate::inventory::Export;
use rhai::{Dynamic, EvalAltResult, Position};

/// Rhai's error type.
pub(super) type Failure = Box<EvalAltResult>;

/// Why an evaluation ended before the script did.
#[derive(Clone, Debug)]
pub(super) enum Stop {
    /// Something that was read is unknown.
    Unknown(Unknown),
    /// The bound on native work was reached.
    TooMuchWork,
    /// The run's deadline has passed.
    Deadline,
}

/// Why something is unknown.
#[derive(Clone, Debug)]
pub(super) struct Unknown {
    /// For people.
    pub reason: String,
    /// What to export so that it is known; `None` where it is not an export that is wanting.
    pub export: Option<Export>,
}

impl Unknown {
    /// What an inventory lacks.
    pub fn lacking(reason: impl Into<String>, export: Export) -> Self {
        Self { reason: reason.into(), export: Some(export) }
    }

    /// A value that is not known, with what would tell it.
    pub fn read(reason: &str) -> Self {
        Self { reason: reason.to_owned(), export: Export::of_reason(reason) }
    }
}

impl<T: Into<String>> From<T> for Unknown {
    fn from(reason: T) -> Self {
        Self { reason: reason.into(), export: None }
    }
}

/// What Rhai calls a list of which not all is known.
pub(super) const OPEN: &str = "list of which not all is known";

/// The error that ends the evaluation.
pub(super) fn stop(reason: Stop) -> Failure {
    Box::new(EvalAltResult::ErrorTerminated(reason_token(reason), Position::NONE))
}

/// The end of an evaluation that met what it cannot judge.
pub(super) fn unknown(reason: impl Into<Unknown>) -> Failure {
    stop(Stop::Unknown(reason.into()))
}

/// The reason as the value that Rhai's termination carries.
pub(super) fn reason_token(reason: Stop) -> Dynamic {
    Dynamic::from(reason)
}

/// Why the evaluation was ended, when it was ended by [`stop`]. What only a list can do that is known as a whole, such as
/// being sorted, is unknown for another one.
pub(super) fn reason(failure: &EvalAltResult) -> Option<Stop> {
    match failure.unwrap_inner() {
        EvalAltResult::ErrorTerminated(token, _) => token.clone().try_cast::<Stop>(),
        EvalAltResult::ErrorFunctionNotFound(asked, _) | EvalAltResult::ErrorDotExpr(asked, _)
            if asked.contains(OPEN) =>
        {
            Some(Stop::Unknown("not all of a list is known".into()))
        }
        _ => None,
    }
}

/// A plain script error with `message`.
pub(super) fn fail(message: impl Into<String>) -> Failure {
    Box::new(EvalAltResult::ErrorRuntime(message.into().into(), Position::NONE))
}

/// A text in quotes, as a reason shows it: so much of it that a person knows which one is meant.
pub(super) fn quoted(text: &str) -> String {
    const SHOWN: usize = 120;
    match text.char_indices().nth(SHOWN) {
        Some((cut, _)) => format!("{:?}", format!("{}…", &text[..cut])),
        None => format!("{text:?}"),
    }
}
