//! What a script sees, sentence by sentence.

use super::Status::{self, Healthy, NotApplicable, Unhealthy, Unknown};
use super::*;
use crate::inventory::{FileKind, FileRules, Inventory, InventoryFile, ResourceIndex};
use crate::policy::{self, Config, PolicySource};
use std::sync::Arc;

mod beyond;
mod calls;
mod misreads;
mod plans;

/// A policy of one recommendation for `Contoso.Test/things`; `more` is added to the recommendation.
fn policy(check: &str, more: &str) -> Policy {
    let check = format!("|\n      {}", check.replace('\n', "\n      "));
    let text = format!(
        "controls:\n  - {{ id: c, title: C, maxScore: 1, description: d }}\nrecommendations:\n  - id: r\n    title: R\n    \
         controls: [c]\n    severity: low\n    resourceTypes: [Contoso.Test/things]\n    description: d\n    \
         remediation: r\n    check: {check}\n{more}"
    );
    let source = PolicySource { name: "policies/p.yaml".into(), text, packed: None };
    policy::parse(&[source], &Config::default()).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

fn inventory(kind: FileKind, text: &str) -> Arc<Inventory> {
    let rules = FileRules { kind: Some(kind), ..FileRules::default() };
    let file = InventoryFile::new("estate.json", Ok(text.as_bytes().to_vec()), rules);
    let inventory = crate::inventory::parse(vec![file], 1);
    assert!(inventory.problems().is_empty(), "{:?}", inventory.problems());
    Arc::new(inventory)
}

/// The verdict of the policy's one recommendation on the first resource.
fn judge(policy: &Policy, inventory: Arc<Inventory>) -> Verdict {
    let checks = compile(policy).unwrap_or_else(|problems| panic!("{problems:#?}"));
    with_room(|| {
        let (recommendation, resource) = (RecommendationIndex(0), ResourceIndex(0));
        let judged = |checks: &Checks| {
            let mut evaluator = Evaluator::new(checks, inventory.clone(), None);
            let verdict = evaluator.verdict(recommendation, resource, Detail::Full).expect("there is no deadline");
            let explained = (verdict.status != Unknown).then(|| evaluator.explained(recommendation, resource));
            (verdict, explained.map(|explained| explained.map(|(verdict, reads, _)| (verdict, reads))))
        };
        let planned = judged(&checks);
        if checks.in_engine().is_empty() {
            assert_eq!(planned, judged(&checks.without_plans()), "a plan gives what the engine gives");
        }
        assert_eq!(planned, judged(&checks.told()), "telling how it came about changes nothing");
        planned.0
    })
    .expect("there is a thread")
}

const THING: &str = r#"{
  "id": "/subscriptions/S1/resourceGroups/Rg/providers/Contoso.Test/things/One",
  "name": "One", "type": "Contoso.Test/things", "kind": "Big", "location": "westeurope",
  "properties": {
    "tls": "TLS1_2", "enabled": true, "off": false, "count": 3, "share": 0.5, "nothing": null, "public": "yes",
    "said": "TRUE", "cost-center": "CC1", "Mixed": 2, "Shout": "LOUD", "text": "4",
    "rules": [ { "name": "ssh", "port": "22", "open": true }, { "name": "web", "port": "443", "open": false } ],
    "zones": ["1", "2"], "empty": [], "object": { "a": 1 }
  }
}"#;

fn on_thing(check: &str) -> Verdict {
    judge(&policy(check, ""), inventory(FileKind::Source, &format!("[{THING}]")))
}

fn status(check: &str) -> Status {
    let verdict = on_thing(check);
    assert!(verdict.status != Unknown, "{check}: {:?}", verdict.finding);
    verdict.status
}

fn message(verdict: &Verdict) -> String {
    verdict.finding.as_ref().and_then(|finding| finding.message.clone()).unwrap_or_default()
}

/// Problems of a script, each as `line:column message; help`.
fn problems(check: &str) -> Vec<String> {
    let Err(problems) = compile(&policy(check, "")) else { return Vec::new() };
    let help = |problem: &Problem| problem.help.clone().unwrap_or_default();
    let place = |problem: &Problem| problem.position.map_or("?".into(), |at| format!("{}:{}", at.line, at.column));
    problems.iter().map(|problem| format!("{} {}; {}", place(problem), problem.message, help(problem))).collect()
}

