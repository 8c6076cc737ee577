//! The rules that are set: by default, by `uplift.yaml` and by flags, each in place of the one before.

use super::rule::{Demand, RULES, Rule};
use crate::policy::{Gate, GateMode, GateScope, Setting};
use crate::source::Problem;
use std::collections::BTreeMap;

/// What a change must keep to, ready to be asked.
pub struct Rules<'r> {
    /// Whether a broken rule fails the run.
    pub mode: GateMode,
    /// For everything that no scope speaks for.
    pub estate: Vec<SetRule>,
    /// What scopes set for themselves.
    pub scopes: Vec<(&'r GateScope, Vec<SetRule>)>,
}

/// A rule that is set, and where.
pub struct SetRule {
    /// The rule.
    pub rule: &'static Rule,
    /// The control that it is set for, when it is set control by control.
    pub control: Option<String>,
    /// Where it is set, for people: `default`, `uplift.yaml` or its flag.
    pub set_by: String,
    /// What it is set to.
    pub demand: Demand,
}

impl<'r> Rules<'r> {
    /// Puts what flags set (`typed`) in place of what `uplift.yaml` sets for the estate, and that in place of the defaults.
    ///
    /// # Errors
    /// When a rule does not exist or cannot be set to that, which whoever read the settings has refused already.
    pub fn of(gate: &'r Gate, typed: &[Setting]) -> Result<Self, Problem> {
        let default = |rule: &&Rule| Some(Setting { rule: rule.name, control: None, text: rule.default?.to_owned() });
        let defaults: Vec<Setting> = RULES.iter().filter_map(default).collect();
        let scopes = gate.scopes.iter().map(|scope| Ok((scope, read([(SETTINGS, scope.settings.as_slice())])?)));
        Ok(Self {
            mode: gate.mode,
            estate: read([("default", defaults.as_slice()), (SETTINGS, &gate.settings), (FLAG, typed)])?,
            scopes: scopes.collect::<Result<_, Problem>>()?,
        })
    }

    /// Whether a rule is asked for the estate, by its name.
    pub fn is_set(&self, name: &str) -> bool {
        self.estate.iter().any(|set| set.rule.name == name)
    }
}

const SETTINGS: &str = "uplift.yaml";
/// Stands for the flag of each rule.
const FLAG: &str = "--";

/// In the order of the rules, then of the controls; what an earlier layer sets gives way to a later one.
fn read<const N: usize>(layers: [(&str, &[Setting]); N]) -> Result<Vec<SetRule>, Problem> {
    let mut last: BTreeMap<(usize, &Option<String>), (&str, &str)> = BTreeMap::new();
    for (set_by, settings) in layers {
        for setting in settings {
            let place = RULES.iter().position(|rule| rule.name == setting.rule);
            let place = place.ok_or_else(|| Problem::new("", format!("the gate has no rule `{}`", setting.rule)))?;
            last.insert((place, &setting.control), (&setting.text, set_by));
        }
    }
    let rules = last.into_iter().map(|((place, control), (text, set_by))| {
        let rule = RULES[place];
        let demand = (rule.read)(control.as_deref().unwrap_or_default(), text);
        let demand = demand.map_err(|wrong| Problem::new("", format!("`{}` {wrong}", rule.name)))?;
        let set_by = if set_by == FLAG { format!("--{}", rule.flag) } else { set_by.to_owned() };
        Ok(SetRule { rule, control: control.clone(), set_by, demand })
    });
    rules.collect()
}

/// What a change does to the rules themselves, each in a sentence without a full stop.
pub(super) fn changes(old: &Gate, new: &Gate) -> Vec<String> {
    let mut changes = Vec::new();
    let mut tell = |what: &str, was: String, is: String| {
        changes.extend((was != is).then(|| format!("gate.{what}: {was} → {is}")));
    };
    let mode = |gate: &Gate| format!("{:?}", gate.mode).to_lowercase();
    tell("mode", mode(old), mode(new));
    for rule in RULES {
        tell(rule.name, told(&old.settings, rule), told(&new.settings, rule));
    }
    let scope = |scope: &GateScope| -> (_, _, Vec<String>) {
        let rules = RULES.iter().map(|rule| told(&scope.settings, rule));
        (scope.subscription.clone(), scope.resource_group.clone(), rules.collect())
    };
    if !old.scopes.iter().map(scope).eq(new.scopes.iter().map(scope)) {
        changes.push("gate.scopes differ".to_owned());
    }
    changes
}

/// What a rule is set to, or by default.
fn told(settings: &[Setting], rule: &Rule) -> String {
    let of_rule = settings.iter().filter(|setting| setting.rule == rule.name);
    let told = of_rule.map(|Setting { control, text, .. }| {
        let demand = (rule.read)(control.as_deref().unwrap_or_default(), text);
        let text = demand.map_or_else(|_| text.clone(), |demand| demand.setting);
        control.as_ref().map(|control| format!("{control} {text}")).unwrap_or(text)
    });
    let told: Vec<String> = told.collect();
    if told.is_empty() { rule.default.unwrap_or("not set").to_owned() } else { told.join(", ") }
}
