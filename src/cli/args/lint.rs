//! Flags of `uplift lint`.

use super::PolicyArguments;
use crate::cli::reports::{self, Request};
use crate::report::Kind;
use clap::{Args, ValueHint};
use std::path::PathBuf;

#[derive(Args)]
pub(in crate::cli) struct LintArguments {
    /// Policy files and directories to look at [default: the policy roots of uplift.yaml]
    #[arg(value_hint = ValueHint::AnyPath)]
    pub roots: Vec<PathBuf>,
    /// Inventory files and directories; paths and types of policies that no resource there has are told
    #[arg(long, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub inventory: Vec<PathBuf>,
    /// Make the changes that are sure, in the files, and tell of the rest
    #[arg(long)]
    pub fix: bool,
    /// Only tell which scripts run in the language's engine, which takes longer than a plan, and because of what in them
    #[arg(long, conflicts_with_all = ["fix", "inventory", "reports"])]
    pub engine: bool,
    #[arg(long = "report", value_name = "FORMAT[=FILE]", help_heading = "Reports")]
    #[arg(value_parser = reports::parser(Kind::Lint), help = reports::help(Kind::Lint))]
    pub reports: Vec<Request>,
    #[command(flatten)]
    pub policies: PolicyArguments,
}
