//! Reports in the formats of other programs: golden files, each format against its schema or read back by a program of
//! its own, hostile names, and secrets.
//!
//! Run the tests with `SNAPSHOTS=overwrite` to write the files in `golden` anew.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod command;
mod golden;
mod hostile;
mod lint;
mod lists;
mod page;
mod review;
mod valid;
