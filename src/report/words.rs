//! Words that several reports use.

use super::harmless;
use super::view::{
    ControlChange, DueCounts, DueFindingView, ExportView, FiguresView, FindingView, FlipView, MovePartView, MoveView,
    PointView, PolicyDiffView, ProblemView, RangeView, Review, RuleOfReview, Run, ScoreChange, Verdict,
};
use crate::assess::Status;
use crate::duty::Timing;
use crate::fix::Fixed;
use crate::gate::moves::MoveKind;
use crate::inventory::{Inventory, ResourceIndex};
use crate::score::{Figures, Percentage, Points};
use crate::secret::masked_line;
use serde::Serialize;
use serde_json::Value;
use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap};

/// Where the program is described.
pub(in crate::report) const NAME: &str = "uplift";

/// A word such as a severity, a standing or a status, as JSON writes it.
pub(in crate::report) fn word(word: impl Serialize) -> String {
    match serde_json::to_value(word) {
        Ok(Value::String(word)) => word,
        _ => String::new(),
    }
}

/// What stands above exports. One by one they show what is there; that nothing else is, only the script's files say.
pub(in crate::report) const WHAT_TO_EXPORT: &str =
    "What is wanting, and what it decides ($id: each resource's; uplift queries | sh fetches all exports as a whole):";

/// How much waits for an export: `12 checks of 3 controls`.
pub(in crate::report) fn waiting(export: &ExportView) -> String {
    let controls = export.controls.len() as u64;
    format!("{} of {}", count(export.checks, "check"), count(controls, "control"))
}

/// What became of the run, for a title.
pub(in crate::report) fn verdict(review: &Review) -> &'static str {
    match (review.run, review.verdict) {
        (Run::Scan, _) => "scan",
        (Run::Fix, _) => "quick fix",
        (Run::Gate, Some(Verdict::Passed)) => "gate passed",
        (Run::Gate, Some(Verdict::Failed)) => "gate failed",
        (Run::Gate, Some(Verdict::Reported)) => "gate would fail",
        (Run::Gate, _) => "the gate could not judge",
    }
}

/// `60.33 %`, or what stands for it when nothing is scored.
pub(in crate::report) fn percent(figures: &FiguresView) -> String {
    figures.percentage.map_or_else(|| "nothing scored".to_owned(), |percentage| percentage.percent())
}

/// `, between 18 % and 42 % once 41 checks are decided`, in whole percents as long as the score is within them; nothing when
/// all is decided.
pub(in crate::report) fn range(figures: &FiguresView) -> String {
    let Some(RangeView { lower, upper, undecided }) = figures.range else { return String::new() };
    let score = figures.percentage.unwrap_or(lower);
    let [least, most] = [lower, upper].map(Percentage::whole_percent);
    let is_within = least < most && (least.units() * 100..=most.units() * 100).contains(&score.units());
    let ends = match is_within {
        true => format!("{least} % and {most} %"),
        false => format!("{} and {}", lower.percent(), upper.percent()),
    };
    let are = if undecided == 1 { "is" } else { "are" };
    format!(", between {ends} once {} {are} decided", count(undecided, "check"))
}

/// `After deployment 66.67 %, 2 of 3 points`.
pub(in crate::report) fn after_deployment(then: &FiguresView) -> String {
    let points = then.current.zip(then.max).map(|(current, max)| format!(", {} of {max} points", current.short()));
    format!("After deployment {}{}", percent(then), points.unwrap_or_default())
}

/// `Without what is in grace 66.67 %, 2 of 3 points`.
pub(in crate::report) fn without_grace(then: &FiguresView) -> String {
    let points = then.current.zip(then.max).map(|(current, max)| format!(", {} of {max} points", current.short()));
    format!("Without what is in grace {}{}", percent(then), points.unwrap_or_default())
}

