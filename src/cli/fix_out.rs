//! The outputs of `uplift fix` beside its diff: folders for review, a manifest read again, a series of mails.

use super::Failure;
use crate::fix::{LeftOut, Request, Split, series};
use crate::inventory::Inventory;
use crate::policy::Policy;
use crate::report::fix::{self, Accepted, FixInput};
use crate::source::{self, Problem};
use jiff::Timestamp;
use std::io::Write;
use std::path::Path;

/// Each document's path from the root of its repository.
pub(super) fn repository_paths(inventory: &Inventory) -> Vec<String> {
    let path = |name: &str| source::repository_path(Path::new(name)).0;
    inventory.documents().iter().map(|document| path(document.name())).collect()
}

/// Writes a folder for each resource group; gives their number.
pub(super) fn write_out_dir(dir: &Path, input: &FixInput<'_>) -> Result<usize, Failure> {
    let folders = fix::folders(input).map_err(|left_out| alone(input, &left_out))?;
    for folder in &folders {
        let path = Path::new(&folder.path[0]).join(&folder.path[1]);
        for (name, text) in &folder.files {
            source::write_within(dir, &path.join(name), text.as_bytes())?;
        }
    }
    Ok(folders.len())
}

/// A group's fixes that need another group's.
fn alone(input: &FixInput<'_>, left_out: &[LeftOut]) -> Failure {
    let problem = |left: &LeftOut| {
        let id = &input.policy.recommendations[left.finding.recommendation.0].id;
        let name = &input.inventory.resource(left.finding.resource).name;
        let message = format!("the fix of {name} for {id} cannot stand without other groups': {}", left.reason);
        Problem::new("", message).help("Leave it out with --exclude-resource, or take the whole diff with -o")
    };
    left_out.iter().map(problem).collect::<Vec<_>>().into()
}

/// The findings that a manifest accepts; `paths` are those of [`repository_paths`].
pub(super) fn accepted(
    manifest: &Path,
    policy: &Policy,
    inventory: &Inventory,
    paths: &[String],
) -> Result<Accepted, Failure> {
    let name = source::display_name(manifest);
    let bytes = source::read(manifest, &name)?;
    let text = String::from_utf8(bytes).map_err(|_| Problem::new(&name, "this is not UTF-8 text"))?;
    let raw = fix::read_manifest(&name, &text)?;
    let path = |document: u32| paths.get(document as usize).cloned().unwrap_or_default();
    Ok(fix::accepted(&name, &raw, policy, inventory, &path)?)
}

/// Writes the plan as a mailbox, one mail a step; gives their number.
pub(super) fn write_series(
    input: &FixInput<'_>,
    request: &Request<'_>,
    split: Split,
    date: Timestamp,
    out: &mut dyn Write,
) -> Result<usize, Failure> {
    let patches = fix::patches(input, series(request, input.plan, split)).map_err(|(step, reason)| {
        let problem = Problem::new("", format!("the step {step} cannot be taken by itself: {reason}"));
        problem.help("Split the series in another way, or take one diff")
    })?;
    fix::write_mbox(input, &patches, date, out)?;
    Ok(patches.len())
}
