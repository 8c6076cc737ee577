//! What the policy files hold, before it refers to each other.

use super::place::Path;
use super::recommendation::Draft;
use super::{Control, Function, Library, Shared};
use crate::source::Problem;
use std::sync::Arc;

/// Everything that the files hold, before it refers to each other.
#[derive(Default)]
pub(super) struct Drafts {
    pub(super) controls: Vec<(Control, usize, Path)>,
    pub(super) recommendations: Vec<Draft>,
    pub(super) functions: Vec<(Arc<Function>, usize, Path)>,
    /// The same with what each calls.
    pub(super) shared: Vec<Shared>,
    pub(super) library: Option<Library>,
    pub(super) problems: Vec<Problem>,
    pub(super) warnings: Vec<Problem>,
    /// Whether a file could not be read at all: then a name that seems unknown may stand in it.
    pub(super) incomplete: bool,
}
