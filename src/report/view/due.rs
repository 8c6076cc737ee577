//! What is due, and whose it is: `uplift due`.

use super::{FiguresView, Place, Points, ProblemView, ResourceView, Scan, Tool};
use crate::duty::{Owner, Since, Timing};
use crate::estate::{DueFinding, DueTerms, Dues, Judged, Share};
use crate::exempt::days;
use crate::policy::Severity;
use crate::score::{Figures, ScopeScore};
use crate::secret::masked_line;
use crate::source::Problem;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// What `uplift due` prints.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DueView {
    /// `uplift.due/1`.
    #[schemars(extend("const" = "uplift.due/1"))]
    pub schema: &'static str,
    /// What made this report.
    pub tool: Tool,
    /// The day that days are compared with, in UTC.
    pub today: String,
    /// How many days ahead are soon.
    pub soon: u32,
    /// How many findings stand how.
    pub counts: DueCounts,
    /// How many checks are undecided, for people.
    #[serde(skip)]
    pub undecided: u64,
    /// The score.
    pub score: FiguresView,
    /// The same without findings that do not count before their day is over; missing where no rule has `grace: exclude`, and no
    /// assignment of the platform a grace period.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score_without_grace: Option<FiguresView>,
    /// Those with the most that is overdue first; nobody last.
    pub owners: Vec<OwnerView>,
    /// What is overdue first, then by day and by severity.
    pub findings: Vec<DueFindingView>,
    /// What may be a mistake, and why ages are not known.
    pub warnings: Vec<ProblemView>,
    /// What could not be read. What it holds is missing here.
    pub errors: Vec<ProblemView>,
}

/// How many findings stand how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DueCounts {
    /// Their last day is over.
    pub overdue: u64,
    /// Their last day is today, or one of the next.
    pub due_soon: u64,
    /// It is later.
    pub on_time: u64,
    /// No rule is for them.
    pub unassigned: u64,
    /// Nobody can tell.
    pub unknown: u64,
}

/// What somebody deals with.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OwnerView {
    /// Who; null where nobody is known to.
    pub owner: Option<String>,
    /// How many findings stand how.
    #[serde(flatten)]
    pub counts: DueCounts,
    /// What the score gains when all of them are healthy, in points. What is worth something only together with another
    /// owner's is in neither.
    pub points: Points,
}

/// A finding, and when it is due.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DueFindingView {
    /// How it stands.
    pub timing: Timing,
    /// The last day that it is on time; null where no rule is for it.
    pub due: Option<DayView>,
    /// Days until then, negative when it is over; null where that day is not known.
    pub days_left: Option<i64>,
    /// Since when it is there; null where no rule is for it.
    pub since: Option<DayView>,
    /// The day that its days count from: the later of that and of the one since which a rule is for it.
    pub counted_from: Option<String>,
    /// Who deals with it; null where nobody is known to.
    pub owner: Option<String>,
    /// Why nobody is known to; null where somebody is, and where no rule is for it.
    pub no_owner: Option<String>,
    /// The rule, by its name or its place; null where none is for it.
    pub rule: Option<String>,
    /// An assignment of the platform's own says who and until when. Missing when it does not.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub from_portal: bool,
    /// It does not count before its day is over. Missing when it does.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub in_grace: bool,
    /// Why nobody can tell; null where somebody can.
    pub why: Option<String>,
    /// The recommendation's id.
    pub recommendation: String,
    /// Its title.
    pub title: String,
    /// How bad it is.
    pub severity: Severity,
    /// The resource.
    pub resource: ResourceView<'static>,
    /// Where to look first.
    pub location: Place,
}

/// Until when a finding of a scan is to be dealt with, and by whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DutyView {
    /// How it stands.
    pub timing: Timing,
    /// The last day that it is on time; null where no rule is for it, or nobody can tell.
    pub due: Option<DayView>,
    /// Since when it is there; null where nobody asks.
    pub since: Option<DayView>,
    /// Who deals with it; null where nobody is known to.
    pub owner: Option<String>,
    /// The rule, by its name or its place; null where none is for it.
    pub rule: Option<String>,
    /// An assignment of the platform's own says who and until when. Missing when it does not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub from_portal: bool,
    /// It does not count before its day is over. Missing when it does.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub in_grace: bool,
    /// Why nobody can tell. Missing where somebody can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// What the findings of a scan come to by their owners.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DutiesView {
    /// How many days ahead are soon.
    pub soon: u32,
    /// How many findings stand how.
    pub counts: DueCounts,
    /// Those with the most that is overdue first; nobody last.
    pub owners: Vec<OwnerView>,
}

/// A day.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DayView {
    /// Like 2027-03-31.
    pub day: String,
    /// It is that day or an earlier one. Missing when it is that day.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub at_latest: bool,
}

impl DayView {
    fn of(since: Since) -> Self {
        Self { day: since.day.to_string(), at_latest: since.at_latest }
    }
}