/// Controls of which more is undecided than decided, with what is: `Encrypt data in transit (12 of 15)`.
pub(in crate::report) fn mostly_undecided<'c>(controls: impl Iterator<Item = (&'c str, u64, u64)>) -> Option<String> {
    let told = controls
        .map(|(title, undecided, decided)| format!("{} ({undecided} of {})", harmless(title), undecided + decided));
    let told = told.collect::<Vec<_>>().join(" · ");
    (!told.is_empty()).then(|| format!("{MOSTLY_UNDECIDED}: {told}"))
}

/// The same of a run.
pub(in crate::report) fn undecided(review: &Review) -> Option<String> {
    mostly_undecided(review.undecided.iter().map(|control| (&*control.title, control.undecided, control.decided)))
}

const MOSTLY_UNDECIDED: &str = "Controls with more undecided than decided resources";

/// A score and what it was, in percent and points: `58.70 % → 58.24 %  26.79 of 46 points`. The range of what it is stands
/// between them.
pub(in crate::report) fn score(score: &ScoreChange) -> String {
    let before = score.before.as_ref().map(|before| format!("{} → ", percent(before))).unwrap_or_default();
    let points = score.after.current.zip(score.after.max);
    let points = points.map(|(current, max)| format!("  {current} of {max} points")).unwrap_or_default();
    format!("{before}{}{}{points}", percent(&score.after), range(&score.after))
}

/// That points need not add up, where those that are shown do not and no more than rounding tells them apart.
pub(in crate::report) fn rounded(review: &Review) -> Option<&'static str> {
    let score = &review.score;
    let moved = Points::between(score.before?.current?, score.after.current?).units();
    let causes: i64 = review.causes.iter().map(|cause| cause.points.units()).sum();
    // Each figure is off by half a unit at most.
    let most = (review.causes.len() as i64 + 2) / 2;
    // Of several estates, they are points of several totals.
    let is_of_one = review.causes.iter().all(|cause| cause.of.is_none());
    let causes_are_off = !review.causes.is_empty() && is_of_one && (1..=most).contains(&(causes - moved).abs());
    let lost = score.lost.map_or(0, Points::units);
    let lost_is_off = lost > 0 && (lost + moved).abs() == 1;
    (causes_are_off || lost_is_off).then_some("Points are rounded one by one, and need not add up")
}

/// In points, or what stands for it when nothing is scored.
pub(in crate::report) fn points(points: Option<Points>) -> String {
    points.map_or_else(|| "not scored".to_owned(), |points| points.to_string())
}

/// How a control's score moved: `0.00 → 4.00 of 4`.
pub(in crate::report) fn control(control: &ControlChange) -> String {
    let max = control.max.map(|max| format!(" of {max}")).unwrap_or_default();
    format!("{} → {}{max}", points(control.before), points(control.after))
}

/// `3 new, 1 moved`: what there is of each.
pub(in crate::report) fn numbers<const N: usize>(numbers: [(u64, &str); N]) -> String {
    let parts = numbers.into_iter().filter(|(number, _)| *number > 0).map(|(number, what)| format!("{number} {what}"));
    parts.collect::<Vec<_>>().join(", ")
}

/// Two scores and what lies between them: `60.00 % → 40.00 %  2.40 of 6 points, −1.20 points`.
pub(in crate::report) fn edited(diff: &PolicyDiffView<'_>) -> String {
    let change = ScoreChange { before: Some(diff.old.score), after: diff.new.score, ..ScoreChange::default() };
    let points = diff.points.map(|points| format!(", {}", moved_by(points))).unwrap_or_default();
    format!("Secure score  {}{points}", score(&change))
}

/// `+8.89 points`, or that there are none.
pub(in crate::report) fn moved_by(points: Points) -> String {
    if points.units() == 0 { "no points moved".to_owned() } else { format!("{} points", signed(points)) }
}

/// What a verdict was and is: `unhealthy, exempt` and `not judged`.
pub(in crate::report) fn flip(flip: &FlipView<'_>) -> (String, String) {
    let told = |status: Option<Status>, is_exempt: bool| {
        let told = match status {
            None => "not judged",
            Some(Status::Healthy) => "healthy",
            Some(Status::Unhealthy) => "unhealthy",
            Some(Status::NotApplicable) => "not applicable",
            Some(Status::Unknown) => "unknown",
        };
        format!("{told}{}", if is_exempt { ", exempt" } else { "" })
    };
    (told(flip.before, flip.was_exempt), told(flip.after, flip.is_exempt))
}

