//! Exemptions in whole commands: what they do to a score, and what is said of them.

use crate::harness::{Estate, storage};
use serde_json::json;
use snapbox::{assert_data_eq, file};

/// Ten accounts of one control worth 4 points, the first three of them unhealthy.
fn accounts() -> String {
    let all = (0..10).map(|number| storage("s1", "rg-app", &format!("st{number}"), number > 2));
    format!("[{}]", all.collect::<Vec<_>>().join(",\n"))
}

fn entry(id: &str, scope: &str, rest: &str) -> String {
    format!("- id: {id}\n  scope: {scope}\n  recommendations: [storage-https]\n  reason: Old clients.\n{rest}")
}

const FIRST: &str = "/subscriptions/s1/resourceGroups/rg-app/providers/Microsoft.Storage/storageAccounts/st0";

fn estate(settings: &str, exemptions: &str) -> Estate {
    let settings = format!("exemptions: [exemptions.yaml]\n{settings}");
    Estate::with(&[
        ("estate/all.json", accounts().as_bytes()),
        ("uplift.yaml", settings.as_bytes()),
        ("exemptions.yaml", exemptions.as_bytes()),
    ])
}

#[test]
fn vectors_18_and_19_and_an_expired_exemption() {
    let (mitigated, waiver) = ("  category: Mitigated\n", "  category: Waiver\n");
    let legacy = "scoring: { exemptions: legacy }\n";
    let cases = [
        ("18", "", mitigated, (8, 2, 3.2)),
        ("18, legacy", legacy, mitigated, (7, 2, 3.11)),
        ("19", "", waiver, (7, 2, 3.11)),
        ("19, legacy", legacy, waiver, (7, 2, 3.11)),
        ("last day", "", "  category: Mitigated\n  expiresOn: 2027-03-31\n", (8, 2, 3.2)),
        ("expired", "", "  category: Mitigated\n  expiresOn: 2027-03-30\n", (7, 3, 2.8)),
    ];
    for (vector, settings, rest, (healthy, unhealthy, current)) in cases {
        let estate = estate(settings, &entry("old", FIRST, rest));
        let report = estate.json(&["--today", "2027-03-31", "estate"]);
        let control = &report["controls"][0];
        assert_eq!(
            (&control["healthy"], &control["unhealthy"], &control["current"], &report["score"]["current"]),
            (&json!(healthy), &json!(unhealthy), &json!(current), &json!(current)),
            "vector {vector}"
        );
        assert_eq!(report["score"]["beforeExemptions"]["current"], json!(2.8), "vector {vector}");
        let expired = vector == "expired";
        let warning = &report["warnings"][0]["message"];
        let message = "the exemption `old` does not count any more: it ended on 2027-03-30";
        assert_eq!(*warning, if expired { json!(message) } else { json!(null) }, "vector {vector}");
        let exemption = report["assessments"][0]["exemption"].clone();
        assert_eq!(exemption, if expired { json!(null) } else { json!("old") }, "vector {vector}");
        assert_eq!(report["assessments"][0]["status"], json!("unhealthy"), "a verdict stays what it is");
    }
}

/// Vector 17: a resource that stands twice and is healthy in one place counts once, unhealthy; exempt, it counts by the
/// exemption.
#[test]
fn vector_17_with_and_without_an_exemption() {
    for (exemptions, expected) in
        [("", (0, 1, 0)), (entry("old", FIRST, "  category: Mitigated\n").as_str(), (1, 0, 1))]
    {
        let estate = Estate::with(&[
            ("estate/a.json", storage("s1", "rg-app", "st0", true).as_bytes()),
            ("estate/b.json", storage("s1", "rg-app", "st0", false).as_bytes()),
            ("uplift.yaml", b"exemptions: [exemptions.yaml]\n"),
            ("exemptions.yaml", exemptions.as_bytes()),
        ]);
        let report = estate.json(&["estate"]);
        let recommendation = &report["recommendations"][0];
        let (healthy, unhealthy, exempt) = expected;
        assert_eq!(
            (&recommendation["healthy"], &recommendation["unhealthy"], &recommendation["exempt"]),
            (&json!(healthy), &json!(unhealthy), &json!(exempt))
        );
        assert_eq!(report["warnings"].as_array().map(Vec::len), Some(1), "the two places are told");
    }
}

