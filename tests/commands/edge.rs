//! The repository's edge: outside of it nothing is read or written, whatever a change brings.
#![cfg(unix)]

use crate::harness::{Estate, POLICY, storage};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Stdio};

const SECRET: &str = "me:ghp-outside-0123";

/// A repository in `repo`, and beside it `outside` with files that nobody may see.
fn hostile() -> Estate {
    let estate = Estate::empty();
    let bad = format!("[{}]", storage("s1", "g", "st", false));
    estate.add("repo/rules/policy.yaml", POLICY.as_bytes());
    estate.add("repo/infra/a.json", bad.as_bytes());
    estate.add("outside/credentials", format!("https://{SECRET}@example.com\n").as_bytes());
    estate.add("outside/b.json", format!("[{}]", storage("s1", SECRET, "other", false)).as_bytes());
    estate.directory("repo/.git");
    estate
}

fn run(estate: &Estate, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_uplift"));
    command.args(arguments).args(["--policies", "rules", "--no-embedded"]).current_dir(estate.path().join("repo"));
    let output = command.stdin(Stdio::null()).output().unwrap();
    let (out, err) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    (output.status.code(), out + &err)
}

/// All files outside, with their contents.
fn outside(estate: &Estate) -> BTreeMap<String, String> {
    let files = fs::read_dir(estate.path().join("outside")).unwrap().map(|entry| entry.unwrap().path());
    files.map(|path| (path.display().to_string(), fs::read_to_string(&path).unwrap_or_default())).collect()
}

/// Every command, over a tree that `make` made worse.
fn nothing_leaks(make: impl Fn(&Path, &Path)) {
    let commands: [&[&str]; 8] = [
        &["scan", "infra", "--format", "json", "--all"],
        &["scan", "infra"],
        &["fix", "infra", "--out-dir", "od"],
        &["fix", "infra", "--write", "--safety", "all"],
        &["baseline", "create", "infra"],
        &["exemptions", "infra"],
        &["exempt", "st", "infra", "--recommendation", "storage-https", "--reason", "r", "--until", "2027-01-01"],
        &["test"],
    ];
    for command in commands {
        let estate = hostile();
        make(&estate.path().join("repo"), &estate.path().join("outside"));
        let before = outside(&estate);
        let (_, said) = run(&estate, command);
        assert!(!said.contains("ghp-outside"), "{command:?}\n{said}");
        assert_eq!(outside(&estate), before, "{command:?}\n{said}");
    }
}

#[test]
fn links_out_are_not_followed() {
    nothing_leaks(|repo, outside| symlink(outside.join("b.json"), repo.join("infra/x.json")).unwrap());
    nothing_leaks(|repo, outside| {
        fs::remove_dir_all(repo.join("infra")).unwrap();
        symlink(outside, repo.join("infra")).unwrap();
    });
    nothing_leaks(|repo, outside| {
        fs::create_dir(repo.join("policies")).unwrap();
        symlink(outside.join("credentials"), repo.join("policies/x.yaml")).unwrap();
        fs::write(repo.join("uplift.yaml"), "policies: [policies]\n").unwrap();
    });
    nothing_leaks(|repo, _| symlink("/", repo.join("policies")).unwrap());
    nothing_leaks(|repo, outside| symlink(outside.join("credentials"), repo.join("uplift.yaml")).unwrap());
    nothing_leaks(|repo, outside| symlink(outside, repo.join("od")).unwrap());
}

#[test]
fn settings_name_nothing_outside_unless_it_is_said() {
    for named in
        ["policies: [../outside/credentials]", "exemptions: [../outside/credentials]", "baseline: ../outside/new.json"]
    {
        nothing_leaks(|repo, _| fs::write(repo.join("uplift.yaml"), format!("{named}\n")).unwrap());
    }
    let estate = hostile();
    estate.add("outside/more.yaml", b"controls: []\nrecommendations: []\n");
    estate.add("repo/uplift.yaml", b"policies: [../outside/more.yaml]\n");
    let (code, said) = run(&estate, &["scan", "infra"]);
    assert!(code == Some(2) && said.contains("this leads out of the repository"), "{said}");
    let (code, said) = run(&estate, &["scan", "infra", "--outside"]);
    assert_eq!(code, Some(0), "{said}");
}

#[test]
fn pipes_are_no_settings_and_reports_are_no_inventory() {
    let estate = hostile();
    let fifo = estate.path().join("repo/pipe");
    assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    estate.add("repo/uplift.yaml", b"exemptions: [pipe]\n");
    let (code, said) = run(&estate, &["scan", "infra"]);
    assert!(code == Some(2) && said.contains("this is a device or a pipe, and no file"), "{said}");
    fs::remove_file(estate.path().join("repo/uplift.yaml")).unwrap();
    let before = fs::read(estate.path().join("repo/infra/a.json")).unwrap();
    for command in ["scan", "fix"] {
        let (code, said) = run(&estate, &[command, "infra", "--report", "json=infra/a.json"]);
        assert!(code == Some(2) && said.contains("no report takes its place"), "{said}");
    }
    assert_eq!(fs::read(estate.path().join("repo/infra/a.json")).unwrap(), before);
}

#[test]
fn a_stream_that_is_open_is_written_to() {
    let estate = hostile();
    let file = fs::File::create(estate.path().join("out.json")).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_uplift"));
    command.args(["scan", "infra", "-q", "--report", "json=/dev/stdout", "--policies", "rules", "--no-embedded"]);
    let status = command.current_dir(estate.path().join("repo")).stdin(Stdio::null()).stdout(file).status().unwrap();
    let text = fs::read_to_string(estate.path().join("out.json")).unwrap();
    assert!(status.success() && text.contains("uplift.scan/1"), "{text}");
}

#[test]
fn no_line_of_a_report_is_a_command_and_no_script_hides_one() {
    let estate = Estate::empty();
    let group = "aaa aaa aaa aaa aaa aaa aaa aaa aaa aaa ::stop-commands::pwned";
    let named =
        [storage("s1", group, "a", false), storage("s1", &(group.to_owned() + "2"), "b\\u001b[2J\\u202ex", false)];
    estate.add("repo/rules/policy.yaml", POLICY.as_bytes());
    estate.add("repo/infra/a.json", format!("[{}]", named.join(",")).as_bytes());
    estate.directory("repo/.git");
    for width in ["60", "72", "76", "80", "84", "100"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_uplift"));
        command.args(["scan", "infra", "--all", "--policies", "rules", "--no-embedded", "--report", "text=text.txt"]);
        let output = command.env("COLUMNS", width).current_dir(estate.path().join("repo")).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap()
            + &fs::read_to_string(estate.path().join("repo/text.txt")).unwrap();
        assert!(text.contains("pwned"), "{text}");
        assert!(!text.lines().any(|line| line.trim_start().starts_with("::")), "{width}\n{text}");
    }
}
