//! Which folders of Terraform's files are managed by themselves, and what they manage.

use super::asked::{Said, Takers, folder_of, members};
use super::envelope::Envelope;
use super::form::Form;
use super::lowered::tell_loaded;
use super::planned;
use super::reader::Reader;
use super::reading::Reading;
use super::reason::NOT_NAMED;
use super::record::FileStatus;
use super::secrets::{self, Marks};
use super::silence::Silence;
use super::spelling::Spelling;
use crate::source::{Node, Problem};
use crate::terraform::{self, Folder, Mapped};
use std::collections::{BTreeMap, BTreeSet};

/// Works out what the folders among the files manage. What another one calls is judged where it is called. Gives the places of
/// the secrets that they are given.
pub(super) fn settle(readings: &mut [Reading]) -> Marks {
    let files = readings.iter().filter_map(|own| Some((own.document.as_ref()?, own.coverage.rules())));
    let texts = readings
        .iter()
        .filter_map(|own| Some((own.document.as_ref().or(own.material.as_ref())?, own.coverage.rules())));
    let parts = Said::of(files, texts, readings.iter().map(|own| &*own.record.path));
    let (mut marks, mut loaded) = (Marks::default(), BTreeMap::new());
    for (part, said) in &parts {
        let mut folders = terraform::folders(&said.documents, said).into_iter().peekable();
        let (mut used, mut takers) = (BTreeSet::new(), Takers::new());
        while let Some(first) = folders.next() {
            let entry = first.entry.clone();
            let mut own = vec![first];
            own.extend(std::iter::from_fn(|| folders.next_if(|next| next.entry == entry)));
            own.iter().for_each(|folder| secrets::mark(&mut marks, folder.secrets.iter()));
            used.extend(own.iter().flat_map(|folder| folder.used.iter().cloned()));
            let by_it = own.iter().flat_map(|folder| &folder.loaded);
            loaded.extend(by_it.map(|file| ((*part, file.clone()), entry.clone())));
            // What is not understood or not read may declare any name.
            let is_open = own.iter().any(|folder| !folder.gaps.is_empty()) || !unread(readings, *part, &own).is_empty();
            for path in own.iter().flat_map(|folder| &folder.used) {
                let (folders, open) = takers.entry(path.clone()).or_default();
                folders.insert(folder_of(&entry).to_owned());
                *open |= is_open;
            }
            settle_folder(readings, *part, own, said);
        }
        tell_of_values(readings, *part, said, &used);
        for problem in said.undeclared(&takers) {
            let is_it = |own: &&mut Reading| own.coverage.rules().part == *part && own.record.path == problem.file;
            readings.iter_mut().find(is_it).into_iter().for_each(|reading| reading.warnings.push(problem.clone()));
        }
    }
    tell_loaded(readings, &loaded);
    marks
}

/// Judges the deployments of a folder, or the plan beside it that stands for its files.
fn settle_folder(readings: &mut [Reading], part: u16, deployments: Vec<Folder>, said: &Said) {
    let entry = deployments[0].entry.clone();
    let plans = plans(readings, part);
    let beside = plans.iter().find(|plan| folder_of(plan) == folder_of(&entry));
    let beside = beside.filter(|plan| !is_stale(readings, part, plan, &deployments));
    let is_own = |reading: &&mut Reading| reading.coverage.rules().part == part;
    let is_used = |path: &String| deployments.iter().any(|folder| folder.used.contains(path));
    for reading in readings.iter_mut().filter(is_own).filter(|reading| is_used(&reading.record.path)) {
        let with = beside.or_else(|| Some(&entry).filter(|entry| reading.record.path != **entry));
        if let Some(with) = with {
            reading.record.judged_with = Some(with.clone());
        }
    }
    if beside.is_some() {
        return;
    }
    let (unread, unreadable) = (unread(readings, part, &deployments), unreadable(readings, &deployments));
    let used: BTreeSet<String> = deployments.iter().flat_map(|folder| folder.used.iter().cloned()).collect();
    let is_by_itself = deployments.iter().all(|folder| folder.deployment.is_none());
    let unnamed = if is_by_itself { said.unnamed(folder_of(&entry), &used) } else { Vec::new() };
    if let Some(reading) = readings.iter_mut().filter(is_own).find(|reading| reading.record.path == entry) {
        match unreadable.first() {
            Some(file) => {
                reading.coverage.is_open = true;
                reading.warnings.push(behind(&entry, file));
            }
            None => fill(reading, deployments, unread),
        }
        reading.warnings.extend(unnamed.first().map(|first| not_named(&entry, first, unnamed.len())));
        reading.unnamed.extend(unnamed.iter().map(|file| not_named(&entry, file, 1)));
        if said.says_where(folder_of(&entry)) {
            let told = "where this folder is deployed is said by its files, and not by `deployments` in uplift.yaml";
            let help = "Leave `subscription`, `resourceGroup` and `location` out there";
            reading.warnings.push(Problem::new(entry.as_str(), told).help(help));
        }
    }
}

