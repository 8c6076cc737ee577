//! What every rule must be, whatever it asks.

use super::*;
use crate::gate::rules;
use crate::policy::{Config, Gate, GateScope, Setting};
use std::collections::BTreeSet;

/// Texts of which some fit every rule that `uplift.yaml` may set.
const TEXTS: [&str; 5] = ["1 point", "2 percent", "3", "4", "5 percent"];

/// Two texts that a rule may be set to, as they are printed.
fn two_settings(rule: &Rule) -> Option<[String; 2]> {
    let texts = match rule.takes {
        Takes::Word(_, words) => words,
        Takes::Text(_) | Takes::TextByControl(_) => &TEXTS,
        Takes::Flag(_) => return None,
    };
    let printed = |text: &&str| (rule.read)("c", text).ok().map(|demand| demand.setting);
    // The first is not the default, which a rule may have anyway.
    let mut printed = texts.iter().rev().filter_map(printed);
    Some([printed.next().expect("a setting"), printed.next().expect("another one")])
}

fn is_by_control(rule: &Rule) -> bool {
    matches!(rule.takes, Takes::TextByControl(_))
}

fn check(rule: &Rule, text: &str) -> Result<(), String> {
    (rule.read)("c", text).map(drop)
}

fn set(rule: &Rule, text: &str) -> Vec<Setting> {
    let control = is_by_control(rule).then(|| "c".to_owned());
    vec![Setting { rule: rule.name, control, text: text.to_owned() }]
}

#[test]
fn the_table_is_complete() {
    let names: BTreeSet<&str> = RULES.iter().flat_map(|rule| [rule.name, rule.flag]).collect();
    assert_eq!(names.len(), 2 * RULES.len(), "names and flags are unique");
    for rule in RULES {
        assert!(!rule.help.is_empty() && !rule.help.contains('\n') && !rule.asks.is_empty(), "{}", rule.name);
        let words = if let Takes::Word(_, words) = rule.takes { words } else { &[] };
        for text in words.iter().copied().chain(rule.default) {
            assert_eq!((rule.read)("c", text).map(|demand| demand.setting).as_deref(), Ok(text), "{}", rule.name);
        }
        if let Some(settings) = two_settings(rule) {
            let refused = check(rule, "neither a word nor an amount").expect_err("nonsense");
            assert!(refused.contains("; "), "{}: {refused} has no next step", rule.name);
            settings.iter().for_each(|text| assert_eq!(check(rule, text), Ok(()), "{}", rule.name));
        }
    }
}

#[test]
fn uplift_yaml_has_a_key_for_each() {
    for rule in RULES {
        let Some([text, _]) = two_settings(rule) else { continue };
        let value = if is_by_control(rule) { format!("{{ c: {text} }}") } else { text.clone() };
        let parse = |gate: String| Config::parse("uplift.yaml", &format!("gate: {gate}"), &keys());
        let config = parse(format!("{{ {}: {value} }}", rule.name)).unwrap_or_else(|problems| panic!("{problems:?}"));
        assert_eq!(config.gate.settings, set(rule, &text));
        let scoped = parse(format!("{{ scopes: [{{ resourceGroup: g, {}: {value} }}] }}", rule.name));
        assert_eq!(scoped.is_ok(), rule.in_scopes, "{} in scopes", rule.name);
    }
}

#[test]
fn whoever_changes_a_rule_is_told() {
    for rule in RULES {
        let Some([one, other]) = two_settings(rule) else { continue };
        let of_estate = |text: &str| Gate { settings: set(rule, text), ..Gate::default() };
        let shown = |text: &str| if is_by_control(rule) { format!("c {text}") } else { text.to_owned() };
        let told = rules::changes(&of_estate(&one), &of_estate(&other));
        assert_eq!(told, [format!("gate.{}: {} → {}", rule.name, shown(&one), shown(&other))]);
        let of_scope = |text: &str| {
            let scope = GateScope { settings: set(rule, text), ..GateScope::default() };
            Gate { scopes: vec![scope], ..Gate::default() }
        };
        assert_eq!(rules::changes(&of_scope(&one), &of_scope(&other)), ["gate.scopes differ"], "{}", rule.name);
        for gate in [of_estate(&one), of_scope(&one)] {
            assert_eq!(rules::changes(&gate, &gate), [""; 0], "{}", rule.name);
            assert_eq!(rules::changes(&gate, &Gate::default()).len(), 1, "{} is taken out", rule.name);
        }
    }
}

#[test]
fn who_set_a_rule_is_known_also_when_it_is_the_default() {
    for rule in RULES.iter().filter(|rule| rule.default.is_some()) {
        let default = set(rule, rule.default.unwrap_or_default());
        let set_by = |written: &[Setting], typed: &[Setting]| {
            let gate = Gate { settings: written.to_vec(), ..Gate::default() };
            let rules = crate::gate::Rules::of(&gate, typed).unwrap_or_else(|problem| panic!("{problem:?}"));
            rules.estate.iter().find(|set| set.rule.name == rule.name).map(|set| set.set_by.clone())
        };
        assert_eq!(set_by(&[], &[]).as_deref(), Some("default"));
        assert_eq!(set_by(&default, &[]).as_deref(), Some("uplift.yaml"));
        assert_eq!(set_by(&default, &default), Some(format!("--{}", rule.flag)));
    }
}
