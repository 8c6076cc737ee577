//! How an evaluation ends early: as Rhai's one error that a script's `try` cannot catch.

use rhai::{Dynamic, EvalAltResult, Position};

/// Rhai's error type.
pub(super) type Failure = Box<EvalAltResult>;

/// Why an evaluation ended before the script did.
#[derive(Clone, Debug)]
pub(super) enum Stop {
    /// Something that was read is unknown, with the reason.
    Unknown(String),
    /// The bound on native work was reached.
    TooMuchWork,
    /// The run's deadline has passed.
    Deadline,
}

/// The error that ends the evaluation.
pub(super) fn stop(reason: Stop) -> Failure {
    Box::new(EvalAltResult::ErrorTerminated(reason_token(reason), Position::NONE))
}

/// The end of an evaluation that met what it cannot judge.
pub(super) fn unknown(reason: impl Into<String>) -> Failure {
    stop(Stop::Unknown(reason.into()))
}

/// The reason as the value that Rhai's termination carries.
pub(super) fn reason_token(reason: Stop) -> Dynamic {
    Dynamic::from(reason)
}

/// Why the evaluation was ended, when it was ended by [`stop`].
pub(super) fn reason(failure: &EvalAltResult) -> Option<Stop> {
    match failure.unwrap_inner() {
        EvalAltResult::ErrorTerminated(token, _) => token.clone().try_cast::<Stop>(),
        _ => None,
    }
}

/// A plain script error with `message`.
pub(super) fn fail(message: impl Into<String>) -> Failure {
    Box::new(EvalAltResult::ErrorRuntime(message.into().into(), Position::NONE))
}
