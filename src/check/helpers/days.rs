//! Days between a date and the day of the run.

use super::super::stop::{Failure, quoted, unknown};
use super::super::work;
use super::{Callable, Helper, not_understood, written};
use crate::policy::Script;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Unit, civil::DateTime};
use rhai::{Dynamic, INT, NativeCallContext};

pub(super) const HELPERS: [Callable; 2] = [
    Callable {
        about: Helper {
            group: "durations",
            signature: "days_until(text) → number or ()",
            description: "How many days a date is ahead of the day of the run (`--today`), in UTC; a number counts seconds since 1970; () when absent, so write ?? after it.",
        },
        register: |engine| {
            engine.register_fn("days_until", |context: NativeCallContext, date: Dynamic| days(&context, &date));
        },
    },
    Callable {
        about: Helper {
            group: "durations",
            signature: "days_since(text) → number or ()",
            description: "How many days ago it was, in the same way.",
        },
        register: |engine| {
            engine.register_fn("days_since", |context: NativeCallContext, date: Dynamic| {
                days(&context, &date).map(|days| days.as_int().map_or(days, |days| (-days).into()))
            });
        },
    },
];

/// Whether a script asks for the day. A word in a comment or a text counts too: the answer is only ever too careful.
pub(in crate::check) fn is_named_in(script: &Script) -> bool {
    script.texts().any(|text| text.contains("days_until") || text.contains("days_since"))
}

fn days(context: &NativeCallContext, date: &Dynamic) -> Result<Dynamic, Failure> {
    if date.is_unit() {
        return Ok(Dynamic::UNIT);
    }
    let today =
        work::today(context).ok_or_else(|| unknown("nobody says which day it is; a test case does with `today:`"))?;
    let text = written(date).unwrap_or_default();
    let found = date.as_int().map_or_else(|_| parse(text.trim()), of_seconds);
    let found =
        found.ok_or_else(|| not_understood(date, format!("{} is no date, like \"2027-03-31\"", quoted(&text))))?;
    let span = today.until((Unit::Day, found)).map_err(|_| unknown("the date is too far away"))?;
    Ok(INT::from(span.get_days()).into())
}

/// A date, or the day in UTC of a time with an offset; without one a time is in UTC.
pub(crate) fn parse(text: &str) -> Option<Date> {
    let utc = |time: Timestamp| TimeZone::UTC.to_datetime(time).date();
    let time = text.parse::<Timestamp>().ok().map(utc);
    time.or_else(|| text.parse::<DateTime>().ok().map(DateTime::date)).or_else(|| text.parse().ok())
}

/// A number that is too small is no time of today's platforms, but a year or digits of a date, like `20300101`.
fn of_seconds(seconds: INT) -> Option<Date> {
    const EARLIEST: INT = 100_000_000;
    if seconds < EARLIEST {
        return None;
    }
    Some(TimeZone::UTC.to_datetime(Timestamp::from_second(seconds).ok()?).date())
}

#[cfg(test)]
mod tests {
    use super::{of_seconds, parse};
    use jiff::civil::date;

    #[test]
    fn dates_are_read() {
        for text in ["2027-03-31", "2027-03-31T23:59:59Z", "2027-04-01T00:30:00+02:00", "2027-03-31T10:00:00.1234567"] {
            assert_eq!(parse(text), Some(date(2027, 3, 31)), "{text}");
        }
        assert_eq!(of_seconds(1_767_225_600), Some(date(2026, 1, 1)));
        assert_eq!([5, 2030, 20_300_101, 99_999_999].map(of_seconds), [None; 4]);
        for text in ["", "soon", "31.03.2027", "2027", "2027-02-30"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
