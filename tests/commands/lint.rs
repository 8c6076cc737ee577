//! Mistakes in policies that loading takes: each rule with what triggers it, and what does not.

use crate::harness::Estate;
use snapbox::{assert_data_eq, file};
use std::process::Command;

/// A policy in which nothing is wrong.
const CLEAN: &str = r#"controls:
  - { id: transit, title: Transit, maxScore: 4, description: Nobody reads on the way. }
recommendations:
  - id: https-only
    title: HTTPS only
    controls: [transit]
    severity: high
    resourceTypes: [Contoso.Web/sites]
    description: Plain HTTP can be read.
    remediation: Switch it on.
    parameters:
      kind: { type: string, defaultValue: app, description: The kind that is judged. }
    check: |
      resource.kind != params.kind || resource.properties.https == true
    tests:
      - healthy: { kind: app, size: 7, port: 1, ports: 2, enabled: true, properties: { sites: [{ kind: a }], https: true } }
      - unhealthy: { kind: app, properties: { https: false } }
      - healthy: {}
"#;

const CHECK: &str = "resource.kind != params.kind || resource.properties.https == true";

/// What stands in the place of what.
type Edit = (&'static str, &'static str);

/// A rule, edits that trigger it, and edits that look alike and do not.
const RULES: [(&str, &[Edit], &[Edit]); 19] = [
    (
        "UPL1001 a silence that silences nothing, and one without a reason",
        &[
            (
                CHECK,
                "// allow UPL1203: it is as it should be\n      resource.kind != params.kind || resource.properties.https == true",
            ),
            ("severity: high", "severity: high # allow UPL1302"),
        ],
        &[(
            CHECK,
            "let a = resource.kind; // allow UPL1101: an example\n      resource.kind != params.kind || resource.properties.https == true",
        )],
    ),
    (
        "UPL1002 a key without a value",
        &[("severity: high", "severity: high\n    appliesTo:")],
        &[("severity: high", "severity: high\n    appliesTo: 'resource.kind == \"app\"'")],
    ),
    (
        "UPL1101 variables, loops and closures",
        &[(
            CHECK,
            "let sites = resource.properties.sites;\n      let limit = 3;\n      limit = 4;\n      for site in sites { if params.kind == \"x\" { return false; } }\n      sites.any(|site| resource.properties.https == true)",
        )],
        &[(
            CHECK,
            "let sites = resource.properties.sites;\n      for site in sites { if site.kind == params.kind { return false; } }\n      sites.any(|_site| true) || sites.any(|site| { let kind = site.kind; kind == \"a\" })",
        )],
    ),
    (
        "UPL1102 parameters of recommendations and functions",
        &[(CHECK, "fn secure(site, kind) { site.properties.https == true }\n      secure(resource, \"app\")")],
        &[(
            CHECK,
            "fn secure(site, kind) { site.kind != kind || site.properties.https == true }\n      secure(resource, params.kind)",
        )],
    ),
    (
        "UPL1103 a shared function",
        &[
            (
                "controls:\n",
                "functions:\n  - name: secure\n    parameters: [site]\n    description: Whether it is.\n    script: site.properties.https == true\n    tests: [{ call: [{}], gives: false }]\ncontrols:\n",
            ),
            ("script: site.properties.https == true", "script: |\n      site.properties.https == true"),
        ],
        &[],
    ),
    (
        "UPL1201 what stands behind the end",
        &[(
            CHECK,
            "if resource.kind == params.kind {\n        return true;\n        resource.properties.https == true\n      } else {\n        throw \"other\";\n      }\n      resource.properties.https == false",
        )],
        &[(
            CHECK,
            "for site in resource.properties.sites {\n        if site.kind == params.kind { break; }\n        if site.kind == \"b\" { return false; }\n      }\n      resource.properties.https == true",
        )],
    ),
    (
        "UPL1202 conditions that cannot vary",
        &[(
            CHECK,
            "if resource.kind == \"a\" && resource.kind == \"b\" { return false; }\n      if resource.kind != \"a\" || resource.kind != \"b\" { return params.kind == params.kind; }\n      if (resource.size ?? 0) > 9 && (resource.size ?? 0) < 5 { return false; }\n      if resource.properties.sites.any(|site| site.kind == \"a\" && 1 == 2) { return false; }\n      resource.properties.sites.all(|_site| true)",
        )],
        &[(
            CHECK,
            "if resource.kind == \"a\" && resource.type == \"b\" { return false; }\n      if resource.kind == \"a\" || resource.kind == \"b\" { return resource.kind == params.kind; }\n      if (resource.size ?? 0) > 5 && (resource.size ?? 0) < 9 { return false; }\n      resource.enabled == true || resource.enabled == \"On\" || resource.properties.sites.any(|_site| true)",
        )],
    ),
    (
        "UPL1203 operands and statements without effect",
        &[(
            CHECK,
            "resource.kind == params.kind;\n      resource.properties.https == true || 1 == 2 || resource.kind == \"a\" && resource.kind != \"b\" || resource.properties.https == true || (resource.port ?? 80 ?? 443) == 80",
        )],
        &[(
            CHECK,
            "let is_meant = resource.kind == params.kind;\n      is_meant || resource.properties.https == true || resource.kind == \"a\" && resource.type != \"b\" || (resource.port ?? resource.ports ?? 443) == 80",
        )],
    ),
    (
        "UPL1204 one sign for two",
        &[(
            CHECK,
            "let kind = params.kind;\n      if resource.properties.sites.any(|site| site.kind = kind) { return false; }\n      if kind == \"a\" { kind = \"b\" } else { true }",
        )],
        &[(
            CHECK,
            "let kind = params.kind;\n      if kind == \"\" { kind = \"app\"; }\n      resource.properties.sites.any(|site| { let own = site.kind; own = 1; own == kind })",
        )],
    ),
    (
        "UPL1206 a difference that absence makes",
        &[
            (
                CHECK,
                "let encryption = resource.properties.encryption;\n      if resource.kind == params.kind { return !(resource.tags.stage == \"dev\"); }\n      encryption.type != \"Platform\" && resource.properties.rules.all(|rule| rule.access != \"Allow\")",
            ),
            (
                "https: true }",
                "https: true, encryption: { type: Own }, rules: [{ access: Deny }] }, tags: { stage: x }",
            ),
            ("\n      - healthy: {}", ""),
        ],
        &[
            (
                CHECK,
                "let encryption = resource.properties.encryption;\n      if resource.kind == params.kind { return resource.tags.stage != () && resource.tags.stage != \"dev\"; }\n      encryption.type != \"Platform\" && resource.properties.enabled != false && resource.name != \"x\"",
            ),
            ("https: true }", "https: true, encryption: { type: Own }, enabled: true }, tags: { stage: x }"),
        ],
    ),
    (
        "UPL1302 a control without recommendations",
        &[(
            "controls:\n  - {",
            "controls:\n  - { id: rest, title: Rest, maxScore: 4, description: Nobody reads at rest. }\n  - {",
        )],
        &[],
    ),
    (
        "UPL1401 a path that no case holds",
        &[
            (
                CHECK,
                "let properties = resource.properties;\n      if resource.kind == params.kind { return properties.htps == true; }\n      properties.https == true && properties.rules.all(|rule| rule.port != 80) && properties.hosts.length == 0",
            ),
            ("https: true }", "https: true, hosts: [], rules: [{ ports: 80 }] }"),
        ],
        &[
            (
                CHECK,
                "let properties = resource.properties;\n      if resource.kind == params.kind { return properties.https == true; }\n      properties.https == true && properties.rules.all(|rule| rule.port != 80) && properties.hosts.len() == 0 && resource.subscriptionId != \"\"",
            ),
            ("https: true }", "https: true, hosts: [], rules: [{ port: 80 }, {}] }"),
        ],
    ),
    (
        "UPL1402 a type that no case holds",
        &[(
            CHECK,
            "resource.kind == params.kind && resource.children(\"Contoso.Web/sites/certificates\").all(|one| one.properties.https == true)",
        )],
        &[
            (
                CHECK,
                "resource.kind == params.kind && resource.children(\"Contoso.Web/sites/certificates\").all(|one| one.properties.https == true)",
            ),
            (
                "tests:\n",
                "tests:\n      - healthy: { kind: app }\n        children: [{ type: Contoso.Web/sites/certificates, properties: { https: true } }]\n",
            ),
        ],
    ),
    (
        "UPL1205 an ordering of what may be absent, by a way that loading does not see",
        &[(
            CHECK,
            "fn is_old(years) { years > 3 }\n      if is_old(resource.size) { return false; }\n      if resource.properties.sites.map(|site| site.kind).any(|kind| kind > 3) { return false; }\n      let limit = if resource.kind == params.kind { resource.port } else { 0 };\n      limit < 3",
        )],
        &[(
            CHECK,
            "fn is_old(years) { years > 3 }\n      if is_old(resource.size ?? 0) { return false; }\n      if resource.properties.sites.map(|site| site.kind ?? 0).any(|kind| kind > 3) { return false; }\n      let limit = if resource.kind == params.kind { resource.port ?? 0 } else { 0 };\n      limit < 3",
        )],
    ),
    (
        "UPL1303 the same check twice",
        &[("recommendations:\n", EQUAL), ("resource.kind != params.kind", "resource.kind  !=  params.kind")],
        &[("recommendations:\n", EQUAL), (CHECK, "resource.kind != params.kind || resource.properties.https != false")],
    ),
    (
        "UPL1304 fixes that want different values",
        &[
            ("recommendations:\n", EQUAL),
            (
                "properties.https == true\n    parameters",
                "enabled == true\n    fix: { safety: safe, impact: Nobody notices., change: inPlace, set: { properties.https: false } }\n    parameters",
            ),
            ("    tests:\n      - healthy: { kind: app, size", FIX),
        ],
        &[
            ("recommendations:\n", EQUAL),
            (
                "properties.https == true\n    parameters",
                "enabled == true\n    fix: { precedence: 1, safety: safe, impact: Nobody notices., change: inPlace, set: { properties.https: false } }\n    parameters",
            ),
            ("    tests:\n      - healthy: { kind: app, size", FIX),
        ],
    ),
    (
        "UPL1501 a text that YAML cuts",
        &[("title: HTTPS only", "title: HTTPS on port #443 only")],
        &[("title: HTTPS only", "title: \"HTTPS on port #443 only\" # as elsewhere")],
    ),
    (
        "UPL1502 texts that say nothing",
        &[
            ("description: Plain HTTP can be read.", "description: \"TODO: write it\""),
            ("remediation: Switch it on.", "remediation: https-only"),
            ("description: Nobody reads on the way.", "description: Transit"),
        ],
        &[("description: Plain HTTP can be read.", "description: Todo lists can be read.")],
    ),
    (
        "UPL1503 no other catalogue's id",
        &[("severity: high", "severity: high\n    source: mdc")],
        &[(
            "severity: high",
            "severity: high\n    source: mdc\n    references: { azurePolicy: 12d4fa5e-1f9f-4c21-97a9-b99b3c6611b5 }",
        )],
    ),
];

