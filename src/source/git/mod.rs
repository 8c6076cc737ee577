//! Both sides of a change, read from a git repository without a checkout.
//!
//! # Why the `git` program
//!
//! Its plumbing copes with partial and shallow clones, alternates, worktrees and SHA-256 exactly as the
//! rest of a pipeline does, and adds no crates. The price is about ten processes a run, 1 to 3 ms each for 1,000 files;
//! contents come through one of them, each in 20 µs when packed and in 60 µs when not.
//!
//! # What a side is
//!
//! Its files are those of a checkout: regular files, links that stay inside, and the files of submodules that are checked out
//! and have the commit. Other submodules, links that lead outside and names that no file can have are passed over with a reason. Which files are inventory is decided by names and ignore
//! files alone, in the same way as a walk decides; ignore files outside of the repository do not count.
//!
//! # What a hostile repository cannot do
//!
//! Names come from the repository, so that they are passed behind `--end-of-options`, or on a pipe, and read between NULs.
//! No hook, pager, prompt, monitor, textconv or external diff runs, and nothing is written, the index neither, but the branches that were asked for. A directory of
//! the change that looks like a bare repository is not taken for one.

mod age;
mod branch;
mod command;
mod commit;
mod ends;
mod entry;
mod listing;
mod log;
mod name;
mod objects;
mod process;
mod renames;
mod repository;
mod sides;
mod step;
mod tracked;
mod trees;

pub(super) use age::committed;
pub use branch::{Made, Rewritten};
pub use commit::Commit;
pub use ends::is_kept_without_returns;
pub use listing::Listing;
pub use log::Logged;
pub use renames::renames;
pub use repository::Repository;
pub use sides::Side;
pub use tracked::is_tracked;

#[cfg(test)]
mod tests;
