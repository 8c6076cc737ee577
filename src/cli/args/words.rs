//! Words that flags may be set to: each with what it means, and its line of `--help`.

use crate::estate::{Every, Partial};
use crate::fix::Split;
use crate::fix::route::Minimise;
use crate::gate;
use crate::inventory::Divided;
use crate::policy::{self, Category, Membership, Severity, Verdicts};
use crate::report::{
    self, AnswerView, Catalogue, DueView, ExemptionList, ExplanationView, Format, FunctionsView, HistoryView, LintView,
    PolicyDiffView, QueriesView, ReconcileView, Run, Scan, TrialView, fix::Manifest,
};
use crate::scaffold::Pipeline;
use crate::score::Order;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use schemars::Schema;

/// A word, what it means, and what `--help` says of it.
type Word<T> = (&'static str, T, Option<&'static str>);

/// Reads one of these words.
pub(super) fn one_of<T: Clone + Send + Sync>(words: &'static [Word<T>]) -> impl TypedValueParser<Value = T> {
    let known = words.iter().map(|(word, _, help)| PossibleValue::new(*word).help(*help));
    PossibleValuesParser::new(known).try_map(|typed| {
        let found = words.iter().find(|(word, ..)| *word == typed);
        found.map(|(_, meaning, _)| meaning.clone()).ok_or("there is no such word")
    })
}

pub(super) const FORMATS: &[Word<&Format>] =
    &[("text", Format::TEXT, Some("For people")), ("json", Format::JSON, Some("For programs; see `uplift schema`"))];

pub(super) const DIVISIONS: &[Word<Divided>] = &[
    ("rows", Divided::ByRow, Some("Resource by resource: what belongs to one may be in another part")),
    ("subscriptions", Divided::BySubscription, Some("All that is in a subscription is in one part")),
];

/// What a scan, and the sum of several, are written as.
pub(super) const SUMMED_FORMATS: &[Word<&Format>] = &[
    FORMATS[0],
    FORMATS[1],
    ("partial", Format::PARTIAL, Some("For `uplift merge`, which adds up the results of parts")),
];

pub(super) const ORDERS: &[Word<Order>] = &[
    ("increase", Order::Increase, Some("Potential score increase")),
    ("max", Order::Max, Some("Max score")),
    ("unhealthy", Order::Unhealthy, Some("Unhealthy resources")),
];

pub(super) const EVERY: &[Word<Every>] = &[
    ("commit", Every::Commit, Some("Each commit")),
    ("day", Every::Day, Some("The last one of each day")),
    ("week", Every::Week, Some("The last one of each week, which begins on Monday")),
];

pub(in crate::cli) const VERDICTS: &[Word<Verdicts>] = &[
    ("own", Verdicts::Own, Some("Those of the checks")),
    (
        "portal",
        Verdicts::Portal,
        Some("Those of Defender for Cloud alone, by its own controls; the estate's files do not count"),
    ),
    (
        "both",
        Verdicts::Both,
        Some("Those of the checks, and of Defender for Cloud what these cannot decide or do not know"),
    ),
];

pub(super) const SEVERITIES: &[Word<Severity>] =
    &[("high", Severity::High, None), ("medium", Severity::Medium, None), ("low", Severity::Low, None)];

pub(super) const MEMBERSHIPS: &[Word<Membership>] = &[
    ("uplift", Membership::Uplift, Some("This project")),
    ("mdc", Membership::Mdc, Some("Microsoft Defender for Cloud, as published")),
    ("custom", Membership::Custom, Some("The estate's own policies")),
];

pub(super) const CATEGORIES: &[Word<Category>] = &[
    ("waiver", Category::Waiver, Some("Not applicable: the risk is accepted")),
    ("mitigated", Category::Mitigated, Some("Healthy: something else deals with the risk")),
];

pub(super) const SPLITS: &[Word<Split>] = &[
    ("control", Split::Control, Some("A control's fixes")),
    ("recommendation", Split::Recommendation, Some("A recommendation's fixes")),
    ("resource", Split::Resource, Some("A resource's fixes")),
    ("file", Split::File, Some("A file's fixes")),
];

/// What a branch is made for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum BranchPer {
    /// A resource group.
    Group,
    /// A control.
    Control,
    /// What the tag `owner` says.
    Owner,
}

pub(super) const BRANCHES: &[Word<BranchPer>] = &[
    ("group", BranchPer::Group, Some("A resource group's fixes")),
    ("control", BranchPer::Control, Some("A control's fixes")),
    ("owner", BranchPer::Owner, Some("The fixes of resources whose tag `owner` says the same")),
];

pub(super) const COSTS: &[Word<Minimise>] = &[
    ("edits", Minimise::Edits, Some("Distinct edits")),
    ("files", Minimise::Files, Some("Changed files")),
    ("review", Minimise::Review, Some("Fixes that may interrupt someone")),
];

/// What a scan tells beside the score.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum With {
    /// A quick fix for each recommendation.
    Fixes,
    /// What each recommendation gives back, and the way to a target.
    Route,
    /// Who deals with each finding, and until when.
    Due,
}

