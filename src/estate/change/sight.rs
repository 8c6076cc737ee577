//! What a change takes out of sight, or brings where nobody looks.

use super::judged::Pair;
use super::sides::Sides;
use crate::estate::settings::NO_INVENTORY;
use crate::estate::wrapped::{TypeNames, is_unknown, unread_terraform};
use crate::inventory::{self, FileRecord, FileStatus, Inventory, InventoryFile, Resource, ResourceIndex};
use crate::source::{LEADS_OUT, Problem};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

impl Pair {
    /// Files that held resources, are there and cannot be judged any more: anything could hide behind them.
    pub(super) fn unjudged(&self, sides: &Sides) -> Vec<Problem> {
        let told = self.held(sides).filter_map(|(file, now)| {
            let FileStatus::PassedOver(reason) = &now?.status else { return None };
            let held = format!("it held {} in the base", resources(file.resources));
            let problem = Problem::new(&*file.path, format!("{held}, and cannot be judged any more: {reason}"));
            let exclusion = sides.estate.exclusion(&*sides.ends.head, &file.path);
            Some(problem.help(format!("Restore it or delete it; in a change before, {exclusion}")))
        });
        told.collect()
    }

    /// Files that are gone or empty, with resources that are nowhere else.
    pub(super) fn vanished(&self, sides: &Sides) -> Vec<Problem> {
        let told = self.held(sides).filter_map(|(file, now)| {
            let what = match now {
                None => "is not judged any more",
                Some(now) if now.status == FileStatus::Read && now.resources == 0 => "holds none any more",
                Some(_) => return None,
            };
            let lost = self.lost(&file.path);
            let held = resources(file.resources);
            let are = if lost == 1 { "is" } else { "are" };
            let told = format!("it held {held} in the base, and {what}; {lost} of them {are} in no other file");
            (lost > 0).then(|| Problem::new(&*file.path, told))
        });
        told.collect()
    }

    /// Files of the base with resources, and what became of them at head.
    fn held<'p>(&'p self, sides: &'p Sides) -> impl Iterator<Item = (&'p FileRecord, Option<&'p FileRecord>)> {
        let records: BTreeMap<&str, &FileRecord> =
            self.head().inventory.files().iter().map(|file| (file.path.as_str(), file)).collect();
        let held = |file: &&FileRecord| file.status == FileStatus::Read && file.resources > 0;
        let files = self.base().inventory.files().iter().filter(held);
        files.map(move |file| (file, records.get(sides.name_at_head(&file.path)).copied()))
    }

    /// How many resources of a file of the base are nowhere at head.
    fn lost(&self, file: &str) -> usize {
        let (base, head) = (self.base().inventory, self.head().inventory);
        let documents = base.documents().iter().zip(0u32..).filter(|(document, _)| document.name() == file);
        let own = documents.flat_map(|(_, place)| base.resources_of(place)).map(ResourceIndex);
        own.filter(|index| !holds(head, base.resource(*index))).count()
    }

    /// Files of the change in a form that is not read, or in none, that name a type of resource. Those that held resources in
    /// the base end the gate elsewhere.
    pub(super) fn unread(&self, sides: &Sides) -> Vec<Problem> {
        let held: BTreeSet<&str> = self.held(sides).map(|(file, _)| sides.name_at_head(&file.path)).collect();
        let mut unread: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let mut types = None;
        for file in self.head().inventory.files() {
            let FileStatus::PassedOver(reason) = &file.status else { continue };
            if sides.equal.contains(&file.path) || held.contains(file.path.as_str()) {
                continue;
            }
            if file.form.is_some() {
                unread.entry(reason).or_default().push(&file.path);
            } else if is_unknown(file) {
                let types = types.get_or_insert_with(|| self.types(sides));
                let is_wrapped =
                    sides.head_bytes(&file.path).is_some_and(|bytes| types.are_in_file(&file.path, &bytes));
                unread.entry(inventory::WRAPPED).or_default().extend(is_wrapped.then_some(&*file.path));
            }
        }
        let told = unread.into_iter().filter_map(|(reason, files)| {
            let head = &*sides.ends.head;
            Some(sides.estate.unread(head, reason, files.first()?, files.len(), " of the change"))
        });
        let head = self.head().inventory;
        let changed = head.files().iter().filter(|file| !sides.equal.contains(&file.path));
        told.chain(unread_terraform(changed, head.warnings())).collect()
    }

    /// The types that policies and either side know.
    fn types(&self, sides: &Sides) -> TypeNames {
        sides.estate.types_in(&[self.base().inventory, self.head().inventory])
    }
}

