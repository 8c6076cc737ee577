//! The views: what a report says, with names instead of places in lists, and rounded figures.
//!
//! Their fields are the JSON report, `uplift.scan/1`: fields are only ever added.

mod ahead;
mod asked;
mod assessments;
mod catalogue;
mod choice;
mod course;
mod cover;
mod due;
mod editions;
mod exemptions;
mod explanation;
mod exports;
mod file;
mod finding;
mod functions;
mod governance;
mod history;
mod ids;
mod library;
mod lint;
mod names;
mod queries;
mod reconcile;
mod review;
mod round;
mod scan;
mod script_errors;
mod trial;
mod words;

pub use ahead::{AloneView, ObstacleView, QuickFixView, RouteView, StepOfRoute, TogetherView};
pub use asked::{AnswerView, ReadValueView, answer};
pub use assessments::Assessments;
pub(super) use assessments::Rows;
pub use catalogue::{Catalogue, CatalogueControl, CatalogueRecommendation, catalogue};
pub use choice::{Choice, Statistics};
pub use course::{ClauseView, CourseView, ElementView, GaveView, PassageView, ReadView};
pub use cover::{CoverView, MarkView, MissedView, MutantView, MutantsView, TallyView};
pub use due::{
    DayView, DueCounts, DueFindingView, DueView, DutiesView, DutyView, OwnerView, add_duties, add_grace, due,
};
pub use editions::{EditionView, FlipView, FlippedView, PolicyDiffView, policy_diff};
pub(super) use exemptions::of_scan as exemptions_of_scan;
pub use exemptions::{
    EndingExemption, ExemptionInput, ExemptionList, ExemptionState, ExemptionView, ListedExemption, ScanExemption,
    exemption_list,
};
pub use explanation::{
    DecidingView, EffectView, ExemptedBy, ExplanationView, RemedyView, StepView, ValueView, explanation,
};
pub use exports::ExportView;
pub use file::{DataView, FileStatusView, FileView, Place, ProblemView};
pub use finding::{
    CopyView, DeploymentView, EvidenceView, Excerpt, FindingView, FixOfReview, Replacement, ResourceView,
};
pub use functions::{FunctionView, FunctionsView, UseView, functions};
pub use governance::{Flip, GovernanceView};
pub use history::{
    AuthorView, HistoryView, MovePartView, MoveView, MovedResource, PointControl, PointView, SpanView, history,
    recorded,
};
pub use ids::Ids;
pub use library::LibraryView;
pub use lint::{DiagnosticView, LintRuleView, LintView};
pub use queries::{CallsView, IdsView, NeedsView, QueriesView, QueryView, queries};
pub use reconcile::{
    ControlOfPortal, DifferenceView, ItemView, LeftOutView, PartView, ReconcileView, ReconciledView, ScoreOfPortal,
    UncheckedView, reconcile,
};
pub use review::*;
pub use round::{MovedView, RoundView, round};
pub(super) use scan::exports;
pub use scan::{ScanInput, merged, scan};
pub use script_errors::ScriptErrorView;
pub use trial::{CaseView, FailureView, TrialView, TriedFunctionView, TriedView};

