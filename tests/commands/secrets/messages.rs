//! Messages and paths that scripts make.

use super::{READS, everything, thing};
use crate::harness::Estate;
use serde_json::{Value, json};

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
