//! How a case differed from what it expects, for people.

use super::Difference;
use crate::assess::Status;
use crate::check::Called;
use std::fmt;

impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&told(self))
    }
}

fn told(difference: &Difference) -> String {
    match difference {
        Difference::Status { expected, found } => {
            format!("expected {}, but the check says {}", word(expected), word(found))
        }
        Difference::Message { expected, found } => match found {
            Some(found) => format!("expected a message like \"{expected}\", but the check says \"{found}\""),
            None => format!("expected a message like \"{expected}\", but the check says nothing"),
        },
        Difference::FixedIsNot(found) => {
            format!("the resource under `fixed` should be healthy, but it is {}", word(found))
        }
        Difference::Fixed { wanted, found } => {
            format!("the fix should make {wanted}, but it makes {found}; `fixed` is the whole resource")
        }
        Difference::Refused { expected, found } => match found {
            Some(found) => format!("the fix should refuse this like \"{expected}\", but it says \"{found}\""),
            None => format!("the fix should refuse this like \"{expected}\", but it does not"),
        },
        Difference::NotFixed(why) => format!("the fix cannot be applied: {why}"),
        Difference::FixedAgain(path) => format!("applied a second time, the fix changes {path} again"),
        Difference::FixedAtAll(path) => format!("the fix should change nothing here, but it changes {path}"),
        Difference::Gave { wanted, found } => {
            let wanted = wanted.as_ref().map_or_else(|| "unknown".to_owned(), ToString::to_string);
            let found = match found {
                Called::Gave(value) => format!("gives {value}"),
                Called::Unknown(why) => format!("is unknown: {why}"),
                Called::Failed(why) => format!("fails: {why}"),
            };
            format!("expected {wanted}, but the function {found}")
        }
        Difference::Missing(kind) => format!("there is no `{kind}` case; add one under `tests`"),
        Difference::IllFormed(why) => why.clone(),
    }
}

/// As the keys of reports write it.
fn word(status: &Status) -> &'static str {
    match status {
        Status::Healthy => "healthy",
        Status::Unhealthy => "unhealthy",
        Status::NotApplicable => "notApplicable",
        Status::Unknown => "unknown",
    }
}
