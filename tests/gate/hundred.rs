//! A hundred changes to a realistic repository: three estates, exports beside sources. Each case of `hundred.yaml` says what it
//! does and how the gate must end, by which rules, and with which new findings.
//!
//! Every second change is judged as the working tree, the others as a commit. All share two repositories, one a thread.

use crate::repository::Repository;
use crate::resources;
use serde_yaml::{Mapping, Value};
use std::collections::BTreeSet;

/// Runs every case, and tells all that end otherwise.
#[test]
fn a_hundred_changes_end_as_it_was_written_down() {
    judge("hundred.yaml", 100, &base());
}

/// The same of changes to templates, files of parameters, and what the settings deploy.
#[test]
fn changes_to_templates_end_as_it_was_written_down() {
    judge("deployed.yaml", 60, &with_files(Repository::new(), "deployed_base.yaml"));
}

/// The same of changes to Bicep.
#[test]
fn changes_to_bicep_end_as_it_was_written_down() {
    judge("bicep.yaml", 30, &with_files(Repository::new(), "bicep_base.yaml"));
}

/// The same of changes to Terraform's files.
#[test]
fn changes_to_terraform_end_as_it_was_written_down() {
    judge("terraform.yaml", 20, &with_files(Repository::new(), "terraform_base.yaml"));
}

/// The same of a repository in all of these languages.
#[test]
fn further_changes_end_as_it_was_written_down() {
    judge("further.yaml", 50, &with_files(Repository::new(), "further_base.yaml"));
}

/// The same of what a change writes where nothing is judged.
#[test]
fn what_is_written_where_nothing_is_judged_ends_as_it_was_written_down() {
    judge("unseen.yaml", 20, &with_files(Repository::new(), "further_base.yaml"));
}

fn judge(file: &str, least: usize, base: &Repository) {
    let cases: Vec<Mapping> = serde_yaml::from_str(&crate::text(file)).unwrap();
    assert!(cases.len() >= least);
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let cases = &cases;
        let half = |first: usize| {
            let repository = base.copy();
            let own = cases.iter().enumerate().skip(first).step_by(2);
            own.filter_map(|(number, case)| wrong(&repository, case, number % 4 < 2)).collect::<Vec<_>>()
        };
        let halves: Vec<_> = [0, 1].map(|first| scope.spawn(move || half(first))).into();
        halves.into_iter().flat_map(|half| half.join().unwrap()).collect()
    });
    assert!(wrong.is_empty(), "{} cases end otherwise\n{}", wrong.len(), wrong.join("\n"));
}

/// Back to where every change starts.
pub fn reset(repository: &Repository) {
    for words in ["checkout -q -f -B main base", "clean -q -f -d -x", "checkout -q -B change"] {
        repository.git(words);
    }
}

/// What is wrong about how a case ends.
fn wrong(repository: &Repository, case: &Mapping, is_committed: bool) -> Option<String> {
    reset(repository);
    let steps = case.get("steps").and_then(Value::as_sequence);
    match steps {
        Some(steps) => steps.iter().for_each(|step| perform(repository, step.as_mapping().unwrap())),
        None => perform(repository, case),
    }
    if is_committed {
        repository.commit("change");
    }
    let head = if is_committed { " --head HEAD" } else { "" };
    let flags = case.get("flags").and_then(Value::as_str).unwrap_or_default();
    let path = case.get("in").and_then(Value::as_str).unwrap_or(".");
    let printed = repository.gate(&format!("{path} --base main{head} --report json=../review.json {flags}"), "");
    let code = printed.rsplit_once("[exit code ").unwrap().1.chars().next().unwrap();
    let review: serde_json::Value = serde_json::from_str(&repository.read("../review.json")).unwrap();
    let list = |key: &str| review[key].as_array().unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let fails: BTreeSet<String> =
        list("rules").iter().filter(|rule| rule["passed"] == false).map(|rule| text(&rule["id"])).collect();
    let is_new = |finding: &&serde_json::Value| finding["standing"] == "new" && finding["exemption"].is_null();
    let name = |finding: &serde_json::Value| {
        let resource = &finding["resource"];
        let id = text(&resource["id"]);
        let deployment = id.split_once('#').and_then(|(entry, _)| entry.split_once('@'));
        let deployment = deployment.map_or(String::new(), |(_, name)| format!("@{name}"));
        format!("{} {}{deployment}", text(&finding["recommendation"]), text(&resource["name"]))
    };
    let new: BTreeSet<String> = list("findings").iter().filter(is_new).map(name).collect();
    let is_undecided = |finding: &&serde_json::Value| finding["standing"] == "incomparable";
    let undecided: BTreeSet<String> = list("findings").iter().filter(is_undecided).map(name).collect();
    let words = |key: &str| -> BTreeSet<String> {
        let words = case.get(key).and_then(Value::as_sequence).into_iter().flatten();
        words.map(|word| word.as_str().unwrap().to_owned()).collect()
    };
    let is_unjudged = case.get("unjudged").is_some();
    let expected = match (is_unjudged, words("fails").is_empty()) {
        (true, _) => '2',
        (_, true) => '0',
        _ => '1',
    };
    let expected = (expected, words("fails"), words("new"), words("undecided"));
    let ended = (code, fails, new, undecided);
    let says = case.get("unjudged").and_then(Value::as_str).unwrap_or_default();
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_right = if is_unjudged { code == '2' && words(&printed).contains(says) } else { ended == expected };
    let is_warned = match case.get("warns").map(|warns| warns.as_str().unwrap()) {
        Some("") => !printed.contains("warning:"),
        Some(warns) => words(&printed).contains(&words(warns)),
        None => true,
    };
    let is_right = is_right && is_warned;
    let title = case.get("case").unwrap().as_str().unwrap();
    (!is_right).then(|| format!("# {title}\nexpected {expected:?}\n  ended  {ended:?}\n{printed}"))
}

