//! `uplift reconcile`.

use super::words::{FORMATS, one_of};
use super::{DayArguments, PolicyArguments};
use crate::cli::reports::{self, Request};
use crate::report::{Format, Kind};
use clap::{Args, ValueHint};
use std::num::NonZeroUsize;
use std::path::PathBuf;

#[derive(Args)]
pub(in crate::cli) struct ReconcileArguments {
    /// Exports of Defender for Cloud (assessments, secure scores, controls), and what the estate is in [default: `.`]; told
    /// apart by what they hold
    #[arg(required = true, value_name = "EXPORT|PATH", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// Keys of all recommendations that are in preview, where an export lacks the metadata
    #[arg(long, value_name = "KEY", value_delimiter = ',')]
    pub preview: Vec<String>,
    /// Only prove that the export is whole
    #[arg(long)]
    pub export_only: bool,
    /// List all controls and verdicts
    #[arg(long)]
    pub all: bool,
    /// Threads to work on [default: one for each processor]
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,
    /// How it is written
    #[arg(long, value_parser = one_of(FORMATS), default_value = "text")]
    pub format: &'static Format,
    #[arg(long = "report", value_name = "FORMAT[=FILE]", help_heading = "Reports")]
    #[arg(value_parser = reports::parser(Kind::Reconcile), help = reports::help(Kind::Reconcile))]
    pub reports: Vec<Request>,
    #[command(flatten)]
    pub day: DayArguments,
    #[command(flatten)]
    pub policies: PolicyArguments,
}
