# publish: atomic. Each state of the upstream is a tree of its own, made of hard links to the one before where nothing
# changed; one link says which is served.
#   PATH/.mirrorc/generations/TIME   PATH/.mirrorc/current -> generations/TIME
# The first one is made of the tree that lies in PATH, which stays as it is until the link leads elsewhere.

own=''

set_own() {
  own=$path/$own_name
  generations=$own/generations
}

# Where the tree is published in place, the link leads to PATH: servers that look there find it, and the switch from one
# way to the other is of one link.
has_generation() {
  case $(readlink -- "$own/current") in
    generations/*) [ -e "$own/current" ] ;;
    *) return 1 ;;
  esac
}

has_tree() {
  [ "$publish" = in-place ] || has_generation
}

# Where readers are, as a real path: rsync 3.5 follows no link on its way that another user could have made.
served_tree() {
  if [ "$publish" = atomic ] && has_generation; then
    readlink -f -- "$own/current"
  else
    printf '%s' "$path"
  fi
}

# A tree may have been published the other way before.
arrange_tree() {
  if [ "$publish" = atomic ]; then
    make_directory "$generations"
    rm -rf -- "$generations"/.gone-*
    # Where there is room for fewer now.
    ! has_generation || prune_generations
  elif [ -e "$own/current/$own_name/tree" ]; then
    # It leads to PATH, as it shall: no generation has that. Whoever left them may not have come to take all away.
    rec_generation=''
    [ ! -e "$generations" ] || rm -rf -- "$generations" "$state/graced"
    return 0
  elif has_generation; then
    leave_generations
  elif [ ! -L "$own/current" ]; then
    point_link ..
  fi
}

# As long as PATH is not what was served, the generations are all that there is of it.
leave_generations() {
  if ! fill_path; then
    result=failed
    message="what was served from $own/current is not in $path yet: ${detail:-it cannot be found}"
    return 1
  fi
  point_link .. || return
  rm -rf -- "$generations" "$state/graced"
  rec_generation=''
}

# PATH itself becomes what is served, by hard links, so that it may be served again at any time. What is not the same
# file there goes first, because rsync would write a second one in its place. False when it did not become that.
fill_path() {
  detail=''
  fill_from=$(readlink -f -- "$own/current")
  # Without it, what lies where this program was started would be the tree.
  [ -d "$fill_from" ] || return
  { list_files "$fill_from" >"$scratch/files" && list_files "$path" >"$scratch/stale"; } || {
    detail="a list in $scratch could not be written"
    return 1
  }
  comm -13 "$scratch/files" "$scratch/stale" | sed 's/^[0-9]* //' | tr '\n' '\0' |
    (cd "$path" && xargs -0 -r rm -f --)
  fill_code=$code
  run_limited "$timeout" rsync -rlpt --delete "--filter=- /$own_name" "--filter=- /$disk_name" "--link-dest=$fill_from" -- "$fill_from/" "$path/"
  if [ "$code" -ne 0 ]; then
    detail="rsync: $(telling_line)"
    say "$path itself is not what is served: $detail"
  fi
  code=$fill_code
  [ -z "$detail" ]
}

# Takes a finished tree into service.
switch_to() {
  name_generation
  if ! mv -- "$1" "$generations/$generation"; then
    result=unfit
    message="cannot make $generations/$generation of $1"
    return 1
  fi
  point_to "$generation"
}

# Names sort by time, also where the clock was set back, or that of another run is a second ahead: a second after the newest.
name_generation() {
  latest=''
  for entry in "$generations"/2*; do latest=${entry##*/}; done
  generation=$(format_time '%04d%02d%02dT%02d%02d%02dZ')
  [ "$(printf '%s\n%s\n' "$generation" "$latest" | sort | tail -n 1)" = "$latest" ] || return 0
  generation=$(format_time '%04d%02d%02dT%02d%02d%02dZ' "$(($(generation_time "$latest") + 1))")
}

# Of YYYYMMDDTHHMMSSZ, in seconds since 1970; date(1).
generation_time() {
  date -d "$(printf '%s' "$1" | sed 's/^\(....\)\(..\)\(..\)T\(..\)\(..\)\(..\)Z.*/\1-\2-\3T\4:\5:\6Z/')" +%s
}

point_to() {
  point_link "generations/$1" || return
  rec_generation=$1
}

point_link() {
  if ln -sfn "$1" "$own/.current-new" && mv -fT -- "$own/.current-new" "$own/current"; then return 0; fi
  result=unfit
  message="cannot switch $own/current"
  return 1
}

build_generation() {
  new=$generations/.new
  make_directory "$new"
  old=''
  # What a run left that was cut off may be left out from now on.
  set -- --delete --delete-excluded '--filter=P .~tmp~'
  if has_generation || [ -n "$(list_tree "$path" | head -n 1)" ]; then
    old=$(served_tree)
    set -- "$@" "--link-dest=$old"
  fi
  transfer "$new" "$@" || return
  find "$new" -type d -name '.~tmp~' -prune -exec rm -rf -- {} +
  rm -f -- "$scratch/keep"
  if [ -n "$old" ]; then
    compare_generations || return
  fi
  verify_tree "$new" "$verify_scope" || return
  [ -z "$old" ] || carry_over || return
  flush_disk "$generations" || return
  stamp_graced || return
  switch_to "$new" || return
  drop_acknowledgement
  prune_generations
  # It is for another day, and the next switch tries again.
  fill_path || :
}

