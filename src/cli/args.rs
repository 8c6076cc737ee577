//! Commands and flags. The comments here are the texts of `--help`.

mod begin;
mod borrowed;
mod comment;
mod due;
mod fix;
mod gate;
mod history;
mod known;
mod lint;
mod merge;
mod policy;
mod reconcile;
mod trying;
mod watch;
mod words;

pub(super) use begin::*;
pub(super) use borrowed::*;
pub(super) use comment::*;
pub(super) use due::*;
pub(super) use fix::*;
pub(super) use gate::*;
pub(super) use history::*;
pub(super) use known::*;
pub(super) use lint::*;
pub(super) use merge::*;
pub(super) use policy::*;
pub(super) use reconcile::*;
pub(super) use trying::*;
pub(super) use watch::*;
pub(in crate::cli) use words::VERDICTS;

use super::reports::{self, Request};
use crate::inventory::Divided;
use crate::policy::{Membership, Severity};
use crate::report::{Format, Kind};
use crate::score::Order;
use clap::{Args, Parser, Subcommand, ValueHint};
use clap_complete::Shell;
use std::num::NonZeroUsize;
use std::path::PathBuf;
pub(super) use words::{BranchPer, CommentOn, FunctionsFormat, SchemaFormat, With};
use words::{
    DIVISIONS, FORMATS, FUNCTION_FORMATS, MEMBERSHIPS, ORDERS, SCHEMA_FORMATS, SCHEMAS, SEVERITIES, SUMMED_FORMATS,
    SchemaOf, WITH, one_of,
};

/// Raises a cloud estate's secure score from the repository it is written in
#[derive(Parser)]
#[command(name = "uplift", version, max_term_width = 100, propagate_version = true)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub command: Command,
    /// Give up when the command, or a round of `watch`, takes longer, reading included; 0 is no bound
    #[arg(long, global = true, value_name = "SECONDS", default_value = "600")]
    pub timeout: u64,
}

#[derive(Subcommand)]
pub(super) enum Command {
    /// Score an inventory, and rank the controls by what fixing them would give back
    Scan(Box<ScanArguments>),
    /// Judge again on every change of files, policies or settings, and print what moved, until it is interrupted
    Watch(Box<WatchArguments>),
    /// Write the patches that turn failing recommendations healthy, as one diff that is proven to apply and to help
    Fix(Box<FixArguments>),
    /// Judge a change: whether it makes the score worse, or adds a finding that matters
    Gate(Box<GateArguments>),
    /// Show the score over time, from the commits of the repository, and what moved it
    History(HistoryArguments),
    /// Tell which findings are due and whose they are, by the rules that `governance:` of uplift.yaml has
    Due(DueArguments),
    /// Hold the portal's score against ours: prove that its export is whole, and say what the difference is made of
    Reconcile(ReconcileArguments),
    /// Add up the results of parts of an estate, or of several estates, as if they had been scanned at once
    Merge(MergeArguments),
    /// Explain how a resource stands to a recommendation: what was read, and where each value comes from
    Explain(ExplainArguments),
    /// Print the queries and calls that fetch what the policies read, as a script
    Queries(QueriesArguments),
    /// Leave a report as the one comment of a pull request: created, updated, or hidden when there is nothing to say
    Comment(CommentArguments),
    /// Make a page to look at from JSON reports, on standard output
    Page(PageArguments),
    /// Write a guided tour of the page of an example, and say where
    Tour(TourArguments),
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
    /// Compare own policies with what they were
    Policy(PolicyCommandArguments),
    /// Begin an estate: settings, and a first control of your own
    Init(InitArguments),
    /// Write a control or a recommendation of your own
    New(NewArguments),
    /// Run the test cases of policy files
    Test(TestArguments),
    /// Look for mistakes in policy files: what does nothing, cannot vary, contradicts or is said nowhere
    Lint(LintArguments),
    /// Try an expression of the check language on a resource: its value, its kind, and where it is written
    Try(TryArguments),
    /// Explain the functions that check scripts may call
    Functions(FunctionsArguments),
    /// Print the JSON Schema of a report, or of a file that people write
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
    #[arg(long, value_parser = one_of(SUMMED_FORMATS), default_value = "text")]
    pub format: &'static Format,
    /// What controls are sorted by
    #[arg(long, value_parser = one_of(ORDERS), default_value = "increase")]
    pub sort: Order,
    /// Leave nothing out: every control, recommendation, scope and reason, and healthy assessments in JSON
    #[arg(long)]
    pub all: bool,
    /// Print the score alone, and no warnings but which files it lacks
    #[arg(long, short)]
    pub quiet: bool,
    /// Add to the JSON report what it has no room for otherwise; the page has both
    #[arg(long, value_name = "WHAT", value_parser = one_of(WITH), value_delimiter = ',')]
    pub with: Vec<With>,
    /// Warn about resource types of own recommendations that no resource has
    #[arg(long)]
    pub strict: bool,
    /// What is read is a part of an estate, divided like this: what may be in other parts is unknown, and never missing
    #[arg(long, value_name = "DIVIDED", value_parser = one_of(DIVISIONS))]
    pub part: Option<Divided>,
    /// Resource types of which every part was given all resources
    #[arg(long, value_name = "TYPE", value_delimiter = ',', requires = "part")]
    pub whole: Vec<String>,
    /// End with exit code 1 when data is older than `maxAge` in uplift.yaml allows, or nobody can tell how old it is
    #[arg(long)]
    pub fail_stale: bool,
    /// Add the score to .uplift/history.jsonl beside uplift.yaml, for `uplift history --recorded`
    #[arg(long)]
    pub record: bool,
    /// Threads to work on [default: one for each processor]
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,
    #[command(flatten)]
    pub verdicts: VerdictArguments,
    #[command(flatten)]
    pub filters: FilterArguments,
    #[command(flatten)]
    pub day: DayArguments,
    #[arg(long = "report", value_name = "FORMAT[=FILE]", help_heading = "Reports")]
    #[arg(value_parser = reports::parser(Kind::Scan), help = reports::help(Kind::Scan))]
    pub reports: Vec<Request>,
    #[command(flatten)]
    pub policies: PolicyArguments,
}