/// `fixed +1.20 (3 resources), broken -0.50 (1 resource)`: what moved a score.
pub(in crate::report) fn moved(moved: &MoveView) -> String {
    let part = |part: &MovePartView| {
        let resources =
            if part.resources > 0 { format!(" ({})", count(part.resources, "resource")) } else { String::new() };
        let kind = if part.kind == MoveKind::RulesChanged { "rules changed".to_owned() } else { word(part.kind) };
        format!("{kind} {}{resources}", signed(part.points))
    };
    let parts: Vec<String> = moved.parts.iter().map(part).collect();
    if parts.is_empty() { "nothing moved it".to_owned() } else { parts.join(", ") }
}

/// The first digits of the id of a point's commit.
pub(in crate::report) fn commit(point: &PointView) -> &str {
    let id = point.commit.as_deref().unwrap_or_default();
    id.get(..10).unwrap_or(id)
}

/// `infra/a.json: this is cut off`: what is wrong, and with which file.
pub(in crate::report) fn problem(problem: &ProblemView) -> String {
    let file = problem.file.as_deref().map(|file| format!("{}: ", harmless(file))).unwrap_or_default();
    format!("{file}{}", harmless(&problem.message))
}

/// With its sign, also when it is positive; a true minus.
pub(in crate::report) fn signed(points: Points) -> String {
    match points.units() {
        0 => "±0".to_owned(),
        units if units > 0 => format!("+{points}"),
        _ => points.to_string().replace('-', "−"),
    }
}

/// `2.10 points more than on 2026-09-04`: from one point of a history to another.
pub(in crate::report) fn change(from: &PointView, to: &PointView) -> Option<String> {
    let points = Points::between(from.score.current?, to.score.current?);
    let (size, day) = (points.to_string(), &from.day);
    Some(match points.units() {
        0 => format!("as on {day}"),
        1.. => format!("{size} points more than on {day}"),
        _ => format!("{} points less than on {day}", size.trim_start_matches('-')),
    })
}

/// `1 finding`, `2 findings`.
pub fn count(number: impl Into<u64>, one: &str) -> String {
    let number = number.into();
    format!("{number} {one}{}", if number == 1 { "" } else { "s" })
}

/// How many checks nobody can decide, and the next step.
pub(in crate::report) fn left_open(open: u64) -> String {
    let are = if open == 1 { "is" } else { "are" };
    format!("{} {are} undecided: `uplift scan` says why", count(open, "check"))
}

/// The texts of recommendations, by id.
pub(in crate::report) struct Rules<'r>(HashMap<&'r str, &'r RuleOfReview>);

impl<'r> Rules<'r> {
    pub(in crate::report) fn of(review: &'r Review) -> Self {
        Self(review.recommendations.iter().map(|rule| (rule.id.as_str(), rule)).collect())
    }

    /// The texts of a finding's recommendation.
    pub(in crate::report) fn find(&self, finding: &FindingView<'_>) -> Option<&'r RuleOfReview> {
        self.0.get(&*finding.recommendation).copied()
    }

    /// What should be, or the recommendation's id.
    pub(in crate::report) fn title(&self, finding: &FindingView<'_>) -> String {
        let title = self.find(finding).map_or(&*finding.recommendation, |rule| &rule.title);
        harmless(title).into_owned()
    }

    /// A finding in a line: `stprod: Storage accounts should accept only HTTPS (it accepts HTTP)`.
    pub(in crate::report) fn sentence(&self, finding: &FindingView<'_>) -> String {
        let unknown = if finding.status == Some(Status::Unknown) { " cannot be decided" } else { "" };
        let message = finding.message.as_deref().map(|message| format!(" ({})", harmless(message.trim())));
        let name = harmless(&finding.resource.name);
        format!("{name}: {}{unknown}{}", self.title(finding), message.unwrap_or_default())
    }
}

/// The first so many characters of a text, with a mark where it was cut.
pub(in crate::report) fn short(text: &str, length: usize) -> String {
    match text.char_indices().nth(length) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text.to_owned(),
    }
}

