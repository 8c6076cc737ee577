//! Editions of the own policies, held against each other over one inventory.
//!
//! A directory is an edition in place of all own policies, under the settings as they are. A commit is one with its own
//! settings. Inventory and exemptions are those of the estate, whatever the edition.

use super::settings::{SETTINGS, Settings};
use super::{Conditions, Estate, Judged, Sources, Stopped};
use crate::exempt::Register;
use crate::gate::{self, Edited, Governed};
use crate::inventory::Inventory;
use crate::policy;
use crate::source::{Commit, FileSystem, Files, Problem, Repository, Side, display_name};
use jiff::civil::Date;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Policies as a directory or a commit holds them.
pub struct Edition {
    /// What it is called, for people.
    pub name: String,
    /// The estate under these policies; what it governs is not read from here.
    pub estate: Estate,
}

/// One inventory by two editions.
pub struct HeldAgainst<'e> {
    /// By the old one.
    pub old: Judged<'e>,
    /// By the new one.
    pub new: Judged<'e>,
    /// What differs.
    pub edited: Edited,
}

impl Estate {
    /// The edition that a directory, a file or a commit holds.
    ///
    /// # Errors
    /// A name that means neither or both, and everything that is wrong with the policies.
    pub fn edition(&self, sources: &Sources, typed: &Path) -> Result<Edition, Stopped> {
        let name = display_name(typed);
        // No name of a commit starts like this.
        let is_path = typed.is_absolute() || typed.to_string_lossy().starts_with('.');
        let commits = || self.commits(&name);
        match FileSystem.is_there(typed) {
            true if !is_path && commits().is_ok() => Err(both(&name).into()),
            true => self.of_directory(sources, typed),
            false if is_path => Err(Problem::new(&*name, "there is no such directory").into()),
            false => self.of_commits(sources, commits().map_err(|problem| neither(&name, problem))?),
        }
    }

    fn of_directory(&self, sources: &Sources, typed: &Path) -> Result<Edition, Stopped> {
        let name = display_name(typed);
        let (found, problems) = FileSystem.policies(typed);
        if !problems.is_empty() {
            return Err(problems.into());
        }
        if FileSystem.is_there(&typed.join(SETTINGS)) {
            let problem =
                Problem::new(&*name, format!("this directory holds {SETTINGS}, and is no directory of policies"));
            return Err(problem
                .help("Name the directory of policies in it, or a commit to have its settings too")
                .into());
        }
        if found.is_empty() {
            let problem = Problem::new(&*name, "there are no policies: no file here ends with .yaml or .yml");
            return Err(problem.help("Name the directory of the policies themselves").into());
        }
        let read = |part: &super::Part| {
            let files: Arc<dyn Files> = Arc::new(FileSystem);
            let settings = Settings::read(files, sources.config.as_deref(), part.settings.directory())?;
            Ok(settings.without_roots())
        };
        let settings: Vec<Settings> = super::all(self.parts.iter().map(read))?;
        let policies: Vec<PathBuf> = [typed.to_owned()].into_iter().chain(sources.policies.iter().cloned()).collect();
        let estate = Self::of(settings, &Sources { policies, ..sources.clone() })?;
        Ok(Edition { name, estate })
    }

    /// The commit of a name, in the repository of each part.
    fn commits(&self, name: &str) -> Result<Vec<(Repository, Commit)>, Problem> {
        let commit = |part: &super::Part| {
            let repository = Repository::containing(part.settings.directory())?;
            let commit = repository.commit(name)?;
            Ok((repository, commit))
        };
        self.parts.iter().map(commit).collect()
    }

    fn of_commits(&self, sources: &Sources, commits: Vec<(Repository, Commit)>) -> Result<Edition, Stopped> {
        let name = commits.first().map(|(_, commit)| commit.to_string()).unwrap_or_default();
        let read = |(part, (repository, commit)): (&super::Part, (Repository, Commit))| {
            let files: Arc<dyn Files> = Arc::new(repository.list(Side::Commit(commit.clone()))?);
            if let Some(config) = sources.config.as_deref().filter(|config| !files.is_file(config)) {
                let problem = Problem::new(display_name(config), format!("there are no such settings in {commit}"));
                return Err(problem.help("Leave out --config, or name commits that hold it").into());
            }
            Settings::read(files, sources.config.as_deref(), part.settings.directory())
        };
        let settings = super::all(self.parts.iter().zip(commits).map(read))?;
        Ok(Edition { estate: Self::of(settings, sources)?, name })
    }

    /// Judges an inventory of this estate by two editions.
    ///
    /// # Errors
    /// Ill-formed exemptions, and the deadline.
    pub fn hold_editions<'e>(
        &self,
        inventory: &Arc<Inventory>,
        (old, new): (&'e Edition, &'e Edition),
        conditions: &Conditions,
    ) -> Result<HeldAgainst<'e>, Stopped> {
        let judge = |edition: &'e Edition| {
            let register = self.register_for(&edition.estate, conditions.today)?;
            edition.estate.judge_inventory(Arc::clone(inventory), register, conditions, true)
        };
        let (old, new) = (judge(old)?, judge(new)?);
        let edited = {
            let (before, after) = (old.counted(), new.counted());
            let governed =
                |judged: &Judged<'e>| -> (&'e policy::Policy, &'e policy::Config, &'e crate::score::Options) {
                    let Estate { policy, parts, scoring, .. } = judged.estate;
                    (policy, &parts[0].settings.config, scoring)
                };
            let (of_old, of_new) = (governed(&old), governed(&new));
            let side = |judged, counted| gate::Side { inventory, assessed: judged, counted };
            let (head_of_old, head_of_new) = (side(&old.assessed, &before), side(&new.assessed, &after));
            gate::compare_editions(
                &Governed { policy: of_old.0, config: of_old.1, scoring: of_old.2, head: head_of_old },
                &Governed { policy: of_new.0, config: of_new.1, scoring: of_new.2, head: head_of_new },
            )
        };
        Ok(HeldAgainst { old, new, edited })
    }

    /// This estate's exemptions, as far as the policies of an edition know what they are for.
    fn register_for(&self, edition: &Self, today: Date) -> Result<Register, Stopped> {
        let mut problems = Vec::new();
        let registers = self.parts.iter().zip(&edition.parts).map(|(own, part)| {
            let (sources, unreadable) = own.settings.exemptions();
            let (register, wrong) = part.register_of(&sources, false, today);
            problems.extend(unreadable.into_iter().chain(wrong));
            (register, &part.members)
        });
        let register = Register::joined(registers.collect());
        if problems.is_empty() { Ok(register) } else { Err(problems.into()) }
    }
}

fn both(name: &str) -> Problem {
    let problem = Problem::new("", format!("`{name}` is a path and a commit"));
    problem
        .help(format!("Write ./{name} for the path, or the commit in another way, such as refs/heads/{name} or its id"))
}

fn neither(name: &str, problem: Problem) -> Problem {
    let message = format!("`{name}` is no directory here, and no commit: {}", problem.message);
    Problem { message, ..problem }
}
