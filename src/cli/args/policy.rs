//! `uplift policy`.

use super::words::{FORMATS, one_of};
use super::{DayArguments, PolicyArguments};
use crate::cli::reports::{self, Request};
use crate::report::{Format, Kind};
use clap::{Args, Subcommand, ValueHint};
use std::num::NonZeroUsize;
use std::path::PathBuf;

#[derive(Args)]
pub(in crate::cli) struct PolicyCommandArguments {
    #[command(subcommand)]
    pub action: PolicyAction,
}

#[derive(Subcommand)]
pub(in crate::cli) enum PolicyAction {
    /// Show the verdicts that flip from one edition of the own policies to another, and the points that moves
    Diff(Box<PolicyDiffArguments>),
}

#[derive(Args)]
pub(in crate::cli) struct PolicyDiffArguments {
    /// The policies as they were: a directory in place of all own ones, or a commit with its settings
    #[arg(value_name = "OLD", value_hint = ValueHint::AnyPath)]
    pub old: PathBuf,
    /// The policies as they will be, in the same way
    #[arg(value_name = "NEW", value_hint = ValueHint::AnyPath)]
    pub new: PathBuf,
    /// Inventory files and directories, as they lie on the disk [default: the directory of uplift.yaml]
    #[arg(value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// End with exit code 1 when anything differs
    #[arg(long)]
    pub exit_code: bool,
    /// List every flip and change
    #[arg(long)]
    pub all: bool,
    /// Threads to work on [default: one for each processor]
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,
    /// How it is written
    #[arg(long, value_parser = one_of(FORMATS), default_value = "text")]
    pub format: &'static Format,
    #[arg(long = "report", value_name = "FORMAT[=FILE]", help_heading = "Reports")]
    #[arg(value_parser = reports::parser(Kind::Policies), help = reports::help(Kind::Policies))]
    pub reports: Vec<Request>,
    #[command(flatten)]
    pub day: DayArguments,
    #[command(flatten)]
    pub policies: PolicyArguments,
}
