//! `uplift fix --branch-per`: branches that hold one commit each, and nothing else of the repository changes.

use super::{POLICY, add, read, run, text};
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

fn said(repository: &Path, words: &[&str]) -> String {
    let output = git(repository, words);
    assert!(output.status.success(), "{words:?}: {}", text(&output.stderr));
    text(&output.stdout).trim_end().to_owned()
}

fn row(group: &str, name: &str, owner: &str) -> String {
    let id = format!("/subscriptions/s/resourceGroups/{group}/providers/Microsoft.Storage/storageAccounts/{name}");
    format!(
        r#"  {{ "id": "{id}", "name": "{name}", "type": "Microsoft.Storage/storageAccounts", "tags": {{ "owner": "{owner}" }}, "properties": {{ "minimumTlsVersion": "TLS1_0", "https": true }} }}"#
    )
}

/// A repository with two groups in one file, all committed.
fn repository() -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path();
    said(root, &["init", "-q", "-b", "main"]);
    add(root, "policies/policy.yaml", POLICY);
    let rows = [row("rg-a", "one", "shop@x.example"), row("rg-b", "two", "shop@x.example")];
    add(root, "infra/a.json", &format!("[\n{}\n]\n", rows.join(",\n")));
    said(root, &["add", "-A"]);
    said(root, &["commit", "-qm", "files"]);
    directory
}

fn branches(root: &Path, per: &str) -> (Option<i32>, String, String) {
    let output = run(root, &["infra", "--branch-per", per]);
    (output.status.code(), text(&output.stdout).to_owned(), text(&output.stderr).to_owned())
}

#[test]
fn each_group_gets_a_branch_of_one_commit_and_nothing_else_changes() {
    let repository = repository();
    let root = repository.path();
    add(root, "notes.txt", "not committed");
    let before =
        (said(root, &["status", "--porcelain"]), said(root, &["rev-parse", "HEAD"]), read(root, "infra/a.json"));
    let (code, names, told) = branches(root, "group");
    assert_eq!(
        (code, names.as_str()),
        (Some(0), "uplift/group/s/rg-a  created\nuplift/group/s/rg-b  created\n"),
        "{told}"
    );
    let after =
        (said(root, &["status", "--porcelain"]), said(root, &["rev-parse", "HEAD"]), read(root, "infra/a.json"));
    assert_eq!(after, before);
    assert_eq!(said(root, &["rev-parse", "--abbrev-ref", "HEAD"]), "main");

    let diff = said(root, &["diff", "-U0", "main", "uplift/group/s/rg-b"]);
    let changed: Vec<&str> =
        diff.lines().filter(|line| line.starts_with(['+', '-']) && !line.contains("infra")).collect();
    let new = row("rg-b", "two", "shop@x.example").replace("TLS1_0", "TLS1_2");
    assert_eq!(changed, [format!("-{}", row("rg-b", "two", "shop@x.example")), format!("+{new}")]);
    assert_eq!(said(root, &["rev-list", "--count", "main..uplift/group/s/rg-b"]), "1");
    let message = said(root, &["log", "-1", "--format=%an <%ae>%n%B", "uplift/group/s/rg-b"]);
    assert!(
        message.starts_with("Uplift <uplift@localhost>\nQuick fix: rg-b (s)\n\n- Secure score of the estate: "),
        "{message}"
    );
    assert!(message.contains("| `rg-b/two` | `shop@x.example` | `properties.minimumTlsVersion` |"), "{message}");
    assert!(message.ends_with("\n\nUplift-Branch: uplift/group/s/rg-b"), "{message}");
    assert!(said(root, &["fsck", "--strict"]).is_empty());
}

#[test]
fn a_branch_is_made_anew_when_its_base_moves_and_only_then() {
    let repository = repository();
    let root = repository.path();
    branches(root, "owner");
    let tip = said(root, &["rev-parse", "uplift/owner/shop_x.example"]);
    assert_eq!(branches(root, "owner").1, "uplift/owner/shop_x.example  unchanged\n");
    assert_eq!(said(root, &["rev-parse", "uplift/owner/shop_x.example"]), tip);
    said(root, &["commit", "-q", "--allow-empty", "-m", "moves"]);
    assert_eq!(branches(root, "owner").1, "uplift/owner/shop_x.example  rebuilt\n");
    assert_eq!(said(root, &["rev-parse", "uplift/owner/shop_x.example~1"]), said(root, &["rev-parse", "main"]));
    assert_eq!(branches(root, "control").1, "uplift/control/encrypt-data-in-transit  created\n");
}

#[test]
fn the_subject_of_a_commit_is_no_markdown() {
    let repository = repository();
    let root = repository.path();
    branches(root, "owner");
    let subject = said(root, &["log", "-1", "--format=%s", "uplift/owner/shop_x.example"]);
    assert_eq!(subject, "Quick fix: shop@x.example");
}

#[test]
fn what_others_made_stays() {
    let repository = repository();
    let root = repository.path();
    said(root, &["branch", "uplift/group/s/rg-a"]);
    let (code, names, told) = branches(root, "group");
    assert_eq!((code, names.as_str()), (Some(2), "uplift/group/s/rg-b  created\n"));
    assert!(told.contains("the branch holds a commit that is not of this program, and stays as it is"), "{told}");
    assert_eq!(said(root, &["rev-parse", "uplift/group/s/rg-a"]), said(root, &["rev-parse", "main"]));
    // Somebody has ours checked out, and then adds to it.
    said(root, &["worktree", "add", "-q", "beside", "uplift/group/s/rg-b"]);
    assert_eq!(branches(root, "group").1, "uplift/group/s/rg-b  unchanged\n");
    said(root, &["commit", "-q", "--allow-empty", "-m", "moves"]);
    assert!(branches(root, "group").2.contains("the branch is checked out, and stays as it is"));
    said(&root.join("beside"), &["commit", "-q", "--allow-empty", "-m", "mine"]);
    said(root, &["worktree", "remove", "--force", "beside"]);
    let tip = said(root, &["rev-parse", "uplift/group/s/rg-b"]);
    assert_eq!(branches(root, "group").1, "");
    assert_eq!(said(root, &["rev-parse", "uplift/group/s/rg-b"]), tip);
}

#[test]
fn what_is_not_committed_is_on_no_branch() {
    let repository = repository();
    let root = repository.path();
    let text = read(root, "infra/a.json").replace("\"one\"", "\"One\"");
    add(root, "infra/a.json", &text);
    let (code, names, told) = branches(root, "group");
    assert_eq!((code, names.as_str()), (Some(2), ""));
    assert!(
        told.contains("infra/a.json: the file is not as in HEAD") || told.contains("the file is not as in HEAD"),
        "{told}"
    );
    assert_eq!(said(root, &["for-each-ref", "refs/heads", "--format=%(refname)"]), "refs/heads/main");
    add(root, "infra/b.json", &format!("[{}]\n", row("rg-c", "three", "x")));
    assert!(branches(root, "group").2.contains("the file is not in HEAD, which branches are made on"));
}
