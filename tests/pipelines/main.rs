//! Pipelines: the scripts of the GitHub Action and of the templates for others, and the hooks for pre-commit, run against
//! real repositories.

#[cfg(unix)]
mod github;
#[cfg(unix)]
mod repository;
#[cfg(unix)]
mod steps;
