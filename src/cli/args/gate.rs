//! The gate's flags.

use super::{DayArguments, PolicyArguments};
use crate::cli::reports::{self, Request};
use crate::policy::{Amount, OnPolicyChange, OnUnknown, Threshold};
use crate::report::Kind;
use clap::{Args, ValueEnum, ValueHint};
use std::num::{NonZeroU64, NonZeroUsize};
use std::path::PathBuf;

#[derive(Args)]
pub(in crate::cli) struct GateArguments {
    /// Inventory files and directories
    #[arg(default_value = ".", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// What the change is to be merged into: a branch, a tag or a commit. Judged is what differs from where both parted
    /// [default: the baseline of uplift.yaml instead]
    #[arg(long, value_name = "REF")]
    pub base: Option<String>,
    /// The change [default: the working tree]
    #[arg(long, value_name = "REF", requires = "base")]
    pub head: Option<String>,
    /// Print every rule with what it was asked and what it found
    #[arg(long)]
    pub explain: bool,
    /// List unchanged and moved findings too, and every cause and control
    #[arg(long)]
    pub all: bool,
    /// Threads to work on [default: one for each processor]
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,
    /// Give up when checking takes longer; a result is whole or it is none
    #[arg(long, value_name = "SECONDS", default_value = "600")]
    pub timeout: NonZeroU64,
    /// Keep answers here, and give them again when nothing differs that they depend on. Whoever can write there can change
    /// answers; a directory of the repository that git does not ignore is not read
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath, requires = "base")]
    pub cache: Option<PathBuf>,
    #[command(flatten)]
    pub rules: RuleArguments,
    #[arg(long = "report", value_name = "FORMAT[=FILE]", help_heading = "Reports")]
    #[arg(value_parser = reports::parser(Kind::Run), help = reports::help(Kind::Run))]
    pub reports: Vec<Request>,
    #[command(flatten)]
    pub day: DayArguments,
    #[command(flatten)]
    pub policies: PolicyArguments,
}

/// Rules that take the place of those in `uplift.yaml`; scopes of it keep their own.
#[derive(Args, Debug, Default)]
#[command(next_help_heading = "Rules")]
pub(in crate::cli) struct RuleArguments {
    /// Fail on new findings of this severity or a higher one [default: high]
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub fail_on_new: Option<ThresholdName>,
    /// Fail when more than this is lost through resources that were worsened or added, such as `0.5%` [default: 0 points]
    #[arg(long, value_name = "AMOUNT")]
    pub max_score_drop: Option<Amount>,
    /// Fail a change that lowers the score when it is below this, such as `60%`
    #[arg(long, value_name = "AMOUNT")]
    pub min_score: Option<Amount>,
    /// The same for a control
    #[arg(long, value_name = "CONTROL=AMOUNT", value_parser = of_control)]
    pub min_score_per_control: Vec<(String, Amount)>,
    /// What follows when new resources cannot be judged [default: report]
    #[arg(long, value_enum, value_name = "WHAT")]
    pub on_unknown: Option<OnUnknownName>,
    /// What follows when the change touches what it is judged by [default: warn]
    #[arg(long, value_enum, value_name = "WHAT")]
    pub on_policy_change: Option<OnPolicyChangeName>,
    /// Say what is broken, and pass
    #[arg(long)]
    pub report_only: bool,
    /// Fail when the baseline holds what occurs no more
    #[arg(long)]
    pub strict: bool,
}

fn of_control(text: &str) -> Result<(String, Amount), String> {
    let (control, amount) = text.split_once('=').ok_or("write it like encrypt-data-in-transit=60%")?;
    Ok((control.to_owned(), amount.parse()?))
}

/// From which severity on new findings fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ThresholdName {
    High,
    Medium,
    Low,
    None,
}

impl From<ThresholdName> for Threshold {
    fn from(name: ThresholdName) -> Self {
        match name {
            ThresholdName::High => Self::High,
            ThresholdName::Medium => Self::Medium,
            ThresholdName::Low => Self::Low,
            ThresholdName::None => Self::None,
        }
    }
}

/// What follows when new resources cannot be judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum OnUnknownName {
    Report,
    Fail,
}

impl From<OnUnknownName> for OnUnknown {
    fn from(name: OnUnknownName) -> Self {
        match name {
            OnUnknownName::Report => Self::Report,
            OnUnknownName::Fail => Self::Fail,
        }
    }
}

/// What follows when the change touches what it is judged by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum OnPolicyChangeName {
    Warn,
    Fail,
}

impl From<OnPolicyChangeName> for OnPolicyChange {
    fn from(name: OnPolicyChangeName) -> Self {
        match name {
            OnPolicyChangeName::Warn => Self::Warn,
            OnPolicyChangeName::Fail => Self::Fail,
        }
    }
}
