//! Commands about what is known: exemptions and the baseline.

use super::PolicyArguments;
use super::words::{CATEGORIES, FORMATS, one_of};
use crate::cli::reports::{self, Request};
use crate::policy::{self, Category};
use crate::report::{Format, Kind};
use clap::{Args, Subcommand, ValueHint};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::path::PathBuf;

#[derive(Args, Clone, Copy, Default)]
#[command(next_help_heading = "Exemptions")]
pub(in crate::cli) struct DayArguments {
    /// Judge exemptions as on this day, such as 2027-03-31 [default: today, in UTC]
    #[arg(long, value_name = "DATE", value_parser = day)]
    today: Option<Date>,
}

/// A day that was typed.
pub(in crate::cli) fn day(text: &str) -> Result<Date, &'static str> {
    policy::day(text).map_err(|_| "write a day that exists, like 2027-03-31")
}

impl DayArguments {
    /// The day that exemptions are judged on. In UTC, so that a laptop and a pipeline agree.
    pub(in crate::cli) fn today(&self) -> Date {
        self.today.unwrap_or_else(|| TimeZone::UTC.to_datetime(Timestamp::now()).date())
    }
}

#[derive(Args)]
pub(in crate::cli) struct ExemptionsArguments {
    /// Inventory files and directories, all of the estate [default: the directory of uplift.yaml]
    #[arg(value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// How many days ahead to look for exemptions that end
    #[arg(long, value_name = "DAYS", default_value = "30")]
    pub ends_within: u32,
    /// How the list is written
    #[arg(long, value_parser = one_of(FORMATS), default_value = "text")]
    pub format: &'static Format,
    #[arg(long = "report", value_name = "FORMAT[=FILE]", help_heading = "Reports")]
    #[arg(value_parser = reports::parser(Kind::Exemptions), help = reports::help(Kind::Exemptions))]
    pub reports: Vec<Request>,
    /// End with exit code 1 when an exemption is not in use: unused, doubled, expired, too long or refused
    #[arg(long)]
    pub strict: bool,
    #[command(flatten)]
    pub day: DayArguments,
    #[command(flatten)]
    pub policies: PolicyArguments,
}

#[derive(Args)]
pub(in crate::cli) struct ExemptArguments {
    /// A resource by id or name; or the id of a group, a subscription or a management group; or a glob over ids
    #[arg(value_name = "RESOURCE|SCOPE")]
    pub scope: String,
    /// Inventory files and directories to find it in [default: the directory of uplift.yaml]
    #[arg(value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// The recommendation that need not be followed; may be repeated
    #[arg(long, value_name = "ID", required = true)]
    pub recommendation: Vec<String>,
    /// Why, for people
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// Whether the risk is accepted, or something else deals with it
    #[arg(long, value_parser = one_of(CATEGORIES), default_value = "waiver")]
    pub category: Category,
    /// Who answers for it
    #[arg(long, value_name = "NAME")]
    pub owner: Option<String>,
    /// Where it was agreed on
    #[arg(long, value_name = "ID")]
    pub ticket: Option<String>,
    /// The last day that it counts, such as 2027-03-31
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub until: Option<Date>,
    /// The exemption's own name [default: made from the recommendation and the resource]
    #[arg(long, value_name = "ID")]
    pub id: Option<String>,
    /// The file of exemptions [default: the first one that uplift.yaml names]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: Option<PathBuf>,
    #[command(flatten)]
    pub day: DayArguments,
    #[command(flatten)]
    pub policies: PolicyArguments,
}

#[derive(Args)]
pub(in crate::cli) struct BaselineArguments {
    #[command(subcommand)]
    pub action: BaselineAction,
}

#[derive(Subcommand)]
pub(in crate::cli) enum BaselineAction {
    /// Write a baseline of all unhealthy findings; there must be none yet
    Create(BaselineFlags),
    /// Make the baseline what is unhealthy now, and say what that adds and removes
    Update(BaselineFlags),
    /// Take out what does not occur any more, and add nothing
    Prune(PruneFlags),
    /// Count what the baseline holds, by recommendation
    Show(BaselineFlags),
}

#[derive(Args)]
pub(in crate::cli) struct PruneFlags {
    #[command(flatten)]
    pub flags: BaselineFlags,
    /// Also take out what may be in the rest of a list of which only a part is there
    #[arg(long)]
    pub force: bool,
}

#[derive(Args)]
pub(in crate::cli) struct BaselineFlags {
    /// Inventory files and directories, all of the estate [default: the directory of uplift.yaml]
    #[arg(value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// The baseline, YAML or JSON [default: the one that uplift.yaml names, else baseline.yaml beside it]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: Option<PathBuf>,
    /// Show every finding
    #[arg(long)]
    pub all: bool,
    #[command(flatten)]
    pub day: DayArguments,
    #[command(flatten)]
    pub policies: PolicyArguments,
}
