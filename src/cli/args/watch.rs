//! `uplift watch`.

use super::words::{ORDERS, WITH, With, one_of};
use super::{DayArguments, FilterArguments, PolicyArguments, ScanArguments, VerdictArguments};
use crate::cli::reports::{self, Request};
use crate::report::{Format, Kind};
use crate::score::Order;
use clap::{Args, ValueHint};
use std::num::NonZeroUsize;
use std::path::PathBuf;

#[derive(Args)]
pub(in crate::cli) struct WatchArguments {
    /// Inventory files and directories [default: the directory of uplift.yaml]
    #[arg(value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// What controls are sorted by in reports
    #[arg(long, value_parser = one_of(ORDERS), default_value = "increase")]
    pub sort: Order,
    /// Leave nothing out: every finding that moved, every warning, and healthy assessments in JSON
    #[arg(long)]
    pub all: bool,
    /// Add to JSON reports what they have no room for otherwise; the page has both
    #[arg(long, value_name = "WHAT", value_parser = one_of(WITH), value_delimiter = ',')]
    pub with: Vec<With>,
    /// Warn about resource types of own recommendations that no resource has
    #[arg(long)]
    pub strict: bool,
    /// Threads to work on [default: one for each processor]
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,
    #[command(flatten)]
    pub filters: FilterArguments,
    #[command(flatten)]
    pub day: DayArguments,
    #[arg(long = "report", value_name = "FORMAT=FILE", help_heading = "Reports")]
    #[arg(value_parser = reports::parser(Kind::Scan), help = reports::help_of_files(Kind::Scan))]
    pub reports: Vec<Request>,
    #[command(flatten)]
    pub policies: PolicyArguments,
}

impl WatchArguments {
    /// The scan that each round is as good as.
    pub fn as_scan(&self) -> ScanArguments {
        let Self { paths, sort, all, with, strict, threads, filters, day, reports, policies } = self;
        ScanArguments {
            paths: paths.clone(),
            format: Format::TEXT,
            sort: *sort,
            all: *all,
            quiet: false,
            with: with.clone(),
            strict: *strict,
            fail_stale: false,
            record: false,
            part: None,
            whole: Vec::new(),
            threads: *threads,
            verdicts: VerdictArguments::default(),
            filters: filters.clone(),
            day: *day,
            reports: reports.clone(),
            policies: policies.clone(),
        }
    }
}