#[derive(Args, Clone, Default)]
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
    #[arg(long, value_parser = one_of(SEVERITIES), value_delimiter = ',', help_heading = "What is listed")]
    pub severity: Vec<Severity>,
    /// Recommendations whose controls were decided on by this source: in a scan, score only these, else list only these
    #[arg(long, value_parser = one_of(MEMBERSHIPS), value_delimiter = ',')]
    pub source: Vec<Membership>,
}

#[derive(Args, Clone, Default)]
#[command(next_help_heading = "Policies")]
pub(super) struct PolicyArguments {
    /// A directory or file with policies, besides those of uplift.yaml
    #[arg(long, value_name = "DIR", value_hint = ValueHint::AnyPath)]
    pub policies: Vec<PathBuf>,
    /// Leave out the library that is shipped with uplift
    #[arg(long)]
    pub no_embedded: bool,
    /// Values for the parameters of all templates, in place of the files beside them; the last file that has one counts
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Templates")]
    pub parameters: Vec<PathBuf>,
    /// Values for the variables of Terraform's files; each file is a deployment of its own
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, value_parser = file_of_values, help_heading = "Templates")]
    pub var_file: Vec<PathBuf>,
    /// Let uplift.yaml name policies, exemptions and a baseline outside of the repository
    #[arg(long)]
    pub outside: bool,
    /// The settings of all that is named [default: each uplift.yaml at, above or below the paths governs its own part]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
}

#[derive(Args)]
pub(super) struct ExplainArguments {
    /// The recommendation
    #[arg(value_name = "RECOMMENDATION")]
    pub recommendation: String,
    /// The resource, by id or name
    #[arg(value_name = "RESOURCE")]
    pub resource: String,
    /// Inventory files and directories [default: the directory of uplift.yaml]
    #[arg(value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// How it is written
    #[arg(long, value_parser = one_of(FORMATS), default_value = "text")]
    pub format: &'static Format,
    #[command(flatten)]
    pub day: DayArguments,
    #[command(flatten)]
    pub policies: PolicyArguments,
}

#[derive(Args)]
pub(super) struct QueriesArguments {
    /// Directories of the estate [default: the directory of uplift.yaml]
    #[arg(value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// How they are written
    #[arg(long, value_parser = one_of(FORMATS), default_value = "text")]
    pub format: &'static Format,
    #[command(flatten)]
    pub policies: PolicyArguments,
}

#[derive(Args)]
pub(super) struct PageArguments {
    /// What `scan --format json`, `gate --report json` or `fix --report json` wrote, one estate each; `-` is standard input
    #[arg(required = true, value_name = "REPORT", value_hint = ValueHint::FilePath)]
    pub reports: Vec<PathBuf>,
}

#[derive(Args)]
pub(super) struct TourArguments {
    /// Where to
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath, default_value = "uplift-tour.html")]
    pub output: PathBuf,
    #[command(flatten)]
    pub day: DayArguments,
}

