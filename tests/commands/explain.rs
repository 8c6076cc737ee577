//! `uplift explain`: verdicts of every status, clause by clause.

use crate::harness::Estate;
use serde_json::Value;
use snapbox::{assert_data_eq, file};

const POLICIES: &str = include_str!("explain/policies.yaml");

const SITES: &str = r#"[{
  "id": "/subscriptions/s1/resourceGroups/g/providers/Microsoft.Web/sites/app",
  "type": "Microsoft.Web/sites",
  "name": "app",
  "kind": "app",
  "properties": {
    "mode": "on",
    "hostNames": ["a.contoso.com", "b.contoso.com", "c.contoso.com", "d.contoso.com", "app.azurewebsites.net", "e.contoso.com", "evil.test"],
    "siteConfig": {
      "minTlsVersion": "1.0",
      "http20Enabled": true,
      "appSettings": [
        { "name": "MODE", "value": "dev" },
        { "name": "DB_PASSWORD", "value": "pa55w0rd-abc" }
      ]
    }
  }
}, {
  "id": "/subscriptions/s1/resourceGroups/g/providers/Microsoft.Web/sites/new",
  "type": "Microsoft.Web/sites",
  "name": "new",
  "kind": "app",
  "properties": { "siteConfig": { "minTlsVersion": "1.3", "alwaysOn": true }, "hostNames": [] }
}, {
  "id": "/subscriptions/s1/resourceGroups/g/providers/Microsoft.Web/sites/jobs",
  "type": "Microsoft.Web/sites",
  "name": "jobs",
  "kind": "functionapp",
  "properties": { "siteConfig": { "minTlsVersion": "[unknownHere()]" } }
}, {
  "id": "/subscriptions/s1/resourceGroups/other/providers/Microsoft.Web/sites/jobs",
  "type": "Microsoft.Web/sites",
  "name": "jobs",
  "kind": "app",
  "properties": { "siteConfig": { "minTlsVersion": "a very long version that nobody would write but somebody did, and then went on and on", "alwaysOn": "\u001b[31mred\nline" } }
}]"#;

const TEMPLATE: &str = r#"{
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "contentVersion": "1.0.0.0",
  "parameters": { "tls": { "type": "string", "defaultValue": "1.1" } },
  "variables": { "config": { "minTlsVersion": "[parameters('tls')]", "http20Enabled": "[reference('x').on]" } },
  "resources": [
    { "type": "Microsoft.Web/sites", "apiVersion": "2022-09-01", "name": "made", "properties": { "siteConfig": "[variables('config')]" } },
    { "type": "Microsoft.Web/sites", "apiVersion": "2022-09-01", "name": "unsure", "properties": { "siteConfig": { "minTlsVersion": "1.2", "http20Enabled": "[reference('x').on]" } } }
  ]
}"#;

const EXEMPTIONS: &str = "- id: known-hosts
  scope: /subscriptions/s1/resourceGroups/g/providers/Microsoft.Web/sites/app
  recommendations: [site-hosts]
  category: Waiver
  reason: It is gone with the old shop.
  expiresOn: 2027-06-30
";

fn estate() -> Estate {
    let estate = Estate::empty();
    estate.add("uplift.yaml", b"exemptions: [exemptions.yaml]\n");
    estate.add("exemptions.yaml", EXEMPTIONS.as_bytes());
    estate.add("policies/own.yaml", POLICIES.as_bytes());
    estate.add("infra/sites.json", SITES.as_bytes());
    estate.add("infra/made.json", TEMPLATE.as_bytes());
    estate
}

fn explain(estate: &Estate, recommendation: &str, resource: &str) -> String {
    let on = ["--no-embedded", "--today", "2027-01-01"];
    estate.run(&[&["explain", recommendation, resource, "infra"][..], &on].concat())
}

#[test]
fn each_verdict_says_clause_by_clause_how_it_came_about() {
    let estate = estate();
    let unhealthy = [("site-tls", "app"), ("site-settings", "app"), ("site-tls", "made")];
    let others = [("site-tls", "new"), ("site-tls", "unsure"), ("site-slots", "app"), ("site-hosts", "new")];
    let said =
        unhealthy.iter().chain(&others).map(|(recommendation, resource)| explain(&estate, recommendation, resource));
    let said: String = said.collect();
    assert!(!said.contains("pa55w0rd"), "a secret is shown");
    assert_data_eq!(said, file!["explain/verdicts.txt"].raw());
}

#[test]
fn rounds_are_bounded_exemptions_are_told_and_what_no_plan_has_is_said() {
    let estate = estate();
    let of_other = "/subscriptions/s1/resourceGroups/other/providers/Microsoft.Web/sites/jobs";
    let of_group = "/subscriptions/s1/resourceGroups/g/providers/Microsoft.Web/sites/jobs";
    let asked = [
        ("site-hosts", "app"),
        ("site-mode", "app"),
        ("site-broken", "app"),
        ("site-tls", of_other),
        ("site-tls", of_group),
        ("site-tls", "jobs"),
        ("site-tls", "ap"),
        ("site-tl", "app"),
    ];
    let said: String =
        asked.iter().map(|(recommendation, resource)| explain(&estate, recommendation, resource)).collect();
    assert_data_eq!(said, file!["explain/edges.txt"].raw());
}