/// Tells that a folder is not judged for a file that could not be read.
fn behind(entry: &str, file: &str) -> Problem {
    let told =
        format!("{file} cannot be read, and may say otherwise what files beside it do: the folder is not judged");
    Problem::new(entry, told).help("Repair or remove that file")
}

/// Tells that a folder is judged without the values of files that stand with it.
fn not_named(entry: &str, first: &str, count: usize) -> Problem {
    let told = match count {
        1 => format!("{entry} is judged without the values of this file, which are read only where it is named"),
        _ => format!(
            "{entry} is judged without the values of {count} files, this one first, which are read only where they are named"
        ),
    };
    let folder = Some(folder_of(entry)).filter(|folder| !folder.is_empty()).unwrap_or(".");
    let settings = format!("deployments: [{{ template: {folder}, parameters: [{first}] }}]");
    Problem::new(first, told).help(format!("Name it with --var-file {first}, or in uplift.yaml: {settings}"))
}

/// Notes of files that give values to nobody, and tells of those that somebody named.
fn tell_of_values(readings: &mut [Reading], part: u16, said: &Said, used: &BTreeSet<String>) {
    let unused: BTreeSet<&str> = said.unused(used).collect();
    for reading in readings.iter_mut().filter(|reading| reading.coverage.rules().part == part) {
        let path = reading.record.path.clone();
        if unused.contains(&*path) {
            let gives = reading.document.as_ref().is_some_and(|file| members(file).next().is_some());
            let (told, help) = match gives {
                true => (
                    "it is named for the values of variables, and no folder of Terraform's files that is deployed declares any of them",
                    "Check which folder it is for, and that the folder is among what is read",
                ),
                false => (
                    "it is named for the values of variables, and no value stands in it: what is judged has other values",
                    "Check that it is the file that is meant, with `NAME = VALUE` for each variable",
                ),
            };
            reading.warnings.push(Problem::new(path.as_str(), told).help(help));
        }
        if !used.contains(&path) && reading.document.as_ref().is_some_and(|file| terraform::declares(file)) {
            reading.record.status =
                FileStatus::PassedOver("it helps tests of Terraform, and is not deployed".to_owned());
            reading.record.form = None;
        }
        let is_named = reading.document.as_ref().is_some_and(|file| terraform::is_named(file));
        if is_named && !used.contains(&path) {
            reading.record.status = FileStatus::PassedOver(NOT_NAMED.to_owned());
            reading.record.form = None;
        }
    }
}

/// The files of plans in a part of the estate: they say of the same resources what files do not.
fn plans(readings: &[Reading], part: u16) -> Vec<String> {
    let is_one = |own: &&Reading| own.coverage.rules().part == part && own.coverage.has(&Form::TERRAFORM_PLAN);
    readings.iter().filter(is_one).map(|own| own.record.path.clone()).collect()
}

