//! What the folders, scripts, mails and commits of a quick fix say of what they hold and of what they leave.

use super::{POLICY, add, estate, read, run, text};
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// A recommendation whose fix cannot be undone.
const LOCKED: &str = r#"  - id: storage-locked
    title: Storage accounts should be locked
    controls: [encrypt-data-in-transit]
    severity: high
    resourceTypes: [Microsoft.Storage/storageAccounts]
    description: D.
    remediation: Lock it.
    check: |
      resource.properties.locked != false
    fix: { safety: destructive, reversible: false, impact: It stays locked., change: inPlace, set: { properties.locked: true } }
    tests:
      - healthy: {}
      - unhealthy: { properties: { locked: false } }
"#;

fn account(group: &str, name: &str, properties: &str) -> String {
    let id = format!("/subscriptions/s/resourceGroups/{group}/providers/Microsoft.Storage/storageAccounts/{name}");
    format!(
        "- {{ id: {id}, name: {name}, type: Microsoft.Storage/storageAccounts, tags: {{ owner: shop }}, properties: {{ {properties} }} }}\n"
    )
}

/// Three groups: one has all kinds of findings, one something to review alone, and in one nothing is fixed.
fn three_groups() -> TempDir {
    let rows = [
        account("rg-a", "one", "minimumTlsVersion: TLS1_0, https: false, locked: false"),
        account("rg-b", "two", "minimumTlsVersion: TLS1_2, https: false"),
        account("rg-c", "three", "minimumTlsVersion: TLS1_2, https: true, locked: false"),
    ];
    let estate = estate(&[("a.yaml", &rows.concat())]);
    add(estate.path(), "policies/policy.yaml", &format!("{POLICY}{LOCKED}"));
    estate
}

fn out(estate: &TempDir, more: &[&str]) {
    let output = run(estate.path(), &[&[".", "--out-dir", "out"], more].concat());
    assert!(output.status.success(), "{}", text(&output.stderr));
}

/// A section of a summary.
fn section<'t>(summary: &'t str, head: &str) -> &'t str {
    let start = summary.find(&format!("## {head}\n\n")).unwrap_or_else(|| panic!("no {head} in {summary}"));
    let rest = &summary[start..];
    rest[3..].find("\n## ").or_else(|| rest.find("\n<details>").map(|at| at - 3)).map_or(rest, |end| &rest[..end + 3])
}

#[test]
fn the_folder_says_what_waits_and_where_nothing_is_fixed() {
    let estate = three_groups();
    out(&estate, &[]);
    let index = read(estate.path(), "out/index.md");
    assert!(
        index.contains(
            "\n2 findings wait, since their fixes cannot be undone; `--safety destructive` takes them too.\n"
        ),
        "{index}"
    );
    for row in [
        "| [rg-a](s/rg-a/summary.md) | s | 0.00 % → 0.00 % | +0.00 | 1 × review, 1 × safe | `shop` | 0 | 1 |\n",
        "| [rg-c](s/rg-c/summary.md) | s | 0.00 % → 0.00 % | +0.00 | none, and no patch |  | 0 | 1 |\n",
    ] {
        assert!(index.contains(row), "{index}");
    }
    let names: Vec<String> = std::fs::read_dir(estate.path().join("out/s/rg-c"))
        .unwrap()
        .map(|file| file.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(names.len(), 2, "no patch, and no script: {names:?}");
    let expected = "# Quick fix: rg-c (s)\n\n\
        - Secure score of the group: **0.00 % → 0.00 %**\n\
        - Secure score of the estate: **0.00 % → 0.00 %**\n\
        - Nothing is fixed here, so that there is no patch\n\n\
        ## What is left\n\n\
        - 1 finding waits, since its fix cannot be undone; `--safety destructive` takes it too:\n  - `storage-locked` (`rg-c/three`)\n\n";
    assert_eq!(read(estate.path(), "out/s/rg-c/summary.md"), expected);
    let summary = read(estate.path(), "out/s/rg-a/summary.md");
    assert!(
        section(&summary, "Before you merge").contains("takes it too:\n  - `storage-locked` (`rg-a/one`)\n"),
        "{summary}"
    );
    // With all levels nothing waits.
    out(&estate, &["--safety", "destructive"]);
    let index = read(estate.path(), "out/index.md");
    assert!(!index.contains("wait") && index.contains("| 1 × irreversible | `shop` | 0 | 0 |\n"), "{index}");
}

/// What a script prints that calls nothing.
fn printed(estate: &Path, name: &str) -> String {
    let script = estate.join("out/s").join(name);
    let output = Command::new("sh").arg(script).env("PATH", "/nowhere:/usr/bin:/bin").output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stdout).to_owned()
}

