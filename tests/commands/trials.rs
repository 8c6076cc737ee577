//! Trials of an attack, run again: each with its command.
#![cfg(unix)]

use crate::edge::{commit, hostile, nothing_leaks, run};
use crate::harness::{Estate, POLICY, storage};
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{FileTypeExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

#[test]
fn texts_and_lists_are_no_switches() {
    let values = ["\"false\"", "\"[parameters('x')]\"", "0", "[false]", "{}", "\"***\""];
    let account = |(number, value): (usize, &&str)| {
        storage("s1", "g", &format!("st{number}"), true).replace("Only\": true", &format!("Only\": {value}"))
    };
    let accounts: Vec<String> = values.iter().enumerate().map(account).collect();
    let estate = Estate::with(&[("estate/a.json", format!("[{}]", accounts.join(",")).as_bytes())]);
    let said = estate.run(&["scan", "estate", "--recommendation", "storage-secure-transfer", "--format", "json"]);
    assert!(said.contains("[exit code 0]") && said.contains("\"st0\""), "{said}");
    let judged: Vec<&str> = said.lines().filter(|line| line.contains("\"healthy\":")).collect();
    assert!(!judged.is_empty() && judged.iter().all(|line| line.ends_with("0,") || line.ends_with('0')), "{judged:?}");
}

#[test]
fn a_name_that_is_not_utf_8_spoils_no_patch() {
    let estate = Estate::with(&[("infra/good.json", format!("[{}]", storage("s1", "g", "a", false)).as_bytes())]);
    let odd = estate.path().join("infra").join(OsStr::from_bytes(b"bad\xff.json"));
    fs::write(odd, format!("[{}]", storage("s1", "g", "b", false))).unwrap();
    let said = estate.run(&[
        "fix",
        "infra",
        "--recommendation",
        "storage-secure-transfer",
        "--safety",
        "all",
        "-o",
        "p.patch",
    ]);
    assert!(said.contains("the name of the file is not UTF-8") && said.contains("1 finding fixed"), "{said}");
    let applies = Command::new("git").args(["apply", "--check", "p.patch"]).current_dir(estate.path()).status();
    assert!(applies.unwrap().success());
}

#[test]
fn pipes_are_written_through() {
    let estate = hostile();
    let pipe = estate.path().join("repo/pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let outputs: [&[&str]; 2] =
        [&["scan", "infra", "-q", "--report", "json=pipe"], &["scan", "infra", "-q", "--report", "text=pipe"]];
    for output in outputs {
        let reader = Command::new("cat").arg(&pipe).stdout(Stdio::piped()).spawn().unwrap();
        let (code, said) = run(&estate, output);
        let read = reader.wait_with_output().unwrap().stdout;
        assert!(code == Some(0) && String::from_utf8(read).unwrap().contains("storage-https"), "{said}");
        assert!(fs::metadata(&pipe).unwrap().file_type().is_fifo());
    }
}

#[test]
fn titles_and_messages_begin_no_line_as_a_command() {
    let words = "aaa bbb ccc ddd eee fff ggg hhh iii jjj kkk lll ::stop-commands::pwned mmm ##vso[x]y nnn";
    let policy = POLICY
        .replace("Encrypt data in transit", words)
        .replace("Storage accounts should accept only HTTPS", words)
        .replace("resource.properties.supportsHttpsTrafficOnly == true", "unhealthy(\"so \" + resource.name)");
    let estate = hostile();
    commit(&estate.path().join("repo"));
    estate.add("repo/rules/policy.yaml", policy.as_bytes());
    commit(&estate.path().join("repo"));
    estate.add("repo/infra/b.json", format!("[{}]", storage("s1", words, words, false)).as_bytes());
    let commands: [&[&str]; 6] = [
        &["scan", "infra", "--all", "--control", "encrypt-data-in-transit"],
        &["gate", "infra", "--base", "HEAD", "--all"],
        &["fix", "infra"],
        &["exemptions", "infra"],
        &["list"],
        &["show", "storage-https"],
    ];
    for width in ["50", "64", "72", "80", "100"] {
        for command in commands {
            let mut run = Command::new(env!("CARGO_BIN_EXE_uplift"));
            run.args(command).args(["--policies", "rules", "--no-embedded"]).env("COLUMNS", width);
            let output = run.current_dir(estate.path().join("repo")).stdin(Stdio::null()).output().unwrap();
            let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
            let begins = |line: &str| ["::", "##"].iter().any(|sign| line.trim_start().starts_with(sign));
            assert!(!said.lines().any(begins), "{command:?} {width}\n{said}");
        }
    }
}

#[test]
fn little_memory_ends_a_run_with_a_reason() {
    let estate = hostile();
    for kilobytes in ["90000", "120000", "200000"] {
        let shell = format!("ulimit -v {kilobytes}; exec {} scan infra", env!("CARGO_BIN_EXE_uplift"));
        let output = Command::new("sh").args(["-c", &shell]).current_dir(estate.path().join("repo")).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(matches!(output.status.code(), Some(0..=2)) && !said.contains("panicked"), "{kilobytes}: {said}");
    }
}

/// Names that a shell, a terminal, a log or git could take for something else.
const ODD: [&[u8]; 9] = [
    b"-rf.json",
    b"a\nb.json",
    b"::error::x.json",
    b"esc\x1b[2J.json",
    b"bad\xff.json",
    b"\xe2\x80\xae.json",
    b"$(touch pwned).json",
    b"'quote\".json",
    b"sp ace.json",
];

#[test]
fn deep_wide_and_odd_trees_are_read_and_lead_nowhere() {
    nothing_leaks(|repo, outside| {
        let deep: PathBuf = (0..60).map(|_| "d").collect();
        fs::create_dir_all(repo.join("infra").join(&deep)).unwrap();
        fs::write(repo.join("infra").join(&deep).join("x.json"), "[]").unwrap();
        symlink(repo.join("infra"), repo.join("infra").join(&deep).join("loop")).unwrap();
        symlink(outside, repo.join("infra").join(&deep).join("away")).unwrap();
        symlink(Path::new("../../outside/b.json"), repo.join("infra/b.yaml")).unwrap();
        (0..200).for_each(|number| fs::write(repo.join(format!("infra/{number}.json")), "{}").unwrap());
        for (number, name) in ODD.iter().enumerate() {
            let text = format!("[{}]", storage("s1", "g", &format!("odd{number}"), false));
            fs::write(repo.join("infra").join(OsStr::from_bytes(name)), text).unwrap();
        }
        assert!(Command::new("mkfifo").arg(repo.join("infra/pipe.json")).status().unwrap().success());
        symlink("/dev/zero", repo.join("infra/zero.json")).unwrap();
        symlink("nowhere", repo.join("infra/broken.json")).unwrap();
    });
}
