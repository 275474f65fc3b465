# What is verified of a tree, and what is not yet, from run to run: one that was cut off begins with neither anew.

# NEW: a list of what comes now goes to what may have come with a run that did not come to its end, and is not verified yet.
# False when it is not known what that is.
note_unverified() {
  if [ -z "$verify" ] || [ ! -e "$1" ]; then
    remove_files "$state/unverified"
    return 0
  fi
  if [ -e "$state/unfinished" ]; then
    [ -e "$state/unverified" ] || return 1
    if ! sort -u -o "$scratch/changed" "$1" "$state/unverified" "$scratch/changed"; then
      remove_files "$state/unverified"
      return 1
    fi
  fi
  put_file "$state/unverified" cat "$scratch/changed" || remove_files "$state/unverified"
}

# The upstream may have changed since it was counted.
note_came() {
  [ -n "$verify" ] || return 0
  if ! list_coming | sed 's/^[0-9]* //' >"$scratch/came"; then
    remove_files "$state/unverified"
    return 1
  fi
  note_unverified "$scratch/came"
}

# HASH NAME: read, and found right, since the last run that ended well.
note_verified() {
  printf '%s %s\n' "$1" "$2" >>"$state/verified"
}

# Prints what is named but for what is noted, and is the same file as then: one that comes anew has another inode, and one
# that is written another time of its inode. stat(1), %Z.
skip_verified() {
  for notes in verified identities; do
    [ -e "$state/$notes" ] || true >"$state/$notes"
  done
  sed '/^= /d;s/^[^ ]* [^ ]* //' "$scratch/named" | tr '\n' '\0' |
    (cd "$tree" && xargs -0 -r stat -L -c '%i:%s:%Z %n' -- 2>/dev/null) | cat >"$scratch/identities" || return
  awk -v still="$scratch/still" '
    BEGIN { printf "" >still }
    FILENAME == ARGV[1] { identity = $1; sub(/^[^ ]+ /, ""); then[$0] = identity; next }
    FILENAME == ARGV[2] { identity = $1; sub(/^[^ ]+ /, ""); same[$0] = then[$0] == identity; next }
    FILENAME == ARGV[3] { name = $0; sub(/^[^ ]+ /, "", name); if (same[name]) { verified[$0]; print >still }; next }
    { name = $0; sub(/^[^ ]+ [^ ]+ /, "", name); if (!($1 " " name in verified)) print }' \
    "$state/identities" "$scratch/identities" "$state/verified" "$scratch/named" || return
  mv -f -- "$scratch/still" "$state/verified" && mv -f -- "$scratch/identities" "$state/identities"
}
