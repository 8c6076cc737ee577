//! The working tree.

use super::{Repo, contents, keys, names, told};
use crate::source::{Files, Side};
use std::collections::BTreeMap;

#[test]
fn the_working_tree_is_what_would_be_committed() {
    let repo =
        Repo::of(&[("a.json", "1"), ("b.json", "2"), ("c.json", "3"), ("d.json", "4"), (".gitignore", "*.log.json\n")]);
    repo.write("a.json", "changed");
    std::fs::remove_file(repo.path("b.json")).expect("a file");
    repo.git(&["rm", "-q", "--cached", "c.json"]);
    repo.write("new.json", "5");
    repo.write("sub/staged.json", "6");
    repo.git(&["add", "sub/staged.json"]);
    repo.write("x.log.json", "7");
    repo.write("intended.json", "8");
    repo.git(&["add", "-N", "intended.json"]);
    let expected = [
        ("a.json", "changed"),
        ("c.json", "3"),
        ("d.json", "4"),
        ("intended.json", "8"),
        ("new.json", "5"),
        ("sub/staged.json", "6"),
    ];
    let expected: BTreeMap<String, String> = expected.map(|(name, text)| (name.to_owned(), text.to_owned())).into();
    assert_eq!(contents(&repo.working_tree()), expected);
    let before = keys(&repo.working_tree());
    repo.git(&["add", "-A"]);
    repo.git(&["commit", "-q", "-m", "all"]);
    assert_eq!(keys(&repo.at("HEAD")), before, "git names the contents in the same way");
}

#[test]
fn a_file_that_was_only_touched_is_unchanged_and_the_index_stays() {
    let repo = Repo::of(&[("a.json", "1"), ("b.json", "2")]);
    std::fs::remove_file(repo.path("a.json")).expect("a file");
    repo.write("a.json", "1");
    let index = || std::fs::read(repo.path(".git/index")).expect("the index");
    let before = index();
    assert_eq!(keys(&repo.working_tree()), keys(&repo.at("HEAD")));
    assert_eq!(index(), before);
}

#[test]
fn line_ends_are_compared_as_they_lie_there() {
    let repo = Repo::empty();
    repo.git(&["config", "core.autocrlf", "true"]);
    repo.write(".gitattributes", "*.json text\n");
    repo.write("a.json", "{\r\n}\r\n");
    repo.write("b.json", "[\r\n]\r\n");
    repo.commit();
    let base = repo.at("HEAD");
    assert_eq!(contents(&base)["a.json"], "{\n}\n");
    assert_eq!(contents(&repo.working_tree())["a.json"], "{\r\n}\r\n");
    assert_eq!(keys(&base), keys(&repo.working_tree()));
    // With the other line ends, and moved.
    repo.write("a.json", "{\n}\n");
    std::fs::rename(repo.path("b.json"), repo.path("c.json")).expect("a file");
    let (old, new) = (keys(&base), keys(&repo.working_tree()));
    assert_eq!(old["a.json"], new["a.json"], "as it is stored");
    assert_ne!(old["b.json"], new["c.json"], "what differs is looked at");
}

#[test]
fn filters_decide_nothing() {
    let repo = Repo::of(&[("a.json", "$Id$"), ("b.json", "true"), ("c.json", "1")]);
    repo.git(&["config", "filter.y.clean", "sed s/false/true/"]);
    repo.write("a.json", "$Id: worse $");
    repo.write("b.json", "false");
    repo.write(".gitattributes", "a.json ident\nb.json filter=y\n");
    let base = repo.at("HEAD");
    let (old, new) = (keys(&base), keys(&repo.working_tree()));
    assert!(["a.json", "b.json"].iter().all(|name| old[*name] != new[*name]), "they lie there otherwise");
    assert_eq!(old["c.json"], new["c.json"]);
    // What git takes for unchanged is what is stored.
    repo.git(&["add", "-A"]);
    assert_eq!(contents(&repo.working_tree())["b.json"], "true");
    assert_eq!(contents(&repo.working_tree())["a.json"], "$Id$");
    assert_eq!(old["b.json"], keys(&repo.working_tree())["b.json"]);
}

