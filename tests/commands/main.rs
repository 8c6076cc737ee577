//! The real command: what it prints, and how it ends.
//!
//! Each case is an estate of a few files and some commands; everything that they print stands in a file beside this one.
//! Run the tests with `SNAPSHOTS=overwrite` to write the files anew.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod ages;
mod bad_input;
mod baseline;
mod begin;
mod borrowed;
mod bounds;
mod comment;
mod coverage;
mod due;
mod due_scan;
mod edge;
mod editions;
mod exemptions;
mod explain;
mod filters;
mod fingerprints;
mod fixtures;
mod harness;
#[cfg(unix)]
mod links;
mod lint;
mod lint_answers;
mod outputs;
mod partial;
#[cfg(unix)]
mod queries;
mod reconcile;
mod recorded;
mod reports;
mod roots;
mod rounds;
mod scope_tree;
mod secrets;
mod trials;
mod trying;
mod undecided;
mod updates;
mod vectors;
mod watching;
