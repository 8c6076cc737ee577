//! What policy files are refused for.

use super::*;

/// The good file with one text replaced must give exactly these problems.
fn assert_refused(from: &str, to: &str, expected: &[&str]) {
    assert_eq!(GOOD.matches(from).count(), 1, "`{from}` must stand once in the good file");
    assert_eq!(refusals(load(&GOOD.replace(from, to), "")), expected, "{from} → {to}");
}

#[test]
fn keys_and_types_are_strict() {
    assert_refused(
        "    remediation: |",
        "    remediaton: |",
        &[
            "a.yaml:7:5: missing key `remediation`; add it",
            "a.yaml:15:5: unknown key `remediaton`; did you mean `remediation`?",
        ],
    );
    assert_refused(
        "controls:\n  - id",
        "extra: 1\ncontrols:\n  - id",
        &["a.yaml:1:1: unknown key `extra`; use one of `controls`, `functions`, `recommendations`"],
    );
    assert_refused(
        "maxScore: 4",
        "maxScore: four",
        &["a.yaml:4:15: `maxScore` is the text \"four\"; write a whole number, 0 or more"],
    );
    assert_refused(
        "severity: medium",
        "severity: hihg",
        &["a.yaml:10:15: `severity` cannot be `hihg`; did you mean `high`?"],
    );
    assert_refused(
        "change: inPlace",
        "change: later",
        &["a.yaml:27:15: `change` cannot be `later`; use one of `inPlace`, `restart`, `replace`"],
    );
    assert_refused(
        "description: Traffic cannot be read.",
        "description: ' '",
        &["a.yaml:5:18: `description` is empty; write it"],
    );
    assert_refused(
        "    title: TLS\n",
        "    title: TLS\n    title: again\n",
        &[
            "a.yaml:8:5: the key `title` stands twice in one mapping; remove one of the two, since only the last one counts",
        ],
    );
}

#[test]
fn every_mistake_of_an_entry_is_found() {
    let text = "recommendations:\n  - id: A b\n    titel: 5\n    controls: no\n    resourceTypes: [storage, 7, x.y/z, 8]\n    tests: [{ healthy: }]\n  - 5\ncontrols: {}\n";
    assert_eq!(
        refusals(load(text, "")),
        [
            "a.yaml:2:5: missing keys `title`, `severity`, `description`, `remediation`, `check`; add them",
            "a.yaml:2:9: the id `A b` is not made of `a-z`, `0-9` and `-` alone; rename it, such as `storage-min-tls`",
            "a.yaml:3:5: unknown key `titel`; did you mean `title`?",
            "a.yaml:4:15: `controls` is the text \"no\"; write a list",
            "a.yaml:5:21: `storage` is not a resource type; write provider and type, such as `Microsoft.Storage/storageAccounts`",
            "a.yaml:5:30: `resourceTypes` is the integer `7`; write text, in quotes if it reads as something else",
            "a.yaml:5:40: `resourceTypes` is the integer `8`; write text, in quotes if it reads as something else",
            "a.yaml:6:23: `healthy` is empty; write a resource, such as `{}`",
            "a.yaml:7:5: the entry of `recommendations` is not a mapping; start it with `- id:`",
            "a.yaml:8:11: `controls` is not a list; start each entry with `- id:`",
        ]
    );
}

#[test]
fn scripts_are_block_or_quoted_scalars() {
    let message = |key: &str| {
        format!(
            "`{key}` is a plain scalar, which YAML cuts at ` #` and whose leading `!` it takes away; write `{key}: |` and the script on the next lines, or put it in quotes"
        )
    };
    assert_refused(
        "appliesTo: 'resource.kind != \"BlockBlobStorage\"'",
        "appliesTo: resource.a",
        &[&format!("a.yaml:13:5: {}", message("appliesTo"))],
    );
    assert_refused(
        "script: |\n        resource.properties.x = 1",
        "script: resource.x = 1",
        &[&format!("a.yaml:33:7: {}", message("script"))],
    );
    let check = &GOOD[GOOD.find("    check: |").unwrap_or(0)..GOOD.find("    fix:").unwrap_or(0)];
    assert_refused(check, "    check: !resource.properties.a\n", &[&format!("a.yaml:20:5: {}", message("check"))]);
    assert_refused(check, "    check: f(x, #{port: 22})\n", &[&format!("a.yaml:20:5: {}", message("check"))]);
    assert_refused(check, "    check: true\n", &[&format!("a.yaml:20:5: {}", message("check"))]);
    assert_refused(check, "    check: ''\n", &["a.yaml:20:12: `check` is empty; write it"]);
    assert_refused(check, "    check:\n", &["a.yaml:7:5: missing key `check`; add it"]);
}

