//! What is due in a repository whose commits have their days, and whose it is.

use crate::harness::Estate;
use serde_json::Value;
use snapbox::{assert_data_eq, file};
use std::fmt::Write as _;
use std::process::Command;

/// An account with tags.
pub(crate) fn account(name: &str, group: &str, https: bool, tags: &str) -> String {
    let id = format!("/subscriptions/s1/resourceGroups/{group}/providers/Microsoft.Storage/storageAccounts/{name}");
    format!(
        r#"{{"id": "{id}", "name": "{name}", "type": "Microsoft.Storage/storageAccounts", "tags": {{{tags}}},
  "properties": {{"supportsHttpsTrafficOnly": {https}}}}}"#
    )
}

/// A subscription or a group with tags.
fn holder(id: &str, tags: &str) -> String {
    let kind = if id.contains("resourceGroups") { "resourceGroups" } else { "subscriptions" };
    let name = id.rsplit('/').next().unwrap();
    format!(r#"{{"id": "{id}", "name": "{name}", "type": "Microsoft.Resources/{kind}", "tags": {{{tags}}}}}"#)
}

pub(crate) fn list(rows: &[String]) -> String {
    format!("[{}]", rows.join(",\n"))
}

pub(crate) fn settings(rules: &str) -> String {
    format!("policies: [rules]\n{rules}")
}

/// One rule for all, with so many days.
fn all_within(days: u32) -> String {
    settings(&format!("governance:\n  - {{ name: all, owner: team@example.com, within: {days}d }}\n"))
}

pub(crate) fn git(estate: &Estate, day: &str, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.args(["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "protocol.file.allow=always"]);
    command.args(arguments).current_dir(estate.path()).env("GIT_CONFIG_GLOBAL", "/dev/null");
    let at = format!("{day}T12:00:00Z");
    command.env("GIT_AUTHOR_DATE", &at).env("GIT_COMMITTER_DATE", &at);
    assert!(command.status().unwrap().success(), "git {arguments:?}");
}

/// A repository without commits.
pub(crate) fn repository() -> Estate {
    let estate = Estate::with(&[]);
    git(&estate, "2027-01-01", &["init", "-q", "-b", "main"]);
    estate
}

/// Writes files, and commits them on a day.
pub(crate) fn commit(estate: &Estate, day: &str, files: &[(&str, &str)]) {
    files.iter().for_each(|(name, text)| estate.add(name, text.as_bytes()));
    git(estate, day, &["add", "-A"]);
    git(estate, day, &["commit", "-q", "--allow-empty", "-m", day]);
}

fn words<'w>(today: &'w str, more: &[&'w str]) -> Vec<&'w str> {
    [&["due", "--no-embedded", "--today", today], more].concat()
}

fn due(estate: &Estate, today: &str, more: &[&str]) -> String {
    estate.run(&words(today, more))
}

/// Each finding: resource, timing, last day, and since when it is there; `<` where it may be longer.
fn told(estate: &Estate, today: &str) -> Vec<String> {
    let report = report(estate, today);
    let day = |day: &Value| match day {
        Value::Null => "-".to_owned(),
        day => format!("{}{}", if day["atLatest"] == true { "<" } else { "" }, day["day"].as_str().unwrap()),
    };
    let finding = |each: &Value| {
        let name = each["resource"]["name"].as_str().unwrap();
        format!("{name} {} {} {}", each["timing"].as_str().unwrap(), day(&each["due"]), day(&each["since"]))
    };
    let mut told: Vec<String> = report["findings"].as_array().unwrap().iter().map(finding).collect();
    told.sort();
    told
}

fn report(estate: &Estate, today: &str) -> Value {
    let output = estate.output(&words(today, &["--format", "json"]), b"");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

/// Owners by tag of a resource, its group and its subscription, by CODEOWNERS, by an address and by nobody; findings of four
/// days, one healed between; rules of two days.
pub(crate) fn estate() -> Estate {
    let estate = repository();
    let open = |healed: bool, late: bool| {
        list(&[
            holder("/subscriptions/s1", r#""owner": "platform@example.com""#),
            holder("/subscriptions/s1/resourceGroups/rg-shop", r#""Owner": "shop@example.com""#),
            holder("/subscriptions/s1/resourceGroups/rg-none", ""),
            account("stown", "rg-shop", false, r#""owner": "alice@example.com""#),
            account("stgroup", "rg-shop", healed, ""),
            account("stsub", "rg-none", !late, ""),
        ])
    };
    let data = list(&[account("stdata", "rg-data", false, r#""env": "prod""#)]);
    let lost = list(&[account("stlost", "rg-lost", false, "")]);
    commit(&estate, "2027-01-01", &[("uplift.yaml", &settings("")), ("infra/open.json", &open(false, false))]);
    commit(&estate, "2027-01-11", &[("infra/open.json", &open(true, true)), ("data/own.json", &data)]);
    let rules = "governance:
  - { name: production, match: { tag: env=prod }, owner: codeowners, within: 90d }
  - { name: urgent, match: { severity: high }, scope: /subscriptions/s1/resourceGroups/rg-shop, owner: 'tag:owner', within: 14d }
  - { name: none, match: { control: encrypt-data-in-transit }, scope: '**/rg-none/**', owner: 'tag:owner', within: 30d }
";
    let owners = "* @org/all\n/data/ @org/data d@example.com # the data platform\n";
    commit(&estate, "2027-01-21", &[("uplift.yaml", &settings(rules)), (".github/CODEOWNERS", owners)]);
    commit(&estate, "2027-01-31", &[("infra/open.json", &open(false, true)), ("lost/a.json", &lost)]);
    estate
}

#[test]
fn whole_commands() {
    let estate = estate();
    let mut printed = due(&estate, "2027-02-05", &[]);
    printed += &due(&estate, "2027-02-04", &["--fail-overdue", "infra"]);
    printed += &due(&estate, "2027-02-05", &["--fail-overdue", "--report", "markdown", "--soon", "20"]);
    printed += &due(&estate, "2027-02-05", &["--report", "csv"]);
    assert_data_eq!(printed, file!["due.txt"].raw());
    let schema = serde_json::from_slice(&estate.output(&["schema", "due"], b"").stdout).unwrap();
    let report = report(&estate, "2027-02-05");
    assert!(jsonschema::is_valid(&schema, &report), "{report:#}");
    // Each account is one of five that hold 4 points together.
    let points: Vec<&Value> = report["owners"].as_array().unwrap().iter().map(|own| &own["points"]).collect();
    assert!(points.iter().all(|points| **points == 0.8), "{points:?}");
}

#[test]
fn a_finding_is_overdue_on_the_day_after_its_last_one() {
    let estate = estate();
    let of = |today, name: &str| {
        told(&estate, today).into_iter().find_map(|line| line.strip_prefix(&format!("{name} ")).map(str::to_owned))
    };
    // Found before the rule: its days count from the day that brought the rule.
    assert_eq!(of("2027-02-04", "stown").as_deref(), Some("dueSoon 2027-02-04 2027-01-01"));
    assert_eq!(of("2027-02-05", "stown").as_deref(), Some("overdue 2027-02-04 2027-01-01"));
    // Healed in between, so that it began anew, after the rule.
    assert_eq!(of("2027-02-14", "stgroup").as_deref(), Some("dueSoon 2027-02-14 2027-01-31"));
    assert_eq!(of("2027-02-15", "stgroup").as_deref(), Some("overdue 2027-02-14 2027-01-31"));
    assert_eq!(of("2027-02-05", "stlost").as_deref(), Some("unassigned - -"));
}

#[test]
fn a_rule_counts_since_the_commit_that_gave_no_more_days() {
    let estate = repository();
    let open = list(&[account("st1", "rg", false, "")]);
    commit(&estate, "2027-01-01", &[("uplift.yaml", &settings("")), ("infra/a.json", &open)]);
    commit(&estate, "2027-02-01", &[("uplift.yaml", &all_within(30))]);
    assert_eq!(told(&estate, "2027-02-02"), ["st1 onTime 2027-03-03 2027-01-01"]);
    // Other words for the same, another owner, and a name begin nothing anew.
    let same = settings("governance:\n- within: 30d\n  match: { severity: [high, medium] }\n  owner: 'tag:x'\n");
    commit(&estate, "2027-02-10", &[("uplift.yaml", &same)]);
    assert_eq!(told(&estate, "2027-02-11"), ["st1 onTime 2027-03-03 2027-01-01"]);
    // Fewer days begin anew, and give nobody more time than before.
    commit(&estate, "2027-02-20", &[("uplift.yaml", &all_within(7))]);
    assert_eq!(told(&estate, "2027-02-21"), ["st1 dueSoon 2027-02-27 2027-01-01"]);
    commit(&estate, "2027-02-25", &[("uplift.yaml", &all_within(6))]);
    assert_eq!(told(&estate, "2027-02-26"), ["st1 dueSoon 2027-02-27 2027-01-01"]);
    // A rule that is not committed yet is of today.
    estate.add("uplift.yaml", all_within(2).as_bytes());
    assert_eq!(told(&estate, "2027-02-25"), ["st1 dueSoon 2027-02-27 2027-01-01"]);
    assert_eq!(told(&estate, "2027-02-01"), ["st1 dueSoon 2027-02-03 2027-01-01"]);
}

#[test]
fn what_cannot_be_seen_is_never_young() {
    let origin = repository();
    let open = |names: &[&str]| list(&names.iter().map(|name| account(name, "rg", false, "")).collect::<Vec<_>>());
    commit(&origin, "2027-01-01", &[("uplift.yaml", &all_within(14)), ("infra/a.json", &open(&["st1"]))]);
    commit(&origin, "2027-02-01", &[("infra/b.json", &open(&["st2"]))]);
    commit(&origin, "2027-02-05", &[("notes.md", "x")]);
    let shallow = Estate::empty();
    let url = format!("file://{}", origin.path().display());
    let depth = |depth: &str, into: &str| git(&shallow, "2027-02-05", &["clone", "-q", "--depth", depth, &url, into]);
    depth("1", "one");
    depth("2", "two");
    let in_clone = |name: &str, today: &str| {
        let directory = shallow.path().join(name).display().to_string();
        let output = shallow.output(&words(today, &[&directory, "--format", "json", "--fail-overdue"]), b"");
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let timings: Vec<String> = report["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|each| each["timing"].as_str().unwrap().to_owned())
            .collect();
        (timings.join(" "), output.status.code())
    };
    assert_eq!(told(&origin, "2027-02-06"), ["st1 overdue 2027-01-15 2027-01-01", "st2 onTime 2027-02-15 2027-02-01"]);
    assert_eq!(in_clone("one", "2027-02-06"), ("unknown unknown".to_owned(), Some(2)));
    // Whatever their age, by then they are overdue.
    assert_eq!(in_clone("one", "2027-02-19"), ("unknown unknown".to_owned(), Some(2)));
    assert_eq!(in_clone("one", "2027-02-20"), ("overdue overdue".to_owned(), Some(1)));
    // The second commit is the last that is there, so that nothing can be said of what it brings.
    assert_eq!(in_clone("two", "2027-02-06"), ("unknown unknown".to_owned(), Some(2)));
    let directory = shallow.path().join("one").display().to_string();
    let printed = shallow.run(&words("2027-02-06", &[&directory]));
    assert!(printed.contains("git fetch --unshallow"), "{printed}");
}

#[test]
fn a_gap_an_undecided_check_and_a_file_outside_of_git_leave_the_age_open() {
    let estate = repository();
    let open = list(&[account("st1", "rg", false, "")]);
    let undecided = open
        .replace(r#","properties": {"supportsHttpsTrafficOnly": false}"#, "")
        .replace(",\n  \"properties\": {\"supportsHttpsTrafficOnly\": false}", "");
    commit(&estate, "2027-01-01", &[("uplift.yaml", &all_within(14)), ("infra/a.json", &undecided)]);
    commit(&estate, "2027-01-20", &[("infra/a.json", &open)]);
    assert_eq!(told(&estate, "2027-01-21"), ["st1 unknown <2027-02-03 <2027-01-20"]);
    let printed = due(&estate, "2027-01-21", &[]);
    assert!(printed.contains("its check cannot be decided"), "{printed}");
    commit(&estate, "2027-01-25", &[("infra/a.json", &open[..open.len() - 4])]);
    commit(&estate, "2027-01-26", &[("infra/a.json", &open)]);
    assert_eq!(told(&estate, "2027-01-27"), ["st1 unknown <2027-02-09 <2027-01-26"]);
    let printed = due(&estate, "2027-01-27", &["--fail-overdue"]);
    assert!(printed.contains("of 2027-01-25 cannot be judged") && printed.contains("[exit code 0]"), "{printed}");
    estate.add("exports/b.json", list(&[account("st2", "rg", false, "")]).as_bytes());
    assert_eq!(told(&estate, "2027-01-27")[1], "st2 unknown <2027-02-10 <2027-01-27");
    // What is new in a file of git is of today.
    estate.add("infra/a.json", list(&[account("st3", "rg", false, "")]).as_bytes());
    assert_eq!(told(&estate, "2027-01-27")[1], "st3 onTime 2027-02-10 2027-01-27");
    // Without git nothing is known.
    let outside = Estate::with(&[("uplift.yaml", all_within(14).as_bytes()), ("infra/a.json", open.as_bytes())]);
    assert_eq!(told(&outside, "2027-01-27"), ["st1 unknown <2027-02-10 <2027-01-27"]);
    assert!(due(&outside, "2027-01-27", &[]).contains("this is not in a git repository"));
}

/// Whoever leaves a finding undecided for a commit has repaired nothing: not in the gate, and not afterwards.
#[test]
fn a_commit_that_leaves_a_finding_undecided_makes_it_no_younger() {
    let estate = repository();
    let open = list(&[account("st1", "rg", false, "")]);
    let undecided = open.replace("false", "\"#{https}\"");
    let rules = all_within(14) + "gate: { failOnNew: none, failOnOverdue: fail, maxScoreDrop: 100% }\n";
    commit(&estate, "2027-01-01", &[("uplift.yaml", &rules), ("infra/a.json", &open)]);
    git(&estate, "2027-01-10", &["checkout", "-q", "-b", "change"]);
    let gate = || estate.run(&["gate", "--base", "main", "--no-embedded", "--today", "2027-01-21"]);
    commit(&estate, "2027-01-10", &[("infra/a.json", &undecided)]);
    let printed = gate();
    let overdue = "✗ failOnOverdue fail: 1 finding is overdue, such as storage-https of st1, due on\n    2027-01-15";
    assert!(printed.contains(overdue) && printed.contains("[exit code 1]"), "{printed}");
    git(&estate, "2027-01-10", &["branch", "-q", "-f", "main", "change"]);
    commit(&estate, "2027-01-20", &[("infra/a.json", &open)]);
    git(&estate, "2027-01-20", &["branch", "-q", "-f", "main", "change"]);
    assert_eq!(told(&estate, "2027-01-21"), ["st1 overdue 2027-01-15 2027-01-01"]);
    estate.add("infra/b.json", list(&[account("st2", "rg", true, "")]).as_bytes());
    let printed = gate();
    assert!(printed.contains(overdue) && printed.contains("[exit code 1]"), "{printed}");
    // A repair in between makes it new.
    commit(&estate, "2027-01-22", &[("infra/a.json", &open.replace("false", "true"))]);
    commit(&estate, "2027-01-23", &[("infra/a.json", &undecided)]);
    commit(&estate, "2027-01-24", &[("infra/a.json", &open)]);
    assert_eq!(told(&estate, "2027-01-25"), ["st1 unknown <2027-02-07 <2027-01-24"]);
}

#[test]
fn moved_resources_and_renamed_files_keep_their_age() {
    let estate = repository();
    let open = |name: &str, group: &str| list(&[account(name, group, false, "")]);
    let local = r#"[{ "type": "Microsoft.Storage/storageAccounts", "name": "stlocal", "properties": { "supportsHttpsTrafficOnly": false } }]"#;
    let files =
        [("uplift.yaml", &*all_within(14)), ("infra/a.json", &open("st1", "rg-old")), ("infra/local.json", local)];
    commit(&estate, "2027-01-01", &files);
    git(&estate, "2027-01-10", &["mv", "infra/local.json", "infra/named.json"]);
    commit(&estate, "2027-01-10", &[("infra/a.json", &open("st1", "rg-new")), ("infra/second.json", local)]);
    let moved = all_within(14)
        + "moved: [{ from: /subscriptions/s1/resourceGroups/rg-old, to: /subscriptions/s1/resourceGroups/rg-new }]\n";
    commit(&estate, "2027-01-11", &[("uplift.yaml", &moved)]);
    let told = told(&estate, "2027-01-12");
    assert_eq!(told[0], "st1 dueSoon 2027-01-15 2027-01-01");
    // The one that is new in a file of its own has a twin in another file, and is not taken for it.
    assert!(told[1..].contains(&"stlocal dueSoon 2027-01-15 2027-01-01".to_owned()), "{told:?}");
}

#[test]
fn rules_for_nothing_and_owners_who_are_nowhere_are_told_once() {
    let estate = repository();
    let rules = "governance:
  - { name: ghosts, scope: /subscriptions/s2, owner: a@example.com, within: 7d }
  - { name: first, match: { recommendation: storage-https }, owner: 'tag:nobody', within: 7d }
  - { name: late, match: { control: encrypt-data-in-transit }, owner: codeowners, within: 7d }
";
    let open = list(&[
        holder("/subscriptions/s1", ""),
        holder("/subscriptions/s1/resourceGroups/rg", ""),
        account("st1", "rg", false, ""),
        account("st2", "rg", false, ""),
        account("st3", "rg-away", false, ""),
    ]);
    commit(&estate, "2027-01-01", &[("uplift.yaml", &settings(rules)), ("infra/a.json", &open)]);
    let mut printed = due(&estate, "2027-01-02", &[]);
    estate.add("uplift.yaml", settings("").as_bytes());
    printed += &due(&estate, "2027-01-02", &["--fail-overdue"]);
    assert_data_eq!(printed, file!["due_nowhere.txt"].raw());
}

#[test]
fn bad_rules_are_told_with_their_places() {
    let estate = Estate::with(&[("infra/a.json", b"[]")]);
    let mut printed = String::new();
    let rules = [
        "- { owner: me, within: 14 }\n- { owner: 'tag:', within: 0d, match: { severity: hihg } }\n- { within: 7d }\n",
        "- { owner: codeowners, within: 7d, grace: exlude, match: { tag: '=x', controls: [] }, scope: '' }\n",
        "- { owner: a@b, within: 7d, name: ' ', match: { control: encrypt-data, recommendation: [storage-http] } }\n",
        "{ owner: a@b }\n",
    ];
    for rule in rules {
        estate.add("uplift.yaml", settings(&format!("governance:\n{}", rule.replace("- {", "  - {"))).as_bytes());
        let _ = write!(printed, "{}", due(&estate, "2027-01-02", &["infra"]));
    }
    assert_data_eq!(printed, file!["due_refused.txt"].raw());
}

#[test]
fn hostile_owners_are_told_as_they_are_and_do_nothing() {
    let estate = repository();
    let hostile = r#""owner": "=cmd|\u001b[31m\u202e|`</td><img onerror=x> @all""#;
    let long = format!(r#""owner": "{}""#, "x".repeat(10_000));
    let open = list(&[account("st1", "rg", false, hostile), account("st2", "rg", false, &long)]);
    let rules = settings("governance:\n  - { owner: 'tag:owner', within: 7d }\n");
    commit(&estate, "2027-01-01", &[("uplift.yaml", &rules), ("infra/a.json", &open)]);
    for format in ["text", "markdown", "csv", "json"] {
        let printed = due(&estate, "2027-01-02", &["--report", format]);
        assert!(!printed.contains(['\u{1b}', '\u{202e}']), "{format}: {printed}");
        assert!(format != "csv" || printed.contains("'=cmd"), "{printed}");
        assert!(printed.contains("[exit code 0]"), "{format}: {printed}");
    }
}

/// The gate asks by the settings of the base, and for what the change does not repair.
#[test]
fn the_gate_asks_for_what_is_overdue() {
    let estate = repository();
    let open = list(&[account("st1", "rg", false, ""), account("st2", "rg", false, "")]);
    let gate = all_within(14) + "gate: { failOnOverdue: fail }\n";
    commit(&estate, "2027-01-01", &[("uplift.yaml", &gate), ("infra/a.json", &open)]);
    git(&estate, "2027-01-02", &["checkout", "-q", "-b", "change"]);
    let gate = |words: &str| {
        let words = words.split(' ').filter(|word| !word.is_empty());
        let all: Vec<&str> = ["gate", "--base", "main", "--no-embedded"].into_iter().chain(words).collect();
        estate.run(&all)
    };
    let fine = list(&[account("st3", "rg", true, "")]);
    commit(&estate, "2027-01-03", &[("infra/b.json", &fine)]);
    let mut printed = gate("--today 2027-01-15 --explain");
    printed += &gate("--today 2027-01-16");
    printed += &gate("--today 2027-01-16 --fail-on-overdue report");
    // Who takes the rules out is judged by them all the same, and what changes is told.
    commit(&estate, "2027-01-04", &[("uplift.yaml", &all_within(90))]);
    printed += &gate("--today 2027-01-16");
    commit(&estate, "2027-01-05", &[("infra/a.json", &open.replace("false", "true"))]);
    printed += &gate("--today 2027-01-16");
    let bare = Estate::empty();
    let url = format!("file://{}", estate.path().display());
    git(&bare, "2027-01-05", &["clone", "-q", "--depth", "1", "--no-single-branch", &url, "."]);
    bare.add("infra/c.json", list(&[account("st4", "rg", true, "")]).as_bytes());
    let words = ["gate", "--base", "origin/main", "--head", "origin/main", "--no-embedded", "--today", "2027-01-06"];
    printed += &bare.run(&words);
    assert_data_eq!(printed, file!["due_gate.txt"].raw());
}

/// What is not in git is as old as the first of the scans that were recorded without a break.
#[test]
fn recorded_scans_give_exports_an_age() {
    let estate = Estate::with(&[("uplift.yaml", all_within(14).as_bytes())]);
    let scan = |day: &str, open: &[&str], exempt: bool| {
        let rows: Vec<String> =
            ["st1", "st2"].iter().map(|name| account(name, "rg", !open.contains(name), "")).collect();
        estate.add("exports/a.json", list(&rows).as_bytes());
        let entry = "- { id: x, scope: '**', recommendations: [storage-https], category: Waiver, reason: r }\n";
        estate.add("exempt.yaml", if exempt { entry } else { "[]" }.as_bytes());
        estate.add("uplift.yaml", (all_within(14) + "exemptions: [exempt.yaml]\n").as_bytes());
        let printed = estate.run(&["scan", "exports", "--no-embedded", "--quiet", "--record", "--today", day]);
        assert!(printed.ends_with("[exit code 0]\n\n"), "{printed}");
    };
    let told = |today: &str| {
        let output = estate.output(&words(today, &["exports", "--format", "json"]), b"");
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let told = |each: &Value| {
            format!(
                "{} {} {}",
                each["timing"].as_str().unwrap(),
                each["due"]["day"].as_str().unwrap(),
                each["due"]["atLatest"]
            )
        };
        report["findings"].as_array().unwrap().iter().map(told).collect::<Vec<_>>()
    };
    scan("2027-01-01", &["st1"], false);
    // Rules are of today where git has none of them, so that nothing is known before the first scan.
    assert_eq!(told("2027-01-02"), ["unknown 2027-01-16 true"]);
    scan("2027-01-05", &["st1", "st2"], false);
    scan("2027-01-09", &["st1", "st2"], true);
    scan("2027-01-10", &["st1", "st2"], false);
    let file = std::fs::read_to_string(estate.path().join(".uplift/sightings.jsonl")).unwrap();
    assert_eq!(file.lines().count(), 2, "{file}");
    assert!(!file.contains("st1") && !file.contains("storage"), "{file}");
    // In a repository that has the settings, and not the exports, days count from recorded scans.
    git(&estate, "2027-01-01", &["init", "-q", "-b", "main"]);
    estate.add(".gitignore", b"exports\n");
    git(&estate, "2027-01-01", &["add", "-A"]);
    git(&estate, "2027-01-01", &["commit", "-q", "-m", "settings"]);
    git(&estate, "2027-01-14", &["commit", "-q", "--allow-empty", "-m", "later"]);
    assert_eq!(told("2027-01-15"), ["dueSoon 2027-01-15 null", "dueSoon 2027-01-19 null"]);
    assert_eq!(told("2027-01-16"), ["overdue 2027-01-15 null", "dueSoon 2027-01-19 null"]);
    scan("2027-01-17", &["st1"], false);
    scan("2027-01-18", &["st1", "st2"], false);
    assert_eq!(told("2027-01-19"), ["overdue 2027-01-15 null", "onTime 2027-02-01 null"]);
    // Other paths were not recorded.
    assert!(due(&estate, "2027-01-19", &["exports/a.json"]).contains("not known since when"));
}

#[test]
fn assignments_of_the_portal_win_and_are_marked() {
    let key = "1c5de8e1-f68d-6a17-e0d2-ec259c42768c";
    let assignment = |name: &str, rest: &str| {
        let resource =
            format!("/subscriptions/S1/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/{name}");
        let assessed = format!("{resource}/providers/Microsoft.Security/assessments/{}", key.to_uppercase());
        let id = format!("{assessed}/governanceAssignments/a-{name}");
        format!(
            r#"{{"id": "{id}", "name": "a-{name}", "type": "microsoft.security/assessments/governanceassignments",
  "properties": {{"assignedResourceId": "{assessed}", {rest}}}}}"#
        )
    };
    let estate = Estate::with(&[("uplift.yaml", all_within(14).as_bytes())]);
    let references = format!("severity: high\n    references: {{ assessmentKey: [{key}] }}");
    estate.add("rules/policy.yaml", crate::harness::POLICY.replacen("severity: high", &references, 1).as_bytes());
    let rows = list(&[
        account("st1", "rg", false, ""),
        account("st2", "rg", false, ""),
        account("st3", "rg", false, ""),
        account("st4", "rg", true, ""),
        account("st5", "rg", false, ""),
        assignment(
            "st1",
            r#""owner": "own@example.com", "remediationDueDate": "2027-01-31T23:30:00.0000000Z", "isGracePeriod": true"#,
        ),
        assignment("st2", r#""owner": "", "remediationDueDate": "2027-01-10T00:00:00Z", "isGracePeriod": false"#),
        assignment("st3", r#""owner": "x@example.com", "remediationDueDate": "soon""#),
        assignment("st4", r#""owner": "x@example.com", "remediationDueDate": "2027-01-01T00:00:00Z""#),
        assignment("gone", r#""owner": "x@example.com", "remediationDueDate": "2027-01-01T00:00:00Z""#),
    ]);
    estate.add("exports/all.json", rows.as_bytes());
    let mut printed = due(&estate, "2027-01-31", &[]);
    printed += &due(&estate, "2027-02-01", &["--report", "csv"]);
    assert_data_eq!(printed, file!["due_portal.txt"].raw());
}
