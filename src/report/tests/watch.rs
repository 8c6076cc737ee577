//! A round of a watch says what a fresh scan of the same files does, to the last byte of its report.

use crate::estate::{Change, Conditions, Estate, Filters, Input, Partial, Request, Scanned, Sources, Stopped, Watch};
use crate::report::{ScanInput, scan, write_json};
use crate::score::Order;
use crate::source::{Files, Memory};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Checks of a resource alone, and of what belongs to it, what it names, and what there is besides.
const RULES: &str = r#"
controls: [{ id: c, title: C, maxScore: 4, description: d }]
recommendations:
  - &one { id: own, title: Own, controls: [c], severity: high, resourceTypes: [Contoso.A/accounts], description: d, remediation: r,
      check: "resource.properties.https == true" }
  - { <<: *one, id: held, check: "resource.children(\"Contoso.A/accounts/blobs\").any(|blob| blob.properties.soft == true)" }
  - { <<: *one, id: named, resourceTypes: [Contoso.B/sites], check: "inventory.get(resource.properties.account).properties.https == true" }
  - { <<: *one, id: other, check: "inventory.all(\"Contoso.B/sites\").any(|site| site.properties.account == resource.id)" }
  - { <<: *one, id: above, resourceTypes: [Contoso.A/accounts/blobs], check: "resource.parent().properties.https == true" }
"#;

const EXEMPT: &str =
    "- { id: x, scope: s, recommendations: [own], category: Waiver, reason: Old., expiresOn: 2027-01-02 }";

/// What files may hold, by their numbers.
fn content(kind: u8, number: u8) -> String {
    let id = |number: u8| format!("/subscriptions/s/resourceGroups/g/providers/Contoso.A/accounts/a{number}");
    let (own, https) = (id(number % 3), number.is_multiple_of(2));
    match kind {
        0 => format!(r#"[{{"id": "{own}", "type": "Contoso.A/accounts", "properties": {{"https": {https}}}}}]"#),
        1 => format!(
            "\n\n[{{\"id\": \"{own}\", \"properties\": {{\"https\": {https}}}}},\n{{\"id\": \"{own}/blobs/b\", \"properties\": {{\"soft\": {https}}}}}]"
        ),
        2 => format!(
            r#"[{{"id": "/subscriptions/s/resourceGroups/g/providers/Contoso.B/sites/w{number}", "properties": {{"account": "{own}"}}}}]"#
        ),
        3 => format!(
            r#"{{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0",
                "parameters": {{"https": {{"type": "bool"}}}},
                "resources": [{{"type": "Contoso.A/accounts", "apiVersion": "1", "name": "t{number}", "properties": {{"https": "[parameters('https')]"}}}}]}}"#
        ),
        4 => format!(
            r#"{{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#", "contentVersion": "1.0.0.0",
                "parameters": {{"https": {{"value": {https}}}}}}}"#
        ),
        5 => "[]".to_owned(),
        6 => "{ \"id\": \"/subscriptions/".to_owned(),
        7 => format!(
            "resource a 'Contoso.A/accounts@1' = {{\n  name: 'k{number}'\n  properties: {{ https: {https} }}\n}}\n"
        ),
        8 => format!("module m './two.bicep' = {{\n  name: 'm{number}'\n}}\n"),
        9 => format!(
            "[{{\"id\": \"{own}/blobs/c\", \"type\": \"Contoso.A/accounts/blobs\", \"systemData\": {{}}, \"properties\": {{\"soft\": {https}}}}}]"
        ),
        _ => "name: nothing of ours\n".to_owned(),
    }
}

/// Names that files may have: a template and its parameters, modules, and what stands in a directory of its own.
const NAMES: [&str; 8] =
    ["a.json", "b.json", "main.json", "main.parameters.json", "one.bicep", "two.bicep", "deep/c.json", "deep/d.yaml"];

/// Settings that change what files mean.
const SETTINGS: [&str; 4] = [
    "exemptions: [exempt.yaml]",
    "exclude: [infra/deep]",
    "inventory: [{ path: infra/a.json, kind: snapshot, complete: [Contoso.A/accounts/blobs] }]",
    "",
];

/// An edit, and the day after it.
#[derive(Clone, Debug)]
enum Edit {
    Write(usize, u8, u8),
    Remove(usize),
    Rename(usize, usize),
    Settings(usize),
    /// `None` is ill-formed.
    Exempt(Option<bool>),
    Rules(bool),
    NextDay,
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let names = 0..NAMES.len();
    let edit = prop_oneof![
        8 => (names.clone(), 0..11u8, 0..6u8).prop_map(|(name, kind, number)| Edit::Write(name, kind, number)),
        2 => names.clone().prop_map(Edit::Remove),
        2 => (names.clone(), names).prop_map(|(from, to)| Edit::Rename(from, to)),
        1 => (0..SETTINGS.len()).prop_map(Edit::Settings),
        1 => any::<Option<bool>>().prop_map(Edit::Exempt),
        1 => any::<bool>().prop_map(Edit::Rules),
        1 => Just(Edit::NextDay),
    ];
    prop::collection::vec(edit, 1..14)
}