/// Another recommendation, whose check is as that of the first.
const EQUAL: &str = r#"recommendations:
  - id: another
    title: Another
    controls: [transit]
    severity: high
    resourceTypes: [contoso.web/Sites]
    description: Plain HTTP can be read.
    remediation: Switch it on.
    check: |
      resource.kind != params.kind || resource.properties.https == true
    parameters:
      kind: { type: string, defaultValue: app, description: The kind that is judged. }
"#;

const FIX: &str = "    fix: { safety: safe, impact: Nobody notices., change: inPlace, set: { properties.https: true } }\n    tests:\n      - healthy: { kind: app, size";

/// A typo in check, fix and cases alike, and a type that is one letter off wherever it stands.
const MISSPELT: &str = r#"recommendations:
  - id: own-tls
    title: TLS 1.2
    controls: [encrypt-data-in-transit]
    severity: high
    resourceTypes: [Microsoft.Storage/storageAccounts]
    description: Old TLS can be listened to.
    remediation: Raise it.
    check: |
      resource.properties.minimumTlsVerison == "TLS1_2"
    fix:
      safety: review
      impact: Old clients are refused.
      change: inPlace
      set: { properties.minimumTlsVerison: TLS1_2 }
    tests:
      - healthy: { properties: { minimumTlsVerison: TLS1_2 } }
      - unhealthy: {}
        fixed: { properties: { minimumTlsVerison: TLS1_2 } }
  - id: own-firewall
    title: No open firewall
    controls: [restrict-unauthorized-network-access]
    severity: high
    resourceTypes: [Microsoft.Sql/servers]
    description: Anyone may come in.
    remediation: Close it.
    check: |
      resource.children("Microsoft.Sql/servers/firewallRule").all(|rule| rule.properties.startIpAddress == "1.2.3.4")
    tests:
      - healthy: {}
      - unhealthy: {}
        children: [{ type: Microsoft.Sql/servers/firewallRule, name: a, properties: { startIpAddress: 0.0.0.0 } }]
  - id: own-kind
    title: No accounts of the first version
    controls: [encrypt-data-in-transit]
    severity: high
    resourceTypes: [Microsoft.Storage/storageAccount]
    description: They can do less.
    remediation: Upgrade.
    check: |
      resource.properties.accessTeir == "Hot"
    tests:
      - healthy: { properties: { accessTeir: Hot } }
      - unhealthy: { properties: { accessTeir: Cool } }
