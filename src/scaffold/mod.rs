//! Files to begin with: settings, policies and pipelines that work as they are written.
//!
//! What is made here is text; where it goes, and that nothing is in its place, is for whoever writes it. A recommendation
//! is made from one setting of a resource and one condition on it, with the cases that show both outcomes.
//!
//! | file | owns |
//! |---|---|
//! | `start` | settings, a first control, and a pipeline |
//! | `control`, `recommendation` | one entry of a policy file each |
//! | `property` | a setting: the way to it in scripts, fixes and cases |
//! | `condition` | what is asked of a setting, and values that meet it and fail it |
//! | `date`, `place` | days from the day of the cases; places, which have names with and without blanks |
//! | `schemas` | what editors complete and check files by |
//! | `sample` | a resource of an inventory as a test case, without its secrets |
//! | `yaml` | values as YAML |

mod condition;
mod control;
mod date;
mod place;
mod property;
mod recommendation;
mod sample;
mod schemas;
mod start;
#[cfg(test)]
mod tests;
mod yaml;

pub use condition::Condition;
pub use control::control;
pub use property::Property;
pub use recommendation::{NewRecommendation, recommendation};
pub use sample::{Sample, sample};
pub use schemas::{POLICY_SCHEMA, schemas, with_modeline};
pub use start::{NewFile, Pipeline, Place, start};

/// Why something cannot be made: what is wrong, and the next step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong, in a sentence without a full stop.
    pub message: String,
    /// The next step.
    pub help: String,
}

impl Refusal {
    fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: help.into() }
    }
}
