//! `gate:` of `uplift.yaml`: what a merge must keep to.

use super::Severity;
use serde::de::{Deserialize, Deserializer, Error};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// What a merge must keep to, and what follows when it does not.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Gate {
    /// Whether a broken rule fails the run.
    pub mode: GateMode,
    /// See [`GateRules::fail_on_new`].
    pub fail_on_new: Option<Threshold>,
    /// See [`GateRules::max_score_drop`].
    pub max_score_drop: Option<Amount>,
    /// See [`GateRules::min_score`].
    pub min_score: Option<Amount>,
    /// See [`GateRules::min_score_per_control`].
    pub min_score_per_control: BTreeMap<String, Amount>,
    /// See [`GateRules::on_unknown`].
    pub on_unknown: Option<OnUnknown>,
    /// What follows when the change touches what it is judged by.
    pub on_policy_change: OnPolicyChange,
    /// Rules of parts of the estate; the first that names a resource counts for it.
    pub scopes: Vec<GateScope>,
}

impl Gate {
    /// What holds for everything that no scope names.
    pub fn rules(&self) -> GateRules {
        GateRules {
            fail_on_new: self.fail_on_new,
            max_score_drop: self.max_score_drop,
            min_score: self.min_score,
            min_score_per_control: self.min_score_per_control.clone(),
            on_unknown: self.on_unknown,
        }
    }
}

/// What a part of the estate must keep to. What it sets takes the place of what holds elsewhere; what it leaves out does not
/// change for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct GateScope {
    /// A subscription's id or name.
    pub subscription: Option<String>,
    /// A resource group's name.
    pub resource_group: Option<String>,
    /// See [`GateRules::fail_on_new`].
    pub fail_on_new: Option<Threshold>,
    /// See [`GateRules::max_score_drop`].
    pub max_score_drop: Option<Amount>,
    /// See [`GateRules::min_score`].
    pub min_score: Option<Amount>,
    /// See [`GateRules::min_score_per_control`].
    pub min_score_per_control: BTreeMap<String, Amount>,
    /// See [`GateRules::on_unknown`].
    pub on_unknown: Option<OnUnknown>,
}

impl GateScope {
    /// What it sets.
    pub fn rules(&self) -> GateRules {
        GateRules {
            fail_on_new: self.fail_on_new,
            max_score_drop: self.max_score_drop,
            min_score: self.min_score,
            min_score_per_control: self.min_score_per_control.clone(),
            on_unknown: self.on_unknown,
        }
    }
}

/// Rules for one part of the estate; what is not set follows the defaults of the gate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GateRules {
    /// New findings of this severity or a higher one fail.
    pub fail_on_new: Option<Threshold>,
    /// How much of the score may be lost through resources that were worsened or added.
    pub max_score_drop: Option<Amount>,
    /// The least score, for a change that lowers it.
    pub min_score: Option<Amount>,
    /// The least scores of controls by id, for a change that lowers them.
    pub min_score_per_control: BTreeMap<String, Amount>,
    /// What follows when new resources cannot be judged.
    pub on_unknown: Option<OnUnknown>,
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

/// From which severity on new findings fail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Threshold {
    /// All of them.
    Low,
    /// Those of medium and high severity.
    Medium,
    /// Those of high severity.
    #[default]
    High,
    /// Not one.
    None,
}

impl Threshold {
    /// Whether a severity reaches it.
    pub fn is_reached_by(self, severity: Severity) -> bool {
        match self {
            Self::Low => true,
            Self::Medium => severity >= Severity::Medium,
            Self::High => severity >= Severity::High,
            Self::None => false,
        }
    }
}

/// What follows when new resources cannot be judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum OnUnknown {
    /// It is said.
    #[default]
    Report,
    /// The gate fails.
    Fail,
}

/// What follows when the change touches what it is judged by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum OnPolicyChange {
    /// It is said.
    #[default]
    Warn,
    /// The gate fails.
    Fail,
}

/// An exact amount of score: `digits / 10^scale` of its unit. Written with its unit, such as `0.5 points` or `2 percent`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Amount {
    /// The number without its point.
    pub digits: u64,
    /// How many of the digits stand behind the point; 9 at most.
    pub scale: u32,
    /// What is counted.
    pub unit: Unit,
}

impl Amount {
    /// No points.
    pub const NONE: Self = Self { digits: 0, scale: 0, unit: Unit::Points };
}

/// What an [`Amount`] counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Points of the score.
    Points,
    /// Hundredths of the maximum.
    Percent,
}

impl FromStr for Amount {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
        let (number, unit) = text.split_at(end);
        let unit = match unit.trim() {
            "points" | "point" => Unit::Points,
            "percent" | "%" => Unit::Percent,
            "" => return Err(format!("needs a unit; {AMOUNT_HELP}")),
            other => return Err(format!("cannot count `{other}`; {AMOUNT_HELP}")),
        };
        let (whole, part) = number.split_once('.').unwrap_or((number, ""));
        let digits = format!("{whole}{part}").parse();
        match digits {
            Ok(digits) if !whole.is_empty() && part.len() <= 9 => Ok(Self { digits, scale: part.len() as u32, unit }),
            _ => Err(format!("holds no number; {AMOUNT_HELP}")),
        }
    }
}

const AMOUNT_HELP: &str = "write it like \"0.5 points\" or \"2 percent\"";

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = format!("{:0>width$}", self.digits, width = self.scale as usize + 1);
        let (whole, part) = digits.split_at(digits.len() - self.scale as usize);
        let point = if part.is_empty() { "" } else { "." };
        let unit = match self.unit {
            Unit::Points if (self.digits, self.scale) == (1, 0) => "point",
            Unit::Points => "points",
            Unit::Percent => "percent",
        };
        write!(f, "{whole}{point}{part} {unit}")
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = match Value::deserialize(deserializer)? {
            Value::String(text) => text,
            other => other.to_string(),
        };
        text.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_exact_and_has_a_unit() {
        let amount = |digits, scale, unit| Ok(Amount { digits, scale, unit });
        let wrong = |what: &str| Err(format!("{what}; {AMOUNT_HELP}"));
        let cases = [
            ("0 points", amount(0, 0, Unit::Points)),
            ("1 point", amount(1, 0, Unit::Points)),
            ("1.50 percent", amount(150, 2, Unit::Percent)),
            ("0.05%", amount(5, 2, Unit::Percent)),
            ("2", wrong("needs a unit")),
            ("2 apples", wrong("cannot count `apples`")),
            ("-1 points", wrong("cannot count `-1 points`")),
            (".5 points", wrong("holds no number")),
            ("1.2.3 points", wrong("holds no number")),
            ("99999999999999999999 points", wrong("holds no number")),
        ];
        for (text, expected) in cases {
            assert_eq!(text.parse(), expected, "{text}");
        }
    }

    #[test]
    fn an_amount_shows_as_it_was_written() {
        for text in ["0 points", "1 point", "0.05 percent", "12.50 points"] {
            assert_eq!(text.parse().map(|amount: Amount| amount.to_string()), Ok(text.to_owned()));
        }
    }
}
