//! Secrets are in no report, file or error, and nothing else is hidden.

use crate::harness::Estate;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::process::Command;

const FORMATS: [&str; 11] =
    ["text", "json", "sarif", "junit", "markdown", "github", "gitlab", "azure-devops", "rdjson", "csv", "ndjson"];

/// A property of a name, its value, and what of the value is looked for.
struct Case {
    key: String,
    value: Value,
    looked_for: String,
}

fn cases(list: &str) -> Vec<Case> {
    let all: serde_yaml::Value = serde_yaml::from_str(include_str!("secrets.yaml")).unwrap();
    let all: Value = serde_json::to_value(all).unwrap();
    let plain = |value: &Value| -> Value {
        serde_json::from_str(&value.to_string().replace("~~", "\u{1}").replace('~', "").replace('\u{1}', "~")).unwrap()
    };
    let case = |case: &Value| {
        let value = plain(&case[1]);
        let whole = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let looked_for = case[2].as_str().map_or(whole, str::to_owned);
        Case { key: case[0].as_str().unwrap().to_owned(), value, looked_for }
    };
    all[list].as_array().unwrap().iter().map(case).collect()
}

/// Reads one property of a thing, which its tag names, and everything in it.
const READS: &str = r#"controls:
  - { id: c, title: C, maxScore: 5, description: d }
recommendations:
  - id: reads
    title: Nothing is read
    controls: [c]
    severity: high
    resourceTypes: [Contoso.Things/things]
    description: d
    remediation: r
    check: |
      let value = resource.properties[resource.tags.reads];
      for item in [0, 1] { value[item].value == "never"; value[item].keyData == "never"; }
      for name in ["db", "api", "user", "phrase"] { value[name] == "never"; }
      value == "never"
    fix:
      script: |
        resource.properties.tls = true;
      change: inPlace
      safety: safe
      impact: none
"#;

/// Fails for every thing, and is repaired beside what it holds.
const REPAIRS: &str = r#"recommendations:
  - id: tls
    title: Things should speak TLS
    controls: [c]
    severity: high
    resourceTypes: [Contoso.Things/things]
    description: d
    remediation: r
    check: |
      resource.properties.tls == true
    fix:
      script: |
        resource.properties.tls = true;
      change: inPlace
      safety: safe
      impact: none
"#;

fn thing(number: usize, properties: Value, tags: Value) -> Value {
    let id = format!("/subscriptions/s1/resourceGroups/g/providers/Contoso.Things/things/thing-{number}");
    json!({ "id": id, "name": format!("thing-{number}"), "type": "Contoso.Things/things", "tags": tags, "properties": properties })
}

fn estate_of(cases: &[Case]) -> Estate {
    let estate = Estate::empty();
    estate.add("rules/reads.yaml", READS.as_bytes());
    for (number, case) in cases.iter().enumerate() {
        let mut properties = json!({});
        properties[&case.key] = case.value.clone();
        let things = json!([thing(number, properties, json!({ "reads": case.key }))]);
        let text = serde_json::to_string_pretty(&things).unwrap();
        estate.add(&format!("estate/thing-{number}.json"), text.as_bytes());
    }
    estate
}

/// Everything that a run prints or writes, by name: both streams, and all files but the estate and patches.
fn said(estate: &Estate, arguments: &[&str]) -> Vec<(String, String)> {
    let output = estate.output(&[arguments, &["--policies", "rules", "--no-embedded"]].concat(), b"");
    let mut said = vec![
        ("stdout".to_owned(), String::from_utf8(output.stdout).unwrap()),
        ("stderr".to_owned(), String::from_utf8(output.stderr).unwrap()),
    ];
    files(&estate.path().join("out"), &mut said);
    said
}

fn files(directory: &Path, said: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(directory).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, said);
        } else if !["patch", "mbox"].iter().any(|exact| path.extension().is_some_and(|own| own == *exact)) {
            said.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
        }
    }
}

fn reports(command: &str) -> Vec<String> {
    FORMATS.iter().flat_map(|format| ["--report".to_owned(), format!("{format}=out/{command}.{format}")]).collect()
}