impl Sides {
    /// What a file holds at head. One of a form that nobody reads is looked up by its name, and is of the change where it differs.
    fn head_bytes(&self, name: &str) -> Option<Vec<u8>> {
        let (base, head) = (&self.ends.base, &self.ends.head);
        if let Some(found) = self.files.1.found.iter().find(|found| found.name == name) {
            return head.read(&found.path, name).ok();
        }
        let path = Path::new(name);
        head.read(path, name).ok().filter(|bytes| base.read(path, name).ok().as_ref() != Some(bytes))
    }
}

/// Whether an inventory has a resource, wherever.
fn holds(inventory: &Inventory, resource: &Resource) -> bool {
    inventory.find_in(resource.part, &resource.id).is_some()
}

/// What the change brings that may hold inventory where nobody looks.
pub(super) fn not_looked_into(sides: &Sides) -> Vec<Problem> {
    [passed_over, packed, hidden].iter().flat_map(|of| of(sides)).collect()
}

/// What the change brings that may hold inventory and is never looked into: submodules, and links out of the repository.
fn passed_over(sides: &Sides) -> Vec<Problem> {
    let (old, new) = &sides.files;
    let brought = new.passed_over.iter().filter(|entry| {
        let (name, reason) = entry;
        let was_read = old.found.iter().any(|found| found.name == *name);
        // One that is read by its name is an error elsewhere.
        let is_told = reason == LEADS_OUT && InventoryFile::decides(name);
        !NO_INVENTORY.contains(&reason.as_str()) && !old.passed_over.contains(entry) && !was_read && !is_told
    });
    let told = |(name, reason): &(String, String)| not_judged(name, reason);
    brought.map(told).collect()
}

/// Compressed files that the change brings, with the name of an inventory inside of their own.
fn packed(sides: &Sides) -> Vec<Problem> {
    let (old, new) = &sides.files;
    let is_packed = |name: &str| {
        let inner = name.rsplit_once('.').filter(|(_, end)| PACKED.iter().any(|known| end.eq_ignore_ascii_case(known)));
        inner.is_some_and(|(inner, _)| InventoryFile::is_readable_name(inner))
    };
    let brought = new.passed_over.iter().filter(|entry| is_packed(&entry.0) && !old.passed_over.contains(entry));
    brought.map(|(name, _)| not_judged(name, "it is compressed")).collect()
}

/// What compressed files are called.
const PACKED: [&str; 6] = ["gz", "zip", "bz2", "xz", "zst", "7z"];

/// Files with hidden names that hold resources.
fn hidden(sides: &Sides) -> Vec<Problem> {
    let (settings, head) = (sides.settings(), &*sides.ends.head);
    let files = sides.hidden.iter().map(|(found, _)| settings.open(head, found.clone())).collect();
    let inventory = inventory::parse(files, 1);
    let holds = inventory.files().iter().filter(|file| file.resources > 0);
    holds.map(|file| not_judged(&file.path, &format!("its name is hidden; {}", resources(file.resources)))).collect()
}

fn not_judged(name: &str, reason: &str) -> Problem {
    Problem::new(name, format!("what it holds is not judged: {reason}"))
}

fn resources(number: usize) -> String {
    if number == 1 { "1 resource".to_owned() } else { format!("{number} resources") }
}