/// Does what a step, or a case in one step, says, in its order.
fn perform(repository: &Repository, step: &Mapping) {
    for (what, how) in step {
        let each = || how.as_mapping().unwrap().iter().map(|(key, value)| (key.as_str().unwrap(), value));
        match what.as_str().unwrap() {
            "case" | "fails" | "new" | "undecided" | "unjudged" | "warns" | "flags" | "in" => {}
            "git" => repository.git(how.as_str().unwrap()),
            "commit" => repository.commit(how.as_str().unwrap()),
            "uplift" => repository.uplift(how.as_str().unwrap()),
            "write" => repository.write(how.as_mapping().unwrap()),
            "change" => each().for_each(|(file, stores)| change(repository, file, stores.as_mapping().unwrap())),
            "as" => each().for_each(|(file, shape)| crate::shapes::reshape(repository, file, shape.as_str().unwrap())),
            "move" => each().for_each(|(name, files)| {
                let file = |place: usize| files[place].as_str().unwrap();
                let mut rows = Rows::read(repository, file(0));
                let place = rows.find(name).unwrap();
                let row = rows.list().remove(place);
                rows.write(repository, file(0));
                let mut rows = Rows::read(repository, file(1));
                rows.list().push(row);
                rows.write(repository, file(1));
            }),
            other => panic!("there is no step `{other}`"),
        }
    }
}

/// Changes stores of a file by their names: null removes one, `unknown` leaves it nothing, properties are set or, null, removed;
/// a name that is not there is a new one, in its group.
fn change(repository: &Repository, file: &str, stores: &Mapping) {
    let mut rows = Rows::read(repository, file);
    for (name, how) in stores {
        let name = name.as_str().unwrap();
        match (rows.find(name), how) {
            (Some(place), Value::Null) => drop(rows.list().remove(place)),
            (Some(place), Value::String(_)) => rows.list()[place]["properties"] = serde_json::Value::Null,
            (Some(place), how) => {
                let own = rows.list()[place]["properties"].as_object_mut().unwrap();
                for (key, value) in how.as_mapping().unwrap() {
                    let key = key.as_str().unwrap();
                    match value {
                        Value::Null => drop(own.remove(key)),
                        value => drop(own.insert(key.to_owned(), value.as_str().unwrap().into())),
                    }
                }
            }
            (None, how) => {
                let how = if how.is_string() { &Value::Null } else { how };
                let list = resources::list(&[(Value::from(name), how.clone())].into_iter().collect());
                rows.list().extend(serde_json::from_str::<Vec<_>>(&list).unwrap());
            }
        }
    }
    rows.write(repository, file);
}

/// A JSON file of resources, in a wrapping or without.
struct Rows(serde_json::Value);

impl Rows {
    fn read(repository: &Repository, file: &str) -> Self {
        Self(serde_json::from_str(&repository.read(file)).unwrap())
    }

    fn list(&mut self) -> &mut Vec<serde_json::Value> {
        let wrapped = ["value", "data"].into_iter().find(|key| self.0.get(key).is_some());
        let list = match wrapped {
            Some(key) => &mut self.0[key],
            None => &mut self.0,
        };
        list.as_array_mut().unwrap()
    }

