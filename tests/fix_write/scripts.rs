//! The scripts for live resources, run with a stand-in for `az` that holds live values and records what it is asked to change.

use super::{add, estate, read, run, text};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Output};
use tempfile::TempDir;

const FOLDER: &str = "out/11111111-1111-4111-8111-111111111111/rg";
const ID: &str =
    "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts";

/// Live values are files, called as resource and property. What it is asked to change goes to `record`.
const AZ: &str = r#"#!/bin/sh
words=$*
name=${words#*providers/}
name=${name#*/*/}
name=${name%% *}
case $words in *"$FAIL"*) echo 'ERROR: refused' >&2; exit 1 ;; esac
query=$6
property=$(printf '%s' "$query" | sed 's/^\[*properties\.\([A-Za-z]*\).*/\1/')
case $words in
*'resource show'*)
  now=$(cat "$CLOUD/$name.$property" 2>/dev/null || echo null)
  wanted=$(printf '%s' "$query" | sed 's/^[^`]*`\([^`]*\)`.*/\1/')
  is_done=false is_known=false
  [ "$now" = "$wanted" ] && is_done=true
  case $query in *"(properties.$property == \`$now\`"* | *"|| properties.$property == \`$now\`"*) is_known=true ;; esac
  case $7$8 in
  --outputjson) printf '%s\n' "$now" ;;
  *) case $query in '['*) printf '%s\n%s\n' "$is_done" "$is_known" ;; *) echo "$is_done" ;; esac ;;
  esac ;;
*'resource update'*)
  printf '%s\n' "$words" >> "$CLOUD/record"
  property=${6%%=*} value=${6#*=}
  case $value in [A-Z]*) value="\"$value\"" ;; esac
  if [ "$5" = --remove ]; then rm -f "$CLOUD/$name.${property#properties.}"; else printf '%s\n' "$value" > "$CLOUD/$name.${property#properties.}"; fi
  echo '{ "noise": true }' ;;
*get-instance-view*) printf 'ProvisioningState/succeeded\nPowerState/%s\n' "$(cat "$CLOUD/$name.power")" ;;
*) printf '%s\n' "$words" >> "$CLOUD/record" ;;
esac
"#;

