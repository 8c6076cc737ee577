//! How folders are deployed, as far as somebody says so.

use super::config::Config;
use super::unit::Unit;
use super::values::Values;
use crate::source::{Document, Problem};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A deployment of a folder.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// What tells it from others of the folder.
    pub name: Option<String>,
    /// Files of values beside those that are read without being named, by their places among all documents, in their turns.
    pub values: Vec<usize>,
}

/// Who says how folders are deployed.
pub trait Asking {
    /// Whether a folder is deployed by itself, whoever else calls it.
    fn names(&self, folder: &str) -> bool;

    /// Whether a folder that nobody calls only helps others, and is not deployed.
    fn leaves_out(&self, folder: &str) -> bool;

    /// The deployments of one of the folders that are deployed by themselves; at least one.
    fn of(&self, folder: &str, roots: &[Root<'_>]) -> Vec<Asked>;

    /// Another file that was read, which Terraform's files may load.
    fn text(&self, path: &str) -> Option<&Arc<Document>>;
}

/// A folder that is deployed by itself.
pub struct Root<'c> {
    /// Its path; empty for that which all others are in.
    pub folder: &'c str,
    /// The variables that it declares.
    pub variables: Vec<&'c str>,
}

/// The values that a deployment is given beside those that are read without being named, and what is wrong with their files.
pub fn values<'c, 'd>(
    asked: &Asked,
    units: &'c BTreeMap<&str, Vec<Unit<'d>>>,
    documents: &'d [Arc<Document>],
) -> (Values<'c, 'd>, Vec<Problem>) {
    let (mut values, mut faults) = (Values::default(), Vec::new());
    for document in asked.values.iter().filter_map(|place| documents.get(*place)) {
        let mut all = units.values().flatten();
        if let Some(unit) = all.find(|unit| Arc::ptr_eq(unit.document, document)) {
            values.take(unit);
            faults.extend(unit.faults.iter().cloned());
        }
    }
    (values, faults)
}

/// The deployments of each folder that is deployed by itself, with what their ids begin with.
pub fn all<'c>(
    roots: &[&'c str],
    configs: &BTreeMap<String, Config<'_, '_>>,
    asking: &dyn Asking,
) -> Vec<(&'c str, Asked, String)> {
    let root = |folder: &&'c str| Root { folder, variables: configs[*folder].variables.keys().copied().collect() };
    let known: Vec<Root<'_>> = roots.iter().map(root).collect();
    let of = |folder: &&'c str| {
        let asked = asking.of(folder, &known);
        let own = if folder.is_empty() { "." } else { folder };
        let is_only = asked.len() == 1;
        let called = |asked: &Asked| match &asked.name {
            Some(name) if !is_only => format!("{own}@{name}"),
            _ => own.to_owned(),
        };
        asked.into_iter().map(|asked| (*folder, asked.clone(), called(&asked))).collect::<Vec<_>>()
    };
    roots.iter().flat_map(of).collect()
}
