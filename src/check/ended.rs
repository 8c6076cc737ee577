//! Why an evaluation gave no answer.

use super::error;
use super::stop::{self, Failure, Stop, Unknown};
use super::trace::Frame;
use super::verdict::Outcome;
use crate::policy::Script;
use rhai::Dynamic;

/// Why nothing that was found so far may be reported as a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aborted {
    /// The run's deadline passed.
    Late,
    /// The system has no thread to check resources on, or no room for its stack.
    NoThread,
}

/// How a run ended without an outcome.
pub(super) enum Ended {
    Failure(Failure),
    /// With another value than an answer; the text says which.
    Value(String),
}

/// What that means for the verdict.
pub(super) enum Why {
    /// Something that was read is not known.
    Unknown(Unknown),
    /// The script itself failed.
    Broken(String),
}

impl Ended {
    /// Whether the run's deadline ended it.
    pub fn is_late(&self) -> bool {
        matches!(self, Self::Failure(failure) if matches!(stop::reason(failure), Some(Stop::Deadline)))
    }

    /// Why there is no answer; an error when the run has taken too long.
    pub fn why(self, script: &Script, frame: &Frame) -> Result<Why, Aborted> {
        let failure = match self {
            Self::Value(message) => return Ok(Why::Broken(error::in_script(script, None, &message))),
            Self::Failure(failure) => failure,
        };
        Ok(match stop::reason(&failure) {
            Some(Stop::Deadline) => return Err(Aborted::Late),
            Some(Stop::Unknown(why)) => Why::Unknown(why),
            Some(Stop::TooMuchWork) => Why::Unknown(error::in_script(script, None, error::OVER_BOUND[0]).into()),
            None => match error::of_data(&failure, |kinds| frame.has_read(kinds)) {
                Some(reason) => Why::Unknown(reason.into()),
                None if error::is_too_much_work(&failure) => Why::Unknown(error::message(script, &failure).into()),
                None => Why::Broken(error::message(script, &failure)),
            },
        })
    }
}

/// What a script's last value means, when it is no boolean; the error says what it was instead.
pub(super) fn interpret(value: Dynamic) -> Result<Outcome, String> {
    let kind = value.type_name();
    value.try_cast::<Outcome>().ok_or_else(|| {
        let what = match kind {
            "()" => "nothing",
            "i64" | "f64" => "a number",
            "string" | "text" => "text",
            "array" => "a list",
            "map" => "an object",
            other => other,
        };
        format!(
            "the script gave {what}; it must give true, false, healthy(), unhealthy(\"why\") or not_applicable(\"why\")"
        )
    })
}