pub(super) const WITH: &[Word<With>] = &[
    ("fixes", With::Fixes, Some("A quick fix for each recommendation, as a diff")),
    ("route", With::Route, Some("What each recommendation heals alone, and the way to 70 % or the next target")),
    ("due", With::Due, Some("Who deals with each finding and until when, by governance: in uplift.yaml")),
];

/// What becomes of a comment.
#[derive(Clone, Copy)]
pub(in crate::cli) enum CommentOn {
    /// It is kept on GitHub.
    GitHub,
    /// It is printed, for a forge's own command.
    Other,
}

pub(super) const FORGES: &[Word<CommentOn>] = &[
    ("github", CommentOn::GitHub, Some("Kept by the token in GH_TOKEN, which goes to GITHUB_SERVER_URL alone")),
    ("gitlab", CommentOn::Other, Some("Printed, for a command of your own")),
    ("azure-devops", CommentOn::Other, Some("Printed, for a command of your own")),
];

pub(super) const PIPELINES: &[Word<Pipeline>] = &[
    ("github", Pipeline::GitHub, Some("GitHub Actions, as .github/workflows/uplift.yml")),
    ("gitlab", Pipeline::GitLab, Some("GitLab CI/CD, as .gitlab-ci.yml")),
    ("azure-devops", Pipeline::AzureDevOps, Some("Azure Pipelines, as azure-pipelines.yml")),
];

/// The schema of a report, or of a file that people write.
pub(in crate::cli) type SchemaOf = fn() -> Schema;

pub(super) const SCHEMAS: &[Word<SchemaOf>] = &[
    ("scan", report::schema_of::<Scan<'_>>, Some("What `uplift scan --format json` prints")),
    (
        "answer",
        report::schema_of::<AnswerView<'static>>,
        Some("What `uplift try --format json` prints, once a line where it reads lines"),
    ),
    ("explanation", report::schema_of::<ExplanationView<'static>>, Some("What `uplift explain --format json` prints")),
    ("queries", report::schema_of::<QueriesView>, Some("What `uplift queries --format json` prints")),
    ("list", report::schema_of::<Catalogue>, Some("What `uplift list --format json` prints")),
    ("fix", report::schema_of::<Manifest<'_>>, Some("What `uplift fix --out-dir` writes as manifest.json")),
    ("fixes", || report::run_schema(Run::Fix), Some("What `uplift fix --report json=FILE` writes")),
    ("gate", || report::run_schema(Run::Gate), Some("What `uplift gate --report json` prints")),
    ("exemptions", report::schema_of::<ExemptionList>, Some("What `uplift exemptions --format json` prints")),
    ("history", report::schema_of::<HistoryView>, Some("What `uplift history --format json` prints")),
    ("policy-diff", report::schema_of::<PolicyDiffView<'_>>, Some("What `uplift policy diff --format json` prints")),
    ("reconcile", report::schema_of::<ReconcileView>, Some("What `uplift reconcile --format json` prints")),
    ("due", report::schema_of::<DueView>, Some("What `uplift due --format json` prints")),
    ("test", report::schema_of::<TrialView<'_>>, Some("What `uplift test --report json` prints")),
    ("functions", report::schema_of::<FunctionsView<'_>>, Some("What `uplift functions --format json` prints")),
    ("lint", report::schema_of::<LintView<'_>>, Some("What `uplift lint --report json` prints")),
    (
        "policy-file",
        policy::policy_file_schema,
        Some("What a file with controls, functions and recommendations may hold"),
    ),
    ("settings-file", gate::settings_schema, Some("What uplift.yaml may hold")),
    ("exemptions-file", policy::exemptions_file_schema, Some("What a file with exemptions may hold")),
    ("baseline-file", gate::baseline_schema, Some("What `uplift baseline create` writes")),
    ("partial", report::schema_of::<Partial>, Some("What `uplift scan --format partial` prints")),
    ("findings", || report::run_schema(Run::Scan), Some("What `uplift scan --report ndjson` prints, as one document")),
];

/// How a schema is printed.
#[derive(Clone, Copy)]
pub(in crate::cli) enum SchemaFormat {
    /// As it is.
    Json,
    /// As tables of keys.
    Markdown,
}

pub(super) const SCHEMA_FORMATS: &[Word<SchemaFormat>] = &[
    ("json", SchemaFormat::Json, Some("JSON Schema")),
    ("markdown", SchemaFormat::Markdown, Some("A page to read: each key, what it holds and what it says")),
];

/// How functions are printed.
#[derive(Clone, Copy)]
pub(in crate::cli) enum FunctionsFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
    /// As a page.
    Markdown,
}

pub(super) const FUNCTION_FORMATS: &[Word<FunctionsFormat>] = &[
    ("text", FunctionsFormat::Text, Some("For people")),
    ("json", FunctionsFormat::Json, Some("For programs; see `uplift schema functions`")),
    ("markdown", FunctionsFormat::Markdown, Some("A page to read, with the resource that everything is tried on")),
];

/// A share in percent.
pub(super) fn percent(text: &str) -> Result<f64, String> {
    let number = text.strip_suffix('%').unwrap_or(text).trim().parse::<f64>().ok();
    number.filter(|number| (0.0..=100.0).contains(number)).ok_or_else(|| "write a number from 0 to 100".to_owned())
}
