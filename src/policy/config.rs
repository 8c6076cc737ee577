//! `uplift.yaml`: what an estate sets for itself.

use super::mistake::{Mistake, Written};
use super::pattern::{Pattern, set_of};
use super::place::{File, Path};
use super::yaml::Yaml;
use super::{Age, BicepModules, DeploymentEntry, DutyRule, Gate, Move, RuleKey, Severity, strict};
use crate::source::Problem;
use globset::GlobSet;
use serde::de::{Deserialize, Deserializer};
use serde_json::Value;
use std::collections::BTreeMap;

/// An estate's settings. Its paths are relative to the directory of its file; [`Config::default`] when there is none.
#[derive(Default, serde::Deserialize)]
#[cfg_attr(embedded_library, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Config {
    /// Directories and files of policies, from the directory of this file.
    pub policies: Vec<String>,
    /// The version of the shipped library that counts; the newest where nothing is said.
    pub library: Option<String>,
    /// What kind of file is where; a file that no entry names is a source.
    pub inventory: Vec<InventoryEntry>,
    /// How templates are deployed.
    pub deployments: Vec<DeploymentEntry>,
    /// Where modules are at hand that Bicep's files name and a registry has.
    pub bicep: BicepModules,
    /// Files that are no inventory: globs, or mappings that say more of one.
    pub exclude: Vec<Exclusion>,
    /// What changes about recommendations, by id.
    pub recommendations: BTreeMap<String, RecommendationOverride>,
    /// What changes about controls, by id.
    pub controls: BTreeMap<String, ControlOverride>,
    /// What is known about subscriptions, by id.
    pub subscriptions: BTreeMap<String, Subscription>,
    /// What is known about management groups, by id.
    pub management_groups: BTreeMap<String, ManagementGroup>,
    /// How scores are put together.
    pub scoring: Scoring,
    /// Files of exemptions, from the directory of this file.
    pub exemptions: Vec<String>,
    /// What exemptions must keep to.
    pub exemption_rules: ExemptionRules,
    /// Who deals with which findings, and until when.
    pub governance: Vec<DutyRule>,
    /// What a change must keep to before it is merged; `uplift gate --help` explains the rules.
    #[cfg_attr(embedded_library, schemars(with = "Value"))]
    #[serde(rename = "gate")]
    written_gate: Yaml,
    /// What a merge must keep to.
    #[serde(skip)]
    pub gate: Gate,
    /// Fixes that were turned down.
    pub declined: Vec<Declined>,
    /// Resources that have another id after a change, and are the same.
    pub moved: Vec<Move>,
    /// The file with the findings that are known, which `uplift baseline create` writes.
    pub baseline: Option<String>,
    /// What may be a mistake in it.
    #[serde(skip)]
    pub warnings: Vec<Problem>,
    /// For the places of what can be judged only beside the policy, or beside the files.
    #[serde(skip)]
    pub(super) file: File,
}

impl Config {
    /// Reads `uplift.yaml`; `name` is what problems call it, `rules` are those that the gate knows.
    ///
    /// # Errors
    /// With every unknown key, wrong type and bad value. What names recommendations and controls that do not exist is
    /// found by [`super::parse`].
    pub fn parse(name: &str, text: &str, rules: &[RuleKey]) -> Result<Self, Vec<Problem>> {
        let (config, file) = strict::read_file(name, text, |findings, config: &mut Self, written| {
            config.gate = Gate::read(findings, &std::mem::take(&mut config.written_gate), rules);
            for (entry, index) in config.inventory.iter().zip(0..) {
                let path = Path::default().key("inventory").index(index).key("complete");
                for (type_name, index) in entry.complete.iter().zip(0..) {
                    findings.refuse_bad_type(&path.index(index), type_name);
                }
            }
            if let Some(start) = config.bicep.refused() {
                let path = Path::default().key("bicep").key("modules").key(start);
                let message = format!("`{start}` begins no reference to a registry or to template specs");
                findings.value(&path, message, "Begin it with `br:`, `br/`, `ts:` or `ts/`");
            }
            DeploymentEntry::refuse(&config.deployments, findings);
            // A file that is empty says that these settings are meant.
            if !matches!(written, Yaml::Null) {
                findings.tell_blanks(&Path::default(), written);
            }
            config.warnings = std::mem::take(&mut findings.warnings);
        })?;
        Ok(Self { file, ..config })
    }
}

