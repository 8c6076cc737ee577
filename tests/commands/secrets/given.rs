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
