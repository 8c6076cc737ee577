use super::{Repo, contents, git, keys, names, passed_over, told, walked};
use crate::source::{Files, Listing, Memory, renames};
use std::collections::BTreeMap;
use std::path::Path;

const STRANGE: [&str; 6] = ["a b.json", "\"q\".json", "new\nline.json", "tab\t.json", "é/ü.json", "-x.json"];

#[test]
fn names_of_any_kind_are_read_on_both_sides() {
    let files: Vec<(&str, &str)> = STRANGE.map(|name| (name, name)).to_vec();
    let repo = Repo::of(&files);
    let expected: BTreeMap<String, String> = STRANGE.map(|name| (name.to_owned(), name.to_owned())).into();
    assert_eq!(contents(&repo.at("HEAD")), expected);
    assert_eq!(contents(&repo.working_tree()), expected);
    // All changed, so that git hashes each by its name.
    STRANGE.iter().for_each(|name| repo.write(name, "changed"));
    let (old, new) = (keys(&repo.at("HEAD")), keys(&repo.working_tree()));
    assert!(old.keys().eq(new.keys()) && old.iter().all(|(name, key)| new[name] != *key));
    repo.commit();
    assert_eq!(keys(&repo.at("HEAD")), new);
}

#[cfg(target_os = "linux")]
#[test]
fn names_need_not_be_text() {
    use std::os::unix::ffi::OsStrExt;
    let name = Path::new(std::ffi::OsStr::from_bytes(b"dir\xff/caf\xe9.json"));
    let repo = Repo::empty();
    repo.write(name, "{}");
    repo.commit();
    repo.write(name, "[]");
    for (listing, content) in [(repo.at("HEAD"), b"{}"), (repo.working_tree(), b"[]")] {
        let path = repo.directory.path().join(name);
        assert!(listing.is_file(&path));
        assert_eq!(listing.read(&path, "a").expect("a content"), content);
        assert_eq!(names(&listing), ["dir\u{fffd}/caf\u{fffd}.json"]);
        assert!(listing.keys(&[&path]).expect("keys")[0].is_some());
    }
}

#[test]
fn a_commit_is_what_was_committed_and_not_what_lies_there() {
    let repo = Repo::of(&[("a/x.json", "1"), ("b.json", "2"), (".github/c.yaml", "3")]);
    repo.write("a/x.json", "changed");
    std::fs::remove_file(repo.path("b.json")).expect("a file");
    let listing = repo.at("HEAD");
    assert_eq!(contents(&listing), BTreeMap::from([("a/x.json".into(), "1".into()), ("b.json".into(), "2".into())]));
    assert!(listing.is_directory(&repo.path("a")) && listing.is_directory(&repo.path("")));
    assert!(!listing.is_directory(&repo.path("b.json")) && !listing.is_file(&repo.path("a")));
    assert!(listing.is_file(&repo.path(".github/c.yaml")));
    let walked = walked(&listing, &["a", "b.json", "a/x.json", "nothing", ".github/c.yaml"]);
    let found: Vec<_> = walked.found.iter().map(|found| found.name.as_str()).collect();
    assert_eq!(found, [".github/c.yaml", "a/x.json", "b.json"]);
    let [problem] = &walked.problems[..] else { panic!("{:?}", walked.problems) };
    assert!(problem.message.starts_with("no such file or directory in HEAD ("), "{problem:?}");
    let (policies, problems) = listing.policies(&repo.path(""));
    assert_eq!((policies.len(), problems.len()), (1, 0));
    let problem = listing.read(&repo.path("../elsewhere.json"), "elsewhere.json").expect_err("outside");
    assert_eq!((problem.file.as_str(), told(&problem).0), ("elsewhere.json", "this is outside of the repository"));
}

#[test]
fn files_that_moved_are_paired_by_their_content() {
    let repo = Repo::of(&[("a.json", "one"), ("b.json", "two"), ("c.json", "three"), ("d.json", "one")]);
    let old = keys(&repo.at("HEAD"));
    repo.git(&["mv", "a.json", "z.json"]);
    repo.git(&["mv", "b.json", "e.json"]);
    // One file is split into two, and a copy is no rename.
    std::fs::remove_file(repo.path("c.json")).expect("a file");
    let new = [("c1.json", "thr"), ("c2.json", "ee"), ("copy.json", "one")];
    repo.change(&new);
    assert_eq!(renames(&old, &keys(&repo.at("HEAD"))), [("a.json", "copy.json"), ("b.json", "e.json")]);
    assert_eq!(renames(&old, &old), []);
}