"#;

const INVENTORY: &str = r#"[{
  "id": "/subscriptions/s1/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/a", "name": "a",
  "type": "Microsoft.Storage/storageAccounts", "kind": "StorageV2",
  "properties": { "minimumTlsVersion": "TLS1_0", "accessTier": "Hot" }
}, {
  "id": "/subscriptions/s1/resourceGroups/rg/providers/Microsoft.Sql/servers/s", "name": "s", "type": "Microsoft.Sql/servers", "properties": {}
}, {
  "id": "/subscriptions/s1/resourceGroups/rg/providers/Microsoft.Sql/servers/s/firewallRules/f", "name": "f",
  "type": "Microsoft.Sql/servers/firewallRules", "properties": { "startIpAddress": "0.0.0.0", "endIpAddress": "255.255.255.255" }
}]"#;

#[test]
fn what_is_misspelt_everywhere_is_nearly_what_others_know() {
    let estate = Estate::empty();
    estate.add("rules/policy.yaml", MISSPELT.as_bytes());
    estate.add("estate/a.json", INVENTORY.as_bytes());
    assert!(estate.run(&["test", "rules"]).contains("passed: 6 cases"), "no test can find them");
    let mut said = estate.run(&["lint", "rules"]) + &estate.run(&["lint", "rules", "--inventory", "estate"]);
    let right = MISSPELT.replace("Verison", "Version").replace("Rule\"", "Rules\"").replace("Rule,", "Rules,");
    let right = right.replace("storageAccount]", "storageAccounts]").replace("Teir", "Tier");
    estate.add("rules/policy.yaml", right.as_bytes());
    said += &estate.run(&["lint", "rules", "--inventory", "estate"]);
    said += &estate.run(&["lint", "rules", "--inventory", "nowhere"]);
    assert_data_eq!(said, file!["lint_misspelt.txt"].raw());
}

