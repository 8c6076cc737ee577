use crate::source::{self, Found, Problem, Walked, walk_inventory, walk_policies};
use globset::{Glob, GlobSet};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

fn tree(files: &[(&str, &str)]) -> TempDir {
    let directory = tempfile::tempdir().expect("a temporary directory");
    for (name, text) in files {
        let path = directory.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
        std::fs::write(path, text).expect("a file");
    }
    directory
}

fn walk(directory: &TempDir, paths: &[&str], exclude: &str) -> (Vec<String>, Vec<Problem>) {
    let root = directory.path();
    let globs = GlobSet::builder().add(Glob::new(exclude).expect("a glob")).build().expect("globs");
    let paths: Vec<PathBuf> = paths.iter().map(|path| root.join(path)).collect();
    let Walked { found, problems, .. } = walk_inventory(&paths, &globs, root);
    (names(&found, root), problems)
}

/// Names relative to the root.
fn names(found: &[Found], root: &Path) -> Vec<String> {
    let prefix = source::display_name(root) + "/";
    found.iter().map(|found| found.name.strip_prefix(&prefix).unwrap_or(&found.name).to_owned()).collect()
}

#[test]
fn files_are_found_once_in_order_and_ignore_files_count() {
    let files = [
        (".gitignore", "out/\n*.tmp\n"),
        ("b.json", ""),
        ("a/z.yaml", ""),
        ("a/.hidden.json", ""),
        ("a/x.bin", ""),
        ("out/generated.json", ""),
        ("c.tmp", ""),
        ("tests/t.json", ""),
    ];
    let directory = tree(&files);
    let (found, problems) = walk(&directory, &["", "a", "a/../b.json"], "tests/**");
    assert_eq!(found, ["a/x.bin", "a/z.yaml", "b.json"]);
    assert_eq!(problems, []);
}

#[test]
fn a_file_that_is_named_is_taken_even_when_ignored() {
    let directory = tree(&[(".gitignore", "*.json"), ("a.json", ""), (".h.json", "")]);
    assert_eq!(walk(&directory, &["a.json", ".h.json"], "**").0, [".h.json", "a.json"]);
}

#[test]
fn a_missing_path_is_a_problem() {
    let directory = tree(&[("a.json", "")]);
    let (found, problems) = walk(&directory, &["nothing", "a.json", "nothing"], "x");
    assert_eq!((found.len(), problems.len()), (1, 1));
    assert_eq!(problems[0].message, "no such file or directory");
    assert!(problems[0].file.ends_with("/nothing") && problems[0].help.is_some());
    let problem = source::read(&directory.path().join("b"), "b").expect_err("nothing is there");
    assert_eq!((problem.file.as_str(), problem.message.as_str()), ("b", "no such file or directory"));
    assert_eq!(source::read(&directory.path().join("a.json"), "a.json"), Ok(Vec::new()));
}

#[cfg(unix)]
#[test]
fn linked_directories_are_not_followed() {
    let directory = tree(&[("real/a.json", ""), ("b.json", "")]);
    let link =
        |to: &str, name: &str| std::os::unix::fs::symlink(directory.path().join(to), directory.path().join(name));
    link("real", "linked").expect("a link");
    link("", "real/loop").expect("a link");
    link("b.json", "c.json").expect("a link");
    assert_eq!(walk(&directory, &[""], "x").0, ["b.json", "real/a.json"]);
    assert_eq!(walk(&directory, &["linked"], "x").0, ["linked/a.json"]);
}

#[test]
fn policies_are_the_yaml_files() {
    let directory = tree(&[("b.yml", ""), ("a/c.YAML", ""), ("a/d.json", ""), (".gitignore", "*"), ("a/.e.yaml", "")]);
    let (found, problems) = walk_policies(directory.path());
    assert_eq!(names(&found, directory.path()), ["a/.e.yaml", "a/c.YAML", "b.yml"]);
    assert_eq!(problems, []);
    let (found, problems) = walk_policies(&directory.path().join("nothing"));
    assert_eq!((found.len(), problems.len()), (0, 1));
    assert_eq!(problems[0].message, "no such file or directory");
}

#[test]
fn names_are_written_as_people_write_them() {
    let named = ["./a/./b.json", "a//b", ".", "./", "../x", "/tmp/x"].map(|path| source::display_name(Path::new(path)));
    assert_eq!(named, ["a/b.json", "a/b", ".", ".", "../x", "/tmp/x"]);
}
