//! How old something may be.

use serde::de::{Deserialize, Deserializer, Error};

/// An age in whole days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Age {
    /// At most so many.
    pub days: u32,
}

/// More is no bound.
const MOST_DIGITS: usize = 4;

impl Age {
    /// Reads `3d` or `2w`.
    ///
    /// # Errors
    /// With what may be written instead.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        const HELP: &str = "write days or weeks, like 3d or 2w";
        let (number, unit) = text.split_at_checked(text.len().saturating_sub(1)).ok_or(HELP)?;
        let unit = match unit {
            "d" => 1,
            "w" => 7,
            _ => return Err(HELP),
        };
        let is_number = number.bytes().all(|byte| byte.is_ascii_digit()) && !number.starts_with('0');
        let number: Option<u32> = number.parse().ok().filter(|_| is_number && number.len() <= MOST_DIGITS);
        Ok(Self { days: number.ok_or(HELP)? * unit })
    }
}

impl<'de> Deserialize<'de> for Age {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::Age;

    #[test]
    fn days_and_weeks_are_read_and_nothing_else() {
        let days = |text: &str| Age::parse(text).ok().map(|age| age.days);
        assert_eq!((days("3d"), days("2w"), days("9999d")), (Some(3), Some(14), Some(9999)));
        for text in ["", "d", "3", "0d", "03d", "-1d", "3 d", "3h", "3D", "10000d", "3dd", "３d", "3é"] {
            assert_eq!(days(text), None, "{text}");
        }
    }
}
