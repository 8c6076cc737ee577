//! Files that are no inventory.

use super::*;

#[test]
fn what_is_no_inventory_is_passed_over_with_a_reason() {
    let cases = [
        ("a.json", "null", "it is empty"),
        ("a.yaml", "# nothing\n", "it is empty"),
        ("package.json", r#"{"name": "x", "version": "1.0.0"}"#, "no Azure resources in it"),
        ("a.json", r#"["a", 1]"#, "a list without Azure resources"),
        ("a.json", "3", "neither a list nor an object"),
        ("api.yaml", "openapi: 3.0.0\n", "an API description"),
        ("k.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\ntype: a.b/c\n", "a Kubernetes manifest"),
        ("p.yaml", "controls: []\n", "it holds policy: controls or recommendations"),
        ("p.yaml", "recommendations:\n- id: x\n", "it holds policy: controls or recommendations"),
        ("infra/uplift.yaml", "inventory: []\n", "it configures uplift"),
        ("p.json", r#"{"contentVersion": "1.0.0.0", "parameters": {}}"#, "parameters of an ARM template"),
        ("a.json", r#"{"value": [{"a": 1}]}"#, "its `value` holds no Azure resources"),
        ("a.json", r#"{"data": [{"count_": 1}]}"#, "its `data` holds no Azure resources"),
        ("s.json", r#"{"$schema": "http://json-schema.org/draft-07/schema#", "type": "object"}"#, "a JSON schema"),
    ];
    for (name, text, reason) in cases {
        let inventory = parse(vec![file(name, text)], 1);
        assert_eq!(only_record(&inventory).status, FileStatus::PassedOver(reason.to_owned()), "{text}");
        assert!(inventory.documents().is_empty() && inventory.warnings().is_empty());
    }
}

#[test]
fn arm_templates_are_recognised() {
    let templates = [
        r#"{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "resources": []}"#,
        r#"{"contentVersion": "1.0.0.0", "resources": {"a": {"type": "A.B/c", "name": "n"}}}"#,
        r#"{"properties": {"template": {"contentVersion": "1.0.0.0", "resources": []}}}"#,
    ];
    for text in templates {
        let inventory = read(text);
        let record = only_record(&inventory);
        assert_eq!(record.form, Some(&Form::ARM_TEMPLATE));
        assert_eq!(record.status, FileStatus::Read);
    }
}
