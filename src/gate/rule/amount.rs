//! Amounts of score that rules allow or demand.

use crate::score::Ratio;
use num_bigint::BigInt;
use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

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
    /// How it stands to so many points or, when it is a share, to one from 0 to 1.
    pub fn against(&self, points: &Ratio, share: &Ratio) -> Ordering {
        let exact = Ratio::new(self.digits.into(), BigInt::from(10).pow(self.scale));
        match self.unit {
            Unit::Points => exact.cmp(points),
            Unit::Percent => exact.cmp(&(share * Ratio::from_integer(100.into()))),
        }
    }
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
