//! How fast Uplift reads, judges and scans: `cargo bench`, or `cargo bench -- whole/100000`.
//!
//! The inventories are generated, Azure-like and the same in every run; the checks are those of `benches/policies`.

mod estate;

use divan::counter::{BytesCount, ItemsCount};
use estate::estate;
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use uplift::assess::{Options, Whole, assess};
use uplift::check::{Checks, compile};
use uplift::exempt::Counted;
use uplift::inventory::{self, FileRules, Inventory, InventoryFile};
use uplift::policy::{self, Config, Policy, PolicySource};
use uplift::report;
use uplift::source;

const SIZES: [usize; 3] = [1_000, 10_000, 100_000];

fn main() {
    divan::main();
}

/// Bytes to a tree of nodes.
#[divan::bench(args = SIZES, sample_count = 10)]
fn parse(bencher: divan::Bencher, resources: usize) {
    let text = estate(resources);
    bencher
        .counter(BytesCount::of_str(&text))
        .with_inputs(|| text.clone().into_bytes())
        .bench_values(|bytes| source::Document::parse("estate.json", bytes));
}

/// Thirteen checks over an inventory that has been read, on one thread.
#[divan::bench(args = SIZES, sample_count = 10)]
fn evaluate(bencher: divan::Bencher, resources: usize) {
    let (_, checks) = checks();
    let inventory = Arc::new(read(estate(resources)));
    bencher.counter(ItemsCount::new(resources)).bench(|| judge(&checks, &inventory));
}

/// From bytes to a score, on one thread.
#[divan::bench(args = SIZES, sample_count = 10)]
fn whole(bencher: divan::Bencher, resources: usize) {
    let text = estate(resources);
    bencher.counter(BytesCount::of_str(&text)).with_inputs(|| text.clone()).bench_values(|text| {
        let (policy, checks) = checks();
        let inventory = Arc::new(read(text));
        let assessed = judge(&checks, &inventory);
        black_box(uplift::score::score(&policy, &Counted::without_exemptions(&assessed), &Default::default()));
    });
}

/// The embedded library, from text to checks that are ready to run.
#[divan::bench]
fn start() {
    let policy = policy::parse(&[policy::embedded()], &Config::default()).expect("the library is valid");
    black_box(compile(&policy).expect("its scripts are valid"));
}

/// A policy file of so many recommendations, each of which is wrong in the same way; the errors are written out too.
#[divan::bench(args = SIZES, consts = [UNKNOWN_CONTROL, SAME_ID, ILL_FORMED], sample_count = 3)]
fn refuse<const WRONG: usize>(bencher: divan::Bencher, recommendations: usize) {
    let text: String = (0..recommendations).map(|number| wrong(WRONG, number)).collect();
    bencher.counter(ItemsCount::new(recommendations)).bench(|| {
        let text = format!("recommendations:\n{text}");
        let source = PolicySource { name: "wrong.yaml".into(), text, packed: None };
        let problems = policy::parse(&[source], &Config::default()).err().expect("they are wrong");
        report::write_problems(&problems, report::Gravity::Error, 80, &mut std::io::sink()).expect("a sink");
    });
}

const UNKNOWN_CONTROL: usize = 0;
const SAME_ID: usize = 1;
const ILL_FORMED: usize = 2;

fn wrong(kind: usize, number: usize) -> String {
    let (id, control, title) = match kind {
        UNKNOWN_CONTROL => (format!("r{number}"), format!("nowhere-{number}"), "title"),
        SAME_ID => ("r".to_owned(), "enable-mfa".to_owned(), "title"),
        _ => (format!("r{number}"), "enable-mfa".to_owned(), "titel"),
    };
    format!(
        "  - {{ id: {id}, controls: [{control}], {title}: Some title, severity: high, description: d, remediation: r, \
         resourceTypes: [Microsoft.Storage/storageAccounts], check: resource.properties.a == true }}\n"
    )
}

fn checks() -> (Policy, Checks) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/policies/checks.yaml");
    let text = std::fs::read_to_string(path).expect("the benchmark's checks");
    let source = PolicySource { name: "checks.yaml".into(), text, packed: None };
    let policy = policy::parse(&[source], &Config::default()).expect("valid policies");
    let checks = compile(&policy).expect("valid scripts");
    (policy, checks)
}

fn read(text: String) -> Inventory {
    let file = InventoryFile::new("estate.json", Ok(text.into_bytes()), FileRules::default());
    inventory::parse(vec![file], 1)
}

fn judge(checks: &Checks, inventory: &Arc<Inventory>) -> Whole {
    assess(checks, inventory, &Options::plain(1)).expect("no deadline is set")
}
