//! A gate's answer as reviewers read it.

use super::scan::{problems, script_errors, view};
use super::{Quotes, rule_of_review};
use crate::assess::{AssessmentIndex, Status};
use crate::gate::{
    self, CauseKind as Kind, Change, Comparison, Decision, Outcome, PolicyChange, Side, Standing, Verdict,
};
use crate::inventory::ResourceIndex;
use crate::policy::{GateScope, Policy, RecommendationIndex};
use crate::report::few::few;
use crate::report::view::{
    Cause, CauseKind, ControlChange, Counts, ExemptionView, FindingView, FixOfReview, Flip, GovernanceView, Place,
    ResourceView, Review, RuleView, Run, ScoreChange, ScriptErrorView, Sides, Tool, UndecidedControl,
};
use crate::score::{Percentage, Points};
use crate::score::{Ratio, Score};
use crate::source::{Location, Problem};
use num_traits::Zero;
use std::collections::{BTreeMap, BTreeSet};

/// A decision with what it was made from and what its findings are shown with.
pub(super) struct ReviewedGate<'r> {
    /// What was compared, for people.
    pub sides: Sides,
    /// What both sides were judged by.
    pub policy: &'r Policy,
    /// Where the change starts.
    pub base: Side<'r>,
    /// Where it ends.
    pub head: Side<'r>,
    /// The score of the base; `None` when there is no base to score.
    pub before: Option<&'r Score>,
    /// The score of head.
    pub after: &'r Score,
    /// What new findings cost, in points.
    pub lost: &'r Ratio,
    /// What the change does to findings.
    pub comparison: &'r Comparison,
    /// By change: it is in the baseline.
    pub known: &'r [bool],
    /// What moved the score.
    pub causes: &'r [gate::Cause],
    /// The rules and their answers.
    pub decision: &'r Decision,
    /// What the change does to what it is judged by.
    pub policy_change: Option<&'r PolicyChange>,
    /// The way of a remedy, by the rule's answer.
    pub way: &'r dyn Fn(&Outcome) -> Way,
    /// The exemption of an assessment of head, by its place.
    pub exemption: &'r dyn Fn(AssessmentIndex) -> Option<ExemptionView>,
    /// Quick fixes, by change.
    pub fixes: &'r BTreeMap<usize, FixOfReview>,
    /// Where the change brings new findings to what templates deploy, by change.
    pub brought: &'r BTreeMap<usize, Vec<Location>>,
    /// Lines of the files of both sides.
    pub quotes: (&'r Quotes<'r>, &'r Quotes<'r>),
    /// From the name that a file was read under to its path from the root of its repository.
    pub path: &'r dyn Fn(&str) -> String,
    /// Unchanged findings are listed too.
    pub all: bool,
    /// Recommendations whose scripts fail where they did not in the base.
    pub broken: &'r BTreeSet<RecommendationIndex>,
    /// What it writes where nothing is judged.
    pub unseen: &'r [Problem],
    /// What may be a mistake.
    pub warnings: &'r [Problem],
}

/// How a broken rule can be made to hold.
#[derive(Default)]
pub(super) struct Way {
    /// A command that goes that way.
    pub command: Option<String>,
    /// Findings that have a quick fix, and that it cannot fix.
    pub refused: usize,
    /// Findings whose quick fix cannot be undone, which the command leaves.
    pub destructive: Vec<String>,
    /// Recommendations whose findings are none by the change's own settings, policies or exemptions.
    pub overruled: BTreeSet<String>,
}

/// What holds for the whole change. What could not be read is missing on one side: nothing is said then that only its
/// absence tells, such as a rule that holds or a score.
pub(super) fn review_of_gate(input: &ReviewedGate<'_>) -> Review {
    let review = whole_review(input);
    if input.decision.unjudged.is_empty() {
        return review;
    }
    Review { score: ScoreChange::default(), controls: Vec::new(), undecided: Vec::new(), causes: Vec::new(), ..review }
}

