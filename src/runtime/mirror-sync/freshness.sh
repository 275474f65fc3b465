# Whether the upstream has something new, and is not older than what is here.

# The file that an upstream changes with its tree, against what it was at our last success: the copy in our tree may
# have come with a sync that failed after it.
read_freshness() {
  upstream_time=''
  [ -n "$freshness" ] || return 0
  remove_files "$scratch/fresh"
  is_known_fresh=''
  fetch_file "$freshness" "$scratch/fresh" || return 1
  if [ ! -e "$scratch/fresh" ]; then
    say "the upstream has no $freshness: looking at the whole tree"
  elif [ -e "$state/fresh" ] && cmp -s "$scratch/fresh" "$state/fresh"; then
    is_known_fresh=yes
    upstream_time=$rec_upstream_time
  else
    upstream_time=$(time_in_file "$scratch/fresh")
  fi
}

is_same_as_last_time() {
  [ -z "$full" ] && [ -z "$dry" ] && [ -n "$freshness" ] && has_tree || return 1
  [ "$rec_shape" = "$shape" ] && [ ! -e "$state/unfinished" ] || return 1
  [ -z "$rec_inconsistent" ] && [ -n "$is_known_fresh" ] && is_number "$rec_last_full" || return 1
  tell_time
  # Well in the future: the clock has been set back. That of another run may be a second ahead.
  [ "$rec_last_full" -le "$((time + 60))" ] && [ "$((time - rec_last_full))" -lt "$full_every" ]
}

# A time that is still to come makes all that comes after it look old. Clocks may differ a little.
is_past() {
  is_number "$1" || return 1
  tell_time
  [ "$1" -le "$((time + 3600))" ]
}

# Seconds since 1970, `date=` as Manjaro has it, or a date as date(1) prints it, such as the first line of a trace. What
# date(1) takes for another zone is none of them.
time_in_file() {
  first=$(head -c 4096 "$1" | tr -d '\r' | sed -n '/^date=/{s/^date=//p;q;}')
  [ -n "$first" ] || first=$(head -c 200 "$1" | head -n 1 | tr -cd ' -~')
  case $first in
    '' | *TZ=*) return 0 ;;
  esac
  is_number "$first" || first=$(date -d "$first" +%s 2>/dev/null)
  ! is_past "$first" || printf '%s' "$first"
}

# A mirror that goes back takes packages away that its readers' index files name.
check_age() {
  here_time=${rec_came_time:-$rec_upstream_time}
  if is_past "$upstream_time" && is_past "$here_time"; then
    [ "$upstream_time" -lt "$here_time" ] || return 0
    age_message="$freshness is of $(date -d "@$upstream_time" +%FT%TZ), the tree here of $(date -d "@$here_time" +%FT%TZ)"
  elif is_tree_older "$rec_newest"; then
    age_message="nothing that differs there is newer than $newest, and the tree here is of $rec_newest"
  else
    takes_back || return 0
    age_message="nothing that differs there is newer than $newest, and what came from another upstream is of $rec_came_newest"
  fi
  if is_acknowledged older 0; then
    say "$age_message; acknowledged"
    forget_arrival
    return 0
  fi
  # Nobody needs to look: what failed there is what keeps this run from its end.
  if [ -n "$newer_failed" ]; then
    result=behind
    message="it is older than what came from $newer_failed: $age_message"
    return 1
  fi
  hold older 0 "the upstream is older than this mirror: $age_message (--ack $module goes back, once)"
  return 1
}

# TIME: a change leaves a time that is newer than all before: of a new file, or of the directory that has lost one.
is_tree_older() {
  [ -n "$1" ] && [ -n "$newest" ] && [ "$rec_options" = "$(digest_options)" ] || return 1
  [ "$newest" != "$1" ] && [ "$(later_of "$newest" "$1")" = "$1" ]
}

later_of() {
  printf '%s\n%s\n' "$1" "$2" | sort | tail -n 1
}

# Of another upstream came what is newer, in a sync that failed. What that one lacked may be old, and is welcome.
takes_back() {
  [ "$rec_came_from" != "$url" ] && is_tree_older "$rec_came_newest" || return 1
  case $options in *--omit-dir-times*) return 0 ;; esac
  sed -n '/^[<>ch.][fdLDS]..t/{/\\#[0-7]/d;s/^[^ ]* \([^ ]*\) [^ ]* /\1 /p;}' "$scratch/out" >"$scratch/times"
  sed 's/^[^ ]* /.\//' "$scratch/times" | tr '\n' '\0' >"$scratch/timed"
  (cd "$destination" && xargs -0 -r stat -c '%y %n' <"$scratch/timed") 2>>"$log" | awk '
    FILENAME == ARGV[1] { time = $1; sub(/^[^ ]+ /, ""); there[$0] = time; next }
    {
      time = substr($0, 1, 4) "/" substr($0, 6, 2) "/" substr($0, 9, 2) "-" substr($0, 12, 8)
      sub(/^[^ ]+ [^ ]+ [^ ]+ \.\//, "")
      if (time > there[$0]) found = 1
    }
    END { exit !found }' "$scratch/times" -
}

# What has come is not to go back by another upstream, also when the run fails from here on. With these, rsync had come to
# its end; rsync(1), EXIT VALUES.
note_arrival() {
  case $code in 0 | 23 | 24 | 25) ;; *) return 0 ;; esac
  grep -q -e '^[>c]' -e '^\*deleting' "$scratch/out" || return 0
  rec_came_from=$url rec_came_newest=$(later_of "$newest_past" "$rec_came_newest")
  rec_came_time=${upstream_time:-$rec_came_time}
  print_arrival >>"$state/record"
}

print_arrival() {
  printf 'came_from %s\ncame_newest %s\ncame_time %s\n' "$rec_came_from" "$rec_came_newest" "$rec_came_time"
}

forget_arrival() {
  rec_came_from='' rec_came_newest='' rec_came_time=''
}

# Other options list other files.
digest_options() {
  if [ -z "$options" ]; then
    printf 'none'
    return
  fi
  printf '%s' "$options" | cksum | tr ' ' -
}

remember_freshness() {
  if [ -n "$freshness" ] && [ -e "$scratch/fresh" ]; then
    mv -f -- "$scratch/fresh" "$state/fresh"
    rec_upstream_time=$upstream_time
  fi
}

# Files such as lastsync say when the upstream was seen last: they change without the tree. Never invented here.
refresh_files() {
  refresh_rest=$refresh
  while [ -n "$refresh_rest" ]; do
    refresh_file=${refresh_rest%%"$newline"*}
    refresh_rest=${refresh_rest#*"$newline"}
    rm -f -- "$scratch/refreshed"
    fetch_file "$refresh_file" "$scratch/refreshed" || return 1
    [ -e "$scratch/refreshed" ] || continue
    refresh_to=$(served_tree)/$refresh_file
    # Only where the tree has that directory itself, not through a link that an upstream made.
    case $refresh_file in
      */*) [ "$(readlink -f -- "${refresh_to%/*}")" = "$(readlink -f -- "$(served_tree)")/${refresh_file%/*}" ] || continue ;;
    esac
    # Made where no link of the upstream's can be in its place.
    remove_files "$own/.refreshed"
    if ! { cp -p -- "$scratch/refreshed" "$own/.refreshed" && chmod 644 "$own/.refreshed" && mv -fT -- "$own/.refreshed" "$refresh_to"; } 2>>"$log"; then
      say "cannot write $refresh_to"
      remove_files "$own/.refreshed"
    fi
  done
}
