variable "name" { type = string }
variable "group" { type = string }
variable "location" { type = string }
variable "tenant" { type = string }
variable "purge" { type = bool }

resource "azurerm_key_vault" "vault" {
  name                      = var.name
  resource_group_name       = var.group
  location                  = var.location
  tenant_id                 = var.tenant
  sku_name                  = "standard"
  purge_protection_enabled  = var.purge
  enable_rbac_authorization = false

  network_acls {
    default_action = "Deny"
    bypass         = "AzureServices"
  }
}
