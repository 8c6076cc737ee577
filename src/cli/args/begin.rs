//! Commands that write what there is to begin with.

use super::PolicyArguments;
use super::words::{PIPELINES, SEVERITIES, one_of};
use crate::policy::Severity;
use crate::scaffold::{Condition, Pipeline};
use clap::{Args, Subcommand, ValueHint};
use std::path::PathBuf;

#[derive(Args)]
pub(in crate::cli) struct InitArguments {
    /// The directory of the estate; it is made where there is none
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath, default_value = ".")]
    pub directory: PathBuf,
    /// Write a pipeline too, which reports at first and fails nothing
    #[arg(long, value_name = "FORGE", value_parser = one_of(PIPELINES))]
    pub pipeline: Option<Pipeline>,
}

#[derive(Args)]
pub(in crate::cli) struct NewArguments {
    #[command(subcommand)]
    pub what: New,
}

#[derive(Subcommand)]
pub(in crate::cli) enum New {
    /// Write policies/ID.yaml with a control, for recommendations to stand in
    Control(NewControlArguments),
    /// Write policies/ID.yaml with a recommendation on one setting, and cases that hold
    Recommendation(Box<NewRecommendationArguments>),
}

#[derive(Args)]
pub(in crate::cli) struct NewControlArguments {
    /// Its id, of a-z, 0-9 and -
    pub id: String,
    /// For people [default: the id in words]
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// What is at stake, for people [default: left to be written]
    #[arg(long, value_name = "TEXT")]
    pub description: Option<String>,
    /// Its points
    #[arg(long, value_name = "N", default_value = "4")]
    pub points: u32,
    #[command(flatten)]
    pub policies: PolicyArguments,
}

#[derive(Args)]
pub(in crate::cli) struct NewRecommendationArguments {
    /// Its id, of a-z, 0-9 and -
    pub id: String,
    /// For people [default: made from the condition]
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// What is at stake, for people [default: left to be written]
    #[arg(long, value_name = "TEXT")]
    pub description: Option<String>,
    /// A control that it stands in; may be repeated
    #[arg(long, value_name = "ID", required = true)]
    pub control: Vec<String>,
    /// How bad it is
    #[arg(long, value_parser = one_of(SEVERITIES), default_value = "medium")]
    pub severity: Severity,
    /// The type that it is for, such as Microsoft.Storage/storageAccounts, or * for all, also those that can have no tags [default: that of --from]
    #[arg(long = "type", value_name = "TYPE", required_unless_present = "from")]
    pub type_name: Option<String>,
    /// The setting, such as properties.minimumTlsVersion or tags.owner
    #[arg(long, value_name = "PATH")]
    pub property: String,
    /// Add a quick fix that sets it, to be reviewed
    #[arg(long)]
    pub with_fix: bool,
    /// What the quick fix may stop [default: left to be written]
    #[arg(long, value_name = "TEXT", requires = "with_fix")]
    pub impact: Option<String>,
    /// A resource, by id or name, that the cases are made from, without its secrets
    #[arg(long, value_name = "RESOURCE", requires = "inventory", help_heading = "From an inventory")]
    pub from: Option<String>,
    /// Inventory files and directories that it is in
    #[arg(long, value_name = "PATH", requires = "from", value_hint = ValueHint::AnyPath)]
    #[arg(help_heading = "From an inventory")]
    pub inventory: Vec<PathBuf>,
    #[command(flatten)]
    pub condition: ConditionArguments,
    /// Where it is not set, that is healthy too
    #[arg(long, conflicts_with_all = ["present", "absent"])]
    #[arg(help_heading = "What the setting has to be")]
    pub or_absent: bool,
    #[command(flatten)]
    pub policies: PolicyArguments,
}

#[derive(Args)]
#[command(next_help_heading = "What the setting has to be")]
#[group(multiple = false)]
pub(in crate::cli) struct ConditionArguments {
    /// This value, which is the default: true, a number, or a text [default: true]
    #[arg(long, value_name = "VALUE", allow_hyphen_values = true)]
    pub equals: Option<String>,
    /// Another value than this
    #[arg(long, value_name = "VALUE", allow_hyphen_values = true)]
    pub not: Option<String>,
    /// One of these values, with commas between them
    #[arg(long, value_name = "VALUE", value_delimiter = ',')]
    pub one_of: Vec<String>,
    /// This number or a higher one
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub at_least: Option<i64>,
    /// This number or a lower one
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub at_most: Option<i64>,
    /// A date so many days ahead of the day of the run, or more; 0 for one that has not passed
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub days_ahead: Option<i64>,
    /// A date so many days ago, or less
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub days_ago: Option<i64>,
    /// A text that says something
    #[arg(long)]
    pub text: bool,
    /// Set to anything
    #[arg(long)]
    pub present: bool,
    /// Not set
    #[arg(long)]
    pub absent: bool,
}

impl ConditionArguments {
    /// The condition that was typed.
    pub fn condition(&self) -> Condition {
        let value = |typed: &String| Condition::value(typed);
        match self {
            Self { not: Some(typed), .. } => Condition::Not(value(typed)),
            Self { one_of, .. } if !one_of.is_empty() => Condition::OneOf(one_of.iter().map(value).collect()),
            Self { at_least: Some(least), .. } => Condition::AtLeast(*least),
            Self { at_most: Some(most), .. } => Condition::AtMost(*most),
            Self { days_ahead: Some(days), .. } => Condition::DaysAhead(*days),
            Self { days_ago: Some(days), .. } => Condition::DaysAgo(*days),
            Self { text: true, .. } => Condition::Text,
            Self { present: true, .. } => Condition::Present,
            Self { absent: true, .. } => Condition::Absent,
            Self { equals, .. } => Condition::Equals(equals.as_ref().map_or_else(|| true.into(), value)),
        }
    }
}
