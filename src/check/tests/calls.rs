//! Calls, types and lists: what scripts name, and what stands where they look.

use super::*;

#[test]
fn calls_are_resolved_before_anything_runs() {
    for (check, expected) in [
        (
            "false && is_any_adress(1)",
            "12:16 there is no function `is_any_adress`; did you mean `is_any_address(prefix) → bool`?",
        ),
        (
            "resource.kind.start_with(\"x\")",
            "12:21 there is no function `start_with`; did you mean `text.starts_with(part) → bool`?",
        ),
        (
            "if false { version_at_least(1) } else { true }",
            "12:18 `version_at_least` is called with 1 argument; it is `version_at_least(version, minimum) → bool`",
        ),
        (
            "resource.properties.rules.any()",
            "12:33 `any` is called with 0 arguments; it is `list.any(|item| …) → bool`",
        ),
        ("healthy(1, 2)", "12:7 `healthy` is called with 2 arguments; it is `healthy()`"),
        (
            "unhealthy()",
            "12:7 `unhealthy` is called with 0 arguments; it is `unhealthy(why)` or `unhealthy(why, node)`",
        ),
        (
            "fn open(rule) { rule.open == true } opened(1)",
            "12:43 there is no function `opened`; did you mean `open(rule)`?",
        ),
        (
            "fn open(rule) { rule.kind.sub_strin(1) } open(1)",
            "12:33 there is no function `sub_strin`; did you mean `text.sub_string(start, length) → text`?",
        ),
        (
            "[1].any(|x| parents(x))",
            "12:19 there is no function `parents`; did you mean `resource.parent() → resource or ()`?",
        ),
    ] {
        assert_eq!(problems(check), [expected], "{check}");
    }
    for check in [
        "let f = |x| x == 1; f.call(1) && type_of(1) == \"i64\" && is_def_fn(\"f\", 1) == false",
        "let m = #{ open: |x| x == 1 }; m.open(1)",
        "fn open() { this == 1 } let x = 1; x.open()",
        "let x = 2; [1].any(|y| x in [y]) || !(x in 1..3)",
    ] {
        assert_eq!(problems(check), [""; 0], "{check}");
    }
}

#[test]
fn types_that_scripts_name_are_types() {
    let help = "is not a resource type; write provider and type, such as `Microsoft.Storage/storageAccounts`";
    assert_eq!(problems("inventory.all(\"*\").len() == 0"), [format!("12:21 `*` {help}")]);
    assert_eq!(problems("false && resource.children(\"parts\").len() == 0"), [format!("12:34 `parts` {help}")]);
    assert_eq!(problems("resource.child(\"parts/one\") == ()"), [format!("12:22 `parts` {help}")]);
    assert_eq!(problems("[1].all(|one| resource.children(\"Contoso.Test/things/parts\").len() == one)"), [""; 0]);
}

/// The reason why a check of the thing is unknown.
fn unknown(check: &str) -> String {
    let verdict = on_thing(check);
    let script_error = verdict.finding.as_ref().is_some_and(|finding| finding.script_error);
    assert!(verdict.status == Unknown && !script_error, "{check}: {verdict:?}");
    message(&verdict)
}

#[test]
fn booleans_compare_with_booleans() {
    for (check, reason) in [
        ("resource.properties.tls == true", "`tls` is text, not true or false"),
        ("false != resource.properties.zones[0]", "an element of `zones` is text, not true or false"),
        ("resource.properties.rules == true", "`rules` is a list, not true or false"),
        ("resource.properties.object != false", "`object` is an object, not true or false"),
        ("resource.properties.count == true", "a number stands where true or false belongs"),
        ("resource.properties.share != false", "a number stands where true or false belongs"),
        ("resource.properties.enabled == \"Enabled\"", "true or false is compared with text"),
        ("resource.properties.enabled in [\"Enabled\", \"On\"]", "true or false is compared with text"),
        ("resource.properties.zones.contains(true)", "an element of `zones` is text, not true or false"),
        ("resource.properties.zones.any(|zone| zone == false)", "an element of `zones` is text, not true or false"),
        ("resource.properties.tls ?? false", "`tls` is text, not true or false"),
        ("!(resource.properties.tls ?? false)", "`tls` is text, not true or false"),
        ("resource.properties.zones.any(|zone| zone ?? false)", "an element of `zones` is text, not true or false"),
    ] {
        assert_eq!(unknown(check), reason, "{check}");
    }
}

#[test]
fn what_stands_where_a_list_belongs_is_unknown() {
    for (check, reason) in [
        ("resource.properties.object.any(|one| one.a == 1)", "`object` is an object, not a list"),
        ("resource.properties.object[0] == ()", "`object` is an object, not a list"),
        ("for one in resource.properties.object { return false; } true", "`object` is an object, not a list"),
        ("resource.properties.tls.all(|one| one == 1)", "`tls` is text, not a list"),
        ("for one in resource.properties.tls { return false; } true", "`tls` is text, not a list"),
        ("resource.properties.count.filter(|one| one == 1).len() == 0", "a number stands where a list belongs"),
        ("resource.properties.enabled.map(|one| one).len() == 0", "true or false stands where a list belongs"),
    ] {
        assert_eq!(unknown(check), reason, "{check}");
    }
    assert!(message(&on_thing("resource.any(|one| true)")).contains("this is a resource, not a list"));
}
