//! Beyond the resource: what is not known, look-ups, evidence, helpers and fixes.

use super::*;

#[test]
fn an_unknown_place_ends_the_evaluation() {
    let text = format!("[{}]", THING);
    let of = |check: &str, path: &[&str]| {
        let mut document = crate::source::Document::parse("estate.json", text.clone().into_bytes()).expect("it parses");
        let (resource, place) = {
            let resource = document.root().item(0).and_then(|list| list.item(0)).expect("a resource");
            let place = path.iter().try_fold(resource, |node, name| match name.parse() {
                Ok(at) => node.item(at),
                Err(_) => node.get(name),
            });
            (resource.id(), place.expect("a place").id())
        };
        document.mark_unknown(place, "not exported");
        let inventory = Inventory::of_case(Arc::new(document), resource, "Contoso.Test/things", None, &[]);
        let verdict = judge(&policy(check, ""), Arc::new(inventory));
        (verdict.status, message(&verdict))
    };
    let unknown = (Unknown, "not exported".to_string());
    let healthy = (Healthy, String::new());
    assert_eq!(of("resource.properties.tls == \"x\"", &["properties", "tls"]), unknown);
    assert_eq!(of("resource.properties.tls == \"x\"", &["properties"]), unknown);
    assert_eq!(
        of("let r = true; try { r = resource.properties.tls == \"x\"; } catch { } r", &["properties", "tls"]),
        unknown,
        "no try catches it"
    );
    assert_eq!(
        of("resource.kind == \"big\" || resource.properties.tls == \"x\"", &["properties", "tls"]),
        healthy,
        "left to right"
    );
    assert_eq!(
        of("resource.properties.tls == \"x\" || resource.kind == \"big\"", &["properties", "tls"]),
        unknown,
        "left to right"
    );
    let open = "resource.properties.rules.any(|r| r.open == true)";
    assert_eq!(of(open, &["properties", "rules", "1", "open"]), healthy, "a known one decides");
    assert_eq!(of(open, &["properties", "rules", "0", "open"]), unknown, "else unknown");
    assert_eq!(of(open, &["properties", "rules", "0"]), unknown);
    let none = "resource.properties.rules.all(|r| r.open == false)";
    assert_eq!(of(none, &["properties", "rules", "1"]).0, Unhealthy, "a known one decides");
    assert_eq!(of(none, &["properties", "rules", "0"]), unknown);
    let filtered = |rest: &str| {
        let check = format!("resource.properties.rules.filter(|r| r.open == true){rest}");
        of(&check, &["properties", "rules", "1"]).0
    };
    assert_eq!(
        [filtered(".len() == 1"), filtered("[1] == ()"), filtered("[1] != ()")],
        [Unknown; 3],
        "there may be more"
    );
    assert_eq!(
        [filtered(".is_empty() == false"), filtered("[0].open == true"), filtered(".any(|r| r.open)")],
        [Healthy; 3]
    );
    assert_eq!(of("\"1\" in resource.properties.zones", &["properties", "zones", "1"]), healthy);
}

