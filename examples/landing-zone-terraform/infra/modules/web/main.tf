variable "name" { type = string }
variable "group" { type = string }
variable "location" { type = string }
variable "plan" { type = string }

variable "ftps" {
  type    = string
  default = "FtpsOnly"
}

resource "azurerm_windows_web_app" "site" {
  name                = var.name
  resource_group_name = var.group
  location            = var.location
  service_plan_id     = var.plan
  https_only          = true

  site_config {
    minimum_tls_version = "1.2"
    ftps_state          = var.ftps
  }
}