#[test]
fn lines_that_are_forgotten_are_exempt_as_in_a_file() {
    let lines = |count: usize| {
        let all = (0..count).map(|number| storage("s1", "rg-app", &format!("st{number}"), number % 3 > 0));
        all.collect::<Vec<_>>().join("\n") + "\n"
    };
    let exemptions = entry("one", FIRST, "  category: Mitigated\n")
        + &entry("many", "'**/storageAccounts/st1*'", "  category: Waiver\n");
    let estate = estate("", &exemptions);
    // The same resource twice is kept apart from the others.
    let text = lines(3000) + &lines(20);
    estate.add("lines/all.ndjson", text.as_bytes());
    let scan = |path: &str, input: &[u8], flags: &[&str]| -> serde_json::Value {
        let flags = [&["scan", path, "--policies", "rules", "--no-embedded", "--format", "json"], flags].concat();
        serde_json::from_slice(&estate.output(&flags, input).stdout).unwrap()
    };
    let text_of = |path: &str, input: &[u8]| {
        let flags = ["scan", path, "--policies", "rules", "--no-embedded", "--quiet"];
        String::from_utf8(estate.output(&flags, input).stdout).unwrap()
    };
    let (stream, file) = (scan("-", text.as_bytes(), &[]), scan("lines", b"", &[]));
    for part in ["score", "controls", "recommendations", "exemptions"] {
        assert_eq!(stream[part], file[part], "{part}");
    }
    let schema = serde_json::from_slice(&estate.output(&["schema", "scan"], b"").stdout).unwrap();
    assert!(jsonschema::validator_for(&schema).unwrap().is_valid(&stream), "the report is as its schema says");
    assert_eq!(stream["exemptions"].as_array().map(Vec::len), Some(2));
    let numbers = |report: &serde_json::Value| {
        let all = report["assessments"].as_array().unwrap();
        all.iter().filter(|each| !each["exemption"].is_null()).count()
    };
    assert_eq!(numbers(&stream), numbers(&file));
    // Without details, alike resources are folded.
    assert_eq!(text_of("-", text.as_bytes()), text_of("lines", b""));
    assert!(text_of("lines", b"").contains("Before exemptions"));
}

#[test]
fn both_scores_and_every_exempt_finding_are_shown() {
    let exemptions = entry("old-clients", FIRST, "  category: Waiver\n  owner: shop\n  expiresOn: 2027-03-31\n")
        + &entry("gateway", &FIRST.replace("st0", "st1"), "  category: Mitigated\n")
        + &entry("over", "s1", "  category: Mitigated\n  expiresOn: 2026-12-31\n");
    let estate = estate("", &exemptions);
    let today = ["--today", "2027-01-01", "estate"];
    let shown: String = [&["--quiet"][..], &[], &["--control", "encrypt-data-in-transit"]]
        .into_iter()
        .map(|flags| estate.scan(&[&today, flags].concat()))
        .collect();
    assert_data_eq!(shown, file!["exempt_scan.txt"].raw());
}

#[test]
fn ill_formed_exemptions_are_not_used() {
    let exemptions =
        "- id: old\n  scope: s1\n  recommendations: [storage-htps]\n  category: Waiver\n  expiresOn: 2027-02-30\n";
    let estate = estate("", exemptions);
    let missing = Estate::with(&[("estate/a.json", b"[]"), ("uplift.yaml", b"exemptions: [none.yaml]\n")]);
    let shown =
        estate.scan(&["estate"]) + &missing.scan(&["estate"]) + &estate.scan(&["estate", "--today", "31.3.2027"]);
    assert_data_eq!(shown, file!["bad_exemptions.txt"].raw());
}

fn run(estate: &Estate, command: &str, arguments: &[&str]) -> String {
    estate.run(
        &[&command.split(' ').collect::<Vec<_>>()[..], &["--policies", "rules", "--no-embedded"], arguments].concat(),
    )
}

