//! Where the library and a definition part, and which of these were looked into.

use crate::case::Case;
use crate::evaluate::Outcome;
use crate::function::alike;
use crate::judge::Answer;
use crate::path::{select, steps};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use uplift::check::Status;

/// What the two say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// The definition flags what is healthy here.
    Missed,
    /// The definition flags what the recommendation is not for.
    LeftOut,
    /// The definition does not flag what is unhealthy here.
    Stricter,
    /// Nothing is odd about the resource, and it is unknown here.
    Undecided,
    /// The script fails.
    Broken,
}

impl Kind {
    /// What an answer is beside the definition's; nothing when they agree or ours need not decide.
    pub fn of(case: &Case, outcome: Outcome, answer: &Answer) -> Option<Self> {
        match (outcome, answer.status) {
            _ if answer.is_broken => Some(Self::Broken),
            (_, Status::Unknown) => (!case.is_odd).then_some(Self::Undecided),
            (Outcome::NonCompliant, Status::Healthy) => Some(Self::Missed),
            (Outcome::NonCompliant, Status::NotApplicable) => Some(Self::LeftOut),
            (Outcome::Compliant | Outcome::OutOfScope, Status::Unhealthy) => Some(Self::Stricter),
            _ => None,
        }
    }
}

/// A difference that was looked into.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    pub recommendation: String,
    pub kind: Kind,
    /// What all such cases have: the value at a way (null: nothing stands there), or one of several.
    #[serde(default)]
    when: BTreeMap<String, Value>,
    pub because: String,
}

/// Those of the test.
pub fn listed() -> Vec<Listed> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/proof/differences.yaml");
    serde_yaml::from_slice(&std::fs::read(path).expect("the list")).expect("a well-formed list")
}

impl Listed {
    /// Whether a difference is of this sort.
    pub fn covers(&self, recommendation: &str, kind: Kind, case: &Case) -> bool {
        self.recommendation == recommendation && self.kind == kind && self.is_when(case)
    }

    /// Whether a case may show it.
    pub fn may_cover(&self, recommendation: &str, outcome: Outcome, case: &Case) -> bool {
        let is_possible = match self.kind {
            Kind::Missed | Kind::LeftOut => outcome == Outcome::NonCompliant,
            Kind::Stricter => outcome != Outcome::NonCompliant,
            Kind::Undecided => !case.is_odd,
            Kind::Broken => true,
        };
        self.recommendation == recommendation && is_possible && self.is_when(case)
    }

    fn is_when(&self, case: &Case) -> bool {
        let written = case.to_json();
        let has = |(way, wanted): (&String, &Value)| {
            let is_around = ["children", "inventory"].iter().any(|key| way.starts_with(key));
            let way = if is_around { way.clone() } else { format!("resource.{way}") };
            let found = select(&written, &steps(&way));
            let is_there = |one: &Value| found.iter().flatten().any(|value| alike(value, one));
            match wanted {
                Value::Null => found.is_empty() || found.iter().any(Option::is_none),
                Value::Array(several) => several.iter().any(is_there),
                one => is_there(one),
            }
        };
        self.when.iter().all(has)
    }
}