/// Files, and the day.
struct State {
    files: BTreeMap<String, String>,
    day: i8,
}

impl State {
    fn first() -> Self {
        let mut state = Self { files: BTreeMap::new(), day: 1 };
        for (name, text) in [("uplift.yaml", SETTINGS[0]), ("exempt.yaml", "[]"), ("policies/p.yaml", RULES)] {
            state.files.insert(name.to_owned(), text.to_owned());
        }
        for (place, kind) in [(0, 0), (1, 1), (2, 3), (3, 4), (4, 7), (6, 2)] {
            state.files.insert(format!("infra/{}", NAMES[place]), content(kind, place as u8));
        }
        state
    }

    /// Makes an edit; the paths that it touches.
    fn edit(&mut self, edit: &Edit) -> Vec<String> {
        let name = |place: usize| format!("infra/{}", NAMES[place]);
        let mut write = |name: String, text: String| {
            self.files.insert(name.clone(), text);
            vec![name]
        };
        match *edit {
            Edit::Write(place, kind, number) => write(name(place), content(kind, number)),
            Edit::Settings(number) => write("uplift.yaml".into(), SETTINGS[number].into()),
            Edit::Exempt(None) => write("exempt.yaml".into(), "- { id: x }".into()),
            Edit::Exempt(Some(is_some)) => write("exempt.yaml".into(), if is_some { EXEMPT } else { "[]" }.into()),
            Edit::Rules(is_other) => {
                let text = if is_other { RULES.replace("https == true", "https != true") } else { RULES.to_owned() };
                write("policies/p.yaml".into(), text)
            }
            Edit::Remove(place) => {
                self.files.remove(&name(place));
                vec![name(place)]
            }
            Edit::Rename(from, to) => {
                if let Some(text) = self.files.remove(&name(from)) {
                    self.files.insert(name(to), text);
                }
                vec![name(from), name(to)]
            }
            Edit::NextDay => {
                self.day += 1;
                Vec::new()
            }
        }
    }

    fn place(&self) -> Arc<dyn Files> {
        Arc::new(Memory::of(self.files.clone()))
    }
}

fn ask<T>(day: i8, detail: bool, ask: impl FnOnce(&Request<'_>) -> T) -> T {
    ask(&Request {
        filters: &Filters::default(),
        detail,
        name_all: false,
        all: false,
        order: Order::default(),
        sample: false,
        share: None,
        strict: false,
        borrowed: None,
        conditions: Conditions::on(jiff::civil::date(2027, 1, day)),
        progress: &|_, _| {},
    })
}

fn sources() -> Sources {
    Sources { no_embedded: true, ..Sources::default() }
}

/// The JSON report.
fn told(estate: &Estate, scanned: &Scanned) -> String {
    let parts = estate.names_of_parts();
    let partial = || Partial::of(estate, scanned);
    let input = ScanInput { policy: &estate.policy, config: &estate.names, parts: &parts, scanned, partial: &partial };
    let scan = scan(&input);
    let mut out = Vec::new();
    write_json(&scan, &mut out).expect("a report");
    String::from_utf8(out).expect("a text")
}

fn fresh(state: &State, detail: bool) -> Result<String, Stopped> {
    let estate = Estate::open(state.place(), &sources(), &["infra".into()])?;
    ask(state.day, detail, |request| {
        let (inventory, missing) = estate.read(1);
        let scanned = estate.scan::<std::io::Empty>(Input::Held(inventory, missing), request)?;
        Ok(told(&estate, &scanned))
    })
}

fn watched(
    watch: &mut Watch,
    state: &State,
    touched: Option<&BTreeSet<PathBuf>>,
    detail: bool,
) -> Result<String, Stopped> {
    let touches = |path: &Path| touched.is_none_or(|touched| touched.contains(path));
    let change = Change { files: state.place(), touches: &touches, patience: false };
    ask(state.day, detail, |request| {
        let round = watch.round(&change, request)?;
        Ok(told(round.estate, &round.scanned))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn a_round_says_what_a_fresh_scan_does(edits in edits(), detail in any::<bool>()) {
        let (mut state, mut watch) = (State::first(), Watch::of(sources(), vec!["infra".into()], Vec::new()));
        prop_assert_eq!(watched(&mut watch, &state, None, detail), fresh(&state, detail));
        let mut waiting = BTreeSet::new();
        for (number, edit) in edits.iter().enumerate() {
            waiting.extend(state.edit(edit).into_iter().map(PathBuf::from));
            // Several changes may come together.
            if number % 3 != 1 {
                let touched = std::mem::take(&mut waiting);
                prop_assert_eq!(watched(&mut watch, &state, Some(&touched), detail), fresh(&state, detail), "after {:?}", edit);
            }
        }
    }
}

/// Random edits must be able to move something: each content is judged in one of its places.
#[test]
fn what_is_edited_is_judged() {
    let mut state = State::first();
    let before = fresh(&state, true).expect("a report");
    for kind in [0, 1, 2, 3, 7, 9] {
        state.edit(&Edit::Write(1, kind, 1));
        state.edit(&Edit::Write(5, kind, 1));
        assert_ne!(fresh(&state, true).expect("a report"), before, "{kind}");
    }
}