fn estate(edits: &[(&str, &str)]) -> Estate {
    let estate = Estate::empty();
    let policy = edits.iter().fold(CLEAN.to_owned(), |policy, (from, to)| {
        assert!(policy.contains(from), "{from} is not there");
        policy.replacen(from, to, 1)
    });
    estate.add("rules/policy.yaml", policy.as_bytes());
    estate
}

const LINT: [&str; 3] = ["lint", "rules", "--no-embedded"];

#[test]
fn each_rule_tells_of_its_mistake() {
    let told = RULES.iter().map(|(name, wrong, _)| {
        let said = estate(wrong).run(&LINT);
        assert!(said.contains(&format!("warning[{}]", &name[..7])) && said.contains("[exit code 1]"), "{name}\n{said}");
        format!("# {name}\n{said}")
    });
    assert_data_eq!(told.collect::<String>(), file!["lint.txt"].raw());
}

/// Rules whose mistake is no edit of one file, or fails nothing, by the tests that make it and what looks alike.
const ELSEWHERE: [(&str, &str); 3] = [
    ("UPL1000", "fn what_cannot_be_loaded_is_told_in_reports_too("),
    ("UPL1301", "fn settings_may_take_a_recommendation_out_of_all_controls("),
    ("UPL1504", "fn reminders_fail_nothing("),
];

