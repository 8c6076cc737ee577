//! The rules: each is one file, and one line of [`RULES`].
//!
//! A [`Rule`] is what is known before it is set: its flag, its help, its key and its default are made from that. What it
//! reads is a [`Demand`], which is asked and words its answer. How settings come together, and what a change does to them,
//! is told for all rules alike in [`super::Rules`], so that none can forget to tell.

mod amount;
mod baseline;
mod fail_on_new;
mod fail_on_overdue;
mod max_score_drop;
mod min_coverage;
mod min_score;
mod min_score_per_control;
mod on_policy_change;
mod on_removed;
mod on_unknown;
mod on_unseen;
mod remedy;
#[cfg(test)]
mod tests;

pub use amount::{Amount, Unit};
pub use remedy::BY_COMMAND;

use super::Part;
use crate::policy::{RuleKey, suggest};

/// Every rule, in the order in which they are asked.
pub const RULES: &[&Rule] = &[
    &fail_on_new::RULE,
    &max_score_drop::RULE,
    &min_score::RULE,
    &min_score_per_control::RULE,
    &on_unknown::RULE,
    &on_removed::RULE,
    &on_unseen::RULE,
    &fail_on_overdue::RULE,
    &min_coverage::RULE,
    &on_policy_change::RULE,
    &baseline::RULE,
];

/// A rule of the gate.
pub struct Rule {
    /// As `uplift.yaml` and reports name it.
    pub name: &'static str,
    /// Its flag, without the dashes.
    pub flag: &'static str,
    /// What its flag does, for `--help`.
    pub help: &'static str,
    /// What it may be set to.
    pub takes: Takes,
    /// What it is set to when nobody does; a rule without a default is not asked then.
    pub default: Option<&'static str>,
    /// Whether it is asked part by part and scopes may set it, or once for the whole change.
    pub in_scopes: bool,
    /// What it asks, for `--explain`.
    pub asks: &'static str,
    /// Reads a control, where it is set by control, and a text that it is set to. A refusal is what is wrong and, after a
    /// semicolon, the next step.
    pub read: fn(&str, &str) -> Result<Demand, String>,
}

/// What a rule may be set to. The names are those that a flag's help gives to its value.
pub enum Takes {
    /// One of these words.
    Word(&'static str, &'static [&'static str]),
    /// A text.
    Text(&'static str),
    /// A text for each of some controls.
    TextByControl(&'static str),
    /// This, by its flag alone: `uplift.yaml` has no key for it.
    Flag(&'static str),
}

/// A rule that is set.
pub struct Demand {
    /// What it is set to, as it is always printed.
    pub setting: String,
    /// Asks it of a part of the estate; `None` when there is nothing that it could be asked about.
    pub ask: Ask,
}

type Ask = Box<dyn Fn(&Part<'_>) -> Option<Answer>>;

/// What a rule says.
#[derive(Debug)]
pub struct Answer {
    /// What it found, in a sentence without a full stop.
    pub found: String,
    /// How it is broken; `None` when it holds.
    pub broken: Option<Broken>,
}

/// How a rule is broken.
#[derive(Debug)]
pub struct Broken {
    /// What breaks it.
    pub by: By,
    /// What would make it hold, in a sentence without a full stop.
    pub remedy: String,
}

/// What breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By {
    /// These findings, as places in [`super::Comparison::changes`].
    Findings(Vec<usize>),
    /// What the change does to what it is judged by.
    Policy,
    /// Entries of the baseline that occur no more.
    Stale,
    /// Resources of the base that are not judged any more.
    Removed,
    /// What the change writes where nothing is judged.
    Unseen,
    /// Old findings whose last day is over.
    Overdue,
}

/// The rule of a name.
pub fn find(name: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.name == name)
}

/// The keys that `uplift.yaml` may have for rules.
pub fn keys() -> Vec<RuleKey> {
    let written = RULES.iter().filter(|rule| !matches!(rule.takes, Takes::Flag(_)));
    let key = |rule: &&'static Rule| RuleKey {
        name: rule.name,
        in_scopes: rule.in_scopes,
        by_control: matches!(rule.takes, Takes::TextByControl(_)),
        check: Box::new(|text| (rule.read)("", text).err()),
    };
    written.map(key).collect()
}

impl Demand {
    fn new(setting: impl ToString, ask: impl Fn(&Part<'_>) -> Option<Answer> + 'static) -> Self {
        Self { setting: setting.to_string(), ask: Box::new(ask) }
    }
}

impl Answer {
    fn holds(found: String) -> Self {
        Self { found, broken: None }
    }

    fn broken(found: String, by: By, remedy: impl Into<String>) -> Self {
        Self { found, broken: Some(Broken { by, remedy: remedy.into() }) }
    }

    /// Broken by findings that the change can give back.
    fn broken_by(part: &Part<'_>, found: String, places: Vec<usize>) -> Self {
        let remedy = remedy::of_findings(part.question, &places);
        Self::broken(found, By::Findings(places), remedy)
    }
}

/// The word that a text is.
fn word(text: &str, words: &'static [&'static str]) -> Result<&'static str, String> {
    let known = words.iter().copied().find(|word| *word == text);
    known.ok_or_else(|| format!("cannot be `{text}`; {}", suggest(text, words)))
}

fn counted(count: usize, one: &str, several: &str) -> String {
    match count {
        0 => format!("no {one}"),
        1 => format!("1 {one}"),
        count => format!("{count} {several}"),
    }
}
