//! `gate:` of `uplift.yaml`: what a merge must keep to, as it is written.
//!
//! What a rule asks and what it may be set to is known where the gate is; here it is a [`RuleKey`], so that whoever reads
//! settings reads all of them strictly, and knows no rule.

use super::place::{Findings, Path};
use super::strict::{self, suggest};
use super::yaml::Yaml;
use std::collections::BTreeMap;

/// What a merge must keep to, and what follows when it does not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gate {
    /// Whether a broken rule fails the run.
    pub mode: GateMode,
    /// What rules are set to for everything that no scope names.
    pub settings: Vec<Setting>,
    /// Rules of parts of the estate; the first that names a resource counts for it.
    pub scopes: Vec<GateScope>,
}

/// What a part of the estate must keep to. What it sets takes the place of what holds elsewhere; what it leaves out does not
/// change for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GateScope {
    /// A subscription's id or name.
    pub subscription: Option<String>,
    /// A resource group's name.
    pub resource_group: Option<String>,
    /// What it sets rules to.
    pub settings: Vec<Setting>,
}

/// Whether a broken rule fails the run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum GateMode {
    /// It does.
    #[default]
    Enforce,
    /// It is only said.
    Report,
}

/// What a rule is set to, in a text that the rule can read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The rule's [name](RuleKey).
    pub rule: &'static str,
    /// The control that it is set for, by id, when it is set control by control.
    pub control: Option<String>,
    /// As it is written or typed.
    pub text: String,
}

/// What `uplift.yaml` may say of one rule of the gate.
pub struct RuleKey {
    /// Its key.
    pub name: &'static str,
    /// Whether scopes may set it.
    pub in_scopes: bool,
    /// Whether it is a mapping from controls to what it is set to for each.
    pub by_control: bool,
    /// What is wrong about a text that it cannot be set to and, after a semicolon, the next step.
    pub check: Check,
}

type Check = Box<dyn Fn(&str) -> Option<String>>;

impl Gate {
    /// Reads the section; every unknown key and bad value is reported.
    pub(super) fn read(findings: &mut Findings<'_>, written: &Yaml, rules: &[RuleKey]) -> Self {
        let path = Path::default().key("gate");
        let mut gate = Self::default();
        let mut section = Section { members: strict::read(findings, &path, written), path };
        gate.mode = section.take(findings, "mode");
        let scopes: Vec<Yaml> = section.take(findings, "scopes");
        gate.settings = section.settings(findings, rules.iter().collect(), &["mode"], &["scopes"]);
        for (index, scope) in scopes.iter().enumerate() {
            let path = section.path.key("scopes").index(index);
            let mut section = Section { members: strict::read(findings, &path, scope), path };
            let subscription = section.take(findings, "subscription");
            let resource_group = section.take(findings, "resourceGroup");
            let rules = rules.iter().filter(|rule| rule.in_scopes).collect();
            let settings = section.settings(findings, rules, &["subscription", "resourceGroup"], &[]);
            gate.scopes.push(GateScope { subscription, resource_group, settings });
        }
        gate
    }
}

/// A mapping with rules among its keys.
struct Section {
    path: Path,
    members: BTreeMap<String, Yaml>,
}

impl Section {
    /// The value of a key that is no rule's.
    fn take<T: serde::de::DeserializeOwned + Default>(&mut self, findings: &mut Findings<'_>, key: &str) -> T {
        let value = self.members.remove(key);
        value.map(|value| strict::read(findings, &self.path.key(key), &value)).unwrap_or_default()
    }

    /// What rules are set to, when everything else was taken. `before` and `after` are the keys that stand around the rules
    /// where all keys are named.
    fn settings(
        &self,
        findings: &mut Findings<'_>,
        rules: Vec<&RuleKey>,
        before: &[&str],
        after: &[&str],
    ) -> Vec<Setting> {
        let mut settings = Vec::new();
        for (key, value) in &self.members {
            let path = self.path.key(key);
            match rules.iter().find(|rule| rule.name == key) {
                Some(rule) if rule.by_control => {
                    let by_control: BTreeMap<String, Yaml> = strict::read(findings, &path, value);
                    for (control, value) in by_control {
                        settings.extend(setting(findings, &path.key(&control), rule, Some(control), &value));
                    }
                }
                Some(_) if value.is_null() => {}
                Some(rule) => settings.extend(setting(findings, &path, rule, None, value)),
                None => {
                    let names: Vec<&str> = rules.iter().map(|rule| rule.name).collect();
                    let known = [before, &names, after].concat();
                    findings.key(&path, format!("unknown key `{key}`"), suggest(key, &known));
                }
            }
        }
        settings
    }
}

fn setting(
    findings: &mut Findings<'_>,
    path: &Path,
    rule: &RuleKey,
    control: Option<String>,
    value: &Yaml,
) -> Option<Setting> {
    let json = || serde_json::to_string(value).unwrap_or_default();
    let text = value.as_str().map_or_else(json, str::to_owned);
    let Some(wrong) = (rule.check)(&text) else { return Some(Setting { rule: rule.name, control, text }) };
    let (message, help) = wrong.rsplit_once("; ").unwrap_or((&wrong, "correct it"));
    findings.value(path, format!("`{}` {message}", path.name()), help);
    None
}
