//! Rounds over files in memory. That each says what a fresh scan does is held where reports are.

use super::*;
use crate::estate::{Conditions, Filters};
use crate::score::Order;
use crate::source::Memory;
use std::collections::BTreeMap;

const RULES: &str = r#"
controls: [{ id: c, title: C, maxScore: 4, description: d }]
recommendations:
  - id: https
    title: HTTPS alone
    controls: [c]
    severity: high
    resourceTypes: [Microsoft.Storage/storageAccounts]
    description: d
    remediation: r
    check: |
      resource.properties.supportsHttpsTrafficOnly == true
"#;

fn account(name: &str, https: bool) -> String {
    format!(
        r#"{{"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/{name}", "name": "{name}",
            "type": "Microsoft.Storage/storageAccounts", "properties": {{"supportsHttpsTrafficOnly": {https}}}}}"#
    )
}

/// Files that are edited, and a watch over them.
struct Rounds {
    files: BTreeMap<String, String>,
    watch: Watch,
    today: Date,
    patience: bool,
}

impl Rounds {
    fn of(files: &[(&str, &str)]) -> Self {
        let sources = Sources { no_embedded: true, ..Sources::default() };
        let files = files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        let watch = Watch::of(sources, vec!["infra".into()], Vec::new());
        Self { files, watch, today: jiff::civil::date(2027, 1, 1), patience: true }
    }

    /// The next round after one file is another or gone; how many files were read, how many checks asked, and what moved.
    fn after(&mut self, name: &str, text: Option<&str>) -> (usize, usize, Vec<String>) {
        match text {
            Some(text) => drop(self.files.insert(name.to_owned(), text.to_owned())),
            None => drop(self.files.remove(name)),
        }
        let round = self.round(&[name]).unwrap_or_else(|stopped| panic!("{stopped:?}"));
        (round.read, round.judged, round.moved.iter().map(told).collect())
    }

    fn round(&mut self, touched: &[&str]) -> Result<Round<'_>, Stopped> {
        let change = Change {
            files: Arc::new(Memory::of(self.files.clone())),
            touches: &|path| touched.iter().any(|name| path == Path::new(name)),
            patience: self.patience,
        };
        let request = Request {
            filters: &Filters::default(),
            detail: true,
            name_all: false,
            all: false,
            order: Order::default(),
            sample: false,
            share: None,
            strict: false,
            borrowed: None,
            conditions: Conditions::on(self.today),
            progress: &|_, _| {},
        };
        self.watch.round(&change, &request)
    }
}

fn told(moved: &Moved) -> String {
    let word = |standing: Option<Standing>| match standing {
        None => "-".to_owned(),
        Some(Standing { is_exempt: true, .. }) => "exempt".to_owned(),
        Some(Standing { status, .. }) => format!("{status:?}").to_lowercase(),
    };
    format!("{} {} {}", moved.resource.name, word(moved.was), word(moved.is))
}

fn rounds() -> Rounds {
    let mut rounds = Rounds::of(&[
        ("uplift.yaml", "exemptions: [exempt.yaml]"),
        ("exempt.yaml", "[]"),
        ("policies/rules.yaml", RULES),
        ("infra/a.json", &format!("[{}]", account("a", false))),
        ("infra/b.json", &format!("[{}, {}]", account("b", true), account("c", true))),
    ]);
    let first = rounds.round(&[]).expect("a round");
    assert_eq!((first.judged, first.moved.len(), first.before.is_none()), (3, 0, true));
    rounds
}

#[test]
fn only_what_changed_is_read_and_judged_again() {
    let mut rounds = rounds();
    let a = |https| format!("[{}]", account("a", https));
    assert_eq!(rounds.after("infra/a.json", Some(&a(true))), (1, 1, vec!["a unhealthy healthy".into()]));
    // What is written again as it was is no change, nor is what nobody reads.
    assert_eq!(rounds.after("infra/a.json", Some(&a(true))), (0, 0, vec![]));
    assert!(!rounds.round(&["infra/a.json"]).expect("a round").is_changed);
    assert_eq!(rounds.after("elsewhere.json", Some("x")), (0, 0, vec![]));
    // A file that comes, goes, and is renamed.
    assert_eq!(rounds.after("infra/d.json", Some(&account("d", false))), (1, 1, vec!["d - unhealthy".into()]));
    let text = rounds.files.remove("infra/d.json").expect("a file");
    assert_eq!(rounds.after("infra/e.json", Some(&text)), (1, 1, vec![]));
    assert_eq!(rounds.after("infra/e.json", None), (0, 0, vec!["d unhealthy -".into()]));
}

#[test]
fn a_torn_file_keeps_what_was_known_until_patience_ends() {
    let mut rounds = rounds();
    let whole = rounds.files["infra/a.json"].clone();
    for torn in [&whole[..60], ""] {
        assert_eq!(rounds.after("infra/a.json", Some(torn)), (0, 0, vec![]));
        let round = rounds.round(&[]).expect("a round");
        let names: Vec<&str> = round.torn.iter().map(|problem| &*problem.file).collect();
        assert_eq!((names, round.scanned.seen.errors.len(), round.is_changed), (vec!["infra/a.json"], 0, false));
    }
    assert_eq!(rounds.after("infra/a.json", Some(&whole)), (0, 0, vec![]));
    assert_eq!(rounds.after("infra/new.json", Some(&whole[..60])), (0, 0, vec![]));
    rounds.files.remove("infra/new.json");
    rounds.patience = false;
    assert_eq!(rounds.after("infra/a.json", Some(&whole[..60])), (1, 0, vec!["a unhealthy -".into()]));
    assert_eq!(rounds.round(&[]).expect("a round").scanned.seen.errors.len(), 1);
    assert_eq!(rounds.after("infra/a.json", Some(&whole)), (1, 1, vec!["a - unhealthy".into()]));
}

#[test]
fn policies_settings_and_exemptions_are_inputs() {
    let mut rounds = rounds();
    let (_, judged, moved) = rounds.after("policies/rules.yaml", Some(&RULES.replace("== true", "== false")));
    assert_eq!(
        (judged, moved),
        (3, ["a unhealthy healthy", "b healthy unhealthy", "c healthy unhealthy"].map(str::to_owned).to_vec())
    );
    // Ill-formed policies stop a round, and nothing is forgotten.
    rounds.files.insert("policies/rules.yaml".into(), "controls: {".into());
    assert!(matches!(rounds.round(&["policies/rules.yaml"]), Err(Stopped::Problems(_))));
    let (read, _, moved) = rounds.after("policies/rules.yaml", Some(RULES));
    assert_eq!((read, moved.len()), (0, 3));
    let exempt =
        "- { id: x, scope: s, recommendations: [https], category: Waiver, reason: Old., expiresOn: 2027-01-02 }";
    assert_eq!(rounds.after("exempt.yaml", Some(exempt)), (0, 0, vec!["a unhealthy exempt".into()]));
    // The day is one too.
    rounds.today = jiff::civil::date(2027, 1, 3);
    assert_eq!(rounds.after("exempt.yaml", Some(exempt)), (0, 3, vec!["a exempt unhealthy".into()]));
    assert_eq!(rounds.after("uplift.yaml", Some("exclude: [infra/a.json]")).2, ["a unhealthy -"]);
}
