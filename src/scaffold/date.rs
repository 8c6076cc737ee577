//! Dates of test cases, which are counted from a day that the cases name.

use crate::check;
use jiff::civil::{Date, date};
use jiff::{Span, Unit};
use serde_json::Value;

/// The day of the run in the cases that are written: `today:`.
pub(super) const TODAY: Date = date(2026, 1, 1);

/// The most days that a condition may count.
pub(super) const FARTHEST: u64 = 36_500;

/// The date so many days behind that day.
pub(super) fn ahead(days: i64) -> String {
    let date = Span::new().try_days(days).and_then(|days| TODAY.checked_add(days));
    date.unwrap_or(TODAY).to_string()
}

/// How many days a date is ahead of that day; `None` where it is none.
pub(super) fn days_until(value: &Value) -> Option<i64> {
    let date = check::date_of(value.as_str()?.trim())?;
    TODAY.until((Unit::Day, date)).ok().map(|span| span.get_days().into())
}

/// So many days.
pub(super) fn spoken(days: i64) -> String {
    if days == 1 { "1 day".to_owned() } else { format!("{days} days") }
}
