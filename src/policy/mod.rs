//! Controls, recommendations and `uplift.yaml`: loaded strictly, with all errors of all files together.
//!
//! Of each entry, what was typed is read first, then what was meant. This room never runs a script and never sees a
//! resource.
//!
//! | file | owns |
//! |---|---|
//! | `load` | [`parse`]: all files together, ids and references across them |
//! | `recommendation`, `control`, `parameter`, `fix`, `case`, `function` | one entry each, what was typed to what was meant |
//! | `script`, `script_key` | a script and what it calls; which of a recommendation's it is |
//! | `drafts`, `digest` | what the files hold before it refers to each other; one checksum over what decides |
//! | `version`, `library` | versions of the shipped library, and what a pin leaves out |
//! | `join` | the policies of several parts of an estate as one |
//! | `config`, `gate`, `duty`, `moved`, `overrides` | `uplift.yaml` and what it changes |
//! | `resource_type` | what a resource type's name looks like |
//! | `scopes` | management groups over subscriptions |
//! | `exemption` | files of exemptions |
//! | `strict`, `yaml`, `place`, `plain` | unknown keys and wrong types, each with its place |
//! | `embedded`, `shipped` | the shipped library |
//! | `schema` | what such files may hold, for editors |
//! | `written` | an entry as it stands in its file |

mod age;
mod case;
mod config;
mod control;
mod deployment;
mod digest;
mod drafts;
mod duty;
#[cfg(embedded_library)]
mod embedded;
mod exemption;
mod fix;
mod function;
mod gate;
mod join;
mod library;
mod load;
mod mistake;
mod modules;
mod moved;
mod overrides;
mod parameter;
mod path;
mod pattern;
mod place;
mod plain;
mod recommendation;
mod resource_type;
#[cfg(embedded_library)]
mod schema;
mod scopes;
mod script;
mod script_key;
pub mod shipped;
mod strict;
mod verdicts;
mod version;
mod written;
mod yaml;

pub use age::Age;
pub use case::{Case, CasePlace, Expected};
pub use config::{
    Config, ControlOverride, Declined, Estate, Exclusion, Exemptable, ExemptionRule, ExemptionRules, InventoryEntry,
    InventoryKind, ManagementGroup, RecommendationOverride, Scoring, Subscription,
};
pub use control::Control;
pub use deployment::DeploymentEntry;
pub use duty::{DutyMatch, DutyRule, Grace, OwnerSource, TagMatch, duties_of_then};
#[cfg(embedded_library)]
pub use embedded::{embedded, embedded_text, is_policy};
pub use exemption::{
    Category, Exemption, ExemptionScope, ExemptionSource, Exemptions, ScopeKind, day, exemptions, exemptions_of_then,
    is_exemption_export,
};
pub use fix::{Change, ChildFix, QuickFix, Safety, VARIABLES};
pub use gate::{Gate, GateMode, GateScope, RuleKey, Setting};
pub use join::Members;
pub use load::{control_help, parse, parse_for_trial};
pub use modules::BicepModules;
pub use moved::Move;
pub use parameter::{Parameter, ParameterType};
pub use path::{ElementPath, Step};
pub use pattern::Pattern;
pub use place::{BAD_ID_HELP, bad_id};
pub use recommendation::{ALL_TYPES, Recommendation};
pub use resource_type::{RESOURCE_TYPE_HELP, is_resource_type};
#[cfg(embedded_library)]
pub use schema::{exemptions_file_schema, file_schema, policy_file_schema, settings_file_schema};
pub use scopes::ScopeTree;
pub use script::{Function, FunctionCase, Script, Shared};
pub use script_key::ScriptKey;
pub use strict::{read_strictly, suggest};
pub use verdicts::Verdicts;
pub use version::{Library, Version};
pub use written::{Written, written};

use crate::source::{Code, Document, Node, Problem};
use std::sync::Arc;

/// What the place of a typed expression is called.
pub const EXPRESSION: &str = "expression";

/// A policy file as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicySource {
    /// The name to show, with forward slashes.
    pub name: String,
    /// What it holds.
    pub text: String,
    /// The shipped library, of all its files, as [`pack`](shipped) made it when the program was built.
    pub packed: Option<&'static [u8]>,
}

/// A function that nothing calls.
pub const UNUSED_FUNCTION: Code = Code(1103);

/// A text that YAML has cut.
pub const CUT_TEXT: Code = Code(1501);

/// A control's place in [`Policy::controls`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ControlIndex(pub usize);

/// A recommendation's place in [`Policy::recommendations`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecommendationIndex(pub usize);

/// Everything that resources are judged by.
#[derive(Clone, Default)]
pub struct Policy {
    /// In order of id.
    pub controls: Vec<Control>,
    /// In order of id.
    pub recommendations: Vec<Recommendation>,
    /// What their scripts share, in order of name.
    pub functions: Vec<Shared>,
    /// A hash over everything that can change a verdict or a score; equal policies have equal digests.
    pub digest: String,
    /// The shipped library, where it is among them.
    pub library: Option<Library>,
    /// What may be a mistake in the files.
    pub warnings: Vec<Problem>,
    /// The files that are not embedded, which hold the resources of the test cases.
    pub(crate) documents: Vec<Arc<Document>>,
    /// For each part of the estate, by recommendation: whether it is judged by it. Empty where there is one part.
    pub(crate) judged: Vec<Vec<bool>>,
}

impl Policy {
    /// The mapping of a test case in its file: its status key holds the resource, beside `children`, `inventory` and `fixed`.
    pub fn case_node(&self, case: &Case) -> Option<Node<'_>> {
        let document = self.documents.get(case.place.document)?;
        let entries = place::top(document)?.get_exact("recommendations")?;
        entries.item(case.place.recommendation)?.get_exact("tests")?.item(case.place.case)
    }

    /// The mapping of a function's test case in its file.
    pub fn function_case_node(&self, case: &FunctionCase) -> Option<Node<'_>> {
        let (entry, place) = case.entry;
        let entries = place::top(self.documents.get(case.document)?)?.get_exact("functions")?;
        entries.item(entry)?.get_exact("tests")?.item(place)
    }

    /// An expression that was typed, with the shared functions that it names.
    pub fn expression(&self, text: &str) -> Script {
        let functions = function::ByName::of(self.functions.iter().map(|shared| &shared.function)).named_in(text);
        Script { text: text.to_owned(), file: EXPRESSION.to_owned(), line: 1, indent: 0, functions }
    }

    /// The recommendation of an id.
    pub fn find(&self, id: &str) -> Option<RecommendationIndex> {
        self.recommendations.binary_search_by(|entry| entry.id.as_str().cmp(id)).ok().map(RecommendationIndex)
    }

    /// The control of an id.
    pub fn find_control(&self, id: &str) -> Option<ControlIndex> {
        self.controls.binary_search_by(|entry| entry.id.as_str().cmp(id)).ok().map(ControlIndex)
    }
}

/// How bad it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Lowest.
    #[default]
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

#[cfg(test)]
mod tests;
