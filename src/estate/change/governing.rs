//! Whose settings and policies count: the base's, so that no change can judge itself. Where it has none, the defaults; where
//! what it has is wrong and the change repairs it, the defaults too, with what is wrong.

use crate::estate::parts::divide;
use crate::estate::settings::settings_file;
use crate::estate::{Estate, Settings, Sources, Stopped};
use crate::source::{Files, Problem, display_name};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

/// What both sides are judged by, for one part of what is looked at.
#[derive(Clone)]
pub(super) struct Governing {
    /// An estate of one part.
    pub estate: Rc<Estate>,
    /// Why the base's own settings and policies do not count.
    pub wrong: Vec<Problem>,
    /// Policy roots that were named and that only the change has.
    pub brought: Vec<Problem>,
}

impl Governing {
    /// With nothing wrong.
    pub fn of(estate: Estate) -> Self {
        Self { estate: Rc::new(estate), wrong: Vec::new(), brought: Vec::new() }
    }
}

/// What the base's own settings give for one part, or what is wrong with them, beside the settings or what stands for them.
pub(super) struct Opened {
    settings: Settings,
    estate: Result<Estate, Vec<Problem>>,
}

/// What the base's own settings give, part by part.
pub(super) fn open_base(base: &Arc<dyn Files>, sources: &Sources, paths: &[PathBuf]) -> Result<Vec<Opened>, Stopped> {
    let parts = divide(base, sources, paths)?.into_iter().map(|(own, mut wrong)| {
        let settings = own.in_place();
        if wrong.is_empty() {
            match Estate::of(vec![own], sources) {
                Ok(estate) => return Ok(Opened { settings, estate: Ok(estate) }),
                Err(Stopped::Problems(problems)) => wrong = problems,
                Err(other) => return Err(other),
            }
        }
        Ok(Opened { settings, estate: Err(wrong) })
    });
    parts.collect()
}

/// The parts of what is looked at; those that the base has wrong and the change repairs by the defaults. Policy roots that are
/// typed and that only the change has do not judge it.
pub(super) fn governing(
    sides: (&Arc<dyn Files>, &Arc<dyn Files>),
    of_base: Result<Vec<Opened>, Stopped>,
    sources: &Sources,
    paths: &[PathBuf],
) -> Result<Vec<Governing>, Stopped> {
    let has = |side: &dyn Files, root: &PathBuf| side.is_file(root) || side.is_directory(root);
    let is_brought = |root: &&PathBuf| has(&**sides.1, root) && !has(&**sides.0, root);
    let (brought, kept): (Vec<_>, Vec<_>) = sources.policies.iter().partition(is_brought);
    if brought.is_empty() {
        return settled(sides, of_base, sources, paths);
    }
    let sources = Sources { policies: kept.into_iter().cloned().collect(), ..sources.clone() };
    let told = brought.into_iter().map(|root| {
        let problem = Problem::new(display_name(root), "these policies are in the change alone, and do not judge it");
        problem.help("They count once they are merged")
    });
    let brought: Vec<Problem> = told.collect();
    let parts = settled(sides, open_base(sides.0, &sources, paths), &sources, paths)?;
    // By nothing at all everything would pass.
    if parts.iter().any(|part| part.estate.policy.recommendations.is_empty()) {
        return Err(brought.into());
    }
    Ok(parts.into_iter().map(|part| Governing { brought: brought.clone(), ..part }).collect())
}

fn settled(
    (base, own): (&Arc<dyn Files>, &Arc<dyn Files>),
    of_base: Result<Vec<Opened>, Stopped>,
    sources: &Sources,
    paths: &[PathBuf],
) -> Result<Vec<Governing>, Stopped> {
    let has = |side: &dyn Files| has_settings(side, sources, start(paths));
    // Settings that are typed and only the change has must not come from the disk, where the change lies.
    if sources.config.is_some() && has(&**own) && !has(&**base) {
        let mut settings = Settings::of_none(Arc::clone(base), start(paths));
        settings.govern(paths.to_vec(), true);
        return Ok(vec![Governing::of(Estate::by_default(&settings, sources)?)]);
    }
    let parts = of_base?.into_iter().map(|part| part.settled(own, sources));
    let (parts, wrong): (Vec<_>, Vec<_>) = parts.partition(Result::is_ok);
    let mut wrong: Vec<Problem> = wrong.into_iter().filter_map(Result::err).flatten().collect();
    wrong.sort();
    wrong.dedup();
    if wrong.is_empty() { Ok(parts.into_iter().flatten().collect()) } else { Err(wrong.into()) }
}

impl Opened {
    /// By what the base sets, or by the defaults where that is wrong and the change repairs it.
    fn settled(self, own: &Arc<dyn Files>, sources: &Sources) -> Result<Governing, Vec<Problem>> {
        let wrong = match self.estate {
            Ok(estate) => return Ok(Governing::of(estate)),
            Err(wrong) => wrong,
        };
        let told = |help: &str| wrong.iter().cloned().map(|problem| problem.also(help)).collect::<Vec<_>>();
        let repaired = Settings::read(Arc::clone(own), sources.config.as_deref(), start(self.settings.paths()));
        let is_repaired = repaired.and_then(|repaired| Estate::of(vec![repaired], sources)).is_ok();
        match Estate::by_default(&self.settings, sources) {
            // By nothing at all everything would pass.
            Ok(estate) if is_repaired && !estate.policy.recommendations.is_empty() => {
                Ok(Governing { wrong: told(REPAIRED), ..Governing::of(estate) })
            }
            _ => Err(told(IN_BASE)),
        }
    }
}

/// Whether the settings that count for a path are there.
pub(super) fn has_settings(side: &dyn Files, sources: &Sources, start: &Path) -> bool {
    settings_file(side, sources.config.as_deref(), start).is_some_and(|file| side.is_file(&file))
}

/// What decides which settings count first.
pub(super) fn start(paths: &[PathBuf]) -> &Path {
    paths.first().map_or(Path::new("."), |path| path)
}

const IN_BASE: &str = "It is like this in the base, which the change is judged by; repair it there first";
pub(super) const WITHOUT: &str = "It is like this in the base, and not in the change: it is judged without it";
const REPAIRED: &str = "It is like this in the base, and not in the change: it is judged by the defaults";