#[derive(Args)]
pub(super) struct ListArguments {
    /// Recommendations, by their ids or by those that other catalogues have for the same thing, such as CKV_AZURE_3
    #[arg(value_name = "ID")]
    pub ids: Vec<String>,
    /// List only recommendations for this service, such as Storage
    #[arg(long, value_name = "NAME", help_heading = "What is listed")]
    pub service: Vec<String>,
    /// List only this control
    #[arg(long, value_name = "ID|TITLE", help_heading = "What is listed")]
    pub control: Vec<String>,
    /// List only recommendations whose controls were decided on by this source
    #[arg(long, value_parser = one_of(MEMBERSHIPS), value_delimiter = ',', help_heading = "What is listed")]
    pub source: Vec<Membership>,
    /// List only recommendations of this severity
    #[arg(long, value_parser = one_of(SEVERITIES), value_delimiter = ',', help_heading = "What is listed")]
    pub severity: Vec<Severity>,
    /// List only recommendations with a quick fix
    #[arg(long, help_heading = "What is listed")]
    pub with_fix: bool,
    /// Count them, by control, service, source, severity and version
    #[arg(long, conflicts_with = "reports")]
    pub stats: bool,
    /// How the list is written
    #[arg(long, value_parser = one_of(FORMATS), default_value = "text")]
    pub format: &'static Format,
    #[arg(long = "report", value_name = "FORMAT[=FILE]", help_heading = "Reports")]
    #[arg(value_parser = reports::parser(Kind::List), help = reports::help(Kind::List))]
    pub reports: Vec<Request>,
    #[command(flatten)]
    pub policies: PolicyArguments,
}

#[derive(Args)]
pub(super) struct ShowArguments {
    /// The control or recommendation
    pub id: String,
    /// Print it as it stands in its policy file, with its fix and its test cases
    #[arg(long)]
    pub source: bool,
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
    /// Test only recommendations whose id holds this text
    #[arg(long, value_name = "TEXT")]
    pub filter: Vec<String>,
    /// Show the branches and clauses of checks, `appliesTo` and fix scripts that no case reaches
    #[arg(long)]
    pub coverage: bool,
    /// The share of them that cases must reach, in percent
    #[arg(long, value_name = "PERCENT", requires = "coverage", value_parser = words::percent)]
    pub threshold: Option<f64>,
    /// Let cases that fail expect what they gave, in their files, and show that as a diff; never where a check or a fix fails
    #[arg(long)]
    pub update: bool,
    /// Test again whenever policies or settings change, until it is interrupted; --timeout bounds each round
    #[arg(long, conflicts_with = "update")]
    pub watch: bool,
    /// Make small mistakes in the scripts, one by one, and show those that no case notices
    #[arg(long)]
    pub mutants: bool,
    #[arg(long = "report", value_name = "FORMAT[=FILE]", help_heading = "Reports")]
    #[arg(value_parser = reports::parser(Kind::Test), help = reports::help(Kind::Test))]
    pub reports: Vec<Request>,
    #[command(flatten)]
    pub policies: PolicyArguments,
}

#[derive(Args)]
pub(super) struct FunctionsArguments {
    /// Policy files and directories whose shared functions to list too
    #[arg(value_hint = ValueHint::AnyPath)]
    pub roots: Vec<PathBuf>,
    /// How they are printed
    #[arg(long, default_value = "text", value_parser = one_of(FUNCTION_FORMATS))]
    pub format: FunctionsFormat,
    #[command(flatten)]
    pub policies: PolicyArguments,
}

#[derive(Args)]
pub(super) struct SchemaArguments {
    /// The report, or the file
    #[arg(value_parser = one_of(SCHEMAS))]
    pub report: SchemaOf,
    /// How it is printed
    #[arg(long, default_value = "json", value_parser = one_of(SCHEMA_FORMATS))]
    pub format: SchemaFormat,
}

#[derive(Args)]
pub(super) struct CompletionsArguments {
    /// The shell
    #[arg(value_enum)]
    pub shell: Shell,
}

/// What standard output is for already when a command's own report is of this format, so that no other may go there.
pub(super) fn taken(format: &Format) -> Option<&'static str> {
    (format == Format::JSON).then_some("the JSON report")
}

/// A path that may be one of a file; what a directory holds has to be named one by one.
fn file_of_values(path: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(path);
    if path.is_dir() { Err("it is a directory: name a file of values in it".to_owned()) } else { Ok(path) }
}
