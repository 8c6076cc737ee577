//! Results of parts, and what they come to together.

use crate::harness::{Estate, POLICY, storage};
use serde_json::Value;
use snapbox::{assert_data_eq, file};
use std::path::Path;
use walkdir::WalkDir;

const DAY: [&str; 2] = ["--today", "2027-01-05"];

fn scan(estate: &Estate, words: &[&str]) -> Vec<u8> {
    let output = estate.output(&[&["scan"], words, &DAY].concat(), b"");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn json(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap()
}

/// What a report of figures alone can say; the way to its files is another one.
fn figures(mut report: Value) -> Value {
    let report = report.as_object_mut().unwrap();
    for key in ["tool", "assessments", "files", "warnings", "filters", "estates"] {
        report.remove(key);
    }
    for recommendation in report["recommendations"].as_array_mut().unwrap() {
        // The steps are not repeated where nobody was asked.
        recommendation.as_object_mut().unwrap().remove("remediation");
    }
    Value::Object(report.clone())
}

const KNOWN: &str = "- id: known
  scope: /subscriptions/8b6f2d90-3c1e-4a7b-9d52-0f4e6a1c7b35
  recommendations: [storage-secure-transfer, storage-min-tls]
  category: Waiver
  reason: They are replaced in spring.
";

/// The example with an exemption, in a directory of its own.
fn contoso() -> Estate {
    let (from, estate) = (Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/contoso"), Estate::empty());
    for entry in WalkDir::new(&from).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file()) {
        let name = entry.path().strip_prefix(&from).unwrap();
        estate.add(name.to_str().unwrap(), &std::fs::read(entry.path()).unwrap());
    }
    let settings = std::fs::read_to_string(from.join("uplift.yaml")).unwrap();
    estate.add("uplift.yaml", format!("{settings}\nexemptions: [known.yaml]\n").as_bytes());
    estate.add("known.yaml", KNOWN.as_bytes());
    estate
}

#[test]
fn the_parts_of_contoso_make_the_score_of_the_whole() {
    let estate = contoso();
    let subscriptions = ["8b6f2d90-3c1e-4a7b-9d52-0f4e6a1c7b35", "c4a91e07-5f28-4d63-b8e1-72d05c9f3a46"];
    for (subscription, file) in subscriptions.iter().zip(["a.partial", "b.partial"]) {
        estate.add(file, &scan(&estate, &[".", "--subscription", subscription, "--format", "partial"]));
    }
    let whole = json(&scan(&estate, &[".", "--format", "json"]));
    let merged = json(&estate.output(&["merge", "b.partial", "a.partial", "--format", "json"], b"").stdout);
    assert!(whole["exemptions"].as_array().is_some_and(|all| !all.is_empty()), "exemptions are summed too");
    let (mut whole, mut merged) = (figures(whole), figures(merged));
    // What no subscription holds is in neither part, and is told in the whole alone.
    for report in [&mut whole, &mut merged] {
        let reasons = report["coverage"]["reasons"].as_array_mut().unwrap();
        reasons.sort_by_key(|reason| reason.to_string());
    }
    assert_eq!(merged, whole);
    // A sum is a part again.
    let sum = estate.output(&["merge", "a.partial", "b.partial", "--format", "partial"], b"").stdout;
    estate.add("sum.partial", &sum);
    let again = json(&estate.output(&["merge", "sum.partial", "--format", "json"], b"").stdout);
    assert_eq!(again["score"], merged["score"]);
}

/// An estate of two files with accounts, of two subscriptions.
fn accounts() -> Estate {
    let estate = Estate::with(&[
        ("uplift.yaml", b"policies: [rules]\n"),
        (
            "one.json",
            format!("[{},\n{}]", storage("s1", "rg", "st1", true), storage("s1", "rg", "st2", false)).as_bytes(),
        ),
        ("two.json", format!("[{}]", storage("s2", "rg", "st3", true)).as_bytes()),
    ]);
    for file in ["one", "two"] {
        let printed = scan(&estate, &[&format!("{file}.json"), "--no-embedded", "--format", "partial"]);
        estate.add(&format!("{file}.partial"), &printed);
    }
    estate
}

#[test]
fn what_a_part_says_and_what_parts_come_to() {
    let estate = accounts();
    let words: [&[&str]; 4] = [
        &["scan", "one.json", "--no-embedded", "--format", "partial", "--today", "2027-01-05"],
        &["merge", "one.partial", "two.partial"],
        &["merge", "one.partial", "two.partial", "--report", "secure-scores"],
        &["merge", "one.partial", "two.partial", "--report", "markdown"],
    ];
    let printed: String = words.iter().map(|words| estate.run(words)).collect();
    assert_data_eq!(printed, file!["partial.txt"]);
}

#[test]
fn what_does_not_add_up_is_refused() {
    let estate = accounts();
    let text = String::from_utf8(scan(&estate, &["one.json", "--no-embedded", "--format", "partial"])).unwrap();
    let files = [
        ("twice.partial", text.clone()),
        ("other-day.partial", text.replace("2027-01-05", "2027-01-06")),
        ("cut.partial", text[..text.len() / 2].to_owned()),
        ("newer.partial", text.replace("uplift.partial/1", "uplift.partial/9")),
        ("wrong.partial", text.replace(r#""healthy":1"#, r#""healthy":"one""#)),
        (
            "contradicting.partial",
            text.replace(r#""controls":["encrypt-data-in-transit"]"#, r#""controls":["nothing"]"#),
        ),
        ("report.json", String::from_utf8(scan(&estate, &["one.json", "--no-embedded", "--format", "json"])).unwrap()),
        ("empty.partial", String::new()),
        ("huge.partial", text.replace(r#""resources":2"#, r#""resources":18446744073709551615"#)),
    ];
    for (name, text) in &files {
        estate.add(name, text.as_bytes());
    }
    estate.add("rules/policy.yaml", POLICY.replace("maxScore: 8", "maxScore: 9").as_bytes());
    estate.add("stricter.partial", &scan(&estate, &["two.json", "--no-embedded", "--format", "partial"]));
    let with = |others: &[&str]| estate.run(&[&["merge", "one.partial"], others].concat());
    let mut printed: String = ["twice", "other-day", "cut", "newer", "wrong", "empty", "huge", "stricter"]
        .iter()
        .map(|name| with(&[&format!("{name}.partial")]))
        .collect();
    printed += &with(&["report.json"]);
    printed += &with(&["two.partial", "other-day.partial", "--day", "2027-01-05"]);
    printed += &with(&["--day", "2027-02-01"]);
    printed += &estate.run(&["merge", "contradicting.partial"]);
    printed += &estate.run(&["merge", "missing.partial"]);
    printed += &with(&["two.partial", "--report", "sarif"]);
    assert_data_eq!(printed, file!["partial_badly.txt"]);
}

const NETWORKS: &str = r#"controls:
  - { id: restrict, title: Restrict networks, maxScore: 4, description: Who gets in. }
recommendations:
  - id: hub
    title: There should be a hub
    controls: [restrict]
    severity: low
    resourceTypes: [Microsoft.Storage/storageAccounts]
    description: Traffic goes through it.
    remediation: Make one.
    check: |
      inventory.all("Microsoft.Network/virtualNetworks").any(|network| network.name == "hub")
  - id: closed
    title: Servers should have no rule
    controls: [restrict]
    severity: low
    resourceTypes: [Microsoft.Sql/servers]
    description: Rules let in.
    remediation: Remove it.
    check: |
      resource.children("Microsoft.Sql/servers/firewallRules").all(|rule| rule.name != "all")
  - id: parent
    title: Rules should belong to a server of the newest version
    controls: [restrict]
    severity: low
    resourceTypes: [Microsoft.Sql/servers/firewallRules]
    description: Old ones leak.
    remediation: Renew it.
    check: |
      resource.parent().properties.version == "12.0"
  - id: linked
    title: Machines should have a card that forwards nothing
    controls: [restrict]
    severity: low
    resourceTypes: [Microsoft.Compute/virtualMachines]
    description: Forwarding leaks.
    remediation: Switch it off.
    check: |
      inventory.get(resource.properties.card).properties.enableIPForwarding != true
"#;

/// An id that was made up for want of a subscription means another resource in every repository.
#[test]
fn parts_of_repositories_that_deploy_by_the_same_names_add_up() {
    let account = "{type: Microsoft.Storage/storageAccounts, name: st, properties: {supportsHttpsTrafficOnly: false}}";
    let estate = Estate::with(&[
        ("shop/main.yaml", format!("[{account}]").as_bytes()),
        (
            "hr/main.yaml",
            format!("[{account}, {}]", account.replace("false", "true").replace("st,", "st2,")).as_bytes(),
        ),
    ]);
    for name in ["shop", "hr"] {
        let words = ["--format", "partial", "--policies", "rules", "--no-embedded"];
        estate.add(&format!("{name}.partial"), &scan(&estate, &[&[name][..], &words].concat()));
    }
    let merged = |files: &[&str]| {
        let output = estate.output(&[&["merge"], files, &["--format", "json"]].concat(), b"");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        json(&output.stdout)
    };
    let both = merged(&["shop.partial", "hr.partial"]);
    let control = |report: &Value| {
        let all = report["controls"].as_array().unwrap();
        all.iter().find(|control| control["id"] == "encrypt-data-in-transit").unwrap().clone()
    };
    assert_eq!([&control(&both)["healthy"], &control(&both)["unhealthy"]], [1, 2]);
    assert_eq!(both["warnings"], serde_json::json!([]));
    let twice = merged(&["shop.partial", "shop.partial"]);
    let told = twice["warnings"][0]["message"].as_str().unwrap();
    assert_eq!(told, "this is what `shop.partial` is, to the number, and no id in it names a subscription");
}

fn row(subscription: &str, type_name: &str, name: &str, properties: &str) -> String {
    let (provider, kinds) = type_name.split_once('/').unwrap();
    let path: Vec<String> =
        kinds.split('/').zip(name.split('/')).map(|(kind, name)| format!("{kind}/{name}")).collect();
    let id = format!("/subscriptions/{subscription}/resourceGroups/rg/providers/{provider}/{}", path.join("/"));
    let last = name.rsplit('/').next().unwrap();
    format!(r#"{{"id":"{id}","name":"{last}","type":"{type_name}","properties":{properties}}}"#)
}

/// The statuses of the four recommendations in what a scan with these words says.
fn statuses(estate: &Estate, words: &[&str]) -> String {
    let report = json(&scan(estate, &[words, &["--no-embedded", "--format", "json", "--all"]].concat()));
    let one = |id: &str| {
        let rows = report["assessments"].as_array().unwrap().iter();
        let mut statuses: Vec<&str> =
            rows.filter(|row| row["recommendation"] == id).map(|row| row["status"].as_str().unwrap()).collect();
        statuses.sort_unstable();
        format!("{id} {}", statuses.join("+"))
    };
    ["hub", "closed", "parent", "linked"].map(one).join(", ")
}

#[test]
fn a_part_never_takes_itself_for_the_whole() {
    const SERVERS: &str = "Microsoft.Sql/servers";
    const NETWORKS_TYPE: &str = "Microsoft.Network/virtualNetworks";
    let card = "/subscriptions/B/resourceGroups/rg/providers/Microsoft.Network/networkInterfaces/nic";
    let of_a = [
        row("A", "Microsoft.Storage/storageAccounts", "st", "{}"),
        row("A", NETWORKS_TYPE, "spoke", "{}"),
        row("A", SERVERS, "sql", r#"{"version":"12.0"}"#),
        row("A", &format!("{SERVERS}/firewallRules"), "sql/one", "{}"),
        row("A", "Microsoft.Compute/virtualMachines", "vm", &format!(r#"{{"card":"{card}"}}"#)),
    ];
    let of_b = [
        row("B", NETWORKS_TYPE, "hub", "{}"),
        row("B", "Microsoft.Network/networkInterfaces", "nic", r#"{"enableIPForwarding":true}"#),
    ];
    let settings = "policies: [networks]\ninventory:\n  - { path: '*.json', complete: [Microsoft.Sql/servers/firewallRules, Microsoft.Network/virtualNetworks] }\n";
    let list = |rows: &[String]| format!("[{}]", rows.join(",\n"));
    let estate = Estate::with(&[
        ("uplift.yaml", settings.as_bytes()),
        ("networks/policy.yaml", NETWORKS.as_bytes()),
        ("a.json", list(&of_a).as_bytes()),
        ("all.json", list(&[&of_a[..], &of_b].concat()).as_bytes()),
        ("networks.json", list(&[of_a[1].clone(), of_b[0].clone(), of_b[1].clone()]).as_bytes()),
    ]);
    let given = "Microsoft.Network/virtualNetworks,microsoft.network/NETWORKINTERFACES";
    let cases: [(&[&str], &str); 6] = [
        (&["all.json"], "hub healthy, closed healthy, parent healthy, linked unhealthy"),
        // Without the mark the settings are believed, and they speak of the whole.
        (&["a.json"], "hub unhealthy, closed healthy, parent healthy, linked unknown"),
        (&["a.json", "--part", "subscriptions"], "hub unknown, closed healthy, parent healthy, linked unknown"),
        (&["a.json", "--part", "rows"], "hub unknown, closed unknown, parent healthy, linked unknown"),
        (
            &["a.json", "networks.json", "--subscription", "A", "--part", "subscriptions", "--whole", given],
            "hub healthy, closed healthy, parent healthy, linked unhealthy",
        ),
        (
            &["a.json", "--part", "rows", "--whole", "Microsoft.Sql/servers/firewallRules"],
            "hub unknown, closed healthy, parent healthy, linked unknown",
        ),
    ];
    for (words, expected) in cases {
        assert_eq!(statuses(&estate, words), expected, "{words:?}");
    }
    let printed = estate.run(&["scan", "a.json", "--part", "rows", "--whole", "firewallRules"])
        + &estate.run(&["scan", "a.json", "--whole", "Microsoft.Sql/servers/firewallRules"]);
    assert_data_eq!(printed, file!["partial_whole.txt"]);
}