/// A repository in which everything but the policies is new.
fn init(estate: &Estate) {
    for arguments in ["init -q", "add rules", "-c user.name=a -c user.email=a@b commit -q -m base"] {
        let words = arguments.split(' ');
        assert!(Command::new("git").args(words).current_dir(estate.path()).status().unwrap().success());
    }
}

/// All runs over an estate that say anything of what is in it.
fn everything(estate: &Estate) -> Vec<(String, String)> {
    estate.directory("out");
    init(estate);
    let mut said_by_all = Vec::new();
    let mut run = |arguments: &[&str]| said_by_all.extend(said(estate, arguments));
    let mut report = |arguments: &[&str]| {
        let reports = reports(arguments[0]);
        run(&arguments.iter().copied().chain(reports.iter().map(String::as_str)).collect::<Vec<_>>());
    };
    report(&["scan", "estate", "--all", "--control", "c"]);
    report(&["fix", "estate", "--out-dir", "out/fixes", "-o", "fixes.patch"]);
    report(&["gate", "estate", "--base", "HEAD", "--all"]);
    run(&["scan", "estate", "--format", "json", "--all"]);
    run(&["baseline", "create", "estate", "--file", "out/baseline.json", "--all"]);
    run(&["exemptions", "estate", "--format", "json"]);
    run(&["fix", "estate", "--write", "--safety", "all"]);
    said_by_all
}

#[test]
fn secrets_are_seen_nowhere() {
    let planted = cases("planted");
    assert_eq!(planted.len(), 81);
    let estate = estate_of(&planted);
    estate.add("rules/repairs.yaml", REPAIRS.as_bytes());
    let said = everything(&estate);
    for command in ["scan", "fix", "gate"] {
        let told = said.iter().find(|(name, _)| name.ends_with(&format!("{command}.ndjson")));
        assert!(told.is_some_and(|(_, text)| text.contains("thing-80")), "the things are judged by {command}");
    }
    let mut seen = Vec::new();
    for case in &planted {
        for (place, text) in said.iter().filter(|(_, text)| text.contains(&case.looked_for)) {
            let line = text.lines().find(|line| line.contains(&case.looked_for)).unwrap_or_default();
            seen.push(format!("{} in {place}: {line}", case.key));
        }
    }
    assert!(seen.is_empty(), "{} seen:\n{}", seen.len(), seen.join("\n"));
}

#[test]
fn what_only_looks_like_a_secret_is_seen() {
    let shown = cases("shown");
    assert_eq!(shown.len(), 56);
    let said = everything(&estate_of(&shown));
    let json = said.iter().find(|(name, _)| name.ends_with("scan.ndjson")).map(|(_, text)| text.as_str()).unwrap();
    let missing: Vec<String> = shown
        .iter()
        .enumerate()
        .filter(|(number, case)| {
            let own = json.lines().find(|line| line.contains(&format!("thing-{number}\"")));
            let value = serde_json::to_string(&case.looked_for).unwrap();
            !own.is_some_and(|line| line.contains(value.trim_matches('"')) && !line.contains("***"))
        })
        .map(|(_, case)| format!("{}: {}", case.key, case.looked_for))
        .collect();
    assert!(missing.is_empty(), "{} hidden:\n{}", missing.len(), missing.join("\n"));
}

/// A script that says something with a secret in `v`, and what the message is.
const MESSAGES: [(&str, &str); 12] = [
    ("\"it is \" + v + \", so it is\"", "it is ***, so it is"),
    ("\"it is \" + v.to_upper() + \", so it is\"", "it is ***, so it is"),
    ("\"it begins with \" + v.sub_string(0, 4) + \"!\"", "it begins with ***!"),
    ("let t = \"\"; for c in v.to_string() { t += c + \"-\"; } \"it is \" + t", "it is ***-"),
    ("let t = \"\"; for c in v.to_string() { t = c + t; } \"back: \" + t", "back: ***"),
    ("let t = \"\"; for c in v.to_string() { t += c.to_int().to_hex(); } \"hex: \" + t", "***"),
    ("\"it has \" + v.to_string().len() + \" letters\"", "it has 15 letters"),
    ("\"a password that nobody rotates\"", "a password that nobody rotates"),
    ("if v.starts_with(\"z\") { \"odd\" } else { \"a hard word\" }", "a hard word"),
    ("throw \"thrown \" + v", "thrown ***"),
    ("parse_int(v)", "\"***\" is not a whole number"),
    ("inventory.get(v).x == 1; \"looked up\"", "the resource that it refers to is not in the inventory"),
];

