# publish: atomic. Each state of the upstream is a tree of its own, made of hard links to the one before where nothing
# changed; one link says which is served.
#   PATH/.mirrorc/generations/TIME   PATH/.mirrorc/current -> generations/TIME

own=''

set_own() {
  own=$path/$own_name
  generations=$own/generations
}

has_tree() {
  [ "$publish" = in-place ] || [ -e "$own/current" ]
}

# Where readers are, as a real path: rsync 3.5 follows no link on its way that another user could have made.
served_tree() {
  if [ "$publish" = in-place ] || [ ! -e "$own/current" ]; then
    printf '%s' "$path"
  else
    readlink -f -- "$own/current"
  fi
}

# A tree may have been published the other way before.
arrange_tree() {
  if [ "$publish" = in-place ]; then
    [ ! -L "$own/current" ] || leave_generations
    return
  fi
  mkdir -p "$generations" || return
  rm -rf -- "$generations"/.gone-*
  [ -e "$own/current" ] || adopt_tree
}

adopt_tree() {
  mkdir -p "$generations/.adopted" && move_entries "$path" "$generations/.adopted" || return
  # Nothing was there: nothing is published.
  if rmdir "$generations/.adopted" 2>/dev/null; then return 0; fi
  say "what is in $path becomes the first generation"
  switch_to "$generations/.adopted"
}

leave_generations() {
  say "what is served from $own/current goes to $path"
  move_entries "$(readlink -f -- "$own/current")" "$path" || return
  rm -rf -- "$own/current" "$generations" "$state/graced"
}

move_entries() {
  for entry in "$1"/* "$1"/.[!.]* "$1"/..?*; do
    [ -e "$entry" ] || [ -L "$entry" ] || continue
    [ "${entry##*/}" != "$own_name" ] || continue
    if ! mv -f -- "$entry" "$2/"; then
      result=unfit
      message="cannot move $entry to $2"
      return 1
    fi
  done
}

# Takes a finished tree into service.
switch_to() {
  generation=$(date +%Y%m%dT%H%M%SZ)
  generation_number=1
  while [ -e "$generations/$generation" ]; do
    generation_number=$((generation_number + 1))
    generation=${generation%%-*}-$generation_number
  done
  mv -- "$1" "$generations/$generation" && point_to "$generation"
}

point_to() {
  rec_generation=$1
  if ln -sfn "generations/$1" "$own/.current-new" && mv -fT -- "$own/.current-new" "$own/current"; then return 0; fi
  result=unfit
  message="cannot switch $own/current"
  return 1
}

build_generation() {
  new=$generations/.new
  mkdir -p "$new" || return
  old=''
  set -- --delete
  if [ -e "$own/current" ]; then
    old=$(served_tree)
    set -- --delete "--link-dest=$old"
  fi
  transfer "$new" "$@" || return
  find "$new" -type d -name '.~tmp~' -prune -exec rm -rf -- {} +
  rm -f -- "$scratch/keep"
  if [ -n "$old" ]; then
    compare_generations || return
  fi
  verify_tree "$new" changed || return
  [ -z "$old" ] || carry_over || return
  # After a power cut the link must not name a tree whose files never came to the disk.
  sync -f "$generations"
  switch_to "$new" || return
  stamp_graced
  prune_generations
}

# Everything but directories, one path to a line; nothing below a name that has a line break.
list_tree() {
  (cd "$1" && find . -name "*$newline*" -prune -o ! -type d -print) | sort
}

# What was there and is not any more. The upstream may have changed since it was counted.
compare_generations() {
  list_tree "$old" >"$scratch/old"
  list_tree "$new" >"$scratch/new"
  (cd "$new" && find . -type d | sort) >"$scratch/directories"
  # A file that became a directory is not gone.
  comm -23 "$scratch/old" "$scratch/new" | comm -23 - "$scratch/directories" >"$scratch/gone"
  [ -e "$state/graced" ] || true >"$state/graced"
  lost=$(awk 'FILENAME == ARGV[1] { sub(/^[0-9]+ /, ""); known[$0]; next } !($0 in known) { lost++ } END { print lost + 0 }' \
    "$state/graced" "$scratch/gone")
  [ "$lost" -gt "$deletions" ] || return 0
  result=moved
  message="the upstream changed during the sync: $lost files are gone, and $deletions entries were counted"
  return 1
}