fn whole_review(input: &ReviewedGate<'_>) -> Review {
    Review {
        run: Run::Gate,
        tool: Tool::of(input.policy),
        sides: Some(input.sides.clone()),
        verdict: Some(input.decision.verdict).filter(|verdict| *verdict != Verdict::CouldNotJudge),
        rules: input.decision.outcomes.iter().map(|outcome| rule(input, outcome)).collect(),
        idle_rules: input.decision.idle.iter().map(|name| (*name).to_owned()).collect(),
        score: ScoreChange {
            before: input.before.map(|score| (&score.estate).into()),
            after: (&input.after.estate).into(),
            lost: Some(Points::of(input.lost)),
            after_deployment: None,
            without_grace: None,
        },
        controls: input.before.map(|before| controls(input.policy, before, input.after)).unwrap_or_default(),
        exports: Vec::new(),
        data: None,
        undecided: UndecidedControl::of(input.policy, input.after),
        causes: causes(input),
        counts: counts(input),
        governance: input.policy_change.map(governance),
        recommendations: recommendations(input),
        script_errors: script_errors(
            ScriptErrorView::of(input.policy, input.head.assessed, &|index| !input.broken.contains(&index)),
            input.path,
        ),
        unseen: problems(input.unseen, input.path),
        warnings: problems(input.warnings, input.path),
        errors: problems(&input.decision.unjudged, input.path),
    }
}

/// The findings of a change: what is new first, the worst first, then in order of the files.
pub(super) fn findings_of_gate<'r>(input: &ReviewedGate<'r>) -> Vec<FindingView<'r>> {
    let changes = input.comparison.changes.iter().enumerate();
    let mut listed: Vec<(usize, &Change)> = changes.filter(|(_, change)| is_listed(input, change)).collect();
    let severity = |change: &Change| input.policy.recommendations[change.recommendation.0].severity;
    listed.sort_by_key(|(place, change)| (change.standing, std::cmp::Reverse(severity(change)), *place));
    listed.into_iter().map(|(place, change)| finding(input, place, change)).collect()
}

fn is_listed(input: &ReviewedGate<'_>, change: &Change) -> bool {
    is_certain(input, change) && (input.all || !matches!(change.standing, Standing::Unchanged | Standing::Moved))
}

/// Whether a change to a finding is one even when something could not be read: it is not gone, and not undecided for want
/// of what is missing.
fn is_certain(input: &ReviewedGate<'_>, change: &Change) -> bool {
    input.decision.unjudged.is_empty() || change.status == Some(Status::Unhealthy)
}

fn finding<'r>(input: &ReviewedGate<'r>, place: usize, change: &Change) -> FindingView<'r> {
    // What is gone is shown as it stood.
    let at_head = change.after.filter(|after| input.head.assessed.findings.contains_key(after));
    let (side, quotes, assessment) = match (at_head, change.before) {
        (Some(after), _) => (&input.head, input.quotes.1, after),
        (None, Some(before)) if input.base.assessed.findings.contains_key(&before) => {
            (&input.base, input.quotes.0, before)
        }
        (None, before) => match change.after {
            Some(after) => (&input.head, input.quotes.1, after),
            None => (&input.base, input.quotes.0, before.unwrap_or_default()),
        },
    };
    let brought = input.brought.get(&place).into_iter().flatten();
    let former = change.before.and_then(|before| input.base.assessed.findings.get(&before));
    let shown = view(input.policy, side.assessed, assessment, Some(quotes), input.path);
    let message = match (change.like, shown.message) {
        (None, message) => message,
        (Some(like), message) => Some(like_what_went(input, like, message.as_deref()).into()),
    };
    FindingView {
        message,
        status: change.status,
        standing: Some(change.standing),
        known: input.known[place],
        moved_from: former
            .filter(|_| change.standing == Standing::Moved)
            .map(|former| Place::of(&former.place, input.path)),
        brought_by: brought.map(|at| named_place(at, input)).filter(|at| *at != shown.location).collect(),
        exemption: change.after.filter(|_| change.exempt).and_then(|after| (input.exemption)(after)),
        fix: input.fixes.get(&place).cloned(),
        resource: named(input, change, shown.resource),
        ..shown
    }
}

