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
pub fn hostile() -> Estate {
    let estate = Estate::empty();
    let bad = format!("[{}]", storage("s1", "g", "st", false));
    estate.add("repo/rules/policy.yaml", POLICY.as_bytes());
    estate.add("repo/infra/a.json", bad.as_bytes());
    estate.add("outside/credentials", format!("https://{SECRET}@example.com\n").as_bytes());
    estate.add("outside/b.json", format!("[{}]", storage("s1", SECRET, "other", false)).as_bytes());
    let account = format!("resource \"azurerm_storage_account\" \"a\" {{\n  name = \"{SECRET}\"\n}}\n");
    estate.add("outside/a.tf", account.as_bytes());
    let template = format!("resource a 'Microsoft.Storage/storageAccounts@2023-01-01' = {{ name: '{SECRET}' }}\n");
    estate.add("outside/a.bicep", template.as_bytes());
    estate.add("outside/t.tfvars", format!("x = \"{SECRET}\"\n").as_bytes());
    for name in ["history.jsonl", "sightings.jsonl"] {
        estate.add(&format!("outside/{name}"), format!("{{\"x\": \"{SECRET}\"}}\n").as_bytes());
    }
    estate.directory("repo/.git");
    estate
}

pub fn run(estate: &Estate, arguments: &[&str]) -> (Option<i32>, String) {
    run_as(estate, &[arguments, &["--policies", "rules", "--no-embedded"]].concat())
}

/// A command as it is typed.
fn run_as(estate: &Estate, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_uplift"));
    command.args(arguments).current_dir(estate.path().join("repo"));
    let output = command.stdin(Stdio::null()).output().unwrap();
    let (out, err) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    (output.status.code(), out + &err)
}

/// All files outside, with their contents.
fn outside(estate: &Estate) -> BTreeMap<String, String> {
    let files = fs::read_dir(estate.path().join("outside")).unwrap().map(|entry| entry.unwrap().path());
    files.map(|path| (path.display().to_string(), fs::read_to_string(&path).unwrap_or_default())).collect()
}

/// Makes a repository of the tree, with all that is there as the base of a change.
pub fn commit(repo: &Path) {
    fs::remove_dir_all(repo.join(".git")).unwrap();
    for words in ["init -q", "add -A", "-c user.name=a -c user.email=a@b commit -q -m base"] {
        assert!(Command::new("git").args(words.split(' ')).current_dir(repo).status().unwrap().success());
    }
}

/// What reads inventories, settings and policies, and writes; a change brings any of them.
const FIRST: [&str; 13] = [
    "scan infra --format json --all",
    "scan infra",
    "scan infra --format partial",
    "scan infra --record --report html=od/page.html",
    "scan infra --parameters infra/t.json --var-file infra/t.tfvars",
    "fix infra --out-dir od",
    "fix infra --write --safety all",
    "baseline create infra",
    "exemptions infra",
    "exempt st infra --recommendation storage-https --reason r --until 2027-01-01",
    "test",
    "gate infra --base HEAD --all",
    "gate infra --base HEAD --all --report json --cache od",
];

/// The other commands.
const OTHERS: [&str; 16] = [
    "explain storage-https st infra",
    "explain storage-https other infra --format json",
    "try resource infra --all --resource other",
    "due infra --all --report json=od/due.json",
    "history infra --every commit",
    "history infra --recorded",
    "policy diff rules infra infra",
    "policy diff HEAD rules infra",
    "reconcile infra",
    "lint --inventory infra",
    "lint rules --fix",
    "queries infra",
    "merge infra/a.partial",
    "page infra/page.json",
    "init od",
    "new control own",
];

/// Every command, over a tree that `make` made worse.
pub fn nothing_leaks(make: impl Fn(&Path, &Path)) {
    nothing_leaks_in(&[&FIRST[..], &OTHERS].concat(), make);
}

