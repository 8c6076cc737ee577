set -u
force=no
case ${1-} in
'') ;;
--force) force=yes ;;
*)
  printf 'Usage: sh %s [--force]\n' "$0" >&2
  exit 2
  ;;
esac
umask 077
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 2
log=$here/quick-fix.log
live=$here/quick-fix.live
mkdir -p -- "$live" || exit 2
changed=0 already=0 left=0 failed=0 open=''

tell() {
  printf '%s: %s\n' "$1" "$2"
  printf '%s %s: %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$1" "$2" >>"$log"
}

fail() {
  failed=$((failed + 1)) open="$open  $1: $2
"
  tell "$1" "failed: $2"
}

leave() {
  left=$((left + 1)) open="$open  $1: $2
"
  tell "$1" "left alone: $2"
}

# What a live resource says: its address, the question and the form of the answer.
ask() {
  case $1 in
  https:*) az rest --method get --url "$1" --query "$2" --output "$3" 2>>"$log" ;;
  *) az resource show --ids "$1" --query "$2" --output "$3" 2>>"$log" ;;
  esac
}

finish() {
  tell "$0" "$changed changed, $already done already, $left left alone, $failed failed"
  [ -z "$open" ] && exit 0
  printf 'Not done:\n%s' "$open"
  printf 'quick-fix.log says more; --force changes what is left alone too.\n'
  exit 1
}