use crate::estate::Filters;
use crate::policy::{Membership, Policy, RecommendationIndex, Severity};
use crate::score::{ControlFigures, Percentage, Points, Range, Ratio, Rounded, ScopeScore, Tally};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// One scan: the score, what it covers, what would raise it, and what was found.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Scan<'a> {
    /// `uplift.scan/1`.
    #[schemars(extend("const" = "uplift.scan/1"))]
    pub schema: &'static str,
    /// What made this report.
    pub tool: Tool,
    /// The score of everything that the filters let through.
    pub score: EstateScore,
    /// How much of it could be judged.
    pub coverage: Coverage,
    /// What this report was limited to.
    pub filters: Filters,
    /// What each `uplift.yaml` governs, in order of their directories; one where there is one, or none at all.
    pub estates: Vec<EstateView>,
    /// Management groups, then subscriptions, then resource groups.
    pub scopes: Vec<ScopeView>,
    /// The most rewarding first, unless another order was asked for.
    pub controls: Vec<ControlView>,
    /// In order of their controls, then of severity.
    pub recommendations: Vec<RecommendationView>,
    /// The unhealthy and unknown ones, or all when asked for; in order of the files.
    pub assessments: Assessments<'a>,
    /// Who deals with how much; missing unless `--with due` asks for it, and where no rule says who.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub governance: Option<DutiesView>,
    /// The exemptions that take something out of this score, in order of the files.
    pub exemptions: Vec<ScanExemption>,
    /// The oldest data of which the age is known: an export that tells it, or what the settings bound. Missing where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<DataView>,
    /// Every file that was met.
    pub files: Vec<FileView>,
    /// The way to a target; missing unless `--with route` asks for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route: Option<RouteView>,
    /// Scripts that failed. Missing when none did.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub script_errors: Vec<ScriptErrorView>,
    /// What does not make the result wrong, and may yet be a mistake.
    pub warnings: Vec<ProblemView>,
    /// What could not be read. What it holds is missing from all figures.
    pub errors: Vec<ProblemView>,
}

/// What made a report.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Tool {
    /// Of this program.
    pub version: Cow<'static, str>,
    /// Equal digests mean equal verdicts on equal files.
    pub policy_digest: String,
    /// The shipped library that it judges by; missing where it judges by none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub library: Option<LibraryView>,
}

impl Tool {
    /// This program, by a policy.
    pub(super) fn of(policy: &Policy) -> Self {
        let library = policy.library.as_ref().map(LibraryView::of);
        Self { library, ..Self::by(&policy.digest) }
    }

    /// The same, by its digest.
    fn by(digest: &str) -> Self {
        Self { version: env!("CARGO_PKG_VERSION").into(), policy_digest: digest.to_owned(), library: None }
    }
}

/// A score in figures; all are null when nothing is scored, which is something else than 0 %.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FiguresView {
    /// From 0 to 1.
    pub percentage: Option<Percentage>,
    /// In points.
    pub current: Option<Points>,
    /// In points.
    pub max: Option<u64>,
    /// In points: what is missing from the maximum.
    pub potential_increase: Option<Points>,
    /// What the undecided leaves of the score; missing when all is decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<RangeView>,
}

/// Where a score can come to stand once all is decided. It always contains the score.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RangeView {
    /// From 0 to 1: everything that is undecided turns out unhealthy.
    pub lower: Percentage,
    /// From 0 to 1: everything that is undecided turns out healthy.
    pub upper: Percentage,
    /// Undecided checks that the score waits for.
    pub undecided: u64,
}

/// The estate's score.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EstateScore {
    /// After exemptions.
    #[serde(flatten)]
    pub figures: FiguresView,
    /// As if nothing was exempt.
    pub before_exemptions: FiguresView,
    /// Once the sources are deployed: of a resource that stands in sources and snapshots, what the sources say. Missing when
    /// none does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_deployment: Option<FiguresView>,
    /// Without findings that do not count before their day is over; missing where no rule has `grace: exclude`, no assignment of
    /// the platform a grace period, and where a filter is set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub without_grace: Option<FiguresView>,
}

/// What one `uplift.yaml` governs, scored by itself.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EstateView {
    /// The directory of the settings, with forward slashes.
    pub directory: String,
    /// Its settings; null when there are none.
    pub settings: Option<String>,
    /// What it weighs among others.
    pub weight: u64,
    /// Its score.
    pub score: FiguresView,
}

/// How much could be judged.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Coverage {
    /// Assessments of distinct resources that were decided.
    pub decided: u64,
    /// Assessments of distinct resources that were not.
    pub unknown: u64,
    /// Distinct resources that the score covers.
    pub resources: u64,
    /// Distinct resources in all files.
    pub resources_read: u64,
    /// Why assessments are unknown, the most frequent reasons first.
    pub reasons: Vec<Reason>,
    /// What to export so that they can be decided, the most awaited first. Missing when no export would decide any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exports: Vec<ExportView>,
}