#[test]
fn a_script_and_its_summary_say_what_it_leaves() {
    let estate = three_groups();
    out(&estate, &[]);
    let left = "are left out, as such a fix may interrupt someone: --safety review takes it too.\n";
    let left = left.replace("are", "is");
    assert_eq!(printed(estate.path(), "rg-b/quick-fix.sh"), format!("Nothing is changed here.\n1 of 1 finding {left}"));
    assert_eq!(
        printed(estate.path(), "rg-b/undo.sh"),
        "Nothing is given back here, since quick-fix.sh changes nothing.\n"
    );
    let script = read(estate.path(), "out/s/rg-a/quick-fix.sh");
    assert!(
        script.ends_with(&format!("\nprintf '%s\\n' '1 of 2 findings {}'\n\nfinish\n", left.trim_end())),
        "{script}"
    );
    let summary = read(estate.path(), "out/s/rg-a/summary.md");
    let expected = "## On the live resources\n\n\
        - 1 of 2 findings is fixed by `quick-fix.sh` too.\n\
        - 1 of 2 findings is left out of it, since scripts hold no more than safe fixes unless `--safety` is given: `--safety review` \
        takes those too.\n";
    assert_eq!(section(&summary, "On the live resources"), expected);
    let summary = read(estate.path(), "out/s/rg-b/summary.md");
    assert!(summary.contains("- `quick-fix.sh` changes nothing, and only says so.\n"), "{summary}");
    assert_eq!(
        section(&summary, "Roll back").trim_end(),
        "## Roll back\n\n- In the repository: `git revert` the commit that holds the patch."
    );
}

/// The mails of a mailbox as they read: the subject, and the lines before the diff.
fn mails(bytes: &str) -> Vec<(String, Vec<String>)> {
    let mail = |mail: &str| {
        let (head, body) = mail.split_once("\n\n").unwrap();
        let subject = head.lines().find_map(|line| line.strip_prefix("Subject: ")).unwrap().to_owned();
        let body = body.replace("=\n", "").replace("=E2=86=92", "→");
        (subject, body.lines().take_while(|line| *line != "---").map(str::to_owned).collect())
    };
    bytes.split("From 0000000000000000000000000000000000000000 ").skip(1).map(mail).collect()
}

#[test]
fn a_mail_says_what_it_is_and_what_it_leaves() {
    let estate = three_groups();
    out(&estate, &[]);
    let mails = mails(&read(estate.path(), "out/series.mbox"));
    let subjects: Vec<&str> = mails.iter().map(|(subject, _)| subject.as_str()).collect();
    assert_eq!(
        subjects,
        ["[PATCH 1/2] Quick fix: 2 findings in s/rg-a", "[PATCH 2/2] Quick fix: storage-https in s/rg-b"]
    );
    assert_eq!(
        mails[0].1[..3],
        ["2 findings are fixed by 2 changes (+0.00 points).", "Secure score of the estate: 0.00 % → 0.00 %", ""]
    );
    assert_eq!(mails[1].1[1], "Secure score of the estate: 0.00 % → 33.33 %");
    let end = ["", "2 findings wait, since their fixes cannot be undone; `--safety", "  destructive` takes them too."];
    assert_eq!(mails[1].1[mails[1].1.len() - 3..], end);
    let widest = mails.iter().flat_map(|(_, lines)| lines).map(|line| line.chars().count()).max();
    assert!(widest <= Some(72), "{mails:?}");
}

