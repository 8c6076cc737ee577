//! From one commit to another without listing all of it again.

use super::super::Problem;
use super::super::ignores;
use super::{Listing, Logged, Side, name};
use std::path::PathBuf;

impl Listing {
    /// The files of another commit of the repository, where these are those of `from`. Beside them the full paths of what
    /// differs, where that is nothing but the contents of regular files; `None` where names, links, submodules or ignore
    /// files do, so that a walk may find other files.
    ///
    /// # Errors
    ///
    /// Objects that are missing.
    pub fn step(mut self, from: &Logged, to: &Logged) -> Result<(Self, Option<Vec<PathBuf>>), Problem> {
        let repository = self.repository().clone();
        let mut changed = Vec::new();
        for difference in repository.differences(&from.tree, &to.tree)? {
            let is_regular = [&difference.old_mode, &difference.mode].iter().all(|mode| mode.starts_with("100"));
            let name = name::path(&difference.name).filter(|name| is_regular && !ignores::is_one(name));
            match name {
                Some(name) => changed.push((name, difference.id)),
                None => return Ok((repository.list(Side::Commit(to.commit.clone()))?, None)),
            }
        }
        let paths = changed.iter().map(|(name, _)| repository.root().join(name)).collect();
        self.replace(Side::Commit(to.commit.clone()), changed);
        Ok((self, Some(paths)))
    }
}
