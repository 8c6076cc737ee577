//! Patches land under each setting of line ends that a repository may have: in the work tree, in the index, and as commits.

use super::{POLICY, account, add, run, text};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

fn git(repository: &Path, words: &[&str]) -> Output {
    let mut git = Command::new("git");
    git.current_dir(repository).args(words).env("GIT_CONFIG_NOSYSTEM", "1").env("HOME", repository);
    for role in ["AUTHOR", "COMMITTER"] {
        git.env(format!("GIT_{role}_NAME"), "T").env(format!("GIT_{role}_EMAIL"), "t@localhost");
    }
    git.output().unwrap()
}

fn done(repository: &Path, words: &[&str]) {
    let output = git(repository, words);
    assert!(output.status.success(), "{words:?}: {}", text(&output.stderr));
}

/// A repository in which `stored` is committed as it is, and checked out under the settings.
fn repository(autocrlf: &str, attributes: &str, stored: &str) -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path();
    done(root, &["init", "-q"]);
    add(root, "policies/policy.yaml", POLICY);
    add(root, "a.json", stored);
    done(root, &["config", "core.autocrlf", "false"]);
    done(root, &["add", "-A"]);
    done(root, &["commit", "-qm", "files"]);
    if !attributes.is_empty() {
        add(root, ".gitattributes", attributes);
        done(root, &["add", ".gitattributes"]);
        done(root, &["commit", "-qm", "attributes"]);
    }
    done(root, &["config", "core.autocrlf", autocrlf]);
    fs::remove_file(root.join("a.json")).unwrap();
    done(root, &["rm", "-q", "--cached", "a.json"]);
    done(root, &["reset", "-q", "HEAD", "--", "a.json"]);
    done(root, &["checkout", "-q", "--", "a.json"]);
    directory
}

const FORMS: [&[&str]; 4] = [&["apply"], &["apply", "--index"], &["apply", "--3way"], &["am", "-q"]];

/// Every form changes the file alone, and nothing of it but the value.
fn lands(autocrlf: &str, attributes: &str, stored: &str) {
    for form in FORMS {
        let repository = repository(autocrlf, attributes, stored);
        let root = repository.path();
        let before = fs::read_to_string(root.join("a.json")).unwrap();
        let mails: &[&str] = if form[0] == "am" { &["--format", "mbox"] } else { &[] };
        let output = run(root, &[&["a.json"], mails].concat());
        let told = (autocrlf, attributes, stored.contains('\r'), form);
        assert!(output.status.success(), "{told:?}: {}", text(&output.stderr));
        let patch = root.join(".git/patch");
        fs::write(&patch, &output.stdout).unwrap();
        let output = git(root, &[form, &[patch.to_str().unwrap()]].concat());
        assert!(output.status.success(), "{told:?}: {}", text(&output.stderr));
        let after = fs::read_to_string(root.join("a.json")).unwrap();
        assert_eq!(after, before.replace("TLS1_0", "TLS1_2"), "{told:?}");
        let changed = git(root, &["diff", "--stat=200", if form[0] == "am" { "HEAD~1" } else { "HEAD" }]);
        assert!(
            text(&changed.stdout).contains("1 file changed, 1 insertion(+), 1 deletion(-)"),
            "{told:?}: {}",
            text(&changed.stdout)
        );
    }
}

fn file() -> String {
    account("one", "TLS1_0", true).replace("{ \"minimum", "{\n    \"minimum")
}

#[test]
fn patches_land_where_git_converts() {
    for (autocrlf, attributes) in [
        ("false", ""),
        ("true", ""),
        ("input", ""),
        ("true", "* text=auto\n"),
        ("false", "*.json text eol=crlf\n"),
        ("true", "*.json text eol=lf\n"),
        ("input", "*.json text eol=crlf\n"),
    ] {
        lands(autocrlf, attributes, &file());
    }
}

#[test]
fn patches_land_where_git_keeps_carriage_returns() {
    let stored = file().replace('\n', "\r\n");
    for (autocrlf, attributes) in [("false", ""), ("true", ""), ("input", "* text=auto\n"), ("true", "*.json -text\n")]
    {
        lands(autocrlf, attributes, &stored);
    }
}
