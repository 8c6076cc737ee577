//! Terraform: what a folder, a plan or a state manages, as resources of the platform.
//!
//! [`Instance`]s are what Terraform manages, however they were read; [`map`] gives the resources that they make, by the mapping that
//! stands as data in `mapping/`. A [`plan`], a [`state`] and [`folders`] of files are read
//! here too. [`Origins`] lead back: from what a resource shall be to the attributes of files that say it.
//!
//! # Invariants
//!
//! - What is not said is not known, unless the provider's default is the same in every major that it may be.
//! - What no attribute becomes that is mapped is not known either, and never absent.
//! - No attribute is known here by its name: all of that is data.

mod attribute;
mod azapi;
mod deployment;
mod draft;
mod edit;
mod folder;
mod instance;
mod kind;
mod map;
mod mapped;
mod mapping;
mod names;
mod path;
mod plan;
mod references;
mod row;
mod shown;
mod state;
mod transform;
mod update;

#[cfg(test)]
mod tests;

pub use edit::{Change, Origins, Part, Wish, path_text};
pub use folder::{
    Asked, Asking, Folder, Root, declares, folders, gives_json, is_beside, is_named, is_read_by_name, is_understood,
    loads, may_hold_values, origins,
};
pub use instance::Instance;
pub use kind::Kind;
pub use map::{Made, map};
pub use mapped::{Mapped, Replaces};
pub use mapping::{kind, kinds};
pub use shown::{Shape, Shown, not_judged, read, shape};

/// Whether what is left out has no value, or the one that the provider takes then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// A plan or a state: all that has a value is told.
    All,
    /// Files: the provider fills in the rest.
    Written,
}