#[test]
fn what_stands_where_something_else_belongs_is_unknown() {
    for (check, why) in [
        ("resource.properties.tls.x.y == ()", "`tls` is text, not an object"),
        ("resource.properties.tls[\"x\"] == ()", "`tls` is text, not an object"),
        ("resource.properties.count.x == ()", "a number stands where an object belongs"),
        ("resource.properties.share.x == ()", "a number stands where an object belongs"),
        ("resource.properties.enabled.x == ()", "true or false stands where an object belongs"),
        ("resource.properties.rules.name == ()", "`rules` is a list, not an object"),
        ("resource.properties.count[\"x\"] == ()", "a number stands where an object belongs"),
        ("resource.properties.count[resource.name] == ()", "a number stands where an object belongs"),
        ("resource.properties.share[\"x\"] == ()", "a number stands where an object belongs"),
        ("resource.properties.enabled[\"x\"] == ()", "true or false stands where an object belongs"),
        ("resource.properties.rules[\"x\"] == ()", "`rules` is a list, not an object"),
        ("resource.properties.tls[0] == ()", "`tls` is text, not a list"),
        ("resource.properties.share[0] == ()", "a number stands where a list belongs"),
        ("resource.properties.enabled[-1] == ()", "true or false stands where a list belongs"),
        ("resource.properties.tls[resource.properties.enabled] == ()", "a value is not what the script takes it for"),
        ("resource.properties[resource.properties.rules] == ()", "a value is not what the script takes it for"),
        ("#{ a: 1 }[resource.properties.count] == 1", "string was expected here, not i64"),
        ("[1, 2][resource.properties.tls] == 1", "i64 was expected here, not text"),
        ("parse_int(resource.properties.tls) == 1", "\"TLS1_2\" is not a whole number"),
        ("resource.properties.tls.parse_float() == 1.0", "\"TLS1_2\" is not a number"),
        ("\"a\" + resource.properties.rules != \"b\"", "`rules` is a list, not text"),
        ("resource.properties.object + \"a\" != \"b\"", "`object` is an object, not text"),
        ("`${resource.properties.rules}` != \"b\"", "`rules` is a list, and was made a part of a text"),
        ("resource.properties.count != [1]", "a number stands where a list belongs"),
        ("[1] != resource.properties.share", "a number stands where a list belongs"),
        ("resource.properties.enabled == [1]", "true or false stands where a list belongs"),
        ("resource.properties.object != [1]", "`object` is an object, not a list"),
        ("#{ a: 1 } != resource.properties.rules", "`rules` is a list, not an object"),
        ("resource.properties.rules == \"open\"", "`rules` is a list, not text"),
        ("\"open\" != resource.properties.object", "`object` is an object, not text"),
        ("resource.properties.count in [\"3\", \"4\"]", "a number stands where text belongs"),
        ("resource.properties.share != resource.properties.tls", "a number stands where text belongs"),
        ("resource.properties.rules == 2", "`rules` is a list, not a number"),
        ("is_any_address(resource.properties.object)", "`object` is an object, not an address"),
        ("is_any_address(resource.id)", "is not an address, a range or a service tag"),
        ("port_in(resource.properties.rules, 22)", "an element of `rules` is an object, not ports"),
        ("glob(\"a*\", resource.properties.zones)", "`zones` is a list, not text"),
        ("is_word(resource.properties.tls, [\"TLS1_3\"])", "\"TLS1_2\" stands where a known word belongs"),
        ("is_word(resource.properties.absent, [\"TLS1_3\"])", "nothing stands where a known word belongs"),
        ("tls_at_least(resource.properties.count, \"1.2\")", "\"3\" is not a version of TLS"),
    ] {
        let verdict = on_thing(check);
        assert!(verdict.status == Unknown && message(&verdict).contains(why), "{check}: {}", message(&verdict));
        assert!(verdict.finding.is_some_and(|finding| !finding.script_error), "{check}");
    }
}

#[test]
fn what_a_source_need_not_list_is_unknown_not_empty() {
    let snapshot = || inventory(FileKind::Snapshot, &format!("[{THING}]"));
    let of = |check: &str| {
        let verdict = judge(&policy(check, ""), snapshot());
        (verdict.status, message(&verdict))
    };
    assert_eq!(
        of("resource.children(\"Contoso.Test/things/parts\").len() == 0"),
        (
            Unknown,
            "no Contoso.Test/things/parts of this resource in the inventory, and its source need not list them".into()
        )
    );
    assert_eq!(
        of("inventory.get(\"/subscriptions/s/resourceGroups/r/providers/Contoso.Test/others/o\") == ()"),
        (Unknown, "the Contoso.Test/others that it refers to is not in the inventory".into())
    );
    assert_eq!(of("inventory.all(\"Contoso.Test/others\").len() == 0").0, Unknown);
    assert_eq!(of("resource.child(\"Contoso.Test/things/parts/a\") == ()").0, Unknown);
}

const PART: &str = r#"{ "id": "/subscriptions/s1/resourceGroups/rg/providers/Contoso.Test/things/one/parts/a", "name": "one/a", "type": "Contoso.Test/things/parts", "properties": { "ok": true } }"#;

#[test]
fn a_list_that_need_not_be_whole_has_an_unknown_end() {
    let open = inventory(FileKind::Snapshot, &format!("[{THING}, {PART}]"));
    let parts = "resource.children(\"Contoso.Test/things/parts\")";
    let of = |rest: &str| judge(&policy(&rest.replace("PARTS", parts), ""), open.clone()).status;
    for decided in [
        "PARTS.any(|part| part.properties.ok == true)",
        "PARTS.all(|part| part.properties.ok == false) == false",
        "PARTS.is_empty() == false",
        "PARTS[0].name == \"a\" && PARTS.contains(PARTS[0]) && PARTS[0] in PARTS",
        "PARTS.filter(|part| part.properties.ok == true).map(|part| part.name).some(|name| name == \"A\")",
        "for part in PARTS { if part.name == \"a\" { return healthy(); } } false",
        "resource.child(\"contoso.test/things/parts/A\").properties.ok == true",
        "[1, 2].filter(|n| n == 1 || PARTS.len() == n)[0] == 1",
        "port_in(PARTS.map(|part| 22), 22)",
    ] {
        assert_eq!(of(decided), Healthy, "{decided}");
    }
    for unknown in [
        "PARTS.any(|part| part.properties.ok == false)",
        "PARTS.all(|part| part.properties.ok == true)",
        "PARTS.len() <= 1",
        "PARTS.len() > 0",
        "PARTS[1] == ()",
        "PARTS[-1] == ()",
        "PARTS[-2] == ()",
        "PARTS.filter(|part| part.properties.ok == true).len() <= 1",
        "PARTS.filter(|part| part.properties.ok == false).is_empty()",
        "PARTS.map(|part| part.name) == [\"a\"]",
        "PARTS != []",
        "PARTS == PARTS",
        "PARTS.contains(1)",
        "1 in PARTS",
        "PARTS == true",
        "port_in(PARTS.map(|part| 22), 23)",
        "let n = 0; for part in PARTS { n += 1; } n == 1",
        "let all = PARTS.filter(|part| true); all.sort(); all == []",
        "PARTS.name == ()",
        "[1, 2].filter(|n| PARTS.len() == n).is_empty()",
        "resource.child(\"Contoso.Test/things/parts/b\") == ()",
        "inventory.all(\"Contoso.Test/things/parts\").all(|part| part.properties.ok == true)",
    ] {
        assert_eq!(of(unknown), Unknown, "{unknown}");
        let message = message(&judge(&policy(&unknown.replace("PARTS", parts), ""), open.clone()));
        assert!(message.contains("may be more") || message.contains("list"), "{unknown}: {message}");
    }
}

