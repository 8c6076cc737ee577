//! Cases, as they are written.

use crate::answer::{self, Answer};
use crate::place::Place;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// One input, the commands over it and the right answers.
#[derive(Deserialize)]
struct Case {
    /// What it shows.
    case: String,
    /// The rule that it belongs to.
    rule: u8,
    /// It is known to fail.
    #[serde(default)]
    pending: bool,
    /// One step after another.
    #[serde(default)]
    steps: Vec<Step>,
    /// The only step, when there are no others; it scans unless it says otherwise.
    #[serde(flatten)]
    only: BTreeMap<String, Value>,
}

/// Files to write, commands of git to run, and then a command with what it must answer.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Step {
    /// By name: text as it is, other values as JSON, `{ link: TARGET }` as a link; null removes.
    pub files: Map<String, Value>,
    /// Words without spaces.
    pub git: Vec<String>,
    /// The command's words, without spaces.
    pub run: Option<String>,
    /// How it ends; 0 unless said.
    pub exit: i32,
    /// `RECOMMENDATION RESOURCE`, the resource by its name or the end of its id: its one status, or `none` without any.
    pub verdicts: BTreeMap<String, String>,
    /// What the message of a verdict holds.
    pub reasons: BTreeMap<String, String>,
    /// What the row of a verdict names, wherever it does.
    pub rows: BTreeMap<String, Vec<String>>,
    /// What warnings say, each in one of them.
    pub warnings: Vec<String>,
    /// What no warning says.
    pub unwarned: Vec<String>,
    /// There are no warnings.
    pub quiet: bool,
    /// What the command prints on either stream.
    pub says: Vec<String>,
    /// What it does not print.
    pub never: Vec<String>,
    /// Values of the JSON report, by JSON pointer.
    pub at: BTreeMap<String, Value>,
    /// How many items lists of the JSON report have, by JSON pointer.
    pub count: BTreeMap<String, usize>,
    /// What files hold afterwards.
    pub holds: BTreeMap<String, String>,
}

/// Judges all cases of a file, and shows every difference at once.
pub fn judge(file: &str, text: &str) {
    let mut cases: serde_yaml::Value =
        serde_yaml::from_str(text).unwrap_or_else(|error| panic!("{file}.yaml: {error}"));
    cases.apply_merge().unwrap();
    let cases: Vec<Case> = serde_yaml::from_value(cases).unwrap_or_else(|error| panic!("{file}.yaml: {error}"));
    let wrong: Vec<String> = cases.into_iter().filter_map(|case| case.judge(file)).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

impl Case {
    /// What is wrong with the case.
    fn judge(self, file: &str) -> Option<String> {
        let Self { case, rule, pending, mut steps, only } = self;
        let title = format!("{file}: {case} (rule {rule})");
        if !only.is_empty() {
            let only = serde_json::from_value(Value::Object(only.into_iter().collect()));
            let mut only: Step = only.unwrap_or_else(|error| panic!("{title}: {error}"));
            only.run.get_or_insert_with(|| "scan . --format json --all".to_owned());
            steps.insert(0, only);
        }
        let place = Place::new();
        let different: Vec<String> = steps.iter().flat_map(|step| step.different(&place)).collect();
        match (pending, different.is_empty()) {
            (true, true) => Some(format!("{title}\n  passes already: take the mark `pending` away")),
            (false, false) => Some(format!("{title}\n  {}", different.join("\n  "))),
            _ => {
                different.iter().for_each(|line| println!("{title}: pending: {line}"));
                None
            }
        }
    }
}

impl Step {
    /// Takes the step, and tells how its answer differs from the right one.
    fn different(&self, place: &Place) -> Vec<String> {
        place.write(&self.files);
        self.git.iter().for_each(|words| place.git(words));
        let different = match &self.run {
            Some(words) => answer::differences(self, &Answer::of(place.run(words)), words),
            None => Vec::new(),
        };
        let missing = self.holds.iter().filter(|(name, text)| !place.holds(name, text));
        different.into_iter().chain(missing.map(|(name, text)| format!("{name} does not hold `{text}`"))).collect()
    }
}