#[cfg(unix)]
#[test]
fn links_are_followed_to_files_inside_only() {
    use std::os::unix::fs::symlink;
    let repo = Repo::of(&[("real/a.json", "1"), ("b.json", "2")]);
    let outside = tempfile::tempdir().expect("a directory");
    std::fs::write(outside.path().join("secret.json"), "secret").expect("a file");
    let link = |to: &Path, name: &str| symlink(to, repo.path(name)).expect("a link");
    link(Path::new("real"), "linked");
    link(Path::new("linked/a.json"), "c.json");
    link(Path::new("../b.json"), "real/up.json");
    link(Path::new("loop.json"), "loop.json");
    link(Path::new("nothing"), "dangling.json");
    link(&outside.path().join("secret.json"), "absolute.json");
    link(Path::new("../../../../../../etc/passwd"), "climbing.json");
    link(Path::new(".git/config"), "inner.json");
    repo.commit();
    let check_links = |listing: &crate::source::Listing| {
        let found = walked(listing, &["linked"]).found;
        let found: Vec<_> = found.iter().map(|found| found.name.as_str()).collect();
        assert_eq!(found, ["linked/a.json", "linked/up.json"], "a directory that is named is followed");
        assert_eq!(names(listing), ["b.json", "c.json"], "each file once, by the name that comes first");
        assert_eq!(contents(listing)["c.json"], "1");
        let passed: Vec<String> = passed_over(listing).into_iter().map(|(name, _)| name).collect();
        assert_eq!(passed, ["absolute.json", "climbing.json", "dangling.json", "inner.json", "loop.json"]);
        assert_eq!(listing.identity(&repo.path("linked/up.json")), listing.identity(&repo.path("b.json")));
        assert!(listing.read(&repo.path("absolute.json"), "absolute.json").is_err());
    };
    check_links(&repo.at("HEAD"));
    check_links(&repo.working_tree());
    std::fs::remove_file(repo.path("c.json")).expect("a link");
    link(Path::new("real/a.json"), "c.json");
    check_links(&repo.working_tree());
    assert_eq!(keys(&repo.at("HEAD")), keys(&repo.working_tree()));
}

#[test]
fn submodules_are_read_where_they_are_checked_out() {
    let inner = Repo::of(&[("x.json", "1")]);
    let repo = Repo::of(&[("a.json", "1")]);
    let url = inner.directory.path().display().to_string();
    repo.git(&["submodule", "--quiet", "add", &url, "module"]);
    repo.commit();
    // A repository that is not tracked.
    git(repo.directory.path(), &["init", "-q", "nested"], &[]);
    repo.write("nested/b.json", "{}");
    assert_eq!(names(&repo.at("HEAD")), ["a.json", "module/x.json"]);
    assert_eq!(passed_over(&repo.at("HEAD")), []);
    repo.write("module/x.json", "changed");
    assert_eq!(names(&repo.working_tree()), ["a.json", "module/x.json"]);
    assert_eq!(passed_over(&repo.working_tree()), [("nested".to_owned(), "another repository".to_owned())]);
    let content = |listing: &Listing| {
        let read = listing.read(&repo.path("module/x.json"), "x.json").expect("a file");
        String::from_utf8(read).expect("text")
    };
    assert_eq!([content(&repo.at("HEAD")), content(&repo.working_tree())], ["1", "changed"]);
    assert_ne!(keys(&repo.at("HEAD")), keys(&repo.working_tree()));
    // The other commit is told by its id, where it is not here.
    std::fs::remove_dir_all(repo.path("module")).expect("a directory");
    let [(name, reason)] = passed_over(&repo.at("HEAD")).try_into().expect("one");
    assert_eq!((name.as_str(), reason.starts_with("a submodule at ")), ("module", true), "{reason}");
}

#[test]
fn many_files_are_read_through_one_process() {
    let files: Vec<(String, String)> =
        (0..2000).map(|number| (format!("infra/{}/{number}.json", number % 40), format!("[{number}]"))).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let repo = Repo::of(&files);
    repo.write("infra/0/0.json", "x".repeat(1 << 20));
    repo.write("infra/0/empty.json", "");
    repo.commit();
    let found = contents(&repo.at("HEAD"));
    assert_eq!((found.len(), found["infra/7/1887.json"].as_str()), (2001, "[1887]"));
    assert_eq!((found["infra/0/0.json"].len(), found["infra/0/empty.json"].len()), (1 << 20, 0));
    assert_eq!(keys(&repo.at("HEAD")), keys(&repo.working_tree()));
}

#[test]
fn what_is_held_in_memory_is_told_apart_as_git_does() {
    let repo = Repo::of(&[("a.json", "[1]"), ("b.json", "[2]")]);
    let paths = [repo.path("a.json"), repo.path("b.json")];
    let paths = [paths[0].as_path(), paths[1].as_path()];
    let buffers = Memory::of([(paths[0], "[1]"), (paths[1], "[3]")]);
    let (base, head) = (repo.at("HEAD").keys(&paths).expect("keys"), buffers.keys(&paths).expect("keys"));
    assert_eq!((base[0] == head[0], base[1] == head[1]), (true, false));
}
