//! The score over time: `uplift history`.

use super::{FiguresView, ProblemView, Tool};
use crate::estate::{Break, Every, History, Move, MovePart, Past, Point, Record, Scored, Since, Span};
use crate::gate::moves::MoveKind;
use crate::policy::Policy;
use crate::score::{ControlScore, Points, Ratio, ScopeScore, Tally};
use crate::secret::masked_line;
use crate::source::Problem;
use num_traits::Zero;
use schemars::JsonSchema;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// The score over time, commit by commit.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct HistoryView {
    /// `uplift.history/1`.
    #[schemars(extend("const" = "uplift.history/1"))]
    pub schema: &'static str,
    /// What made this report, by the policies of the newest point.
    pub tool: Tool,
    /// Which commits were asked for.
    pub span: SpanView,
    /// Each point is judged by its own policies and settings, and not by those of `HEAD`.
    pub policies_of_then: bool,
    /// The oldest first.
    pub points: Vec<PointView>,
    /// The titles of controls, by id.
    pub controls: BTreeMap<String, String>,
    /// Of every commit: who moved the score, the largest sum first. Moves over other commits are nobody's. Missing where not
    /// every commit is a point.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<AuthorView>,
    /// What may be a mistake, and what is not within reach.
    pub warnings: Vec<ProblemView>,
}

impl HistoryView {
    /// The points that could be judged, since the line was broken last: those that can be compared.
    pub(in crate::report) fn unbroken(&self) -> impl DoubleEndedIterator<Item = &PointView> {
        let start = self.points.iter().rposition(|point| point.breaks.is_some()).unwrap_or_default();
        self.points[start..].iter().filter(|point| point.errors.is_empty())
    }
}

/// Which commits.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SpanView {
    /// The first day, or the name of the older commit.
    pub from: String,
    /// The last day, or the name of the newer commit.
    pub to: String,
    /// How many of them: `commit`, `day` or `week`; null where two commits were named.
    pub every: Option<&'static str>,
}

/// A commit, or a recorded scan, and its score.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PointView {
    /// Its id; null of a recorded scan, which is of none.
    pub commit: Option<String>,
    /// The day that it was committed on, in UTC, and that its exemptions are judged on.
    pub day: String,
    /// When it was committed.
    pub time: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// The first line of its message.
    pub subject: Option<String>,
    /// Its score; all null where it could not be judged.
    pub score: FiguresView,
    /// Distinct resources; null where it could not be judged.
    pub resources: Option<u64>,
    /// Equal digests mean equal verdicts on equal files; null where it could not be judged.
    pub policy_digest: Option<String>,
    /// The controls that any resource is in.
    pub controls: Vec<PointControl>,
    /// What moved the score since the point before it that could be judged; null where there is none.
    pub moved: Option<MoveView>,
    /// Of a recorded scan: why its line is not joined with the one before; null where it is.
    pub breaks: Option<Break>,
    /// Why it could not be judged; empty where it could.
    pub errors: Vec<ProblemView>,
    /// It is compared with its first parent, so that the move is its own.
    pub is_own_move: bool,
}

/// A control at a point.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PointControl {
    /// Its id.
    pub id: String,
    /// In points.
    pub max: u32,
    /// In points of the control; null when it is not scored.
    pub current: Option<Points>,
    /// Distinct resources.
    #[serde(flatten)]
    pub tally: Tally,
}

/// What a score moved by.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MoveView {
    /// The commit that it is compared with.
    pub since: String,
    /// What the printed points differ by.
    pub points: Points,
    /// Why; the parts sum to the points, and each is off by its rounding at most.
    pub parts: Vec<MovePartView>,
}

/// What one kind of change moved.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MovePartView {
    /// Why.
    pub kind: MoveKind,
    /// In points; negative when the score fell.
    pub points: Points,
    /// How many resources.
    pub resources: u64,
    /// Those that moved it most, at most ten.
    pub largest: Vec<MovedResource>,
}

/// A resource that moved a score.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MovedResource {
    /// Its id.
    pub resource: String,
    /// In points.
    pub points: Points,
}

/// Who moved the score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuthorView {
    /// By name.
    pub author: String,
    /// Commits that moved it.
    pub commits: u64,
    /// What they come to.
    pub points: Points,
}

/// Makes the report that every format prints.
pub fn history(past: &Past<'_>, history: &History) -> HistoryView {
    let points: Vec<PointView> = (0..history.points.len()).rev().map(|place| point(&history.points, place)).collect();
    let scored = || history.points.iter().filter_map(|point| point.score.as_ref().ok());
    let controls = scored().flat_map(|scored| &scored.policy.controls);
    let newest = scored().next().map(|scored| &*scored.policy);
    let is_every = matches!(past.span, Span::Period { every: Every::Commit, .. });
    HistoryView {
        schema: "uplift.history/1",
        tool: newest.map_or_else(|| Tool::of(&Policy::default()), Tool::of),
        span: span(&past.span),
        policies_of_then: past.of_then,
        controls: controls.map(|control| (control.id.clone(), control.title.clone())).collect(),
        authors: if is_every { authors(&history.points) } else { Vec::new() },
        warnings: history.warnings.iter().map(ProblemView::of).collect(),
        points,
    }
}

