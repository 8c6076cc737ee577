//! Bicep as a template: what its own compiler would make of a file, with each value led back to where it is written.
//!
//! The functions and what they mean are the same, so that everything behind this is shared: scopes, the evaluator, loops,
//! origins. A file of parameters becomes a template that deploys the one it is for.

mod access;
mod call;
mod declare;
mod emit;
mod module;
mod names;
mod parameter;
mod resource;
mod text;
mod units;
mod values;

use crate::source::{Document, Problem};
pub use declare::declare;
use names::Names;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A Bicep file as a template.
pub struct Lowered {
    /// The template; its name is the file's.
    pub document: Arc<Document>,
    /// Of a file of parameters the template that it is for, by its name among the files.
    pub using: Option<String>,
    /// Of a file of parameters whether it says that it is for no template.
    pub is_base: bool,
    /// The files that it loads, by their names.
    pub loaded: BTreeSet<String>,
    /// The files that have modules of registries that it deploys, by their names.
    pub modules: BTreeSet<String>,
    /// Declarations that were not understood: what they deploy is not judged.
    pub gaps: Vec<Problem>,
}

/// Where modules of registries may be, by what a file writes of them: the names of files, the one that counts first.
pub type Modules = BTreeMap<String, Vec<String>>;

/// Makes a template of a Bicep file; others may be imported or loaded from.
///
/// # Errors
///
/// More than one document may hold.
pub fn lower(document: &Arc<Document>, files: &[Arc<Document>], modules: &Modules) -> Result<Lowered, Problem> {
    let (units, gaps) = units::load(document, files);
    let names: Vec<Names<'_>> = units.iter().map(Names::of).collect();
    let mut lowerer = emit::Lowerer::new(&units, &names, files, modules);
    lowerer.template();
    let using = lowerer.using();
    let (loaded, modules) = (std::mem::take(&mut lowerer.loaded), std::mem::take(&mut lowerer.deployed));
    let is_base = lowerer.is_base();
    Ok(Lowered { is_base, loaded, modules, document: Arc::new(lowerer.finish()?), using, gaps })
}

/// Whether a file gives values to the parameters of a template.
pub fn is_values(document: &Document) -> bool {
    document.name().to_ascii_lowercase().ends_with(".bicepparam")
}
