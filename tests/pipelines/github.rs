//! The GitHub Action: its steps, run in order by their own conditions, with GitHub's environment variables.

use crate::repository::{Forge, History, Mark, git, storage};
use crate::steps::{UPLIFT, evaluate, expand, shell, text, yaml};
use serde_yaml::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// What a workflow gives to the Action.
#[derive(Default)]
pub struct Workflow<'w> {
    pub inputs: &'w [(&'w str, &'w str)],
    /// Fields of `github.event`.
    pub event: &'w [(&'w str, &'w str)],
    pub variables: &'w [(&'w str, &'w str)],
}

/// What became of it.
pub struct Ran {
    pub outputs: BTreeMap<String, String>,
    /// Of the job: 0 when no step failed.
    pub code: i32,
    pub log: String,
    summary: String,
    /// Steps that use other actions, as their name and what they are given.
    used: Vec<(String, BTreeMap<String, String>)>,
}

pub const PULL_REQUEST: &[(&str, &str)] = &[("GITHUB_EVENT_NAME", "pull_request"), ("GITHUB_BASE_REF", "main")];

impl Workflow<'_> {
    pub fn run(&self, forge: &Forge) -> Ran {
        let action = yaml("action.yml");
        let mut ran =
            Ran { outputs: BTreeMap::new(), code: 0, log: String::new(), summary: String::new(), used: Vec::new() };
        let mut known = self.known(&action);
        for step in action["runs"]["steps"].as_sequence().unwrap() {
            let condition = step["if"].as_str().unwrap_or("'true'");
            let wanted = !evaluate(condition, &|name| known.get(name).cloned().unwrap_or_default()).is_empty();
            if wanted && (ran.code == 0 || condition.contains("always()")) {
                self.step(step, &mut known, forge, &mut ran);
            }
        }
        let outputs = action["outputs"].as_mapping().unwrap();
        ran.outputs = outputs.iter().map(|(name, output)| (string(name), filled(&output["value"], &known))).collect();
        ran.summary = std::fs::read_to_string(forge.path("temporary/summary")).unwrap_or_default();
        ran
    }

    /// Every name that expressions of the Action may use.
    fn known(&self, action: &Value) -> BTreeMap<String, String> {
        let inputs = action["inputs"].as_mapping().unwrap();
        let mut known: BTreeMap<String, String> = inputs
            .iter()
            .map(|(name, input)| (format!("inputs.{}", string(name)), string(&input["default"])))
            .collect();
        known.insert("inputs.binary".to_owned(), UPLIFT.to_owned());
        for (name, value) in self.inputs {
            let old = known.insert(format!("inputs.{name}"), (*value).to_owned());
            assert!(old.is_some(), "the Action has no input {name}");
        }
        known.extend(self.event.iter().map(|(name, value)| (format!("github.event.{name}"), (*value).to_owned())));
        known
    }

    fn step(&self, step: &Value, known: &mut BTreeMap<String, String>, forge: &Forge, ran: &mut Ran) {
        if let Some(used) = step["uses"].as_str() {
            let with = step["with"].as_mapping().unwrap();
            let with = with.iter().map(|(name, value)| (string(name), filled(value, known))).collect();
            ran.used.push((used.to_owned(), with));
            return;
        }
        assert_eq!(step["shell"].as_str(), Some("bash"));
        let temporary = forge.path("temporary");
        let output = temporary.join("output");
        std::fs::write(&output, "").unwrap();
        let mut variables: BTreeMap<String, String> = [
            ("GITHUB_OUTPUT", output.display().to_string()),
            ("GITHUB_STEP_SUMMARY", temporary.join("summary").display().to_string()),
            ("GITHUB_ACTION_PATH", env!("CARGO_MANIFEST_DIR").to_owned()),
            ("GITHUB_WORKSPACE", forge.checkout_path().display().to_string()),
            ("RUNNER_TEMP", temporary.display().to_string()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into();
        variables.extend(self.variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        if let Some(env) = step["env"].as_mapping() {
            variables.extend(env.iter().map(|(name, value)| (string(name), filled(value, known))));
        }
        let directory = forge.checkout_path().join(filled(&step["working-directory"], known));
        let bash = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c"];
        let result = shell(&bash, step["run"].as_str().unwrap(), &directory, &variables);
        ran.log += &String::from_utf8_lossy(&result.stdout);
        ran.log += &String::from_utf8_lossy(&result.stderr);
        if !result.status.success() {
            ran.code = result.status.code().unwrap();
        }
        for line in std::fs::read_to_string(output).unwrap().lines() {
            let (name, value) = line.split_once('=').unwrap();
            known.insert(format!("steps.{}.outputs.{name}", step["id"].as_str().unwrap()), value.to_owned());
        }
    }
}

fn string(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn filled(value: &Value, known: &BTreeMap<String, String>) -> String {
    expand(value.as_str().unwrap_or_default(), &|name| known.get(name).cloned().unwrap_or_default())
}

/// A main branch with an old finding, on which others worsened another file after the topic branches had left it.
pub fn company() -> (History, Mark) {
    let mut history = History::default();
    let first = history.commit(
        "heads/main",
        &[],
        &[("infra/old.json", &storage("old", false)), ("infra/shop.json", &storage("shop", true))],
    );
    let fork = history.walk("heads/main", first, 300);
    let theirs = history.commit("heads/main", &[fork], &[("infra/theirs.json", &storage("theirs", false))]);
    let main = history.walk("heads/main", theirs, 60);
    let worse = history.commit("heads/worse", &[fork], &[("infra/shop.json", &storage("shop", false))]);
    let worse = history.walk("heads/worse", worse, 3);
    // What GitHub would merge.
    let files = [("infra/shop.json", storage("shop", false))];
    history.commit("pull/1/merge", &[main, worse], &[(files[0].0, &files[0].1)]);
    let better = history.commit("heads/better", &[fork], &[("infra/old.json", &storage("old", true))]);
    history.walk("heads/better", better, 3);
    (history, fork)
}

fn is_shallow(forge: &Forge) -> bool {
    git(&forge.checkout_path(), &["rev-parse", "--is-shallow-repository"]) == "true"
}

pub fn a_pull_request_that_makes_things_worse_fails() {
    let forge = Forge::with(&company().0);
    forge.check_out_shallow("refs/pull/1/merge");
    let ran =
        Workflow { variables: PULL_REQUEST, inputs: &[("upload-sarif", "true")], ..Default::default() }.run(&forge);
    assert_eq!((ran.code, &*ran.outputs["verdict"], &*ran.outputs["exit-code"]), (1, "failed", "1"), "{}", ran.log);
    assert_eq!(ran.outputs["base"], git(&forge.checkout_path(), &["rev-parse", "refs/remotes/origin/main"]));
    assert!(ran.log.contains("::error file=infra/shop.json,line=6,col="), "{}", ran.log);
    assert!(!ran.log.contains("file=infra/theirs.json") && !ran.log.contains("file=infra/old.json"), "{}", ran.log);
    assert!(ran.summary.contains("gate failed"), "{}", ran.summary);
    for file in ["comment-file", "json-file", "sarif-file"] {
        assert!(Path::new(&ran.outputs[file]).is_file(), "{file}");
    }
    let score = |name: &str| ran.outputs[name].parse::<f64>().unwrap();
    assert!(score("score") < score("score-before"));
    let [(uses, with)] = &ran.used[..] else { panic!("{:?}", ran.used) };
    assert!(uses.starts_with("github/codeql-action/upload-sarif@"));
    assert_eq!((&with["sarif_file"], &*with["category"]), (&ran.outputs["sarif-file"], "uplift"));
    assert!(is_shallow(&forge), "it fetches what it needs, and no more");
}

pub fn a_pull_request_that_makes_things_better_passes() {
    let forge = Forge::with(&company().0);
    // The branch itself instead of the merge: the history goes back to where both parted.
    forge.check_out_shallow("refs/heads/better");
    let ran = Workflow { variables: PULL_REQUEST, ..Default::default() }.run(&forge);
    assert_eq!((ran.code, &*ran.outputs["verdict"], &*ran.outputs["exit-code"]), (0, "passed", "0"), "{}", ran.log);
    assert!(ran.used.is_empty() && is_shallow(&forge));
}

pub fn a_later_common_commit_is_not_hidden_by_history_that_was_cut_off() {
    let (mut history, fork) = company();
    // The way over a side branch to a common commit is short, that to the right one is long.
    let theirs = history.commit("heads/trunk", &[fork], &[("infra/theirs.json", &storage("theirs", false))]);
    let right = history.walk("heads/trunk", theirs, 20);
    history.walk("heads/trunk", right, 5);
    let side = history.walk("heads/side", fork, 1);
    let long = history.walk("heads/long", right, 60);
    history.commit("heads/long", &[long, side], &[]);
    let forge = Forge::with(&history);
    forge.check_out_shallow("refs/heads/long");
    let variables = [("GITHUB_EVENT_NAME", "pull_request"), ("GITHUB_BASE_REF", "trunk")];
    let ran = Workflow { variables: &variables, ..Default::default() }.run(&forge);
    assert_eq!((ran.code, &*ran.outputs["verdict"]), (0, "passed"), "{}", ran.log);
}

pub fn a_push_is_compared_with_what_the_branch_was() {
    let forge = Forge::with(&company().0);
    forge.check_out_shallow("refs/heads/worse");
    let push = [("GITHUB_EVENT_NAME", "push")];
    let before = forge.id("worse~1");
    let ran = Workflow { variables: &push, event: &[("before", &before)], ..Default::default() }.run(&forge);
    assert_eq!((ran.code, &*ran.outputs["verdict"], &ran.outputs["base"]), (0, "passed", &before), "{}", ran.log);
    let new = "0".repeat(40);
    let event = [("before", &*new), ("repository.default_branch", "main")];
    let ran = Workflow { variables: &push, event: &event, ..Default::default() }.run(&forge);
    assert_eq!((ran.code, &*ran.outputs["verdict"]), (1, "failed"), "{}", ran.log);
}

/// The results that a run uploads.
fn uploaded(ran: &Ran) -> serde_json::Value {
    let [(_, with)] = &ran.used[..] else { panic!("{:?} {}", ran.used, ran.log) };
    let log: serde_json::Value = serde_json::from_slice(&std::fs::read(&with["sarif_file"]).unwrap()).unwrap();
    log["runs"][0]["results"].clone()
}

pub fn a_push_uploads_what_the_branch_is_and_a_request_for_its_documents_the_same() {
    let (mut history, fork) = company();
    let waived =
        "- { id: w, scope: '**', recommendations: [storage-secure-transfer], category: Waiver, reason: later }\n";
    let files = [("exemptions.yaml", waived), ("uplift.yaml", "exemptions: [exemptions.yaml]\n")];
    let waives = history.commit("heads/waived", &[fork], &files);
    history.walk("heads/docs", waives, 2);
    let inputs = [("upload-sarif", "true"), ("args", "--strict")];
    let run = |name: &str, variables, event: &[(&str, &str)]| {
        let forge = Forge::with(&history);
        forge.check_out_shallow(&format!("refs/heads/{name}"));
        let ran = Workflow { variables, inputs: &inputs, event }.run(&forge);
        assert_eq!(ran.code, 0, "{}", ran.log);
        uploaded(&ran)
    };
    let before = Forge::with(&history).id("waived~1");
    let pushed = run("waived", &[("GITHUB_EVENT_NAME", "push")], &[("before", &before)]);
    let requested = run("docs", &[("GITHUB_EVENT_NAME", "pull_request"), ("GITHUB_BASE_REF", "waived")], &[]);
    assert_eq!(pushed, requested);
    // By its own exemption, which does not judge the push itself.
    let results = pushed.as_array().unwrap();
    let is_exempt = |result: &&serde_json::Value| result["suppressions"][0]["status"] == "accepted";
    assert!(results.iter().all(|result| result["baselineState"] == "unchanged"), "{pushed}");
    assert_eq!((results.len(), results.iter().filter(is_exempt).count()), (25, 1), "{pushed}");
}

pub fn a_comment_that_cannot_be_left_is_no_verdict() {
    let forge = Forge::with(&company().0);
    forge.check_out_shallow("refs/heads/better");
    let inputs = [("comment", "true"), ("token", "t0ken")];
    // Nobody listens there.
    let server = ("GITHUB_SERVER_URL", "http://127.0.0.1:9");
    let request = [PULL_REQUEST[0], PULL_REQUEST[1], ("GITHUB_REF", "refs/pull/1/merge"), server];
    let request = [&request[..], &[("GITHUB_REPOSITORY", "contoso/estate")]].concat();
    let ran = Workflow { variables: &request, inputs: &inputs, ..Default::default() }.run(&forge);
    assert_eq!((ran.code, &*ran.outputs["verdict"]), (0, "passed"), "{}", ran.log);
    assert!(ran.log.contains("GitHub did not take the comment") && !ran.log.contains("t0ken"), "{}", ran.log);
    assert!(ran.log.contains("::warning title=Uplift::The comment could not be left"), "{}", ran.log);
    // A push has no request to comment on.
    let ran = Workflow { variables: PULL_REQUEST, inputs: &inputs, ..Default::default() }.run(&forge);
    assert!(ran.code == 0 && !ran.log.contains("comment could not be left"), "{}", ran.log);
}

pub fn a_merge_queue_is_compared_with_its_base() {
    let forge = Forge::with(&company().0);
    forge.check_out_shallow("refs/pull/1/merge");
    let base = forge.id("main");
    let variables = [("GITHUB_EVENT_NAME", "merge_group")];
    let event = [("merge_group.base_sha", &*base)];
    let ran = Workflow { variables: &variables, event: &event, ..Default::default() }.run(&forge);
    assert_eq!((ran.code, &ran.outputs["base"]), (1, &base), "{}", ran.log);
}

pub fn what_could_not_be_judged_does_not_pass() {
    let (mut history, fork) = company();
    history.commit("heads/broken", &[fork], &[("infra/shop.json", "[{")]);
    let forge = Forge::with(&history);
    forge.check_out_shallow("refs/heads/broken");
    let ran = Workflow { variables: PULL_REQUEST, ..Default::default() }.run(&forge);
    assert_eq!(
        (ran.code, &*ran.outputs["verdict"], &*ran.outputs["exit-code"]),
        (2, "could-not-judge", "2"),
        "{}",
        ran.log
    );

    for (inputs, said) in [
        (&[][..], "names nothing to compare with"),
        (&[("base", "no-such-branch")][..], "could not be fetched"),
        (&[("base", "main"), ("head", "no-such-commit")][..], "names no commit"),
        (&[("base", "main"), ("args", "--no-such-flag")][..], "--no-such-flag"),
    ] {
        let variables = [("GITHUB_EVENT_NAME", "workflow_dispatch")];
        let ran = Workflow { variables: &variables, inputs, ..Default::default() }.run(&forge);
        assert_eq!((ran.code, &*ran.outputs["verdict"]), (2, "could-not-judge"), "{}", ran.log);
        assert!(ran.log.contains(said), "{}", ran.log);
        assert_eq!(ran.outputs["comment-file"], "", "an old report is no result");
    }
}

pub fn inputs_reach_the_gate_word_for_word() {
    let mut history = History::default();
    let odd = "a $(touch pwned) 'b' *";
    let file = |name: &str| format!("\"{odd}/{name}.json\"");
    let first = history.commit("heads/main", &[], &[(&file("shop"), &storage("shop", true))]);
    history.commit("heads/odd`touch${IFS}pwned`", &[first], &[]);
    history.commit("heads/worse", &[first], &[(&file("shop"), &storage("shop", false))]);
    let forge = Forge::with(&history);
    forge.check_out_whole("refs/heads/worse");
    let variables = [("GITHUB_EVENT_NAME", "pull_request"), ("GITHUB_BASE_REF", "odd`touch${IFS}pwned`")];
    let paths = format!("{odd}\r\n\n");
    let inputs = [
        ("paths", &*paths),
        ("report-only", "true"),
        ("fail-on-new", "low"),
        ("args", "--max-score-drop=1 points\n--min-score\n90%"),
    ];
    let ran = Workflow { variables: &variables, inputs: &inputs, ..Default::default() }.run(&forge);
    assert_eq!(ran.code, 0, "{}", ran.log);
    assert_eq!(ran.outputs["verdict"], "reported");
    let report: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(&ran.outputs["json-file"]).unwrap()).unwrap();
    let settings: Vec<&str> =
        report["rules"].as_array().unwrap().iter().filter_map(|rule| rule["setting"].as_str()).collect();
    assert!(
        ["low", "1 point", "90"].iter().all(|set| settings.iter().any(|setting| setting.starts_with(set))),
        "{settings:?}"
    );
    assert!(!forge.checkout_path().join("pwned").exists());
}

pub fn the_working_tree_is_judged_when_asked() {
    let forge = Forge::with(&company().0);
    forge.check_out_whole("refs/heads/better");
    std::fs::write(forge.path("checkout/infra/made.json"), storage("made", false)).unwrap();
    let ran = Workflow { variables: PULL_REQUEST, ..Default::default() }.run(&forge);
    assert_eq!(ran.code, 0, "{}", ran.log);
    let inputs = [("head", "working-tree"), ("working-directory", "infra")];
    let ran = Workflow { variables: PULL_REQUEST, inputs: &inputs, ..Default::default() }.run(&forge);
    assert_eq!(ran.code, 1, "{}", ran.log);
    assert!(ran.log.contains("file=infra/made.json"), "{}", ran.log);
    assert!(!is_shallow(&forge), "a full clone stays one");
}

pub fn the_program_has_a_name_in_the_cache() {
    let forge = Forge::with(&company().0);
    forge.check_out_shallow("refs/heads/better");
    let action = yaml("action.yml");
    let (workflow, mut ran) =
        (Workflow::default(), Workflow { variables: PULL_REQUEST, ..Default::default() }.run(&forge));
    let mut known = workflow.known(&action);
    workflow.step(&action["runs"]["steps"][0], &mut known, &forge, &mut ran);
    workflow.step(&action["runs"]["steps"][1], &mut known, &forge, &mut ran);
    let (uses, with) = &ran.used[0];
    let digest = with["key"].rsplit('-').next().unwrap();
    assert!(uses.starts_with("actions/cache@") && digest.len() == 40, "{with:?} {}", ran.log);
    assert!(with["path"].ends_with("/uplift-program"));
}

pub fn no_script_holds_an_expression() {
    let action = yaml("action.yml");
    for step in action["runs"]["steps"].as_sequence().unwrap() {
        assert!(!step["run"].as_str().unwrap_or_default().contains("${{"), "{step:?}");
    }
    for script in text("examples/pipelines/azure-pipelines/gate.yml").split("- bash: |").skip(1) {
        assert!(!script.split("displayName").next().unwrap().contains("${{"));
    }
}
