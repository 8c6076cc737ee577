//! The merge gate, and the score over time, in real repositories: what is printed, and how it ends.
//!
//! Each file of cases (`*.yaml`) has all that its cases print in a file of the same name beside it (`*.txt`). A case starts
//! from the repository of `base.yaml`, on the branch `change` at the commit of `main`. With `write`, it is judged twice: as
//! the working tree and, committed, as `--head HEAD`; both must say the same. With `steps`, it does what they say.
//!
//! The numbers can be checked by hand: `Transit` has 6 points and `Access` has 4. Of the four stores, three are healthy in
//! each: 6 · 3/4 + 4 · 3/4 = 7.5 of 10 points.
//!
//! Run the tests with `SNAPSHOTS=overwrite` to write the printed files anew, and check each line that differs.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod harmless;
mod history;
mod hundred;
mod repository;
mod resources;
mod shapes;
mod told;

use repository::Repository;
use serde_yaml::{Mapping, Value};
use snapbox::{Data, assert_data_eq};
use std::fmt::Write;
use std::path::Path;
use std::sync::LazyLock;

#[test]
fn changes() {
    run("changes");
}

#[test]
fn rules() {
    run("rules");
}

#[test]
fn governance() {
    run("governance");
}

#[test]
fn tricks() {
    run("tricks");
}

#[test]
fn bad_input() {
    run("bad_input");
}

#[test]
fn trust() {
    run("trust");
}

#[test]
fn standing() {
    run("standing");
}

#[test]
fn sight() {
    run("sight");
}

#[test]
fn templates() {
    run("templates");
}

#[test]
fn history() {
    run("history");
}

#[test]
fn whoever_stops_reading_changes_no_verdict() {
    let repository = BASE.copy();
    let worse = "{ infra/web.json: { web: { tls: '1.0', open: 'no' }, api: { tls: '1.2', open: 'yes' } } }";
    repository.write(&serde_yaml::from_str(worse).unwrap());
    for flags in ["", "--explain --all", "--report-only"] {
        let code = if flags == "--report-only" { 0 } else { 1 };
        assert_eq!(repository.unheard(&format!("--base main {flags}")), Some(code), "{flags}");
    }
    for format in
        ["text", "json", "sarif", "junit", "markdown", "github", "gitlab", "azure-devops", "rdjson", "csv", "ndjson"]
    {
        let file = format!("{format}.report");
        let flags = format!("--base main --report {format} --report {format}={file}");
        assert_eq!(repository.unheard(&flags), Some(1), "{format}");
        assert!(repository.has(&file), "{format}: the file is written all the same");
    }
}

#[test]
fn reports_for_programs_hold_every_finding_and_change_nothing() {
    let repository = BASE.copy();
    let worse = "{ infra/web.json: { web: { tls: '1.0', open: 'no' }, api: { tls: '1.2', open: 'yes' } } }";
    repository.write(&serde_yaml::from_str(worse).unwrap());
    let printed = |flags: &str| {
        let printed = repository.gate(&format!("--base main {flags}"), "");
        printed.split_once('\n').unwrap().1.to_owned()
    };
    let reports = ["json", "sarif", "junit", "gitlab", "csv", "ndjson"];
    let flags: String = reports.iter().map(|format| format!(" --report {format}=../{format}")).collect();
    assert_eq!(printed(""), printed(&flags));
    let [json, sarif, junit, gitlab, csv, ndjson] = reports.map(|format| repository.read(&format!("../{format}")));
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let told: Vec<String> = json["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| {
            let place = &finding["location"];
            let words =
                [&finding["recommendation"], &finding["resource"]["name"], &finding["standing"], &place["file"]];
            let words: Vec<&str> = words.iter().map(|word| word.as_str().unwrap()).collect();
            format!("{}:{}", words.join(" "), place["line"])
        })
        .collect();
    let all =
        ["tls web new infra/web.json:2", "tls old unchanged infra/data.json:3", "open api unchanged infra/web.json:3"];
    assert_eq!(told, all);
    let sarif: serde_json::Value = serde_json::from_str(&sarif).unwrap();
    let states = sarif["runs"][0]["results"].as_array().unwrap().iter().map(|result| &result["baselineState"]);
    assert_eq!(states.collect::<Vec<_>>(), ["new", "unchanged", "unchanged"]);
    let gitlab: Vec<serde_json::Value> = serde_json::from_str(&gitlab).unwrap();
    let skipped = junit.matches("<skipped message=\"unchanged").count();
    assert_eq!((gitlab.len(), csv.lines().count(), ndjson.lines().count(), skipped), (3, 4, 4, 2));
}

