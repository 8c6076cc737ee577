//! What instances make, as files say them: what is left out is filled in by the provider, major for major.

use super::{Instance, Told, kind, map};
use crate::source::{Document, Node};
use crate::template::{Secret, Value, Writer};
use serde_json::{Value as Json, json};
use std::sync::Arc;

/// The resources of instances that are given as `[address, values]`, each by its id.
fn made(major: Option<u32>, instances: &Json) -> Vec<(String, Json)> {
    let document = Arc::new(Document::parse("main.json", instances.to_string().into_bytes()).expect("JSON"));
    let root = document.root().item(0).expect("a list");
    let all: Vec<Instance<'_>> = root.items().map(|row| instance(row, major)).collect();
    let files = std::slice::from_ref(&document);
    let mut writer = Writer::making(&document, files, "azurerm makes it");
    map("infra", &all, Told::Written).iter().for_each(|made| writer.object(&made.value));
    let derived = writer.finish().expect("a document");
    derived
        .root()
        .items()
        .map(|row| (row.get("id").and_then(Node::text).expect("an id").into_owned(), seen(row)))
        .collect()
}

fn instance(row: Node<'_>, major: Option<u32>) -> Instance<'_> {
    let address = row.item(0).and_then(Node::text).expect("an address").into_owned();
    let block = address.rsplit('.').nth(1).expect("a type").to_owned();
    Instance {
        kind: block.into(),
        node: row,
        values: Value::of_node(row.item(1).expect("values")),
        conditional: None,
        ignored: Vec::new(),
        major,
        open: Vec::new(),
        id: None,
        address,
    }
}

/// A value as a reader sees it: what is not known is `"?"`.
fn seen(node: Node<'_>) -> Json {
    if node.unknown().is_some() {
        return json!("?");
    }
    match node.kind() {
        crate::source::Kind::Object => node.members().map(|(key, own)| (key.into_owned(), seen(own))).collect(),
        crate::source::Kind::Array => node.items().map(seen).collect(),
        _ => serde_json::from_str(node.raw()).expect("a scalar"),
    }
}

/// A property of the only resource that an instance makes.
fn property(major: Option<u32>, kind: &str, values: &Json, pointer: &str) -> Json {
    let all = made(major, &json!([[format!("{kind}.a"), values]]));
    all[0].1.pointer(pointer).cloned().unwrap_or(json!("absent"))
}

#[test]
fn what_is_left_out_is_filled_in_by_the_major() {
    let of = |major, pointer| property(major, "azurerm_storage_account", &json!({ "name": "a" }), pointer);
    assert_eq!(of(Some(2), "/properties/minimumTlsVersion"), json!("TLS1_0"));
    assert_eq!(of(Some(3), "/properties/minimumTlsVersion"), json!("TLS1_2"));
    assert_eq!(of(None, "/properties/minimumTlsVersion"), json!("?"));
    assert_eq!(of(Some(4), "/properties/allowBlobPublicAccess"), json!(true));
    assert_eq!(of(Some(5), "/properties/allowBlobPublicAccess"), json!(false));
    assert_eq!(of(None, "/properties/networkAcls/defaultAction"), json!("Allow"));
    assert_eq!(of(None, "/properties/allowSharedKeyAccess"), json!(true));
}

#[test]
fn older_spellings_say_the_same_and_negations_are_kept() {
    let of = |kind, values: Json, pointer| property(Some(3), kind, &values, pointer);
    let old = json!({ "name": "a", "enable_https_traffic_only": false });
    assert_eq!(of("azurerm_storage_account", old, "/properties/supportsHttpsTrafficOnly"), json!(false));
    let old = json!({ "name": "a", "local_authentication_disabled": true });
    assert_eq!(of("azurerm_cosmosdb_account", old, "/properties/disableLocalAuth"), json!(true));
    let new = json!({ "name": "a", "local_authentication_enabled": false });
    assert_eq!(of("azurerm_cosmosdb_account", new, "/properties/disableLocalAuth"), json!(true));
}

#[test]
fn what_the_service_decides_is_not_known_and_nothing_below_it() {
    let app = |values: Json, pointer| property(Some(4), "azurerm_app_service", &values, pointer);
    assert_eq!(app(json!({ "name": "a" }), "/properties/siteConfig"), json!("?"));
    let there = json!({ "name": "a", "site_config": [{ "http2_enabled": true }] });
    assert_eq!(app(there.clone(), "/properties/siteConfig/minTlsVersion"), json!("?"));
    assert_eq!(app(there.clone(), "/properties/siteConfig/http20Enabled"), json!(true));
    assert_eq!(app(there, "/properties/siteConfig/remoteDebuggingEnabled"), json!(false));
}

#[test]
fn each_block_is_an_element_and_so_is_each_text_of_a_list() {
    let rules = json!({ "name": "a", "security_rule": [
        { "name": "x", "access": "Allow" }, { "name": "y", "access": "Deny" }] });
    let all = property(Some(4), "azurerm_network_security_group", &rules, "/properties/securityRules");
    assert_eq!(all.as_array().map(Vec::len), Some(2));
    assert_eq!(all.pointer("/1/properties/access"), Some(&json!("Deny")));
    let ranges = json!({ "name": "a", "network_acls": [{ "default_action": "Deny", "bypass": "None", "ip_rules": ["1.2.3.4", "5.6.7.8"] }] });
    let own = property(Some(4), "azurerm_key_vault", &ranges, "/properties/networkAcls");
    assert_eq!(own["ipRules"], json!([{ "value": "1.2.3.4" }, { "value": "5.6.7.8" }]));
    assert_eq!(own["defaultAction"], json!("Deny"));
}

#[test]
fn neighbours_write_into_what_they_name_and_parents_list_their_children() {
    let all = made(
        Some(4),
        &json!([
            ["azurerm_network_security_group.g", { "name": "g", "resource_group_name": "rg" }],
            ["azurerm_network_security_rule.r", { "name": "r", "resource_group_name": "rg", "network_security_group_name": "g", "access": "Allow" }],
            ["azurerm_virtual_network.v", { "name": "v", "resource_group_name": "rg" }],
            ["azurerm_subnet.s", { "name": "s", "resource_group_name": "rg", "virtual_network_name": "v" }],
        ]),
    );
    let ids: Vec<&str> = all.iter().map(|(id, _)| id.as_str()).collect();
    let group = "infra#resourceGroups/rg/providers/Microsoft.Network";
    assert!(ids.contains(&&*format!("{group}/networkSecurityGroups/g/securityRules/r")), "{ids:?}");
    assert!(ids.contains(&&*format!("{group}/virtualNetworks/v/subnets/s")), "{ids:?}");
    assert_eq!(all[0].1.pointer("/properties/securityRules/0/properties/access"), Some(&json!("Allow")));
    assert_eq!(all[2].1.pointer("/properties/subnets/0/name"), Some(&json!("s")));
}

#[test]
fn a_parent_that_is_not_known_is_made_up_by_nobody() {
    let all = made(Some(4), &json!([["azurerm_subnet.s", { "name": "s", "resource_group_name": "rg" }]]));
    assert_eq!(all[0].0, "infra#resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/{?}/subnets/s");
}

#[test]
fn two_instances_never_have_one_id() {
    let own = json!({ "name": "same" });
    let all = made(Some(4), &json!([["azurerm_storage_account.a", own], ["azurerm_storage_account.b", own]]));
    assert_eq!(all[0].0, "infra#Microsoft.Storage/storageAccounts/same");
    assert_eq!(all[1].0, "infra#Microsoft.Storage/storageAccounts/same@{azurerm_storage_account.b}");
}

#[test]
fn every_type_is_mapped_without_a_value_and_with_every_block() {
    for (name, own) in super::kinds() {
        let empty = made(None, &json!([[format!("{name}.a"), {}]]));
        assert_eq!(own.type_name.is_some(), !empty.is_empty(), "{name}");
        // Whatever stands in its blocks costs nothing but what it says.
        let mut values = serde_json::Map::new();
        for path in own.properties.keys() {
            put(&mut values, path);
        }
        made(Some(own.provider[0]), &json!([[format!("{name}.a"), values]]));
    }
}

fn put(values: &mut serde_json::Map<String, Json>, path: &str) {
    match path.split_once('.') {
        None => drop(values.entry(path).or_insert_with(|| json!(7))),
        Some((block, rest)) => {
            let own = values.entry(block).or_insert_with(|| json!([{}]));
            if !own.is_array() {
                *own = json!([{}]);
            }
            if let Some(inner) = own.pointer_mut("/0").and_then(Json::as_object_mut) {
                put(inner, rest);
            }
        }
    }
}

#[test]
fn the_only_major_of_a_constraint_is_taken() {
    let of = super::plan::only_major;
    assert_eq!(of("~> 3.0"), Some(3));
    assert_eq!(of("4.1.0"), Some(4));
    assert_eq!(of("= 3.117.1"), Some(3));
    assert_eq!(of(">= 3.36.0"), None);
    assert_eq!(of("~> 3"), None);
    assert_eq!(of(">= 3.36, < 4.0.0"), Some(3));
    assert_eq!(of(">= 3.36, < 4.1"), None);
    assert_eq!(of(">= 2.0, < 4.0"), None);
}

#[test]
fn secrets_are_where_they_are_written() {
    let document = Document::parse("a.json", b"{\"a\": {\"b\": 1}}".to_vec()).expect("JSON");
    let node = document.root().item(0).and_then(|root| root.get("a")).expect("a member");
    assert_eq!(Secret::at(node).nodes, node.id()..node.after());
    assert!(kind("azurerm_storage_account").is_some());
}
