//! Quick fix's flags.

use super::words::{BRANCHES, BranchPer, COSTS, SEVERITIES, SPLITS, one_of};
use super::{DayArguments, FilterArguments, PolicyArguments};
use crate::cli::reports::{self, Request};
use crate::fix::Split;
use crate::fix::route::Minimise;
use crate::policy::{Safety, Severity};
use crate::report::Kind;
use clap::{Args, ValueEnum, ValueHint};
use std::num::NonZeroUsize;
use std::path::PathBuf;

#[derive(Args)]
pub(in crate::cli) struct FixArguments {
    /// Inventory files and directories
    #[arg(required = true, value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// Write the diff to this file instead of standard output
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
    /// One diff, or a series of mails for `git am`
    #[arg(long, value_enum, default_value_t)]
    pub format: PatchFormat,
    /// What each mail of a series holds
    #[arg(long, value_parser = one_of(SPLITS), value_name = "WHAT")]
    pub split_by: Option<Split>,
    /// Write a folder for each resource group: patch, summary, manifest, and scripts for the live resources; beside them
    /// all groups' fixes as one patch, and as a series for `git am`
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub out_dir: Option<PathBuf>,
    /// Make a local branch of one commit on HEAD for each of these, instead of writing a diff
    #[arg(long, value_parser = one_of(BRANCHES), value_name = "WHAT")]
    #[arg(conflicts_with_all = ["output", "out_dir", "split_by", "format", "write"])]
    pub branch_per: Option<BranchPer>,
    /// Take just the edits that this manifest accepts
    #[arg(long, value_name = "MANIFEST", value_hint = ValueHint::FilePath)]
    pub from: Option<PathBuf>,
    /// Fix only as much as brings the score to this
    #[arg(long, value_name = "PERCENT", help_heading = "How far", conflicts_with_all = ["points", "max_edits"])]
    pub target: Option<String>,
    /// Fix only as much as gains so many points
    #[arg(long, value_name = "POINTS", help_heading = "How far", conflicts_with = "max_edits")]
    pub points: Option<String>,
    /// Gain as many points as so many edits can
    #[arg(long, value_name = "N", help_heading = "How far")]
    pub max_edits: Option<u64>,
    /// What to need as little of as possible on the way to a target
    #[arg(long, value_parser = one_of(COSTS), default_value = "edits", help_heading = "How far")]
    pub minimise: Minimise,
    /// Print the way only, and no patch
    #[arg(long, help_heading = "How far")]
    pub steps: bool,
    /// Change the files in place instead of writing a diff; only by safe fixes unless --safety says more
    #[arg(long, conflicts_with = "output")]
    pub write: bool,
    /// Write to files that only record the estate, too
    #[arg(long, requires = "write")]
    pub snapshots: bool,
    /// Write values into a template's resources themselves, where they come from parameters, variables or expressions
    #[arg(long)]
    pub inline: bool,
    /// Ask about each finding, with its diff
    #[arg(long)]
    pub interactive: bool,
    /// The highest level of safety of the fixes that are taken [default: review, with --write safe]
    #[arg(long, value_enum)]
    pub safety: Option<SafetyChoice>,
    /// End with exit code 3 when a finding could not be fixed
    #[arg(long)]
    pub require_all: bool,
    /// Show every reason why findings were left out
    #[arg(long)]
    pub all: bool,
    /// Threads to work on [default: one for each processor]
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,
    /// Fix only in this management group and what is below it
    #[arg(long, value_name = "ID|NAME", help_heading = "What is fixed")]
    pub management_group: Vec<String>,
    /// Fix only in this subscription
    #[arg(long, value_name = "ID|NAME", help_heading = "What is fixed")]
    pub subscription: Vec<String>,
    /// Fix only in this resource group
    #[arg(long, short = 'g', value_name = "NAME", help_heading = "What is fixed")]
    pub resource_group: Vec<String>,
    /// Fix only this resource
    #[arg(long, value_name = "ID|NAME", help_heading = "What is fixed")]
    pub resource: Vec<String>,
    /// Leave this resource as it is
    #[arg(long, value_name = "ID|NAME", help_heading = "What is fixed")]
    pub exclude_resource: Vec<String>,
    /// Fix only this control's recommendations
    #[arg(long, value_name = "ID|TITLE", help_heading = "What is fixed")]
    pub control: Vec<String>,
    /// Fix only this recommendation
    #[arg(long, value_name = "ID", help_heading = "What is fixed")]
    pub recommendation: Vec<String>,
    /// Fix only recommendations of this severity
    #[arg(long, value_parser = one_of(SEVERITIES), value_delimiter = ',', help_heading = "What is fixed")]
    pub severity: Vec<Severity>,
    #[command(flatten)]
    pub day: DayArguments,
    #[arg(long = "report", value_name = "FORMAT[=FILE]", help_heading = "Reports")]
    #[arg(value_parser = reports::parser(Kind::Run), help = reports::help(Kind::Run))]
    pub reports: Vec<Request>,
    #[command(flatten)]
    pub policies: PolicyArguments,
}

impl FixArguments {
    /// The highest level of safety of the fixes that are taken. What nobody looks at is to be safe.
    pub(in crate::cli) fn level(&self) -> Safety {
        self.safety.map_or(if self.write { Safety::Safe } else { Safety::Review }, Safety::from)
    }

    /// The same names as for a scan, which mean the same.
    pub(in crate::cli) fn filters(&self) -> FilterArguments {
        FilterArguments {
            management_group: self.management_group.clone(),
            subscription: self.subscription.clone(),
            resource_group: self.resource_group.clone(),
            resource: self.resource.clone(),
            control: self.control.clone(),
            recommendation: self.recommendation.clone(),
            severity: self.severity.clone(),
            ..FilterArguments::default()
        }
    }
}

/// How patches are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum PatchFormat {
    /// One unified diff.
    #[default]
    Diff,
    /// A mailbox with one patch a mail.
    Mbox,
}

/// Which fixes are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum SafetyChoice {
    /// Those that nobody can notice.
    Safe,
    /// Those that may interrupt someone, too.
    Review,
    /// Those that cannot be undone, too; `all` is another word for it.
    #[value(alias = "all")]
    Destructive,
}

impl From<SafetyChoice> for Safety {
    fn from(choice: SafetyChoice) -> Self {
        match choice {
            SafetyChoice::Safe => Self::Safe,
            SafetyChoice::Review => Self::Review,
            SafetyChoice::Destructive => Self::Destructive,
        }
    }
}
