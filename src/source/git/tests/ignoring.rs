//! What is inventory: the same as in a checkout.

use super::{Repo, names};
use crate::source::{Files, walk_inventory};
use globset::{Glob, GlobSet};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::path::PathBuf;

const DIRECTORIES: [&str; 8] = ["", "a", "a/b", "a/b/a", ".h", "out", "out/a", "b#c"];
const FILES: [&str; 6] = ["x.json", "y.yaml", ".z.json", "a.tmp", "out", "!k.json"];
const LINES: [&str; 27] = [
    "*.json",
    "!x.json",
    "/x.json",
    "a/",
    "a",
    "!a/",
    "out/",
    "out/**",
    "**/b",
    "a/b/*.yaml",
    "/a/*",
    "!/a/b",
    "*",
    "!*/",
    "!.h",
    "!.z.json",
    ".h/",
    "# comment",
    "",
    "\\!k.json",
    "b\\#c",
    "[xy].*",
    "[",
    "x.json   ",
    "!y.yaml\r",
    "a/**/x.json",
    "\u{feff}*.tmp",
];

prop_compose! {
    fn ignore_file()(lines in prop::collection::vec(prop::sample::select(&LINES[..]), 1..4)) -> String {
        lines.join("\n")
    }
}

/// Files at random places, some of which are ignore files; `out` is a file only where it is no directory.
fn tree() -> impl Strategy<Value = BTreeMap<String, String>> {
    let join = |directory: &str, file: &str| {
        if directory.is_empty() { file.to_owned() } else { format!("{directory}/{file}") }
    };
    let places = (prop::sample::select(&DIRECTORIES[..]), prop::sample::select(&FILES[..]));
    let plain = prop::collection::vec(places.prop_map(move |(directory, file)| join(directory, file)), 1..14);
    let names = prop::sample::select(&[".gitignore", ".ignore"][..]);
    let rule = (prop::sample::select(&DIRECTORIES[..]), names, ignore_file());
    let rules =
        prop::collection::vec(rule.prop_map(move |(directory, name, text)| (join(directory, name), text)), 0..4);
    (plain, rules).prop_map(|(plain, rules)| {
        let mut files: BTreeMap<String, String> = plain.into_iter().map(|name| (name.clone(), name)).collect();
        files.extend(rules);
        let names: Vec<String> = files.keys().cloned().collect();
        files.retain(|name, _| !names.iter().any(|other| other.starts_with(&format!("{name}/"))));
        files
    })
}

fn exclude() -> impl Strategy<Value = GlobSet> {
    const GLOBS: [&str; 5] = ["nothing", "a/b", "**/*.tmp", "out/**", "*.json"];
    prop::sample::select(&GLOBS[..]).prop_map(|glob| {
        let glob = Glob::new(glob).expect("a glob");
        GlobSet::builder().add(glob).build().expect("globs")
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_side_finds_what_a_walk_of_its_checkout_finds(
        files in tree(),
        exclude in exclude(),
        starts in prop::collection::vec(prop::sample::select(&DIRECTORIES[..]), 1..3),
    ) {
        let repo = Repo::empty();
        files.iter().for_each(|(name, text)| repo.write(name, text));
        repo.commit();
        let root = repo.directory.path();
        let starts: Vec<PathBuf> = starts.iter().map(|start| root.join(start)).filter(|start| start.exists()).collect();
        let expected = walk_inventory(&starts, &exclude, root);
        let at_commit = repo.at("HEAD").inventory(&starts, &exclude, root);
        prop_assert_eq!(&at_commit.found, &expected.found, "{:?}", files);
        let on_disk = repo.working_tree().inventory(&starts, &exclude, root);
        prop_assert_eq!(&on_disk.found, &expected.found, "{:?}", files);
    }
}

#[test]
fn a_change_cannot_hide_files_behind_its_own_ignore_files() {
    let repo = Repo::of(&[(".gitignore", "out/\n"), ("a.json", "1"), ("sub/b.json", "2"), ("out/c.json", "3")]);
    let base = repo.at("HEAD");
    repo.change(&[(".gitignore", "*.json\n"), ("sub/.ignore", "*\n"), ("new.json", "4")]);
    let head = repo.at("HEAD");
    assert_eq!(names(&head), Vec::<String>::new());
    assert_eq!(names(&head.ignoring_as(&base)), ["a.json", "new.json", "sub/b.json"]);
    let ignore_files = head.ignore_files(&[repo.path("sub")]);
    assert_eq!(ignore_files.len(), 2, "its own, and the one above");
    // On the disk too; what is not tracked and ignored by git is nobody's.
    repo.write("scratch.json", "5");
    assert_eq!(names(&repo.working_tree().ignoring_as(&base)), ["a.json", "new.json", "sub/b.json"]);
}

#[test]
fn personal_settings_hide_nothing() {
    let repo = Repo::of(&[("a.json", "1")]);
    repo.write(".git/info/exclude", "*.json\n");
    assert_eq!(names(&repo.working_tree()), ["a.json"]);
    let found = walk_inventory(&[repo.path("")], &GlobSet::empty(), &repo.path(""));
    assert_eq!(found.found.len(), 1);
}
