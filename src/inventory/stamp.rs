//! When the data of a file was exported, as it says itself.

use super::form::Form;
use super::{form, listed};
use crate::source::{Document, Node};
use jiff::Timestamp;

/// The time that stands in a file: beside each answer, as `uplift queries` has it written, or in a plan of Terraform. Of several
/// the oldest; none where one of them has none, for that one may be older.
pub(super) fn of(document: &Document) -> Option<Timestamp> {
    let times = document.root().items().map(|part| match listed::answer(part) {
        Some(_) => time(part.get_exact("exported")),
        None if form::of(part) == Some(&Form::TERRAFORM_PLAN) => time(part.get_exact("timestamp")),
        None => None,
    });
    times.collect::<Option<Vec<Timestamp>>>()?.into_iter().min()
}

fn time(node: Option<Node<'_>>) -> Option<Timestamp> {
    node?.text()?.parse().ok()
}