/// The repository that every case starts from.
static BASE: LazyLock<Repository> = LazyLock::new(|| {
    let repository = Repository::new();
    let base: Mapping = serde_yaml::from_str(&text("base.yaml")).unwrap();
    repository.write(&base);
    repository.commit("base");
    repository.git("checkout -q -b change");
    repository
});

/// Runs all cases of a file, and compares what they print.
fn run(name: &str) {
    let cases: Vec<Mapping> = serde_yaml::from_str(&text(&format!("{name}.yaml"))).unwrap();
    let printed: String = cases.iter().map(case).collect();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/gate/{name}.txt"));
    assert_data_eq!(printed, Data::read_from(&path, None).raw());
}

fn text(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gate").join(name)).unwrap()
}

/// What one case prints, under its title.
fn case(case: &Mapping) -> String {
    let words = |key: &str| case.get(key).and_then(Value::as_str).unwrap_or_default();
    let title = words("case");
    assert!(!title.is_empty(), "every case has a title: {case:?}");
    let repository = BASE.copy();
    let mut printed = format!("# {title}\n");
    if let Some(files) = case.get("write").and_then(Value::as_mapping) {
        repository.write(files);
        printed += &both(&repository, &format!("--base main {}", words("flags")), title);
    }
    for step in case.get("steps").and_then(Value::as_sequence).into_iter().flatten() {
        for (what, how) in step.as_mapping().unwrap() {
            self::step(&repository, what.as_str().unwrap(), how, &mut printed);
        }
    }
    printed
}

/// Judges the working tree, and the same as a commit: nothing but the name of head may differ.
fn both(repository: &Repository, flags: &str, title: &str) -> String {
    let lying = repository.gate(flags, "");
    repository.commit("change");
    let committed = repository.gate(&format!("{flags} --head HEAD"), "");
    let alike = |text: &str| {
        let said = text.split_once('\n').map_or("", |(_, said)| said);
        said.replace("HEAD ([COMMIT])", "the working tree").split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(alike(&lying), alike(&committed), "{title}: a commit is judged as its files are");
    lying
}

fn step(repository: &Repository, what: &str, how: &Value, printed: &mut String) {
    let words = how.as_str().unwrap_or_default();
    match what {
        "write" => repository.write(how.as_mapping().unwrap()),
        "commit" => repository.commit(words),
        "git" => repository.git(words),
        "failing_git" => repository.failing_git(words),
        "clone" => repository.become_clone(words),
        "submodule" => repository.add_submodule(words),
        "unrepository" => repository.remove_git(),
        "uplift" => repository.uplift(words),
        "forge" => repository.forge(words),
        "by" => repository.set_author(words),
        "on" => repository.set_time(words),
        "history" => printed.push_str(&repository.printed("history", words, "")),
        "gate" => printed.push_str(&repository.gate(words, "")),
        "heed" => printed.push_str(&repository.heed(words)),
        "both" => printed.push_str(&both(repository, words, "both")),
        // The rest of the cases' commands run below the root.
        "gate_in" => {
            let (directory, flags) = words.split_once(' ').unwrap();
            printed.push_str(&repository.gate(flags, directory));
        }
        "say" => writeln!(printed, "## {words}").unwrap(),
        other => panic!("there is no step `{other}`"),
    }
}