#[test]
fn every_rule_has_a_case_of_its_mistake_and_one_of_what_looks_alike() {
    let report = estate(&[]).output(&[&LINT[..], &["--report", "json"]].concat(), b"").stdout;
    let report: serde_json::Value = serde_json::from_slice(&report).unwrap();
    for rule in report["rules"].as_array().unwrap() {
        let code = rule["code"].as_str().unwrap();
        let here = RULES.iter().any(|(name, wrong, _)| name.starts_with(code) && !wrong.is_empty());
        let elsewhere = ELSEWHERE.iter().any(|(own, test)| *own == code && include_str!("lint.rs").contains(test));
        assert!(here != elsewhere, "{code}");
    }
}

#[test]
fn no_rule_tells_of_what_looks_alike() {
    for (name, _, right) in RULES {
        let said = estate(right).run(&LINT);
        assert!(said.contains("\nclean: ") && said.contains("[exit code 0]"), "{name}\n{said}");
    }
}

/// A script that no plan covers runs all the same, and is named with what in it that is.
#[test]
fn what_runs_in_the_engine_is_told() {
    let looped = "let n = 0;\n      loop { n += 1; if n == 3 { break; } }\n      n == 3";
    let said = estate(&[(CHECK, looped)]).run(&[&LINT[..], &["--engine"]].concat());
    let line = "rules/policy.yaml:15:7: the check of `https-only` runs in the engine because of `loop`";
    assert_eq!(said.split_once('\n').unwrap().1, format!("{line}\n0 of 1 scripts run by a plan\n[exit code 0]\n\n"));
    let said = estate(&[]).run(&[&LINT[..], &["--engine"]].concat());
    assert_eq!(said.split_once('\n').unwrap().1, "1 of 1 scripts run by a plan\n[exit code 0]\n\n");
    let said = estate(&[]).run(&[&LINT[..], &["--engine", "--fix"]].concat());
    assert!(said.contains("cannot be used with"), "{said}");
}

#[test]
fn what_cannot_be_loaded_is_told_in_reports_too() {
    let estate = estate(&[("severity: high", "severity: hihg")]);
    let mut said = estate.run(&LINT);
    said += &estate.run(&[&LINT[..], &["--report", "json"]].concat());
    said = said.replace(env!("CARGO_PKG_VERSION"), "0.0.0");
    let start = said.find("  \"rules\"").unwrap();
    let end = said.find("  \"diagnostics\"").unwrap();
    said.replace_range(start..end, "  …\n");
    said += &estate.run(&["lint", "nowhere", "--no-embedded"]);
    said += &self::estate(&[]).run(&["lint", "--no-embedded"]);
    estate.directory("empty");
    said += &estate.run(&["lint", "empty", "--no-embedded"]);
    assert_data_eq!(said, file!["lint_refused.txt"].raw());
}

/// What is sure is mended, and nothing else of the file changes; what is not stays, and is told.
#[test]
fn what_is_sure_is_mended() {
    let check = r#"// allow UPL1302: it was so once
      let left = resource.properties.https; // allow UPL1203: idle
      let sites = resource.properties.sites; /* é */ let is_meant = sites.any(|site| site.kind = params.kind);
      if (resource.port ?? 80 ?? 443) == 80 && (1 == 1) && resource.kind == "a" {
        return is_meant || resource.properties.https == true || 1 == 2 // why
          || (resource.kind == "a" && resource.kind != "b") || resource.properties.https == true;
      }
      1 == 2 || resource.kind == params.kind || is_meant"#;
    let estate = estate(&[(CHECK, check), ("title: HTTPS only", "title: HTTPS on port #443 only")]);
    let before = std::fs::read_to_string(estate.path().join("rules/policy.yaml")).unwrap();
    let shown = estate.run(&[&LINT[..], &["--fix"]].concat());
    let after = std::fs::read_to_string(estate.path().join("rules/policy.yaml")).unwrap();
    let again = estate.run(&[&LINT[..], &["--fix"]].concat());
    assert_eq!(after, std::fs::read_to_string(estate.path().join("rules/policy.yaml")).unwrap());
    let changed = |one: &str, other: &str, sign: &str| -> String {
        one.lines().filter(|line| !other.contains(line)).map(|line| format!("{sign}{line}\n")).collect()
    };
    let said = format!("{shown}{}\n{}\n{again}", changed(&before, &after, "-"), changed(&after, &before, "+"));
    assert_data_eq!(said, file!["lint_fix.txt"].raw());
}

