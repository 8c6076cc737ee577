//! Which commits are points of a history.

use crate::source::{Logged, Problem, Repository};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Which commits are asked for.
#[derive(Clone, Debug)]
pub enum Span {
    /// Those of a time, of `HEAD` and its first parents.
    Period {
        /// The first day, in UTC.
        since: Date,
        /// The last day, in UTC.
        until: Date,
        /// How many of them.
        every: Every,
    },
    /// Two, by their names.
    Ends {
        /// The older one.
        from: String,
        /// The newer one.
        to: String,
    },
}

/// How many commits of a time are points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Every {
    /// Each one.
    Commit,
    /// The last one of each day.
    Day,
    /// The last one of each week, which begins on Monday.
    Week,
}

/// The commits that were asked for, the newest first.
pub(super) struct Chosen {
    pub commits: Vec<Logged>,
    /// Where the clone ends, when it ends before the time does.
    pub shallow: Option<Problem>,
}

impl Span {
    /// Looks for the commits.
    ///
    /// # Errors
    /// Names that mean nothing, and a time without commits.
    pub(super) fn choose(&self, repository: &Repository) -> Result<Chosen, Problem> {
        match self {
            Self::Ends { from, to } => {
                let (newer, older) = (repository.commit(to)?, repository.commit(from)?);
                // What stands before the other end cannot be the newer one; ends of two branches, or of two histories, may be either.
                let bases = if newer.id == older.id {
                    Vec::new()
                } else {
                    repository.merge_bases(&older, &newer).unwrap_or_default()
                };
                if bases.iter().any(|base| base.id == newer.id) {
                    let problem =
                        Problem::new("", format!("`{to}` stands before `{from}`: the ends are the wrong way round"));
                    return Err(problem.help("Name the older commit with --from, and the newer one with --to"));
                }
                let ends = [newer, older].map(|end| repository.told(&end));
                let commits = ends.into_iter().collect::<Result<Vec<_>, _>>()?;
                Ok(Chosen { commits, shallow: None })
            }
            Self::Period { since, until, every } => {
                let line = repository.first_parents(&repository.commit("HEAD")?)?;
                let shallow = line.last().filter(|last| repository.is_shallow() && last.day() >= *since).map(cut_off);
                let newest = line.first().map(Logged::day);
                let mut met = BTreeSet::new();
                let mut commits: Vec<Logged> =
                    line.into_iter().filter(|each| (*since..=*until).contains(&each.day())).collect();
                // The newest comes first, and is the last one of its day.
                commits.retain(|each| *every == Every::Commit || met.insert(every.first_day(each.day())));
                match newest.filter(|_| commits.is_empty()) {
                    Some(newest) => Err(nothing(*since, *until, newest)),
                    None => Ok(Chosen { commits, shallow }),
                }
            }
        }
    }
}

impl Every {
    /// The day by which all days of one stretch are known.
    fn first_day(self, day: Date) -> Date {
        let back = if self == Self::Week { i64::from(day.weekday().to_monday_zero_offset()) } else { 0 };
        day.saturating_sub(jiff::Span::new().days(back))
    }
}

pub(super) fn cut_off(last: &Logged) -> Problem {
    let told = format!("this shallow clone reaches back to {} of {} only", last.commit, last.day());
    Problem::new("", told).help("`git fetch --unshallow` fetches the rest; with actions/checkout, set `fetch-depth: 0`")
}

fn nothing(since: Date, until: Date, newest: Date) -> Problem {
    let problem = Problem::new("", format!("there is no commit from {since} to {until}"));
    problem.help(format!("HEAD was committed on {newest}; name another time with --since and --until"))
}
