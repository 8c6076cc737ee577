//! What a change does to what it is judged by.

use super::governing::WITHOUT;
use super::judged::Pair;
use super::sides::Sides;
use crate::assess::Assessed;
use crate::estate::parts::govern;
use crate::estate::settings::{SETTINGS, directories_above, keys, settings_file};
use crate::estate::{Conditions, Estate, Settings, Stopped};
use crate::exempt::{self, Counted, Register};
use crate::gate::baseline::{Baseline, Entry};
use crate::gate::{self, Governed, PolicyChange, Side};
use crate::policy::{self, Exemption, Policy};
use crate::source::{Found, Problem, display_name};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// Judges head by its own governance where that differs from the one that counts, and tells what may be a mistake in it.
pub(super) fn change(
    sides: &Sides,
    judged: &Pair,
    conditions: &Conditions,
) -> Result<(Option<PolicyChange>, Vec<Problem>), Stopped> {
    let (old, new) = &sides.governance;
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let differs = names.into_iter().filter(|name| old.get(*name) != new.get(*name));
    let mut files: Vec<String> = differs.cloned().collect();
    let above = above(sides)?;
    if files.is_empty() && above.is_empty() || !sides.has_base {
        return Ok((None, Vec::new()));
    }
    let own = own(sides)?;
    files.extend(if leaves_out(&own, sides) { above } else { Vec::new() });
    if files.is_empty() {
        return Ok((None, Vec::new()));
    }
    let register = own.register(conditions.today)?;
    let (inventory, _) = own.read(conditions.threads);
    let alone = own.judge_inventory(inventory, register, conditions, false)?;
    let counted = alone.counted().deployed();
    let side = Side { inventory: &alone.inventory, assessed: &alone.assessed, counted: &counted };
    let base = governed(&sides.estate, judged.head());
    let head = governed(&own, side);
    let exempted = exempted(judged, &future(sides, &own, conditions));
    let exempted = Governed { head: Side { counted: &exempted, ..base.head }, ..base };
    let mut sentences = exemptions(&judged.register, &alone.register);
    let ignores = files.iter().filter(|file| matches!(file.rsplit('/').next(), Some(".gitignore" | ".ignore")));
    sentences.extend(ignores.map(|file| format!("what {file} leaves out differs")));
    sentences.extend(broken((&sides.estate.policy, judged.head().assessed), (&own.policy, &alone.assessed)));
    sentences.extend(baseline(sides.baseline.as_ref(), own.parts[0].settings.baseline()?.as_ref()));
    let mut doubts = own.unmet(&*sides.ends.own, &alone.inventory, &alone.register, &alone.assessed);
    doubts.extend_from_slice(&own.warnings);
    Ok((Some(gate::preview(&base, &exempted, &head, files, sentences)), doubts))
}

impl Sides {
    /// The exemptions that count, and what is wrong with others, which do not: where the change repairs them it is judged
    /// without them.
    ///
    /// # Errors
    /// With what is wrong and stays so.
    pub(super) fn register(&self, today: Date) -> Result<(Register, Vec<Problem>), Stopped> {
        let (register, wrong) = self.estate.well_formed(today);
        let is_repaired = || self.has_base && own(self).and_then(|own| own.register(today)).is_ok();
        if wrong.is_empty() || is_repaired() {
            return Ok((register, wrong.into_iter().map(|problem| problem.also(WITHOUT)).collect()));
        }
        Err(wrong.into())
    }
}

/// The change's own governance of what these sides are about, which may be in several parts there; the one in the place of
/// these comes first.
fn own(sides: &Sides) -> Result<Estate, Stopped> {
    let (place, config, start) = (&sides.ends.own, sides.sources.config.as_deref(), sides.start_at_head());
    let identity = |file: &Path| place.identity(file);
    let file = settings_file(&**place, config, start).as_deref().map(identity);
    let mut parts = govern(place, &sides.sources, &sides.asked)?;
    parts.iter_mut().for_each(|own| own.keep(&|found| sides.covers(found)));
    let own = match parts.iter().position(|own| own.file.as_deref().map(identity) == file) {
        Some(own) => parts.remove(own),
        None => Settings::read(Arc::clone(place), config, start)?,
    };
    parts.retain(|other| !other.is_idle());
    parts.insert(0, own);
    Estate::of(parts, &sides.sources)
}

