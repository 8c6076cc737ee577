//! Every form, well-formed and not.

use super::*;

const STORE: &str = "/subscriptions/s1/resourceGroups/g1/providers/Microsoft.Storage/storageAccounts/store";

/// Reads a file, and expects its form and `type name id` of its resources.
fn expect(name: &str, text: &str, form: &'static Form, resources: &[&str]) -> Inventory {
    let inventory = parse(vec![file(name, text)], 1);
    assert_eq!(summary(&inventory), resources, "{text}");
    let record = only_record(&inventory);
    assert_eq!(
        (record.form, &record.status, record.resources),
        (Some(form), &FileStatus::Read, resources.len()),
        "{text}"
    );
    inventory
}

#[test]
fn plain_lists() {
    let with_id = r#"[{"id": "/subscriptions/s1/resourceGroups/g1/providers/Microsoft.Storage/storageAccounts/store",
        "name": "store", "type": "microsoft.storage/storageAccounts"}]"#;
    let inventory =
        expect("a.json", with_id, &Form::LIST, &[&format!("microsoft.storage/storageAccounts store {STORE}")]);
    let resource = &inventory.resources()[0];
    assert_eq!((resource.subscription.as_deref(), resource.resource_group.as_deref()), (Some("s1"), Some("g1")));

    let cases: [(&str, &str); 8] = [
        (r#"[{"type": "A.B/c", "name": "n"}]"#, "A.B/c n A.B/c/n"),
        (r#"{"Type": "A.B/c", "NAME": "n"}"#, "A.B/c n A.B/c/n"),
        (r#"[{"type": "A.B/c/d", "name": "x/y"}]"#, "A.B/c/d y A.B/c/x/d/y"),
        (r#"[{"type": "A.B/c/d", "name": "y"}]"#, "A.B/c/d y A.B/c/d/y"),
        (r#"[{"type": "A.B/c", "name": "n", "resourceGroup": "g"}]"#, "A.B/c n resourceGroups/g/providers/A.B/c/n"),
        (
            r#"[{"type": "A.B/c", "name": "n", "resourceGroup": "g", "subscriptionId": "s"}]"#,
            "A.B/c n /subscriptions/s/resourceGroups/g/providers/A.B/c/n",
        ),
        (r#"[{"type": "A.B/c", "name": "tab\t\"\u00fc"}]"#, "A.B/c tab\t\"ü A.B/c/tab\t\"ü"),
        (r#"{"id": "/subscriptions/s", "tags": {}}"#, "Microsoft.Resources/subscriptions s /subscriptions/s"),
    ];
    for (text, expected) in cases {
        expect("a.json", text, &Form::LIST, &[expected]);
    }
    expect("a.json", "[]", &Form::LIST, &[]);
}

#[test]
fn yaml_lists_and_documents() {
    let list = "- type: A.B/c\n  name: n\n- {type: A.B/c, name: 007}\n";
    expect("a.yaml", list, &Form::LIST, &["A.B/c n A.B/c/n", "A.B/c 007 A.B/c/007"]);
    let documents = "type: A.B/c\nname: n\n---\nkind: Service\n---\n- type: A.B/d\n  name: m\n";
    let inventory = expect("a.yaml", documents, &Form::LIST, &["A.B/c n A.B/c/n", "A.B/d m A.B/d/m"]);
    assert_eq!(messages(inventory.warnings()), ["an entry is left out: it has no Azure resources in it"]);
}

#[test]
fn lines_of_resources_or_pages() {
    let lines = "{\"type\": \"A.B/c\", \"name\": \"1\"}\n\n{\"type\": \"A.B/c\", \"name\": \"2\"}\n";
    expect("a.ndjson", lines, &Form::NDJSON, &["A.B/c 1 A.B/c/1", "A.B/c 2 A.B/c/2"]);
    let pages = "{\"value\": [{\"id\": \"/subscriptions/s\"}]}\n{\"value\": []}\n{\"value\": [{\"id\": \"/subscriptions/t\"}]}\n";
    let subscriptions = [
        "Microsoft.Resources/subscriptions s /subscriptions/s",
        "Microsoft.Resources/subscriptions t /subscriptions/t",
    ];
    expect("a.jsonl", pages, &Form::ARM_LIST, &subscriptions);
}

#[test]
fn arm_lists_take_what_is_missing_from_the_id() {
    let page = format!(
        r#"{{"value": [{{"id": "{STORE}"}}, {{"id": "{STORE}/blobServices/default"}}], "nextLink": "https://…"}}"#
    );
    let inventory = expect(
        "a.json",
        &page,
        &Form::ARM_LIST,
        &[
            &format!("Microsoft.Storage/storageAccounts store {STORE}"),
            &format!("Microsoft.Storage/storageAccounts/blobServices default {STORE}/blobServices/default"),
        ],
    );
    assert_eq!(inventory.resources()[1].parent, Some(ResourceIndex(0)));
    expect("a.json", r#"{"value": []}"#, &Form::ARM_LIST, &[]);
}

#[test]
fn resource_graph_objects_and_tables() {
    let objects = format!(
        r#"{{"count": 2, "data": [
            {{"id": "{STORE}", "name": "store", "type": "microsoft.storage/storageaccounts", "resourceGroup": "g1", "subscriptionId": "s1"}},
            {{"id": "/subscriptions/s1/resourceGroups/g1", "name": "g1", "type": "microsoft.resources/subscriptions/resourcegroups"}}
        ]}}"#
    );
    let group = "Microsoft.Resources/subscriptions/resourceGroups g1 /subscriptions/s1/resourceGroups/g1";
    expect(
        "a.json",
        &objects,
        &Form::RESOURCE_GRAPH,
        &[&format!("microsoft.storage/storageaccounts store {STORE}"), group],
    );

    let table = format!(
        r#"{{"data": {{"columns": [{{"name": "id"}}, {{"name": "type"}}, {{"name": "name"}}, {{"name": "properties"}}],
            "rows": [["{STORE}", "microsoft.storage/storageaccounts", "store", {{"a": 1}}], ["x"], null]}}}}"#
    );
    let inventory =
        expect("a.json", &table, &Form::RESOURCE_GRAPH, &[&format!("microsoft.storage/storageaccounts store {STORE}")]);
    let field = |name: &str| inventory.node(ResourceIndex(0)).get(name).map(|node| node.raw());
    assert_eq!(field("Properties"), Some(r#"{"a": 1}"#));
    assert_eq!(field("kind"), None);
    assert_eq!(
        inventory.warnings()[0].message,
        "2 entries are left out, this one first: each has no resource type, nor an id that tells it"
    );
    expect("a.json", r#"{"data": [], "totalRecords": 0}"#, &Form::RESOURCE_GRAPH, &[]);
}

#[test]
fn properties_that_az_resource_list_leaves_out_are_unknown() {
    let list = format!(r#"[{{"id": "{STORE}", "type": "Microsoft.Storage/storageAccounts", "properties": null}}]"#);
    let inventory = expect(
        "a.json",
        &list,
        &Form::AZ_RESOURCE_LIST,
        &[&format!("Microsoft.Storage/storageAccounts store {STORE}")],
    );
    assert_eq!(inventory.resource(ResourceIndex(0)).silence, Some(Silence::Null));

    // By hand, `null` says that there are none.
    let mixed =
        r#"[{"type": "A.B/c", "name": "n", "properties": null}, {"type": "A.B/c", "name": "m", "properties": {}}]"#;
    let inventory = expect("a.json", mixed, &Form::LIST, &["A.B/c n A.B/c/n", "A.B/c m A.B/c/m"]);
    assert_eq!(inventory.resource(ResourceIndex(0)).silence, None);
}

#[test]
fn psrule_exports_nest_what_belongs_to_a_resource() {
    let export = format!(
        r#"[
        {{"Id": "{STORE}", "ResourceId": "{STORE}", "ResourceName": "store", "Name": "store", "ResourceGroupName": "g1",
          "ResourceType": "Microsoft.Storage/storageAccounts", "SubscriptionId": "s1", "resources": [
            {{"Name": "store/default", "ResourceType": "Microsoft.Storage/storageAccounts/blobServices", "resources": [
                {{"type": "containers", "name": "logs"}}]}},
            {{"ResourceType": "Microsoft.Storage/storageAccounts", "ExtensionResourceType": "microsoft.insights/diagnosticSettings", "Name": "log"}},
            {{"ResourceType": "Microsoft.Storage/storageAccounts", "ResourceId": "{STORE}/providers/Microsoft.Security/x/y"}},
            null, 7, {{"Name": "orphan"}}
        ]}},
        {{"Id": "s1", "Name": "Production", "SubscriptionId": "s1", "ResourceType": "Microsoft.Subscription", "resources": [
            {{"RoleAssignmentId": "/subscriptions/s1/providers/Microsoft.Authorization/roleAssignments/r",
              "Scope": "/subscriptions/s1", "ResourceType": "Microsoft.Authorization/roleAssignments"}}]}}
        ]"#
    );
    let inventory = expect(
        "a.json",
        &export,
        &Form::PSRULE,
        &[
            &format!("Microsoft.Storage/storageAccounts store {STORE}"),
            &format!("Microsoft.Storage/storageAccounts/blobServices default {STORE}/blobServices/default"),
            &format!(
                "Microsoft.Storage/storageAccounts/blobServices/containers logs {STORE}/blobServices/default/containers/logs"
            ),
            &format!(
                "microsoft.insights/diagnosticSettings log {STORE}/providers/microsoft.insights/diagnosticSettings/log"
            ),
            &format!("Microsoft.Security/x y {STORE}/providers/Microsoft.Security/x/y"),
            "Microsoft.Resources/subscriptions Production /subscriptions/s1",
            "Microsoft.Authorization/roleAssignments r /subscriptions/s1/providers/Microsoft.Authorization/roleAssignments/r",
        ],
    );
    let parents: Vec<_> = inventory.resources().iter().map(|resource| resource.parent.map(|parent| parent.0)).collect();
    assert_eq!(parents, [None, Some(0), Some(1), Some(0), Some(0), None, Some(5)]);
    assert_eq!(inventory.resources()[2].subscription.as_deref(), Some("s1"));
    assert_eq!(inventory.warnings().len(), 1);
    assert!(inventory.warnings()[0].message.starts_with("3 entries are left out"));
}

#[test]
fn nested_children_have_relative_or_whole_types() {
    let list = r#"[{"type": "A.B/c", "name": "p", "resources": [
        {"type": "d", "name": "x"}, {"type": "A.B/c/d", "name": "p/y"}, {"type": "d/e", "name": "y/z"},
        {"type": "F.G/h", "name": "e"}]}]"#;
    let expected = [
        "A.B/c p A.B/c/p",
        "A.B/c/d x A.B/c/p/d/x",
        "A.B/c/d y A.B/c/p/d/y",
        "A.B/c/d/e z A.B/c/p/d/y/e/z",
        "F.G/h e A.B/c/p/providers/F.G/h/e",
    ];
    expect("a.json", list, &Form::LIST, &expected);
}