/// One exemption for each state.
fn all_states() -> Estate {
    let account = |number: u32| FIRST.replace("st0", &format!("st{number}"));
    let waiver = |rest: &str| format!("  category: Waiver\n{rest}");
    let exemptions = [
        entry("old-clients", FIRST, &waiver("  owner: shop\n  expiresOn: 2027-01-20\n")),
        entry("gateway", &account(1), "  category: Mitigated\n  owner: network\n  expiresOn: 2027-01-10\n"),
        entry("again", FIRST, &waiver("  expiresOn: 2027-02-20\n")),
        entry("group", "/subscriptions/s1/resourceGroups/rg-app", &waiver("  expiresOn: 2027-03-01\n")),
        entry("healthy", &account(9), &waiver("  expiresOn: 2027-02-01\n")),
        entry("over", &account(2), &waiver("  owner: shop\n  expiresOn: 2026-12-31\n")),
        entry("for-ever", &account(2), &waiver("")),
        entry("machines", "s1", &waiver("  expiresOn: 2027-02-01\n")).replace("storage-https", "vm-no-public-ip"),
    ];
    estate(
        "exemptionRules: { maxDays: 180 }\nrecommendations: { vm-no-public-ip: { exemptable: never } }\n",
        &exemptions.concat(),
    )
}

#[test]
fn exemptions_are_listed_with_what_is_lost_when_they_end() {
    let estate = all_states();
    let shown = run(&estate, "exemptions", &["--today", "2027-01-01", "estate"])
        + &run(&estate, "exemptions", &["--today", "2027-01-01", "--ends-within", "5", "--strict", "estate"]);
    assert_data_eq!(shown, file!["exemptions.txt"].raw());
    let mut wide = std::process::Command::new(env!("CARGO_BIN_EXE_uplift"));
    let flags = ["exemptions", "--policies", "rules", "--no-embedded", "--today", "2027-01-01"];
    let wide = wide.args(flags).env("COLUMNS", "120").current_dir(estate.path()).output().unwrap();
    assert_data_eq!(String::from_utf8(wide.stdout).unwrap(), file!["exemptions_wide.txt"].raw());
}

#[test]
fn the_list_of_exemptions_is_as_its_schema_says() {
    let estate = all_states();
    let schema = serde_json::from_slice(&estate.output(&["schema", "exemptions"], b"").stdout).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let flags = ["exemptions", "--policies", "rules", "--no-embedded", "--today", "2027-01-01", "--format", "json"];
    let list: serde_json::Value = serde_json::from_slice(&estate.output(&flags, b"").stdout).unwrap();
    let errors: Vec<_> = validator.iter_errors(&list).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let states: Vec<_> = list["exemptions"].as_array().unwrap().iter().map(|each| each["state"].clone()).collect();
    let expected = ["counts", "counts", "duplicate", "counts", "unused", "expired", "tooLong", "notExemptable"];
    assert_eq!(states, expected.map(|state| json!(state)));
    let ending: Vec<_> =
        list["ending"].as_array().unwrap().iter().map(|each| (&each["id"], &each["pointsLost"])).collect();
    // Without the mitigation the group's waiver is for the finding: of 8 healthy and none unhealthy, 7 and none are left.
    assert_eq!(ending, [(&json!("gateway"), &json!(0)), (&json!("old-clients"), &json!(0))]);
}

#[test]
fn ill_formed_exemptions_are_listed_as_errors_beside_the_others() {
    let good = entry("old-clients", FIRST, "  category: Waiver\n");
    let estate = estate("", &format!("{good}{}", entry("Bad Id", FIRST, "  category: waiver\n")));
    assert_data_eq!(
        run(&estate, "exemptions", &["--today", "2027-01-01", "estate"]),
        file!["exemptions_ill_formed.txt"].raw()
    );
}

#[test]
fn points_are_lost_exactly_when_an_exemption_ends() {
    let exemptions = entry("one", FIRST, "  category: Mitigated\n  expiresOn: 2027-01-05\n")
        + &entry("two", &FIRST.replace("st0", "st1"), "  category: Waiver\n  expiresOn: 2027-01-05\n");
    let estate = estate("", &exemptions);
    let flags = ["exemptions", "--policies", "rules", "--no-embedded", "--today", "2027-01-01", "--format", "json"];
    let list: serde_json::Value = serde_json::from_slice(&estate.output(&flags, b"").stdout).unwrap();
    // 8 of 9 are healthy; 7 of 9 without the mitigation, 8 of 10 without the waiver.
    let lost: Vec<_> = list["ending"].as_array().unwrap().iter().map(|each| each["pointsLost"].clone()).collect();
    assert_eq!(lost, [json!(0.44), json!(0.36)]);
}