/// What a script reads may be unknown and decide, what assigns may be meant, and a text is no comment: they stay.
#[test]
fn what_is_not_sure_is_told_and_stays() {
    const NUMBER: &str = "(resource.size ?? 0)";
    let checks = [
        format!("resource.kind == \"a\" && {NUMBER} > 5 && 5 < {NUMBER}"),
        format!("resource.kind == \"a\" && resource.port == 1 || resource.kind == \"a\" || {NUMBER} > 9"),
        format!("{NUMBER} > 3 && resource.port == 1 && {NUMBER} > 5"),
        "let worst = 0;\n      resource.properties.sites.map(|site| worst = site.size ?? 0);\n      worst <= 5"
            .to_owned(),
        "let s = false;\n      resource.properties.sites.all(|site| s = site.kind == \"a\") || s".to_owned(),
        "let s = \"x // allow UPL1203: y\"; // # allow UPL1203: y\n      resource.kind == s".to_owned(),
        "resource.kind == \"a\" && \"a\" == \"A\"".to_owned(),
        "resource.properties?.port == 1 && resource.properties.port == 1".to_owned(),
    ];
    let mut said = String::new();
    for check in checks {
        let policy = CLEAN.replace("resource.kind != params.kind || ", "").replace(
            "    parameters:\n      kind: { type: string, defaultValue: app, description: The kind that is judged. }\n",
            "",
        );
        let policy = policy.replace("resource.properties.https == true", &check);
        let estate = Estate::empty();
        estate.add("rules/policy.yaml", policy.as_bytes());
        let told = estate.run(&[&LINT[..], &["--fix"]].concat());
        let after = std::fs::read_to_string(estate.path().join("rules/policy.yaml")).unwrap();
        let start = after.find("check: |").unwrap();
        let told =
            told.lines().filter(|line| line.contains("warning") || line.contains("error") || line.contains(": "));
        let told: String = told.map(|line| format!("{line}\n")).collect();
        said += &format!("{check}\n{}{told}\n", &after[start..after.find("    tests:").unwrap()]);
    }
    assert_data_eq!(said, file!["lint_stays.txt"].raw());
}

/// A description may say how a rule is silenced, and the comment behind a text may do it.
#[test]
fn a_text_is_no_comment() {
    let description = "description: |\n      To silence it, write:\n      # allow UPL1203: reason\n      That is all.\n    # allow UPL1502: what stands below is short\n    remediation: Todo";
    let estate = estate(&[
        ("description: Plain HTTP can be read.\n    remediation: Switch it on.", description),
        ("title: HTTPS only", "title: Issue #12 is gone # see wiki"),
    ]);
    let policy = || std::fs::read_to_string(estate.path().join("rules/policy.yaml")).unwrap();
    let before = policy();
    let said = estate.run(&[&LINT[..], &["--fix"]].concat());
    assert!(said.contains("clean: 1 recommendation; 1 more finding silenced; 1 more finding mended"), "{said}");
    assert_eq!(policy(), before.replace("Issue #12 is gone", "\"Issue #12 is gone\""));
    let silenced = [("remediation: Switch it on.", "remediation: Todo # allow UPL1502: an example")];
    let said = self::estate(&silenced).run(&LINT);
    assert!(said.contains("clean: 1 recommendation; 1 more finding silenced"), "{said}");
}

/// A file, files beside it, and what is left of it.
type Mended<'m> = (&'m str, &'m [(&'m str, &'m str)], &'m str);

