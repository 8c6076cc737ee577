//! `uplift merge`.

use super::words::{ORDERS, SUMMED_FORMATS, one_of};
use crate::cli::reports::{self, Request};
use crate::report::{Format, Kind};
use crate::score::Order;
use clap::{Args, ValueHint};
use std::path::PathBuf;

#[derive(Args)]
pub(in crate::cli) struct MergeArguments {
    /// Files that `uplift scan --format partial` wrote; `-` is standard input
    #[arg(required = true, value_hint = ValueHint::FilePath)]
    pub files: Vec<PathBuf>,
    /// Of all parts only those of this day, like 2027-03-31
    #[arg(long, value_name = "DAY")]
    pub day: Option<String>,
    /// How the report is written
    #[arg(long, value_parser = one_of(SUMMED_FORMATS), default_value = "text")]
    pub format: &'static Format,
    /// What controls are sorted by
    #[arg(long, value_parser = one_of(ORDERS), default_value = "increase")]
    pub sort: Order,
    /// Leave nothing out: every control, recommendation, scope and reason
    #[arg(long)]
    pub all: bool,
    #[arg(long = "report", value_name = "FORMAT[=FILE]", help_heading = "Reports")]
    #[arg(value_parser = reports::parser(Kind::Sums), help = reports::help(Kind::Sums))]
    pub reports: Vec<Request>,
}
