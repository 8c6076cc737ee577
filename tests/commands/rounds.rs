//! `uplift test --watch`: a round for each change, however it is written.
#![cfg(target_os = "linux")]

use crate::harness::Estate;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

const POLICY: &str = "controls:
  - { id: own, title: Own rules, maxScore: 4, description: Ours. }
recommendations:
  - id: site-https
    title: Sites should refuse HTTP
    controls: [own]
    severity: low
    resourceTypes: [Contoso.Web/sites]
    description: Plain HTTP can be read.
    remediation: Switch it off.
    check: |
      resource.properties.https == true
    tests:
      - healthy: { properties: { https: true } }
      - unhealthy: {}
";

/// A run that goes on, and what it prints.
struct Watching {
    child: Child,
    lines: Receiver<String>,
}

impl Watching {
    fn of(estate: &Estate, arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_uplift"));
        command.args(["test", "--watch", "--no-embedded"]).args(arguments).current_dir(estate.path());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).stdin(Stdio::null()).spawn().unwrap();
        let (sender, lines) = channel();
        let (out, err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        let other = sender.clone();
        std::thread::spawn(move || {
            BufReader::new(out).lines().map_while(Result::ok).try_for_each(|line| sender.send(line))
        });
        std::thread::spawn(move || {
            BufReader::new(err).lines().map_while(Result::ok).try_for_each(|line| other.send(line))
        });
        Self { child, lines }
    }

    /// Waits for a line that holds a text, and for the end of a round; the two streams come in any order.
    fn until(&self, wanted: &str) -> Duration {
        let (start, mut seen, mut is_found, mut has_ended) = (Instant::now(), Vec::new(), false, false);
        let mut since = Duration::ZERO;
        loop {
            match self.lines.recv_timeout(Duration::from_secs(20)) {
                Ok(line) => {
                    if line.contains(wanted) && !is_found {
                        (is_found, since) = (true, start.elapsed());
                    }
                    has_ended |= line.starts_with("waiting for a change");
                    if has_ended && is_found {
                        return since;
                    }
                    seen.push(line);
                }
                Err(_) => panic!("{wanted} never came: {seen:#?}"),
            }
        }
    }

    /// That there is no other round for a while.
    fn is_silent(&self) {
        let end = Instant::now() + Duration::from_millis(700);
        while let Ok(line) = self.lines.recv_timeout(end.saturating_duration_since(Instant::now())) {
            assert!(!line.contains("cases") && !line.contains("error"), "{line}");
        }
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn estate() -> Estate {
    let estate = Estate::empty();
    estate.add("uplift.yaml", b"");
    estate.add("policies/own.yaml", POLICY.as_bytes());
    estate
}

#[test]
fn each_way_of_saving_is_a_round() {
    let estate = estate();
    let file = estate.path().join("policies/own.yaml");
    let watching = Watching::of(&estate, &[]);
    watching.until("passed: 2 cases");
    // In place.
    fs::write(&file, POLICY.replace("https == true", "https == false")).unwrap();
    watching.until("failed: 2 cases");
    // By a new file in the place of the old one, as editors do.
    let beside = estate.path().join("policies/.own.yaml.swp");
    fs::write(&beside, POLICY).unwrap();
    fs::rename(&beside, &file).unwrap();
    watching.until("passed: 2 cases");
    // In two pieces: the first one is no whole policy.
    let (first, second) = POLICY.split_at(300);
    fs::write(&file, first).unwrap();
    watching.until("error: ");
    fs::OpenOptions::new().append(true).open(&file).unwrap().write_all(second.as_bytes()).unwrap();
    watching.until("passed: 2 cases");
    // What changes nothing is no round, nor are other files and reading.
    fs::write(&file, POLICY).unwrap();
    estate.add("policies/notes.md", b"x");
    fs::read(&file).unwrap();
    watching.is_silent();
    // A new file, and one that goes.
    estate.add(
        "policies/more.yaml",
        POLICY.replace("site-https", "site-more").replace("  - { id: own,", "  - { id: more,").as_bytes(),
    );
    watching.until("passed: 4 cases of 2 recommendations");
    fs::remove_file(estate.path().join("policies/more.yaml")).unwrap();
    watching.until("passed: 2 cases");
}

#[test]
fn directories_and_settings_come_and_go() {
    let estate = estate();
    let watching = Watching::of(&estate, &[]);
    watching.until("passed: 2 cases");
    fs::rename(estate.path().join("policies"), estate.path().join("away")).unwrap();
    watching.until("there are no own policies");
    fs::rename(estate.path().join("away"), estate.path().join("policies")).unwrap();
    watching.until("passed: 2 cases");
    estate.add("uplift.yaml", b"policies: [rules]\n");
    watching.until("rules");
    estate.add(
        "rules/more.yaml",
        POLICY.replace("site-https", "site-more").replace("  - { id: own,", "  - { id: more,").as_bytes(),
    );
    watching.until("passed: 4 cases of 2 recommendations");
    estate.add("uplift.yaml", b"policies: [\n");
    watching.until("error: ");
    estate.add("uplift.yaml", b"");
    watching.until("passed: 2 cases");
}

#[test]
fn files_that_cases_name_are_watched() {
    let estate = estate();
    let check = "inventory.all(\"Contoso.Web/plans\").all(|plan| plan.properties.safe == true)";
    let policy = POLICY.replace("resource.properties.https == true", check);
    let policy = policy.replace("{ properties: { https: true } }", "{}\n        inventory: ../estates/plans.json");
    let unhealthy = "{}\n        inventory: [{ type: Contoso.Web/plans }]\n";
    let policy = policy.replace("- unhealthy: {}\n", &format!("- unhealthy: {unhealthy}"));
    estate.add("policies/own.yaml", policy.as_bytes());
    let watching = Watching::of(&estate, &[]);
    watching.until("no such file");
    let plans =
        |safe: bool| format!(r#"[{{ "type": "Contoso.Web/plans", "name": "p", "properties": {{ "safe": {safe} }} }}]"#);
    estate.add("estates/plans.json", plans(true).as_bytes());
    watching.until("passed: 2 cases");
    estate.add("estates/plans.json", plans(false).as_bytes());
    watching.until("failed: 2 cases");
}

#[test]
fn a_round_is_bounded_and_not_the_watch() {
    let estate = estate();
    let watching = Watching::of(&estate, &["--timeout", "3"]);
    watching.until("passed: 2 cases");
    std::thread::sleep(Duration::from_millis(3_500));
    fs::write(estate.path().join("policies/own.yaml"), POLICY.replace("true\n", "false\n")).unwrap();
    let since = watching.until("failed: 2 cases");
    assert!(since < Duration::from_secs(2), "{since:?}");
}

#[test]
fn what_is_updated_is_not_watched() {
    let said = estate().run(&["test", "--watch", "--update"]);
    assert!(said.contains("cannot be used with") && said.contains("[exit code 2]"), "{said}");
}