impl Config {
    /// What several settings say of subscriptions and management groups, and nothing else; the first one that says it counts.
    pub fn names_of<'c>(configs: impl Iterator<Item = &'c Self>) -> Self {
        let mut names = Self::default();
        for config in configs {
            for (id, known) in &config.subscriptions {
                names.subscriptions.entry(id.clone()).or_insert_with(|| known.clone());
            }
            for (id, known) in &config.management_groups {
                names.management_groups.entry(id.clone()).or_insert_with(|| known.clone());
            }
        }
        names
    }

    /// The excluded files as one set, relative to the directory of the file.
    pub fn excluded(&self) -> GlobSet {
        // Every glob was compiled before, so that the set of them cannot fail; were it to, nothing would be left out.
        set_of(self.exclude.iter().flat_map(|exclusion| exclusion.path.globs())).unwrap_or_default()
    }

    /// Entries of `inventory` and `exclude` that meet no file, though none of them is optional; `wrong` tells for each what
    /// is wrong with it, and the next step. With `guarding`, only those that keep files from being changed.
    pub fn unmet(&self, guarding: bool, wrong: &dyn Fn(&Pattern) -> Option<(String, String)>) -> Vec<Problem> {
        let inventory = self.inventory.iter().zip(0..).map(|(entry, index)| {
            let guards = entry.kind == Some(InventoryKind::Snapshot);
            (Path::default().key("inventory").index(index), &entry.path, entry.optional, guards)
        });
        let exclude = self.exclude.iter().zip(0..);
        let exclude = exclude
            .map(|(entry, index)| (Path::default().key("exclude").index(index), &entry.path, entry.optional, true));
        let deployed = self.deployments.iter().zip(0..).flat_map(|(entry, index)| {
            let path = Path::default().key("deployments").index(index);
            let template = (path.key("template"), &entry.template, false, false);
            let values = entry.parameters.iter().zip(0..);
            let values = values.map(move |(file, index)| (path.key("parameters").index(index), file, false, false));
            std::iter::once(template).chain(values.collect::<Vec<_>>())
        });
        let asked = inventory
            .chain(exclude)
            .chain(deployed)
            .filter(|(.., optional, guards)| !optional && (*guards || !guarding));
        let unmet = asked.filter_map(|(path, pattern, ..)| Some((path, wrong(pattern)?)));
        unmet.map(|(path, (message, help))| self.file.problem_at_value(&path, message).help(help)).collect()
    }

    /// A problem with a rule of the governance, by its place, or with one of its keys.
    pub fn problem_with_duty(&self, rule: usize, key: Option<&str>, message: String) -> Problem {
        let path = Path::default().key("governance").index(rule);
        self.file.problem_at_value(&key.map_or(path.clone(), |key| path.key(key)), message)
    }

    /// A problem at a key of the file, such as a name that means nothing.
    pub fn problem_at(&self, keys: &[&str], message: String) -> Problem {
        self.file.problem_at_key(&keys.iter().fold(Path::default(), |path, key| path.key(key)), message)
    }
}

/// What kind of file is where.
#[derive(Clone, Debug, serde::Deserialize)]
#[cfg_attr(embedded_library, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct InventoryEntry {
    /// The files: a glob from the directory of this file, where `*` stops at slashes and `**` does not.
    pub path: Pattern,
    /// Their kind; where nothing is said, what is in them tells.
    #[serde(default)]
    pub kind: Option<InventoryKind>,
    /// Types that they list completely, so that what they do not list is not there.
    #[serde(default)]
    pub complete: Vec<String>,
    /// How old their data may be, in days or weeks: by the time that stands in an export, else by its commit.
    #[serde(default, rename = "maxAge")]
    #[cfg_attr(embedded_library, schemars(with = "Option<String>"))]
    pub max_age: Option<Age>,
    /// Whether there may be no such file.
    #[serde(default)]
    pub optional: bool,
}

