//! Functions over times.

use super::super::value::{Data, Value};
use super::{Function, Given, Stop, int, made_text, text};
use jiff::civil::DateTime;
use jiff::tz::Offset;
use jiff::{Span, Timestamp};

pub const FUNCTIONS: &[Function] = &[
    Function { name: "dateTimeAdd", least: 2, most: 3, call: add },
    Function { name: "dateTimeFromEpoch", least: 1, most: 1, call: from_epoch },
    Function { name: "dateTimeToEpoch", least: 1, most: 1, call: to_epoch },
    Function { name: "utcNow", least: 0, most: 1, call: |_| Err(Stop::unknown("`utcNow` is the time of deployment")) },
    Function {
        name: "newGuid",
        least: 0,
        most: 0,
        call: |_| Err(Stop::unknown("`newGuid` is another at every deployment")),
    },
];

/// Adds a duration. How the result is printed is documented only where a format is given.
fn add<'d>(of: &[Value<'d>]) -> Given<'d> {
    let (base, duration) = (text(&of[0])?, text(&of[1])?);
    let Some(format) = of.get(2) else {
        return Err(Stop::unknown("how `dateTimeAdd` prints without a format is not documented"));
    };
    let span = Some(&**duration).filter(|text| text.trim_start_matches('-').starts_with('P'));
    let span: Option<Span> = span.and_then(|text| text.parse().ok());
    let span = span.ok_or_else(|| Stop::Wrong(format!("`{duration}` is no duration, such as P1D")))?;
    if !base.ends_with('Z') {
        return Err(Stop::unknown("in which zone `dateTimeAdd` prints another zone's time is not documented"));
    }
    let start = Offset::UTC.to_datetime(time(base)?);
    let then = |span: Span| start.checked_add(span).map_err(|_| Stop::Wrong("no calendar has that time".to_owned()));
    if then(span)? != then(in_days(span)?)? {
        return Err(Stop::unknown("how many days `dateTimeAdd` counts for months and years is not documented"));
    }
    made_text(printed(&then(span)?, text(format)?)?)
}

/// With 30 days for a month and 365 for a year, as .NET reads durations.
fn in_days(span: Span) -> Result<Span, Stop> {
    let days = i64::from(span.get_years()) * 365 + i64::from(span.get_months()) * 30 + i64::from(span.get_days());
    let span = span.try_years(0).and_then(|span| span.try_months(0)).and_then(|span| span.try_days(days));
    span.map_err(|_| Stop::Wrong("no calendar has that time".to_owned()))
}

fn time(text: &str) -> Result<Timestamp, Stop> {
    text.parse().map_err(|_| Stop::unknown("only times such as 2024-01-15T12:00:00Z are read here"))
}

/// .NET's letters, as far as they are numbers.
fn printed(time: &DateTime, format: &str) -> Result<String, Stop> {
    let letters = [
        ("yyyy", format!("{:04}", time.year())),
        ("MM", format!("{:02}", time.month())),
        ("dd", format!("{:02}", time.day())),
        ("HH", format!("{:02}", time.hour())),
        ("mm", format!("{:02}", time.minute())),
        ("ss", format!("{:02}", time.second())),
    ];
    if format.len() < 2 {
        return Err(Stop::unknown("how a format of one letter is printed hangs on the culture"));
    }
    let mut made = String::new();
    let mut rest = format;
    while let Some(next) = rest.chars().next() {
        let known = letters
            .iter()
            .find(|(letters, _)| rest.strip_prefix(letters).is_some_and(|behind| !behind.starts_with(next)));
        match known {
            Some((letters, own)) => {
                made.push_str(own);
                rest = &rest[letters.len()..];
            }
            None if next == 'T' || next == 'Z' || matches!(next, '-' | ' ' | '.') => {
                made.push(next);
                rest = &rest[1..];
            }
            None => return Err(Stop::unknown("how that format is printed is not known here")),
        }
    }
    Ok(made)
}

fn from_epoch<'d>(of: &[Value<'d>]) -> Given<'d> {
    let stamp =
        Timestamp::from_second(int(&of[0])?).map_err(|_| Stop::Wrong("no calendar has that time".to_owned()))?;
    made_text(stamp.to_string())
}

fn to_epoch<'d>(of: &[Value<'d>]) -> Given<'d> {
    Ok(Value::made(Data::Int(time(text(&of[0])?)?.as_second())))
}