#[test]
fn parameters_hold_to_their_types() {
    assert_refused(
        "defaultValue: 30",
        "defaultValue: soon",
        &["a.yaml:19:44: the parameter `days` cannot be \"soon\"; write a whole number"],
    );
    assert_refused(
        "defaultValue: TLS1_2",
        "defaultValue: TLS1_1",
        &[
            "a.yaml:18:46: \"TLS1_1\" is not an allowed value of the parameter `minimum`; use one of \"TLS1_2\", \"TLS1_3\"",
        ],
    );
    assert_refused(
        "type: integer",
        "type: int",
        &[
            "a.yaml:19:21: `type` cannot be `int`; use one of `string`, `integer`, `number`, `boolean`, `array`, `object`",
        ],
    );
    assert_refused(
        "type: integer, defaultValue: 30",
        "type: integer",
        &[
            "a.yaml:19:7: nothing sets the required parameter `days`; set it in `uplift.yaml`: `recommendations: { min-tls: { params: { days: … } } }`, or give it a `defaultValue`",
        ],
    );
    assert_refused(
        "params: { minimum: TLS1_3 }",
        "params: { minimun: TLS1_3 }",
        &["a.yaml:46:19: unknown parameter `minimun`; did you mean `minimum`?"],
    );
}

#[test]
fn fixes_hold_to_their_forms() {
    assert_refused(
        "\"${params.minimum}\", \"properties",
        "\"${params.minimun}\", \"properties",
        &["a.yaml:29:44: nothing fills in `${params.minimun}`; did you mean `params.minimum`?"],
    );
    assert_refused("\"${id}\"", "\"${ids}\"", &["a.yaml:35:45: nothing fills in `${ids}`; did you mean `id`?"]);
    assert_refused(
        "rules[name=ssh]",
        "rules[ssh]",
        &[
            "a.yaml:29:65: the path `properties.rules[ssh].properties.access` has `[ssh]`, which is neither `[key=value]` nor `[0]`; write it like `properties.rules[name=ssh].access`",
        ],
    );
    assert_refused(
        "[{ value: 10.0.0.0/8 }]",
        "\"${params.minimum}\"",
        &[
            "a.yaml:31:49: `properties.networkAcls.ipRules` is given no list; write `[…]`, or `${params.…}` alone for a parameter of type `array`",
        ],
    );
    assert_refused(
        "[properties.legacy]",
        "[properties..legacy]",
        &[
            "a.yaml:30:16: the path `properties..legacy` has an empty step; write it like `properties.rules[name=ssh].access`",
        ],
    );
    assert_refused(
        "      safety: review\n      impact: Old clients.\n",
        "      safety: review\n",
        &["a.yaml:25:7: missing key `impact`; add it"],
    );
    assert_refused("name: default, ", "", &["a.yaml:32:14: missing key `name`; add it"]);
    let forms = &GOOD[GOOD.find("      set:").unwrap_or(0)..GOOD.find("      az:").unwrap_or(0)];
    assert_refused(
        forms,
        "",
        &["a.yaml:25:7: the fix changes nothing; give it one of `set`, `remove`, `append`, `child`, `script`"],
    );
}

#[test]
fn cases_hold_to_their_forms() {
    let keys = "`healthy`, `unhealthy`, `notApplicable` and `undecided`";
    let none = format!("a.yaml:42:9: the case expects no status; give it the resource under one of {keys}");
    assert_refused("notApplicable: { kind: BlockBlobStorage }\n        name", "name", &[&none]);
    let several = format!("a.yaml:42:9: the case expects more than one status; keep one of {keys}");
    assert_refused("        name: block blobs", "        healthy: {}", &[&several]);
    assert_refused(
        "        name: block blobs",
        "        fixed: {}",
        &["a.yaml:43:9: `fixed` in a case that is not unhealthy; move it to an `unhealthy` case"],
    );
    let fix = &GOOD[GOOD.find("    fix:").unwrap_or(0)..GOOD.find("    references").unwrap_or(0)];
    assert_refused(fix, "", &["a.yaml:29:9: `fixed` without a fix; remove it, or give the recommendation a `fix`"]);
}

#[test]
fn ids_and_references_hold_across_files() {
    let other = GOOD.replace("controls: [transit]", "controls: [transit, transt]");
    let sources = [source("a.yaml", GOOD), source("b.yaml", &other)];
    assert_eq!(
        refusals(parse(&sources, &Config::default())),
        [
            "b.yaml:2:9: the control `transit` already stands in a.yaml:2:9; rename one of the two",
            "b.yaml:7:9: the recommendation `min-tls` already stands in a.yaml:7:9; rename one of the two",
            "b.yaml:9:25: unknown control `transt`; did you mean `transit`? To declare one of your own, run `uplift new control transt`, or add it under `controls:`",
        ]
    );
}