/// Two accounts whose TLS is old, one of which takes plain HTTP too.
fn accounts() -> TempDir {
    let row = |name: &str, https: bool| {
        format!(
            r#"  {{ "id": "{ID}/{name}", "name": "{name}", "type": "Microsoft.Storage/storageAccounts", "properties": {{ "minimumTlsVersion": "TLS1_0", "https": {https} }} }}"#
        )
    };
    let estate = estate(&[("a.json", &format!("[\n{},\n{}\n]\n", row("one", false), row("two", true)))]);
    let output = run(estate.path(), &[".", "--out-dir", "out", "--safety", "review"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    add(estate.path(), "bin/az", AZ);
    fs::set_permissions(estate.path().join("bin/az"), fs::Permissions::from_mode(0o755)).unwrap();
    for (name, value) in
        [("one.minimumTlsVersion", "\"TLS1_0\""), ("one.https", "false"), ("two.minimumTlsVersion", "\"TLS1_0\"")]
    {
        add(estate.path(), &format!("cloud/{name}"), &format!("{value}\n"));
    }
    estate
}

/// Runs a script; `fail` is what calls hold that the stand-in refuses.
fn script(estate: &TempDir, name: &str, words: &[&str], fail: &str) -> Output {
    let root = estate.path();
    let path = format!("{}:{}", root.join("bin").display(), std::env::var("PATH").unwrap());
    let mut shell = Command::new("sh");
    shell.arg(root.join(FOLDER).join(name)).args(words).env("PATH", path).env("CLOUD", root.join("cloud"));
    shell.env("FAIL", if fail.is_empty() { "nothing" } else { fail }).output().unwrap()
}

fn live(estate: &TempDir, name: &str) -> String {
    read(estate.path(), &format!("cloud/{name}")).trim().to_owned()
}

/// What a script says, without its own name.
fn said(output: &Output) -> Vec<String> {
    let lines = text(&output.stdout).lines().map(|line| match line.rsplit_once(".sh: ") {
        Some((_, rest)) => rest.to_owned(),
        None => line.to_owned(),
    });
    lines.collect()
}

#[test]
fn what_is_as_recorded_changes_and_is_given_back() {
    let estate = accounts();
    let output = script(&estate, "quick-fix.sh", &[], "");
    let told = ["one: storage-https: changed", "one: storage-min-tls: changed", "two: storage-min-tls: changed"];
    assert_eq!(said(&output)[..3], told, "{}", text(&output.stderr));
    assert_eq!(said(&output)[3..], ["3 changed, 0 done already, 0 left alone, 0 failed"]);
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), ""));
    assert_eq!([live(&estate, "one.minimumTlsVersion"), live(&estate, "one.https")], ["\"TLS1_2\"", "true"]);
    let log = read(estate.path(), &format!("{FOLDER}/quick-fix.log"));
    assert!(log.lines().all(|line| line.starts_with("20")) && log.contains("Z one: storage-https: changed\n"), "{log}");

    let again = script(&estate, "quick-fix.sh", &[], "");
    assert_eq!(said(&again).last().unwrap(), "0 changed, 3 done already, 0 left alone, 0 failed");
    let back = script(&estate, "undo.sh", &[], "");
    assert_eq!(
        said(&back).last().unwrap(),
        "3 changed, 0 done already, 0 left alone, 0 failed",
        "{}",
        text(&back.stderr)
    );
    assert_eq!([live(&estate, "one.minimumTlsVersion"), live(&estate, "one.https")], ["\"TLS1_0\"", "false"]);
    let twice = script(&estate, "undo.sh", &[], "");
    assert_eq!(said(&twice)[0], "two: storage-min-tls: quick-fix.sh did not change it");
}

#[test]
fn what_is_not_as_recorded_is_left_alone_unless_forced() {
    let estate = accounts();
    add(estate.path(), "cloud/one.minimumTlsVersion", "\"TLS1_1\"\n");
    let output = script(&estate, "quick-fix.sh", &[], "");
    assert_eq!(output.status.code(), Some(1));
    let expected = [
        "one: storage-https: changed",
        "one: storage-min-tls: left alone: its live value is neither what the files record nor what it should be",
        "two: storage-min-tls: changed",
        "2 changed, 0 done already, 1 left alone, 0 failed",
        "Not done:",
        "  one: storage-min-tls: its live value is neither what the files record nor what it should be",
        "quick-fix.log says more; --force changes what is left alone too.",
    ];
    assert_eq!(said(&output), expected);
    assert_eq!(live(&estate, "one.minimumTlsVersion"), "\"TLS1_1\"");

    let forced = script(&estate, "quick-fix.sh", &["--force"], "");
    assert_eq!((forced.status.code(), live(&estate, "one.minimumTlsVersion").as_str()), (Some(0), "\"TLS1_2\""));
    script(&estate, "undo.sh", &[], "");
    assert_eq!(
        live(&estate, "one.minimumTlsVersion"),
        "\"TLS1_1\"",
        "the live value is given back, and not the file's"
    );
}

#[test]
fn a_failure_in_the_middle_stops_nothing_and_is_told() {
    let estate = accounts();
    let output = script(&estate, "quick-fix.sh", &[], "--set properties.minimumTlsVersion=TLS1_2");
    let expected = ["one: storage-https: changed", "one: storage-min-tls: failed: the call was refused"];
    assert_eq!(said(&output)[..2], expected);
    assert_eq!(said(&output)[3], "1 changed, 0 done already, 0 left alone, 2 failed");
    assert_eq!(output.status.code(), Some(1));
    assert!(read(estate.path(), &format!("{FOLDER}/quick-fix.log")).contains("ERROR: refused\n"));
    // What could not be read is not changed.
    let unread = script(&estate, "quick-fix.sh", &[], "resource show");
    assert_eq!(said(&unread)[0], "one: storage-https: failed: its live value cannot be read");
    assert_eq!(read(estate.path(), "cloud/record").lines().count(), 1);
}

