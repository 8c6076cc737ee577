//! `uplift try`: what expressions give over a resource.

use crate::harness::{Estate, storage};
use serde_json::Value;
use snapbox::{assert_data_eq, file};

const SITE: &str = r#"[{
  "type": "Microsoft.Web/sites",
  "name": "app",
  "properties": {
    "adminPassword": "hunter2-is-no-secret",
    "minTlsVersion": "1.2",
    "mode": "on ",
    "connection": "Server=tcp:x;Password=abcdef123;",
    "siteConfig": { "appSettings": [{ "name": "DB_PASSWORD", "value": "pa55w0rd-abc" }, { "name": "MODE", "value": "dev" }] },
    "a-b": { "if": 3 }
  }
}]"#;

const OWN: &str = "functions:
  - name: is_new
    parameters: [version]
    description: Whether a version of TLS is new enough.
    script: |
      version != () && version_at_least(version, \"1.2\")
    tests:
      - { call: [\"1.2\"], gives: true }
recommendations:
  - id: site-tls
    title: Sites should refuse old TLS
    controls: [own]
    severity: low
    resourceTypes: [Microsoft.Web/sites]
    description: Old TLS is broken.
    remediation: Raise it.
    parameters:
      minimum: { type: string, defaultValue: \"1.2\" }
    check: |
      is_new(resource.properties.minTlsVersion) && params.minimum == \"1.2\"
controls:
  - { id: own, title: Own rules, maxScore: 4, description: Ours. }
";

fn estate() -> Estate {
    let estate = Estate::empty();
    estate.add("uplift.yaml", b"");
    estate.add("policies/own.yaml", OWN.as_bytes());
    estate.add("infra/site.json", SITE.as_bytes());
    estate.add("infra/accounts.json", format!("[{}]", storage("s1", "g", "stone", true)).as_bytes());
    estate
}

/// Expressions with what they show: values of each kind, what is unknown, what fails, and what no check may say.
const EXPRESSIONS: [&str; 15] = [
    "resource.properties.minTlsVersion",
    "resource.properties[\"a-b\"]",
    "resource.properties.siteConfig.appSettings.len() > 1",
    "resource.properties.siteConfig.appSettings.map(|setting| setting.name)",
    "inventory.all(\"Microsoft.Storage/storageAccounts\")",
    "inventory",
    "is_new(resource.properties.minTlsVersion)",
    "resource.properties.absent",
    "resource.properties.mode == \"on\"",
    "resource.properties.minTlsVersion.part",
    "unhealthy(\"it is \" + resource.name)",
    "let list = [1]; list[5]",
    "version_at_lest(\"1.2\", \"1\")",
    "resource.properties.minTlsVersion = 3",
    "params.minimum",
];

#[test]
fn expressions_give_values_with_their_places() {
    let estate = estate();
    let said =
        EXPRESSIONS.map(|expression| estate.run(&["try", expression, "infra", "--resource", "app", "--no-embedded"]));
    let with = ["try", "params.minimum", "infra", "--resource", "app", "--recommendation", "site-tls", "--no-embedded"];
    let endless = estate.run(&["try", "loop { }", "--resource", "app", "--no-embedded"]);
    assert_data_eq!(said.concat() + &estate.run(&with) + &endless, file!["trying.txt"]);
}

#[test]
fn no_secret_is_shown_however_it_is_asked_for() {
    let estate = estate();
    let expressions = [
        "resource",
        "resource.properties",
        "resource.properties.adminPassword",
        "resource.properties.adminPassword + \"x\"",
        "resource.properties.adminPassword.sub_string(0, 7)",
        "resource.properties.adminPassword.to_upper().split(\"-\")",
        "resource.properties.adminPassword.characters()",
        "#{ it: [resource.properties.adminPassword] }",
        "resource.properties.siteConfig.appSettings.map(|setting| setting.value)",
        "resource.properties.connection",
        "resource.properties.connection.split(\"=\")",
        "unhealthy(resource.properties.adminPassword)",
        "unknown(resource.properties.adminPassword)",
        "throw resource.properties.adminPassword",
        "parse_int(resource.properties.adminPassword)",
        "inventory.get(resource.properties.adminPassword)",
        "resource[resource.properties.adminPassword]",
    ];
    for format in ["text", "json"] {
        for expression in expressions {
            let all = ["try", expression, "infra", "--resource", "app", "--no-embedded", "--format", format, "--all"];
            let said = estate.run(&all);
            let (_, said) = said.split_once('\n').unwrap();
            let lower = said.lines().filter(|line| !line.starts_with("1 |")).collect::<String>().to_lowercase();
            for secret in ["hunter2", "no-secret", "pa55w0rd", "abcdef123"] {
                assert!(!lower.contains(secret), "{expression}: {said}");
            }
            let was_asked = said.contains("***") || said.contains("expression") || said.contains("unknown");
            assert!(was_asked && !lower.contains("defect of uplift"), "{expression}: {said}");
        }
    }
}

#[test]
fn lines_are_expressions_one_by_one() {
    let estate = estate();
    let lines = "resource.name\n\n  // what it is\nresource.type\nbad(\nresource.properties.minTlsVersion";
    let text = ["try", "-", "infra", "--resource", "app", "--no-embedded"];
    assert_data_eq!(estate.run_with(&text, lines.as_bytes()), file!["trying_lines.txt"]);
    let json = [&text[..], &["--format", "json"]].concat();
    let output = estate.output(&json, b"resource.name\nresource.properties.none\nresource.name.x\n");
    let schema: Value = serde_json::from_slice(&estate.output(&["schema", "answer"], b"").stdout).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let views = String::from_utf8(output.stdout).unwrap();
    let views: Vec<Value> = views.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(views.len() == 3 && views.iter().all(|view| schema.is_valid(view)), "{views:#?}");
    assert_eq!((&views[0]["value"], &views[1]["kind"]), (&"app".into(), &"nothing".into()));
    assert_eq!(views[2]["unknown"], "what is compared is text, not an object");
}

#[test]
fn what_cannot_be_tried_is_told() {
    let estate = estate();
    let long = format!("\"{}\"", "x".repeat(70_000));
    estate.add(
        "infra/again.json",
        SITE.replace("1.2", "1.0")
            .replace(
                "\"name\": \"app\"",
                "\"name\": \"two\", \"id\": \"/subscriptions/s2/resourceGroups/g/providers/Microsoft.Web/sites/app\"",
            )
            .as_bytes(),
    );
    let said = [
        estate.run(&["try", "infra", "--resource", "app", "--no-embedded"]),
        estate.run(&["try", "1", "infra", "--resource", "ap", "--no-embedded"]),
        estate.run(&["try", "1", "infra/site.json", "--resource", "app", "--recommendation", "nope", "--no-embedded"]),
        estate.run(&["try", "-", "-", "--resource", "app", "--no-embedded"]),
        estate.run(&["try", "1", "nowhere", "--resource", "app", "--no-embedded"]),
        estate.run_with(&["try", "-", "infra/site.json", "--resource", "app", "--no-embedded"], b"\xff\n"),
        estate.run_with(&["try", "-", "infra/site.json", "--resource", "app", "--no-embedded"], long.as_bytes()),
    ];
    assert_data_eq!(said.concat(), file!["trying_badly.txt"]);
}

#[cfg(unix)]
#[test]
fn a_terminal_is_asked_and_completes() {
    use rexpect::session::spawn_command;
    let estate = estate();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_uplift"));
    command.args(["try", "-", "infra", "--resource", "app", "--no-embedded"]).current_dir(estate.path());
    command.env("TERM", "xterm").env("NO_COLOR", "1");
    let mut session = spawn_command(command, Some(20_000)).unwrap();
    let mut say = |keys: &str, awaited: &str| {
        // The prompt asks the terminal where the cursor is.
        session.exp_string("\x1b[6n").unwrap();
        for keys in ["\x1b[1;1R", keys] {
            session.send(keys).unwrap();
            session.flush().unwrap();
        }
        session.exp_string(awaited).unwrap();
    };
    say("resource.properties.min\t\r", "  text");
    // What was typed last comes back.
    say("\x1b[A.len()\r", "a number");
    say("bad(\r", "expression:1:5");
    say("\x04", "\n");
    session.exp_eof().unwrap();
}
