//! What `--out-dir` leaves in its directory: nothing of an earlier run, and all groups at a glance.

use super::{add, estate, read, run, text};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

fn row(group: &str, name: &str, https: bool, owner: &str) -> String {
    let id = format!(
        "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/{group}/providers/Microsoft.Storage/storageAccounts/{name}"
    );
    format!(
        r#"{{ "id": "{id}", "name": "{name}", "type": "Microsoft.Storage/storageAccounts", "tags": {{ "owner": "{owner}" }}, "properties": {{ "minimumTlsVersion": "TLS1_0", "https": {https} }} }}"#
    )
}

/// Two groups, of which one has something to review.
fn two_groups() -> TempDir {
    let rows = [row("rg-a", "one", true, "shop"), row("rg-b", "two", false, "data|base")];
    estate(&[("a.json", &format!("[\n{}\n]\n", rows.join(",\n")))])
}

fn write(estate: &TempDir, more: &[&str]) {
    let output = run(estate.path(), &[&[".", "--out-dir", "out"], more].concat());
    assert!(output.status.success(), "{}", text(&output.stderr));
}

/// All files below a directory, in order.
fn files(directory: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        let name = entry.file_name().into_string().unwrap();
        match entry.path().is_dir() {
            true => found.extend(files(&entry.path()).into_iter().map(|below| format!("{name}/{below}"))),
            false => found.push(name),
        }
    }
    found.sort();
    found
}

fn folder(group: &str) -> Vec<String> {
    let files = ["manifest.json", "quick-fix.patch", "quick-fix.sh", "summary.md", "undo.sh"];
    files.map(|file| format!("11111111-1111-4111-8111-111111111111/{group}/{file}")).to_vec()
}

const WHOLE: [&str; 3] = ["index.md", "quick-fix.patch", "series.mbox"];

#[test]
fn nothing_of_an_earlier_run_stays_and_nothing_else_goes() {
    let estate = two_groups();
    write(&estate, &[]);
    let out = estate.path().join("out");
    let both = [folder("rg-a"), folder("rg-b"), WHOLE.map(str::to_owned).to_vec()].concat();
    assert_eq!(files(&out), both);
    add(&out, "notes.txt", "mine");
    add(&out, "11111111-1111-4111-8111-111111111111/rg-a/notes.txt", "mine");
    add(&out, "x/y/summary.md", "no manifest beside it");
    write(&estate, &["-g", "rg-b"]);
    let own = ["11111111-1111-4111-8111-111111111111/rg-a/notes.txt".to_owned()];
    let rest = [&WHOLE[..1], &["notes.txt"], &WHOLE[1..], &["x/y/summary.md"]].concat();
    assert_eq!(
        files(&out),
        [own.to_vec(), folder("rg-b"), rest.iter().map(|name| (*name).to_owned()).collect()].concat()
    );
    let patch = read(&out, "quick-fix.patch");
    assert!(patch.contains("two: storage-https") && !patch.contains("one: "), "the whole is of one group too: {patch}");
    assert!(
        read(&out, "series.mbox")
            .contains("[PATCH 1/1] Quick fix: 2 findings in 11111111-1111-4111-8111-111111111111/rg-b")
    );
    // A group that was healed meanwhile.
    add(estate.path(), "a.json", "[]\n");
    add(estate.path(), "b.json", &format!("[{}]\n", row("rg-c", "c", true, "x").replace("TLS1_0", "TLS1_2")));
    write(&estate, &[]);
    let rest = ["11111111-1111-4111-8111-111111111111/rg-a/notes.txt", "notes.txt", "x/y/summary.md"];
    assert_eq!(files(&out), rest);
}

#[test]
fn what_has_values_to_give_back_stays() {
    let estate = two_groups();
    write(&estate, &[]);
    let out = estate.path().join("out");
    let rg = "11111111-1111-4111-8111-111111111111/rg-a";
    add(&out, &format!("{rg}/quick-fix.live/abc"), "false");
    let undo = read(&out, &format!("{rg}/undo.sh"));
    write(&estate, &["-g", "rg-b"]);
    assert_eq!(read(&out, &format!("{rg}/undo-1.sh")), undo);
    assert!(!out.join(rg).join("quick-fix.sh").exists());
    write(&estate, &[]);
    assert_eq!(read(&out, &format!("{rg}/undo-1.sh")), undo, "and is not written over");
}

#[test]
fn a_manifest_that_is_read_stays() {
    let estate = two_groups();
    write(&estate, &[]);
    let manifest = "out/11111111-1111-4111-8111-111111111111/rg-a/manifest.json";
    let before = read(estate.path(), manifest);
    let output = run(estate.path(), &[".", "-g", "rg-b", "--out-dir", "out", "--from", manifest]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(read(estate.path(), manifest), before);
}

#[test]
fn an_index_shows_all_groups_the_riskiest_first() {
    let estate = two_groups();
    write(&estate, &[]);
    let expected = "# Quick fixes\n\n\
        Secure score of the estate with all of them: **0.00 % → 100.00 %**\n\n\
        A finding is one recommendation that one resource does not follow. A change is one property of one resource; one may fix several \
        findings, and one finding take several.\n\n\
        | Group | Subscription | Score of the group | Points | Findings fixed | Owner | Left out | Waiting |\n\
        | --- | --- | --- | --- | --- | --- | --- | --- |\n\
        | [rg-b](11111111-1111-4111-8111-111111111111/rg-b/summary.md) | 11111111-1111-4111-8111-111111111111 | 0.00 % → 100.00 % | +2.00 | 1 × review, 1 × safe | `data\\|base` | 0 | 0 |\n\
        | [rg-a](11111111-1111-4111-8111-111111111111/rg-a/summary.md) | 11111111-1111-4111-8111-111111111111 | 0.00 % → 100.00 % | +2.00 | 1 × safe | `shop` | 0 | 0 |\n";
    assert_eq!(read(estate.path(), "out/index.md"), expected);
}
