//! One checksum over everything that can change a verdict or a score.

use super::{Control, Recommendation, Scoring};
use crate::source::Checksum;

/// As 32 hexadecimal digits. Every control and every recommendation says itself what of it counts. Nobody gains from two
/// policies with one checksum: it tells people that policies have changed, and decides nothing.
pub(super) fn of(controls: &[Control], recommendations: &[Recommendation], scoring: &Scoring) -> String {
    let mut digest = Checksum::default();
    digest.add_text(&format!("{scoring:?} {}", controls.len()));
    controls.iter().for_each(|control| control.count(&mut digest));
    recommendations.iter().for_each(|recommendation| recommendation.count(&mut digest));
    digest.to_string()
}
