# What is verified of a tree, and what is not yet, from run to run: one that was cut off begins with neither anew.

# NEW: a list of what comes now goes to what may have come with a run that did not come to its end, and is not verified yet.
# False when it is not known what that is.
note_unverified() {
  if [ -z "$verify" ] || [ ! -e "$1" ]; then
    remove_files "$state/unverified"
    return 0
  fi
  [ ! -e "$state/verified" ] || put_file "$state/verified" still_verified "$1" || remove_files "$state/verified"
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
  list_coming | sed 's/^[0-9]* //' >"$scratch/came" || return
  note_unverified "$scratch/came"
}

# NEW: what was read and found right since the last run that ended well, `HASH PATH`, but for what comes anew.
still_verified() {
  awk '
    FILENAME == ARGV[1] { comes[$0]; next }
    { name = $0; sub(/^[^ ]+ /, "", name); if (!(name in comes)) print }' "$1" "$state/verified"
}

skip_verified() {
  [ -e "$state/verified" ] || true >"$state/verified"
  awk '
    FILENAME == ARGV[1] { verified[$0]; next }
    { name = $0; sub(/^[^ ]+ [^ ]+ /, "", name); if (!($1 " " name in verified)) print }' "$state/verified" -
}