fn named_place(at: &Location, input: &ReviewedGate<'_>) -> Place {
    Place { file: (input.path)(&at.file), line: at.line, column: at.column }
}

/// What else is said of a finding that could be an old one under another name, and is not taken for it.
fn like_what_went(input: &ReviewedGate<'_>, like: ResourceIndex, message: Option<&str>) -> String {
    let went = &input.base.inventory.resource(like).id;
    let told = format!("new, like {went} that went; `moved` of the base can list both as one");
    message.map_or(told.clone(), |message| format!("{told}; {message}"))
}

/// A healthy finding, and one whose file is equal on both sides, is kept without the names of its resource.
fn named<'r>(input: &ReviewedGate<'r>, change: &Change, shown: ResourceView<'r>) -> ResourceView<'r> {
    let at_head = change.head.map(|index| input.head.inventory.resource(index));
    let resource = at_head.or_else(|| change.base.map(|index| input.base.inventory.resource(index)));
    match resource {
        Some(resource) if shown.id.is_empty() => {
            let ResourceView { resource_group, subscription, .. } = shown;
            ResourceView { resource_group, subscription, ..ResourceView::of(resource) }
        }
        _ => shown,
    }
}

fn counts(input: &ReviewedGate<'_>) -> Counts {
    let count = |wanted: &dyn Fn(&Change) -> bool| {
        input.comparison.changes.iter().filter(|change| is_certain(input, change) && wanted(change)).count() as u64
    };
    let standing = |standing: Standing| count(&|change| change.standing == standing);
    Counts {
        new: standing(Standing::New),
        resolved: standing(Standing::Resolved),
        unchanged: standing(Standing::Unchanged),
        moved: standing(Standing::Moved),
        changed: standing(Standing::Changed),
        incomparable: standing(Standing::Incomparable),
        exempt: count(&|change| change.exempt),
        known: input.known.iter().filter(|known| **known).count() as u64,
    }
}

fn recommendations(input: &ReviewedGate<'_>) -> Vec<crate::report::view::RuleOfReview> {
    let listed = input.comparison.changes.iter().filter(|change| is_listed(input, change));
    let named: BTreeSet<RecommendationIndex> = listed.map(|change| change.recommendation).collect();
    named.into_iter().map(|index| rule_of_review(input.policy, index)).collect()
}

/// The controls whose score differs, the largest change first.
pub(super) fn controls(policy: &Policy, before: &Score, after: &Score) -> Vec<ControlChange> {
    let current = |score: &Score, index: usize| {
        let found = score.controls.iter().find(|control| control.control.0 == index);
        found.and_then(|control| control.figures.as_ref()).map(|figures| figures.current.clone())
    };
    let mut changes: Vec<(Ratio, ControlChange)> = Vec::new();
    for (index, control) in policy.controls.iter().enumerate() {
        let (was, is) = (current(before, index), current(after, index));
        if was == is {
            continue;
        }
        let size = is.clone().unwrap_or_else(Ratio::zero) - was.clone().unwrap_or_else(Ratio::zero);
        let change = ControlChange {
            id: control.id.clone(),
            title: control.title.clone(),
            max: is.is_some().then_some(control.max_score),
            before: was.as_ref().map(Points::of),
            after: is.as_ref().map(Points::of),
        };
        changes.push((size, change));
    }
    changes.sort_by(|(a, x), (b, y)| (a * a).cmp(&(b * b)).reverse().then(x.id.cmp(&y.id)));
    changes.into_iter().map(|(_, change)| change).collect()
}

/// Causes that are told one by one.
const CAUSES: usize = 20;

