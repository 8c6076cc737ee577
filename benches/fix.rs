//! How long quick fix takes beside a scan of the same bytes: `cargo bench --bench fix`.
//!
//! The inventories are generated and the same in every run; the checks and fixes are those of the embedded library. All
//! use one thread. The ratios to look at are `all` to `scan/10000`, and `three` to `scan/100000`.

mod estate;

use estate::estate;
use std::hint::black_box;
use std::sync::Arc;
use uplift::assess::{Options, Status, Whole, assess};
use uplift::check::{Checks, compile};
use uplift::exempt::Counted;
use uplift::fix::{self, Finding, Request};
use uplift::inventory::{self, FileRules, Inventory, InventoryFile};
use uplift::policy::{self, Config, Policy};
use uplift::{report, score};

/// The resources of a large group.
const GROUP: usize = 10_000;
/// The resources of a file of a hundred megabytes.
const LARGE: usize = 100_000;

fn main() {
    divan::main();
}

/// From bytes to a score.
#[divan::bench(args = [GROUP, LARGE], sample_count = 5)]
fn scan(bencher: divan::Bencher, resources: usize) {
    let (policy, checks) = library();
    bencher.with_inputs(|| estate(resources)).bench_values(|text| {
        let inventory = Arc::new(read(text));
        let assessed = judge(&checks, &inventory);
        black_box(score::score(&policy, &Counted::without_exemptions(&assessed), &Default::default()));
    });
}

/// Findings of a large group.
const FINDINGS: usize = 8_000;

/// From bytes to one diff with the fixes of so many findings of a group.
#[divan::bench(sample_count = 5)]
fn all(bencher: divan::Bencher) {
    let (policy, checks) = library();
    bencher.with_inputs(|| estate(GROUP)).bench_values(|text| {
        let diff = fixed(&policy, &checks, text, FINDINGS, None);
        assert!(diff.matches("\n@@ ").count() > GROUP / 10, "most findings have a fix");
        diff
    });
}

/// From bytes to one diff with three fixes in a large file.
#[divan::bench(sample_count = 5)]
fn three(bencher: divan::Bencher) {
    let (policy, checks) = library();
    bencher.with_inputs(|| estate(LARGE)).bench_values(|text| {
        let diff = fixed(&policy, &checks, text, 3, Some("storage-secure-transfer"));
        assert_eq!(diff.lines().filter(|line| line.starts_with("+ ")).count(), 3, "three lines change");
        diff
    });
}

/// The diff of the fixes of so many findings, of one recommendation or of all.
fn fixed(policy: &Policy, checks: &Checks, text: String, number: usize, of: Option<&str>) -> String {
    let inventory = Arc::new(read(text));
    let assessed = judge(checks, &inventory);
    let one = of.and_then(|id| policy.find(id));
    let unhealthy = assessed.assessments.iter().filter(|assessment| assessment.status == Status::Unhealthy);
    let wanted = unhealthy.map(|assessment| Finding::of(&assessed, assessment));
    let wanted = wanted.filter(|finding| one.is_none_or(|one| finding.recommendation == one));
    let findings: Vec<Finding> = wanted.take(number).collect();
    let request = Request {
        inline: false,
        follows: None,
        policy,
        checks,
        inventory: &inventory,
        assessed: &assessed,
        findings: &findings,
        register: &Default::default(),
        scoring: &Default::default(),
        threads: 1,
    };
    let plan = fix::plan(&request).expect("no deadline is set");
    let diff = |file| report::file_patch(&plan, file, policy, &inventory, "estate.json");
    plan.files.iter().map(diff).collect()
}

fn library() -> (Policy, Checks) {
    let policy = policy::parse(&[policy::embedded()], &Config::default()).expect("the library is valid");
    let checks = compile(&policy).expect("its scripts are valid");
    (policy, checks)
}

fn read(text: String) -> Inventory {
    let file = InventoryFile::new("estate.json", Ok(text.into_bytes()), FileRules::default());
    inventory::parse(vec![file], 1)
}

fn judge(checks: &Checks, inventory: &Arc<Inventory>) -> Whole {
    assess(checks, inventory, &Options::plain(1)).expect("no deadline is set")
}
