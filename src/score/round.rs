//! From exact fractions to the decimals that are printed. This is the only place that rounds.

use super::Ratio;
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive, Zero};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;
use std::iter::Sum;

/// Score points, to 2 decimals.
pub type Points = Rounded<2>;

/// A fraction as in Azure's REST interface, to 4 decimals: 0.6033 is 60.33 %.
pub type Percentage = Rounded<4>;

/// A number that was rounded to `DECIMALS` decimals, halves away from zero. It is kept as a whole number of its last
/// decimal, so that what is printed is exactly what was rounded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rounded<const DECIMALS: u32>(i64);

impl<const DECIMALS: u32> Rounded<DECIMALS> {
    /// The [`Rounded::units`] of 1.
    pub const ONE: i64 = 10i64.pow(DECIMALS);

    /// Rounds an exact fraction. Numbers beyond the range of 64 bits become its ends.
    pub fn of(exact: &Ratio) -> Self {
        Self::of_size(exact, false)
    }

    /// The same with halves to the even neighbour, as Azure's REST interface has them.
    pub fn to_even(exact: &Ratio) -> Self {
        Self::of_size(exact, true)
    }

    fn of_size(exact: &Ratio, to_even: bool) -> Self {
        let twice: BigInt = exact.numer().abs() * (2 * Self::ONE) + exact.denom();
        let (rounded, rest) = twice.div_rem(&(exact.denom() * 2));
        let is_half_to_odd = to_even && rest.is_zero() && rounded.is_odd();
        let size = rounded.to_i64().unwrap_or(i64::MAX) - i64::from(is_half_to_odd);
        Self(if exact.is_negative() { -size } else { size })
    }

    /// The number times 10 to the power of `DECIMALS`.
    pub fn units(self) -> i64 {
        self.0
    }

    /// Without the zeros that end its decimals: 31.4, 58.
    pub fn short(self) -> String {
        let long = self.to_string();
        let short = if DECIMALS > 0 { long.trim_end_matches('0').trim_end_matches('.') } else { &long };
        short.to_owned()
    }
}

impl<const DECIMALS: u32> Sum for Rounded<DECIMALS> {
    fn sum<I: Iterator<Item = Self>>(rounded: I) -> Self {
        Self(rounded.fold(0, |sum, each| sum.saturating_add(each.0)))
    }
}

impl Points {
    /// Exact parts of a whole, rounded so that they sum to the whole as it is printed: those that rounding moved most give
    /// way, each by one unit of the last decimal.
    pub fn that_sum_to(whole: Self, parts: &[&Ratio]) -> Vec<Self> {
        let mut rounded: Vec<Self> = parts.iter().map(|part| Self::of(part)).collect();
        let missing = whole.0.saturating_sub(rounded.iter().copied().sum::<Self>().0);
        // How far each part is above its rounding, or below where something is to be taken away.
        let above = |place: usize| {
            let off =
                parts[place] * Ratio::from_integer(Self::ONE.into()) - Ratio::from_integer(rounded[place].0.into());
            if missing < 0 { -off } else { off }
        };
        let mut places: Vec<usize> = (0..parts.len()).collect();
        places.sort_by_cached_key(|place| std::cmp::Reverse(above(*place)));
        let units = missing.unsigned_abs().min(parts.len() as u64) as usize;
        places[..units].iter().for_each(|place| rounded[*place].0 += missing.signum());
        rounded
    }

    /// The difference of two figures as they are printed, so that what is read adds up.
    pub fn between(before: Self, after: Self) -> Self {
        Self(after.0.saturating_sub(before.0))
    }
}

/// The [`Rounded::units`] of one percent.
const PERCENT: i64 = Percentage::ONE / 100;

impl Percentage {
    /// In percent, with both decimals that are left: `60.33 %`.
    pub fn percent(self) -> String {
        format!("{} %", Rounded::<2>(self.0))
    }

    /// In whole percents.
    pub fn whole_percent(self) -> Rounded<0> {
        Rounded((self.0 + self.0.signum() * PERCENT / 2) / PERCENT)
    }
}

impl<const DECIMALS: u32> fmt::Display for Rounded<DECIMALS> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, size) = (if self.0 < 0 { "-" } else { "" }, self.0.unsigned_abs());
        let (whole, rest) = (size / Self::ONE as u64, size % Self::ONE as u64);
        match DECIMALS {
            0 => formatter.pad(&format!("{sign}{whole}")),
            _ => formatter.pad(&format!("{sign}{whole}.{rest:0width$}", width = DECIMALS as usize)),
        }
    }
}

impl<const DECIMALS: u32> Serialize for Rounded<DECIMALS> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 % Self::ONE == 0 {
            return serializer.serialize_i64(self.0 / Self::ONE);
        }
        // The quotient is the float nearest to the decimal number, whose shortest form is that number again.
        serializer.serialize_f64(self.0 as f64 / Self::ONE as f64)
    }
}

impl<'de, const DECIMALS: u32> Deserialize<'de> for Rounded<DECIMALS> {
    /// Reads what was written: the float that is nearest to a decimal number leads back to that number.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = f64::deserialize(deserializer)?;
        Ok(Self((number * Self::ONE as f64).round() as i64))
    }
}

