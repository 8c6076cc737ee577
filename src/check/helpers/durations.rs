//! ISO 8601 durations, such as `P90D` and `PT1H`.

use super::super::stop::{Failure, quoted};
use super::{Callable, Helper, not_understood, written};
use jiff::Span;
use rhai::Dynamic;

pub(super) const HELPERS: [Callable; 2] = [
    Callable {
        about: Helper {
            group: "durations",
            signature: "duration_days(text) → number or ()",
            description: "An ISO 8601 duration in days; a year is 365 days, a month 30; () when absent, so write ?? after it.",
        },
        register: |engine| {
            engine.register_fn("duration_days", |value: Dynamic| {
                Ok::<_, Failure>(seconds(&value)?.map_or(Dynamic::UNIT, |s| (s / DAY).into()))
            });
        },
    },
    Callable {
        about: Helper {
            group: "durations",
            signature: "duration_seconds(text) → number or ()",
            description: "The same in seconds.",
        },
        register: |engine| {
            engine.register_fn("duration_seconds", |value: Dynamic| {
                Ok::<_, Failure>(seconds(&value)?.map_or(Dynamic::UNIT, Into::into))
            });
        },
    },
];

const DAY: f64 = 86_400.0;

fn seconds(value: &Dynamic) -> Result<Option<f64>, Failure> {
    if value.is_unit() {
        return Ok(None);
    }
    let text = written(value).unwrap_or_default();
    parse(&text)
        .map(Some)
        .ok_or_else(|| not_understood(value, format!("{} is not an ISO 8601 duration, like \"P90D\"", quoted(&text))))
}

fn parse(text: &str) -> Option<f64> {
    let span: Span = text.trim().strip_prefix(['P', 'p']).and_then(|_| text.trim().parse().ok())?;
    let days = f64::from(span.get_years()) * 365.0
        + f64::from(span.get_months()) * 30.0
        + f64::from(span.get_weeks()) * 7.0
        + f64::from(span.get_days());
    let clock = f64::from(span.get_hours()) * 3600.0 + span.get_minutes() as f64 * 60.0 + span.get_seconds() as f64;
    Some(days * DAY + clock + span.get_milliseconds() as f64 / 1000.0)
}

#[cfg(test)]
mod tests {
    use super::{DAY, parse};

    #[test]
    fn durations_are_read() {
        assert_eq!(parse("P90D"), Some(90.0 * DAY));
        assert_eq!(parse("P1Y2M3DT4H"), Some((365.0 + 60.0 + 3.0) * DAY + 4.0 * 3600.0));
        assert_eq!(parse("PT15M"), Some(900.0));
        for bad in ["", "90", "90 days", "P", "soon"] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }
}
