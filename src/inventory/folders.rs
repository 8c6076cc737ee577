//! Which folders of Terraform's files are managed by themselves, and what they manage.

use super::envelope::Envelope;
use super::form::Form;
use super::planned;
use super::reader::Reader;
use super::reading::Reading;
use super::secrets::{self, Marks};
use super::silence::Silence;
use super::spelling::Spelling;
use crate::source::{Document, Format, Node, Problem};
use crate::terraform::{self, Folder, Mapped};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Works out what the folders among the files manage. What another one calls is judged where it is called. Gives the places of
/// the secrets that they are given.
pub(super) fn settle(readings: &mut [Reading]) -> Marks {
    let mut parts: BTreeMap<u16, Vec<Arc<Document>>> = BTreeMap::new();
    for reading in readings.iter() {
        let is_read = |own: &&Arc<Document>| own.format() == Format::Hcl || terraform::is_beside(own);
        if let Some(document) = reading.document.as_ref().filter(is_read) {
            parts.entry(reading.coverage.rules().part).or_default().push(document.clone());
        }
    }
    let mut marks = Marks::default();
    for (part, documents) in parts {
        let folders = terraform::folders(&documents);
        let plans = plans(readings, part);
        for folder in folders {
            let beside = plans.iter().find(|plan| folder_of(plan) == folder_of(&folder.entry));
            let beside = beside.filter(|plan| !is_stale(readings, part, plan, &folder));
            secrets::mark(&mut marks, folder.secrets.iter());
            let is_own = |reading: &&mut Reading| reading.coverage.rules().part == part;
            for reading in readings.iter_mut().filter(is_own) {
                let with = beside.or_else(|| Some(&folder.entry).filter(|entry| reading.record.path != **entry));
                if let Some(with) = with.filter(|_| folder.used.contains(&reading.record.path)) {
                    reading.record.judged_with = Some(with.clone());
                }
            }
            if beside.is_some() {
                continue;
            }
            let unread = unread(readings, part, &folder);
            let entry = readings.iter_mut().filter(is_own).find(|reading| reading.record.path == folder.entry);
            if let Some(reading) = entry {
                fill(reading, folder, unread);
            }
        }
    }
    marks
}

/// The files of plans in a part of the estate: they say of the same resources what files do not.
fn plans(readings: &[Reading], part: u16) -> Vec<String> {
    let is_one = |own: &&Reading| own.coverage.rules().part == part && own.coverage.has(&Form::TERRAFORM_PLAN);
    readings.iter().filter(is_one).map(|own| own.record.path.clone()).collect()
}

/// Whether a plan says otherwise than the files of its folder. They are newer then, and it is not judged.
fn is_stale(readings: &mut [Reading], part: u16, plan: &str, folder: &Folder) -> bool {
    let is_it = |own: &&mut Reading| own.record.path == *plan && own.coverage.rules().part == part;
    let Some(reading) = readings.iter_mut().find(is_it) else { return false };
    let Some(what) = planned::disagreement(folder, reading) else { return false };
    let told = format!("this plan is older than the files beside it, which say otherwise: {what}");
    let help = "The files are judged in its place; make it anew: terraform plan -out plan && terraform show -json plan";
    reading.resources.clear();
    reading.scopes = Default::default();
    reading.derived.clear();
    reading.record.resources = 0;
    reading.record.judged_with = Some(folder.entry.clone());
    reading.warnings.push(Problem::new(plan, told).help(help));
    true
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Files of a folder that Terraform or OpenTofu reads and this program does not, and whether they take the place of what the
/// others say.
fn unread(readings: &[Reading], part: u16, folder: &Folder) -> Vec<(String, bool)> {
    let folders: BTreeSet<&str> = folder.used.iter().map(|file| folder_of(file)).collect();
    let own = readings.iter().filter(|reading| reading.coverage.rules().part == part);
    let paths = own.map(|reading| reading.record.path.as_str()).filter(|path| folders.contains(folder_of(path)));
    let one = |path: &str| {
        let rest = UNREAD.iter().find_map(|end| path.strip_suffix(end))?;
        let name = rest.rsplit('/').next().unwrap_or(rest);
        let is_override = name == "override" || name.ends_with("_override");
        // OpenTofu takes `a.tofu` in place of `a.tf`.
        let is_in_place = is_override || folder.used.contains(&format!("{rest}.tf"));
        Some((path.to_owned(), is_in_place))
    };
    paths.filter_map(one).collect()
}

/// What the names of files end with that hold configuration in forms that are not read.
pub const UNREAD: [&str; 3] = [".tf.json", ".tofu", ".tofu.json"];

/// Puts what a folder manages into the reading of the file that stands for it.
fn fill(reading: &mut Reading, folder: Folder, unread: Vec<(String, bool)>) {
    let Some(document) = reading.document.clone() else { return };
    reading.record.judged_with = None;
    reading.coverage.is_open = !folder.gaps.is_empty() || !folder.waiting.is_empty() || !unread.is_empty();
    reading.warnings.extend(folder.told);
    reading.gaps.extend(folder.gaps);
    let is_in_place = unread.iter().any(|(_, is_in_place)| *is_in_place);
    for (file, _) in &unread {
        let told = match is_in_place {
            true => {
                "configuration of Terraform in this form is not read, and may say otherwise what files beside it do: \
                     the folder is not judged"
            }
            false => "configuration of Terraform in this form is not read: what it adds to its folder is not judged",
        };
        let help = "Judge the plan in their place: terraform plan -out plan && terraform show -json plan > plan.json";
        let gap = Problem::new(file, told).help(help);
        reading.warnings.push(gap.clone());
        reading.gaps.push(gap);
    }
    if is_in_place {
        return;
    }
    reading.waiting.extend(folder.waiting);
    reading.coverage.lost.extend(folder.lost.iter().map(|name| name.to_ascii_lowercase()));
    let mut reader = Reader::of(&document, Vec::new());
    match folder.document {
        Ok(derived) => reader.derived(|_| Ok(derived), |root, reader| take(root, &folder.rows, reader)),
        Err(problem) => reading.warnings.push(problem),
    }
    reading.record.resources = reader.resources.len();
    reading.derived = std::mem::take(&mut reader.derived);
    (reading.resources, reading.scopes) = reader.into_parts();
}

fn take(root: Node<'_>, rows: &[(bool, Option<&'static Mapped>)], reader: &mut Reader) {
    for (row, (is_conditional, mapped)) in root.items().zip(rows) {
        if let Some(index) = reader.resource(row, &Envelope::of(row), Spelling::Azure, None) {
            // What no attribute says is said by leaving it out.
            reader.resources[index.0 as usize].silence = is_conditional.then_some(Silence::Conditional);
            reader.is_mapped(index, *mapped);
        }
    }
}
