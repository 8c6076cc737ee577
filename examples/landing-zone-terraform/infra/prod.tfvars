stage            = "prod"
open_to_internet = false
minimum_tls      = "TLS1_2"
