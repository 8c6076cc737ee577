//! Results as batches of rows.

use crate::estate::{Partial, Seen};
use crate::report::FindingView;
use crate::source::Problem;
use arrow_array::builder::{Int64Builder, StringBuilder};
use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use arrow_schema::ArrowError;
use serde::Serialize;
use std::sync::Arc;

fn texts<'t>(texts: impl IntoIterator<Item = Option<&'t str>>) -> ArrayRef {
    Arc::new(texts.into_iter().collect::<StringArray>())
}

fn numbers(numbers: impl IntoIterator<Item = u64>) -> ArrayRef {
    Arc::new(numbers.into_iter().map(|number| i64::try_from(number).unwrap_or(i64::MAX)).collect::<Int64Array>())
}

/// A name as the JSON report writes it.
fn word(name: impl Serialize) -> String {
    let word = serde_json::to_value(name).ok();
    word.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
}

fn words(names: impl IntoIterator<Item = impl Serialize>) -> ArrayRef {
    Arc::new(names.into_iter().map(|name| Some(word(name))).collect::<StringArray>())
}

/// A row for each control of each group.
pub(super) fn tallies(partial: &Partial) -> Result<RecordBatch, ArrowError> {
    let rows: Vec<_> = partial
        .groups
        .iter()
        .flat_map(|group| group.controls.iter().map(move |(control, tally)| (group, control, tally)))
        .collect();
    let maximum = |id: &str| partial.controls.iter().find(|control| control.id == id).map_or(0, |control| control.max);
    batch([
        ("estate", texts(rows.iter().map(|(group, ..)| Some(group.estate.as_str())))),
        ("subscription", texts(rows.iter().map(|(group, ..)| group.subscription.as_deref()))),
        ("resource_group", texts(rows.iter().map(|(group, ..)| group.resource_group.as_deref()))),
        ("control", texts(rows.iter().map(|(_, control, _)| Some(control.as_str())))),
        ("max_score", numbers(rows.iter().map(|(_, control, _)| maximum(control).into()))),
        ("healthy", numbers(rows.iter().map(|(.., tally)| tally.healthy))),
        ("unhealthy", numbers(rows.iter().map(|(.., tally)| tally.unhealthy))),
        ("not_applicable", numbers(rows.iter().map(|(.., tally)| tally.not_applicable))),
        ("unknown", numbers(rows.iter().map(|(.., tally)| tally.unknown))),
    ])
}

/// A row for each recommendation.
pub(super) fn recommendations(partial: &Partial) -> Result<RecordBatch, ArrowError> {
    let rows = &partial.recommendations;
    batch([
        ("recommendation", texts(rows.iter().map(|row| Some(row.id.as_str())))),
        ("title", texts(rows.iter().map(|row| Some(row.title.as_str())))),
        ("severity", words(rows.iter().map(|row| row.severity))),
        ("healthy", numbers(rows.iter().map(|row| row.tally.healthy))),
        ("unhealthy", numbers(rows.iter().map(|row| row.tally.unhealthy))),
        ("not_applicable", numbers(rows.iter().map(|row| row.tally.not_applicable))),
        ("unknown", numbers(rows.iter().map(|row| row.tally.unknown))),
        ("exempt", numbers(rows.iter().map(|row| row.exempt))),
    ])
}

/// A row for each finding.
pub(super) fn findings<'f>(findings: impl Iterator<Item = FindingView<'f>>) -> Result<RecordBatch, ArrowError> {
    const NAMES: [&str; 10] = [
        "recommendation",
        "severity",
        "status",
        "id",
        "name",
        "type",
        "resource_group",
        "subscription",
        "message",
        "exemption",
    ];
    let mut columns = NAMES.map(|_| StringBuilder::new());
    for finding in findings {
        let (severity, status) = (word(finding.severity), finding.status.map(word).unwrap_or_default());
        let cells: [Option<&str>; 10] = [
            Some(&finding.recommendation),
            Some(&severity),
            Some(&status),
            Some(&finding.resource.id),
            Some(&finding.resource.name),
            Some(&finding.resource.type_name),
            finding.resource.resource_group.as_deref(),
            finding.resource.subscription.as_deref(),
            finding.message.as_deref(),
            finding.exemption.as_ref().map(|exemption| exemption.id.as_str()),
        ];
        columns.iter_mut().zip(cells).for_each(|(column, cell)| column.append_option(cell));
    }
    batch(NAMES.into_iter().zip(columns.map(|mut column| Arc::new(column.finish()) as ArrayRef)))
}

/// A row for each problem; those of a row first. Lines are rows, counted from 1.
pub(super) fn problems(rows: &[(u64, Problem)], seen: &Seen) -> Result<RecordBatch, ArrowError> {
    let (mut row, mut kind) = (Int64Builder::new(), StringBuilder::new());
    let (mut message, mut help) = (StringBuilder::new(), StringBuilder::new());
    let of_rows = rows.iter().map(|(row, problem)| (Some(*row), "error", problem));
    let row_of = |problem: &Problem| problem.position.map(|place| u64::from(place.line.saturating_sub(1)));
    let errors = seen.errors.iter().map(|problem| (row_of(problem), "error", problem));
    let warnings = seen.warnings.iter().map(|problem| (row_of(problem), "warning", problem));
    for (place, gravity, problem) in of_rows.chain(errors).chain(warnings) {
        row.append_option(place.and_then(|place| i64::try_from(place).ok()));
        kind.append_value(gravity);
        message.append_value(&problem.message);
        help.append_option(problem.help.as_deref());
    }
    batch([
        ("row", Arc::new(row.finish()) as ArrayRef),
        ("kind", Arc::new(kind.finish())),
        ("message", Arc::new(message.finish())),
        ("help", Arc::new(help.finish())),
    ])
}

/// All columns may hold nulls, so that every batch has one schema.
fn batch<'n>(columns: impl IntoIterator<Item = (&'n str, ArrayRef)>) -> Result<RecordBatch, ArrowError> {
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, column)| (name, column, true)))
}

/// A problem in a line: its place, what it is, and the next step.
pub(super) fn in_words(problem: &Problem) -> String {
    let place = match problem.position {
        Some(place) => format!("{}:{}:{}: ", problem.file, place.line, place.column),
        None if problem.file.is_empty() => String::new(),
        None => format!("{}: ", problem.file),
    };
    let help = problem.help.as_ref().map_or(String::new(), |help| format!(" ({help})"));
    format!("{place}{}{help}", problem.message)
}
