//! What else takes its value from the place that a fix changes: it is told, and never changed as safe.

use super::{add, text};
use std::process::Command;
use tempfile::TempDir;

/// A variable that switches a harmless thing on, and another that cannot be switched on without a new account.
const FOLDER: &str = r#"terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.0"
    }
  }
}

variable "strict" {
  default = false
}

resource "azurerm_mssql_server" "s" {
  name                = "s"
  resource_group_name = "rg"
  location            = "westeurope"
  version             = "12.0"
}

resource "azurerm_mssql_server_security_alert_policy" "s" {
  resource_group_name  = "rg"
  server_name          = azurerm_mssql_server.s.name
  state                = "Enabled"
  email_account_admins = var.strict
}

resource "azurerm_storage_account" "other" {
  name                              = "stother"
  resource_group_name               = "rg"
  location                          = "westeurope"
  account_tier                      = "Standard"
  account_replication_type          = "LRS"
  infrastructure_encryption_enabled = var.strict
}
"#;

fn fix(estate: &TempDir, words: &[&str]) -> String {
    let all = [&["fix", ".", "--recommendation"], words].concat();
    let output = Command::new(env!("CARGO_BIN_EXE_uplift")).current_dir(estate).args(all).output().unwrap();
    format!("{}{}", text(&output.stdout), text(&output.stderr)).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn what_would_make_another_resource_anew_cannot_be_undone() {
    let estate = tempfile::tempdir().unwrap();
    add(estate.path(), "main.tf", FOLDER);
    let written = fix(&estate, &["sql-alert-owners", "--write"]);
    assert!(written.contains("1 finding left whose fix cannot be undone"), "{written}");
    assert_eq!(std::fs::read_to_string(estate.path().join("main.tf")).unwrap(), FOLDER);
    let shown = fix(&estate, &["sql-alert-owners", "--safety", "destructive"]);
    assert!(shown.contains("Deploying it makes stother anew.") && shown.contains("+ default = true"), "{shown}");
    // A variable of its own is as safe as ever.
    let own =
        FOLDER.replace("infrastructure_encryption_enabled = var.strict", "infrastructure_encryption_enabled = false");
    add(estate.path(), "main.tf", &own);
    let written = fix(&estate, &["sql-alert-owners", "--write"]);
    assert!(written.contains("1 finding fixed in 1 file") && !written.contains("anew"), "{written}");
}

#[test]
fn another_property_of_the_same_place_is_named() {
    let estate = tempfile::tempdir().unwrap();
    let account = r#"param tls string = 'TLS1_0'

resource a 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'sta'
  location: 'westeurope'
  tags: { least: tls }
  properties: { minimumTlsVersion: tls }
}
"#;
    add(estate.path(), "main.bicep", account);
    let shown = fix(&estate, &["storage-min-tls"]);
    assert!(shown.contains("The same place also gives its value to `tags.least`."), "{shown}");
    assert!(fix(&estate, &["storage-min-tls", "--write"]).contains("Nothing is fixed"));
}