# Readers come with an index that was theirs a moment ago, and find what it names for a while more. A directory that
# became something else is left as the upstream has it.
carry_over() {
  awk -v now="$(now)" -v grace="$grace" '
    FILENAME == ARGV[1] { time = $1; sub(/^[0-9]+ /, ""); since[$0] = time; next }
    FILENAME == ARGV[2] { other[$0]; next }
    {
      count = split($0, part, "/"); above = part[1]
      for (i = 2; i < count; i++) { above = above "/" part[i]; if (above in other) next }
      time = ($0 in since) ? since[$0] : now
      if (now - time < grace) print time, $0
    }' "$state/graced" "$scratch/new" "$scratch/gone" >"$scratch/graced"
  sed 's/^[0-9]* //' "$scratch/graced" >"$scratch/keep"
  [ -s "$scratch/keep" ] || return 0
  run_limited "$timeout" rsync -lptHO --no-implied-dirs "--files-from=$scratch/keep" "--link-dest=$old" -- "$old/" "$new/"
  [ "$code" -eq 0 ] && return 0
  explain_rsync
  result=failed
  message="cannot keep what the upstream removed: $message"
  return 1
}

# The time counts from the switch: until then an index could be fetched that names the file.
stamp_graced() {
  if [ ! -e "$scratch/keep" ]; then
    true >"$state/graced"
    return
  fi
  awk -v now="$(now)" '
    FILENAME == ARGV[1] { sub(/^[0-9]+ /, ""); known[$0]; next }
    { time = $1; sub(/^[0-9]+ /, ""); print ($0 in known) ? time : now, $0 }' \
    "$state/graced" "$scratch/graced" >"$state/graced.new"
  mv -f -- "$state/graced.new" "$state/graced"
}

# Rules that keep those files, and the directories that hold them, from being counted as what goes.
write_protection() {
  [ -e "$state/graced" ] || true >"$state/graced"
  awk '
    {
      sub(/^[0-9]+ \.\//, "/")
      count = split($0, part, "/"); above = ""
      for (i = 2; i < count; i++) { above = above "/" part[i]; if (!(above in told)) rule(above); told[above] }
      rule($0)
    }
    # rsync(1): a backslash escapes only where there is a wildcard.
    function rule(path) { if (path ~ /[*?[]/) gsub(/[][*?\\]/, "\\\\&", path); print "P " path }' \
    "$state/graced" >"$scratch/protect"
}

# The newest stay; names sort by time.
prune_generations() {
  there=0
  for entry in "$generations"/2*; do
    [ ! -d "$entry" ] || there=$((there + 1))
  done
  for entry in "$generations"/2*; do
    [ "$there" -gt "$keep" ] && [ "$there" -gt 1 ] || return 0
    if [ ! -d "$entry" ] || [ "${entry##*/}" = "$rec_generation" ]; then continue; fi
    # Never half of one under a name that can be rolled back to.
    mv -- "$entry" "$generations/.gone-${entry##*/}" && rm -rf -- "$generations/.gone-${entry##*/}"
    there=$((there - 1))
  done
}

# After a rollback the upstream still has what was rolled back from.
check_pin() {
  [ -n "$rec_pinned" ] || return 0
  if is_acknowledged pinned 0; then return 0; fi
  start_looking
  hold pinned 0 "rolled back to $rec_pinned by hand: nothing is synced until --ack $module"
  return 1
}

# The oldest first, a word behind the one that is served.
list_generations() {
  if [ "$publish" != atomic ]; then
    printf '%s: has no generations, as it is not published with publish atomic\n' "$module" >&2
    return 1
  fi
  current=$(readlink -- "$own/current") || current=''
  for entry in "$generations"/2*; do
    [ -d "$entry" ] || continue
    if [ "${entry##*/}" = "${current##*/}" ]; then printf '%s served\n' "${entry##*/}"; else printf '%s\n' "${entry##*/}"; fi
  done
}

# MODULE'S GENERATION, or the one before.
roll_back() {
  exec 9>>"$state/lock"
  if ! flock -n 9; then
    printf '%s: a sync is running; end it, or wait for it\n' "$module" >&2
    return 1
  fi
  read_record
  before='' current=$(readlink -- "$own/current") || current=''
  current=${current##*/}
  for entry in "$generations"/2*; do
    [ -d "$entry" ] || continue
    if [ -n "$1" ]; then
      [ "${entry##*/}" != "$1" ] || before=$1
    elif [ "$(printf '%s\n%s\n' "${entry##*/}" "$current" | sort | head -n 1)" != "$current" ]; then
      before=${entry##*/}
    fi
  done
  if [ -z "$before" ] || [ "$before" = "$current" ]; then
    printf '%s: there is no %s\n' "$module" "${1:-generation before ${current:-none}}" >&2
    return 1
  fi
  point_to "$before" || return 1
  rec_pinned=$before rec_state=held rec_files='' rec_message="rolled back from $current to $before"
  printf 'pinned 0\n' >"$state/held"
  rm -f -- "$state/fresh" "$state/ack" "$state/graced"
  write_record
  write_reports
  printf '%s: %s is served in place of %s; nothing is synced until --ack\n' "$module" "$before" "$current"
}
