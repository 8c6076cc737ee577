//! What parameters, variables and locals with any name are given, where a property whose name is a secret's takes it.

use super::{READS, everything};
use crate::harness::Estate;

const BICEP: &str = "param site string = 'kept-one'
param region string = 'weu'
resource a 'Contoso.Things/things@2024-01-01' = {
  name: 'thing-0'
  tags: { reads: 'sharedKey' }
  properties: { sharedKey: site }
}
resource b 'Contoso.Things/things@2024-01-01' = {
  name: 'thing-1'
  tags: { reads: 'motto' }
  properties: { motto: 'as ${site}', sharedKey: 'a-${region}-long-enough' }
}
resource c 'Contoso.Things/things@2024-01-01' = {
  name: 'thing-2'
  tags: { reads: 'place' }
  properties: { place: region }
}
";

const TERRAFORM: &str = r#"locals {
  site = "kept-two"
}
variable "other" {}
resource "azapi_resource" "a" {
  type = "Contoso.Things/things@2024-01-01"
  name = "thing-3"
  tags = { reads = "sharedKey" }
  body = { properties = { sharedKey = local.site } }
}
resource "azapi_resource" "b" {
  type = "Contoso.Things/things@2024-01-01"
  name = "thing-4"
  tags = { reads = "sharedKey" }
  body = { properties = { sharedKey = var.other } }
}
"#;

const TEMPLATE: &str = r#"{
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "contentVersion": "1.0.0.0",
  "parameters": { "site": { "type": "string" } },
  "resources": [
    { "type": "Contoso.Things/things", "apiVersion": "2024-01-01", "name": "thing-5",
      "tags": { "reads": "sharedKey" }, "properties": { "sharedKey": "[parameters('site')]" } }
  ]
}
"#;

const VALUES: &str = r#"{
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#",
  "contentVersion": "1.0.0.0",
  "parameters": {
    "site":
      { "value": "kept-four" }
  }
}
"#;

#[test]
fn what_is_given_to_a_property_with_the_name_of_a_secret_is_seen_nowhere() {
    let estate = Estate::empty();
    estate.add("rules/reads.yaml", READS.as_bytes());
    estate.add("estate/b/main.bicep", BICEP.as_bytes());
    estate.add("estate/t/main.tf", TERRAFORM.as_bytes());
    estate.add("estate/t/terraform.tfvars", b"other = \"kept-three\"\n");
    estate.add("estate/a/main.json", TEMPLATE.as_bytes());
    estate.add("estate/a/main.parameters.json", VALUES.as_bytes());
    let said = everything(&estate);
    for (place, text) in &said {
        assert!(!text.contains("kept-"), "{place}\n{text}");
    }
    let lines = &said.iter().find(|(name, _)| name.ends_with("scan.ndjson")).unwrap().1;
    let line = |number: usize| lines.lines().find(|line| line.contains(&format!("/thing-{number}\""))).unwrap();
    for number in [0, 1, 3, 4, 5] {
        assert!(line(number).contains("***"), "{number}\n{}", line(number));
    }
    // Where a secret is only a small part of what it is made of, the rest keeps what it says elsewhere.
    assert!(line(2).contains("weu"), "{}", line(2));
}

const DECODED: &str = r#"locals {
  motto = jsondecode("{\"x\": [\"kept-six\"], \"region\": \"weu\"}")
  encoded = "a2VwdC1laWdodA=="
}
resource "azapi_resource" "a" {
  type = "Contoso.Things/things@2024-01-01"
  name = "thing-0"
  tags = { reads = "payload" }
  body = { properties = {
    payload = local.motto.x[0]
    sharedKey = local.motto.x[0]
    tls = false
  } }
}
resource "azapi_resource" "b" {
  type = "Contoso.Things/things@2024-01-01"
  name = "thing-1"
  tags = { reads = "payload" }
  body = { properties = {
    payload = local.encoded
    sharedKey = base64decode(local.encoded)
  } }
}
"#;

const READ: &str = r#"var motto = json('{"x": ["kept-nine"]}')
var encoded = base64ToJson('BASE64')
resource a 'Contoso.Things/things@2024-01-01' = {
  name: 'thing-2'
  tags: { reads: 'payload' }
  properties: {
    payload: motto.x[0]
    sharedKey: motto.x[0]
    tls: false
  }
}
resource b 'Contoso.Things/things@2024-01-01' = {
  name: 'thing-3'
  tags: { reads: 'payload' }
  properties: { payload: encoded.x, sharedKey: encoded.x }
}
"#;

/// The text has a name that says nothing, and what is read in it goes to a property that has a secret's.
#[test]
fn a_text_in_which_a_secret_is_read_is_seen_nowhere() {
    const BASE64: &str = "eyJ4IjogImtlcHQtdGVuIn0=";
    let estate = Estate::empty();
    estate.add("rules/reads.yaml", READS.as_bytes());
    estate.add("estate/t/main.tf", DECODED.as_bytes());
    estate.add("estate/b/main.bicep", READ.replace("BASE64", BASE64).as_bytes());
    let said = everything(&estate);
    for (place, text) in &said {
        let shows = |line: &&str| ["kept-", "a2VwdC1laWdodA", BASE64].iter().any(|part| line.contains(part));
        assert!(!text.lines().any(|line| shows(&line)), "{place}: {:?}", text.lines().find(shows));
    }
    let lines = &said.iter().find(|(name, _)| name.ends_with("scan.ndjson")).unwrap().1;
    for number in 0..4 {
        let line = lines.lines().find(|line| line.contains(&format!("/thing-{number}\"")));
        assert!(line.is_some_and(|line| line.contains("\"***\"")), "{number}: {line:?}");
    }
}
