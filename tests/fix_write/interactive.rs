//! A person at a terminal, played through a pseudo-terminal.

use super::{account, estate, fix, read};
use rexpect::session::{PtySession, spawn_command};
use std::path::Path;

const ASKS: &str = "[y,n,a,g,e,q,?]";

const SETTINGS: &str = "# How uplift looks at this estate.\npolicies: [policies] # our own\n";

fn five() -> Vec<(String, String)> {
    "abcde".chars().map(|name| (format!("infra/{name}.json"), account(&name.to_string(), "TLS1_0", true))).collect()
}

fn walk(estate: &Path, words: &[&str]) -> PtySession {
    let mut command = fix(estate, &["infra", "--interactive"]);
    command.args(words);
    spawn_command(command, Some(20_000)).unwrap()
}

/// Waits for a text, then answers.
fn answer(session: &mut PtySession, awaited: &str, line: &str) {
    session.exp_string(awaited).unwrap();
    session.send_line(line).unwrap();
}

/// What the program says before it ends.
fn end(mut session: PtySession) -> String {
    let rest = session.exp_eof().unwrap();
    let status = session.process().wait().unwrap();
    assert!(format!("{status:?}").ends_with(", 0)"), "{status:?}: {rest}");
    rest
}

fn estate_of_five() -> tempfile::TempDir {
    let files = five();
    let mut files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    files.push(("uplift.yaml", SETTINGS));
    estate(&files)
}

/// The changed lines of a diff.
fn changed(diff: &str) -> Vec<(char, char)> {
    let version = |line: &str| line.split("TLS1_").nth(1).and_then(|rest| rest.chars().next());
    let lines = diff.lines().filter(|line| !line.starts_with("---") && !line.starts_with("+++"));
    lines
        .filter(|line| line.starts_with(['-', '+']))
        .filter_map(|line| Some((line.chars().next()?, version(line)?)))
        .collect()
}

#[test]
fn what_is_chosen_is_what_is_written() {
    let estate = estate_of_five();
    let mut session = walk(estate.path(), &["-o", "fix.patch"]);
    answer(&mut session, ASKS, "?");
    session.exp_string("edit a parameter").unwrap();
    answer(&mut session, ASKS, "y");
    answer(&mut session, ASKS, "n");
    answer(&mut session, "Why not?", "An old camera: it writes here");
    session.exp_string("Recorded in uplift.yaml").unwrap();
    answer(&mut session, ASKS, "y");
    answer(&mut session, ASKS, "e");
    session.exp_string("allowed: \"TLS1_2\", \"TLS1_3\"").unwrap();
    answer(&mut session, "New value of minimum", "TLS1_9");
    session.exp_string("use one of").unwrap();
    answer(&mut session, "New value of minimum", "TLS1_3");
    session.exp_string("TLS1_3").unwrap();
    answer(&mut session, ASKS, "y");
    answer(&mut session, ASKS, "n");
    answer(&mut session, "Why not?", "");
    let summary = end(session);
    assert!(summary.contains("3 findings fixed in 3 files"), "{summary}");
    assert!(summary.contains("declined: An old camera") && summary.contains("not taken"), "{summary}");

    let patch = read(estate.path(), "fix.patch");
    let files: Vec<&str> = patch.lines().filter_map(|line| line.strip_prefix("+++ b/")).collect();
    assert_eq!(files, ["infra/a.json", "infra/c.json", "infra/d.json"]);
    assert_eq!(changed(&patch), [('-', '0'), ('+', '3')].repeat(3), "{patch}");
    let id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/b";
    let entry = format!(
        "declined:\n  - recommendation: storage-min-tls\n    resource: {id}\n    reason: \"An old camera: it writes \
         here\"\n"
    );
    let settings = read(estate.path(), "uplift.yaml");
    assert_eq!(settings, format!("{SETTINGS}{entry}"));
    assert!(five().iter().all(|(name, text)| read(estate.path(), name) == *text), "a diff changes no file");
}

#[test]
fn all_of_a_kind_are_taken_at_once_and_quitting_keeps_what_was_taken() {
    for (key, taken) in [("a", "abcde"), ("g", "abcde"), ("q", "a")] {
        let estate = estate_of_five();
        let mut session = walk(estate.path(), &["--write"]);
        if key == "q" {
            answer(&mut session, ASKS, "y");
        }
        answer(&mut session, ASKS, key);
        end(session);
        for (name, text) in five() {
            let is_taken = taken.chars().any(|letter| name == format!("infra/{letter}.json"));
            let expected = if is_taken { text.replace("TLS1_0", "TLS1_2") } else { text };
            assert_eq!(read(estate.path(), &name), expected, "{key}: {name}");
        }
    }
}

#[test]
fn what_heals_though_it_was_turned_down_is_told() {
    let estate = estate(&[("infra/a.json", &account("a", "TLS1_0", true)), ("uplift.yaml", SETTINGS)]);
    let policy = "recommendations:\n  - { id: tls-too, title: T, controls: [encrypt-data-in-transit], severity: high, resourceTypes: \
                  [Microsoft.Storage/storageAccounts], description: d, remediation: r, check: \"resource.properties.minimumTlsVersion == \
                  \\\"TLS1_2\\\"\", fix: { safety: safe, impact: i., change: inPlace, set: { properties.minimumTlsVersion: TLS1_2 } } }\n";
    super::add(estate.path(), "policies/more.yaml", policy);
    let mut session = walk(estate.path(), &["-o", "fix.patch"]);
    session.exp_string("storage-min-tls").unwrap();
    answer(&mut session, ASKS, "n");
    answer(&mut session, "Why not?", "");
    session.exp_string("tls-too").unwrap();
    answer(&mut session, ASKS, "y");
    let rest = end(session);
    assert!(rest.contains("a: storage-min-tls turns healthy though it was turned down, through tls-too"), "{rest}");
}