#[test]
fn messages_keep_what_is_not_made_from_secrets() {
    const SECRET: &str = "Gr4vel-lantern9";
    let estate = Estate::empty();
    let mut policy = READS[..READS.find("  - id: reads").unwrap()].to_owned();
    for (number, (script, _)) in MESSAGES.iter().enumerate() {
        let body = match script.rsplit_once("; ") {
            _ if script.starts_with("throw") || script.starts_with("parse_int") => (*script).to_owned(),
            _ if script.starts_with("if") => format!("unhealthy({script})"),
            Some((before, last)) if last.starts_with('"') => format!("{before}; unhealthy({last})"),
            _ => match script.rsplit_once("} ") {
                Some((before, last)) => format!("{before}}} unhealthy({last})"),
                None => format!("unhealthy({script})"),
            },
        };
        policy += &format!(
            "  - id: says-{number:02}\n    title: t\n    controls: [c]\n    severity: high\n    resourceTypes: [Contoso.Things/things]\n    description: d\n    remediation: r\n    check: |\n      let v = resource.properties.adminPassword;\n      {body}\n"
        );
    }
    estate.add("rules/says.yaml", policy.as_bytes());
    estate
        .add("estate/a.json", json!([thing(0, json!({ "adminPassword": SECRET }), json!({}))]).to_string().as_bytes());
    let said = everything(&estate);
    let lines = &said.iter().find(|(name, _)| name.ends_with("scan.ndjson")).unwrap().1;
    let findings: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for (number, (script, expected)) in MESSAGES.iter().enumerate() {
        let own = findings.iter().find(|finding| finding["recommendation"] == format!("says-{number:02}"));
        let message = own.and_then(|own| own["message"].as_str()).unwrap_or("no finding");
        assert!(message.ends_with(expected), "{script}\n{message}");
    }
    for (name, text) in &said {
        let whole = [SECRET, "GR4VEL", "Gr4v", "G-r-4", "9nret", "47723476"];
        let seen: Vec<&&str> = whole.iter().filter(|part| text.contains(**part)).collect();
        assert!(seen.is_empty(), "{name} shows {seen:?}\n{text}");
    }
}

#[test]
fn errors_of_broken_files_show_no_secret() {
    let broken = [
        ("a.json", "[{\"adminPassword\": \"hunter2hunter2\", bad}]", "[{\"adminPassword\": ***, bad}]"),
        ("b.json", "{\"secrets\": [\n    \"hunter2hunter2\" bad\n]}", "2 |     ***"),
        ("c.yaml", "name: x\npassword: hunter2hunter2\n  tls: [", "tls: ["),
        ("d.yaml", "a: { pwd: hunter2hunter2, tls: {", ""),
        ("e.json", "{\"url\": \"https://me:hunter2hunter2@host/\", bad}", "https://***@host/"),
        ("f.json", "{\"adminPassword\": {\"value\": \"hunter2hunter2\"}, bad}", "{\"value\": ***}, bad}"),
        (
            "g.ndjson",
            "{\"parameters\": {\"adminPassword\": {\"value\": \"hunter2hunter2\"}}, bad}",
            "{\"value\": ***}}, bad}",
        ),
        ("h.yaml", "{name: a, password: hunter2hunter2, b: ]}", "{name: a, password: ***, b: ]}"),
        ("i.json", "[{\n \"password\"\n :\n \"hunter2hunter2\" bad\n}]", "4 |  ***"),
        (
            "j.json",
            "[{\n  \"value\": \"hunter2hunter2\" bad,\n  \"name\": \"DB_PASSWORD\"\n}]",
            "2 |   \"value\": *** bad,",
        ),
    ];
    for (name, text, shown) in broken {
        let estate = Estate::empty();
        estate.add("rules/reads.yaml", READS.as_bytes());
        estate.add(&format!("estate/{name}"), text.as_bytes());
        let said = everything(&estate);
        for (place, text) in &said {
            assert!(!text.contains("hunter2"), "{name} in {place}\n{text}");
        }
        assert!(said.iter().any(|(_, text)| text.contains(shown)), "{name}");
    }
    let settings: [&[(&str, &str)]; 3] = [
        &[("uplift.yaml", "snapshot: { clientSecret: hunter2hunter2 }\n")],
        &[("uplift.yaml", "snapshot: { clientSecret: { value: hunter2hunter2 } }\n")],
        &[("uplift.yaml", "exemptions: [e.yaml]\n"), ("e.yaml", "- {id: a, adminPassword: {v: hunter2hunter2}}\n")],
    ];
    for files in settings {
        let estate = Estate::empty();
        files.iter().for_each(|(name, text)| estate.add(&format!("estate/{name}"), text.as_bytes()));
        estate.add("rules/reads.yaml", READS.as_bytes());
        for (place, text) in everything(&estate) {
            assert!(!text.contains("hunter2"), "{place}\n{text}");
        }
    }
}