fn nothing_leaks_in(commands: &[&str], make: impl Fn(&Path, &Path)) {
    for typed in commands {
        let command: Vec<&str> = typed.split(' ').collect();
        let estate = hostile();
        if ["gate", "history", "policy"].contains(&command[0]) {
            commit(&estate.path().join("repo"));
        }
        make(&estate.path().join("repo"), &estate.path().join("outside"));
        let before = outside(&estate);
        let (code, said) = match command[0] {
            // They take no policies, or the settings' own.
            "merge" | "page" | "init" | "policy" | "new" => run_as(&estate, &command),
            _ => run(&estate, &command),
        };
        assert!(matches!(code, Some(0..=3)) && !said.contains("panicked"), "{typed}\n{said}");
        assert!(!said.contains("unexpected argument"), "{typed}\n{said}");
        assert!(!said.contains("ghp-outside"), "{typed}\n{said}");
        assert_eq!(outside(&estate), before, "{typed}\n{said}");
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
    nothing_leaks(|repo, outside| {
        symlink(outside, repo.join("od")).unwrap();
        symlink(outside, repo.join(".uplift")).unwrap();
    });
    nothing_leaks(|repo, outside| {
        for (name, kept) in
            [("a.partial", "b.json"), ("page.json", "b.json"), ("main.tf", "a.tf"), ("t.tfvars", "t.tfvars")]
        {
            symlink(outside.join(kept), repo.join("infra").join(name)).unwrap();
        }
        fs::create_dir(repo.join(".uplift")).unwrap();
        for name in ["history.jsonl", "sightings.jsonl"] {
            symlink(outside.join(name), repo.join(".uplift").join(name)).unwrap();
        }
    });
}

/// What templates and folders call is read inside only, too.
#[test]
fn a_link_that_is_named_leads_nowhere_outside() {
    let typed = ["comment gitlab", "page", "merge", "scan infra --config", "baseline show --file", "fix infra --from"];
    for typed in typed {
        let estate = hostile();
        symlink(estate.path().join("outside/credentials"), estate.path().join("repo/named.yaml")).unwrap();
        let command: Vec<&str> = typed.split(' ').chain(["named.yaml"]).collect();
        let (code, said) = run_as(&estate, &command);
        assert!(code == Some(2) && !said.contains("ghp-outside"), "{typed}\n{said}");
        assert!(said.contains("out of the repository"), "{typed}\n{said}");
    }
}

#[test]
fn calls_and_deployments_lead_nowhere_outside() {
    nothing_leaks(|repo, _| {
        let module =
            "module \"m\" {\n  source = \"../../outside\"\n}\nlocals {\n  x = file(\"../../outside/credentials\")\n}\n";
        fs::write(repo.join("infra/main.tf"), module).unwrap();
        let bicep =
            "module m '../../outside/a.bicep' = { name: 'm' }\nvar x = loadTextContent('../../outside/credentials')\n";
        fs::write(repo.join("infra/main.bicep"), bicep).unwrap();
        let deployments = "deployments:\n  - { template: ../outside/a.bicep }\n  - { folder: ../outside }\n";
        fs::write(repo.join("uplift.yaml"), deployments).unwrap();
    });
}

#[test]
fn settings_name_nothing_outside_unless_it_is_said() {
    for named in [
        "policies: [../outside/credentials]",
        "exemptions: [../outside/credentials]",
        "baseline: ../outside/new.json",
        "policies: [/etc/passwd]",
        "exemptions: [/proc/self/environ]",
    ] {
        nothing_leaks_in(&FIRST, |repo, _| fs::write(repo.join("uplift.yaml"), format!("{named}\n")).unwrap());
    }
    // Above a link is what is above the place that it leads to.
    for named in ["exemptions: [ln/../credentials]", "baseline: ln/../new.json", "policies: [ln/../b.json]"] {
        nothing_leaks_in(&FIRST, |repo, outside| {
            fs::create_dir(outside.join("sub")).unwrap();
            symlink(outside.join("sub"), repo.join("ln")).unwrap();
            fs::write(repo.join("uplift.yaml"), format!("{named}\n")).unwrap();
        });
    }
    let estate = hostile();
    estate.add("outside/more.yaml", b"controls: []\nrecommendations: []\n");
    estate.add("repo/uplift.yaml", b"policies: [../outside/more.yaml]\n");
    let (code, said) = run(&estate, &["scan", "infra"]);
    assert!(code == Some(2) && said.contains("this leads out of the repository"), "{said}");
    let (code, said) = run(&estate, &["scan", "infra", "--outside"]);
    assert_eq!(code, Some(0), "{said}");
}

/// What stands above a repository governs nothing in it: the gate, which reads commits, never sees it.
#[test]
fn settings_above_the_repository_govern_nothing_in_it() {
    let estate = Estate::empty();
    estate.directory("repo/.git");
    estate.add("repo/infra/a.yaml", b"- { type: Microsoft.Storage/storageAccounts, name: a, properties: {} }\n");
    let score = || estate.run(&["scan", "repo/infra"]);
    let alone = score();
    estate.add("uplift.yaml", b"recommendations: { storage-min-tls: { enabled: false } }\n");
    assert_eq!(score(), alone);
    fs::remove_dir(estate.path().join("repo/.git")).unwrap();
    assert_ne!(score(), alone, "without a repository it is the nearest one above");
}

#[test]
fn pipes_are_no_settings() {
    let estate = hostile();
    let fifo = estate.path().join("repo/pipe");
    assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    estate.add("repo/uplift.yaml", b"exemptions: [pipe]\n");
    let (code, said) = run(&estate, &["scan", "infra"]);
    assert!(code == Some(2) && said.contains("this is a device or a pipe, and no file"), "{said}");
}

#[test]
fn a_pipe_or_a_device_that_is_named_is_read_as_no_file() {
    let estate = hostile();
    let repo = estate.path().join("repo");
    assert!(Command::new("mkfifo").arg(repo.join("infra/pipe.json")).status().unwrap().success());
    let (_, said) = run(&estate, &["scan", "infra/a.json", "infra/pipe.json"]);
    assert!(said.contains("this is a device or a pipe, and no file"), "{said}");
    fs::rename(repo.join("infra/pipe.json"), repo.join("uplift.yaml")).unwrap();
    let (code, said) = run(&estate, &["scan", "infra"]);
    assert!(code == Some(2) && said.contains("no file of settings"), "{said}");
    fs::remove_file(repo.join("uplift.yaml")).unwrap();
    symlink("/dev/zero", repo.join("uplift.yaml")).unwrap();
    assert_eq!(run(&estate, &["scan", "infra"]).0, Some(2));
}

#[test]
fn ignore_files_are_read_inside_only() {
    let estate = hostile();
    let repo = estate.path().join("repo");
    let healthy = [("b", "infra/b.json"), ("c", "infra/c.json")];
    for (name, file) in healthy {
        estate.add(&format!("repo/{file}"), format!("[{}]", storage("s1", "g", name, true)).as_bytes());
    }
    estate.add("outside/ignore", b"a.json\n");
    estate.add(".ignore", b"a.json\n");
    let judged = || run(&estate, &["scan", "infra"]);
    symlink("/dev/zero", repo.join("infra/.gitignore")).unwrap();
    symlink("../../outside/ignore", repo.join("infra/.ignore")).unwrap();
    let (code, said) = judged();
    assert!(code == Some(0) && said.contains("1 of 3"), "{said}");
    for file in [".gitignore", ".ignore"] {
        assert!(said.contains(&format!("infra/{file}")) && said.contains("leads out of the repository"), "{said}");
        fs::remove_file(repo.join("infra").join(file)).unwrap();
    }
    assert!(Command::new("mkfifo").arg(repo.join("infra/.ignore")).status().unwrap().success());
    let (code, said) = judged();
    assert!(code == Some(0) && said.contains("1 of 3") && said.contains("a device or a pipe"), "{said}");
    fs::remove_file(repo.join("infra/.ignore")).unwrap();
    let file = fs::File::create(repo.join(".gitignore")).unwrap();
    file.set_len(10_000_000_000).unwrap();
    let (code, said) = judged();
    assert!(code == Some(2) && said.contains("an ignore file of 10000000000 bytes"), "{said}");
    fs::remove_file(repo.join(".gitignore")).unwrap();
    fs::write(repo.join("rules/ignore"), "b.json\n").unwrap();
    symlink("../rules/ignore", repo.join("infra/.ignore")).unwrap();
    fs::write(repo.join(".ignore"), "c.json\n").unwrap();
    let (code, said) = judged();
    assert!(code == Some(0) && said.contains("1 of 1"), "{said}");
}

#[test]
fn no_output_takes_the_place_of_what_somebody_wrote() {
    let estate = hostile();
    let account = format!("[{}]", storage("s1", "g", "st", false));
    let exempt = format!(
        "- id: e\n  scope: {SCOPE}\n  recommendations: [storage-https]\n  category: Waiver\n  reason: r\n  expiresOn: 2020-01-01\n"
    );
    let held = [
        ("infra/a.json", account.as_str()),
        ("other.json", &account),
        ("broken.json", "[{ \"id\": \"/subscriptions/"),
        ("uplift.yaml", "exemptions: [exemptions.yaml, none.json, odd.txt]\nbaseline: known.json\n"),
        ("other.yaml", "excludes: []\n"),
        ("none.json", "[]"),
        ("odd.txt", "[]"),
        ("infra/a.parameters.json", "{ \"parameters\": { \"a\": { \"value\": 1 } } }"),
        ("values.json", "{ \"a\": 1 }"),
        ("manifest.json", "{ \"schema\": \"uplift.fix/1\" }"),
        ("package.json", "{ \"name\": \"x\" }"),
        (".gitignore", "x\n"),
        ("infra/.ignore", "x\n"),
        ("exemptions.yaml", &exempt),
        ("known.json", "{ \"findings\": [] }"),
        ("rules/policy.yaml", POLICY),
        (".git/config.json", "1"),
    ];
    for (name, text) in held {
        estate.add(&format!("repo/{name}"), text.as_bytes());
    }
    for (name, text) in held {
        let report = format!("json={name}");
        let commands: [&[&str]; 5] = [
            &["scan", "infra", "--report", &report],
            &["list", "--report", &report],
            &["exemptions", "infra", "--report", &report],
            &["fix", "infra", "--report", &report],
            &["fix", "infra", "-o", name],
        ];
        for command in commands {
            let (code, said) = run(&estate, command);
            let refused = said.contains("no report takes its place") || said.contains("git's own directory");
            assert!(code == Some(2) && refused, "{command:?}\n{said}");
            assert_eq!(fs::read_to_string(estate.path().join("repo").join(name)).unwrap(), text, "{command:?}");
        }
    }
}

#[test]
fn a_report_takes_the_place_of_a_report() {
    let estate = hostile();
    estate.add("repo/empty.json", b"");
    let formats = [
        "json=r.json",
        "ndjson=r.ndjson",
        "sarif=r2.json",
        "gitlab=r3.json",
        "rdjson=r4.json",
        "secure-scores=r5.json",
        "json=empty.json",
    ];
    let scans = formats.map(|report| ["scan", "infra", "--report", report]);
    let others = [
        ["list", "--report", "json=l.json", "--outside"],
        ["exemptions", "infra", "--report", "json=e.json"],
        ["test", "rules", "--report", "json=t.json"],
        ["fix", "infra", "--out-dir", "od"],
        ["fix", "infra", "--report", "gitlab=r3.json"],
    ];
    for command in scans.iter().chain(&others).chain(&scans[..1]) {
        for _ in 0..2 {
            let (_, said) = run(&estate, command);
            assert!(!said.contains("takes its place"), "{command:?}\n{said}");
        }
    }
    let healthy = format!("[{}]", storage("s1", "g", "st", true));
    estate.add("repo/infra/a.json", healthy.as_bytes());
    for _ in 0..2 {
        let (code, said) = run(&estate, &["scan", "infra", "--report", "gitlab=r3.json"]);
        assert_eq!(code, Some(0), "a report of no finding\n{said}");
    }
}

/// What only the flags and settings of a run make files to read, whatever they are called.
#[test]
fn no_output_takes_the_place_of_what_a_run_reads() {
    let files = [
        ("other.txt", "excludes: []\n"),
        ("od/s1/g/manifest.json", "{ \"a\": 1 }"),
        ("od/s1/g/summary.md", "- a\n"),
        ("accepted.txt", "{ \"schema\": \"uplift.fix/1\" }"),
        ("values.txt", "{}"),
    ];
    let commands: [&[&str]; 7] = [
        &["scan", "infra", "--config", "other.txt", "--report", "text=other.txt"],
        &["list", "--config", "other.txt", "--report", "json=other.txt"],
        &["fix", "infra", "--from", "accepted.txt", "-o", "accepted.txt"],
        &["fix", "infra", "--parameters", "values.txt", "--report", "text=./values.txt"],
        &["fix", "infra", "--out-dir", "od"],
        &["fix", "infra", "--from", "od/s1/g/manifest.json", "--out-dir", "od"],
        &["fix", "infra", "--config", "od/s1/g/summary.md", "--out-dir", "od"],
    ];
    for command in commands {
        let estate = hostile();
        files.iter().for_each(|(name, text)| estate.add(&format!("repo/{name}"), text.as_bytes()));
        let (code, said) = run(&estate, command);
        assert_eq!(code, Some(2), "{command:?}\n{said}");
        for (name, text) in files {
            assert_eq!(fs::read_to_string(estate.path().join("repo").join(name)).unwrap(), text, "{command:?}\n{said}");
        }
    }
}

const SCOPE: &str = "/subscriptions/s1/resourceGroups/g";

#[test]
fn nothing_is_written_through_links_out_or_into_submodules_or_into_git() {
    let outputs: [&[&str]; 6] = [
        &["scan", "infra", "--report", "json=DIR/r.json"],
        &["fix", "infra", "-o", "DIR/p.patch"],
        &["fix", "infra", "--out-dir", "DIR/od"],
        &["baseline", "create", "infra", "--file", "DIR/b.yaml"],
        &[
            "exempt",
            "st",
            "infra",
            "--recommendation",
            "storage-https",
            "--reason",
            "r",
            "--until",
            "2027-01-01",
            "--file",
            "DIR/e.yaml",
        ],
        &["gate", "infra", "--cache", "DIR/c"],
    ];
    for is_repository in [true, false] {
        for output in outputs {
            let estate = hostile();
            let repo = estate.path().join("repo");
            estate.directory("repo/sub/.git");
            symlink("../outside", repo.join("away")).unwrap();
            if !is_repository {
                fs::remove_dir(repo.join(".git")).unwrap();
            }
            let before = outside(&estate);
            for directory in ["away", "sub", ".git"].into_iter().filter(|name| is_repository || *name == "away") {
                let typed: Vec<String> = output.iter().map(|word| word.replace("DIR", directory)).collect();
                let (code, said) = run(&estate, &typed.iter().map(String::as_str).collect::<Vec<_>>());
                assert_eq!(code, Some(2), "{typed:?}\n{said}");
                let left = |name: &str| fs::read_dir(repo.join(name)).map_or(0, Iterator::count);
                assert_eq!((outside(&estate), left("sub")), (before.clone(), 1), "{typed:?}\n{said}");
                assert_eq!(left(".git"), 0, "{typed:?}\n{said}");
            }
        }
    }
    let estate = hostile();
    let (code, said) = run(&estate, &["scan", "infra", "--report", "json=../outside/r.json"]);
    assert!(code == Some(0) && outside(&estate).len() == 8, "a place that is typed is meant\n{said}");
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