/// Whether a plan says otherwise than the files of its folder. They are newer then, and it is not judged.
fn is_stale(readings: &mut [Reading], part: u16, plan: &str, deployments: &[Folder]) -> bool {
    let values = planned::values(readings, part, folder_of(plan));
    let is_it = |own: &&mut Reading| own.record.path == *plan && own.coverage.rules().part == part;
    let Some(reading) = readings.iter_mut().find(is_it) else { return false };
    let (told, help) = match deployments {
        [folder] => {
            let what = planned::disagreement(folder, reading).or_else(|| planned::given_otherwise(&values, reading));
            let Some(what) = what else { return false };
            let told = format!("this plan is older than the files beside it, which say otherwise: {what}");
            (
                told,
                "The files are judged in its place; make it anew: terraform plan -out plan && terraform show -json plan",
            )
        }
        _ => {
            let told = "of which of several deployments of the files beside it this plan is, is not known".to_owned();
            (told, "The files are judged in its place; judge the plan by itself, outside of their folder")
        }
    };
    reading.resources.clear();
    reading.scopes = Default::default();
    reading.derived.clear();
    reading.record.resources = 0;
    reading.record.judged_with = Some(deployments[0].entry.clone());
    reading.warnings.push(Problem::new(plan, told).help(help));
    true
}

/// Files of a folder that Terraform or OpenTofu reads and this program does not, and whether they take the place of what the
/// others say.
fn unread(readings: &[Reading], part: u16, deployments: &[Folder]) -> Vec<(String, bool)> {
    let used = || deployments.iter().flat_map(|folder| &folder.used);
    let folders: BTreeSet<&str> =
        used().filter(|file| file.to_lowercase().ends_with(".tf")).map(|file| folder_of(file)).collect();
    let own = readings.iter().filter(|reading| reading.coverage.rules().part == part);
    let paths = own.map(|reading| reading.record.path.as_str()).filter(|path| folders.contains(folder_of(path)));
    let one = |path: &str| {
        let rest = UNREAD.iter().find_map(|end| path.strip_suffix(end))?;
        let name = rest.rsplit('/').next().unwrap_or(rest);
        let is_override = name == "override" || name.ends_with("_override");
        // OpenTofu takes `a.tofu` in place of `a.tf`.
        let is_in_place = is_override || used().any(|file| *file == format!("{rest}.tf"));
        Some((path.to_owned(), is_in_place))
    };
    paths.filter_map(one).collect()
}

/// The files of a folder that Terraform reads with it, and that could not be read: they may say anything.
fn unreadable(readings: &[Reading], deployments: &[Folder]) -> Vec<String> {
    let used = deployments.iter().flat_map(|folder| &folder.used);
    let folders: BTreeSet<&str> =
        used.filter(|file| file.to_lowercase().ends_with(".tf")).map(|file| folder_of(file)).collect();
    let failed =
        readings.iter().map(|reading| &reading.record).filter(|own| matches!(own.status, FileStatus::Failed(_)));
    let own = failed.filter(|own| terraform::is_read_by_name(&own.path) && folders.contains(folder_of(&own.path)));
    own.map(|own| own.path.clone()).collect()
}

/// What the names of files end with that hold configuration in forms that are not read.
pub const UNREAD: [&str; 3] = [".tf.json", ".tofu", ".tofu.json"];

/// Puts what the deployments of a folder manage into the reading of the file that stands for it.
fn fill(reading: &mut Reading, deployments: Vec<Folder>, unread: Vec<(String, bool)>) {
    let Some(document) = reading.document.clone() else { return };
    reading.record.judged_with = None;
    let is_open = |folder: &Folder| !folder.gaps.is_empty() || !folder.waiting.is_empty();
    reading.coverage.is_open = deployments.iter().any(is_open) || !unread.is_empty();
    if let [only] = &*deployments {
        reading.coverage.deployment = only.deployment.clone();
    }
    for folder in &deployments {
        reading.warnings.extend(folder.told.iter().cloned());
        reading.gaps.extend(folder.gaps.iter().cloned());
    }
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
    let mut reader = Reader::of(&document, Vec::new());
    for folder in deployments {
        reading.waiting.extend(folder.waiting);
        reading.coverage.lost.extend(folder.lost.iter().map(|name| name.to_ascii_lowercase()));
        match folder.document {
            Ok(derived) => reader.derived(|_| Ok(derived), |root, reader| take(root, &folder.rows, reader)),
            Err(problem) => reading.warnings.push(problem),
        }
    }
    reading.record.resources = reader.resources.len();
    reader.take_implied();
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
