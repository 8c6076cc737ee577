//! `uplift history`.

use super::PolicyArguments;
use super::known::day;
use super::words::{EVERY, FORMATS, one_of};
use crate::cli::reports::{self, Request};
use crate::estate::{Every, Span};
use crate::report::{Format, Kind};
use clap::{Args, ValueHint};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use std::num::NonZeroUsize;
use std::path::PathBuf;

#[derive(Args)]
pub(in crate::cli) struct HistoryArguments {
    /// Inventory files and directories [default: the directory of uplift.yaml]
    #[arg(value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// The first day, such as 2027-03-31, or how many days before the last one
    #[arg(long, value_name = "DATE|DAYS", value_parser = since, default_value = "90d")]
    since: Since,
    /// The last day [default: today, in UTC]
    #[arg(long, value_name = "DATE", value_parser = day)]
    until: Option<Date>,
    /// Which commits of HEAD and its first parents are points
    #[arg(long, value_parser = one_of(EVERY), default_value = "week")]
    every: Every,
    /// Compare this commit, and no others, with the one of --to
    #[arg(long, value_name = "REF", conflicts_with_all = ["since", "until", "every"])]
    from: Option<String>,
    /// The newer commit to compare
    #[arg(long, value_name = "REF", requires = "from", default_value = "HEAD")]
    to: String,
    /// Judge each commit by the policies and settings that stand in it, and not by those of HEAD
    #[arg(long)]
    pub policies_of_then: bool,
    /// Show what `uplift scan --record` wrote down of the same paths, and not the commits
    #[arg(long, conflicts_with_all = ["since", "until", "every", "from", "policies_of_then"])]
    pub recorded: bool,
    /// List all moves and controls
    #[arg(long)]
    pub all: bool,
    /// Threads to work on [default: one for each processor]
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,
    /// How it is written
    #[arg(long, value_parser = one_of(FORMATS), default_value = "text")]
    pub format: &'static Format,
    #[arg(long = "report", value_name = "FORMAT[=FILE]", help_heading = "Reports")]
    #[arg(value_parser = reports::parser(Kind::History), help = reports::help(Kind::History))]
    pub reports: Vec<Request>,
    #[command(flatten)]
    pub policies: PolicyArguments,
}

/// When a time begins.
#[derive(Clone, Copy)]
enum Since {
    Day(Date),
    Days(u32),
}

fn since(text: &str) -> Result<Since, &'static str> {
    let days = text.strip_suffix('d').and_then(|days| days.parse().ok());
    match days.filter(|days| *days <= 100_000) {
        Some(days) => Ok(Since::Days(days)),
        None => day(text).map(Since::Day).map_err(|_| "write a day that exists, like 2027-03-31, or days, like 90d"),
    }
}

impl HistoryArguments {
    /// Which commits are asked for.
    pub(in crate::cli) fn span(&self) -> Span {
        if let Some(from) = &self.from {
            return Span::Ends { from: from.clone(), to: self.to.clone() };
        }
        let until = self.until.unwrap_or_else(|| TimeZone::UTC.to_datetime(Timestamp::now()).date());
        let since = match self.since {
            Since::Day(day) => day,
            Since::Days(days) => until.saturating_sub(i64::from(days).days()),
        };
        Span::Period { since, until, every: self.every }
    }
}
