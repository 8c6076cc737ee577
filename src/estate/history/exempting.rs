//! The exemptions that stand in a commit's tree.

use super::tree::Tree;
use crate::estate::settings::{SETTINGS, Settings};
use crate::estate::{Estate, Sources, Stopped};
use crate::exempt::Register;
use crate::policy::ExemptionSource;
use crate::source::{Files, Problem, display_name};
use jiff::civil::Date;
use std::path::{Path, PathBuf};

/// What the settings of a tree name as exemptions, part by part.
#[derive(Default)]
pub(super) struct Exempting {
    parts: Vec<Vec<ExemptionSource>>,
    unreadable: Vec<Problem>,
}

impl Exempting {
    /// Reads the files that the tree's own settings name; those that today's do where its own say nothing that can be read.
    pub fn of(estate: &Estate, tree: &mut Tree, sources: &Sources) -> Self {
        let mut exempting = Self::default();
        for part in &estate.parts {
            let start = part.settings.paths().first().map_or(Path::new("."), PathBuf::as_path);
            tree.reads(&part.settings.directory().join(SETTINGS));
            let own = Settings::read(tree.place(), sources.config.as_deref(), start);
            let (files, are_own) = match &own {
                Ok(own) => (own.exemption_files(), true),
                Err(_) => (part.settings.exemption_files(), false),
            };
            let mut sources = Vec::new();
            for path in files {
                tree.reads(&path);
                match read(&tree.listing, &path) {
                    Ok(source) => sources.push(source),
                    Err(problem) => exempting.unreadable.extend(are_own.then_some(problem)),
                }
            }
            exempting.parts.push(sources);
        }
        exempting
    }

    /// The exemptions as they stand on a day. Where the governance is not the tree's own, they may name what it lacks.
    ///
    /// # Errors
    /// With everything that is wrong with any of them.
    pub fn register(&self, estate: &Estate, day: Date, is_own: bool) -> Result<Register, Stopped> {
        let mut problems = self.unreadable.clone();
        let parts = estate.parts.iter().zip(&self.parts).map(|(part, sources)| {
            let (register, wrong) = part.register_of(sources, is_own, day);
            problems.extend(wrong);
            (register, &part.members)
        });
        let register = Register::joined(parts.collect());
        if problems.is_empty() { Ok(register) } else { Err(problems.into()) }
    }
}

fn read(files: &dyn Files, path: &Path) -> Result<ExemptionSource, Problem> {
    let name = display_name(path);
    let bytes = files.read(path, &name)?;
    let text = String::from_utf8(bytes).map_err(|_| Problem::new(&*name, "this is not UTF-8 text"))?;
    Ok(ExemptionSource { name, text })
}