/// What a template makes of secrets, by the property that holds it; the last two hold none.
const MADE: [(&str, &str); 8] = [
    ("joined", "[concat('pw-', parameters('adminPassword'))]"),
    ("same", "[parameters('adminPassword')]"),
    ("encoded", "[base64(variables('apiToken'))]"),
    ("written", "[format('{0} and {1}', parameters('region'), variables('login'))]"),
    ("within", "[parameters('secrets').db]"),
    ("secure", "[concat('pw-', parameters('hidden'))]"),
    ("secretName", "[parameters('dbSecret')]"),
    ("place", "[concat(parameters('region'), '-1')]"),
];

#[test]
fn what_a_template_makes_of_secrets_is_seen_nowhere() {
    let thing = |(number, (name, value)): (usize, &(&str, &str))| {
        let mut properties = json!({});
        properties[name] = json!(value);
        json!({ "type": "Contoso.Things/things", "apiVersion": "2024-01-01", "name": format!("thing-{number}"),
                "tags": { "reads": name }, "properties": properties })
    };
    let template = json!({
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "parameters": {
            "adminPassword": { "type": "string" },
            "dbSecret": { "type": "string", "defaultValue": "name-of-one" },
            "secrets": { "type": "object" },
            "hidden": { "type": "secureString", "defaultValue": "kept-five" },
            "region": { "type": "string", "defaultValue": "weu" },
        },
        "variables": { "apiToken": "kept-three", "login": "[concat('sa/', parameters('adminPassword'))]" },
        "resources": MADE.iter().enumerate().map(thing).collect::<Vec<_>>(),
    });
    let values = json!({
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#",
        "contentVersion": "1.0.0.0",
        "parameters": { "adminPassword": { "value": "kept-one" }, "secrets": { "value": { "db": "kept-four" } } },
    });
    let estate = Estate::empty();
    estate.add("rules/reads.yaml", READS.as_bytes());
    estate.add("estate/a.json", serde_json::to_string_pretty(&template).unwrap().as_bytes());
    estate.add("estate/a.parameters.json", serde_json::to_string_pretty(&values).unwrap().as_bytes());
    let said = everything(&estate);
    for (place, text) in &said {
        let seen = ["kept-", "a2VwdC10aHJlZQ"].iter().find(|part| text.contains(**part));
        assert!(seen.is_none(), "{place}\n{text}");
    }
    let lines = &said.iter().find(|(name, _)| name.ends_with("scan.ndjson")).unwrap().1;
    let line = |number: usize| lines.lines().find(|line| line.contains(&format!("/thing-{number}\""))).unwrap();
    for (number, (name, _)) in MADE[..5].iter().enumerate() {
        assert!(line(number).contains("***"), "{name}\n{}", line(number));
    }
    assert!(line(6).contains("name-of-one") && line(7).contains("weu-1"), "{}\n{}", line(6), line(7));
}

