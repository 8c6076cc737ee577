//! `uplift due`.

use super::words::{FORMATS, one_of};
use super::{DayArguments, PolicyArguments};
use crate::cli::reports::{self, Request};
use crate::report::{Format, Kind};
use clap::{Args, ValueHint};
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// Days ahead that are soon.
pub(in crate::cli) const SOON: u32 = 7;

#[derive(Args)]
pub(in crate::cli) struct DueArguments {
    /// Inventory files and directories [default: the directory of uplift.yaml]
    #[arg(value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// How many days ahead are soon
    #[arg(long, value_name = "DAYS", default_value_t = SOON)]
    pub soon: u32,
    /// End with exit code 1 when anything is overdue, and with 2 when a shallow clone leaves that open
    #[arg(long)]
    pub fail_overdue: bool,
    /// List all findings
    #[arg(long)]
    pub all: bool,
    /// Threads to work on [default: one for each processor]
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,
    /// How it is written
    #[arg(long, value_parser = one_of(FORMATS), default_value = "text")]
    pub format: &'static Format,
    #[arg(long = "report", value_name = "FORMAT[=FILE]", help_heading = "Reports")]
    #[arg(value_parser = reports::parser(Kind::Due), help = reports::help(Kind::Due))]
    pub reports: Vec<Request>,
    #[command(flatten)]
    pub day: DayArguments,
    #[command(flatten)]
    pub policies: PolicyArguments,
}
