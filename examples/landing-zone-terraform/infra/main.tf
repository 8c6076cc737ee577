locals {
  prefix = "lz${var.stage}"
}

data "azurerm_client_config" "current" {}

resource "azurerm_storage_account" "logs" {
  name                            = "${local.prefix}logs"
  resource_group_name             = var.group
  location                        = var.location
  account_tier                    = "Standard"
  account_replication_type        = "ZRS"
  min_tls_version                 = var.minimum_tls
  allow_nested_items_to_be_public = false

  network_rules {
    # Closed for every stage that is not meant to be open.
    default_action = var.open_to_internet ? "Allow" : "Deny"
    bypass         = ["AzureServices"]
  }
}

module "vault" {
  source   = "./modules/vault"
  for_each = var.vaults

  name     = "${local.prefix}${each.key}"
  group    = var.group
  location = var.location
  tenant   = data.azurerm_client_config.current.tenant_id
  purge    = each.value.purge
}

module "web" {
  source = "./modules/web"

  name     = "${local.prefix}-shop"
  group    = var.group
  location = var.location
  plan     = var.plan
  ftps     = "AllAllowed"
}
