
halted=''

# Deallocates a machine, and remembers it where it was running.
halt() {
  case $halted in *"<$1>"*) return ;; esac
  state=$(az vm get-instance-view --ids "$1" --query 'instanceView.statuses[].code' --output tsv 2>>"$log") || return 1
  case $state in
  *PowerState/running*)
    az vm deallocate --ids "$1" >/dev/null 2>>"$log" || return 1
    halted="$halted<$1>"
    tell "$1" 'deallocated'
    ;;
  esac
}

# Starts a machine that was deallocated here.
resume() {
  case $halted in *"<$1>"*) ;; *) return ;; esac
  halted=${halted%%"<$1>"*}${halted#*"<$1>"}
  if az vm start --ids "$1" >/dev/null 2>>"$log"; then
    tell "$1" 'started'
  else
    fail "$1" 'it was deallocated and does not start'
  fi
}
