//! What a round of `uplift watch` says.

use super::FiguresView;
use crate::assess::Status;
use crate::estate::{Moved, Round, Standing};

/// A round: the score, and what moved it.
pub struct RoundView {
    /// The score of the round before; none in the first one.
    pub before: Option<FiguresView>,
    /// The score.
    pub after: FiguresView,
    /// Findings that stand otherwise.
    pub moved: Vec<MovedView>,
}

/// A finding that stands otherwise than in the round before.
pub struct MovedView {
    /// The recommendation.
    pub recommendation: String,
    /// The resource's name.
    pub resource: String,
    /// Where the resource stands, or stood.
    pub place: String,
    /// How it counted.
    pub was: &'static str,
    /// How it counts.
    pub is: &'static str,
    /// It is a finding that counts now.
    pub is_worse: bool,
}

/// The view of a round.
pub fn round(round: &Round<'_>) -> RoundView {
    RoundView {
        before: round.before.as_ref().map(FiguresView::from),
        after: FiguresView::from(&round.scanned.score.estate),
        moved: round.moved.iter().map(MovedView::of).collect(),
    }
}

impl MovedView {
    fn of(moved: &Moved) -> Self {
        let Moved { recommendation, resource, place, was, is, .. } = moved;
        let counts = |status: Status| is.is_some_and(|is| is.status == status && !is.is_exempt);
        Self {
            recommendation: recommendation.clone(),
            resource: resource.name.to_string(),
            place: format!("{}:{}", place.file, place.line),
            was: was.map_or("new", word),
            is: is.map_or("gone", word),
            is_worse: counts(Status::Unhealthy) || counts(Status::Unknown),
        }
    }
}

fn word(standing: Standing) -> &'static str {
    match standing {
        Standing { is_exempt: true, .. } => "exempt",
        Standing { status: Status::Healthy, .. } => "healthy",
        Standing { status: Status::Unhealthy, .. } => "unhealthy",
        Standing { status: Status::NotApplicable, .. } => "not applicable",
        Standing { status: Status::Unknown, .. } => "unknown",
    }
}
