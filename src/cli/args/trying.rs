//! `uplift try`.

use super::words::{FORMATS, one_of};
use super::{DayArguments, PolicyArguments};
use crate::report::Format;
use clap::{Args, ValueHint};
use std::path::PathBuf;

#[derive(Args)]
pub(in crate::cli) struct TryArguments {
    /// The expression, such as 'resource.properties.minimumTlsVersion'; without it or for `-` a prompt asks for some, or each
    /// line of standard input is one
    pub expression: Option<String>,
    /// Inventory files and directories [default: the directory of uplift.yaml]
    #[arg(value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// The resource that `resource` is, by id or name
    #[arg(long, value_name = "ID|NAME")]
    pub resource: String,
    /// The recommendation whose parameters `params` holds
    #[arg(long, value_name = "ID")]
    pub recommendation: Option<String>,
    /// Show all lines of a value, and all that was read
    #[arg(long)]
    pub all: bool,
    /// How it is written
    #[arg(long, value_parser = one_of(FORMATS), default_value = "text")]
    pub format: &'static Format,
    #[command(flatten)]
    pub day: DayArguments,
    #[command(flatten)]
    pub policies: PolicyArguments,
}