/// What a rule tells of at which place, and what it leaves alone.
#[test]
fn rules_tell_of_the_mistake_and_not_of_its_likes() {
    let tls = |severity: &str, value: &str, applies: &str| {
        format!(
            "{severity}\n    fix: {{ safety: safe, impact: Nobody notices., change: inPlace, set: {{ properties.tls: {value} }} }}\n    appliesTo: 'resource.kind == \"{applies}\"'"
        )
    };
    let other = |applies: &str| {
        let entry = tls("    severity: high", "2", applies);
        format!(
            "recommendations:\n  - id: other\n    title: Other\n    controls: [transit]\n{entry}\n    resourceTypes: [Contoso.Web/sites]\n    description: Text.\n    remediation: Do it.\n    check: 'resource.properties.tls == 2'\n"
        )
    };
    let (own, apart, alike) = (tls("severity: high", "3", "app"), other("web"), other("app"));
    const TYPES: &str = "resourceTypes: [Contoso.Web/sites]";
    const DAYS: &str = "(days_since(resource.properties.https) ?? 0) > 90 || resource.kind == params.kind";
    let cases: [Mended<'_>; 12] = [
        ("two names of a type", &[(TYPES, "resourceTypes: [Contoso.Web/sites, contoso.web/Sites]")], "clean: "),
        ("fixes of other resources", &[("severity: high", &own), ("recommendations:\n", &apart)], "!UPL1304"),
        ("fixes of one resource", &[("severity: high", &own), ("recommendations:\n", &alike)], "UPL1304"),
        (
            "an unwritten text",
            &[("Plain HTTP can be read.", "Nobody has written down yet what is at stake.")],
            "note[UPL1504]: `description` is still to be written",
        ),
        ("a control's text", &[("description: Nobody reads on the way.", "description: Todo")], "policy.yaml:2:49"),
        (
            "a control's text is silenced",
            &[("description: Nobody reads on the way. }", "\n    description: Todo } # allow UPL1502: x")],
            "clean: ",
        ),
        (
            "a loop that never runs",
            &[(
                CHECK,
                "while false { return true; }\n      resource.kind != params.kind || resource.properties.https == true",
            )],
            "UPL1202",
        ),
        (
            "what is never absent",
            &[(CHECK, "(resource.properties.sites.len() ?? 3) > 0 && resource.kind == params.kind")],
            "UPL1203",
        ),
        ("an order of nothing", &[(CHECK, &DAYS.replace(" ?? 0", ""))], "UPL1205"),
        ("an order of something", &[(CHECK, DAYS)], "clean: "),
        (
            "silences above one another",
            &[(
                CHECK,
                "// allow UPL1203: one\n      // allow UPL1101: two\n      let a = 1; resource.kind == params.kind || resource.properties.https == true || 1 == 2",
            )],
            "clean: ",
        ),
        ("nearly a silence", &[("severity: high", "severity: high #allow upl1302: x")], "this silences nothing"),
    ];
    for (name, edits, told) in cases {
        let policy = edits.iter().fold(CLEAN.to_owned(), |policy, (from, to)| {
            assert!(policy.contains(from), "{name}: {from}");
            policy.replacen(from, to, 1)
        });
        let estate = Estate::empty();
        estate.add("rules/policy.yaml", policy.as_bytes());
        let said = estate.run(&LINT);
        let is_told = match told.strip_prefix('!') {
            Some(not) => !said.contains(not),
            None => said.contains(told),
        };
        assert!(is_told && !said.contains("error"), "{name}\n{said}");
    }
}

