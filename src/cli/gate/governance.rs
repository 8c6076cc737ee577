//! What a change does to what it is judged by.

use super::judged::{Judged, judge_alone};
use super::sides::{Sides, start};
use crate::cli::Failure;
use crate::cli::args::GateArguments;
use crate::cli::judge::{Judge, judge_at};
use crate::exempt::{self, Counted, Register};
use crate::gate::baseline::{Baseline, Entry};
use crate::gate::{self, Governed, PolicyChange, Side};
use crate::policy;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Judges head by its own governance where that differs from the one that counts.
pub(super) fn change(
    arguments: &GateArguments,
    sides: &Sides,
    judged: &Judged,
) -> Result<Option<PolicyChange>, Failure> {
    let Some((_, end)) = &sides.listings else { return Ok(None) };
    let (old, new) = &sides.governance;
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let differs = names.into_iter().filter(|name| old.get(*name) != new.get(*name));
    let files: Vec<String> = differs.cloned().collect();
    if files.is_empty() || sides.is_ungoverned {
        return Ok(None);
    }
    let own = judge_at(Arc::new(end.clone()), &arguments.policies, start(arguments))?;
    let register = own.register(arguments.day.today())?;
    let (inventory, _) = own.estate.inventory_at(end, &arguments.paths);
    let judgement = judge_alone(&own, inventory, &register, arguments)?;
    let base = Governed { policy: &sides.judge.policy, config: &sides.judge.estate.config, head: judged.head() };
    let head = Governed { policy: &own.policy, config: &own.estate.config, head: judgement.side() };
    let future = future(arguments, sides, &own)?;
    let exempted = exempted(judged, &future);
    let exempted = Governed { head: Side { counted: &exempted, ..base.head }, ..base };
    let mut sentences = exemptions(&judged.register, &register);
    let ignores = files.iter().filter(|file| matches!(file.rsplit('/').next(), Some(".gitignore" | ".ignore")));
    sentences.extend(ignores.map(|file| format!("what {file} leaves out differs")));
    sentences.extend(baseline(sides.baseline.as_ref(), own.estate.baseline()?.as_ref()));
    Ok(Some(gate::preview(&base, &exempted, &head, files, sentences)))
}

/// The change's own exemptions, as far as the policies that count know what they are for.
fn future(arguments: &GateArguments, sides: &Sides, own: &Judge) -> Result<Register, Failure> {
    let policy = &sides.judge.policy;
    let known = policy::exemptions(&own.estate.exemptions().0, policy);
    Ok(Register::of(known, policy, &own.estate.config, arguments.day.today()))
}

/// Head with other exemptions, and what is held as it is held.
fn exempted(judged: &Judged, register: &Register) -> Counted<'static> {
    let Side { inventory, assessed, counted } = judged.head();
    exempt::count_under(assessed, counted, inventory, register)
}

/// What differs about exemptions, for people.
fn exemptions(old: &Register, new: &Register) -> Vec<String> {
    let entries = |register: &Register| -> BTreeMap<String, String> {
        let entries = register.entries().iter();
        entries
            .map(|entry| (entry.id.clone(), format!("{entry:?}").replace(&format!("{:?}", entry.location), "")))
            .collect()
    };
    let (old, new) = (entries(old), entries(new));
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let told = names.into_iter().filter_map(|id| match (old.get(id), new.get(id)) {
        (None, Some(_)) => Some(format!("exemption {id} is new, and takes effect after the merge")),
        (Some(_), None) => Some(format!("exemption {id} is gone, and counts until the merge")),
        (Some(old), Some(new)) if old != new => {
            Some(format!("exemption {id} differs, and counts as it was until the merge"))
        }
        _ => None,
    });
    told.collect()
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