/// What somebody wrote in a file, in a line, without the secrets that it may assign.
pub(in crate::report) fn note(note: &str) -> String {
    /// Characters.
    const LONGEST: usize = 300;
    short(&masked_line(note), LONGEST)
}

/// The ids of the resources that fixes of one recommendation reach without fixing them.
pub(in crate::report) fn others<'i>(inventory: &'i Inventory, fixes: &[&Fixed]) -> Vec<&'i str> {
    let own: BTreeSet<ResourceIndex> = fixes.iter().map(|fix| fix.finding.resource).collect();
    let reached: BTreeSet<ResourceIndex> = fixes.iter().flat_map(|fix| fix.touches.iter().copied()).collect();
    reached.difference(&own).map(|other| &*inventory.resource(*other).id).collect()
}

/// The timings of what is due, in the order in which they are told.
pub(in crate::report) const TIMINGS: [Timing; 5] =
    [Timing::Overdue, Timing::DueSoon, Timing::OnTime, Timing::Unassigned, Timing::Unknown];

/// How a finding stands to its last day.
pub(in crate::report) fn timing(timing: Timing) -> &'static str {
    match timing {
        Timing::Overdue => "overdue",
        Timing::DueSoon => "due soon",
        Timing::OnTime => "on time",
        Timing::Unassigned => "unassigned",
        Timing::Unknown => "not known since when",
    }
}

/// `1 overdue, 2 unassigned`.
pub(in crate::report) fn due(counts: &DueCounts) -> String {
    let DueCounts { overdue, due_soon, on_time, unassigned, unknown } = *counts;
    let all = [overdue, due_soon, on_time, unassigned, unknown];
    let parts = all.into_iter().zip(TIMINGS).filter(|(number, _)| *number > 0);
    parts.map(|(number, each)| format!("{number} {}", timing(each))).collect::<Vec<_>>().join(", ")
}

/// The last day of a finding: `2027-03-31`, `by 2027-03-31` at the latest, or what stands for it.
pub(in crate::report) fn due_day(finding: &DueFindingView) -> String {
    match &finding.due {
        Some(due) if due.at_latest => format!("by {}", due.day),
        Some(due) => due.day.clone(),
        None => "no day".to_owned(),
    }
}

/// `, owner a@example.com`, or nothing where no rule is for a finding.
pub(in crate::report) fn owner(finding: &DueFindingView) -> String {
    let portal = if finding.from_portal { " (as the portal has it)" } else { "" };
    match (&finding.owner, &finding.no_owner) {
        (Some(owner), _) => format!(", {}{portal}", harmless(owner)),
        (None, Some(_)) => format!(", nobody{portal}"),
        (None, None) => String::new(),
    }
}

/// A text that begins with a capital.
pub(in crate::report) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// The points before and after, and what they are of. Where that changes, a percentage moves without anything being healed.
pub(in crate::report) fn points_of(before: &Figures, after: &Figures) -> String {
    let [from, to] = [&before.current, &after.current].map(Points::of);
    let gain = Points::of(&(&after.current - &before.current));
    let sign = if gain.units() < 0 { "" } else { "+" };
    let [old, new] = [before.max, after.max];
    match shifted(old, new) {
        shifted if shifted.is_empty() => format!("{from} → {to} of {new} points ({sign}{gain})"),
        shifted => format!("{from} of {old} → {to} of {new} points ({sign}{gain}){shifted}"),
    }
}

/// What leaves the score or comes into it; empty when nothing does.
pub(in crate::report) fn shifted(before: u64, after: u64) -> String {
    match before.cmp(&after) {
        Ordering::Equal => String::new(),
        Ordering::Greater => format!("; {} points left the score: nothing decides them any more", before - after),
        Ordering::Less => format!("; {} points came into the score: they are decided now", after - before),
    }
}
