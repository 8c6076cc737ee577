//! What rows say, what their files are taken for, and what is no resource.

use super::*;

const ID: &str = "/subscriptions/s/resourceGroups/g/providers/A.B/c/n";

/// The only resource's silence.
fn silence(file: InventoryFile) -> Option<Silence> {
    let inventory = parse(vec![file], 1);
    assert_eq!(inventory.resources().len(), 1);
    inventory.resource(ResourceIndex(0)).silence
}

#[test]
fn a_row_says_properties_only_where_they_are_an_object() {
    let cases = [
        (r#""properties": {}"#, None),
        (r#""Properties": {"a": 1}"#, None),
        (r#""properties": null"#, Some(Silence::Null)),
        (r#""properties": [{"a": 1}]"#, Some(Silence::NoObject)),
        (r#""properties": "{\"a\": 1}""#, Some(Silence::NoObject)),
        (r#""properties": "@{a=1}""#, Some(Silence::Cut)),
        (r#""properties": "Microsoft.Azure.Management.Web.Models.Site""#, Some(Silence::Cut)),
        (r#""tags": null, "location": "eu", "SKU": {}, "systemData": {}"#, Some(Silence::Left)),
        (r#""httpsOnly": true"#, Some(Silence::Flattened)),
        (r#""httpsOnly": true, "properties": null"#, Some(Silence::Flattened)),
    ];
    for (fields, expected) in cases {
        let row = format!(r#"{{"id": "{ID}", {fields}}}"#);
        let forms =
            [row.clone(), format!("[{row}]"), format!(r#"{{"value": [{row}]}}"#), format!(r#"{{"data": [{row}]}}"#)];
        for text in forms {
            assert_eq!(silence(file("a.json", &text)), expected, "{text}");
            assert_eq!(silence(source("a.json", &text)), expected, "{text}");
        }
        assert_eq!(silence(file("a.ndjson", &row)), expected, "{row}");
    }
}

#[test]
fn without_an_id_only_an_export_says_nothing_by_leaving_out() {
    let bare = r#"[{"type": "A.B/c", "name": "n", "tags": {}}]"#;
    assert_eq!(silence(file("a.json", bare)), None);
    assert_eq!(silence(file("a.yaml", "type: A.B/c\nname: n\nproperties:\n")), None);
    assert_eq!(silence(snapshot("a.json", bare, &[])), Some(Silence::Left));
    assert_eq!(silence(file("a.json", &bare.replace("{}", r#"{}, "etag": "1""#))), Some(Silence::Left));
    assert_eq!(silence(file("a.json", &format!(r#"{{"data": {bare}, "count": 1}}"#))), Some(Silence::Left));
    assert_eq!(silence(source("a.json", &format!(r#"{{"value": {bare}}}"#))), None);
    assert_eq!(silence(file("a.json", &bare.replace("tags", "on"))), Some(Silence::Flattened));
    let child = format!(r#"[{{"id": "{ID}", "properties": {{}}, "resources": [{{"type": "d", "name": "x"}}]}}]"#);
    let inventory = parse(vec![file("a.json", &child), source("b.json", &child)], 1);
    let silent: Vec<bool> = inventory.resources().iter().map(|resource| resource.silence.is_some()).collect();
    assert_eq!(silent, [false, true, false, false]);
}

#[test]
fn a_file_is_what_is_said_of_it_else_what_its_rows_show() {
    let row = |fields: &str| format!(r#"[{{"type": "A.B/c", "name": "m"}}, {{"type": "A.B/c", "name": "n"{fields}}}]"#);
    let marks = [
        format!(r#", "id": "{ID}""#),
        r#", "etag": "W/1""#.to_owned(),
        r#", "systemData": {}"#.to_owned(),
        r#", "tenantId": "t""#.to_owned(),
        r#", "managedBy": null"#.to_owned(),
        r#", "properties": {"provisioningState": "Succeeded"}"#.to_owned(),
        r#", "properties": {"creationTime": "2026-01-01"}"#.to_owned(),
    ];
    for text in marks.iter().map(|mark| row(mark)) {
        let inventory = parse(vec![file("a.json", &text), source("b.json", &text)], 1);
        let kinds = [inventory.kind_of_document(0), inventory.kind_of_document(1)];
        assert_eq!(kinds, [FileKind::Snapshot, FileKind::Source], "{text}");
        assert!(inventory.files()[0].is_taken_for_snapshot && !inventory.files()[1].is_taken_for_snapshot);
        let told = messages(inventory.warnings()).iter().filter(|message| message.contains("kind: source")).count();
        assert_eq!(told, 1, "{text}");
    }
    for plain in [r#", "properties": {"tenantId": "t"}"#, r#", "location": "eu", "subscriptionId": "s""#] {
        let inventory = read(&row(plain));
        assert_eq!(inventory.kind_of_document(0), FileKind::Source);
        assert!(!only_record(&inventory).is_taken_for_snapshot && inventory.warnings().is_empty());
    }
}

#[test]
fn a_copy_that_says_nothing_stands_behind_one_that_does() {
    let (bare, full) = (format!(r#"[{{"id": "{ID}"}}]"#), format!(r#"[{{"id": "{ID}", "properties": {{}}}}]"#));
    let child = format!(r#"[{{"id": "{ID}", "resources": [{{"type": "d", "name": "x", "properties": {{}}}}]}}]"#);
    let files = [("a.json", &bare), ("b.json", &full), ("c.json", &full), ("d.json", &bare), ("e.json", &child)];
    let inventory = parse(files.map(|(name, text)| file(name, text)).into(), 1);
    let all = (0..6).map(ResourceIndex);
    let canonical: Vec<u32> = all.clone().map(|index| inventory.resource(index).canonical.0).collect();
    assert_eq!(canonical, [1, 1, 1, 1, 1, 5]);
    assert_eq!(inventory.find_in(0, ID), Some(ResourceIndex(1)));
    assert_eq!(inventory.all("A.B/c"), [ResourceIndex(1)]);
    let judged: Vec<u32> = all.filter(|index| inventory.is_judged(*index)).map(|index| index.0).collect();
    assert_eq!(judged, [1, 2, 5]);
    assert_eq!(
        inventory.resource(ResourceIndex(5)).parent.map(|parent| inventory.speaker(parent)),
        Some(ResourceIndex(1))
    );

    let silent = parse(vec![file("a.json", &bare), file("b.json", &bare)], 1);
    assert!(silent.is_judged(ResourceIndex(0)) && silent.is_judged(ResourceIndex(1)), "each may hold children");
}

#[test]
fn what_tells_of_resources_is_none() {
    let rows = [
        r#""resourceType": "A.B/c", "complianceState": "NonCompliant""#,
        r#""type": "A.B/c", "check_id": "x", "status": "FAIL""#,
        r#""type": "A.B/c", "status": "FAIL", "severity": "high""#,
        r#""ResourceType": "A.B/c", "MeterCategory": "SQL", "ResourceGroupName": "g""#,
    ];
    for row in rows {
        let inventory = read(&format!(r#"[{{"resourceId": "{ID}", {row}}}, {{"id": "{ID}2", "properties": {{}}}}]"#));
        let record = only_record(&inventory);
        assert_eq!((record.resources, record.others, inventory.find_in(0, ID)), (1, 1, None), "{row}");
    }
    let assignment = r#"[{"id": "/subscriptions/s/providers/Microsoft.Authorization/policyAssignments/a", "policyDefinitionId": "d"}]"#;
    assert_eq!(silence(file("a.json", assignment)), Some(Silence::Flattened));

    for kind in [
        "Microsoft.Security/assessments",
        "microsoft.security/assessments/subAssessments",
        "Microsoft.PolicyInsights/policyStates",
    ] {
        let text = format!(
            r#"[{{"id": "{ID}", "properties": {{}}}}, {{"type": "{kind}", "name": "x", "scope": "{ID}", "properties": {{}}}}]"#
        );
        let inventory = read(&text);
        assert!(!inventory.is_judged(ResourceIndex(1)), "{kind}");
        assert_eq!(inventory.children(ResourceIndex(0), kind), [ResourceIndex(1)]);
        assert_eq!((only_record(&inventory).resources, only_record(&inventory).others), (1, 1));
    }
    let plans = r#"[{"id": "/subscriptions/s/providers/Microsoft.Security/pricings/p", "properties": {}}]"#;
    assert!(read(plans).is_judged(ResourceIndex(0)));
}

#[test]
fn rows_of_resource_graph_are_known_without_their_envelope() {
    let row = format!(
        r#"{{"id": "{}", "name": "n", "type": "a.b/c", "tenantId": "t", "managedBy": "", "properties": {{}}}}"#,
        ID.to_lowercase()
    );
    for (name, text) in
        [("a.json", format!("[{row}]")), ("b.json", row.clone()), ("c.ndjson", format!("{row}\n{row}\n"))]
    {
        assert_eq!(only_record(&parse(vec![file(name, &text)], 1)).form, Some(&Form::RESOURCE_GRAPH), "{text}");
    }
    for other in [row.replace("a.b/c\"", "A.B/c\""), row.replace("tenantId", "tenant")] {
        assert_eq!(only_record(&read(&format!("[{other}]"))).form, Some(&Form::LIST), "{other}");
    }
}
