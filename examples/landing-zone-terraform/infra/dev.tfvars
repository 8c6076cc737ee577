stage            = "dev"
open_to_internet = true
