//! Commands and flags. The comments here are the texts of `--help`.

mod gate;
mod known;

pub(super) use gate::*;
pub(super) use known::*;

use super::reports::ReportArguments;
use crate::policy::{Membership, Severity};
use crate::score::Order;
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;
use std::num::{NonZeroU64, NonZeroUsize};
use std::path::PathBuf;

/// Raises a cloud estate's secure score from the repository it is written in
#[derive(Parser)]
#[command(name = "uplift", version, max_term_width = 100, propagate_version = true)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub(super) enum Command {
    /// Score an inventory, and rank the controls by what fixing them would give back
    Scan(Box<ScanArguments>),
    /// Write the patches that turn failing recommendations healthy, as one diff that is proven to apply and to help
    Fix(Box<FixArguments>),
    /// Judge a change: whether it makes the score worse, or adds a finding that matters
    Gate(Box<GateArguments>),
    /// List controls and recommendations
    List(ListArguments),
    /// List exemptions: which are in use, unused, expired or doubled, and what is lost when they end
    Exemptions(ExemptionsArguments),
    /// Add an exemption to the estate's file of exemptions
    Exempt(ExemptArguments),
    /// Keep the file of findings that are known
    Baseline(BaselineArguments),
    /// Show everything about a control or a recommendation
    Show(ShowArguments),
    /// Run the test cases of policy files
    Test(TestArguments),
    /// Explain the functions that check scripts may call
    Functions,
    /// Print the JSON Schema of a report
    Schema(SchemaArguments),
    /// Print completions for a shell
    Completions(CompletionsArguments),
}

#[derive(Args)]
pub(super) struct ScanArguments {
    /// Inventory files and directories; `-` is standard input
    #[arg(required = true, value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// How the report is written
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// What controls are sorted by
    #[arg(long, value_enum, default_value_t)]
    pub sort: Sort,
    /// Leave nothing out: every control, recommendation, scope and reason, and healthy assessments in JSON
    #[arg(long)]
    pub all: bool,
    /// Print the score alone, and no warnings
    #[arg(long, short)]
    pub quiet: bool,
    /// Warn about resource types of own recommendations that no resource has
    #[arg(long)]
    pub strict: bool,
    /// Threads to work on [default: one for each processor]
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,
    /// Give up when checking takes longer; a result is whole or it is none
    #[arg(long, value_name = "SECONDS", default_value = "600")]
    pub timeout: NonZeroU64,
    #[command(flatten)]
    pub filters: FilterArguments,
    #[command(flatten)]
    pub day: DayArguments,
    #[command(flatten)]
    pub reports: ReportArguments,
    #[command(flatten)]
    pub policies: PolicyArguments,
}

#[derive(Args)]
pub(super) struct FixArguments {
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
    #[arg(long, value_enum, value_name = "WHAT")]
    pub split_by: Option<SplitBy>,
    /// Write a folder for each resource group: patch, summary, manifest, and scripts for the live resources; beside them
    /// all groups' fixes as one patch, and as a series for `git am`
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub out_dir: Option<PathBuf>,
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
    #[arg(long, value_enum, default_value_t, help_heading = "How far")]
    pub minimise: MinimiseBy,
    /// Print the way only, and no patch
    #[arg(long, help_heading = "How far")]
    pub steps: bool,
    /// Change the files in place instead of writing a diff; only by safe fixes unless `--safety all` is said
    #[arg(long, conflicts_with = "output")]
    pub write: bool,
    /// Write to files that only record the estate, too
    #[arg(long, requires = "write")]
    pub snapshots: bool,
    /// Ask about each finding, with its diff
    #[arg(long)]
    pub interactive: bool,
    /// Only fixes that nobody can notice (safe), or all of them [default: all, with --write safe]
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
    #[arg(long, value_enum, value_delimiter = ',', help_heading = "What is fixed")]
    pub severity: Vec<SeverityName>,
    #[command(flatten)]
    pub day: DayArguments,
    #[command(flatten)]
    pub reports: ReportArguments,
    #[command(flatten)]
    pub policies: PolicyArguments,
}

impl FixArguments {
    /// The same names as for a scan, which mean the same.
    pub(super) fn filters(&self) -> FilterArguments {
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
pub(super) enum PatchFormat {
    /// One unified diff.
    #[default]
    Diff,
    /// A mailbox with one patch a mail.
    Mbox,
}

/// What one step of a series holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum SplitBy {
    /// A control's fixes.
    Control,
    /// A recommendation's fixes.
    Recommendation,
    /// A resource's fixes.
    Resource,
    /// A file's fixes.
    File,
}

/// What a way to a target costs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum MinimiseBy {
    /// Distinct edits.
    #[default]
    Edits,
    /// Changed files.
    Files,
    /// Fixes that may interrupt someone.
    Review,
}