/// Settings above these that differ, where they decide whether anybody looks here.
fn above(sides: &Sides) -> Result<Vec<String>, Problem> {
    let settings = sides.settings();
    let parent = settings.directory().join("..");
    let directories = directories_above(&*sides.ends.base, &parent, None).into_iter();
    let files = directories.filter(|_| !settings.are_named()).map(|directory| directory.join(SETTINGS));
    let found: Vec<Found> = files.map(|path| Found { name: display_name(&path), path }).collect();
    let (old, new) = (keys(&*sides.ends.base, &found)?, keys(&*sides.ends.own, &found)?);
    let names = found.into_iter().map(|found| found.name);
    Ok(names.filter(|name| old.get(name) != new.get(name)).collect())
}

/// Whether the change's own governance leaves out what is judged.
fn leaves_out(own: &Estate, sides: &Sides) -> bool {
    let found = own.parts.iter().flat_map(|part| part.settings.walk_own().found);
    let found: BTreeSet<Found> = found.collect();
    sides.files.1.found.iter().any(|judged| !found.contains(judged))
}

fn governed<'g>(estate: &'g Estate, head: Side<'g>) -> Governed<'g> {
    let Estate { parts, policy, scoring, .. } = estate;
    Governed { policy, config: &parts[0].settings.config, scoring, head }
}

/// The change's own exemptions, as far as the policies that count know what they are for.
fn future(sides: &Sides, own: &Estate, conditions: &Conditions) -> Register {
    let policy = &sides.estate.policy;
    let known = policy::exemptions(&own.parts[0].settings.exemptions().0, policy);
    Register::of(known, policy, &own.parts[0].settings.config, conditions.today)
}

/// Head with other exemptions, and what is held as it is held.
fn exempted(judged: &Pair, register: &Register) -> Counted<'static> {
    let Side { inventory, assessed, counted } = judged.head();
    exempt::count_under(assessed, counted, inventory, register).deployed()
}

/// What differs about exemptions, for people.
fn exemptions(old: &Register, new: &Register) -> Vec<String> {
    let [old, new] = [old, new].map(|register| -> BTreeMap<&str, &Exemption> {
        register.entries().iter().map(|entry| (entry.id.as_str(), entry)).collect()
    });
    let names: BTreeSet<&str> = old.keys().chain(new.keys()).copied().collect();
    let told = names.into_iter().filter_map(|id| match (old.get(id), new.get(id)) {
        (None, Some(_)) => Some(format!("exemption {id} is new, and takes effect after the merge")),
        (Some(_), None) => Some(format!("exemption {id} is gone, and counts until the merge")),
        (Some(old), Some(new)) if !old.says_the_same(new) => {
            Some(format!("exemption {id} differs, and counts as it was until the merge"))
        }
        _ => None,
    });
    told.collect()
}

/// Scripts that fail by the new governance, and not by the old one.
fn broken(old: (&Policy, &Assessed), new: (&Policy, &Assessed)) -> Vec<String> {
    let failing = |(policy, assessed): (&Policy, &Assessed)| -> BTreeSet<String> {
        assessed.script_errors().map(|(index, ..)| policy.recommendations[index.0].id.clone()).collect()
    };
    let told = |id: &String| format!("the check of {id} fails on some resources");
    failing(new).difference(&failing(old)).map(told).collect()
}

/// What differs about the baseline, for people.
fn baseline(old: Option<&Baseline>, new: Option<&Baseline>) -> Vec<String> {
    let only = |one: Option<&Baseline>, other: Option<&Baseline>, has: fn(&Baseline, &Entry) -> bool| {
        let lacks = |entry: &&Entry| !other.is_some_and(|other| has(other, entry));
        one.map_or(0, |one| one.entries().filter(lacks).count())
    };
    let told = |number: usize, what: &str| match number {
        0 => None,
        1 => Some(format!("the baseline {what} 1 finding")),
        number => Some(format!("the baseline {what} {number} findings")),
    };
    let added = told(only(new, old, Baseline::knows), "takes in").map(|told| format!("{told}, known after the merge"));
    added.into_iter().chain(told(only(old, new, Baseline::lists), "forgets")).collect()
}