#[test]
fn an_exemption_is_added_and_counts() {
    let estate = Estate::with(&[("estate/all.json", accounts().as_bytes())]);
    let mut shown = run(
        &estate,
        "exempt st0",
        &[
            "estate",
            "--recommendation",
            "storage-https",
            "--reason",
            "Old: clients",
            "--until",
            "2027-03-31",
            "--today",
            "2027-01-01",
        ],
    );
    let again = ["estate", "--recommendation", "storage-https", "--reason", "Old: clients", "--until", "2027-03-31"];
    shown += &run(&estate, "exempt st0", &[&again[..], &["--today", "2027-01-01"]].concat());
    let file_of = |name: &str| format!("--- {name}\n{}", std::fs::read_to_string(estate.path().join(name)).unwrap());
    shown += &file_of("estate/uplift.yaml");
    let settings = std::fs::read_to_string(estate.path().join("estate/uplift.yaml")).unwrap();
    estate.add(
        "estate/uplift.yaml",
        format!("# Ours\n{settings}exemptionRules: {{ maxDays: 180 }} # half a year\n").as_bytes(),
    );
    for (scope, rest) in [
        (FIRST, &["--until", "2027-03-31", "--category", "mitigated", "--owner", "shop", "--ticket", "CHG-1"][..]),
        ("/subscriptions/s1/resourceGroups/rg-app", &["--until", "2027-03-31"]),
        ("**/st*", &["--until", "2027-03-31", "--id", "storage-https-st0"]),
        ("st11", &["--until", "2027-03-31"]),
        ("st0", &["--until", "2027-12-31"]),
        ("st0", &[]),
        ("st0", &["--until", "2027-02-30"]),
        ("st0", &["--until", "2026-12-31"]),
    ] {
        let arguments =
            [&["estate", "--recommendation", "storage-https", "--reason", "Why.", "--today", "2027-01-01"], rest]
                .concat();
        shown += &run(&estate, &format!("exempt {scope}"), &arguments);
    }
    shown += &run(
        &estate,
        "exempt st0",
        &["estate", "--recommendation", "storage-htps", "--reason", " ", "--until", "2027-02-01"],
    );
    shown += &file_of("estate/exemptions.yaml");
    shown += &file_of("estate/uplift.yaml");
    shown += &run(&estate, "exemptions", &["estate", "--today", "2027-01-01"]);
    assert_data_eq!(shown, file!["exempt.txt"].raw());
}

#[test]
fn a_file_that_the_settings_name_is_created() {
    let estate = Estate::with(&[
        ("estate/all.json", accounts().as_bytes()),
        ("uplift.yaml", b"exemptions: [governance/ours.yaml]\n"),
    ]);
    estate.directory("governance");
    let arguments = ["--recommendation", "storage-https", "--reason", "Why."];
    let shown = run(&estate, "exempt st1", &arguments);
    assert!(shown.contains("Added storage-https-st1 to governance/ours.yaml"), "{shown}");
    let settings = std::fs::read(estate.path().join("uplift.yaml")).unwrap();
    assert_eq!(settings, b"exemptions: [governance/ours.yaml]\n");
    assert!(estate.scan(&["estate"]).contains("1 finding exempt by 1 exemption"));
}

#[test]
fn what_may_not_be_exempt_is_not_added() {
    let estate = all_states();
    let arguments = [
        "estate",
        "--recommendation",
        "vm-no-public-ip",
        "--reason",
        "Why.",
        "--until",
        "2027-02-01",
        "--today",
        "2027-01-01",
    ];
    let before = std::fs::read(estate.path().join("exemptions.yaml")).unwrap();
    let shown = run(&estate, "exempt s1", &arguments);
    assert!(shown.contains("no exemption of `vm-no-public-ip` does") && shown.contains("[exit code 2]"), "{shown}");
    assert_eq!(std::fs::read(estate.path().join("exemptions.yaml")).unwrap(), before);
}
