//! `uplift watch`: a round for each change, and nothing else.
#![cfg(target_os = "linux")]

use crate::harness::{Estate, storage};
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// A watch that goes on, and what it prints.
pub struct Watching {
    child: Child,
    lines: Receiver<String>,
}

impl Watching {
    /// Begins, and waits until the first round is told.
    pub fn of(estate: &Estate, arguments: &[&str]) -> Self {
        // Both streams as one, so that lines come as they are printed.
        let mut command = Command::new("sh");
        command.args(["-c", "exec \"$0\" \"$@\" 2>&1", env!("CARGO_BIN_EXE_uplift")]);
        command.args(["watch", "--policies", "rules", "--no-embedded", "--today", "2027-03-01"]).args(arguments);
        command.current_dir(estate.path()).env_remove("COLUMNS");
        let mut child = command.stdout(Stdio::piped()).stdin(Stdio::null()).spawn().unwrap();
        let (sender, lines) = channel();
        let out = child.stdout.take().unwrap();
        std::thread::spawn(move || {
            BufReader::new(out).lines().map_while(Result::ok).try_for_each(|line| sender.send(line))
        });
        let watching = Self { child, lines };
        watching.until("; Ctrl-C ends");
        watching
    }

    /// All lines up to one that holds a text.
    pub fn until(&self, wanted: &str) -> Vec<String> {
        let mut seen: Vec<String> = Vec::new();
        while !seen.last().is_some_and(|line| line.contains(wanted)) {
            match self.lines.recv_timeout(Duration::from_secs(30)) {
                Ok(line) => seen.push(line),
                Err(_) => panic!("{wanted} never came: {seen:#?}"),
            }
        }
        seen
    }

    /// The next round, which ends with the score.
    pub fn round(&self) -> String {
        self.until("Secure score").join("\n")
    }

    /// That nothing is told for a while.
    fn is_silent(&self) {
        let end = Instant::now() + Duration::from_millis(700);
        if let Ok(line) = self.lines.recv_timeout(end.saturating_duration_since(Instant::now())) {
            panic!("{line}");
        }
    }