#[test]
fn what_git_does_not_look_at_is_read_as_it_lies_there() {
    let repo = Repo::of(&[("a.json", "1"), ("b.json", "2"), ("c.json", "3")]);
    repo.git(&["update-index", "--assume-unchanged", "a.json"]);
    repo.git(&["update-index", "--skip-worktree", "b.json"]);
    repo.write("a.json", "worse");
    repo.write("b.json", "worse");
    let (old, new) = (keys(&repo.at("HEAD")), keys(&repo.working_tree()));
    let found = contents(&repo.working_tree());
    for name in ["a.json", "b.json"] {
        assert_eq!(found[name], "worse");
        assert_ne!(old[name], new[name]);
    }
    assert_eq!(old["c.json"], new["c.json"]);
}

#[test]
fn a_sparse_checkout_is_whole() {
    let repo = Repo::of(&[("in/a.json", "1"), ("out/b.json", "2")]);
    repo.git(&["sparse-checkout", "set", "in"]);
    assert!(!repo.path("out/b.json").exists());
    assert_eq!(contents(&repo.working_tree()), contents(&repo.at("HEAD")));
    assert_eq!(keys(&repo.working_tree()), keys(&repo.at("HEAD")));
}

#[test]
fn a_conflict_is_read_as_it_lies_there() {
    let repo = Repo::of(&[("a.json", "1\n"), ("b.json", "1\n")]);
    repo.git(&["checkout", "-q", "-b", "other"]);
    repo.change(&[("a.json", "2\n"), ("b.json", "2\n")]);
    repo.git(&["checkout", "-q", "main"]);
    std::fs::remove_file(repo.path("b.json")).expect("a file");
    repo.change(&[("a.json", "3\n")]);
    let merge = std::process::Command::new("git")
        .args(["-c", "user.name=A", "-c", "user.email=a@example.com", "merge", "-q", "other"])
        .current_dir(repo.path(""))
        .output();
    assert!(!merge.expect("git runs").status.success());
    let found = contents(&repo.working_tree());
    assert!(found["a.json"].contains("<<<<<<<"), "{found:?}");
    assert_eq!(keys(&repo.working_tree()).len(), found.len());
}

#[test]
fn before_the_first_commit_there_is_a_working_tree() {
    let repo = Repo::empty();
    repo.write("a.json", "1");
    assert_eq!(names(&repo.working_tree()), ["a.json"]);
    assert_eq!(keys(&repo.working_tree()).len(), 1);
}

#[test]
fn files_that_cannot_be_read_as_they_are_say_so() {
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n";
    let repo = Repo::of(&[("a.json", pointer), ("b.json", "1")]);
    for listing in [repo.at("HEAD"), repo.working_tree()] {
        let problem = listing.read(&repo.path("a.json"), "a.json").expect_err("no content");
        assert_eq!(told(&problem).0, "this is a pointer of Git LFS, without the content");
    }
    // The objects of a broken clone.
    let id = repo.git(&["rev-parse", "HEAD:b.json"]);
    let listing = repo.at("HEAD");
    std::fs::remove_file(repo.path(&format!(".git/objects/{}/{}", &id[..2], &id[2..]))).expect("an object");
    let problem = listing.read(&repo.path("b.json"), "b.json").expect_err("no content");
    assert_eq!(
        (problem.file.as_str(), told(&problem).0.starts_with("the repository lacks its content")),
        ("b.json", true)
    );
    assert!(listing.read(&repo.path("a.json"), "a.json").is_err(), "the process goes on");
    assert_eq!(listing.side().to_string().split(' ').next(), Some("HEAD"));
    assert_eq!(Side::WorkingTree.to_string(), "the working tree");
}
