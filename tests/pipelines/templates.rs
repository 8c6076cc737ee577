//! The templates for GitLab and Azure Pipelines: their scripts, run with the variables of their runners.

use crate::repository::{Forge, History, Mark, storage};
use crate::steps::{UPLIFT, shell, text, yaml};
use serde_yaml::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Output;

pub const GITLAB: &str = "examples/pipelines/gitlab/templates/gate.yml";
pub const AZURE: &str = "examples/pipelines/azure-pipelines/gate.yml";

/// A main branch with an old finding, and a branch that makes things worse.
fn company() -> (History, Mark) {
    let mut history = History::default();
    let first = history.commit(
        "heads/main",
        &[],
        &[("infra/old.json", &storage("old", false)), ("infra/shop.json", &storage("shop", true))],
    );
    let worse = history.commit("heads/worse", &[first], &[("infra/shop.json", &storage("shop", false))]);
    let main = history.commit("heads/main", &[first], &[("infra/theirs.json", &storage("theirs", false))]);
    let merged = storage("shop", false);
    let merge = history.commit("pull/1/merge", &[main, worse], &[("infra/shop.json", &merged)]);
    (history, merge)
}

fn variables(given: &[(&str, &str)]) -> BTreeMap<String, String> {
    let mut variables: BTreeMap<String, String> =
        given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    // As where the program is installed.
    let bin = Path::new(UPLIFT).parent().unwrap().display();
    let path = format!("{bin}:{}", std::env::var("PATH").unwrap());
    variables.insert("PATH".to_owned(), path);
    variables
}

