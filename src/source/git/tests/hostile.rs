//! Trees that no honest git writes.

use super::{Repo, git, names, passed_over};
use crate::source::Side;

/// A commit of a tree with these entries, of which each is a file.
fn commit(repo: &Repo, entries: &[&str]) -> String {
    let blob = git(repo.directory.path(), &["hash-object", "-w", "--stdin"], b"{}");
    let lines: String = entries.iter().map(|name| format!("100644 blob {blob}\t{name}\0")).collect();
    let tree = git(repo.directory.path(), &["mktree", "-z"], lines.as_bytes());
    repo.git(&["commit-tree", "-m", "hostile", &tree])
}

#[test]
fn names_that_lead_elsewhere_are_passed_over() {
    let repo = Repo::of(&[]);
    let id = commit(&repo, &["..", ".", ".git", "good.json"]);
    let listing = repo.at(&id);
    assert_eq!(names(&listing), ["good.json"]);
    let reason = "no file can have this name".to_owned();
    assert_eq!(passed_over(&listing), [".", "..", ".git"].map(|name| (name.to_owned(), reason.clone())));
}

#[test]
fn two_files_of_one_name_are_refused() {
    let repo = Repo::of(&[]);
    let id = commit(&repo, &["a.json", "a.json"]);
    let repository = repo.open();
    let side = Side::Commit(repository.commit(&id).expect("a commit"));
    let problem = repository.list(side).expect_err("two files");
    assert_eq!(problem.message, "git holds two files of this name");
}

#[cfg(unix)]
#[test]
fn nothing_of_the_repository_is_run() {
    let repo = Repo::of(&[("a.json", "1")]);
    let ran = repo.path(".git/ran");
    let script = format!("#!/bin/sh\ntouch {}\n", ran.display());
    let run = repo.path("run.sh");
    repo.write("run.sh", script);
    std::fs::set_permissions(&run, std::os::unix::fs::PermissionsExt::from_mode(0o755)).expect("permissions");
    let run = run.display().to_string();
    for setting in
        ["core.fsmonitor", "core.pager", "core.askPass", "diff.external", "diff.x.textconv", "diff.x.command"]
    {
        repo.git(&["config", setting, &run]);
    }
    std::fs::create_dir_all(repo.path(".git/hooks")).expect("a directory");
    for hook in ["post-index-change", "fsmonitor-watchman", "reference-transaction"] {
        std::fs::copy(&run, repo.path(&format!(".git/hooks/{hook}"))).expect("a hook");
    }
    repo.write(".gitattributes", "*.json diff=x\n");
    repo.write("a.json", "2");
    names(&repo.working_tree());
    names(&repo.at("HEAD"));
    repo.open().commit("nothing").expect_err("no such commit");
    assert!(!ran.exists());
}
