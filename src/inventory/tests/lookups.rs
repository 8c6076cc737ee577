//! Look-ups across resources, also against a plain search through all of them.

use super::*;
use crate::inventory::{Resource, id};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn list(ids: &[&str]) -> String {
    let entries: Vec<String> = ids.iter().map(|id| format!(r#"{{"id": "{id}"}}"#)).collect();
    format!(r#"{{"value": [{}]}}"#, entries.join(","))
}

#[test]
fn ids_and_types_do_not_mind_case() {
    let inventory = read(&list(&[
        "/subscriptions/S/resourceGroups/G/providers/A.B/c/N",
        "/subscriptions/s/resourcegroups/g/providers/a.b/C/m",
    ]));
    let found = inventory.find_in(0, "/SUBSCRIPTIONS/s/resourcegroups/G/PROVIDERS/a.b/C/n");
    assert_eq!(found, Some(ResourceIndex(0)));
    assert_eq!(inventory.find_in(0, "/subscriptions/S/resourceGroups/G/providers/A.B/c"), None);
    assert_eq!(names(&inventory, inventory.all("A.b/C")), ["N", "m"]);
    assert!(inventory.all("A.B/cc").is_empty());
}

#[test]
fn children_are_nested_beside_and_extending_alike() {
    let text = r#"[
        {"id": "/subscriptions/s/resourceGroups/g/providers/A.B/c/p/providers/Microsoft.Insights/diagnosticSettings/before"},
        {"id": "/subscriptions/s/resourceGroups/g/providers/A.B/c/p", "resources": [
            {"type": "d", "name": "nested"},
            {"type": "Microsoft.Insights/diagnosticSettings", "name": "inside"}]},
        {"id": "/subscriptions/s/resourceGroups/g/providers/A.B/c/p/d/beside"},
        {"type": "A.B/c/d", "name": "p/by-name", "resourceGroup": "g", "subscriptionId": "s"},
        {"id": "/subscriptions/s/resourceGroups/g/providers/A.B/c/pp/d/other"},
        {"type": "Microsoft.Insights/diagnosticSettings", "name": "scoped", "scope": "A.B/c/p", "resourceGroup": "g", "subscriptionId": "s"},
        {"type": "Microsoft.Insights/diagnosticSettings", "name": "far",
         "scope": "/subscriptions/s/resourceGroups/G/providers/A.B/c/p"}
    ]"#;
    let inventory = read(text);
    let holder = inventory.find_in(0, "/subscriptions/s/resourceGroups/g/providers/A.B/c/p").unwrap();
    let children = |type_name: &str| names(&inventory, &inventory.children(holder, type_name));
    assert_eq!(children("a.b/C/d"), ["nested", "beside", "by-name"]);
    assert_eq!(children("microsoft.insights/diagnosticsettings"), ["before", "inside", "scoped", "far"]);
    assert!(children("A.B/c").is_empty());
    for child in inventory
        .children(holder, "A.B/c/d")
        .into_iter()
        .chain(inventory.children(holder, "Microsoft.Insights/diagnosticSettings"))
    {
        assert_eq!(inventory.resource(child).parent, Some(holder));
    }
}

#[test]
fn groups_and_subscriptions_hold_what_stands_in_them() {
    let ids = [
        "/subscriptions/s/providers/Microsoft.Security/pricings/VM",
        "/subscriptions/s/resourceGroups/g/providers/A.B/c/n",
        "/subscriptions/s/resourceGroups/g",
        "/subscriptions/s",
    ];
    let inventory = read(&list(&ids));
    let parents: Vec<_> = inventory.resources().iter().map(|resource| resource.parent.map(|parent| parent.0)).collect();
    assert_eq!(parents, [Some(3), Some(2), Some(3), None]);
}

#[test]
fn ids_made_for_want_of_a_subscription_are_valid_in_one_file() {
    let text =
        r#"[{"type": "A.B/c", "name": "n"}, {"type": "A.B/c/d", "name": "n/k"}, {"type": "a.b/c", "name": "N"}]"#;
    let inventory = parse(vec![file("a.json", text), file("b.json", text)], 1);
    let canonical: Vec<_> = inventory.resources().iter().map(|resource| resource.canonical.0).collect();
    assert_eq!(canonical, [0, 1, 0, 3, 4, 3]);
    assert_eq!(inventory.find_in(0, "A.B/c/n"), Some(ResourceIndex(0)));
    assert_eq!(inventory.children(ResourceIndex(3), "A.B/c/d"), [ResourceIndex(4)]);
    assert_eq!(inventory.all("A.B/c"), [ResourceIndex(0), ResourceIndex(3)]);
}

#[test]
fn each_occurrence_is_judged_by_what_is_nested_in_it() {
    let account = |child: &str| {
        format!(r#"[{{"id": "/subscriptions/s/resourceGroups/g/providers/A.B/c/n", "resources": [{child}]}}]"#)
    };
    let (on, off) =
        (account(r#"{"type": "d", "name": "x", "on": 1}"#), account(r#"{"type": "d", "name": "x", "on": 0}"#));
    let files = vec![
        source("a.json", &on),
        source("b.json", &off),
        source("c.json", &account("")),
        snapshot("d.json", &account(""), &[]),
        snapshot("e.json", &on, &[]),
    ];
    let inventory = parse(files, 1);
    let children = |index: u32| inventory.children(ResourceIndex(index), "A.B/c/d");
    assert_eq!(children(0), [ResourceIndex(1)]);
    assert_eq!(children(2), [ResourceIndex(3)]);
    assert!(children(4).is_empty(), "a source without children has none");
    assert_eq!(children(5), [ResourceIndex(7)], "a snapshot may have left out what another one holds");
    let twice = messages(inventory.warnings()).iter().filter(|message| message.contains("counts once")).count();
    assert_eq!(twice, 4);
}

#[test]
fn silence_means_what_the_form_and_the_rules_say() {
    let id = "/subscriptions/s/resourceGroups/g/providers/A.B/c/n";
    let plain = format!(r#"[{{"id": "{id}"}}]"#);
    let graph = format!(r#"{{"data": [{{"id": "{id}"}}]}}"#);
    let az = format!(r#"[{{"id": "{id}", "properties": null}}]"#);
    let powershell = format!(r#"[{{"ResourceId": "{id}", "ResourceType": "A.B/c"}}]"#);
    let psrule = powershell.replace("}]", r#", "resources": null}]"#);
    let (page, named) = (list(&[id]), ["A.B/c/D"]);
    // The answers for a child, an extension and a top-level type; then for the child when the rules name it.
    let cases = [
        (file("a.json", r#"[{"type": "A.B/c", "name": "n"}]"#), [true, true, true]),
        (source("a.json", &plain), [true, true, true]),
        (file("a.json", &plain), [false, false, false]),
        (snapshot("a.json", &plain, &[]), [false, false, false]),
        (snapshot("a.json", &plain, &named), [true, false, false]),
        (file("a.json", &page), [false, false, false]),
        (snapshot("a.json", &page, &named), [true, false, false]),
        (file("a.json", &az), [false, false, false]),
        (snapshot("a.json", &graph, &[]), [false, false, true]),
        (snapshot("a.json", &graph, &named), [true, false, true]),
        (snapshot("a.json", &psrule, &[]), [true, true, true]),
        (file("a.json", &powershell), [false, false, false]),
    ];
    for (file, expected) in cases {
        let description = format!("{file:?}");
        let named = !file.rules.complete.is_empty();
        let inventory = parse(vec![file], 1);
        let complete = |type_name: &str| inventory.is_complete(ResourceIndex(0), type_name);
        let answers = [complete("a.b/c/d"), complete("Microsoft.Insights/diagnosticSettings"), complete("A.B/x")];
        assert_eq!(answers, expected, "{description}");
        assert_eq!(inventory.resolves(ResourceIndex(0), "a.b/c/d"), named, "{description}");
        assert!(!inventory.resolves(ResourceIndex(0), "A.B/x"));
    }
}

#[test]
fn fields_and_places() {
    let inventory = read("[\n  {\"type\": \"A.B/c\", \"name\": \"n\", \"SKU\": 1, \"sku\": 2}]");
    assert_eq!(inventory.node(ResourceIndex(0)).get("sku").unwrap().raw(), "2");
    assert_eq!(inventory.node(ResourceIndex(0)).get("Sku").unwrap().raw(), "1");
    let location = inventory.location(ResourceIndex(0));
    assert_eq!((location.file.as_str(), location.line, location.column), ("inventory.json", 2, 3));
    assert_eq!(inventory.kind(ResourceIndex(0)), FileKind::Source);
}

#[test]
fn what_ids_tell() {
    let group = "/subscriptions/s/resourceGroups/g";
    let cases: [(&str, Option<&str>, Option<&str>); 8] = [
        ("/subscriptions/s", Some("Microsoft.Resources/subscriptions"), None),
        (group, Some("Microsoft.Resources/subscriptions/resourceGroups"), Some("/subscriptions/s")),
        ("/subscriptions/s/resourceGroups/g/providers/A.B/c/n", Some("A.B/c"), Some(group)),
        (
            "/subscriptions/s/resourceGroups/g/providers/A.B/c/n/d/m",
            Some("A.B/c/d"),
            Some("/subscriptions/s/resourceGroups/g/providers/A.B/c/n"),
        ),
        ("/providers/A.B/c/n/providers/D.E/f/m/", Some("D.E/f"), Some("/providers/A.B/c/n")),
        (
            "/subscriptions/s/resourceGroups/g/providers/A.B/c/n/d",
            None,
            Some("/subscriptions/s/resourceGroups/g/providers/A.B/c"),
        ),
        ("/providers/A.B", None, None),
        ("A.B/c/n", None, Some("A.B")),
    ];
    for (text, type_name, parent) in cases {
        assert_eq!(id::type_of(text).as_deref(), type_name, "{text}");
        if type_name.is_some() {
            assert_eq!(id::parent(text), parent, "{text}");
        }
    }
    assert_eq!(id::resource_group("/subscriptions/s/RESOURCEgroups/G/x"), Some("G"));
    assert_eq!(id::subscription("/subscriptions//x"), None);
}

/// Ids out of few names, so that parents, duplicates and spellings meet.
fn any_id() -> impl Strategy<Value = String> {
    let segment = prop::sample::select(vec!["a", "A", "b", "ü"]);
    let tail = prop::sample::select(vec!["", "/d/a", "/D/a", "/d/b", "/providers/E.F/g/a", "/d/a/providers/E.F/g/b"]);
    let root = prop::sample::select(vec!["/subscriptions/s/resourceGroups/", "/subscriptions/S/resourceGroups/"]);
    (root, segment.clone(), segment, tail)
        .prop_map(|(root, group, name, tail)| format!("{root}{group}/providers/A.B/c/{name}{tail}"))
}

fn same(left: &str, right: &str) -> bool {
    left.eq_ignore_ascii_case(right)
}

proptest! {
    #[test]
    fn the_index_answers_like_a_search(files in prop::collection::vec(prop::collection::vec(any_id(), 0..12), 1..4), asked in any_id()) {
        let pages = files.iter().enumerate().map(|(number, ids)| {
            file(&format!("{number}.json"), &list(&ids.iter().map(String::as_str).collect::<Vec<_>>()))
        });
        let inventory = parse(pages.collect(), 2);
        let all: Vec<&Resource> = inventory.resources().iter().collect();
        let first = |id: &str| all.iter().position(|resource| same(&resource.id, id)).map(|place| ResourceIndex(place as u32));
        prop_assert_eq!(inventory.find_in(0, &asked), first(&asked));
        for (place, resource) in all.iter().enumerate() {
            prop_assert_eq!(Some(resource.canonical), first(&resource.id));
            let holder = id::parent(&resource.id).and_then(first).map(|holder| inventory.resource(holder).canonical);
            prop_assert_eq!(resource.parent.map(|parent| inventory.resource(parent).canonical), holder);
            for type_name in ["a.b/C", "A.B/c/d", "e.f/g"] {
                let below = all.iter().filter(|other| same(&other.type_name, type_name));
                let below = below.filter(|other| id::parent(&other.id).is_some_and(|parent| same(parent, &resource.id)));
                let expected: BTreeSet<ResourceIndex> = below.map(|other| other.canonical).collect();
                let found = inventory.children(ResourceIndex(place as u32), type_name);
                prop_assert!(found.is_sorted());
                prop_assert_eq!(found.len(), expected.len());
                prop_assert_eq!(found.iter().map(|child| inventory.resource(*child).canonical).collect::<BTreeSet<_>>(), expected);
            }
        }
        for type_name in ["a.b/C", "A.B/c/d", "e.f/g", "A.B/x"] {
            let of_type = (0..).map(ResourceIndex).zip(&all).filter(|(place, other)| other.canonical == *place && same(&other.type_name, type_name));
            prop_assert_eq!(inventory.all(type_name), of_type.map(|(place, _)| place).collect::<Vec<_>>());
        }
    }

    #[test]
    fn ids_of_any_text_are_taken_apart_without_harm(text in "[/a.A]{0,12}|\\PC{0,20}", name in "[/aü]{0,8}") {
        let _ = (id::type_of(&text), id::parent(&text), id::subscription(&text), id::resource_group(&text));
        let _ = (id::of_child(&text, &name, &text, &name), id::of_resource(Some(&text), Some(&name), &text, &name));
    }
}

#[test]
fn each_kind_of_file_sees_its_own() {
    let id = |name: &str| format!("/subscriptions/s/resourceGroups/g/providers/A.B/c/{name}");
    let row = |name: &str| format!(r#"{{"id": "{}", "properties": {{}}}}"#, id(name));
    let list = |names: &[&str]| format!("[{}]", names.iter().map(|name| row(name)).collect::<Vec<_>>().join(","));
    let both = list(&["n", "m"]);
    let inventory =
        parse(vec![source("a.json", &both), snapshot("b.json", &both, &[]), snapshot("c.json", &both, &[])], 1);
    let (written, exported, again) = (ResourceIndex(0), ResourceIndex(2), ResourceIndex(4));
    assert_eq!(inventory.find_in(0, &id("n")), Some(written));
    assert_eq!(inventory.seen_from(ResourceIndex(1), written), written);
    assert_eq!(inventory.seen_from(ResourceIndex(5), written), exported);
    assert_eq!(*inventory.all_seen_from(again, "A.B/c"), [exported, ResourceIndex(3)]);
    assert_eq!(*inventory.all_seen_from(written, "A.B/c"), [written, ResourceIndex(1)]);
    let twice = messages(inventory.warnings()).iter().filter(|message| message.contains("counts once")).count();
    assert_eq!(twice, 2, "within one kind of file");

    let silent = list(&["n"]).replace(r#", "properties": {}"#, "");
    let inventory = parse(vec![source("a.json", &both), snapshot("b.json", &silent, &[])], 1);
    assert_eq!(inventory.seen_from(ResourceIndex(2), written), written, "a copy that says nothing is not asked");
}
