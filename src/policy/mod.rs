//! Controls, recommendations and `uplift.yaml`: loaded strictly, with all errors of all files together.
//!
//! What was typed is read first (`raw`), then what was meant (the types below). This room never runs a script and never
//! sees a resource.

use crate::source::Location;
use std::collections::BTreeMap;

/// A control's place in [`Policy::controls`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ControlIndex(pub usize);

/// A recommendation's place in [`Policy::recommendations`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecommendationIndex(pub usize);

/// Everything that resources are judged by.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// In order of id.
    pub controls: Vec<Control>,
    /// In order of id.
    pub recommendations: Vec<Recommendation>,
    /// A hash over everything that can change a verdict or a score; equal policies have equal digests.
    pub digest: String,
}

/// A group of recommendations that is worth points.
#[derive(Clone, Debug)]
pub struct Control {
    /// Unique, lower case with dashes.
    pub id: String,
    /// For people.
    pub title: String,
    /// Points at most; 0 for controls that never move the score.
    pub max_score: u32,
    /// What is at stake.
    pub description: String,
    /// Where it is written.
    pub location: Location,
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Lowest.
    Low,
    /// In between.
    Medium,
    /// Highest.
    High,
}

/// Who decided that a recommendation stands in its controls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Membership {
    /// This project.
    Uplift,
    /// Microsoft Defender for Cloud, as published.
    Mdc,
    /// The estate's own policies.
    Custom,
}

/// A rule: data with its test cases beside it.
#[derive(Clone, Debug)]
pub struct Recommendation {
    /// Unique, lower case with dashes.
    pub id: String,
    /// For people; says what should be.
    pub title: String,
    /// The controls that it stands in, after overrides.
    pub controls: Vec<ControlIndex>,
    /// After overrides.
    pub severity: Severity,
    /// Who decided the membership.
    pub source: Membership,
    /// Shown, never scored.
    pub preview: bool,
    /// Disabled ones are not assessed.
    pub enabled: bool,
    /// Types that it is checked against, without regard to case.
    pub resource_types: Vec<String>,
    /// Where it is false, the recommendation is not applicable.
    pub applies_to: Option<Script>,
    /// What is at stake.
    pub description: String,
    /// The steps by hand.
    pub remediation: String,
    /// With their values after overrides.
    pub parameters: Vec<Parameter>,
    /// The check.
    pub check: Script,
    /// The quick fix.
    pub fix: Option<QuickFix>,
    /// Other catalogues' ids for the same thing.
    pub references: BTreeMap<String, String>,
    /// Test cases; empty in the embedded library.
    pub cases: Vec<Case>,
    /// Where it is written.
    pub location: Location,
    /// Shipped inside the binary.
    pub embedded: bool,
}

/// A script and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// The source.
    pub text: String,
    /// The file that holds it.
    pub file: String,
    /// 1-based line of the script's first line in that file.
    pub line: u32,
    /// Characters that stand before each of its lines in the file (a block scalar's indentation).
    pub indent: u32,
}

/// A named input of a recommendation.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// What scripts read as `params.NAME`.
    pub name: String,
    /// Default or overridden value; `None` for a required one that nothing sets (then an error was reported, unless cases set it).
    pub value: Option<serde_json::Value>,
    /// Values that are allowed, when limited.
    pub allowed: Option<Vec<serde_json::Value>>,
}
