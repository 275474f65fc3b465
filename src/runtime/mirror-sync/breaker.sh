# What the dry run counted, against what may go. rsync's --max-delete alone is no safety: it deletes up to its number,
# and an upstream that lists nothing empties a mirror with exit status 0. The real run carries it all the same, at what
# was counted and found to be no more than the limit: the upstream can change in between.

# False when too much would go, with the reason.
check_deletions() {
  here=$rec_files
  is_number "$here" || here=$(count_files "$destination")
  share=$((here * max_delete_percent / 100))
  limit=$max_delete
  [ "$share" -ge "$limit" ] || limit=$share
  allowed=$limit
  # A tree of a few files changes as a whole with each release.
  [ "$allowed" -ge 10 ] || allowed=$((max_delete < 10 ? max_delete : 10))
  # What is emptied is as good as deleted, and never part of a release.
  losses=$((deletions + hollow))
  find_excess
  [ -n "$excess" ] || return 0
  # With what went before in this run.
  if is_acknowledged deletions "$((losses + deleted))"; then
    say "$excess: acknowledged"
    return 0
  fi
  rec_held=$losses
  hold deletions "$losses" "$excess: held back (--ack $module lets them go, once)"
  return 1
}

find_excess() {
  excess=''
  if [ "$plain_entries" -eq 0 ] && [ "$here" -gt 0 ]; then
    excess="the upstream lists no file at all, and there are $here here"
  elif [ "$((plain_entries * 100))" -lt "$((here * (100 - max_delete_percent)))" ] && [ "$deletions" -gt 0 ]; then
    excess="the upstream lists $plain_entries files, and there are $here here; $deletions entries would be deleted"
  elif [ -n "$emptied" ]; then
    excess="the upstream lists nothing in $(printable "$emptied"), and it is not empty here; $deletions entries would be deleted"
  elif [ "$hollow" -gt "$limit" ]; then
    excess="$hollow files would lose all that they hold, and $deletions entries be deleted, of $here files here; the limit is $limit"
  elif [ "$((losses + deleted))" -gt "$allowed" ]; then
    excess="$losses entries would be deleted, of $here files here; the limit is $allowed"
    [ "$deleted" -eq 0 ] || excess="$excess, and $deleted went before in this run"
  fi
}

# Everything but directories and what is ours.
count_files() {
  walk_tree "$1" ! -type d -print | wc -l
}

# KIND COUNT MESSAGE: one run may be held back for more than one reason.
hold() {
  result=held
  message=${message:+$message; }$3
  [ -n "$dry" ] || printf '%s %s\n' "$1" "$2" >>"$state/held"
}

# What was held back before is looked at anew.
start_looking() {
  message=''
  if [ -z "$dry" ] && [ -z "$has_looked" ]; then
    remove_files "$state/held"
    has_looked=yes
  fi
}

# What a person has said until now is for this run; what is said later, for the next one.
read_acknowledgement() {
  [ ! -e "$state/ack" ] || cp -- "$state/ack" "$scratch/ack"
}

# KIND COUNT: a person has seen this and no less.
is_acknowledged() {
  [ -e "$scratch/ack" ] || return 1
  while read -r ack_kind acknowledged; do
    if [ "$ack_kind" = "$1" ] && is_number "$acknowledged" && [ "$acknowledged" -ge "$2" ]; then return 0; fi
  done <"$scratch/ack"
  return 1
}

# It covers one run, which may have to look and try more than once.
drop_acknowledgement() {
  [ -e "$scratch/ack" ] || return 0
  tail -c "+$(($(wc -c <"$scratch/ack") + 1))" "$state/ack" >"$scratch/said-later"
  remove_files "$state/ack" "$scratch/ack"
  [ ! -s "$scratch/said-later" ] || mv -f -- "$scratch/said-later" "$state/ack"
}

acknowledge() {
  read_record
  if [ ! -e "$state/held" ]; then
    printf '%s: nothing is held back\n' "$module"
    return 1
  fi
  cat "$state/held" >>"$state/ack" || exit 3
  while read -r held_kind held_count; do
    case $held_kind in
      deletions) printf '%s: the next sync may delete up to %s entries\n' "$module" "$held_count" ;;
      older) printf '%s: the next sync may go back in time\n' "$module" ;;
      pinned) printf '%s: the next sync leaves the generation that was rolled back to\n' "$module" ;;
    esac
  done <"$state/held"
}
