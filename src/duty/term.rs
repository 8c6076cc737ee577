//! Until when a finding is to be dealt with.

use jiff::ToSpan;
use jiff::civil::Date;

/// The day since which something is so, as far as the past can be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Since {
    /// The day.
    pub day: Date,
    /// It may be so for longer.
    pub at_latest: bool,
}

/// How days stand to the end of them.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum Timing {
    /// The last day is over.
    Overdue,
    /// The last day is today, or one of the next.
    DueSoon,
    /// It is later.
    OnTime,
    /// No rule is for it.
    Unassigned,
    /// Nobody can tell: its age is not known, or which rule it falls under.
    Unknown,
}

/// The days that there are for a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// The last day; where it may be earlier, at the latest.
    pub due: Since,
    /// The day from which they count.
    pub from: Date,
}

/// The rules as they were for a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Version {
    /// The day since which they were so.
    pub since: Since,
    /// How many days the rule gives that a finding falls under; `None` where none is for it, or nobody can tell.
    pub within: Option<u32>,
    /// Nobody can tell.
    pub is_unknown: bool,
}

impl Since {
    /// A day that is known.
    pub fn on(day: Date) -> Self {
        Self { day, at_latest: false }
    }

    /// A day, or an earlier one.
    pub fn at_latest(day: Date) -> Self {
        Self { day, at_latest: true }
    }

    /// Since when both are so.
    pub fn with(self, other: Self) -> Self {
        match self.day.cmp(&other.day) {
            std::cmp::Ordering::Less => other,
            std::cmp::Ordering::Greater => self,
            std::cmp::Ordering::Equal => Self { at_latest: self.at_latest && other.at_latest, ..self },
        }
    }
}

/// The term of a finding: `found` is since when it is there, `versions` are the rules as they are and were, the newest
/// first. `None` where no rule is for it.
///
/// Rules that gave no more days than those of today were adopted before, under whatever name. Where the days became fewer
/// nobody has more than before: the earliest of all ends counts.
pub fn term(found: Since, versions: impl IntoIterator<Item = Version>) -> Option<Term> {
    let (mut earliest, mut most, mut is_open): (Option<Term>, u32, bool) = (None, 0, false);
    for Version { since, within, is_unknown } in versions {
        let Some(days) = within else {
            // Whether it was for the finding before nobody knows, so that its days may have begun earlier.
            is_open = is_unknown;
            break;
        };
        most = most.max(days);
        let from = found.with(since);
        let end = from.day.saturating_add(i64::from(most).days());
        let at_latest = from.at_latest || earliest.is_some_and(|term| term.due.at_latest);
        let term = earliest.filter(|term| term.due.day <= end);
        let due = Since { day: term.map_or(end, |term| term.due.day), at_latest };
        earliest = Some(Term { due, from: term.map_or(from.day, |term| term.from) });
    }
    let mut term = earliest?;
    term.due.at_latest |= is_open && term.from > found.day;
    Some(term)
}

impl Term {
    /// How it stands on a day, with so many days that are soon. The last day itself is on time.
    pub fn timing(&self, today: Date, soon: u32) -> Timing {
        if self.due.day < today {
            Timing::Overdue
        } else if self.due.at_latest {
            Timing::Unknown
        } else if self.due.day <= today.saturating_add(i64::from(soon).days()) {
            Timing::DueSoon
        } else {
            Timing::OnTime
        }
    }
}