fn printed(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// The component's jobs, with the defaults of its inputs filled in.
pub fn gitlab_jobs() -> String {
    let file = text(GITLAB);
    let (head, jobs) = file.split_once("\n---\n").unwrap();
    let head: Value = serde_yaml::from_str(head).unwrap();
    let inputs = head["spec"]["inputs"].as_mapping().unwrap();
    let jobs = inputs.iter().fold(jobs.to_owned(), |jobs, (name, input)| {
        let place = format!("$[[ inputs.{} ]]", name.as_str().unwrap());
        assert!(jobs.contains(&place), "{place} is not used");
        jobs.replace(&place, input["default"].as_str().unwrap())
    });
    assert!(!jobs.contains("$[["), "an input that there is not");
    jobs
}

/// Runs a job of the component in a checkout.
pub fn gitlab(forge: &Forge, job: &str, given: &[(&str, &str)]) -> Output {
    let jobs: Value = serde_yaml::from_str(&gitlab_jobs()).unwrap();
    let mut variables = variables(given);
    for (name, value) in jobs[".uplift"]["variables"].as_mapping().unwrap() {
        variables.entry(name.as_str().unwrap().to_owned()).or_insert(value.as_str().unwrap().to_owned());
    }
    let lines = [&jobs[".uplift"]["before_script"], &jobs[job]["script"]];
    let lines = lines.iter().flat_map(|lines| lines.as_sequence().unwrap()).map(|line| line.as_str().unwrap());
    let script: Vec<&str> = lines.collect();
    // The least that images have.
    shell(&["sh", "-e", "-c"], &script.join("\n"), &forge.checkout_path(), &variables)
}

pub fn gitlab_judges_a_merge_request() {
    let forge = Forge::with(&company().0);
    forge.check_out_whole("refs/heads/worse");
    let (fork, head) = (forge.id("worse~1"), forge.id("worse"));
    let request = [("CI_MERGE_REQUEST_DIFF_BASE_SHA", &*fork), ("CI_COMMIT_SHA", &*head)];
    let output = gitlab(&forge, "uplift-gate", &request);
    assert_eq!(output.status.code(), Some(1), "{}", printed(&output));
    assert!(printed(&output).contains("Gate failed"));
    let read = |name: &str| std::fs::read_to_string(forge.path("checkout").join(name)).unwrap();
    let issues: Value = serde_yaml::from_str(&read("gl-code-quality.json")).unwrap();
    let files: Vec<_> = issues.as_sequence().unwrap().iter().map(|issue| &issue["location"]["path"]).collect();
    assert!(files.iter().any(|file| *file == "infra/old.json") && files.iter().any(|file| *file == "infra/shop.json"));
    assert!(read("uplift-junit.xml").contains("<testsuites") && read("uplift-comment.md").contains("gate failed"));

    let unchanged = [("CI_MERGE_REQUEST_DIFF_BASE_SHA", &*head), ("CI_COMMIT_SHA", &*head)];
    assert_eq!(gitlab(&forge, "uplift-gate", &unchanged).status.code(), Some(0));
    let lost = "1".repeat(40);
    let lost = [("CI_MERGE_REQUEST_DIFF_BASE_SHA", &*lost), ("CI_COMMIT_SHA", &*head)];
    assert_eq!(gitlab(&forge, "uplift-gate", &lost).status.code(), Some(2));
}

pub fn gitlab_judges_merged_results_against_the_target() {
    let forge = Forge::with(&company().0);
    forge.check_out_whole("refs/pull/1/merge");
    let (fork, main, head) = (forge.id("worse~1"), forge.id("main"), forge.id("refs/pull/1/merge"));
    let request = [
        ("CI_MERGE_REQUEST_DIFF_BASE_SHA", &*fork),
        ("CI_MERGE_REQUEST_TARGET_BRANCH_SHA", &*main),
        ("CI_COMMIT_SHA", &*head),
        ("UPLIFT_ARGS", "--fail-on-new medium --report-only"),
    ];
    let output = gitlab(&forge, "uplift-gate", &request);
    let log = printed(&output);
    assert_eq!(output.status.code(), Some(0), "{log}");
    assert!(log.contains("infra/shop.json") && !log.contains("infra/theirs.json"), "{log}");
}

pub fn gitlab_trusts_no_program_of_the_change() {
    let mut history = History::default();
    history.commit("heads/main", &[], &[(".uplift/bin/uplift", "")]);
    let forge = Forge::with(&history);
    forge.check_out_whole("refs/heads/main");
    let output = gitlab(&forge, "uplift-scan", &[]);
    assert_eq!(output.status.code(), Some(2), "{}", printed(&output));
}

/// Runs the scripts of the template's steps; the exit code of the first that fails.
pub fn azure(forge: &Forge, parameters: &[(&str, &str)], given: &[(&str, &str)]) -> (i32, String) {
    let template = yaml(AZURE);
    let default = |name: &str| {
        let parameter =
            template["parameters"].as_sequence().unwrap().iter().find(|parameter| parameter["name"] == name);
        parameter.unwrap_or_else(|| panic!("no parameter {name}"))["default"].as_str().unwrap().to_owned()
    };
    let value = |name: &str| {
        let given = parameters.iter().find(|(given, _)| *given == name);
        given.map_or_else(|| default(name), |(_, value)| (*value).to_owned())
    };
    let mut log = String::new();
    for step in template["steps"].as_sequence().unwrap() {
        let Some(script) = step["bash"].as_str() else { continue };
        let mut variables = variables(given);
        variables.insert("AGENT_TEMPDIRECTORY".to_owned(), forge.path("temporary").display().to_string());
        for (name, text) in step["env"].as_mapping().unwrap() {
            let parameter =
                text.as_str().unwrap().strip_prefix("${{ parameters.").unwrap().strip_suffix(" }}").unwrap();
            variables.insert(name.as_str().unwrap().to_owned(), value(parameter));
        }
        let output = shell(&["bash", "--noprofile", "--norc", "-c"], script, &forge.checkout_path(), &variables);
        log += &printed(&output);
        if !output.status.success() {
            return (output.status.code().unwrap(), log);
        }
    }
    (0, log)
}

pub fn azure_judges_a_pull_request() {
    let forge = Forge::with(&company().0);
    forge.check_out_whole("refs/pull/1/merge");
    // Azure Repos names the whole ref, GitHub the branch.
    for target in ["refs/heads/main", "main"] {
        let (code, log) = azure(&forge, &[], &[("SYSTEM_PULLREQUEST_TARGETBRANCH", target)]);
        assert_eq!(code, 1, "{log}");
        assert!(log.contains("##vso[task.logissue type=error;sourcepath=infra/shop.json;"), "{log}");
        assert!(
            !log.contains("infra/theirs.json") && log.contains("##vso[task.setvariable variable=UPLIFT_REPORTED]true")
        );
        for name in ["uplift-junit.xml", "uplift.md", "CodeAnalysisLogs/uplift.sarif"] {
            assert!(forge.path("temporary/uplift-reports").join(name).is_file(), "{name}");
        }
    }
    let (code, log) = azure(&forge, &[("base", "HEAD"), ("paths", "infra\n")], &[]);
    assert_eq!(code, 0, "{log}");
    let (code, log) = azure(&forge, &[("args", "--report-only")], &[("SYSTEM_PULLREQUEST_TARGETBRANCH", "main")]);
    assert_eq!(code, 0, "{log}");
}

pub fn azure_says_what_it_could_not_judge() {
    let forge = Forge::with(&company().0);
    forge.check_out_whole("refs/heads/worse");
    let (code, log) = azure(&forge, &[], &[]);
    assert!(code == 2 && log.contains("##vso[task.logissue type=error]This is no pull request"), "{log}");
    let (code, log) = azure(&forge, &[], &[("SYSTEM_PULLREQUEST_TARGETBRANCH", "no-such-branch")]);
    assert!(code == 2 && !log.contains("UPLIFT_REPORTED"), "{log}");
}
