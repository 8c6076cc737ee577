
# Keeps the live value for undo.sh: the name of its file, the address and the place. The first one counts.
keep() {
  [ -e "$live/$1" ] && return
  if ask "$2" "$3" json >"$live/$1.new"; then
    mv -- "$live/$1.new" "$live/$1"
  else
    rm -f -- "$live/$1.new"
    is_kept=no
  fi
}