    fn find(&mut self, name: &str) -> Option<usize> {
        self.list().iter().position(|row| row["name"] == name)
    }

    fn write(&self, repository: &Repository, file: &str) {
        repository.put(file, &serde_json::to_string_pretty(&self.0).unwrap());
    }
}

/// The repository that every case starts from: `main` at its only commit, which is tagged `base`.
pub fn base() -> Repository {
    let repository = Repository::new();
    for (file, stores) in stores() {
        let list: Vec<serde_json::Value> = serde_json::from_str(&resources::list(&stores)).unwrap();
        let text = match file.as_str() {
            "net/value.json" => serde_json::to_string_pretty(&serde_json::json!({ "value": list })).unwrap(),
            "data/rows.json" => {
                let page = serde_json::json!({ "count": 4, "total_records": 4, "data": list });
                serde_json::to_string_pretty(&page).unwrap()
            }
            "net/lines.ndjson" => list.iter().map(|row| format!("{row}\n")).collect(),
            "data/more.yaml" => serde_yaml::to_string(&list).unwrap(),
            _ => serde_json::to_string_pretty(&list).unwrap(),
        };
        repository.put(&file, &text);
    }
    with_files(repository, "hundred_base.yaml")
}

/// The same with what a file of this directory says.
fn with_files(repository: Repository, name: &str) -> Repository {
    repository.write(&serde_yaml::from_str(&crate::text(name)).unwrap());
    repository.commit("base");
    repository.git("tag base");
    repository
}

/// Every file with its stores. Old findings stand in every third source (`tls`), every second one (`open`), and some exports.
fn stores() -> Vec<(String, Mapping)> {
    let mut files = Vec::new();
    for file in 1..=12 {
        files.push((format!("shop/app{file:02}.json"), of("shop/app", &format!("a{file:02}"), 1..=8)));
    }
    for file in 1..=6 {
        let mut rows = of("shop/app", &format!("a{file:02}"), 1..=4);
        rows.extend(of("shop/app", &format!("e{file:02}"), 5..=10));
        files.push((format!("shop/exports/e{file:02}.json"), rows));
    }
    for file in 1..=10 {
        let group = ["data/legacy", "data/old", "data/main", "data/main"][(file - 1) / 3];
        let last = if file == 10 { 4 } else { 8 };
        files.push((format!("data/d{file:02}.json"), of(group, &format!("d{file:02}"), 1..=last)));
    }
    for file in 1..=8 {
        files.push((format!("net/n{file:02}.json"), of("net/net", &format!("n{file:02}"), 1..=6)));
    }
    for (file, group, name, last) in [
        ("data/more.yaml", "data/main", "m", 10),
        ("data/rows.json", "data/main", "r", 4),
        ("net/value.json", "net/net", "v", 3),
        ("net/lines.ndjson", "net/net", "l", 3),
    ] {
        files.push((file.to_owned(), of(group, name, 1..=last)));
    }
    // Exported, the source of it is good.
    let drifted = &mut files.iter_mut().find(|(file, _)| file == "shop/exports/e01.json").unwrap().1;
    drifted["shop/app/a01-3"] = serde_yaml::from_str("{ tls: '1.0', open: 'no' }").unwrap();
    files
}

/// Stores by their numbers.
fn of(group: &str, file: &str, numbers: std::ops::RangeInclusive<usize>) -> Mapping {
    let store = |number| {
        let name = format!("{file}-{number}");
        let properties = match name.as_str() {
            "a03-1" | "a06-1" | "a09-1" | "a12-1" | "e03-5" | "d01-1" | "d02-1" | "d03-1" | "d04-1" | "d08-1"
            | "n01-1" => "{ tls: '1.0', open: 'no' }",
            "a02-2" | "a04-2" | "a06-2" | "a08-2" | "a10-2" | "a12-2" | "d07-2" | "m-1" | "n02-1" => {
                "{ tls: '1.2', open: 'yes' }"
            }
            "a05-5" => {
                "{ tls: '1.2', open: 'no', behind: /subscriptions/shop/resourceGroups/app/providers/Contoso.Shop/stores/a05-6 }"
            }
            "d09-5" => {
                "{ tls: '1.2', open: 'no', behind: /subscriptions/data/resourceGroups/main/providers/Contoso.Shop/stores/d10-1 }"
            }
            "n03-1" => "null",
            _ => "{ tls: '1.2', open: 'no' }",
        };
        (Value::from(format!("{group}/{name}")), serde_yaml::from_str(properties).unwrap())
    };
    numbers.map(store).collect()
}
