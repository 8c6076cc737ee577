//! What is wrong with what settings name.

use super::{Settings, Sources, leads_out};
use crate::policy::Config;
use crate::source::{Problem, display_name};
use std::path::PathBuf;

impl Settings {
    /// A file of known findings that is named and still to be written.
    pub(super) fn missing_baseline(&self) -> Option<Problem> {
        let named = self.config.baseline.as_ref()?;
        let is_missing = !self.files.is_there(&self.root.join(named));
        let problem =
            || self.config.problem_at(&["baseline"], format!("`baseline` names {named}, and there is no such file"));
        is_missing.then(|| problem().help("`uplift baseline create` writes it"))
    }

    /// Refuses settings that name what is outside of their repository, and what is no file.
    ///
    /// # Errors
    /// With each name that does.
    pub fn refuse_outside(&self, wanted: &Sources) -> Result<(), Vec<Problem>> {
        let Config { policies, exemptions, baseline, bicep, .. } = &self.config;
        let texts = policies.iter().chain(exemptions).chain(baseline).map(String::as_str);
        let named = texts.chain(bicep.named().map(|(_, path)| path)).map(|path| self.root.join(path));
        let outside = |path: &PathBuf| !wanted.outside && self.files.leads_out(path, self.directory());
        let named: Vec<PathBuf> = named.collect();
        let problems = named.iter().filter(|path| outside(path));
        let problems = problems.map(|path| leads_out(path, "Move it into the repository, or say --outside"));
        let streams = named.iter().filter(|path| path.exists() && !path.is_file() && !path.is_dir());
        let streams = streams.map(|path| Problem::new(display_name(path), "this is a device or a pipe, and no file"));
        let problems: Vec<Problem> = problems.chain(streams).collect();
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }
}