#[test]
fn what_others_changed_since_is_not_taken_back() {
    let estate = accounts();
    script(&estate, "quick-fix.sh", &[], "");
    add(estate.path(), "cloud/two.minimumTlsVersion", "\"TLS1_3\"\n");
    let back = script(&estate, "undo.sh", &[], "");
    assert_eq!(said(&back)[0], "two: storage-min-tls: left alone: its live value is not what quick-fix.sh made of it");
    assert_eq!((back.status.code(), live(&estate, "two.minimumTlsVersion").as_str()), (Some(1), "\"TLS1_3\""));
    script(&estate, "undo.sh", &["--force"], "");
    assert_eq!(live(&estate, "two.minimumTlsVersion"), "\"TLS1_0\"");
}

#[test]
fn an_unknown_word_is_refused() {
    let estate = accounts();
    let output = script(&estate, "quick-fix.sh", &["--fore"], "");
    assert_eq!((output.status.code(), text(&output.stderr).starts_with("Usage: sh ")), (Some(2), true));
    assert!(!estate.path().join("cloud/record").exists());
}

const MACHINES: &str = r#"recommendations:
  - id: vm-host
    title: T
    controls: [encrypt-data-in-transit]
    severity: high
    resourceTypes: [Microsoft.Compute/virtualMachines]
    description: D.
    remediation: R.
    check: "resource.properties.atHost == true"
    fix: { safety: review, impact: I., change: restart, set: { properties.atHost: true } }
  - id: vm-boot
    title: T
    controls: [encrypt-data-in-transit]
    severity: high
    resourceTypes: [Microsoft.Compute/virtualMachines]
    description: D.
    remediation: R.
    check: "resource.properties.boot == true"
    fix: { safety: review, impact: I., change: restart, set: { properties.boot: true } }
"#;

#[test]
fn a_machine_is_deallocated_once_and_started_again_if_it_ran() {
    let estate = accounts();
    add(estate.path(), "policies/vm.yaml", MACHINES);
    let id = ID.replace("Microsoft.Storage/storageAccounts", "Microsoft.Compute/virtualMachines");
    let row = |name: &str| {
        format!(
            r#"{{ "id": "{id}/{name}", "name": "{name}", "type": "Microsoft.Compute/virtualMachines", "properties": {{ "atHost": false, "boot": false }} }}"#
        )
    };
    add(estate.path(), "a.json", &format!("[\n{},\n{}\n]\n", row("runs"), row("rests")));
    let output = run(estate.path(), &[".", "--out-dir", "out", "--safety", "review"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    for (name, value) in [("runs.power", "running"), ("rests.power", "deallocated"), ("rests.boot", "true")] {
        add(estate.path(), &format!("cloud/{name}"), value);
    }
    let output = script(&estate, "quick-fix.sh", &[], "");
    assert_eq!(
        said(&output).last().unwrap(),
        "3 changed, 1 done already, 0 left alone, 0 failed",
        "{}",
        text(&output.stdout)
    );
    let record = read(estate.path(), "cloud/record");
    let expected = [
        format!("vm deallocate --ids {id}/runs"),
        format!("resource update --ids {id}/runs --set properties.boot=true"),
        format!("resource update --ids {id}/runs --set properties.atHost=true"),
        format!("vm start --ids {id}/runs"),
        format!("resource update --ids {id}/rests --set properties.atHost=true"),
    ];
    assert_eq!(record.lines().collect::<Vec<_>>(), expected);
    // A machine that cannot be deallocated is not changed, and nothing is started.
    add(estate.path(), "cloud/runs.atHost", "false");
    let refused = script(&estate, "quick-fix.sh", &[], "vm deallocate");
    assert!(said(&refused).contains(&"runs: vm-host: failed: the machine cannot be deallocated".to_owned()));
    assert_eq!(read(estate.path(), "cloud/record"), record);
}
