//! What two editions of the own policies make of one inventory: `uplift policy diff`.

use super::{FiguresView, Place, ProblemView, ResourceView, ScriptErrorView};
use crate::assess::Status;
use crate::estate::{Edition, HeldAgainst, Judged};
use crate::gate::{FlippedVerdict, Told};
use crate::policy::{Policy, RecommendationIndex, Severity};
use crate::score::{Points, Ratio, Score};
use crate::source::Problem;
use num_traits::Zero;
use schemars::JsonSchema;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// What `uplift policy diff` prints.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PolicyDiffView<'a> {
    /// `uplift.policyDiff/1`.
    #[schemars(extend("const" = "uplift.policyDiff/1"))]
    pub schema: &'static str,
    /// The edition that is left.
    pub old: EditionView<'a>,
    /// The edition that is taken up.
    pub new: EditionView<'a>,
    /// What the score moves by; null when either edition scores nothing.
    pub points: Option<Points>,
    /// What of that is moved by controls alone, such as by another maximum, whatever the verdicts.
    pub points_by_controls: Points,
    /// What differs in settings, controls and recommendations, each in a sentence without a full stop.
    pub changes: Vec<String>,
    /// Recommendations with a verdict that flips: those that move most points first.
    pub recommendations: Vec<FlippedView<'a>>,
    /// Scripts of the new edition that failed; `known` tells that they did in the old one too. Missing when none did.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub script_errors: Vec<ScriptErrorView>,
    /// What may be a mistake.
    pub warnings: Vec<ProblemView>,
    /// What could not be read. What it holds is missing from all figures.
    pub errors: Vec<ProblemView>,
}

/// An edition of the policies.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EditionView<'a> {
    /// A directory, or a commit.
    pub name: &'a str,
    /// Equal digests mean equal verdicts on equal files.
    pub policy_digest: &'a str,
    /// The score of the inventory by it.
    pub score: FiguresView,
}

/// A recommendation of which verdicts flip.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FlippedView<'a> {
    /// Its id.
    pub id: &'a str,
    /// What it asks for, by the newest edition that has it.
    pub title: &'a str,
    /// How bad it is.
    pub severity: Severity,
    /// What its flips move the score by.
    pub points: Points,
    /// In order of the inventory.
    pub flips: Vec<FlipView<'a>>,
}

/// A verdict that flips.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FlipView<'a> {
    /// The resource.
    pub resource: ResourceView<'a>,
    /// Where to look first.
    pub location: Place,
    /// By the old edition; null when it does not judge the resource by this recommendation.
    pub before: Option<Status>,
    /// By the new one.
    pub after: Option<Status>,
    /// An exemption kept the old verdict from counting. Missing when none did.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub was_exempt: bool,
    /// The same of the new one.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_exempt: bool,
    /// What the score moves by. Of several flips on one resource, the first in order of id takes what they share.
    pub points: Points,
    /// What the new check said, or why it could not be decided; null where it said nothing.
    pub message: Option<&'a str>,
}

impl PolicyDiffView<'_> {
    /// How many verdicts flip.
    pub fn flips(&self) -> usize {
        self.recommendations.iter().map(|each| each.flips.len()).sum()
    }

    /// Whether anything is judged, scored or said otherwise.
    pub fn differs(&self) -> bool {
        let is_moved = self.points.is_some_and(|points| points.units() != 0);
        let score = |edition: &EditionView<'_>| edition.score.percentage;
        self.flips() > 0 || is_moved || score(&self.old) != score(&self.new) || !self.changes.is_empty()
    }

    /// Whether a check of one's own fails by the new edition.
    pub fn fails(&self) -> bool {
        self.script_errors.iter().any(|error| !error.shipped)
    }
}

/// What two editions make of an inventory.
pub fn policy_diff<'a>(
    (old, new): (&'a Edition, &'a Edition),
    held: &'a HeldAgainst<'_>,
    warnings: &[Problem],
    errors: &[Problem],
) -> PolicyDiffView<'a> {
    let scores = (held.old.score(), held.new.score());
    let [before, after] = [(old, &scores.0), (new, &scores.1)].map(|(edition, score)| edition_view(edition, score));
    let points = before.score.current.zip(after.score.current).map(|(before, after)| Points::between(before, after));
    let failed: BTreeSet<&str> =
        held.old.assessed.script_errors().map(|(index, ..)| id(&old.estate.policy, index)).collect();
    let policy = &new.estate.policy;
    let known = |index: RecommendationIndex| failed.contains(id(policy, index));
    PolicyDiffView {
        schema: "uplift.policyDiff/1",
        old: before,
        new: after,
        points,
        points_by_controls: Points::of(&held.edited.by_controls),
        changes: held.edited.changes.clone(),
        recommendations: flipped(held),
        script_errors: ScriptErrorView::of(policy, &held.new.assessed, &known),
        warnings: warnings.iter().map(ProblemView::of).collect(),
        errors: errors.iter().map(ProblemView::of).collect(),
    }
}

fn id(policy: &Policy, RecommendationIndex(index): RecommendationIndex) -> &str {
    &policy.recommendations[index].id
}

fn edition_view<'a>(edition: &'a Edition, score: &Score) -> EditionView<'a> {
    let score = FiguresView::from(&score.estate);
    EditionView { name: &edition.name, policy_digest: &edition.estate.policy.digest, score }
}

fn flipped<'a>(held: &'a HeldAgainst<'_>) -> Vec<FlippedView<'a>> {
    let mut by_id: BTreeMap<&'a str, Vec<&'a FlippedVerdict>> = BTreeMap::new();
    held.edited.flips.iter().for_each(|flip| by_id.entry(&flip.recommendation).or_default().push(flip));
    let mut views: Vec<FlippedView<'a>> = by_id
        .into_iter()
        .filter_map(|(id, flips)| {
            let entry = [&held.new, &held.old].into_iter().find_map(|judged| {
                let policy = &judged.estate.policy;
                policy.find(id).map(|index| &policy.recommendations[index.0])
            })?;
            let points = flips.iter().fold(Ratio::zero(), |sum, flip| sum + &flip.points);
            let flips = flips.into_iter().map(|flip| view(held, flip)).collect();
            Some(FlippedView { id, title: &entry.title, severity: entry.severity, points: Points::of(&points), flips })
        })
        .collect();
    views.sort_by_key(|view| (Reverse(view.points.units().abs()), Reverse(view.flips.len()), view.id));
    views
}

fn view<'a>(held: &'a HeldAgainst<'_>, flip: &'a FlippedVerdict) -> FlipView<'a> {
    let inventory = &held.new.inventory;
    let finding = |judged: &'a Judged<'_>, told: &Option<Told>| {
        told.as_ref().and_then(|told| judged.assessed.findings.get(&told.place))
    };
    let (before, after) = (finding(&held.old, &flip.before), finding(&held.new, &flip.after));
    let place = after.or(before).map(|finding| &finding.place);
    let location = place.map_or_else(
        || Place::from(inventory.location(flip.resource)),
        |place| Place { file: place.file.to_string(), line: place.line, column: place.column },
    );
    FlipView {
        resource: ResourceView::of(inventory.resource(flip.resource)),
        location,
        before: flip.before.map(|told| told.status),
        after: flip.after.map(|told| told.status),
        was_exempt: flip.before.is_some_and(|told| told.is_exempt),
        is_exempt: flip.after.is_some_and(|told| told.is_exempt),
        points: Points::of(&flip.points),
        message: after.and_then(|finding| finding.message.as_deref()),
    }
}
