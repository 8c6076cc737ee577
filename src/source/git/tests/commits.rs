use super::{Repo, told};
use crate::source::{Commit, Problem};

#[test]
fn names_of_commits_are_those_of_git() {
    let repo = Repo::of(&[("a.json", "1")]);
    let first = repo.git(&["rev-parse", "HEAD"]);
    repo.git(&["tag", "-a", "-m", "a tag", "v1"]);
    let second = repo.change(&[("a.json", "2")]);
    let repository = repo.open();
    for (name, id) in [("main", &second), ("HEAD~1", &first), ("v1", &first), (&first[..8], &first), ("@", &second)] {
        let commit = repository.commit(name).expect("a commit");
        assert_eq!((&commit.id, commit.name.as_str()), (id, name));
    }
    repo.git(&["checkout", "-q", "--detach", "v1"]);
    assert_eq!(repo.open().commit("HEAD").expect("a commit").id, first);
    assert_eq!(repository.commit("main").expect("a commit").to_string(), format!("main ({})", &second[..10]));
    assert_eq!(repository.commit(&first).expect("a commit").to_string(), &first[..10]);
}

#[test]
fn names_that_mean_no_commit_are_told_with_the_way_to_one() {
    let repo = Repo::of(&[("a/b.json", "1")]);
    let repository = repo.open();
    let blob = repo.git(&["rev-parse", "HEAD:a/b.json"]);
    let nothing = "0123456789012345678901234567890123456789";
    let cases = [
        ("", "\"\" is no name of a commit", "Name a branch, a tag or an id"),
        ("a\0b", "\"a\\0b\" is no name of a commit", "Name a branch, a tag or an id"),
        ("main\n", "\"main\\n\" is no name of a commit", "Name a branch, a tag or an id"),
        ("HEAD:a", "`HEAD:a` is a tree, not a commit", "Name a branch, a tag or an id"),
        ("HEAD:a/b.json", "`HEAD:a/b.json` is a blob, not a commit", "Name a branch, a tag or an id"),
        ("-x", "there is no commit `-x` in this repository", "Fetch it: `git fetch`"),
        ("--help", "there is no commit `--help` in this repository", "Fetch it: `git fetch`"),
        ("a b", "there is no commit `a b` in this repository", "Fetch it: `git fetch`"),
        (
            "mian",
            "there is no commit `mian` in this repository",
            "Did you mean `main`? Else fetch it: `git fetch origin mian`",
        ),
        (
            "origin/release/1",
            "there is no commit `origin/release/1` in this repository",
            "Fetch it: `git fetch origin +release/1:refs/remotes/origin/release/1`",
        ),
    ];
    for (name, message, help) in cases {
        let problem = repository.commit(name).expect_err(name);
        assert_eq!(told(&problem), (message, help));
    }
    assert!(repository.commit(&blob).expect_err("a blob").message.ends_with("is a blob, not a commit"));
    assert!(repository.commit(nothing).expect_err("nothing").message.starts_with("there is no commit"));
    let unborn = Repo::empty().open().commit("HEAD").expect_err("no commits");
    assert_eq!(told(&unborn), ("the repository has no commits yet", "Commit a base, then the change"));
}

fn ids(commits: Result<Vec<Commit>, Problem>) -> Vec<String> {
    commits.expect("commits").into_iter().map(|commit| commit.id).collect()
}

#[test]
fn the_merge_base_is_where_two_part() {
    let repo = Repo::of(&[("a.json", "1")]);
    let start = repo.git(&["rev-parse", "HEAD"]);
    repo.git(&["checkout", "-q", "-b", "change"]);
    repo.change(&[("b.json", "1")]);
    repo.git(&["checkout", "-q", "main"]);
    repo.change(&[("c.json", "1")]);
    let repository = repo.open();
    let [main, change] = ["main", "change"].map(|name| repository.commit(name).expect("a commit"));
    assert_eq!(ids(repository.merge_bases(&main, &change)), [start]);
    assert_eq!(ids(repository.merge_bases(&main, &main)), [&*main.id]);

    repo.git(&["checkout", "-q", "--orphan", "other"]);
    repo.commit();
    let other = repository.commit("other").expect("a commit");
    let problem = repository.merge_bases(&main, &other).expect_err("no base");
    let expected = ("`main` and `other` have no history in common", "Name a base that the change started from");
    assert_eq!(told(&problem), expected);
}

#[test]
fn of_several_merge_bases_the_first_is_the_one_of_git() {
    let repo = Repo::of(&[("a.json", "1")]);
    repo.git(&["branch", "other"]);
    let one = repo.change(&[("b.json", "1")]);
    repo.git(&["checkout", "-q", "other"]);
    let two = repo.change(&[("c.json", "1")]);
    repo.git(&["merge", "-q", "--no-edit", &one]);
    repo.git(&["checkout", "-q", "main"]);
    repo.git(&["merge", "-q", "--no-edit", &two]);
    assert_eq!(repo.git(&["merge-base", "--all", "main", "other"]).lines().count(), 2);
    let repository = repo.open();
    let [main, other] = ["main", "other"].map(|name| repository.commit(name).expect("a commit"));
    let bases = ids(repository.merge_bases(&main, &other));
    assert_eq!((bases.len(), &*bases[0]), (2, &*repo.git(&["merge-base", "main", "other"])));
}

#[test]
fn a_shallow_clone_says_how_to_deepen_it() {
    let repo = Repo::of(&[("a.json", "1")]);
    let first = repo.git(&["rev-parse", "HEAD"]);
    repo.git(&["checkout", "-q", "-b", "change"]);
    repo.change(&[("b.json", "1")]);
    repo.git(&["checkout", "-q", "main"]);
    repo.change(&[("c.json", "1")]);
    let url = format!("file://{}", repo.directory.path().display());
    let clone = Repo::with(&["clone", "-q", "--depth", "1", "--no-single-branch", &url, "."]);
    let repository = clone.open();
    let [main, change] = ["origin/main", "origin/change"].map(|name| repository.commit(name).expect("a commit"));
    let problem = repository.merge_bases(&main, &change).expect_err("cut off");
    assert_eq!(problem.message, "this shallow clone ends before `origin/main` and `origin/change` part");
    let help = problem.help.expect("a next step");
    assert!(help.contains("--deepen") && help.contains("--unshallow") && help.contains("fetch-depth: 0"), "{help}");
    let help = repository.commit("HEAD~1").expect_err("cut off").help.expect("a next step");
    assert!(help.contains("fetch-depth: 0"), "{help}");

    clone.git(&["fetch", "-q", "--deepen=1"]);
    assert_eq!(ids(clone.open().merge_bases(&main, &change)), [first]);
}
