//! Policies and inventories as the tests need them, by way of the library.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use uplift::assess::{self, Status, Whole};
use uplift::check::{self, Checks};
use uplift::inventory::{self, FileRules, Inventory, InventoryFile, ResourceIndex};
use uplift::policy::{self, Config, Policy, PolicySource, RecommendationIndex};
use uplift::source;

/// The policies below a directory of this repository, ready to judge.
pub fn policies(root: &str) -> (Policy, Checks) {
    let (found, problems) = source::walk_policies(&Path::new(env!("CARGO_MANIFEST_DIR")).join(root));
    assert!(problems.is_empty(), "{problems:?}");
    let read = |file: &source::Found| PolicySource {
        name: file.name.clone(),
        text: String::from_utf8(bytes(&file.path)).expect("text"),
        packed: None,
    };
    let sources: Vec<PolicySource> = found.iter().map(read).collect();
    let policy = policy::parse(&sources, &Config::default()).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let checks = check::compile(&policy).unwrap_or_else(|problems| panic!("{problems:#?}"));
    (policy, checks)
}

/// An inventory of files, each a name and its content.
pub fn inventory(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Arc<Inventory> {
    let files = files.into_iter().map(|(name, bytes)| InventoryFile::new(name, Ok(bytes), FileRules::default()));
    Arc::new(inventory::parse(files.collect(), 2))
}

/// A file's content.
pub fn bytes(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The JSON files below a directory, sorted.
pub fn json_files(directory: &Path) -> Vec<PathBuf> {
    let files = walkdir::WalkDir::new(directory).sort_by_file_name().into_iter();
    let paths = files.map(|entry| entry.expect("a readable directory").into_path());
    paths.filter(|path| path.extension().is_some_and(|extension| extension == "json")).collect()
}

/// Every resource against every recommendation for its type, by plans; the language's own engine gives the same.
pub fn assess(checks: &Checks, inventory: &Arc<Inventory>) -> Whole {
    let (planned, by_engine) = (assess_by(checks, inventory), assess_by(&checks.without_plans(), inventory));
    assert_eq!(planned.findings, by_engine.findings);
    assert_eq!(planned.unknown_reasons, by_engine.unknown_reasons);
    assert_eq!(planned.sought, by_engine.sought);
    assert_eq!(statuses(&planned), statuses(&by_engine));
    planned
}

fn assess_by(checks: &Checks, inventory: &Arc<Inventory>) -> Whole {
    let options = assess::Options {
        threads: 2,
        detail: &|_, _| true,
        name_all: true,
        exempts: &|_, _, _| None,
        sample: false,
        deadline: None,
        fill: &|_, _, _| None,
        progress: &|_| (),
    };
    assess::assess(checks, inventory, &options).expect("no deadline was set")
}

/// What came of resources, by recommendation.
pub type Statuses = BTreeMap<(ResourceIndex, RecommendationIndex), Status>;

/// The outcomes by resource and recommendation. Subjects stand in the inventory's order when nothing is filtered.
pub fn statuses(assessed: &Whole) -> Statuses {
    let outcomes = assessed.assessments.iter();
    outcomes.map(|one| ((assessed.resource(one.subject), one.recommendation()), one.status)).collect()
}
