//! What templates make of secrets, and what is given to parameters that hold them.

use super::{READS, everything, said};
use crate::harness::Estate;
use serde_json::json;

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

const MAIN: &str = r"@secure()
param dbAdmin string = 'kept-1'
param plain string
var passed = 'kept-2'
module inner 'inner.bicep' = {
  name: 'inner'
  params: { phrase: passed, word: 'kept-3', joined: '${plain}-kept-4', held: { user: 'kept-5' } }
}
resource a 'Contoso.Things/things@2024-01-01' = {
  name: 'thing-0'
  tags: { reads: 'own' }
  properties: { tls: false, own: dbAdmin }
}
resource b 'Contoso.Things/things@2024-01-01' = {
  name: 'thing-1'
  tags: { reads: 'passed' }
  properties: {
    tls: false
    passed: passed
    region: 'weu'
  }
}
";

const INNER: &str = r"@secure()
param phrase string
@secure()
param word string
@secure()
param joined string
@secure()
param held object
resource c 'Contoso.Things/things@2024-01-01' = {
  name: 'thing-2'
  tags: { reads: 'phrase' }
  properties: { tls: false, phrase: phrase, word: '${word}-${joined}', held: held }
}
";

/// What parameters that are declared to hold secrets are given: by default, in files of values, by modules and deployments.
#[test]
fn what_secure_parameters_are_given_is_seen_nowhere() {
    let schema = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#";
    let thing = |name: &str, value: &str| {
        json!({ "type": "Contoso.Things/things", "apiVersion": "2024-01-01", "name": name, "tags": { "reads": "x" },
                "properties": { "x": format!("[parameters('{value}')]"), "tls": false } })
    };
    let inner = json!({ "$schema": schema, "parameters": { "word": { "type": "SecureString" } },
                        "resources": [thing("thing-4", "word")] });
    let template = json!({
        "$schema": schema,
        "contentVersion": "1.0.0.0",
        "parameters": {
            "own": { "type": "secureString", "defaultValue": "kept-6" },
            "held": { "type": "secureObject", "defaultValue": { "user": "kept-7" } },
            "given": { "type": "securestring" },
        },
        "variables": { "passed": "kept-8" },
        "resources": [
            thing("thing-3", "own"),
            { "type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "d", "properties": {
                "mode": "Incremental", "expressionEvaluationOptions": { "scope": "inner" }, "template": inner,
                "parameters": { "word": { "value": "[variables('passed')]" } } } },
        ],
    });
    let values = json!({
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#",
        "contentVersion": "1.0.0.0",
        "parameters": { "given": { "value": "kept-9" } },
    });
    let estate = Estate::empty();
    estate.add("rules/reads.yaml", READS.as_bytes());
    estate.add("estate/main.bicep", MAIN.as_bytes());
    estate.add("estate/inner.bicep", INNER.as_bytes());
    estate.add("estate/main.bicepparam", b"using 'main.bicep'\nparam dbAdmin = 'kept-0'\nparam plain = 'p'\n");
    estate.add("estate/t.json", serde_json::to_string_pretty(&template).unwrap().as_bytes());
    estate.add("estate/t.parameters.json", serde_json::to_string_pretty(&values).unwrap().as_bytes());
    let mut said_by_all = everything(&estate);
    for number in ["0", "1", "2", "3", "4"] {
        for format in ["text", "json"] {
            let explain = ["explain", "reads", &format!("thing-{number}"), "estate", "--format", format];
            said_by_all.extend(said(&estate, &explain));
        }
    }
    for (place, text) in &said_by_all {
        let line = text.lines().find(|line| line.contains("kept-"));
        assert!(line.is_none(), "{place}\n{}", line.unwrap_or_default());
    }
    let shows = |part: &str| said_by_all.iter().any(|(_, text)| text.contains(part));
    assert!(shows("var passed = ***") && shows("param plain string"), "what is no secret is seen");
    let findings = &said_by_all.iter().find(|(name, _)| name.ends_with("scan.ndjson")).unwrap().1;
    assert!(findings.lines().any(|line| line.contains("/thing-1\"") && line.contains("***")), "{findings}");
}

/// A message quotes what an expression says, and not what it was worked out from.
#[test]
fn errors_of_expressions_show_no_secret() {
    let template = json!({
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "parameters": { "adminPassword": { "type": "string", "defaultValue": "quokka`1" } },
        "resources": [
            { "type": "Contoso.Things/things", "apiVersion": "2024-01-01", "name": "thing-0", "tags": { "reads": "x" },
              "properties": { "x": "[variables(parameters('adminPassword'))]", "y": "[variables('none')]",
                              "z": "[createObject('a', 1)[parameters('adminPassword')]]" } },
        ],
    });
    let estate = Estate::empty();
    estate.add("rules/reads.yaml", READS.as_bytes());
    estate.add("estate/a.json", template.to_string().as_bytes());
    let said = everything(&estate);
    for (place, text) in &said {
        assert!(!text.contains("quokka"), "{place}\n{text}");
    }
    let (_, errors) = &said[1];
    for told in ["there is no variable `…`", "there is no variable `none`", "there is no `…` in an object"] {
        assert!(errors.contains(told), "{told}\n{errors}");
    }
}

/// Scripts that write what they read under a secret's name below another one.
const COPIES: [&str; 5] = [
    "resource.properties.note = resource.properties.adminPassword;",
    "resource.properties.note = \"is \" + resource.properties.adminPassword.to_upper();",
    "let t = \"\"; for c in resource.properties.adminPassword.to_string() { t = c + t; } resource.properties.note = t;",
    "resource.properties.note = resource.properties.login;",
    "resource.properties.notes = [#{ a: resource.properties.login }];",
];

#[test]
fn what_a_fix_copies_from_a_secret_is_seen_in_patches_alone() {
    for script in COPIES {
        let estate = Estate::empty();
        let start = READS.find("      let value").unwrap();
        let head = READS[..start].to_owned() + "      resource.properties.tls == true\n";
        let fix = "    fix:\n      script: |\n        SCRIPT\n        resource.properties.tls = true;\n      change: inPlace\n      safety: safe\n      impact: none\n";
        estate.add("rules/reads.yaml", (head + &fix.replace("SCRIPT", script)).as_bytes());
        let properties = json!({ "tls": false, "adminPassword": "Kept-one1", "login": { "password": "Kept-one1" } });
        let things = json!([super::thing(0, properties, json!({}))]);
        estate.add("estate/a.json", serde_json::to_string_pretty(&things).unwrap().as_bytes());
        let said = everything(&estate);
        for (place, text) in &said {
            let seen = ["Kept-one1", "KEPT-ONE1", "1eno-tpeK"].iter().find(|part| text.contains(**part));
            assert!(seen.is_none(), "{script}\n{place}\n{text}");
        }
        let manifest = &said.iter().find(|(name, _)| name.ends_with("manifest.json")).unwrap().1;
        assert!(manifest.contains("\"new\": \"***\"") && manifest.contains("\"new\": true"), "{script}\n{manifest}");
        assert!(
            said.iter().any(|(name, text)| name.ends_with("quick-fix.sh") && text.contains("is secret")),
            "{script}"
        );
    }
}