fn causes(input: &ReviewedGate<'_>) -> Vec<Cause> {
    let told = input.causes.iter().take(CAUSES).map(|cause| {
        let (kind, side) = match cause.kind {
            Kind::Removed => (CauseKind::Removed, &input.base),
            Kind::Improved => (CauseKind::Improved, &input.head),
            Kind::Worsened => (CauseKind::Worsened, &input.head),
            Kind::Added => (CauseKind::Added, &input.head),
        };
        Cause {
            kind,
            name: side.inventory.resource(cause.resource).id.to_string(),
            points: Points::of(&cause.points),
            of: None,
        }
    });
    let rest = input.causes.get(CAUSES..).unwrap_or_default();
    let sum: Ratio = rest.iter().map(|cause| cause.points.clone()).sum();
    let others = || Cause {
        kind: CauseKind::Others,
        name: format!("{} more resources", rest.len()),
        points: Points::of(&sum),
        of: None,
    };
    told.chain((!rest.is_empty()).then(others)).collect()
}

fn governance(change: &PolicyChange) -> GovernanceView {
    let word = |status: &Option<Status>| match status {
        Some(Status::Healthy) => "healthy",
        Some(Status::Unhealthy) => "unhealthy",
        Some(Status::NotApplicable) => "not applicable",
        Some(Status::Unknown) => "unknown",
        None => "not judged",
    };
    let flip = |flip: &gate::Flip| Flip {
        recommendation: flip.recommendation.clone(),
        resources: flip.resources,
        before: word(&flip.before).to_owned(),
        after: word(&flip.after).to_owned(),
    };
    GovernanceView {
        files: change.files.clone(),
        changes: change.changes.clone(),
        flips: change.flips.iter().map(flip).collect(),
        points: Some(Points::of(&change.points)),
        points_by_exemptions: Some(Points::of(&change.by_exemptions)),
        percentage_before: change.shares.0.as_ref().map(Percentage::of),
        percentage_after: change.shares.1.as_ref().map(Percentage::of),
        unseen: change.unseen.clone(),
    }
}

fn rule(input: &ReviewedGate<'_>, outcome: &Outcome) -> RuleView {
    let way = outcome.broken.as_ref().map(|_| (input.way)(outcome)).unwrap_or_default();
    RuleView {
        id: outcome.id.clone(),
        setting: outcome.setting.clone(),
        set_by: outcome.set_by.clone(),
        scope: outcome.scope.as_ref().map(scope),
        passed: outcome.broken.is_none(),
        found: outcome.found.clone(),
        remedy: outcome.broken.as_ref().map(|broken| remedy(&broken.remedy, &way)),
        command: way.command,
    }
}

/// Findings that a remedy names one by one.
const NAMED: usize = 3;

/// What a rule says would help, as far as it does.
fn remedy(text: &str, way: &Way) -> String {
    let text = if way.command.is_some() { text.to_owned() } else { text.replace(gate::BY_COMMAND, "") };
    let text = match way.refused {
        0 => text,
        refused => format!("{text}; no quick fix can be made for {refused} of them, and `uplift fix` says why"),
    };
    let overruled: Vec<String> = way.overruled.iter().map(|id| format!("`{id}`")).collect();
    let text = match few(&overruled, NAMED) {
        named if named.is_empty() => text,
        named => format!(
            "{text}; `uplift fix` goes by the change's own settings, policies and exemptions, by which {named} finds nothing there"
        ),
    };
    match few(&way.destructive, NAMED) {
        named if named.is_empty() => text,
        named => format!("{text}; only `uplift fix --safety destructive` makes what cannot be undone: {named}"),
    }
}

fn scope(scope: &GateScope) -> String {
    let subscription = scope.subscription.as_ref().map(|name| format!("subscription {name}"));
    let group = scope.resource_group.as_ref().map(|name| format!("resource group {name}"));
    subscription.into_iter().chain(group).collect::<Vec<_>>().join(", ")
}
