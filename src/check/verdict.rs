//! What a script answers, and what the check says of a resource by that, and why.

use super::read::ReadId;
use super::stop::{Failure, fail, unknown};
use super::text::{self, Text};
use super::view::View;
use crate::inventory::Export;
use rhai::{Dynamic, Engine};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What a check says of a resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The outcome.
    pub status: Status,
    /// Why, for unhealthy and unknown outcomes and as far as it was asked for. What is remembered from run to run is shared.
    pub finding: Option<Arc<Finding>>,
}

/// How a resource stands to a recommendation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Status {
    /// It follows the recommendation.
    Healthy,
    /// It does not.
    Unhealthy,
    /// The recommendation is not meant for it.
    NotApplicable,
    /// The check could not be decided: data is missing or the script failed.
    Unknown,
}

/// A place in a document, in 1-based lines and characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: Arc<str>,
    /// 1-based.
    pub line: u32,
    /// 1-based, in characters.
    pub column: u32,
}

/// One value that a check read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// From the resource, like `properties.securityRules[name=ssh].properties.access`; other resources' reads start
    /// with their id in angle brackets.
    pub path: String,
    /// As JSON text, shortened and with secrets masked; `None` when the property is absent.
    pub value: Option<String>,
    /// The value, or the nearest existing parent of an absent one.
    pub place: Place,
}

/// Why an assessment is unhealthy or unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What the check said, or why it could not be decided.
    pub message: Option<String>,
    /// The last eight distinct leaf reads, the deciding ones last.
    pub evidence: Vec<Evidence>,
    /// How many more reads there were.
    pub more_reads: usize,
    /// Where to look first.
    pub place: Place,
    /// The script itself failed; a defect of the policy, not of the estate.
    pub script_error: bool,
    /// What to export so that it can be decided.
    pub export: Option<Export>,
}

impl Finding {
    /// The same finding in a text with so many more lines in front.
    pub(crate) fn down(mut self, lines: u32) -> Self {
        self.place.line += lines;
        self.evidence.iter_mut().for_each(|evidence| evidence.place.line += lines);
        self
    }
}

/// A script's answer in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Healthy,
    /// With the reason, and the read of the node that it is about.
    Unhealthy(Option<String>, Option<ReadId>),
    NotApplicable(String),
}

/// `healthy()`, `unhealthy(…)`, `not_applicable(…)`, and `unknown(…)`, which ends the evaluation as reading an unknown value
/// does.
pub(super) fn register(engine: &mut Engine) {
    engine.register_type_with_name::<Outcome>("outcome");
    engine.register_fn("healthy", || Outcome::Healthy);
    engine.register_fn("unhealthy", |why: Dynamic| -> Result<Outcome, Failure> {
        Ok(Outcome::Unhealthy(Some(reason(&why)?), None))
    });
    engine.register_fn("unhealthy", |why: Dynamic, about: Dynamic| -> Result<Outcome, Failure> {
        Ok(Outcome::Unhealthy(Some(reason(&why)?), read_of(&about)))
    });
    engine.register_fn("not_applicable", |why: Dynamic| -> Result<Outcome, Failure> {
        Ok(Outcome::NotApplicable(reason(&why)?))
    });
    engine.register_fn("unknown", |why: Dynamic| -> Result<Outcome, Failure> { Err(unknown(reason(&why)?)) });
}

impl Outcome {
    /// What an answer without words means.
    pub fn of(healthy: bool) -> Self {
        if healthy { Self::Healthy } else { Self::Unhealthy(None, None) }
    }
}

fn reason(why: &Dynamic) -> Result<String, Failure> {
    text::text_of(why).ok_or_else(|| fail(format!("the reason must be text, not {}", why.type_name())))
}

/// The read behind a value, when it came from a document; scalars that became Rhai's own have lost theirs.
fn read_of(value: &Dynamic) -> Option<ReadId> {
    if let Some(view) = value.read_lock::<View>() {
        return Some(view.read);
    }
    value.read_lock::<Text>().and_then(|text| text.read)
}