# What was there and is not any more. The upstream may have changed since it was counted.
compare_generations() {
  list_lost || {
    lose_list
    return
  }
  [ -e "$state/graced" ] || true >"$state/graced"
  lost=$(awk 'FILENAME == ARGV[1] { sub(/^[0-9]+ /, ""); known[$0]; next } !($0 in known) { lost++ } END { print lost + 0 }' \
    "$state/graced" "$scratch/gone") || {
    lose_list
    return
  }
  [ "$lost" -gt "$deletions" ] || return 0
  result=moved
  message="the upstream changed during the sync: $lost files are gone, and $deletions entries were counted"
  [ "$rounds" -le 1 ] || return 1
  # Options such as --max-size leave out what a dry run takes for kept: here it is known, and nothing is served yet.
  result='' message=''
  plain_entries=$(wc -l <"$scratch/new") deletions=$lost
  check_deletions
}

list_lost() {
  list_tree "$old" >"$scratch/old" && list_tree "$new" >"$scratch/new" || return
  walk_tree "$new" -type d -print | sort >"$scratch/directories" || return
  comm -23 "$scratch/old" "$scratch/new" >"$scratch/missing" || return
  # A file that became a directory is not gone.
  comm -23 "$scratch/missing" "$scratch/directories" >"$scratch/gone"
}

# Readers come with an index that was theirs a moment ago, and find what it names for a while more. A directory that
# became something else is left as the upstream has it. So is a name that rsync does not print as it is: what goes could
# not be told from what stayed for a while.
carry_over() {
  awk -v now="$(now)" -v grace="$grace" '
    FILENAME == ARGV[1] { time = $1; sub(/^[0-9]+ /, ""); since[$0] = time; next }
    FILENAME == ARGV[2] { other[$0]; next }
    /[[:cntrl:]]|\\#[0-9][0-9][0-9]/ { next }
    {
      count = split($0, part, "/"); above = part[1]
      for (i = 2; i < count; i++) { above = above "/" part[i]; if (above in other) next }
      time = ($0 in since) && since[$0] < now ? since[$0] : now
      if (now - time < grace) print time, $0
    }' "$state/graced" "$scratch/new" "$scratch/gone" >"$scratch/graced" || {
    lose_list
    return
  }
  sed 's/^[0-9]* //' "$scratch/graced" >"$scratch/keep" || {
    lose_list
    return
  }
  [ -s "$scratch/keep" ] || return 0
  run_limited "$timeout" rsync -lptHO --no-implied-dirs "--files-from=$scratch/keep" "--link-dest=$old" -- "$old/" "$new/"
  [ "$code" -eq 0 ] && return 0
  explain_rsync
  result=failed
  message="cannot keep what the upstream removed: $message"
  return 1
}

# The time counts from the switch, which comes next: until then an index could be fetched that names the file.
stamp_graced() {
  [ -e "$scratch/keep" ] || true >"$scratch/graced"
  awk -v now="$(now)" '
    FILENAME == ARGV[1] { sub(/^[0-9]+ /, ""); known[$0]; next }
    { time = $1; sub(/^[0-9]+ /, ""); print ($0 in known) ? time : now, $0 }' \
    "$state/graced" "$scratch/graced" >"$scratch/stamped" && mv -f -- "$scratch/stamped" "$state/graced" && return 0
  lose_list
}

# The newest stay; names sort by time.
prune_generations() {
  there=0
  for entry in "$generations"/2*; do
    [ ! -d "$entry" ] || there=$((there + 1))
  done
  served=$(readlink -- "$own/current")
  for entry in "$generations"/2*; do
    [ "$there" -gt "$keep" ] && [ "$there" -gt 1 ] || return 0
    if [ ! -d "$entry" ] || [ "$served" = "generations/${entry##*/}" ]; then continue; fi
    # Never half of one under a name that can be rolled back to.
    mv -- "$entry" "$generations/.gone-${entry##*/}" && rm -rf -- "$generations/.gone-${entry##*/}"
    there=$((there - 1))
  done
}

# After a rollback the upstream still has what was rolled back from.
check_pin() {
  [ -n "$rec_pinned" ] || return 0
  if is_acknowledged pinned 0; then
    # Said once for all: what else is held back has an acknowledgement of its own.
    start_looking
    rec_pinned=''
    return 0
  fi
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
  open_for_lock "$state/lock" || give_up "cannot open $state/lock"
  exec 9>>"$state/lock"
  if ! flock -n 9; then
    printf '%s: a sync is running; end it, or wait for it\n' "$module" >&2
    return 1
  fi
  read_record
  before='' current=''
  ! has_generation || current=$(readlink -- "$own/current")
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
  # First that nothing is synced: the next sync would bring back what was rolled back from.
  rec_pinned=$before rec_state=held rec_files='' rec_message="rolled back from $current to $before"
  put_file "$state/record" print_record || give_up "cannot write $state/record"
  printf 'pinned 0\n' >"$state/held"
  point_to "$before" || give_up "$message; nothing is synced until --ack"
  rm -f -- "$state/fresh" "$state/ack" "$state/graced" "$state/verified" "$state/identities"
  write_record
  write_reports
  log=/dev/null
  scratch=$state/run
  mkdir -p "$scratch" && fill_path
  rm -rf -- "$scratch"
  printf '%s: %s is served in place of %s; nothing is synced until --ack\n' "$module" "$before" "$current"
}
