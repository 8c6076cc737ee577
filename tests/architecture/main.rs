//! Imports only point left along the line that `src/lib.rs` draws, some rooms own a crate or a power alone, and files
//! import each other in a circle only where they are one thing.
//!
//! The code is parsed and its names are followed as the compiler follows them, so that it makes no difference how
//! something is imported.

mod circles;
mod code;
mod evasions;
mod reading;
mod resolving;
mod rules;
mod tokens;

use code::{Code, Sources};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

/// The line, left to right. Rooms that share a place do not know each other.
const LINE: [&[&str]; 21] = [
    &["bicep", "hcl"],
    &["source"],
    &["template"],
    &["terraform"],
    &["secret"],
    &["policy", "inventory"],
    &["check"],
    &["assess"],
    &["exempt"],
    &["duty"],
    &["score"],
    &["portal"],
    &["fix"],
    &["gate"],
    &["estate"],
    &["trial"],
    &["lint"],
    &["scaffold"],
    &["report"],
    &["cli"],
    &["python"],
];

/// What only one room may name; where two entries fit, the longer one counts.
const OWNED: [(&str, &str); 16] = [
    ("std::fs", "source"),
    ("std::process", "source"),
    ("std::process::ExitCode", "cli"),
    ("std::process::exit", "cli"),
    ("std::process::id", "cli"),
    ("walkdir", "source"),
    ("ignore", "source"),
    ("granit_parser", "source"),
    ("rhai", "check"),
    ("std::include!", "policy"),
    ("std::env", "cli"),
    ("std::println!", "cli"),
    ("std::eprintln!", "cli"),
    ("std::print!", "cli"),
    ("std::eprint!", "cli"),
    ("std::dbg!", "nobody"),
];

/// Circles that stay, by their files, and why: what imports each other there is one thing in several files.
const CIRCLES: [(&[&str], &str); 6] = [
    (
        &[
            "source/bicep.rs",
            "source/builder.rs",
            "source/document.rs",
            "source/hcl.rs",
            "source/json.rs",
            "source/members.rs",
            "source/node.rs",
            "source/origin.rs",
            "source/schema.rs",
            "source/tree.rs",
            "source/yaml.rs",
        ],
        "a document owns its tree, and a node of the tree is a place in its document",
    ),
    (
        &[
            "template/evaluate.rs",
            "template/lambda.rs",
            "template/nested.rs",
            "template/place.rs",
            "template/reference.rs",
            "template/special.rs",
        ],
        "an expression calls functions, and some functions work out the expressions that they are given",
    ),
    (
        &["template/bicep/emit.rs", "template/bicep/text.rs"],
        "what is written holds texts of expressions, and those name values that are written for them",
    ),
    (
        &["secret/encoded.rs", "secret/finder.rs", "secret/nested.rs", "secret/text.rs"],
        "a text may be encoded or a document itself, and the values of a document are texts",
    ),
    (&["source/git/listing.rs", "source/git/sides.rs"], "a listing is made from what git says of a side"),
    (&["fix/text/guard.rs", "fix/text/intent.rs"], "the guard judges steps, and intent keeps what it lets through"),
];

static CODE: LazyLock<Code> = LazyLock::new(|| {
    let mut sources = Sources::new();
    gather(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), "", &mut sources);
    reading::read(&sources)
});

/// Texts of all Rust files below a folder.
fn gather(folder: &Path, inner: &str, sources: &mut Sources) {
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let entry = entry.expect("an entry");
        let name = format!("{inner}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            gather(&entry.path(), &format!("{name}/"), sources);
        } else if name.ends_with(".rs") {
            sources.insert(name, fs::read_to_string(entry.path()).expect("a readable file"));
        }
    }
}

fn none(wrong: &BTreeSet<String>) {
    assert!(wrong.is_empty(), "{}", wrong.iter().cloned().collect::<Vec<_>>().join("\n"));
}

#[test]
fn imports_point_left() {
    none(&rules::line(&CODE, &LINE));
}

#[test]
fn rooms_keep_what_they_own() {
    none(&rules::owned(&CODE, &OWNED));
}

#[test]
fn nothing_is_hidden() {
    none(&rules::understood(&CODE));
}

#[test]
fn every_room_has_a_place_in_the_line() {
    none(&rules::places(&CODE, &LINE));
}

#[test]
fn circles_have_reasons() {
    let imports = circles::imports(&CODE);
    let found = circles::circles(&imports);
    let mut wrong = BTreeSet::new();
    let known: Vec<&[&str]> = CIRCLES.iter().map(|(files, _)| *files).collect();
    for circle in found.iter().filter(|circle| !known.contains(&circle.as_slice())) {
        wrong.insert(format!("a circle of {}:\n{}", circle.len(), circles::described(&imports, circle)));
    }
    for (files, _) in CIRCLES.iter().filter(|(files, _)| !found.contains(*files)) {
        wrong.insert(format!("no circle any more: {files:?}"));
    }
    none(&wrong);
    assert!(CIRCLES.len() <= 6, "at most six circles are natural");
}

/// A test binary with a harness of its own runs what it lists: what is marked as for the usual harness would never run.
#[test]
fn no_test_is_left_out_by_its_harness() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap();
    let own = manifest.split("[[test]]").skip(1).filter(|entry| entry.contains("harness = false"));
    let names: Vec<&str> = own.filter_map(|entry| entry.split('"').nth(1)).collect();
    assert!(names.len() >= 4, "{names:?}");
    let marked = |file: &walkdir::DirEntry| {
        fs::read_to_string(file.path()).is_ok_and(|text| text.lines().any(|line| line.trim() == "#[test]"))
    };
    for name in names {
        let files = walkdir::WalkDir::new(root.join("tests").join(name)).into_iter().filter_map(Result::ok);
        let lost: Vec<_> = files.filter(|file| file.file_type().is_file()).filter(marked).collect();
        assert!(lost.is_empty(), "list these in tests/{name}/main.rs instead: {lost:?}");
    }
}
