//! What a scan prints, for people and for programs.

use crate::harness::{Estate, POLICY, storage};
use snapbox::{assert_data_eq, file};
use std::process::{Command, Stdio};

fn estate() -> Estate {
    let resources = |group: &str| {
        let all = (0..40).map(|number| storage("s1", group, &format!("{group}{number}"), number % 3 > 0));
        format!("[{}]", all.collect::<Vec<_>>().join(",\n"))
    };
    let (first, second) = (resources("rg-app"), resources("rg-data"));
    Estate::with(&[("estate/first.json", first.as_bytes()), ("estate/second.json", second.as_bytes())])
}

#[test]
fn a_scan_ends_with_the_next_step() {
    assert_data_eq!(estate().scan(&["estate"]), file!["scan.txt"].raw());
}

#[test]
fn every_run_prints_the_same_whatever_the_number_of_threads() {
    let estate = estate();
    let run = |threads: &str| {
        let arguments = [
            "scan",
            "--format",
            "json",
            "--all",
            "--policies",
            "rules",
            "--no-embedded",
            "--threads",
            threads,
            "estate",
        ];
        estate.output(&arguments, b"").stdout
    };
    let once = run("4");
    assert!(!once.is_empty());
    assert!(once == run("4") && once == run("1"));
}

#[test]
fn a_json_report_is_as_its_schema_says() {
    let estate = estate();
    estate.add("estate/cut.json", b"[{ \"id\": \"/subscriptions/");
    let schema = serde_json::from_slice(&estate.output(&["schema", "scan"], b"").stdout).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let report = estate.json(&["estate", "--all"]);
    let errors: Vec<_> = validator.iter_errors(&report).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    assert_eq!(report["assessments"].as_array().map(Vec::len), Some(80));
    assert_eq!(report["errors"].as_array().map(Vec::len), Some(1));
}

#[test]
fn every_file_is_accounted_for() {
    let estate = estate();
    estate.add("estate/package.json", b"{\"name\": \"app\"}");
    estate.add("estate/readme.md", b"# Hello");
    estate.add("estate/cut.json", b"[{");
    estate.add("uplift.yaml", b"policies: [estate/rules]\n");
    estate.add("estate/rules/own.yaml", POLICY.as_bytes());
    let output = estate.output(&["scan", "--no-embedded", "--format", "json", "estate", "uplift.yaml"], b"");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let files = report["files"].as_array().unwrap().iter().map(|file| {
        let text = |name: &str| file[name].as_str().unwrap_or("-").to_owned();
        format!("{} {} {} {} {}\n", text("path"), text("form"), text("status"), file["resources"], text("reason"))
    });
    assert_data_eq!(files.collect::<String>(), file!["files.txt"].raw());
}

#[test]
fn standard_input_is_read() {
    let estate = Estate::with(&[]);
    let lines = [storage("s1", "rg-app", "stone", false), storage("s1", "rg-app", "sttwo", true)].join("\n");
    let arguments = ["scan", "-", "--policies", "rules", "--no-embedded", "--control", "encrypt-data-in-transit"];
    assert_data_eq!(estate.run_with(&arguments, lines.as_bytes()), file!["stdin.txt"].raw());
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let estate = estate();
    let mut command = Command::new(env!("CARGO_BIN_EXE_uplift"));
    command.args(["scan", "--format", "json", "--all", "--policies", "rules", "--no-embedded", "estate"]);
    let mut child = command.current_dir(estate.path()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn wide_terminals_are_used() {
    let output = Command::new(env!("CARGO_BIN_EXE_uplift"))
        .args(["list", "--policies", "rules", "--no-embedded"])
        .current_dir(estate().path())
        .env("COLUMNS", "60")
        .output()
        .unwrap();
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(shown.lines().all(|line| line.chars().count() <= 60), "{shown}");
}

#[test]
fn policies_are_browsed_and_tested() {
    let estate = Estate::with(&[]);
    let own = ["--policies", "rules", "--no-embedded"];
    let mut shown = String::new();
    for command in [&["list"][..], &["show", "storage-https"], &["show", "encrypt-data-in-transit"], &["test"]] {
        shown += &estate.run(&[command, &own].concat());
    }
    assert_data_eq!(shown, file!["browse.txt"].raw());
}

#[test]
fn completions_and_functions_are_printed() {
    let estate = Estate::empty();
    for arguments in
        [&["completions", "bash"][..], &["completions", "fish"], &["functions"], &["schema", "list"], &["--help"]]
    {
        let output = estate.output(arguments, b"");
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        assert!(output.stdout.len() > 200, "{arguments:?}");
    }
}

/// Taking the name of a device or a pipe would put a file in its place, for everybody on the machine.
#[cfg(unix)]
#[test]
fn a_report_goes_through_a_pipe_and_leaves_it_there() {
    use std::os::unix::fs::FileTypeExt;
    let estate = estate();
    let pipe = estate.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().is_ok_and(|status| status.success()));
    let reader = Command::new("cat").arg(&pipe).stdout(Stdio::piped()).spawn().expect("cat");
    let arguments = ["scan", "--report", "csv=pipe", "--policies", "rules", "--no-embedded", "estate"];
    let output = estate.output(&arguments, b"");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let read = reader.wait_with_output().expect("what was written");
    assert!(read.stdout.starts_with(b"recommendation,"), "{:?}", String::from_utf8_lossy(&read.stdout));
    assert!(std::fs::metadata(&pipe).is_ok_and(|pipe| pipe.file_type().is_fifo()));
}
