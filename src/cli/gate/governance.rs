//! What a change does to what it is judged by.

use super::judged::{Judged, judge_alone};
use super::sides::Sides;
use crate::cli::Failure;
use crate::cli::args::GateArguments;
use crate::cli::judge::{Judge, judge_at};
use crate::exempt::Register;
use crate::gate::{Governed, PolicyChange, policy_change};
use crate::source::{ContentKey, Files};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// Judges head by its own governance where that differs from the one that counts.
pub(super) fn change(
    arguments: &GateArguments,
    sides: &Sides,
    judged: &Judged,
) -> Result<Option<PolicyChange>, Failure> {
    let start = arguments.paths.first().map_or(Path::new("."), |path| path);
    let own = judge_at(Arc::new(sides.own.clone()), &arguments.policies, start)?;
    let files = touched(arguments, sides, &own)?;
    if files.is_empty() || sides.is_ungoverned {
        return Ok(None);
    }
    let register = own.register(arguments.day.today())?;
    let (inventory, _) = own.estate.inventory_at(&sides.own, &arguments.paths);
    let judgement = judge_alone(&own, inventory, &register, arguments)?;
    let base = Governed { policy: &sides.judge.policy, config: &sides.judge.estate.config, head: judged.head() };
    let head = Governed { policy: &own.policy, config: &own.estate.config, head: judgement.side() };
    Ok(Some(policy_change(&base, &head, files, exemptions(&judged.register, &register))))
}

/// The files of governance that differ between the sides.
fn touched(arguments: &GateArguments, sides: &Sides, own: &Judge) -> Result<Vec<String>, Failure> {
    let keys = |judge: &Judge, side: &dyn Files| -> Result<BTreeMap<String, ContentKey>, Failure> {
        let governed = judge.estate.governance(side, &arguments.policies, &arguments.paths)?;
        Ok(governed.into_iter().map(|governed| (governed.found.name, governed.key)).collect())
    };
    let (old, new) = (keys(&sides.judge, &sides.base)?, keys(own, &sides.own)?);
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    Ok(names.into_iter().filter(|name| old.get(*name) != new.get(*name)).cloned().collect())
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
