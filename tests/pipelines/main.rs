//! Pipelines: the scripts of the GitHub Action and of the templates for others, and the hooks for pre-commit, run against
//! real repositories.

#![cfg(unix)]
// Helpers of tests are tests.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

mod github;
mod hooks;
mod repository;
mod schemas;
mod steps;
mod tags;
mod templates;
