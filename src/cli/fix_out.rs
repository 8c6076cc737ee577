//! The outputs of `uplift fix` beside its diff: folders for review, a manifest read again, a series of mails.

use super::{Failure, earlier, taken};
use crate::estate::Stopped;
use crate::fix::{FilePatch, Plan, Request, Step, by_group, group_steps};
use crate::inventory::Inventory;
use crate::policy::Policy;
use crate::report::fix::{self, Accepted, FixInput, Folder};
use crate::source::{self, Problem};
use jiff::Timestamp;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Each document's path from the root of its repository.
pub(super) fn repository_paths(inventory: &Inventory) -> Vec<String> {
    let path = |name: &str| source::repository_path(Path::new(name)).0;
    inventory.documents().iter().map(|document| path(document.name())).collect()
}

/// The changed documents of which git keeps line feeds alone, where they have carriage returns.
pub(super) fn converted(plan: &Plan, inventory: &Inventory) -> BTreeSet<u32> {
    let document = |file: &FilePatch| &inventory.documents()[file.document as usize];
    let has_returns = |file: &&FilePatch| document(file).text().contains('\r');
    let is_converted = |file: &&FilePatch| source::is_kept_without_returns(Path::new(document(file).name()));
    plan.files.iter().filter(has_returns).filter(is_converted).map(|file| file.document).collect()
}

/// Writes a folder for each resource group and, beside them, an index and the fixes of all: as one diff, and as a series with one
/// mail a group. What an earlier run wrote there goes.
pub(super) fn write_out_dir(
    dir: &Path,
    input: &FixInput<'_>,
    request: &Request<'_>,
    read: &[PathBuf],
) -> Result<(), Failure> {
    let groups =
        by_group(request, input.plan, input.waiting.iter().map(|(finding, _)| *finding)).map_err(Stopped::from)?;
    let folders = fix::folders(input, &groups);
    let path = |folder: &Folder| Path::new(&folder.path[0]).join(&folder.path[1]);
    let files =
        folders.iter().flat_map(|folder| folder.files.iter().map(|(name, _)| dir.join(path(folder)).join(name)));
    files.chain(fix::WHOLE.map(|name| dir.join(name))).try_for_each(|file| taken::refuse_in_folder(&file, read))?;
    let whole: String = input.plan.files.iter().map(|file| input.diff(file)).collect();
    let (mut series, index) = (Vec::new(), fix::index(input, &folders));
    if !whole.is_empty() {
        let steps = group_steps(request, input.plan).map_err(Stopped::from)?;
        write_series(input, steps, Timestamp::now(), &mut series)?;
    }
    earlier::clear(dir, read)?;
    for folder in &folders {
        for (name, text) in &folder.files {
            source::write_within(dir, &path(folder).join(name), text.as_bytes())?;
        }
    }
    if folders.is_empty() {
        return Ok(());
    }
    let texts = fix::WHOLE.iter().zip([whole.as_bytes(), &series, index.as_bytes()]);
    for (name, bytes) in texts.filter(|(_, bytes)| !bytes.is_empty()) {
        source::write_within(dir, Path::new(name), bytes)?;
    }
    Ok(())
}

/// The findings that a manifest accepts; `paths` are those of [`repository_paths`].
pub(super) fn accepted(
    manifest: &Path,
    policy: &Policy,
    inventory: &Inventory,
    paths: &[String],
) -> Result<Accepted, Failure> {
    let name = source::display_name(manifest);
    let bytes = source::read_named(manifest, &name)?;
    let text = String::from_utf8(bytes).map_err(|_| Problem::new(&name, "this is not UTF-8 text"))?;
    let raw = fix::read_manifest(&name, &text)?;
    let path = |document: u32| paths.get(document as usize).cloned().unwrap_or_default();
    Ok(fix::accepted(&name, &raw, policy, inventory, &path)?)
}

/// Writes steps as a mailbox, one mail each.
pub(super) fn write_series(
    input: &FixInput<'_>,
    steps: Vec<Step>,
    date: Timestamp,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let patches = fix::patches(input, steps).map_err(|(step, reason)| {
        let problem = Problem::new("", format!("the step {step} cannot be taken by itself: {reason}"));
        problem.help("Split the series in another way, or take one diff")
    })?;
    Ok(fix::write_mbox(input, &patches, date, out)?)
}
