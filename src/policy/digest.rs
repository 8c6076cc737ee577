//! One hash over everything that can change a verdict or a score.

use super::{Control, Recommendation, Scoring};
use crate::source::Digest;

/// The digest as 32 hexadecimal digits. Enabled or not, preview or not, severity and membership count; titles, texts for
/// people, fixes and test cases do not.
pub(super) fn of(controls: &[Control], recommendations: &[Recommendation], scoring: &Scoring) -> String {
    let mut digest = Digest::default();
    add(&mut digest, &format!("{scoring:?} {}", controls.len()));
    for control in controls {
        add(&mut digest, &control.id);
        add(&mut digest, &control.max_score.to_string());
    }
    for recommendation in recommendations {
        add_recommendation(&mut digest, recommendation);
    }
    digest.to_string()
}

fn add_recommendation(digest: &mut Digest, recommendation: &Recommendation) {
    let Recommendation { id, controls, severity, preview, enabled, exemptable, resource_types, .. } = recommendation;
    add(digest, id);
    add(digest, &format!("{controls:?} {severity:?} {preview} {enabled} {exemptable} {resource_types:?}"));
    add(digest, recommendation.applies_to.as_ref().map_or("", |script| &script.text));
    add(digest, &recommendation.check.text);
    for parameter in &recommendation.parameters {
        add(digest, &parameter.name);
        add(digest, &parameter.value.as_ref().map_or_else(String::new, ToString::to_string));
    }
}

/// Each text counts with its length, so that no two lists of texts run together.
fn add(digest: &mut Digest, text: &str) {
    digest.add(&(text.len() as u64).to_le_bytes());
    digest.add(text.as_bytes());
}
