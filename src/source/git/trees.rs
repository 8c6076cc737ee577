//! What trees hold otherwise, through one `git diff-tree --stdin`.

use super::super::Problem;
use super::process::Process;
use std::io::{self, BufRead};
use std::path::Path;

/// A git that tells two trees apart.
pub(super) struct Trees(Process);

/// A name that leads to something else in another tree. Modes and ids are those of git, of nothing all zeros.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Difference {
    /// Bytes from the root, with `/` between.
    pub(super) name: Vec<u8>,
    /// What it was.
    pub(super) old_mode: String,
    /// What it is.
    pub(super) mode: String,
    /// The blob that it leads to.
    pub(super) id: String,
}

/// What is no pair of trees comes back as it is, behind all that was said before.
const END: &str = "end\n";

impl Trees {
    /// Starts git.
    pub(super) fn open(directory: &Path) -> Result<Self, Problem> {
        Process::open(directory, &["diff-tree", "--stdin", "-r", "-z", "--raw", "--no-abbrev", "--no-renames"])
            .map(Self)
    }

    /// The names that lead to other things, from one tree to another, by their ids.
    ///
    /// # Errors
    ///
    /// Git ended, as it does at a tree that is not there. Nothing more can be asked then.
    pub(super) fn between(&mut self, old: &str, new: &str) -> io::Result<Vec<Difference>> {
        self.0.ask(&format!("{old} {new}\n{END}"))?;
        let mut header = String::new();
        self.0.answers.read_line(&mut header)?;
        if header.trim_end() != format!("{old} {new}") {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let mut differences = Vec::new();
        while self.is_at_difference()? {
            differences.push(self.difference()?);
        }
        let mut end = String::new();
        self.0.answers.read_line(&mut end)?;
        if end == END { Ok(differences) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }

    fn is_at_difference(&mut self) -> io::Result<bool> {
        Ok(self.0.answers.fill_buf()?.first() == Some(&b':'))
    }

    /// Reads `:100644 100644 ID ID M`, a NUL, the name and another NUL.
    fn difference(&mut self) -> io::Result<Difference> {
        let [words, name] = [self.until_nul()?, self.until_nul()?];
        let words = String::from_utf8_lossy(&words).into_owned();
        let words: Vec<&str> = words.trim_start_matches(':').split(' ').collect();
        let [old_mode, mode, _, id, _] = words[..] else { return Err(io::ErrorKind::InvalidData.into()) };
        Ok(Difference { name, old_mode: old_mode.to_owned(), mode: mode.to_owned(), id: id.to_owned() })
    }

    fn until_nul(&mut self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.0.answers.read_until(0, &mut bytes)?;
        if bytes.pop() == Some(0) { Ok(bytes) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }
}
