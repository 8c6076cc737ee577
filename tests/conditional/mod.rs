//! Tests that need what is not everywhere. Where it is wanting they are reported as ignored, with what they need; where
//! `UPLIFT_MUST_RUN` names it (words after one another: `shared`, `browser`, or a program), they run and fail.

use libtest_mimic::{Arguments, Trial};
use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// Something that a test needs.
pub struct Need {
    /// As `UPLIFT_MUST_RUN` names it.
    word: &'static str,
    /// For people.
    what: String,
    is_there: bool,
}

impl Need {
    #[allow(dead_code, reason = "not each binary needs each")]
    pub fn new(word: &'static str, what: impl Into<String>, is_there: bool) -> Self {
        Self { word, what: what.into(), is_there }
    }

    /// A directory of the shared data.
    #[allow(dead_code, reason = "not each binary needs each")]
    pub fn shared(place: &str) -> Self {
        Self::new("shared", format!("../shared/{place}"), shared(place).is_dir())
    }

    /// A program that says its version.
    #[allow(dead_code, reason = "not each binary needs each")]
    pub fn program(name: &'static str) -> Self {
        let is_there = Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success());
        Self::new(name, name, is_there)
    }

    fn must_be(&self) -> bool {
        let words = env::var("UPLIFT_MUST_RUN").unwrap_or_default();
        words.split([' ', ',']).any(|word| word == self.word)
    }
}

/// The place of a directory of the shared data, which stands beside the repository.
#[allow(dead_code, reason = "not each binary needs each")]
pub fn shared(place: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(place)
}

/// A test and what it needs.
pub fn test(name: &str, needs: impl IntoIterator<Item = Need>, run: fn()) -> Trial {
    let wanting: Vec<Need> = needs.into_iter().filter(|need| !need.is_there).collect();
    let trial = Trial::test(name, move || {
        run();
        Ok(())
    });
    if wanting.is_empty() || wanting.iter().any(Need::must_be) {
        return trial;
    }
    let what: Vec<&str> = wanting.iter().map(|need| need.what.as_str()).collect();
    trial.with_kind(format!("needs {}", what.join(", "))).with_ignored_flag(true)
}

/// What the main function of the tests does.
pub fn run(tests: Vec<Trial>) -> ExitCode {
    libtest_mimic::run(&Arguments::from_args(), tests).exit_code()
}