macro_rules! healthy {
    ($($name:ident: $($check:expr),+ $(,)?;)+) => {
        $(#[test] fn $name() { $(assert_eq!(status($check), Healthy, "{}", $check);)+ })+
    };
}

healthy! {
    a_missing_step_never_fails:
        "resource.a.b.c == ()", "resource.properties.nothing.x == ()", "resource[\"a\"][\"b\"].c == ()",
        "resource.properties.rules[7].name == ()";
    an_absent_value_is_not_equal_to_anything_else:
        "resource.properties.absent != true", "resource.properties.absent != \"x\"", "!(resource.properties.absent == 3)";
    names_match_without_case:
        "resource.properties.mixed == 2", "resource.properties.Mixed == 2", "resource.properties.TLS == \"TLS1_2\"",
        "resource.Properties.Tls == \"TLS1_2\"";
    names_that_the_language_keeps_are_written_in_brackets:
        "resource.properties[\"public\"] == \"yes\"", "resource.properties[\"cost-center\"] == \"CC1\"";
    an_absent_list_is_empty:
        "resource.absent.any(|x| true) == false", "resource.absent.all(|x| false)", "resource.absent.len() == 0",
        "resource.absent.filter(|x| true).len() == 0", "resource.absent.contains(1) == false",
        "!(1 in resource.absent)", "let n = 0; for x in resource.absent.deep { n += 1; } n == 0";
    text_from_a_document_has_no_case:
        "resource.properties.tls == \"tls1_2\"", "\"tls1_2\" == resource.properties.tls", "!(resource.properties.tls != \"Tls1_2\")",
        "resource.properties.tls in [\"tls1_2\", \"x\"]", "resource.properties.tls.starts_with(\"tls\")",
        "resource.properties.tls.ends_with(\"_2\")", "resource.properties.shout.contains(\"oud\")",
        "\"OU\" in resource.properties.shout", "resource.properties.zones.contains(\"1\")", "\"2\" in resource.properties.zones",
        "resource.type == \"contoso.test/THINGS\"", "resource.id == resource.id.to_upper()", "resource.kind == \"BIG\"",
        "resource.properties.rules[0].name == \"SSH\"", "resource.properties.shout.to_lower() == \"Loud\"";
    text_from_a_document_works_like_other_text:
        "resource.properties.text == '4'", "'4' == resource.properties.text", "resource.properties.text in ['4']",
        "resource.properties.text != '5'", "resource.properties.tls.sub_string(-2) == \"_2\"", "resource.properties.tls.sub_string(-99, 3) == \"tls\"";
    an_element_that_is_not_there_is_absent:
        "resource.properties.zones[9223372036854775807] == ()", "resource.properties.zones[-3] == ()";
    a_script_may_change_what_it_made:
        "let m = #{}; m[\"a\"] = 1; m.a += 1; m.a == 2", "let l = [1]; l[0] = 2; l == [2]";
    case_can_be_told_apart:
        "same_case(resource.properties.shout, \"LOUD\")", "!same_case(resource.properties.shout, \"loud\")";
    lists_and_objects_are_equal_when_what_they_hold_is:
        "resource.properties.empty == []", "!(resource.properties.empty != [])", "resource.properties.zones == [\"1\", \"2\"]",
        "[\"1\", \"2\"] == resource.properties.zones", "resource.properties.zones != [\"2\", \"1\"]", "resource.properties.zones != [\"1\"]",
        "resource.properties.object == #{A: 1}", "#{a: 2} != resource.properties.object", "resource.properties.object != #{}",
        "resource.properties.object == resource.properties.OBJECT", "resource.properties.rules != resource.properties.zones",
        "resource.properties.rules == [#{name: \"SSH\", port: \"22\", open: true}, #{name: \"web\", port: \"443\", open: false}]",
        "resource.properties.rules[0] in resource.properties.rules", "resource.properties.absent != []",
        "inventory.get(resource.id) == resource", "resource != resource.properties";
    text_that_spells_a_boolean_is_one:
        "resource.properties.said == true", "true == resource.properties.said", "!(resource.properties.said != true)",
        "resource.properties.said != false", "resource.properties.said in [true]", "resource.properties.enabled == \"True\"",
        "resource.properties.tls in [true, \"TLS1_2\"]", "resource.properties.said ?? false", "resource.properties.absent != true",
        "resource.properties.nothing != false", "resource.properties.zones.contains(\"1\")", "!(resource.properties.said == ())";
    whole_numbers_and_fractions_compare_exactly:
        "resource.properties.count == 3.0", "9007199254740993 != 9007199254740992.0", "9007199254740993 > 9007199254740992.0",
        "(resource.properties.share ?? 1.0) < 1", "4 >= 3.5", "3.5 <= 4", "[3.0].contains(resource.properties.count)";
    literals_among_themselves_keep_their_case: "\"a\" != \"A\"";
    identity_comes_from_the_resource:
        "resource.name == \"one\"", "resource.resourcegroup == \"rg\"", "resource[\"SubscriptionId\"] == \"s1\"", "resource.resourceGroup == \"RG\"", "resource.subscription == \"s1\"",
        "resource.location == \"WestEurope\"";
    lists_answer_questions:
        "resource.properties.rules.any(|r| r.open == true)", "resource.properties.rules.all(|r| r.port != \"80\")",
        "resource.properties.rules.filter(|r| r.open == false).len() == 1", "resource.properties.rules.len() == 2",
        "resource.properties.rules.map(|r| r.name).contains(\"WEB\")", "resource.properties.rules[-1].name == \"web\"",
        "let names = []; for r in resource.properties.rules { names.push(r.name); } names.len() == 2 && names[1] == \"web\"";
    closures_see_what_surrounds_them:
        "let wanted = \"22\"; resource.properties.rules.any(|r| r.port == wanted && resource.kind == \"big\")";
    numbers_and_booleans_are_the_languages_own:
        "resource.properties.count + 1 == 4", "(resource.properties.share ?? 2.0) < 1.0", "resource.properties.off == false",
        "(resource.properties.count ?? 0) >= 3", "(resource.properties.absent ?? 0) < 1", "parse_int(resource.properties.text) == 4";
    a_function_is_passed_what_it_needs: "fn open(rule) { rule.open == true } open(resource.properties.rules[0])";
    children_of_a_source_that_is_complete_are_none: "resource.children(\"Contoso.Test/things/parts\").len() == 0";
    a_resource_at_the_top_has_no_parent: "resource.parent() == ()";
    an_absent_id_leads_to_nothing: "inventory.get(resource.absent) == ()";
    helpers_understand_documents:
        "port_in(resource.properties.rules[0].port, 22)", "!port_in(resource.absent, 22)", "ports_overlap([\"20-30\", 80], resource.properties.rules[0].port)",
        "is_any_address([\"10.0.0.0/8\", \"internet\"])", "!is_any_address(())", "cidr_contains(\"10.0.0.0/8\", \"10.2.0.0/16\")",
        "!cidr_contains(\"10.0.0.0/8\", ())", "is_private_address(\"192.168.1.4\")", "!is_private_address(\"8.8.8.8\")",
        "version_at_least(resource.properties.tls, \"1.2\")", "!version_at_least((), \"1.2\")", "tls_at_least(resource.properties.tls, \"1.2\")", "!tls_at_least((), \"1.2\")",
        "is_word(resource.properties.tls, [\"a\", \"tls1_2\"])", "is_any_address([\"VirtualNetwork\", \"10.0.0.0/8,*\"])", "!is_any_address(\"Storage.WestEurope\")", "version_compare(\"1.10\", \"1.9\") == 1",
        "version_compare((), \"0\") == -1", "duration_days(\"P1Y\") == 365.0", "(duration_days(()) ?? 9999) == 9999",
        "duration_seconds(\"PT1H\") == 3600.0", "glob(\"tls*\", resource.properties.tls)", "!glob(\"x\", ())";
    a_script_may_answer_in_words: "healthy()", "return healthy(); 3";
}

#[test]
fn a_script_may_say_why() {
    let verdict = on_thing(
        "unhealthy(\"rule \" + resource.properties.rules[0].name + \" is open\", resource.properties.rules[0])",
    );
    assert_eq!((verdict.status, message(&verdict).as_str()), (Unhealthy, "rule ssh is open"));
    let place = verdict.finding.expect("a finding").place.clone();
    assert_eq!((&*place.file, place.line, place.column), ("estate.json", 7, 16), "the node that was given");
    assert_eq!(status("not_applicable(\"too small\")"), NotApplicable);
    assert_eq!(status("false"), Unhealthy);
}

#[test]
fn any_other_answer_is_a_script_error() {
    for (check, what) in
        [("3", "a number"), ("\"yes\"", "text"), ("[1]", "a list"), ("#{a: 1}", "an object"), ("let x = 1;", "nothing")]
    {
        let verdict = on_thing(check);
        let expected = format!(
            "policies/p.yaml:12: the script gave {what}; it must give true, false, healthy(), unhealthy(\"why\") or not_applicable(\"why\")"
        );
        assert_eq!((verdict.status, message(&verdict)), (Unknown, expected), "{check}");
        assert!(verdict.finding.is_some_and(|finding| finding.script_error));
    }
}

#[test]
fn script_errors_show_their_place() {
    assert_eq!(
        message(&on_thing("let x = 1;\nx.push(2)")),
        "policies/p.yaml:13:9: there is no function push (number, number); `uplift functions` lists those that exist"
    );
}

#[test]
fn what_a_document_holds_is_no_script_error() {
    let checks = [
        ("resource.properties.zones.any(|zone| zone > 3)", "text has no order against a number"),
        ("[resource.properties.zones].any(|zones| zones > 3)", "`zones` is a list, which has no order"),
        (
            "resource.properties.zones.starts_with(\"1\")",
            "a value is not what the script takes it for: there is no function starts_with",
        ),
        (
            "version_at_least(resource.properties.tls, \"1.2\") && version_at_least(resource.name, \"1\")",
            "is not a version",
        ),
    ];
    for (check, why) in checks {
        let verdict = on_thing(check);
        assert!(message(&verdict).contains(why), "{check}: {}", message(&verdict));
        assert!(verdict.finding.is_some_and(|finding| !finding.script_error), "{check}");
    }
    let literal = on_thing("version_at_least(\"soon\", \"1.2\")");
    assert!(literal.finding.is_some_and(|finding| finding.script_error));
}

#[test]
fn script_errors_speak_of_what_authors_know() {
    let said = |check: &str| {
        message(&on_thing(check)).split_once(": ").map(|(_, message)| message.to_string()).unwrap_or_default()
    };
    assert_eq!(said("throw resource.properties.tls"), "TLS1_2");
    assert_eq!(said("throw"), "the script threw an error");
    assert_eq!(said("#{a: 1}[resource.properties.tls] == 1"), "string was expected here, not text");
    assert_eq!(said("if unhealthy(\"x\") { true }"), "bool was expected here, not outcome");
}

#[test]
fn what_is_absent_may_not_decide_quietly() {
    let ordering = |operator: &str| {
        format!("an absent value makes this `{operator}` quietly false; say what absence counts as: (… ?? 0)")
    };
    assert_eq!(problems("resource.properties.count >= 3"), [format!("12:33 {}", ordering(">="))]);
    assert_eq!(problems("3 < resource.properties[\"count\"]").len(), 1);
    assert_eq!(problems("let n = resource.properties.count; n > 3").len(), 1);
    assert_eq!(problems("let n = resource.properties.count ?? 0; n > 3"), [""; 0]);
    assert_eq!(problems("resource.properties.rules.len() > 3"), [""; 0]);
    assert_eq!(problems("params.count > 3"), ["12:14 there is no parameter `count`; declare it under `parameters:`"]);
}

#[test]
fn what_is_absent_has_no_order() {
    for check in [
        "[resource.properties.count, resource.properties.absent].any(|n| n > 3)",
        "fn few(n) { n < 5 } few(resource.properties.absent)",
        "let n = 0; n = resource.properties.absent; n <= 3",
        "(if true { resource.properties.absent } else { 0 }) >= 3",
        "let n = (); 1 < n",
    ] {
        let message = message(&on_thing(check));
        assert!(
            message.ends_with("an absent value has no order; say what absence counts as: (… ?? 0)"),
            "{check}: {message}"
        );
    }
    let message = message(&on_thing("(resource.properties.rules ?? 0) > 3"));
    assert_eq!(message, "`rules` is a list, which has no order");
}

#[test]
fn a_bare_path_is_not_a_condition() {
    for check in [
        "!resource.properties.off",
        "resource.properties.enabled && true",
        "true || resource.properties.enabled",
        "if resource.properties.enabled { true } else { false }",
        "resource.properties.enabled",
        "let on = resource.properties.enabled; !on",
        "true && !resource[\"enabled\"]",
    ] {
        let problems = problems(check);
        assert_eq!(problems.len(), 1, "{check}: {problems:?}");
        assert!(
            problems[0].contains("bare path")
                && problems[0].ends_with("compare it: … == true, or … != false where absence counts as true"),
            "{problems:?}"
        );
    }
    assert_eq!(problems("!(resource.properties.off == true) && resource.zones.contains(\"1\")"), [""; 0]);
}

#[test]
fn errors_say_the_next_step() {
    let only = |check: &str| {
        let mut all = problems(check);
        assert_eq!(all.len(), 1, "{check}: {all:?}");
        all.remove(0)
    };
    assert!(
        only("resource.properties.public == 1").ends_with("here [\"public\"]"),
        "{}",
        only("resource.properties.public == 1")
    );
    assert!(
        only("fn f() { resource.kind == \"x\" } f()")
            .ends_with("the function `f` cannot see `resource`; pass it as an argument")
    );
    assert!(only("switch resource.kind { \"a\" => true, _ => false }").contains("never matches"));
    assert!(
        only("resource.properties.zones.len == 2")
            .ends_with("`len` is a method; call it: len(…), or write [\"len\"] for a property")
    );
    assert!(only("resource.parent.name == \"x\"").contains("`parent` is a method"));
    assert!(only("let a = resource.properties; a.tls = 1; true").contains("a check cannot change the resource"));
    assert!(only("2 in 1..resource.properties.count").contains("makes this range endless"));
    assert!(only("resource.properties.tls = \"x\"; true").contains("a check cannot change the resource"));
    assert!(only("misspelt == 1").contains("misspelt"));
    assert_eq!(only("resource.properties.tls =="), "13:7 script is incomplete; ");
}

#[test]
fn what_is_given_has_no_second_meaning() {
    assert_eq!(
        status("fn kind(resource) { resource.kind == \"big\" } kind(resource)"),
        Healthy,
        "passed under its own name"
    );
    for check in [
        "let resource = 5; [1].any(|x| resource == 5)",
        "const params = 5; params == 5",
        "for inventory in [5] { if inventory == 5 { return true; } } false",
        "for (x, resource) in [5] { if resource == 0 { return true; } } false",
        "try { throw 5; } catch (resource) { return resource == 5; } false",
        "fn f(resource) { [1].any(|x| resource == 5) } f(5)",
    ] {
        let problems = problems(check);
        assert!(problems.iter().any(|problem| problem.contains("is given to every script")), "{check}: {problems:?}");
        assert!(problems[0].ends_with("give it another name here"), "{problems:?}");
    }
    assert_eq!(status("fn f(resource) { resource == 5 } f(5)"), Healthy, "a function may be passed one");
    assert_eq!(status("[5].any(|resource| resource == 5)"), Healthy, "a closure's own parameter is what it says");
    assert_eq!(status("[1].any(|x| resource.kind == \"big\")"), Healthy);
}

#[test]
fn nothing_leads_out_of_the_sandbox() {
    for check in [
        "eval(\"true\")",
        "print(1); true",
        "debug(1); true",
        "sleep(1); true",
        "timestamp() == 1",
        "import \"x\" as x; true",
        "exit(true)",
        "let f = |x, y| x; f.curry(1); true",
    ] {
        let refused =
            compile(&policy(check, "")).is_err() || on_thing(check).finding.is_some_and(|finding| finding.script_error);
        assert!(refused, "{check}");
    }
}

#[test]
fn scripts_are_bounded() {
    for (check, why) in [
        ("let n = 0; loop { n += 1; }", "ran for too many steps"),
        ("let s = \"x\"; loop { s += s; }", "too large"),
        ("let a = [1]; loop { a += a; }", "too large"),
        ("let a = [1]; loop { a = [a]; }", "looked at too much"),
        (
            "let a = [1]; for i in 0..2000 { a = [a]; } let b = [1]; for i in 0..2000 { b = [b]; } a == b; `${a}`",
            "gave text",
        ),
        ("fn f(n) { f(n + 1) } f(0)", "nests calls too deeply"),
        (
            "let s = \"x\"; for n in 0..15 { s += s; } let n = 0; loop { resource[s + n]; n += 1; }",
            "looked at too much",
        ),
        (
            "let s = \"x\"; for n in 0..15 { s += s; } let n = 0; loop { resource.children(s + n); n += 1; }",
            "looked at too much",
        ),
        ("let n = 0; while true { n += resource.properties.rules.filter(|r| true).len(); }", "too many steps"),
    ] {
        let verdict = on_thing(check);
        assert!(verdict.status == Unknown && message(&verdict).contains(why), "{check}: {verdict:?}");
    }
}