#[test]
fn broken_entries_do_not_take_the_others_along() {
    let list = r#"[null, 3, [], [{"type": "A.B/c", "name": "inner"}], {}, {"type": "A.B/c", "name": "n"},
        {"type": "A.B/c"}, {"type": ["A.B/c"], "name": "n"}, {"type": "A.B/c", "name": {}, "id": 4},
        {"type": "no provider", "name": "n"}, {"type": "A.B/c", "name": "  "}, {"type": "A.B/c", "id": 5, "name": "m"}]"#;
    let inventory = expect("a.json", list, &Form::LIST, &["A.B/c n A.B/c/n", "A.B/c m A.B/c/m"]);
    let warnings = [
        "3 entries are left out, this one first: each has no name and no id",
        "7 entries are left out, this one first: each has no resource type, nor an id that tells it",
    ];
    assert_eq!(messages(inventory.warnings()), warnings);
}

#[test]
fn duplicate_keys_and_ids_are_warnings() {
    let list = r#"[{"type": "A.B/c", "name": "n", "name": "m"}, {"type": "A.B/C", "name": "M"}]"#;
    let inventory = expect("a.json", list, &Form::LIST, &["A.B/c m A.B/c/m", "A.B/C M A.B/C/M"]);
    let warnings = [
        "the key `name` is written twice in one object, and the last one counts",
        "A.B/C/M is here and in a.json:1:2; it counts once",
    ];
    assert_eq!(messages(inventory.warnings()), warnings);
    assert_eq!(inventory.resources()[1].canonical, ResourceIndex(0));
}

#[test]
fn made_ids_stay_short() {
    let long = "n".repeat(5000);
    let list = format!(
        r#"[{{"type": "A.B/c", "name": "{long}", "resources": [{{"type": "d", "name": "x"}}]}}, {{"type": "A.B/c", "name": "n"}}]"#
    );
    let inventory = expect("a.json", &list, &Form::LIST, &["A.B/c n A.B/c/n"]);
    assert_eq!(messages(inventory.warnings()), ["an entry is left out: it has an id or type of more than 4096 bytes"]);
}
