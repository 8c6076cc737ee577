//! What goes from one part of an estate to another.
//!
//! A part whose directory has another name at the end of the change stays under its own rules. Of other files that take in
//! what another part held, both parts look at what it was and at what it is, so that neither's rules can be left behind.

use super::sides::Sides;
use crate::estate::settings::SETTINGS;
use crate::estate::{Settings, Stopped, nearest};
use crate::inventory::{self, ResourceIndex};
use crate::source::{Files, Found, Problem, display_name};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Lets the parts look at what goes from one to another.
pub(super) fn cross(parts: &mut [Sides]) -> Result<(), Stopped> {
    if parts.len() < 2 {
        return Ok(());
    }
    for (from, to, directory) in moved(parts) {
        follow(parts, from, to, directory)?;
    }
    for Crossing { from, to, left, came } in crossings(parts) {
        let both = |parts: &[Sides], found: &[Found], of_base: bool| -> Vec<Found> {
            let files = &parts[if of_base { to } else { from }].files;
            let there = if of_base { &files.0.found } else { &files.1.found };
            found.iter().filter(|found| there.contains(found)).cloned().collect()
        };
        let (was, is) = (both(parts, &came, true), both(parts, &left, false));
        let told = format!("it holds what {} governs in the base: both judge it", parts[from].settings().name());
        parts[to].shared.extend(came.iter().map(|found| Problem::new(&*found.name, &*told)));
        parts[from].see(was, came)?;
        parts[to].see(left, is)?;
    }
    Ok(())
}

/// Resources that a part holds in the base only, and another at the end only.
struct Crossing {
    from: usize,
    to: usize,
    /// The files that they leave.
    left: Vec<Found>,
    /// The files that they come to.
    came: Vec<Found>,
}

fn crossings(parts: &[Sides]) -> Vec<Crossing> {
    let differs = |sides: &Sides, found: &[Found]| found.iter().any(|found| !sides.equal.contains(&found.name));
    let busy =
        parts.iter().filter(|sides| differs(sides, &sides.files.0.found) || differs(sides, &sides.files.1.found));
    if busy.count() < 2 {
        return Vec::new();
    }
    let held: Vec<(Held, Held)> = parts.iter().map(held).collect();
    let mut crossings = Vec::new();
    for (from, (old, kept)) in held.iter().enumerate() {
        let left: BTreeMap<&String, &Found> = old.iter().filter(|(id, _)| !kept.contains_key(*id)).collect();
        for (to, (known, new)) in held.iter().enumerate().filter(|(to, _)| *to != from) {
            let crossed = new.iter().filter(|(id, _)| !known.contains_key(*id));
            let crossed = crossed.filter_map(|(id, came)| Some((Found::clone(left.get(id)?), came.clone())));
            let (left, came): (BTreeSet<Found>, BTreeSet<Found>) = crossed.unzip();
            if !came.is_empty() {
                let (left, came) = (left.into_iter().collect(), came.into_iter().collect());
                crossings.push(Crossing { from, to, left, came });
            }
        }
    }
    crossings
}

/// Files by the resources in them.
type Held = BTreeMap<String, Found>;

/// What is in the files that differ, on both sides.
fn held(sides: &Sides) -> (Held, Held) {
    let of = |files: &dyn Files, found: &[Found]| {
        let differs: Vec<&Found> = found.iter().filter(|found| !sides.equal.contains(&found.name)).collect();
        let opened = differs.iter().map(|found| sides.settings().open(files, Found::clone(found))).collect();
        let inventory = inventory::parse(opened, 1);
        let mut held = Held::new();
        for (document, place) in inventory.documents().iter().zip(0u32..) {
            let Some(found) = differs.iter().find(|found| found.name == document.name()) else { continue };
            let resources = inventory.resources_of(place).map(|index| inventory.resource(ResourceIndex(index)));
            held.extend(resources.map(|resource| (resource.id.to_lowercase(), Found::clone(found))));
        }
        held
    };
    (of(&*sides.ends.base, &sides.files.0.found), of(&*sides.ends.head, &sides.files.1.found))
}

/// Parts whose directories have another name at the end: the part, the one that would govern it then, and the directory.
fn moved(parts: &[Sides]) -> Vec<(usize, usize, PathBuf)> {
    let mut moved: Vec<(usize, usize, PathBuf)> = Vec::new();
    for Crossing { from, to, came, .. } in crossings(parts) {
        let sides = &parts[from];
        let (base, own) = (&*sides.ends.base, &*sides.ends.own);
        let Some(file) = sides.settings().file.as_deref().filter(|file| !own.is_there(file)) else { continue };
        let bytes = |files: &dyn Files, file: &Path| files.read(file, "").ok();
        for new in came.iter().filter_map(|found| nearest(own, &found.path)) {
            let is_same = !base.is_there(&new) && bytes(base, file).is_some_and(|was| bytes(own, &new) == Some(was));
            let directory = new.parent().unwrap_or(Path::new("")).to_owned();
            if is_same && !moved.iter().any(|(part, _, known)| *part == from || *known == directory) {
                moved.push((from, to, directory));
            }
        }
    }
    moved
}

/// Lets a part have all that is in its directory at the end.
fn follow(parts: &mut [Sides], from: usize, to: usize, directory: PathBuf) -> Result<(), Stopped> {
    let own = Arc::clone(&parts[from].ends.own);
    let file = own.identity(&directory.join(SETTINGS));
    let is_in = |found: &&Found| nearest(&*own, &found.path).is_some_and(|nearest| own.identity(&nearest) == file);
    let came: Vec<Found> = parts[to].files.1.found.iter().filter(is_in).cloned().collect();
    parts[to].give(&directory, &came);
    let sides = &mut parts[from];
    let (excluded, top) = (sides.settings().config.excluded(), own.identity(&directory));
    let is_excluded = |found: &Found| {
        let full = own.identity(&found.path);
        full.strip_prefix(&top).is_ok_and(|rest| rest.ancestors().any(|part| excluded.is_match(part)))
    };
    sides.see(Vec::new(), came.into_iter().filter(|found| !is_excluded(found)).collect())?;
    let settings = Settings::read(Arc::clone(&own), None, &directory)?;
    let governance = settings.governance(&*own, &sides.sources, std::slice::from_ref(&directory))?;
    let (was, is) = (sides.settings().name(), display_name(&directory));
    let renamed = governance.into_iter().map(|(name, key)| {
        let rest = name.strip_prefix(&is).filter(|rest| rest.starts_with('/'));
        (rest.map(|rest| format!("{was}{rest}")).unwrap_or(name), key)
    });
    sides.governance.1 = renamed.collect();
    sides.moved_to = Some(directory);
    Ok(())
}