impl<const DECIMALS: u32> JsonSchema for Rounded<DECIMALS> {
    fn schema_name() -> Cow<'static, str> {
        format!("Decimal{DECIMALS}").into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "number", "description": format!("Rounded to {DECIMALS} decimals, halves away from zero.") })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ratio(numerator: i64, denominator: i64) -> Ratio {
        Ratio::new(numerator.into(), denominator.into())
    }

    #[test]
    fn halves_go_away_from_zero() {
        let cases = [
            ((5, 1000), "0.01"),
            ((-5, 1000), "-0.01"),
            ((4999, 1_000_000), "0.00"),
            ((-4999, 1_000_000), "0.00"),
            ((2, 3), "0.67"),
            ((-2, 3), "-0.67"),
            ((1999, 1000), "2.00"),
            ((39, 1), "39.00"),
        ];
        for ((numerator, denominator), expected) in cases {
            assert_eq!(Points::of(&ratio(numerator, denominator)).to_string(), expected, "{numerator}/{denominator}");
        }
    }

    #[test]
    fn the_vectors_are_shown_as_printed_in_their_sources() {
        let shown = [
            (1, Rounded::<2>::of(&ratio(504, 100)).short(), "5.04"),
            (1, Rounded::<2>::of(&ratio(6, 50)).short(), "0.12"),
            (1, Rounded::<0>::of(&ratio(96, 100)).short(), "1"),
            (2, Percentage::of(&ratio(16, 1000)).percent(), "1.60 %"),
            (2, Rounded::<0>::of(&ratio(16, 10)).short(), "2"),
            (3, Rounded::<4>::of(&ratio(6, 78)).short(), "0.0769"),
            (3, Points::of(&ratio(24, 78)).short(), "0.31"),
            (3, Points::of(&ratio(6 * 74, 78)).short(), "5.69"),
            (5, Points::of(&ratio(10, 3)).short(), "3.33"),
            (5, Points::of(&ratio(8, 3)).short(), "2.67"),
            (5, Rounded::<0>::of(&ratio(800, 180)).short(), "4"),
            (7, Points::of(&ratio(20, 6)).short(), "3.33"),
            (15, Percentage::of(&((ratio(67 * 2353, 3900) + ratio(33, 2)) / ratio(100, 1))).percent(), "56.92 %"),
            (18, Points::of(&ratio(32, 10)).to_string(), "3.20"),
            (18, Points::of(&ratio(28, 9)).to_string(), "3.11"),
        ];
        for (vector, shown, expected) in shown {
            assert_eq!(shown, expected, "vector {vector}");
        }
    }

    #[test]
    fn halves_go_to_even_in_rest() {
        // Vector 21: 7.53 of 8, which is 0.94125.
        let cases =
            [((753, 800), "0.9412"), ((-753, 800), "-0.9412"), ((94135, 100_000), "0.9414"), ((1, 3), "0.3333")];
        for ((numerator, denominator), expected) in cases {
            assert_eq!(Percentage::to_even(&ratio(numerator, denominator)).to_string(), expected);
        }
        assert_eq!(Points::to_even(&ratio(128, 17)).to_string(), "7.53");
    }

    #[test]
    fn rest_percentages_come_from_rounded_points() {
        // Vector 7: 3.33 of 4.
        assert_eq!(Percentage::of(&ratio(Points::of(&ratio(20, 6)).units(), 400)).short(), "0.8325");
        // Vector 13: a subscription's current is the sum of its controls' rounded ones.
        let controls = [ratio(10, 1), ratio(1, 5), ratio(2, 1), ratio(20, 6), ratio(4, 1), ratio(4, 1)];
        let current: i64 = controls.iter().map(|exact| Points::of(exact).units()).sum();
        assert_eq!((current, Percentage::of(&ratio(current, 3900)).short().as_str()), (2353, "0.6033"));
    }

    #[test]
    fn huge_numbers_stay_in_range() {
        assert_eq!(Points::of(&Ratio::from_integer(BigInt::from(u128::MAX))).units(), i64::MAX);
    }

    #[test]
    fn parts_sum_to_what_is_printed() {
        type Case = (&'static [(i64, i64)], &'static [i64]);
        let cases: [Case; 4] = [
            (&[(1, 3), (1, 3), (1, 3)], &[34, 33, 33]),
            (&[(-1, 3), (-1, 3), (-1, 3)], &[-34, -33, -33]),
            (&[(2, 3), (-1, 3)], &[66, -33]),
            (&[], &[]),
        ];
        for (parts, expected) in cases {
            let exact: Vec<Ratio> =
                parts.iter().map(|(numerator, denominator)| ratio(*numerator, *denominator)).collect();
            let whole = Points::of(&exact.iter().sum());
            let rounded = Points::that_sum_to(whole, &exact.iter().collect::<Vec<_>>());
            assert_eq!(rounded.iter().map(|each| each.units()).collect::<Vec<_>>(), expected, "{parts:?}");
        }
    }

    proptest! {
        #[test]
        fn rounding_moves_by_half_a_unit_at_most(numerator in -1_000_000i64..1_000_000, denominator in 1i64..5_000) {
            let exact = ratio(numerator, denominator);
            let error = ratio(Percentage::of(&exact).units(), 10_000) - exact;
            prop_assert!(error.abs() <= ratio(1, 20_000));
        }

        #[test]
        fn json_shows_the_same_decimals_as_text(units in -100_000_000i64..100_000_000) {
            let rounded = Rounded::<4>(units);
            prop_assert_eq!(serde_json::to_string(&rounded).unwrap(), rounded.short());
        }
    }
}