#[test]
fn children_parents_and_references_are_found() {
    let log = r#"{ "id": "/subscriptions/s1/resourceGroups/rg/providers/Contoso.Test/things/one/providers/Microsoft.Insights/diagnosticSettings/d", "name": "d", "type": "microsoft.insights/diagnosticSettings", "properties": {} }"#;
    let all = inventory(FileKind::Source, &format!("[{THING}, {PART}, {log}]"));
    for check in [
        "resource.children(\"contoso.test/things/PARTS\").all(|part| part.properties.ok == true && part.parent().name == \"one\")",
        "resource.children(\"Contoso.Test/things/parts\").len() == 1",
        "resource.children(\"Microsoft.Insights/diagnosticSettings\").len() == 1",
        "resource.children(\"Contoso.Test/things/parts\")[-1].name == \"a\" && resource.children(\"Contoso.Test/things/parts\")[1] == ()",
        "let n = 0; for part in resource.children(\"Contoso.Test/things/parts\") { n += 1; } n == 1",
        "resource.children(\"Contoso.Test/things/parts\").contains(inventory.all(\"Contoso.Test/things/parts\")[0])",
        "resource.child(\"contoso.test/things/parts/A\").properties.ok == true && resource.child(\"Contoso.Test/things/parts/b\") == ()",
        "inventory.get(resource.id.to_upper()).kind == \"big\"",
        "inventory.all(\"Contoso.Test/things/parts\").len() == 1",
    ] {
        let verdict = judge(&policy(check, ""), all.clone());
        assert_eq!(verdict.status, Healthy, "{check}: {:?}", verdict.finding);
    }
}

#[test]
fn evidence_is_the_last_distinct_leaf_reads() {
    let show = |check: &str| -> Vec<String> {
        let finding = on_thing(check).finding.expect("a finding");
        let line = |evidence: &Evidence| {
            let place = &evidence.place;
            format!(
                "{} = {} @{}:{}",
                evidence.path,
                evidence.value.as_deref().unwrap_or("absent"),
                place.line,
                place.column
            )
        };
        finding
            .evidence
            .iter()
            .map(line)
            .chain((finding.more_reads > 0).then(|| format!("+{}", finding.more_reads)))
            .collect()
    };
    assert_eq!(
        show("resource.kind == \"Big\" && resource.properties.tls == \"TLS1_3\""),
        ["kind = \"Big\" @3:49", "properties.tls = \"TLS1_2\" @5:5"]
    );
    assert_eq!(show("resource.properties.deep.deeper == 1"), ["properties.deep = absent @4:3"]);
    assert_eq!(
        show("resource.properties.rules.all(|r| r.open == false)"),
        ["properties.rules[name=ssh].open = true @7:47"]
    );
    assert_eq!(
        show("resource.properties.zones.all(|z| z == \"1\")"),
        ["properties.zones[0] = \"1\" @8:15", "properties.zones[1] = \"2\" @8:20"]
    );
    assert_eq!(
        show("for n in 0..12 { resource[\"p\" + n] == 1; } false").len(),
        9,
        "eight reads and a count of the rest"
    );
    assert_eq!(show("resource.properties.object == 1"), ["properties.object = {…} @8:39"]);
}

