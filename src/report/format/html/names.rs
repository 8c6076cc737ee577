//! What reports and their page are called.

use super::input::{Input, Told};
use super::parts::told;
use crate::report::view::Run;
use crate::report::words::{self, count};

/// The title of the page.
pub(super) fn title(inputs: &[Input<'_>]) -> String {
    match inputs {
        [input] if input.run() == Run::Scan => format!("Secure score of {}", name(input)),
        [input] => name(input),
        _ => format!("Secure scores of {}", count(inputs.len() as u64, "estate")),
    }
}

/// What a report is about.
pub(super) fn name(input: &Input<'_>) -> String {
    match &input.told {
        Told::Scan(scan) => match &*scan.estates {
            [] => "an estate".to_owned(),
            [estate] if estate.directory.is_empty() || estate.directory == "." => "this estate".to_owned(),
            [estate] => told(&estate.directory),
            several => count(several.len() as u64, "estate"),
        },
        Told::Change(review) => {
            let verdict = words::verdict(review);
            let (first, rest) = verdict.split_at(1);
            let sides = review.sides.as_ref().map(|sides| format!(": {} against {}", sides.head, sides.base));
            told(&format!("{}{rest}{}", first.to_uppercase(), sides.unwrap_or_default()))
        }
    }
}

/// What tells reports apart: the name, and the number where several have one.
pub(super) fn key(inputs: &[Input<'_>], place: usize) -> String {
    let own = name(&inputs[place]);
    match inputs.iter().filter(|other| name(other) == own).count() {
        1 => own,
        _ => format!("{own} ({})", place + 1),
    }
}
