
begin() {
  step=$1 is_done=yes is_known=yes is_read=yes is_kept=yes
}

# Two answers about a live resource: whether it is as it should be, and whether it is as the files record it.
look() {
  if ! answers=$(ask "$1" "$2" tsv); then
    # What is to be made need not be there.
    is_done=no
    [ "${3-}" = new ] || is_read=no
    return
  fi
  answers=$(printf '%s' "$answers" | tr '\t\n' '  ' | tr '[:upper:]' '[:lower:]')
  case $answers in true*) ;; *) is_done=no ;; esac
  case $answers in *true) ;; *) is_known=no ;; esac
}

wanted() {
  if [ "$is_read" = no ]; then
    fail "$step" 'its live value cannot be read'
  elif [ "$is_done" = yes ]; then
    already=$((already + 1))
    tell "$step" 'done already'
  elif [ "$is_known" = no ] && [ "$force" = no ]; then
    leave "$step" 'its live value is neither what the files record nor what it should be'
  else
    return 0
  fi
  return 1
}

run() {
  if [ "$is_kept" = no ]; then
    fail "$step" 'its live value cannot be kept'
  elif "$@" >/dev/null 2>>"$log"; then
    changed=$((changed + 1))
    tell "$step" 'changed'
  else
    fail "$step" 'the call was refused'
  fi
}
