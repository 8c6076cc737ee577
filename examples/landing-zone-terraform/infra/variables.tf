variable "stage" {
  type = string

  validation {
    condition     = contains(["dev", "prod"], var.stage)
    error_message = "There are two stages."
  }
}

variable "minimum_tls" {
  type    = string
  default = "TLS1_0"
}

variable "open_to_internet" {
  type = bool
}

variable "group" {
  type    = string
  default = "lz"
}

variable "location" {
  type    = string
  default = "westeurope"
}

variable "plan" {
  type    = string
  default = "/subscriptions/6f1d8c34-52ab-4e07-9b3c-d17a40c5e982/resourceGroups/plans/providers/Microsoft.Web/serverFarms/lz"
}

variable "vaults" {
  type = map(object({ purge = bool }))

  default = {
    app = { purge = true }
    ops = { purge = false }
  }
}
