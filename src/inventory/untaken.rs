//! Files of values for ARM's parameters that no template takes: a deployment is made with them all the same.

use super::asked::{folder_of, is_in};
use super::form::{Form, template};
use super::reading::Reading;
use crate::source::{Document, Node, Problem};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A template that is deployed by itself, and what is read of it.
pub(super) struct Taker<'t> {
    /// Its reading's place.
    pub place: usize,
    /// The template itself, of one in Bicep what it was lowered to.
    pub document: &'t Arc<Document>,
}

/// What is told of files that give a template's parameters values and that nobody names, by the template's place: of each. A file
/// is for the nearest template at or above its folder that declares one of its parameters.
pub(super) fn of(readings: &[Reading], takers: &[Taker<'_>]) -> BTreeMap<usize, Vec<Problem>> {
    let mut told: BTreeMap<usize, Vec<Problem>> = BTreeMap::new();
    let is_free = |own: &&Reading| {
        let is_taken = own.record.judged_with.is_some() || own.coverage.is_loaded;
        own.coverage.has(&Form::ARM_PARAMETERS) && own.coverage.rules().values.is_empty() && !is_taken
    };
    for file in readings.iter().filter(is_free) {
        let given = parameters(file.document.iter().filter_map(|file| file.root().item(0)));
        let (part, path) = (file.coverage.rules().part, &*file.record.path);
        let is_for = |taker: &&Taker<'_>| {
            let reading = &readings[taker.place];
            let rules = reading.coverage.rules();
            let declared = parameters(taker.document.root().item(0).and_then(template).into_iter());
            rules.part == part
                && rules.deployed.is_empty()
                && is_in(folder_of(path), folder_of(&reading.record.path))
                && !declared.is_disjoint(&given)
        };
        let nearest =
            takers.iter().filter(is_for).max_by_key(|taker| folder_of(&readings[taker.place].record.path).len());
        if let Some(Taker { place, .. }) = nearest {
            told.entry(*place).or_default().push(not_named(&readings[*place].record.path, path, 1));
        }
    }
    told
}

/// The same of all of them at once.
pub(super) fn together(template: &str, all: &[Problem]) -> Option<Problem> {
    all.first().map(|first| not_named(template, &first.file, all.len()))
}

/// Tells that a template is judged without the values of files that stand with it.
fn not_named(template: &str, first: &str, count: usize) -> Problem {
    let which = match count {
        1 => "this file, which are".to_owned(),
        _ => format!("{count} files, this one first, which are"),
    };
    let told = format!("{template} is judged without the values of {which} read only where they are named");
    let settings = format!("deployments: [{{ template: {template}, parameters: [{first}] }}]");
    Problem::new(first, told).help(format!("Name it with --parameters {first}, or in uplift.yaml: {settings}"))
}

/// The names of what stands under `parameters`, in lower case.
fn parameters<'d>(roots: impl Iterator<Item = Node<'d>>) -> BTreeSet<String> {
    let all = roots.filter_map(|root| root.get("parameters")).flat_map(Node::members);
    all.map(|(name, _)| name.to_lowercase()).collect()
}