/// Which fixes are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum SafetyChoice {
    /// Whatever they may interrupt.
    All,
    /// Those that nobody can notice.
    Safe,
}

#[derive(Args, Default)]
#[command(next_help_heading = "What is scored")]
pub(super) struct FilterArguments {
    /// Score only this management group and what is below it
    #[arg(long, value_name = "ID|NAME")]
    pub management_group: Vec<String>,
    /// Score only this subscription
    #[arg(long, value_name = "ID|NAME")]
    pub subscription: Vec<String>,
    /// Score only this resource group
    #[arg(long, short = 'g', value_name = "NAME")]
    pub resource_group: Vec<String>,
    /// Score only this resource, and list what is unhealthy about it
    #[arg(long, value_name = "ID|NAME")]
    pub resource: Vec<String>,
    /// Score only resources of this type
    #[arg(long, value_name = "TYPE")]
    pub resource_type: Vec<String>,
    /// List only this control, with its unhealthy resources
    #[arg(long, value_name = "ID|TITLE", help_heading = "What is listed")]
    pub control: Vec<String>,
    /// List only this recommendation, with its unhealthy resources
    #[arg(long, value_name = "ID", help_heading = "What is listed")]
    pub recommendation: Vec<String>,
    /// List only recommendations of this severity
    #[arg(long, value_enum, value_delimiter = ',', help_heading = "What is listed")]
    pub severity: Vec<SeverityName>,
    /// List only recommendations whose controls were decided on by this source
    #[arg(long, value_enum, value_delimiter = ',', help_heading = "What is listed")]
    pub source: Vec<SourceName>,
}

#[derive(Args, Default)]
#[command(next_help_heading = "Policies")]
pub(super) struct PolicyArguments {
    /// A directory or file with policies, besides those of uplift.yaml
    #[arg(long, value_name = "DIR", value_hint = ValueHint::AnyPath)]
    pub policies: Vec<PathBuf>,
    /// Leave out the library that is shipped with uplift
    #[arg(long)]
    pub no_embedded: bool,
    /// The estate's settings [default: the nearest uplift.yaml upward from the first path, or here]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
}

#[derive(Args)]
pub(super) struct ListArguments {
    /// How the list is written
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    #[command(flatten)]
    pub policies: PolicyArguments,
}

#[derive(Args)]
pub(super) struct ShowArguments {
    /// The control or recommendation
    pub id: String,
    #[command(flatten)]
    pub policies: PolicyArguments,
}

#[derive(Args)]
pub(super) struct TestArguments {
    /// Policy files and directories to test [default: the policy roots of uplift.yaml]
    #[arg(value_hint = ValueHint::AnyPath)]
    pub roots: Vec<PathBuf>,
    /// Test only this recommendation
    #[arg(long, value_name = "ID")]
    pub recommendation: Vec<String>,
    #[command(flatten)]
    pub policies: PolicyArguments,
}

#[derive(Args)]
pub(super) struct SchemaArguments {
    /// The report
    #[arg(value_enum)]
    pub report: Report,
}

#[derive(Args)]
pub(super) struct CompletionsArguments {
    /// The shell
    #[arg(value_enum)]
    pub shell: Shell,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    #[default]
    Text,
    /// For programs; see `uplift schema`
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Report {
    /// What `uplift scan --format json` prints
    Scan,
    /// What `uplift list --format json` prints
    List,
    /// What `uplift fix --out-dir` writes as manifest.json
    Fix,
    /// What `uplift gate --report json` prints
    Gate,
    /// What `uplift exemptions --format json` prints
    Exemptions,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Sort {
    /// Potential score increase
    #[default]
    Increase,
    /// Max score
    Max,
    /// Unhealthy resources
    Unhealthy,
}

impl From<Sort> for Order {
    fn from(sort: Sort) -> Self {
        match sort {
            Sort::Increase => Self::Increase,
            Sort::Max => Self::Max,
            Sort::Unhealthy => Self::Unhealthy,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum SeverityName {
    High,
    Medium,
    Low,
}

impl From<SeverityName> for Severity {
    fn from(name: SeverityName) -> Self {
        match name {
            SeverityName::High => Self::High,
            SeverityName::Medium => Self::Medium,
            SeverityName::Low => Self::Low,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum SourceName {
    /// This project
    Uplift,
    /// Microsoft Defender for Cloud, as published
    Mdc,
    /// The estate's own policies
    Custom,
}

impl From<SourceName> for Membership {
    fn from(name: SourceName) -> Self {
        match name {
            SourceName::Uplift => Self::Uplift,
            SourceName::Mdc => Self::Mdc,
            SourceName::Custom => Self::Custom,
        }
    }
}