/// Files that are no inventory.
#[derive(Clone, Debug)]
pub struct Exclusion {
    /// The files.
    pub path: Pattern,
    /// There may be no such file.
    pub optional: bool,
}

/// Files that are no inventory, as a mapping says it.
#[derive(serde::Deserialize)]
#[cfg_attr(embedded_library, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct RawExclusion {
    /// The files: a glob from the directory of this file.
    path: Pattern,
    /// Whether there may be no such file.
    #[serde(default)]
    optional: bool,
}

impl<'de> Deserialize<'de> for Exclusion {
    /// Written as a glob alone, or as a mapping that has more to say of it.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read = match &Yaml::deserialize(deserializer)? {
            mapping @ Yaml::Mapping(_) => RawExclusion::deserialize(Written(mapping))
                .map(|RawExclusion { path, optional }| Self { path, optional }),
            text => Pattern::deserialize(Written(text)).map(|path| Self { path, optional: false }),
        };
        read.map_err(Mistake::told)
    }
}

/// What a file is to the estate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Deserialize, serde::Serialize)]
#[cfg_attr(embedded_library, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum InventoryKind {
    /// It gets deployed.
    #[default]
    Source,
    /// It only records what is deployed.
    Snapshot,
}

/// What changes about a recommendation; what is not set stays.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[cfg_attr(embedded_library, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct RecommendationOverride {
    /// How bad it is.
    pub severity: Option<Severity>,
    /// Whether it is assessed.
    pub enabled: Option<bool>,
    /// Whether it is shown but not scored.
    pub preview: Option<bool>,
    /// The controls that it stands in, in place of its own.
    pub controls: Option<Vec<String>>,
    /// Controls that it stands in besides.
    pub add_controls: Vec<String>,
    /// Values of its parameters.
    pub params: BTreeMap<String, Value>,
    /// Whether exemptions count.
    pub exemptable: Option<Exemptable>,
}

/// Whether exemptions of a recommendation count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Deserialize)]
#[cfg_attr(embedded_library, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Exemptable {
    /// They do.
    Always,
    /// They do not.
    Never,
}

/// What changes about a control; what is not set stays.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[cfg_attr(embedded_library, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ControlOverride {
    /// Points at most.
    pub max_score: Option<u32>,
    /// What people read.
    pub title: Option<String>,
}

/// What is known about a subscription.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[cfg_attr(embedded_library, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Subscription {
    /// For people.
    pub name: Option<String>,
    /// The id of the management group that it belongs to.
    pub management_group: Option<String>,
}

/// What is known about a management group.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[cfg_attr(embedded_library, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ManagementGroup {
    /// For people.
    pub name: Option<String>,
    /// The id of the management group above it.
    pub parent: Option<String>,
}

/// How scores are put together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[cfg_attr(embedded_library, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Scoring {
    /// How several subscriptions make one score.
    pub estate: Estate,
    /// What exempt findings count as.
    pub exemptions: ExemptionRule,
}

/// How several subscriptions make one score.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Deserialize, serde::Serialize)]
#[cfg_attr(embedded_library, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Estate {
    /// Their percentages, by their numbers of resources.
    #[default]
    Weighted,
    /// As if they were one.
    Pooled,
}

/// What exempt findings count as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Deserialize, serde::Serialize)]
#[cfg_attr(embedded_library, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum ExemptionRule {
    /// Mitigated ones as healthy, waived ones as not applicable.
    #[default]
    Current,
    /// All as not applicable, as documented in 2023.
    Legacy,
}

/// What exemptions must keep to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[cfg_attr(embedded_library, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ExemptionRules {
    /// How many days from today an exemption may last; one without an end, or with a later one, does not count.
    pub max_days: Option<u32>,
}

/// A fix that was turned down.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[cfg_attr(embedded_library, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Declined {
    /// The recommendation's id.
    pub recommendation: String,
    /// The resource's id.
    pub resource: String,
    /// Why, for people.
    pub reason: String,
}