#[test]
fn the_message_of_a_commit_is_one_of_git() {
    let estate = three_groups();
    let git = |words: &[&str]| {
        let mut git = Command::new("git");
        git.current_dir(estate.path()).args(words).env("HOME", estate.path());
        for role in ["AUTHOR", "COMMITTER"] {
            git.env(format!("GIT_{role}_NAME"), "T").env(format!("GIT_{role}_EMAIL"), "t@localhost");
        }
        text(&git.output().unwrap().stdout).to_owned()
    };
    std::fs::remove_dir(estate.path().join(".git")).unwrap();
    git(&["init", "-q"]);
    git(&["add", "-A"]);
    git(&["commit", "-qm", "files"]);
    assert!(run(estate.path(), &[".", "--branch-per", "group"]).status.success());
    let message = git(&["log", "-1", "--format=%B", "uplift/group/s/rg-a"]);
    assert!(message.lines().all(|line| !line.starts_with(['#', '<']) && !line.starts_with("diff ")), "{message}");
    assert!(message.contains("\n**Roll back**\n\n- In the repository: `git revert` this commit.\n"), "{message}");
    assert!(!message.contains("undo.sh") && !message.contains("quick-fix"), "{message}");
}

#[test]
fn what_a_template_deploys_has_no_script_that_does_nothing() {
    let bicep = "param name string\nresource a 'Microsoft.Storage/storageAccounts@2023-05-01' = {\n  name: '${name}x'\n  location: 'x'\n  \
                 properties: {\n    minimumTlsVersion: 'TLS1_0'\n    https: true\n  }\n}\n";
    let estate = estate(&[("main.bicep", bicep)]);
    out(&estate, &[]);
    let folder = "out/no-subscription/no-group";
    let summary = read(estate.path(), &format!("{folder}/summary.md"));
    let live = "## On the live resources\n\n- There is no `quick-fix.sh`: the change comes with the next deployment of the files.\n";
    assert_eq!(section(&summary, "On the live resources"), live);
    assert!(!estate.path().join(folder).join("undo.sh").exists());
    assert!(!summary.contains("undo.sh"), "{summary}");
}

/// A fix of one branch, where the other one has that value.
#[test]
fn a_choice_that_is_none_goes_and_its_comment_is_quoted() {
    let bicep = "param old bool = true\n\nresource a 'Microsoft.Storage/storageAccounts@2023-05-01' = {\n  name: 'a'\n  location: 'x'\n  \
                 properties: {\n    // New for every stage that is not meant to be old.\n    minimumTlsVersion: old ? 'TLS1_0' : 'TLS1_2'\n    \
                 https: true\n  }\n}\n";
    let hcl = "variable \"old\" {\n  type    = bool\n  default = true\n}\n\nresource \"azurerm_storage_account\" \"a\" {\n  name            \
               = \"a\"\n  # New for every stage that is not meant to be old.\n  min_tls_version = var.old ? \"TLS1_0\" : \"TLS1_2\"\n}\n";
    for (name, before, change, after) in [
        ("main.bicep", bicep, "old ? 'TLS1_0' : 'TLS1_2'", "'TLS1_2'"),
        ("main.tf", hcl, "var.old ? \"TLS1_0\" : \"TLS1_2\"", "\"TLS1_2\""),
    ] {
        let estate = estate(&[(name, before)]);
        let words = [".", "--recommendation", "storage-min-tls", "--write", "--safety"];
        let told = run(estate.path(), &[&words[..], &["safe"]].concat());
        assert!(text(&told.stderr).contains("1 finding left for review"), "{name}: {}", text(&told.stderr));
        let told = run(estate.path(), &[&words[..], &["review"]].concat());
        assert!(
            text(&told.stderr)
                .contains("The author wrote beside what changes\n  New for every stage that is not meant to be old.\n"),
            "{name}: {}",
            text(&told.stderr)
        );
        assert_eq!(read(estate.path(), name), before.replace(change, after), "{name}");
    }
}

/// What stands in a template beside the place that takes the value is about it too.
#[test]
fn comments_of_a_template_are_quoted() {
    let template = |above: &str| {
        format!(
            r#"{{
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "contentVersion": "1.0.0.0",
  "parameters": {{
    /* Old tills
       need it */
    "tls": {{ "type": "string", "defaultValue": "TLS1_0" }}
  }},
  "resources": [
    {{
      "type": "Microsoft.Storage/storageAccounts",
      "apiVersion": "2023-05-01",
      "name": "a",
      "properties": {{
        {above}
        "minimumTlsVersion": "[parameters('tls')]",
        "https": true
      }}
    }}
  ]
}}
"#
        )
    };
    let estate = estate(&[("main.json", &template("// until May"))]);
    let told = run(estate.path(), &["."]);
    let told = text(&told.stderr);
    assert!(
        told.contains("The author wrote beside what changes\n  Old tills need it\n    a\n  until May\n    a\n"),
        "{told}"
    );
}