/// Why assessments of a recommendation are unknown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Reason {
    /// Its id.
    pub recommendation: String,
    /// For people.
    pub reason: String,
    /// Assessments.
    pub count: u64,
    /// The script failed: a defect of the policy, not of the estate.
    pub script_error: bool,
}

/// What a scope is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum ScopeKind {
    /// Several subscriptions.
    ManagementGroup,
    /// Several resource groups.
    Subscription,
    /// Resources.
    ResourceGroup,
}

/// A part of the estate with its own score.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScopeView {
    /// What it is.
    pub kind: ScopeKind,
    /// Its id; null for the resources that name no subscription.
    pub id: Option<String>,
    /// For people: from the estate's settings, else the id.
    pub name: Option<String>,
    /// The subscription that a resource group is in.
    pub subscription: Option<String>,
    /// The directory of the estate that it is in; missing where there is one estate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estate: Option<String>,
    /// What it weighs among others: over all controls, the maximum times the resources that are healthy or unhealthy in it.
    pub weight: u64,
    /// Its score.
    pub score: FiguresView,
}

/// A control and what fixing it would give back.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ControlView {
    /// Its id.
    pub id: String,
    /// For people.
    pub title: String,
    /// In points.
    pub max: u32,
    /// In points of the control; null when it is not scored.
    pub current: Option<Points>,
    /// In points of the estate; null when the control is not scored.
    pub potential_increase: Option<Points>,
    /// What the score's percentage rises by; null when the control is not scored.
    pub potential_increase_percentage: Option<Percentage>,
    /// What one healthy resource is worth, in points; null when the control is not scored.
    pub score_per_resource: Option<Rounded<4>>,
    /// The increase as the portal rounds it; null when the control is not scored.
    pub portal: Option<Portal>,
    /// Distinct resources.
    #[serde(flatten)]
    pub tally: Tally,
    /// More resources are undecided than the score is made of. Missing when it is not so.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub mostly_undecided: bool,
    /// The ids of its recommendations, as far as they are listed, the most pressing first.
    pub recommendations: Vec<String>,
}

/// A potential increase in whole numbers, to the nearest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Portal {
    /// In points.
    pub potential_increase: Rounded<0>,
    /// In percent.
    pub potential_increase_percent: Rounded<0>,
}

/// A recommendation and how it stands.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RecommendationView {
    /// What tells it from another of the same id, where two estates are judged otherwise.
    #[serde(skip)]
    pub index: RecommendationIndex,
    /// Its id.
    pub id: String,
    /// For people; says what should be.
    pub title: String,
    /// How bad it is.
    pub severity: Severity,
    /// Who decided on its controls.
    pub source: Membership,
    /// Shown, never scored.
    pub preview: bool,
    /// The ids of its controls.
    pub controls: Vec<String>,
    /// Distinct resources.
    #[serde(flatten)]
    pub tally: Tally,
    /// Findings of distinct resources that are exempt, and so not unhealthy here.
    pub exempt: u64,
    /// Unhealthy resources that there is a quick fix for.
    pub fixable: u64,
    /// The steps by hand.
    pub remediation: String,
    /// What following it alone would do; missing unless `--with route` asks for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alone: Option<AloneView>,
    /// A quick fix; missing where there is none, and unless `--with fixes` asks for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quick_fix: Option<QuickFixView>,
}

impl From<&ScopeScore> for FiguresView {
    fn from(score: &ScopeScore) -> Self {
        let range = score.range.as_ref().map(|Range { lower, upper, undecided, .. }| RangeView {
            lower: Percentage::of(lower),
            upper: Percentage::of(upper),
            undecided: *undecided,
        });
        let Some(figures) = &score.figures else { return Self { range, ..Self::default() } };
        Self {
            percentage: Some(Percentage::of(&figures.percentage)),
            current: Some(Points::of(&figures.current)),
            max: Some(figures.max),
            potential_increase: Some(Points::of(&figures.potential)),
            range,
        }
    }
}

impl Portal {
    fn of(figures: &ControlFigures) -> Self {
        let percent = &figures.gain * Ratio::from_integer(100.into());
        Self { potential_increase: Rounded::of(&figures.potential), potential_increase_percent: Rounded::of(&percent) }
    }
}