/// Properties that are shown nowhere: in one line of a list, in a line of YAML, in rows below columns.
const NESTED: [(&str, &str); 3] = [
    (
        "a.json",
        r#"[{"id": "ID", "name": "t", "type": "Contoso.Things/things", "tags": {"reads": "tls"}, "properties": {"tls": false, "credentials": {"a": ["hunterAAAA1"]}, "passwords": {"value": "hunterBBBB1"}, "keys": {"default": "hunterCCCC1"}}}]"#,
    ),
    (
        "b.yaml",
        "- id: ID\n  name: t\n  type: Contoso.Things/things\n  tags: { reads: tls }\n  properties: { tls: false, credentials: { a: hunterAAAA1 } }\n",
    ),
    (
        "c.json",
        r#"{"data": {"columns": [{"name": "id"}, {"name": "name"}, {"name": "type"}, {"name": "adminPassword"}, {"name": "tags"}, {"name": "properties"}],
 "rows": [["ID", "t", "Contoso.Things/things", "hunterAAAA1", {"reads": "tls"}, {"tls": false}]]}}"#,
    ),
];

#[test]
fn what_is_nested_in_one_line_or_below_a_column_is_seen_nowhere() {
    let (script, fix) = (READS.find("      let value").unwrap(), READS.find("    fix:").unwrap());
    let policy = format!("{}      resource.properties.tls == true\n{}", &READS[..script], &READS[fix..]);
    for (name, text) in NESTED {
        let estate = Estate::empty();
        estate.add("rules/reads.yaml", policy.as_bytes());
        let id = "/subscriptions/s1/resourceGroups/g/providers/Contoso.Things/things/t";
        estate.add(&format!("estate/{name}"), text.replace("ID", id).as_bytes());
        let said = everything(&estate);
        assert!(said.iter().any(|(place, text)| place.ends_with("summary.md") && text.contains("***")), "{name}");
        for (place, text) in &said {
            assert!(!text.contains("hunter"), "{name} in {place}\n{text}");
        }
    }
}

/// Paths of absent properties that a script made from pieces of a secret, and of one that is there.
#[test]
fn paths_show_no_piece_of_a_secret_and_every_name_of_the_document() {
    let estate = Estate::empty();
    let scripts = [
        "let p = resource.properties.adminPassword; resource.properties[\"x\" + p.sub_string(0, 9)] == 1",
        "let t = \"\"; for c in resource.properties.adminPassword.to_string() { t += \"-\" + c; } resource.properties[t] == 1",
        "let p = resource.properties.adminPassword; inventory.get(resource.id).properties[p.sub_string(4, 5)] == 1",
        "let p = resource.properties.adminPassword; resource.child(\"Contoso.Things/things/x/\" + p.sub_string(0, 9)).x == 1",
        "let k = resource.properties.keys[0]; resource.properties[k.to_lower()] == \"never\"",
    ];
    let mut policy = READS[..READS.find("  - id: reads").unwrap()].to_owned();
    for (number, script) in scripts.iter().enumerate() {
        policy += &format!(
            "  - id: says-{number:02}\n    title: t\n    controls: [c]\n    severity: high\n    resourceTypes: [Contoso.Things/things]\n    description: d\n    remediation: r\n    check: |\n      {script}\n"
        );
    }
    estate.add("rules/says.yaml", policy.as_bytes());
    let properties = json!({ "adminPassword": "Gr4vel-lantern9", "keys": ["Label"], "label": "s44" });
    estate.add("estate/a.json", json!([thing(0, properties, json!({}))]).to_string().as_bytes());
    let said = everything(&estate);
    for (name, text) in &said {
        for piece in ["Gr4vel-la", "G-r-4", "el-la", "lantern9"] {
            assert!(!text.contains(piece), "{name} shows {piece}\n{text}");
        }
    }
    let lines = &said.iter().find(|(name, _)| name.ends_with("scan.ndjson")).unwrap().1;
    assert!(lines.contains("properties.***") && lines.contains("properties.label"), "{lines}");
}
