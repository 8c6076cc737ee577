//! A control of one's own.

use super::yaml::scalar;

/// What stands for a description that only somebody who knows what is at stake can write; lint reminds of it.
pub(super) const UNWRITTEN: &str = "Nobody has written down yet what is at stake.";

/// A policy file that declares a control, and nothing else.
pub fn control(id: &str, title: Option<&str>, description: Option<&str>, points: u32) -> String {
    let title = title.map_or_else(|| spoken(id), str::to_owned);
    format!(
        "controls:
  - id: {}
    title: {}
    maxScore: {points}                 # its points; 0 never moves the score
    description: {}
",
        scalar(id),
        scalar(&title),
        scalar(description.unwrap_or(UNWRITTEN)),
    )
}

/// An id as a title.
pub(super) fn spoken(id: &str) -> String {
    let words = id.replace('-', " ");
    let mut letters = words.trim().chars();
    letters.next().map_or_else(|| id.to_owned(), |first| first.to_uppercase().chain(letters).collect())
}