/// The same of recorded scans, in order of their days.
pub fn recorded(records: &[Record], warnings: &[Problem]) -> HistoryView {
    let days = [records.first(), records.last()].map(|record| record.map(|record| record.day.clone()));
    let [from, to] = days.map(Option::unwrap_or_default);
    let controls = records.iter().flat_map(|record| &record.controls);
    let before = std::iter::once(None).chain(records.iter().map(Some));
    HistoryView {
        schema: "uplift.history/1",
        tool: Tool::by(records.last().map_or("", |record| &record.policy_digest)),
        span: SpanView { from, to, every: None },
        policies_of_then: true,
        controls: controls.map(|(id, control)| (id.clone(), control.title.clone())).collect(),
        authors: Vec::new(),
        warnings: warnings.iter().map(ProblemView::of).collect(),
        points: records.iter().zip(before).map(|(record, before)| recorded_point(record, before)).collect(),
    }
}

fn recorded_point(record: &Record, before: Option<&Record>) -> PointView {
    let controls = record.controls.iter().map(|(id, control)| {
        let [healthy, unhealthy, not_applicable, unknown] = control.counts;
        let tally = Tally { healthy, unhealthy, not_applicable, unknown };
        PointControl { id: id.clone(), max: control.max, current: control.current, tally }
    });
    let score = FiguresView {
        percentage: record.score.percentage,
        current: record.score.current,
        max: record.score.max,
        ..FiguresView::default()
    };
    PointView {
        commit: None,
        day: record.day.clone(),
        time: None,
        author: None,
        subject: None,
        score,
        resources: None,
        policy_digest: Some(record.policy_digest.clone()),
        controls: controls.collect(),
        moved: None,
        breaks: before.and_then(|before| record.breaks(before)),
        errors: Vec::new(),
        is_own_move: false,
    }
}

fn span(span: &Span) -> SpanView {
    match span {
        Span::Ends { from, to } => SpanView { from: from.clone(), to: to.clone(), every: None },
        Span::Period { since, until, every } => {
            let every = match every {
                Every::Commit => "commit",
                Every::Day => "day",
                Every::Week => "week",
            };
            SpanView { from: since.to_string(), to: until.to_string(), every: Some(every) }
        }
    }
}

fn point(points: &[Point], place: usize) -> PointView {
    let Point { commit, score, moved } = &points[place];
    let scored = score.as_ref().ok();
    let moved = moved.as_ref().map(|since| (&points[since.place], &since.moved));
    PointView {
        commit: Some(commit.commit.id.clone()),
        day: commit.day().to_string(),
        time: Some(commit.at.to_string()),
        author: Some(masked_line(&commit.author)),
        subject: Some(masked_line(&commit.subject)),
        breaks: None,
        score: scored.map(figures).unwrap_or_default(),
        resources: scored.map(|scored| scored.resources),
        policy_digest: scored.map(|scored| scored.policy.digest.clone()),
        controls: scored.map(controls).unwrap_or_default(),
        is_own_move: is_own_move(points, place),
        moved: moved
            .zip(scored)
            .and_then(|((older, moved), scored)| Some(MoveView::of(older, older.score.as_ref().ok()?, scored, moved))),
        errors: score.as_ref().err().into_iter().flatten().map(ProblemView::of).collect(),
    }
}

/// Whether a commit is compared with its parent, so that nothing else moved the score.
fn is_own_move(points: &[Point], place: usize) -> bool {
    let Point { commit, moved, .. } = &points[place];
    let older = moved.as_ref().map(|since| &points[since.place].commit.commit.id);
    older.is_some() && older == commit.parent.as_ref()
}

fn figures(scored: &Scored) -> FiguresView {
    (&ScopeScore { figures: scored.figures.clone(), ..ScopeScore::default() }).into()
}

fn controls(scored: &Scored) -> Vec<PointControl> {
    let met = scored.controls.iter().filter(|control| control.tally != Tally::default());
    let control = |score: &ControlScore| {
        let control = &scored.policy.controls[score.control.0];
        let current = score.figures.as_ref().map(|figures| Points::of(&figures.current));
        PointControl { id: control.id.clone(), max: control.max_score, current, tally: score.tally }
    };
    met.map(control).collect()
}

impl MoveView {
    fn of(older: &Point, before: &Scored, after: &Scored, moved: &Move) -> Self {
        let current = |scored: &Scored| figures(scored).current.unwrap_or_default();
        let points = Points::between(current(before), current(after));
        let exact: Vec<&Ratio> = moved.parts.iter().map(|part| &part.points).collect();
        let parts =
            moved.parts.iter().zip(Points::that_sum_to(points, &exact)).map(|(part, points)| part_view(part, points));
        Self { since: older.commit.commit.id.clone(), points, parts: parts.collect() }
    }
}

fn part_view(part: &MovePart, points: Points) -> MovePartView {
    let largest =
        part.largest.iter().map(|(id, points)| MovedResource { resource: id.to_string(), points: Points::of(points) });
    MovePartView { kind: part.kind, points, resources: part.resources, largest: largest.collect() }
}

/// Who moved the score by how much, of commits that are compared with their parents.
fn authors(points: &[Point]) -> Vec<AuthorView> {
    let mut sums: BTreeMap<&str, (u64, Ratio)> = BTreeMap::new();
    for (place, point) in points.iter().enumerate() {
        let moves = |since: &&Since| is_own_move(points, place) && !since.moved.points.is_zero();
        let own = point.moved.as_ref().filter(moves);
        if let Some(since) = own {
            let (commits, sum) = sums.entry(&point.commit.author).or_insert_with(|| (0, Ratio::zero()));
            *commits += 1;
            *sum += &since.moved.points;
        }
    }
    let author = |(author, (commits, sum)): (&str, (u64, Ratio))| AuthorView {
        author: masked_line(author),
        commits,
        points: Points::of(&sum),
    };
    let mut authors: Vec<AuthorView> = sums.into_iter().map(author).collect();
    authors.sort_by_key(|author| Reverse(author.points.units().abs()));
    authors
}
