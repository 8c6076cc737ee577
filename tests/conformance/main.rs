//! What others say about the same resources: a reference implementation, and the test suites of peers.
//!
//! The data stands beside the repository, in `../shared`; where it is not there, each test says so and passes.

// The tests tell what they compared.
#![allow(clippy::print_stderr)]

mod bicep;
mod deployed;
mod estate;
mod fixes;
mod functions;
mod oracle;
mod pairs;
mod peers;
mod programs;
mod shapes;
mod shares;
mod suite;

use std::path::{Path, PathBuf};

/// A directory of the shared data, when it is there.
fn shared(place: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).parent()?.join("shared").join(place);
    if path.is_dir() {
        return Some(path);
    }
    eprintln!("skipped: ../shared/{place} is not here");
    None
}
