# What the dry run counted, against what may go. rsync's --max-delete alone is no safety: it deletes up to its number,
# and an upstream that lists nothing empties a mirror with exit status 0. The real run carries it all the same, at what
# was counted and found to be no more than the limit: the upstream can change in between.

# False when too much would go, with the reason.
check_deletions() {
  here=$rec_files
  is_number "$here" || here=$(find "$destination" | wc -l)
  share=$((here * max_delete_percent / 100))
  limit=$max_delete
  [ "$share" -ge "$limit" ] || limit=$share
  allowed=$limit
  # A tree of a few files changes as a whole with each release.
  [ "$allowed" -ge 10 ] || allowed=$((max_delete < 10 ? max_delete : 10))
  find_excess
  [ -n "$excess" ] || return 0
  if is_acknowledged deletions "$deletions"; then
    say "$excess; acknowledged up to $acknowledged"
    return 0
  fi
  rec_held=$deletions
  hold deletions "$deletions" "$excess: held back (--ack $module lets them go, once)"
  return 1
}

find_excess() {
  excess=''
  if [ "$plain_entries" -eq 0 ] && [ "$here" -gt 1 ]; then
    excess="the upstream lists no file at all, and $deletions of $here entries would be deleted"
  elif [ "$((entries * 100))" -lt "$((here * (100 - max_delete_percent)))" ] && [ "$deletions" -gt 0 ]; then
    excess="the upstream lists $entries entries where there were $here; $deletions would be deleted"
  elif [ "$deletions" -gt "$allowed" ]; then
    excess="$deletions of $here entries would be deleted, the limit is $allowed"
  fi
}

# KIND COUNT MESSAGE
hold() {
  result=held
  message=$3
  [ -n "$dry" ] || printf '%s %s\n' "$1" "$2" >"$state/held"
}

# KIND COUNT: a person has seen this and no less.
is_acknowledged() {
  ack_kind='' acknowledged=''
  [ ! -e "$state/ack" ] || read -r ack_kind acknowledged <"$state/ack"
  [ "$ack_kind" = "$1" ] && is_number "$acknowledged" && [ "$acknowledged" -ge "$2" ]
}

# It covers one run.
use_acknowledgement() {
  rm -f -- "$state/ack" "$state/held"
}

acknowledge() {
  read_record
  if [ ! -e "$state/held" ]; then
    printf '%s: nothing is held back\n' "$module"
    return 1
  fi
  read -r held_kind held_count <"$state/held"
  cp -- "$state/held" "$state/ack.new" && mv -f -- "$state/ack.new" "$state/ack" || exit 3
  case $held_kind in
    deletions) printf '%s: the next sync may delete up to %s entries\n' "$module" "$held_count" ;;
    older) printf '%s: the next sync may go back in time\n' "$module" ;;
    pinned) printf '%s: the next sync leaves the generation that was rolled back to\n' "$module" ;;
  esac
}
