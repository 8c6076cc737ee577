//! What the text of a pull request says: what changes, what to know before, how to go back.

use super::{estate, read, run, text};
use serde_json::json;

const ID: &str =
    "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts";
const FOLDER: &str = "out/11111111-1111-4111-8111-111111111111/rg";

/// An account whose author wrote something, with a secret in it.
fn one() -> String {
    format!(
        "- id: {ID}/one\n  type: Microsoft.Storage/storageAccounts\n  name: one\n  tags: {{ Owner: shop@example.org }}\n  \
         properties:\n    # Old tills, with password=hunter2tillsXX9, until May\n    minimumTlsVersion: TLS1_0\n    https: false\n"
    )
}

/// An account on one long line, whose owner is called like a table's cells.
fn two() -> String {
    let properties = json!({ "note": "x".repeat(600), "minimumTlsVersion": "TLS1_0", "https": true });
    let type_name = "Microsoft.Storage/storageAccounts";
    let owner = "a|b <b>@me\n- c";
    json!([{ "id": format!("{ID}/two"), "name": "two", "type": type_name, "tags": { "owner": owner }, "properties": properties }])
        .to_string()
}

#[test]
fn a_summary_tells_a_reviewer_what_they_need() {
    let estate = estate(&[("a.yaml", &one()), ("b.json", &two())]);
    assert!(run(estate.path(), &[".", "--out-dir", "out"]).status.success());
    let expected = r#"# Quick fix: rg (11111111-1111-4111-8111-111111111111)

- Secure score of the group: **0.00 % → 100.00 %**
- Secure score of the estate: **0.00 % → 100.00 %**
- 3 findings fixed by 3 changes in 2 files: **+4.00 points** of the estate

## What changes

| Resource | Owner | Property | Before → after | The platform | Safety |
| --- | --- | --- | --- | --- | --- |
| `rg/one` | `shop@example.org` | `properties.https` | `false` → `true` | nothing | **review** |
| `rg/one` | `shop@example.org` | `properties.minimumTlsVersion` | `TLS1_0` → `TLS1_2` | nothing | **review** |
| `rg/two` | `a\|b <b>@me\n- c` | `properties.minimumTlsVersion` | `TLS1_0` → `TLS1_2` | nothing | safe |

## Before you merge

- **review** `storage-https`: Plain HTTP clients fail. (`rg/one`)
- **review** `storage-min-tls`: Nothing. (`rg/one`)
- The author wrote: `Old tills, with password=***, until May` (`rg/one`)

## Fixed

- Storage accounts should accept only HTTPS (`storage-https`, **review**, +0.00, 1 finding).
  - +0.00 as long as the resource misses `storage-min-tls`
- Storage accounts should refuse old TLS (`storage-min-tls`, **review**, +4.00, 2 findings). Nothing.

## On the live resources

- 1 of 3 findings is fixed by `quick-fix.sh` too.
- 2 of 3 findings are left out of it, since scripts hold no more than safe fixes unless `--safety` is given: `--safety review` takes those too.

## Roll back

- In the repository: `git revert` the commit that holds the patch.
- On the live resources: `undo.sh` gives back the values that `quick-fix.sh` found, and says what it cannot.

<details><summary><code>a.yaml</code>, a record: change the resources themselves</summary>

```diff
diff --git a/a.yaml b/a.yaml
--- a/a.yaml
+++ b/a.yaml
@@ -4,5 +4,5 @@ one: storage-min-tls (+2.00, review); one: storage-https (+0.00, review)
   tags: { Owner: shop@example.org }
   properties:
     # Old tills, with password=***, until May
-    minimumTlsVersion: TLS1_0
-    https: false
+    minimumTlsVersion: TLS1_2
+    https: true
```

</details>

<details><summary><code>b.json</code>, a record: change the resources themselves</summary>

Its lines are too long to be read; `quick-fix.patch` holds the diff.

- `properties.minimumTlsVersion`: `TLS1_0` → `TLS1_2` (`rg/two`)

</details>

"#;
    assert_eq!(read(estate.path(), &format!("{FOLDER}/summary.md")), expected);
    let patch = read(estate.path(), &format!("{FOLDER}/quick-fix.patch"));
    assert!(patch.contains("xxx") && patch.contains("hunter2tillsXX9"), "the patch stays a patch: {patch}");
}

#[test]
fn what_the_author_wrote_waits_for_review() {
    let estate = estate(&[("a.yaml", &one()), ("b.json", &two())]);
    let output = run(estate.path(), &[".", "--write", "--snapshots"]);
    let told = text(&output.stderr);
    assert!(told.contains("1 finding fixed in 1 file"), "{told}");
    assert!(told.contains("2 findings left for review; --safety review takes them too"), "{told}");
    assert_eq!(read(estate.path(), "a.yaml"), one());
    assert!(read(estate.path(), "b.json").contains("TLS1_2"));
}

#[test]
fn mails_name_their_groups_and_hold_the_same_rows() {
    let estate = estate(&[("a.yaml", &one()), ("b.json", &two())]);
    let output = run(estate.path(), &[".", "--format", "mbox"]);
    let mails =
        text(&output.stdout).replace("=\n", "").replace("=E2=86=92", "→").replace("\n    ", " ").replace("\n  ", " ");
    let group = "in 11111111-1111-4111-8111-111111111111/rg";
    assert!(mails.contains(&format!("Subject: [PATCH 2/2] Quick fix: storage-min-tls {group}\n")), "{mails}");
    for line in [
        "* review: properties.minimumTlsVersion: TLS1_0 → TLS1_2 (rg/one; owner: shop@example.org)\n",
        "* safe: properties.minimumTlsVersion: TLS1_0 → TLS1_2 (rg/two; owner: a|b <b>@me\\n- c)\n",
        " Resources: rg/one, rg/two ",
        " The author wrote: Old tills, with password=3D***, until May\n",
    ] {
        assert!(mails.contains(line), "{line}{mails}");
    }
}

#[test]
fn two_of_one_name_are_told_apart() {
    let other = one().replace("11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222");
    let estate = estate(&[("a.yaml", &format!("{}{other}", one()))]);
    let output = run(estate.path(), &[".", "--recommendation", "storage-https"]);
    let patch = text(&output.stdout);
    let headings: Vec<&str> = patch.lines().filter(|line| line.starts_with("@@")).collect();
    let expected = [
        "@@ -5,7 +5,7 @@ 11111111-1111-4111-8111-111111111111/rg/one: storage-https (+0.00, review)",
        "@@ -13,4 +13,4 @@ 22222222-2222-4222-8222-222222222222/rg/one: storage-https (+0.00, review)",
    ];
    assert_eq!(headings, expected);
    let mails = text(&run(estate.path(), &[".", "--format", "mbox"]).stdout).to_owned();
    assert!(mails.contains("11111111-1111-4111-8111-111111111111/rg, 22222222"), "{mails}");
}