impl DueCounts {
    fn of(counts: &BTreeMap<Timing, u64>) -> Self {
        let of = |timing| counts.get(&timing).copied().unwrap_or_default();
        Self {
            overdue: of(Timing::Overdue),
            due_soon: of(Timing::DueSoon),
            on_time: of(Timing::OnTime),
            unassigned: of(Timing::Unassigned),
            unknown: of(Timing::Unknown),
        }
    }
}

/// What there is to say; `path` gives the name of a file from the one that it was read under.
pub fn due(judged: &Judged<'_>, dues: &Dues, terms: &DueTerms<'_>, warnings: &[Problem]) -> DueView {
    let today = terms.conditions.today;
    let mut counts = BTreeMap::new();
    dues.findings.iter().for_each(|finding| *counts.entry(finding.timing).or_default() += 1);
    let mut findings: Vec<DueFindingView> =
        dues.findings.iter().map(|finding| DueFindingView::of(judged, finding, today)).collect();
    findings.sort_by_cached_key(|each| {
        let name = (each.resource.id.to_string(), each.recommendation.clone());
        (each.timing, each.due.clone(), Reverse(each.severity), name)
    });
    DueView {
        schema: "uplift.due/1",
        tool: Tool::of(&judged.estate.policy),
        today: today.to_string(),
        soon: terms.soon,
        counts: DueCounts::of(&counts),
        undecided: judged.undecided(),
        score: figures(dues.figures.as_ref()),
        score_without_grace: dues.without_grace.as_ref().map(|then| figures(then.as_ref())),
        owners: dues.owners.iter().map(share).collect(),
        findings,
        warnings: warnings.iter().map(ProblemView::of).collect(),
        errors: judged.errors.iter().map(ProblemView::of).collect(),
    }
}

/// Tells a scan what the score is without what is in grace.
pub fn add_grace(scan: &mut Scan<'_>, dues: &Dues) {
    scan.score.without_grace = dues.without_grace.as_ref().map(|then| figures(then.as_ref()));
}

/// Tells a scan who deals with what, and until when.
pub fn add_duties(scan: &mut Scan<'_>, judged: &Judged<'_>, dues: &Dues, terms: &DueTerms<'_>) {
    let DueView { soon, counts, owners, .. } = due(judged, dues, terms, &[]);
    scan.governance = Some(DutiesView { soon, counts, owners });
    let duties = dues.findings.iter().map(|finding| {
        let row = (judged.assessed.identity(finding.resource), finding.recommendation.0 as u16);
        (row, DutyView::of(DueFindingView::of(judged, finding, terms.conditions.today)))
    });
    scan.assessments.take_duties(duties.collect());
}

impl DutyView {
    fn of(finding: DueFindingView) -> Self {
        let DueFindingView { timing, due, since, owner, rule, from_portal, in_grace, why, .. } = finding;
        Self { timing, due, since, owner, rule, from_portal, in_grace, why }
    }
}

fn figures(figures: Option<&Figures>) -> FiguresView {
    FiguresView::from(&ScopeScore { figures: figures.cloned(), ..ScopeScore::default() })
}

fn share(share: &Share) -> OwnerView {
    let owner = share.owner.as_deref().map(masked_line);
    OwnerView { owner, counts: DueCounts::of(&share.counts), points: Points::of(&share.points) }
}

impl DueFindingView {
    fn of(judged: &Judged<'_>, finding: &DueFinding, today: Date) -> Self {
        let (policy, assessed) = (&judged.estate.policy, &judged.assessed);
        let recommendation = &policy.recommendations[finding.recommendation.0];
        let resource = judged.inventory.resource(finding.resource);
        let found = assessed.findings.get(&finding.place);
        let location = found.map_or_else(
            || judged.inventory.location(finding.resource).into(),
            |found| Place::of(&found.place, &str::to_owned),
        );
        let rule = finding
            .rule
            .map(|(part, rule)| judged.estate.parts[usize::from(part)].settings.config.governance[rule].called(rule));
        let due = finding.term.map(|term| term.due);
        let (owner, no_owner) = match &finding.owner {
            Some(Owner::Named(name)) => (Some(masked_line(name)), None),
            Some(Owner::Nobody(reason)) => (None, Some(masked_line(reason))),
            None => (None, None),
        };
        Self {
            timing: finding.timing,
            days_left: due.filter(|due| !due.at_latest).map(|due| days(today, due.day)),
            due: due.map(DayView::of),
            since: finding.age.as_ref().map(|age| DayView::of(age.since)),
            counted_from: finding.term.filter(|_| !finding.is_imported).map(|term| term.from.to_string()),
            owner,
            no_owner,
            rule,
            from_portal: finding.is_imported,
            in_grace: finding.in_grace,
            why: finding.why.as_deref().map(masked_line),
            recommendation: recommendation.id.clone(),
            title: recommendation.title.clone(),
            severity: recommendation.severity,
            resource: ResourceView::of(resource).into_owned(),
            location,
        }
    }
}