    /// Interrupts it as Ctrl-C does, and gives its exit code.
    fn end(mut self) -> Option<i32> {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn account(name: &str, https: bool) -> Vec<u8> {
    format!("[{}]", storage("s1", "g", name, https)).into_bytes()
}

fn estate() -> Estate {
    let estate = Estate::with(&[
        ("uplift.yaml", b"exemptions: [exempt.yaml]\n"),
        ("exempt.yaml", b"[]"),
        ("infra/a.json", &account("a", false)),
        ("infra/b.json", &account("b", true)),
    ]);
    estate.directory("out");
    estate
}

#[test]
fn each_way_of_saving_is_a_round_and_nothing_else_is() {
    let estate = estate();
    let watching = Watching::of(&estate, &["infra"]);
    estate.add("infra/a.json", &account("a", true));
    assert_eq!(
        watching.round(),
        "✓ a  storage-https  unhealthy → healthy  infra/a.json:1\n\
         Secure score  50.00 % → 100.00 %  4.00 of 4 points (+2.00)"
    );
    // By a new file in the place of the old one, as editors do.
    estate.add("infra/.a.json.swp", &account("a", false));
    watching.is_silent();
    fs::rename(estate.path().join("infra/.a.json.swp"), estate.path().join("infra/a.json")).unwrap();
    assert_eq!(
        watching.round(),
        "✗ a  storage-https  healthy → unhealthy  infra/a.json:1\n\
         Secure score  100.00 % → 50.00 %  2.00 of 4 points (−2.00)"
    );
    // What changes nothing.
    estate.add("infra/a.json", &account("a", false));
    fs::read(estate.path().join("infra/a.json")).unwrap();
    estate.add("notes.txt", b"x");
    watching.is_silent();
    // A new directory, another name, and the end of it.
    estate.add("infra/deep/c.json", &account("c", false));
    assert!(watching.round().starts_with("✗ c  storage-https  new → unhealthy  infra/deep/c.json:1\n"));
    fs::rename(estate.path().join("infra/deep"), estate.path().join("infra/other")).unwrap();
    assert_eq!(watching.round(), "Secure score  33.33 %  1.33 of 4 points (±0)");
    fs::remove_dir_all(estate.path().join("infra/other")).unwrap();
    assert!(watching.round().starts_with("✓ c  storage-https  unhealthy → gone  infra/other/c.json:1\n"));
    assert_eq!(watching.end(), Some(0));
}

#[test]
fn what_is_named_is_an_input_also_where_it_is_hidden() {
    let estate = estate();
    estate.add(".estate.json", &account("h", false));
    let policy = fs::read_to_string(estate.path().join("rules/policy.yaml")).unwrap();
    fs::remove_file(estate.path().join("rules/policy.yaml")).unwrap();
    estate.add("rules/.policy.yaml", policy.as_bytes());
    estate.add("rules/.other.txt", b"");
    let watching = Watching::of(&estate, &[".estate.json", "infra"]);
    estate.add(".estate.json", &account("h", true));
    assert!(watching.round().starts_with("✓ h  storage-https  unhealthy → healthy  .estate.json:1\n"));
    estate
        .add("rules/.policy.yaml", policy.replace("HttpsTrafficOnly == true", "HttpsTrafficOnly == false").as_bytes());
    assert!(watching.round().contains("✓ a  storage-https  unhealthy → healthy  infra/a.json:1"));
    // Hidden files beside them are nobody's.
    estate.add(".estate2.json", &account("x", false));
    estate.add("infra/.a.json", &account("y", false));
    watching.is_silent();
    assert_eq!(watching.end(), Some(0));
}

#[test]
fn a_torn_file_counts_as_it_was_for_a_second() {
    let estate = estate();
    let watching = Watching::of(&estate, &["infra"]);
    let whole = account("a", true);
    let file = estate.path().join("infra/a.json");
    fs::write(&file, &whole[..80]).unwrap();
    let told = watching.until("infra/a.json").join("\n");
    assert!(told.starts_with("infra/a.json may not be written to its end, and counts as it was: "), "{told}");
    fs::OpenOptions::new().append(true).open(&file).unwrap().write_all(&whole[80..]).unwrap();
    assert!(watching.round().starts_with("✓ a  storage-https  unhealthy → healthy"));
    // Whoever writes no more than that is told of an error.
    fs::write(&file, &whole[..80]).unwrap();
    watching.until("may not be written");
    let told = watching.round();
    assert!(told.contains("error: ") && told.contains("Secure score  100.00 %"), "{told}");
    watching.is_silent();
    fs::write(&file, &whole).unwrap();
    assert_eq!(watching.round(), "Secure score  100.00 %  4.00 of 4 points (±0)");
}

#[test]
fn policies_settings_and_exemptions_are_inputs() {
    let estate = estate();
    let watching = Watching::of(&estate, &["infra"]);
    let policy = fs::read_to_string(estate.path().join("rules/policy.yaml")).unwrap();
    let other = policy.replace("supportsHttpsTrafficOnly == true", "supportsHttpsTrafficOnly == false");
    estate.add("rules/policy.yaml", other.as_bytes());
    let told = watching.round();
    assert!(told.contains("✓ a  storage-https  unhealthy → healthy") && told.contains("✗ b"), "{told}");
    // One that is wrong is told after a second, and what was known stays known.
    estate.add("rules/policy.yaml", &policy.as_bytes()[..policy.len() / 2]);
    watching.until("rules/policy.yaml may not be written to its end");
    watching.until("error: ");
    estate.add("infra/b.json", &account("b", false));
    estate.add("rules/policy.yaml", policy.as_bytes());
    assert!(watching.round().contains("✗ a  storage-https  healthy → unhealthy"));
    let exempt = "- { id: x, scope: s1, recommendations: [storage-https], reason: Old., category: Waiver }\n";
    estate.add("exempt.yaml", exempt.as_bytes());
    assert!(watching.round().contains("✓ a  storage-https  unhealthy → exempt"));
    estate.add("uplift.yaml", b"exclude: [infra/a.json]\n");
    assert!(watching.round().contains("✓ a  storage-https  exempt → gone"));
}

#[test]
fn reports_are_those_of_a_scan_and_a_full_disk_ends_nothing() {
    let estate = estate();
    let reports = ["--report", "csv=/dev/full", "--report", "json=out/report.json", "--report", "html=out/page.html"];
    let watching = Watching::of(&estate, &[&["infra"], &reports[..]].concat());
    watching.until("error: ");
    estate.add("infra/b.json", &account("b", false));
    watching.round();
    watching.until("error: ");
    let fresh = estate.scan(&[
        "infra",
        "--today",
        "2027-03-01",
        "--report",
        "json=out/fresh.json",
        "--report",
        "html=out/fresh.html",
    ]);
    assert!(fresh.contains("[exit code 0]"), "{fresh}");
    let read = |name: &str| fs::read_to_string(estate.path().join(name)).unwrap();
    assert_eq!(read("out/report.json"), read("out/fresh.json"));
    assert_eq!(read("out/page.html"), read("out/fresh.html"));
    assert_eq!(watching.end(), Some(0));
}

#[test]
fn a_switch_of_branches_is_one_round() {
    let estate = Estate::with(&[("uplift.yaml", b"")]);
    let git = |arguments: &[&str]| {
        let mut command = Command::new("git");
        command
            .args(["-c", "user.name=A", "-c", "user.email=a@example.com"])
            .args(arguments)
            .current_dir(estate.path());
        let output = command.env("GIT_CONFIG_GLOBAL", "/dev/null").output().unwrap();
        assert!(output.status.success(), "{output:?}");
    };
    let write = |https: bool| {
        (0..300).for_each(|number| estate.add(&format!("infra/{number}.json"), &account(&format!("a{number}"), https)))
    };
    git(&["init", "-q", "-b", "main"]);
    write(true);
    git(&["add", "-A"]);
    git(&["commit", "-q", "-m", "one"]);
    git(&["checkout", "-q", "-b", "other"]);
    write(false);
    git(&["commit", "-q", "-a", "-m", "two"]);
    let watching = Watching::of(&estate, &["infra"]);
    git(&["checkout", "-q", "main"]);
    let told = watching.round();
    assert!(told.contains("280 more moved (--all shows them)\nSecure score  0.00 % → 100.00 %"), "{told}");
    watching.is_silent();
}

#[test]
fn what_cannot_be_watched_is_refused() {
    let estate = estate();
    let refused =
        |arguments: &[&str]| estate.run(&[&["watch", "--policies", "rules", "--no-embedded"], arguments].concat());
    assert!(refused(&["-"]).contains("error: standard input does not change, and cannot be watched"));
    let told = refused(&["infra", "--report", "json"]);
    assert!(told.contains("error: standard output takes what moved, and no report besides"), "{told}");
    assert!(told.ends_with("[exit code 2]\n\n"));
}
