//! What ignore files leave out, decided on names alone, so that the ignore files of one side can judge another's files.
//!
//! Hidden names are left out; the nearest directory whose ignore file names an entry decides; `.ignore` counts before
//! `.gitignore`; and what is below a directory that was left out is never looked at.

use super::Problem;
use super::bytes::{display_name, read};
use super::files::LEADS_OUT;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use ignore::{Match, gitignore::Glob};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The names of ignore files; the first one counts before the second.
const NAMES: [&str; 2] = [".ignore", ".gitignore"];

/// A hidden name that somebody commits for others to read: it says which versions of providers were chosen.
const KEPT: &str = ".terraform.lock.hcl";

/// Whether a name is one of an ignore file.
pub(super) fn is_one(name: &Path) -> bool {
    place(name).is_some()
}

fn place(name: &Path) -> Option<usize> {
    let file = name.file_name()?;
    NAMES.iter().position(|known| file == *known)
}

/// No ignore file that somebody wrote is larger; what decides about all others is read before them.
const MOST_BYTES: u64 = 1 << 20;

/// All ignore files of a tree, by their directories; names are relative to the tree's root, or all of them absolute.
#[derive(Clone, Debug, Default)]
pub(super) struct Ignores {
    directories: BTreeMap<PathBuf, [Gitignore; NAMES.len()]>,
}

impl Ignores {
    /// Adds those of a directory on the disk, which people know as `shown`. What is no file, and what a link leads to where
    /// `is_inside` does not hold, is not read; it is told with the reason.
    ///
    /// # Errors
    ///
    /// A file that is too large, or that may not be read.
    pub(super) fn load(
        &mut self,
        directory: &Path,
        shown: &Path,
        is_inside: &dyn Fn(&Path) -> bool,
    ) -> Result<Vec<(String, String)>, Problem> {
        let mut passed_over = Vec::new();
        for file in NAMES {
            let (path, name) = (directory.join(file), display_name(&shown.join(file)));
            if path.symlink_metadata().is_err() {
                continue;
            }
            let real = path.canonicalize().ok().filter(|real| is_inside(real));
            match real.and_then(|real| real.metadata().ok()) {
                Some(target) if target.is_file() => {
                    refuse_large(&name, target.len())?;
                    self.add(&path, &read(&path, &name)?);
                }
                Some(target) if target.is_dir() => {}
                Some(_) => passed_over.push((name, "a device or a pipe".to_owned())),
                None => passed_over.push((name, LEADS_OUT.to_owned())),
            }
        }
        Ok(passed_over)
    }

    /// Adds one ignore file, such as `infra/.gitignore`. Lines that are no glob say nothing.
    pub(super) fn add(&mut self, name: &Path, bytes: &[u8]) {
        let Some(place) = place(name) else { return };
        let directory = name.parent().unwrap_or(Path::new(""));
        let none = || [Gitignore::empty(), Gitignore::empty()];
        self.directories.entry(directory.to_owned()).or_insert_with(none)[place] = matcher(directory, bytes);
    }

    /// Whether an entry of a directory is left out, given that the directory is not.
    pub(super) fn leave_out(&self, name: &Path, is_directory: bool) -> bool {
        match self.decision(name, is_directory) {
            Match::Ignore(_) => true,
            Match::Whitelist(_) => false,
            Match::None => name
                .file_name()
                .is_some_and(|name| name.as_encoded_bytes().starts_with(b".") && (is_directory || name != KEPT)),
        }
    }

    fn decision(&self, name: &Path, is_directory: bool) -> Match<&Glob> {
        let nearest = |place: usize| {
            let above = name.ancestors().skip(1).filter_map(|directory| self.directories.get(directory));
            let decisions = above.map(|files| files[place].matched(name, is_directory));
            decisions.into_iter().find(|decision| !decision.is_none()).unwrap_or(Match::None)
        };
        nearest(0).or(nearest(1))
    }
}

/// Refuses an ignore file of so many bytes that nobody wrote it.
pub(super) fn refuse_large(name: &str, bytes: u64) -> Result<(), Problem> {
    if bytes <= MOST_BYTES {
        return Ok(());
    }
    let message = format!("an ignore file of {bytes} bytes, and 1 MiB is the most that is read");
    Err(Problem::new(name, message).help("Check that this file is what it seems to be"))
}

/// The globs of one ignore file. As for a walk, a line that is not UTF-8 ends the file.
fn matcher(directory: &Path, bytes: &[u8]) -> Gitignore {
    let mut builder = GitignoreBuilder::new(directory);
    for (number, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        let Ok(line) = std::str::from_utf8(line) else { break };
        let line = line.strip_suffix('\r').unwrap_or(line);
        let line = if number == 0 { line.trim_start_matches('\u{feff}') } else { line };
        // A line that is no glob says nothing, for git too.
        let _ = builder.add_line(None, line);
    }
    builder.build().unwrap_or_else(|_| Gitignore::empty())
}
