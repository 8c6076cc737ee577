//! Files that are in no form that is read, and name a type of resource all the same: they may hold what nobody judges.

use super::Estate;
use super::settings::NO_INVENTORY;
use crate::inventory::{self, FileRecord, FileStatus, Inventory};
use crate::source::{Files, Problem};
use regex::bytes::{Regex, RegexBuilder};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::Path;

/// Types of resources, to be looked for in texts.
pub(super) struct TypeNames {
    /// All of them at once; `None` where they are too many for that.
    any: Option<Regex>,
}

impl TypeNames {
    pub(super) fn of<'n>(names: impl Iterator<Item = &'n str>) -> Self {
        let names: BTreeSet<String> = names.map(str::to_lowercase).collect();
        // A slash may be escaped. Without names nothing is found: no text goes on after its end.
        let any = names.iter().map(|name| regex::escape(name).replace('/', r"\\?/")).collect::<Vec<_>>().join("|");
        let any = if names.is_empty() { r"\z.".to_owned() } else { any };
        Self { any: RegexBuilder::new(&any).case_insensitive(true).unicode(false).build().ok() }
    }

    /// Whether a text names one of them, in UTF-16 too.
    pub(super) fn are_in(&self, bytes: &[u8]) -> bool {
        self.any.as_ref().is_none_or(|any| any.is_match(&plain(bytes)))
    }

    /// Whether a file names one of them. Tables are for much else: an export's has ids.
    pub(super) fn are_in_file(&self, name: &str, bytes: &[u8]) -> bool {
        let has_ids = || memchr::memmem::find(&plain(bytes).to_ascii_lowercase(), b"/subscriptions/").is_some();
        self.are_in(bytes) && (!is_table(name) || has_ids())
    }
}

/// A text without the zeros that every other byte is in UTF-16.
fn plain(bytes: &[u8]) -> Cow<'_, [u8]> {
    match bytes.contains(&0) {
        true => Cow::Owned(bytes.iter().copied().filter(|byte| *byte != 0).collect()),
        false => Cow::Borrowed(bytes),
    }
}

impl Estate {
    /// Notes of files that are in no form that is read, and name a type of resource, that they are such, and tells of them.
    pub(super) fn wrapped(&self, records: &mut [FileRecord], inventory: &Inventory) -> Option<Problem> {
        let files = self.parts[0].settings.place();
        let unknown = records.iter_mut().filter(|file| is_unknown(file));
        let mut types = None;
        let mut wrapped = unknown.filter(|file| {
            let types = types.get_or_insert_with(|| self.types_in(&[inventory]));
            files.read(Path::new(&file.path), &file.path).is_ok_and(|bytes| types.are_in_file(&file.path, &bytes))
        });
        let first = wrapped.next()?;
        first.status = FileStatus::PassedOver(inventory::WRAPPED.to_owned());
        let name = first.path.clone();
        let others = wrapped.map(|file| file.status = FileStatus::PassedOver(inventory::WRAPPED.to_owned())).count();
        Some(self.unread(files, inventory::WRAPPED, &name, others + 1, ""))
    }

    /// Tells of files that are not judged for one reason; the first is named. `of` says which.
    pub(super) fn unread(&self, files: &dyn Files, reason: &str, first: &str, number: usize, of: &str) -> Problem {
        let told = match number {
            1 => format!("{reason}: 1 file{of} is not judged"),
            several => format!("{reason}: {several} files{of} are not judged, this one first"),
        };
        let exclusion = self.exclusion(files, first);
        let help = match reason {
            inventory::WRAPPED => {
                format!("Write its resources as a list, or export them with `az graph query`; {exclusion}")
            }
            _ => exclusion,
        };
        Problem::new(first, told).help(help)
    }
}

/// The files of values that Terraform takes without being told.
const TAKEN: [&str; 2] = ["terraform.tfvars", "terraform.tfvars.json"];

/// What the names of others end with.
const AUTO: [&str; 2] = [".auto.tfvars", ".auto.tfvars.json"];

/// Tells of values that Terraform takes and that were not read, since an ignore file or the settings leave them out: what they
/// give is judged by other values.
pub(super) fn ignored_values(files: &dyn Files, records: &[FileRecord]) -> Vec<Problem> {
    let met: BTreeSet<&str> = records.iter().map(|file| file.path.as_str()).collect();
    let is_read =
        |file: &&FileRecord| file.status == FileStatus::Read && file.path.to_ascii_lowercase().ends_with(".tf");
    let folders: BTreeSet<&str> = records
        .iter()
        .filter(is_read)
        .map(|file| file.path.rsplit_once('/').map_or("", |(folder, _)| folder))
        .collect();
    let path = |folder: &str, name: &str| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
    let is_auto = |name: &String| AUTO.iter().any(|end| name.ends_with(end));
    let all = folders.iter().flat_map(|folder| {
        let directory = if folder.is_empty() { Path::new(".") } else { Path::new(folder) };
        let autos = files.names(directory).into_iter().filter(is_auto);
        let names: BTreeSet<String> = TAKEN.iter().map(|name| (*name).to_owned()).chain(autos).collect();
        names.into_iter().map(move |name| path(folder, &name))
    });
    let left_out = all.filter(|path| !met.contains(path.as_str()) && files.read(Path::new(path), path).is_ok());
    let told = "Terraform takes its values, and it is left out here: its folder is judged without them";
    let named =
        |path: String| Problem::new(&*path, told).help(format!("Name it with --var-file {path} to judge by it"));
    left_out.map(named).collect()
}

/// Tells of files that hold Terraform's configuration in forms that are not read: what they manage would be missed by nobody.
pub(super) fn unread_terraform<'f>(files: impl Iterator<Item = &'f FileRecord>, told: &[Problem]) -> Option<Problem> {
    let is_one = |file: &&FileRecord| {
        let name = file.path.to_ascii_lowercase();
        let is_passed_over = matches!(&file.status, FileStatus::PassedOver(_));
        is_passed_over
            && inventory::UNREAD_TERRAFORM.iter().any(|end| name.ends_with(end))
            && !told.iter().any(|problem| problem.file == file.path)
    };
    let all: Vec<&FileRecord> = files.filter(is_one).collect();
    let first = all.first()?;
    let told = match all.len() {
        1 => "configuration of Terraform in this form is not read: 1 file is not judged".to_owned(),
        several => {
            format!(
                "configuration of Terraform in this form is not read: {several} files are not judged, this one first"
            )
        }
    };
    let problem = Problem::new(&*first.path, told);
    Some(problem.help("Judge the plan beside it: terraform plan -out plan && terraform show -json plan > plan.json"))
}

/// Whether a file was passed over for a reason that leaves open what it is for.
pub(super) fn is_unknown(file: &FileRecord) -> bool {
    let FileStatus::PassedOver(reason) = &file.status else { return false };
    inventory::is_unknown(reason) || reason == NO_INVENTORY[1] && is_table(&file.path)
}

/// Whether a file is a table by its name, as the portal and queries of logs save one.
fn is_table(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [".csv", ".tsv"].iter().any(|end| name.ends_with(end))
}