#[test]
fn secrets_do_not_leave_the_room() {
    let thing = r#"[{ "id": "/subscriptions/s/resourceGroups/r/providers/Contoso.Test/things/t", "type": "Contoso.Test/things", "name": "t",
      "properties": { "adminPassword": "hunter2!", "apiKey": "k-123456", "settings": [ { "name": "DB_CONNECTIONSTRING", "value": "Server=x" } ] } }]"#;
    let check = "let p = resource.properties; if p.adminPassword == \"x\" || p.apiKey == \"x\" || p.settings.any(|s| s.value == \"x\") { return true; } unhealthy(\"it is \" + p.adminPassword)";
    let finding = judge(&policy(check, ""), inventory(FileKind::Source, thing)).finding.expect("a finding");
    let shown = format!("{finding:?}");
    for secret in ["hunter2", "k-123456", "Server=x"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    assert_eq!(finding.message.as_deref(), Some("it is ***"));
    for derived in ["adminPassword.to_upper()", "adminPassword.sub_string(1, 6)"] {
        let check = format!("unhealthy(\"it is \" + resource.properties.{derived})");
        let finding = judge(&policy(&check, ""), inventory(FileKind::Source, thing)).finding.expect("a finding");
        assert_eq!(finding.message.as_deref(), Some("it is ***"), "{derived}");
    }
}

#[test]
fn every_look_up_marks_its_check() {
    for helper in functions().iter().filter(|helper| helper.group == "look-ups") {
        let uses = crate::check::uses_of(helper.signature).unwrap_or_else(|| panic!("{}", helper.signature));
        let check = format!("let x = {}; true", uses.example[0]);
        let checks = compile(&policy(&check, "")).unwrap_or_else(|problems| panic!("{problems:#?}"));
        assert!(checks.is_related(RecommendationIndex(0)), "{}", helper.signature);
    }
    let checks = compile(&policy("resource.name == \"a\"", "")).unwrap_or_else(|problems| panic!("{problems:#?}"));
    assert!(!checks.any_related());
}

/// What a fix script would change in the thing, each as `path operation`.
fn edits(script: &str) -> Result<Vec<String>, String> {
    let script = format!("|\n        {}", script.replace('\n', "\n        "));
    let fix =
        format!("    fix:\n      safety: safe\n      impact: none\n      change: inPlace\n      script: {script}\n");
    let checks = compile(&policy("true", &fix)).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let mut evaluator = Evaluator::new(&checks, inventory(FileKind::Source, &format!("[{THING}]")), None);
    let edits = evaluator.fix(RecommendationIndex(0), ResourceIndex(0))?;
    let shown = |edit: &Assignment| match &edit.value {
        Some(value) => format!("{} = {value} (+{})", edit.path, edit.missing.len()),
        None => format!("{} removed", edit.path),
    };
    Ok(edits.iter().map(shown).collect())
}

#[test]
fn fix_scripts_change_what_they_hold() {
    let of = |script: &str| edits(script).unwrap_or_else(|problem| panic!("{script}: {problem}"));
    assert_eq!(of("resource.properties.tls = \"TLS1_3\";"), ["properties.tls = \"TLS1_3\" (+0)"]);
    assert_eq!(
        of("for rule in resource.properties.rules { if rule.open == true { rule.open = false; } }"),
        ["properties.rules[name=ssh].open = false (+0)"],
        "elements are live"
    );
    assert_eq!(
        of("for rule in resource.properties.rules.filter(|rule| rule.port == \"443\") { rule.port = \"8443\"; }"),
        ["properties.rules[name=web].port = \"8443\" (+0)"]
    );
    assert_eq!(
        of("resource.properties.fresh.deep.x = 5;"),
        ["properties.fresh.deep.x = 5 (+3)"],
        "parents are created"
    );
    assert_eq!(
        of("let p = resource.properties; p.tls = \"x\"; p.more[\"y-z\"] = true;"),
        ["properties.tls = \"x\" (+0)", "properties.more.y-z = true (+2)"]
    );
    assert_eq!(
        of("resource.properties.tls = \"x\"; if resource.properties.tls == \"X\" { resource.properties.count = 4; }")
            .len(),
        2
    );
    assert_eq!(of("resource.properties.a.b = 1; resource.properties.count = resource.properties.a.b;").len(), 2);
    assert_eq!(of("resource.properties.tls = resource.properties.tls;"), [""; 0], "unchanged is no edit");
    assert_eq!(of("resource.properties.tls = \"x\"; resource.properties.tls = \"TLS1_2\";"), [""; 0], "taken back");
    assert_eq!(of("resource.properties.object = resource.properties.object;"), [""; 0]);
    assert_eq!(of("resource.properties.tls = ();"), ["properties.tls removed"]);
    assert_eq!(of("resource.properties.absent = ();"), [""; 0]);
    assert_eq!(
        of("resource.properties.zones = resource.properties.zones.filter(|zone| zone != \"1\");"),
        ["properties.zones = [\"2\"] (+0)"]
    );
    assert_eq!(
        of("if (resource.properties.absent ?? 3) == 3 { resource.properties[\"public\"] = \"no\"; }"),
        ["properties.public = \"no\" (+0)"]
    );
}