/// The scripts of another type's recommendation would read what is not there, and give an answer all the same.
#[test]
fn what_no_scan_judges_is_refused_with_the_reason() {
    let estate = Estate::empty();
    let entry = |id: &str, types: &str| {
        format!(
            "  - {{ id: {id}, title: {id}, controls: [own], severity: low, {types}, description: d, remediation: r,
      check: \"resource.properties.on == true\" }}\n"
        )
    };
    let entries = [
        entry("of-others", "resourceTypes: [A.B/d, A.B/e]"),
        entry("of-most", "resourceTypes: [\"*\"], exceptTypes: [a.b/C]"),
        entry("of-it", "resourceTypes: [a.b/C]"),
    ];
    let policies = "controls: [{ id: own, title: Own, maxScore: 4, description: d }]\nrecommendations:\n";
    estate.add("policies/own.yaml", (policies.to_owned() + &entries.concat()).as_bytes());
    estate.add("uplift.yaml", b"policies: [policies]\n");
    let row = |name: &str| format!("[{{ \"type\": \"A.B/c\", \"name\": \"{name}\", \"properties\": {{}} }}]");
    estate.add("infra/i.json", row("one").as_bytes());
    estate.add("off/i.json", row("two").as_bytes());
    estate.add("off/uplift.yaml", b"policies: [../policies]\nrecommendations: { of-it: { enabled: false } }\n");
    let asked = [("of-others", "one"), ("of-most", "one"), ("of-it", "two")];
    let said = asked.map(|(recommendation, resource)| {
        estate.run(&["explain", recommendation, resource, ".", "--no-embedded", "--today", "2027-01-01"])
    });
    assert_data_eq!(said.concat(), file!["explain/refused.txt"].raw());
    let said = estate.run(&["explain", "of-it", "one", ".", "--no-embedded", "--today", "2027-01-01"]);
    assert!(said.starts_with("$") && said.contains("of-it  unhealthy"), "{said}");
}

/// What decided is followed by what ran, and not by what it is called.
#[test]
fn the_assignment_that_ran_last_decides() {
    let checks = [
        ("filter", "resource.properties.rules.filter(|x| x.ok == false).len() == 0"),
        ("count", "let n = 0;\nfor x in resource.properties.rules { if x.ok == false { n += 1; } }\nn == 0"),
        ("flag", "let bad = false;\nfor x in resource.properties.rules { if x.ok == false { bad = true; } }\n!bad"),
        (
            "unset",
            "let bad = false;\nfor x in resource.properties.rules { if x.name == \"none\" { bad = true; } }\n!bad",
        ),
        (
            "list",
            "let bad = [];\nfor x in resource.properties.rules { if x.ok == false { bad.push(x); } }\nbad.is_empty()",
        ),
        (
            "shadow",
            "let x = resource.properties.tls == \"1.2\";\nif resource.location == \"we\" { let x = resource.location == \"we\"; }\nx",
        ),
        (
            "twice",
            "let ok = true;\nif resource.properties.https == false { ok = false; }\nif resource.properties.tls == \"1.2\" { ok = true; }\nok",
        ),
        (
            "return",
            "resource.properties.rules.all(|x| {\n  if x.ok == true { return true; }\n  if x.name == \"y\" { return false; }\n  true\n})",
        ),
        (
            "early",
            "let n = 0;\nlet all = resource.properties.rules.all(|x| {\n  if x.name != \"none\" { return true; }\n  n += 1;\n  true\n});\nn == 0",
        ),
        (
            "past",
            "let n = 0;\nfor x in resource.properties.rules {\n  if x.ok == true { continue; }\n  n += 1;\n}\nn == 0",
        ),
        ("none", "for x in resource.properties.rules { if x.name == \"none\" { return false; } }\ntrue"),
    ];
    let entry = |(id, check): &(&str, &str)| {
        let check: String = check.lines().map(|line| format!("      {line}\n")).collect();
        format!(
            "  - id: {id}\n    title: Title\n    controls: [own]\n    severity: low\n    resourceTypes: [A.B/c]\n    description: d\n    remediation: r\n    check: |\n{check}"
        )
    };
    let policies: String = checks.iter().map(entry).collect();
    let estate = Estate::empty();
    let controls = "controls: [{ id: own, title: Own, maxScore: 4, description: d }]\nrecommendations:\n";
    estate.add("policies/own.yaml", (controls.to_owned() + &policies).as_bytes());
    estate.add(
        "infra/i.json",
        br#"[{ "type": "A.B/c", "name": "one", "location": "we", "properties": { "tls": "1.0", "https": false,
  "rules": [{ "name": "x", "ok": true }, { "name": "y", "ok": false }, { "name": "z", "ok": false }, { "name": "w", "ok": true }] } }]"#,
    );
    let decided = |(id, check): &(&str, &str)| {
        let said = estate.run(&["explain", id, "one", "infra", "--policies", "policies", "--no-embedded"]);
        let status = said.lines().nth(1).unwrap_or_default().to_owned();
        let (_, decided) = said.split_once("Decided by\n").unwrap_or_else(|| panic!("{said}"));
        format!("{check}\n\n{status}\n{}\n\n", decided.split("\n\n").next().unwrap_or_default())
    };
    assert_data_eq!(checks.iter().map(decided).collect::<String>(), file!["explain/deciding.txt"].raw());
}

