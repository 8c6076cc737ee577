//! Where a repository is, and what is none.

use super::{Repo, contents, git, names, told, walked};
use crate::source::{Files, Repository, Side};
use std::path::Path;

#[test]
fn a_repository_is_found_from_anywhere_inside() {
    let repo = Repo::of(&[("a/b/c.json", "1")]);
    let root = repo.path("").canonicalize().expect("a directory");
    for inside in ["", "a", "a/b/c.json", "a/b/not/there.json", "a/../a"] {
        let found = Repository::containing(&repo.path(inside)).expect("a repository");
        assert_eq!((found.root(), found.is_bare(), found.is_shallow()), (root.as_path(), false, false));
        assert_eq!(found.name_of(&repo.path("a/b/../x")).as_deref(), Some(Path::new("a/x")));
        assert_eq!(found.name_of(&repo.path("../x")), None);
    }
    assert_eq!(names(&repo.at("HEAD")), ["a/b/c.json"]);
}

#[test]
fn elsewhere_the_next_step_is_told() {
    let directory = tempfile::tempdir().expect("a directory");
    let problem = Repository::containing(directory.path()).expect_err("no repository");
    let help = "Name a path inside of one; without git, a baseline file tells old findings from new ones";
    assert_eq!(told(&problem), ("this is not in a git repository", help));
    let repo = Repo::of(&[]);
    let problem = Repository::containing(&repo.path(".git/refs")).expect_err("inside of .git");
    assert_eq!(told(&problem).0, "this is inside of a repository's own directory");
    std::fs::write(directory.path().join(".git"), "nonsense").expect("a file");
    let problem = Repository::containing(directory.path()).expect_err("a broken repository");
    assert!(problem.message.starts_with("git failed: invalid gitfile format"), "{problem:?}");
}

#[cfg(unix)]
#[test]
fn a_link_to_the_repository_is_a_way_in() {
    let repo = Repo::of(&[("a/x.json", "1")]);
    let elsewhere = tempfile::tempdir().expect("a directory");
    let link = elsewhere.path().join("link");
    std::os::unix::fs::symlink(repo.path(""), &link).expect("a link");
    for listing in [
        repo.at("HEAD"),
        Repository::containing(&link.join("a"))
            .and_then(|repository| repository.list(Side::WorkingTree))
            .expect("a listing"),
    ] {
        assert!(listing.is_file(&link.join("a/x.json")));
        assert_eq!(listing.identity(&link.join("a/x.json")), listing.identity(&repo.path("a/x.json")));
    }
}

#[test]
fn a_bare_repository_has_commits_and_no_working_tree() {
    let repo = Repo::of(&[("a/x.json", "1")]);
    let url = repo.directory.path().display().to_string();
    let bare = Repo::with(&["clone", "-q", "--bare", &url, "."]);
    let repository = bare.open();
    assert!(repository.is_bare());
    assert_eq!(contents(&bare.at("main")), contents(&repo.at("main")));
    let problem = repository.list(Side::WorkingTree).expect_err("no working tree");
    assert_eq!(told(&problem), ("a bare repository has no working tree", "Name the commit to judge"));
}

#[test]
fn worktrees_have_their_own_files() {
    let repo = Repo::of(&[("a.json", "1")]);
    let place = tempfile::tempdir().expect("a directory");
    let tree = place.path().join("tree");
    repo.git(&["worktree", "add", "-q", "-b", "change", &tree.display().to_string()]);
    std::fs::write(tree.join("b.json"), "2").expect("a file");
    let repository = Repository::containing(&tree).expect("a repository");
    assert_eq!(repository.root(), tree.canonicalize().expect("a directory"));
    assert_eq!(names(&repository.list(Side::WorkingTree).expect("a listing")), ["a.json", "b.json"]);
    assert_eq!(names(&repo.working_tree()), ["a.json"]);
}

#[test]
fn sha_256_makes_no_difference() {
    let repo = Repo::with(&["init", "-q", "-b", "main", "--object-format=sha256", "."]);
    repo.change(&[("a.json", "1")]);
    repo.write("a.json", "2");
    assert_eq!(
        (contents(&repo.at("HEAD"))["a.json"].as_str(), contents(&repo.working_tree())["a.json"].as_str()),
        ("1", "2")
    );
}

#[test]
fn a_partial_clone_fetches_what_it_lacks() {
    let repo = Repo::of(&[("a.json", "1")]);
    repo.change(&[("a.json", "2")]);
    repo.git(&["config", "uploadpack.allowFilter", "true"]);
    let url = format!("file://{}", repo.directory.path().display());
    let clone = Repo::with(&["clone", "-q", "--filter=blob:none", "--no-checkout", &url, "."]);
    assert_eq!(contents(&clone.at("HEAD~1"))["a.json"], "1");
}

#[test]
fn a_directory_that_looks_like_a_repository_is_none() {
    let repo = Repo::of(&[("a.json", "1")]);
    git(repo.directory.path(), &["init", "-q", "--bare", "trap"], &[]);
    repo.write("trap/b.json", "2");
    repo.commit();
    let found = Repository::containing(&repo.path("trap")).expect("a repository");
    assert_eq!((found.root(), found.is_bare()), (repo.path("").canonicalize().expect("a directory").as_path(), false));
    assert_eq!(walked(&repo.at("HEAD"), &["trap/b.json"]).found.len(), 1);
}
