
# Gives back one value that quick-fix.sh kept: what for, the address, the value's file, the question whether it is as the fix
# left it, and the place; for an address of the web what stands before and behind the value in the body. Last comes the machine
# that has to be deallocated for it.
restore() {
  if [ ! -e "$live/$3" ]; then
    tell "$1" 'quick-fix.sh did not change it'
    return
  fi
  if ! answer=$(ask "$2" "$4" tsv); then
    fail "$1" 'its live value cannot be read'
    return
  fi
  case $answer in
  [Tt]rue) ;;
  *)
    if [ "$force" = no ]; then
      leave "$1" 'its live value is not what quick-fix.sh made of it'
      return
    fi
    ;;
  esac
  if [ -n "${7-}" ] && ! halt "$7"; then
    fail "$1" 'the machine cannot be deallocated'
    return
  fi
  value=$(cat -- "$live/$3")
  [ "$value" = null ] && value=''
  case $2 in
  https:*) set -- "$1" "$2" "$3" rest --method patch --url "$2" --body "$5${value:-null}$6" ;;
  *)
    if [ -n "$value" ]; then
      set -- "$1" "$2" "$3" resource update --ids "$2" --set "$5=$value"
    else
      set -- "$1" "$2" "$3" resource update --ids "$2" --remove "$5"
    fi
    ;;
  esac
  title=$1 file=$live/$3
  shift 3
  if az "$@" >/dev/null 2>>"$log"; then
    rm -f -- "$file"
    changed=$((changed + 1))
    tell "$title" 'given back'
  else
    fail "$title" 'the call was refused'
  fi
}