/// A shipped check that goes through functions, closures and early answers: what opens the port is named.
#[test]
fn the_port_and_the_source_that_open_a_group_are_named() {
    let estate = Estate::empty();
    estate.add(
        "infra/i.json",
        br#"[{ "type": "Microsoft.Network/networkSecurityGroups", "name": "nsg", "properties": { "securityRules": [
  { "name": "web", "properties": { "priority": 100, "direction": "Inbound", "access": "Allow", "protocol": "Tcp", "sourceAddressPrefix": "*", "sourcePortRange": "*", "destinationAddressPrefix": "*", "destinationPortRange": "443" } },
  { "name": "ssh", "properties": { "priority": 200, "direction": "Inbound", "access": "Allow", "protocol": "Tcp", "sourceAddressPrefix": "0.0.0.0/0", "sourcePortRange": "*", "destinationAddressPrefix": "*", "destinationPortRange": "22" } }
] } }]"#,
    );
    let said = estate.run(&["explain", "nsg-ssh-internet", "nsg", "infra"]);
    let (_, decided) = said.split_once("Decided by\n").unwrap_or_else(|| panic!("{said}"));
    let decided = decided.split("\n\n").next().unwrap_or_default();
    for read in [
        "name=ssh].properties.sourceAddressPrefix = \"0.0.0.0/0\"",
        "name=ssh].properties.destinationPortRange = \"22\"",
    ] {
        assert!(decided.contains(read), "{said}");
    }
    assert!(!decided.contains("name=web]"), "{decided}");
}

#[test]
fn what_goes_on_without_its_plan_names_no_deciding_clause() {
    let estate = Estate::empty();
    let policies = "controls: [{ id: own, title: Own, maxScore: 4, description: d }]
recommendations:
  - { id: many, title: Many, controls: [own], severity: low, resourceTypes: [A.B/c], description: d, remediation: r,
      check: \"resource.properties.list.all(|e| e.k == 1)\" }
";
    estate.add("policies/own.yaml", policies.as_bytes());
    // The plan is left within the list, whose last element decides.
    let list = "{ \"k\": 1 }, ".repeat(20_000) + "{ \"k\": 2 }";
    let row = format!("[{{ \"type\": \"A.B/c\", \"name\": \"one\", \"properties\": {{ \"list\": [{list}] }} }}]");
    estate.add("infra/i.json", row.as_bytes());
    let said = estate.run(&["explain", "many", "one", "infra", "--policies", "policies", "--no-embedded"]);
    assert!(said.contains("many  unhealthy") && said.contains("went on in the language's engine"), "{said}");
    assert!(!said.contains("Decided by") && !said.contains("fails"), "{said}");
    // What was read goes to its end, and no further than anybody reads.
    assert!(said.contains("values before these") && said.contains("list[20000].k = 2"), "{said}");
    assert!(said.lines().count() < 300, "{}", said.lines().count());
}

#[test]
fn the_same_is_written_for_programs() {
    let estate = estate();
    let json = |recommendation, resource| -> Value {
        let arguments = ["explain", recommendation, resource, "infra", "--no-embedded", "--format", "json"];
        serde_json::from_slice(&estate.output(&arguments, b"").stdout).unwrap()
    };
    let told = json("site-hosts", "app");
    let clause = &told["scripts"][0]["clauses"][0];
    let rounds = clause["clauses"].as_array().unwrap();
    let outcomes: Vec<&Value> = rounds.iter().map(|round| &round["gave"]["outcome"]).collect();
    assert_eq!(outcomes, ["true", "true", "true", "false", "more"]);
    assert_eq!(rounds[3]["round"]["number"], 7);
    assert_eq!((&rounds[4]["kind"], &rounds[4]["gave"]["true"]), (&Value::from("more"), &Value::from(3)));
    assert_eq!(told["decidedBy"].as_array().unwrap().len(), 2);
    let fixed = json("site-tls", "app");
    assert!(fixed["remedy"]["diff"].as_str().unwrap().contains("+      \"minTlsVersion\": \"1.2\""));
    assert_eq!(fixed["scripts"].as_array().unwrap().len(), 2, "appliesTo ran first");
    assert_eq!(fixed["scripts"][1]["passages"][1]["function"], "is_new(version)");
}
