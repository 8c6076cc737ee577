//! What the policy files hold, before it refers to each other.

use super::Control;
use super::place::Path;
use super::recommendation::Draft;
use crate::source::Problem;

/// Everything that the files hold, before it refers to each other.
#[derive(Default)]
pub(super) struct Drafts {
    pub(super) controls: Vec<(Control, usize, Path)>,
    pub(super) recommendations: Vec<Draft>,
    pub(super) problems: Vec<Problem>,
    pub(super) warnings: Vec<Problem>,
    /// Whether a file could not be read at all: then a name that seems unknown may stand in it.
    pub(super) incomplete: bool,
}