/// What a script calls on a document's value, and no document's value has, would fail on the first resource that has it.
#[test]
fn methods_that_documents_lack_are_refused() {
    for (check, told) in [
        (
            "resource.properties.sites.find(|site| site.kind == \"a\") == ()",
            "what a document holds has no method `find`",
        ),
        ("resource.name.replace(\"a\", \"b\") == \"x\"", "what a document holds has no method `replace`"),
        ("resource.properties.sites.any(\"b\")", "`any` asks a closure, and is given a value"),
    ] {
        let said = estate(&[(CHECK, &format!("resource.kind == params.kind && {check}"))]).run(&LINT);
        assert!(said.contains(told) && said.contains("[exit code 2]"), "{said}");
    }
    for check in [
        "resource.properties.sites.map(|site| site).find(|site| site.kind == \"a\") == ()",
        "resource.name.to_lower().replace(\"a\", \"b\") == \"x\"",
        "resource.name.sub_string(0, 3) == \"a\" || resource.size.abs() > 3 || resource.properties.sites.contains(\"b\")",
    ] {
        let said = estate(&[(CHECK, &format!("resource.kind == params.kind && ({check})"))]).run(&LINT);
        assert!(!said.contains("error"), "{said}");
    }
}

/// What `new` leaves to be written is told in every format, and fails in none.
#[test]
fn reminders_fail_nothing() {
    let reminding = ("Plain HTTP can be read.", "Nobody has written down yet what is at stake.");
    for (format, told) in [
        ("text", "clean: 1 recommendation; 1 note"),
        ("json", "\"level\": \"note\""),
        ("sarif", "\"level\": \"note\""),
        ("junit", "<skipped"),
        ("markdown", "## ✅ Policies have no known mistakes\n\n1 recommendation; 1 note\n\n- UPL1504"),
        ("github", "::notice file=rules/policy.yaml,line=9"),
        ("gitlab", "\"severity\": \"info\""),
        ("azure-devops", "##vso[task.logissue type=warning"),
        ("rdjson", "\"severity\": \"INFO\""),
    ] {
        let said = estate(&[reminding]).run(&[&LINT[..], &["--report", format]].concat());
        assert!(said.contains(told) && said.contains("[exit code 0]"), "{format}\n{said}");
    }
    let both = estate(&[reminding, ("remediation: Switch it on.", "remediation: todo")]).run(&LINT);
    assert!(both.contains("failed: 1 finding in 1 file; 1 note") && both.contains("[exit code 1]"), "{both}");
    let silenced =
        ("description: Plain HTTP can be read.", "description: Nobody has written down yet. # allow UPL1504: later");
    assert!(estate(&[silenced]).run(&LINT).contains("clean: 1 recommendation; 1 more finding silenced"));
}

#[test]
fn settings_may_take_a_recommendation_out_of_all_controls() {
    let estate = estate(&[]);
    estate.add("uplift.yaml", b"policies: [rules]\nrecommendations: { https-only: { controls: [] } }\n");
    let said = estate.run(&["lint", "--no-embedded"]);
    assert!(said.contains("warning[UPL1301]: the recommendation `https-only` stands in no control"), "{said}");
    assert!(said.contains("rules/policy.yaml:6:5") && said.contains("warning[UPL1302]"), "{said}");
    estate.add("uplift.yaml", b"policies: [rules]\nrecommendations: { https-only: { enabled: false } }\n");
    assert!(estate.run(&["lint", "--no-embedded"]).contains("clean: 1 recommendation"));
}

/// Nothing is wrong with the shipped library, but for what it says itself.
#[test]
fn the_library_is_clean() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_uplift"));
    let command = command.args(["lint", "--no-embedded", "policies"]).current_dir(env!("CARGO_MANIFEST_DIR"));
    let output = command.output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && said.starts_with("clean: "), "{said}");
}

/// The page about lint says of every rule what it tells of, and names none that there is not.
#[test]
fn the_rules_are_documented() {
    let report = estate(&[]).output(&[&LINT[..], &["--report", "json"]].concat(), b"").stdout;
    let report: serde_json::Value = serde_json::from_slice(&report).unwrap();
    let rules = report["rules"].as_array().unwrap().iter();
    let rules: Vec<String> = rules
        .map(|rule| format!("| `{}` {} |", rule["code"].as_str().unwrap(), rule["name"].as_str().unwrap()))
        .collect();
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/lint.md")).unwrap();
    let documented: Vec<&str> = page.lines().filter(|line| line.starts_with("| `UPL")).collect();
    assert_eq!(documented.len(), rules.len(), "{documented:#?}");
    for rule in rules {
        assert!(documented.iter().any(|line| line.starts_with(&rule)), "{rule}");
    }
}
