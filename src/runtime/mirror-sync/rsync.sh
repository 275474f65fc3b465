# Pulling by rsync.

sync_rsync() {
  rounds=3
  has_cleared=''
  while :; do
    sync_rsync_once
    rounds=$((rounds - 1))
    if is_way_cleared; then
      result=moved
      message='what an unfinished run left was in the way'
    fi
    [ "$result" = moved ] || return
    [ "$rounds" -gt 0 ] || break
    say "$message; counting anew"
  done
  result=failed
}

# Where files were to come that never did, a directory that became something else upstream cannot make way for it.
is_way_cleared() {
  [ "$result" = partial ] && [ -z "$has_cleared" ] && grep -q '^could not make way' "$scratch/err" || return
  has_cleared=yes
  drop_unfinished 'for what the upstream has in its place'
}

sync_rsync_once() {
  read_freshness || return
  if is_same_as_last_time; then
    refresh_files || return
    result=unchanged
    message="$freshness is the one of the last sync"
    return
  fi
  choose_destination
  list_changes || return
  check_lists || return
  [ "$publish" != atomic ] || [ -n "$dry" ] || forget_restored || return
  judge_changes || return
  has_room || return
  if [ -n "$dry" ]; then
    describe_changes would
    is_listed
    return
  fi
  if is_as_listed; then
    finish_unchanged
    return
  fi
  start_changes
  if [ "$publish" = atomic ]; then
    build_generation || return
  elif needs_two_stages; then
    transfer_two_stages || return
  else
    transfer_in_place || return
  fi
  is_listed || return
  keep_listing
  describe_changes did
}

# On a full disk what goes in place needs none. A block for each directory.
has_room() {
  case $changes/$deletions/$publish in
    0/0/* | 0/*/in-place) return 0 ;;
  esac
  check_space "$((to_come + directories * 4096))" "$((created + directories))"
}

# False when the upstream could not list all of its tree.
is_listed() {
  [ -n "$unlisted" ] || return 0
  result=partial
  message=$unlisted
  return 1
}

# All that there is to say against it, so that one look is enough.
judge_changes() {
  start_looking
  verdict=''
  check_age || verdict=older
  [ "$result" != behind ] || return 1
  check_deletions || verdict=held
  [ -n "$verdict" ] || return 0
  result=$verdict
  return 1
}

# From here on a run that does not come to its end leaves something behind, that nobody has verified.
start_changes() {
  verify_scope=changed
  [ "$rec_shape" = "$shape" ] || verify_scope=all
  [ ! -e "$state/unfinished" ] || was_unfinished=yes
  note_unverified "$scratch/changed" || verify_scope=all
  true >"$state/unfinished"
  # What comes by another scheme may look like a repository, and is none of ours.
  case $url in git+*) ;; *) remove_files "$own/repository" ;; esac
  remove_files "$state/held"
  write_reports
}

# Files that a killed run left unfinished keep their directories from being deleted.
sweep_after_unfinished() {
  [ -z "$was_unfinished" ] || sweep_unfinished
  was_unfinished=''
}

transfer_in_place() {
  transfer_delayed --delete-delay "--max-delete=$deletions"
  # All has come that can: from now on there is something to keep whole.
  case $result in ok | partial) remove_files "$state/first" ;; esac
  note_arrival
  [ "$result" = ok ] || return
  sweep_after_unfinished
  verify_tree "$path" "$verify_scope" && flush_disk "$path"
}

# Files come into place together, when all are here. Until the first sync of an empty tree has come to its end there is
# nothing to keep whole, and what was cut off goes on sooner: rsync reads what waits to come into place once more.
transfer_delayed() {
  [ -e "$state/first" ] || set -- --delay-updates "$@"
  transfer "$path" "$@"
}

choose_destination() {
  destination=$path
  [ "$publish" = in-place ] || destination=$(served_tree)
}

# A dry run: what would come and go. It costs one listing of both trees, and saves the other one when nothing changed.
list_changes() {
  tell_time
  listing_started=$time is_listing=yes
  set -- -n
  kept_files=/dev/null
  if [ "$publish" = atomic ]; then
    [ -e "$state/graced" ] || true >"$state/graced"
    kept_files=$state/graced
    # The next generation will not have what is left out from now on.
    set -- --delete-excluded "--filter=P /$own_name" "--filter=P /$disk_name" '--filter=P .~tmp~' "$@"
  fi
  transfer "$destination" --delete-delay "$@"
  is_listing=''
  case $result in ok | partial) ;; *) return 1 ;; esac
  tell_time
  rec_listing=$((time - listing_started))
  plain_entries=0 deletions=0 hollow=0 to_come=0 size=0 created=0 directories=0 changes=0 newest='' newest_past=''
  summarize_listing >"$scratch/listing"
  each_setting "$scratch/listing" set_listing
  list_coming >"$scratch/coming"
  sed 's/^[0-9]* //' "$scratch/coming" >"$scratch/changed"
  say "$plain_entries files there, $changes to change, $deletions to delete, $to_come bytes to come; listed in $rec_listing s"
  unlisted=''
  [ "$result" != partial ] || unlisted=$message
  # What did come into sight may come in place. That nothing is new is not known then.
  if [ -n "$unlisted" ] && { [ "$publish" = atomic ] || [ "$changes" -eq 0 ]; }; then return 1; fi
  result=''
}

# `SIZE PATH`. rsync writes a character that no terminal shows as \#ooo: such a name is not looked for.
list_coming() {
  sed -n '/^[>ch]f/{/\\#[0-7]/d;s/^[^ ]* [^ ]* //p;}' "$scratch/out"
}

# What the upstream has again, and loses once more, counts once more.
forget_restored() {
  awk '
    FILENAME == ARGV[1] { if (sub(/^\*deleting +[^ ]+ [^ ]+ /, "")) gone[$0]; next }
    { name = $0; sub(/^[0-9]+ \.\//, "", name); if (name in gone) print }' "$scratch/out" "$state/graced" >"$scratch/graced" || {
    lose_list
    return
  }
  cmp -s "$scratch/graced" "$state/graced" || mv -f -- "$scratch/graced" "$state/graced"
}

# %i is 11 characters, and `*deleting` has a time and a size that say nothing; rsync(1), --itemize-changes. A time in the
# future would make everything that comes after it look old: it counts as of now, and is not remembered. Files that stay
# for a while, and the directories that are there for them, were counted when they went. Rules that protect them would
# keep a directory from becoming something else.
summarize_listing() {
  awk -v now="$(format_time '%04d/%02d/%02d-%02d:%02d:%02d')" -v publish="$publish" -v freshness="$freshness" '
    FILENAME == ARGV[1] {
      name = $0; sub(/^[0-9]+ \.\//, "", name)
      kept[name]
      while (sub(/\/[^\/]*$/, "", name)) kept[name "/"]
      next
    }
    /^\*deleting / { deletions++; sub(/^[^ ]+ +[^ ]+ [^ ]+ /, ""); if ($0 in kept) held++; next }
    /^[<>ch.][fdLDS]......... / {
      time = $2 > now ? now : $2
      # Files that stay for a while change the times of their directories here, not there: that alone is no change.
      if (publish == "atomic" && $1 ~ /^\.d\.\.t\.*$/) {
        if (time > touched) touched = time
        if (time == $2 && time > touched_past) touched_past = time
        next
      }
      changes++
      # Its size is another one now: none. What a freshness file says is looked at where it counts.
      if ($1 ~ /^>f.s/ && $3 == 0) {
        name = $0; sub(/^[^ ]+ [^ ]+ [^ ]+ /, "", name)
        if (name != freshness) hollow++
      }
      if (substr($1, 5, 1) != "t" && substr($1, 3, 1) != "+") next
      if (time > newest) newest = time
      if (time == $2 && time > past) past = time
    }
    /^Number of files: / {
      entries = number($4); dirs = 0
      if (match($0, /dir: [0-9]+/)) dirs = substr($0, RSTART + 5, RLENGTH - 5)
    }
    /^Number of created files: / {
      created = number($5)
      if (match($0, /dir: [0-9]+/)) new_dirs = substr($0, RSTART + 5, RLENGTH - 5)
    }
    /^Total file size: / { size = number($4) }
    /^Total transferred file size: / { to_come = number($5) }
    /^Total bytes received: / { received = number($4) }
    function number(text) { gsub(/[^0-9]/, "", text); return text == "" ? "0" : text }
    END {
      print "plain_entries", entries - dirs "\ncreated", created + 0
      # Hard links bring the files of a new generation, not its directories.
      print "directories", publish == "atomic" ? dirs - new_dirs : 0
      print "deletions", deletions - held "\nhollow", hollow + 0 "\nchanges", changes + 0 "\nreceived " (received == "" ? "0" : received)
      print "size " (size == "" ? "0" : size) "\nto_come " (to_come == "" ? "0" : to_come)
      # Of what only goes, a directory says the time: also where that alone is no change.
      if (newest == "" && deletions <= held) exit
      print "newest", (touched > newest ? touched : newest)
      print "newest_past", (touched_past > past ? touched_past : past)
    }' "$kept_files" "$scratch/out"
}

set_listing() {
  case $1 in
    plain_entries) plain_entries=$2 ;;
    created) created=$2 ;;
    directories) directories=$2 ;;
    deletions) deletions=$2 ;;
    hollow) hollow=$2 ;;
    changes) changes=$2 ;;
    received) received=$((received + $2)) ;;
    size) size=$2 ;;
    to_come) to_come=$2 ;;
    newest) newest=$2 ;;
    newest_past) newest_past=$2 ;;
  esac
}

is_as_listed() {
  [ "$changes" -eq 0 ] && [ "$deletions" -eq 0 ] && [ ! -e "$state/unfinished" ] && has_tree
}

finish_unchanged() {
  if [ -n "$full$rec_inconsistent" ] || [ "$rec_shape" != "$shape" ]; then
    verify_tree "$destination" all || return
  fi
  keep_listing
  result=unchanged
  message="nothing new among $plain_entries files"
}

keep_listing() {
  tell_time
  rec_size=$size rec_files=$plain_entries rec_last_full=$time
  rec_options=$(digest_options) rec_shape=$shape
  [ -z "$newest_past" ] || rec_newest=$newest_past
  [ -z "$rec_came_newest" ] || rec_newest=$(later_of "$rec_newest" "$rec_came_newest")
  remember_freshness
}

describe_changes() {
  result=ok
  case $1 in
    would) message="$changes entries would change, $deletions be deleted, $(in_mib "$to_come") MiB come" ;;
    did) message="$changes entries changed, $deletions deleted" ;;
  esac
  # git and lftp do not say how much it was.
  if [ "$1" = did ] && [ "$received" -gt 0 ]; then message="$message, $(in_mib "$received") MiB received"; fi
}

# DIRECTORY OPTION...: one call of rsync; false when it did not end well, with the reason.
transfer() {
  pull "$@"
  [ -n "$is_listing" ] || note_came || verify_scope=all
  explain_rsync
  [ "$result" = ok ]
}

# -rlptH and not -a: this user cannot keep owners, and devices have no place in a mirror. What was secret upstream
# was not sent to us, so all that is here may be read. Partial files of an ended run are found again in .~tmp~.
# The first filter that matches wins: what is not of the tree, then the user's own, then the caller's words. Without a
# slash at its end: an upstream's file of such a name would take the place of the directory, with all that is in it.
pull() {
  pull_to=$1
  shift
  pull_words=$#
  while IFS= read -r option; do
    [ -z "$option" ] || set -- "$@" "$option"
  done <<EOF
$options
EOF
  while [ "$pull_words" -gt 0 ]; do
    pull_word=$1
    shift
    set -- "$@" "$pull_word"
    pull_words=$((pull_words - 1))
  done
  set -- "--filter=- /$own_name" "--filter=- /$disk_name" '--filter=- .~tmp~' "$@"
  [ -z "$family" ] || set -- "-$family" "$@"
  [ "$bwlimit" -eq 0 ] || set -- "--bwlimit=$bwlimit" "$@"
  ! wants_password || set -- "--password-file=$password_file" "$@"
  # With the one rsync ends later, by a fifth of the time that a small tree takes, and who hangs is seen without it. With
  # the other it looks for what is left of each file, which takes a third more time of a tree of 100,000.
  [ -n "$is_listing" ] || set -- "--timeout=$io_timeout" --partial-dir=.~tmp~ "$@"
  # Names of all languages as they are (-8), to be compared.
  run_limited "$timeout" rsync -rlptH --safe-links '--chmod=ug-s,go-w,u+rwX,go+rX' -8 '--out-format=%i %M %l %n' \
    --no-motd --stats --no-human-readable "--contimeout=$connect_timeout" "$@" -- "$url/" "$pull_to/"
}

# An upstream without a user's name is another one's: it could ask for the password that this one has.
wants_password() {
  [ -n "$password_file" ] || return 1
  asked_host=${url#*://}
  case ${asked_host%%/*} in
    *@*) ;;
    *) return 1 ;;
  esac
}

# PATH FILE: one small file of the upstream. False when the upstream could not be asked; no file when it has none.
fetch_file() {
  set -- "$@" -tL --no-motd --max-size=1m "--timeout=$io_timeout" "--contimeout=$connect_timeout"
  [ -z "$family" ] || set -- "$@" "-$family"
  ! wants_password || set -- "$@" "--password-file=$password_file"
  fetch_from=$1
  fetch_to=$2
  shift 2
  run_limited "$timeout" rsync "$@" -- "$url/$fetch_from" "$fetch_to"
  # rsync(1): 23 is a partial transfer, of a single file none at all.
  [ "$code" -ne 23 ] || return 0
  explain_rsync
  [ "$result" = ok ] || return 1
  result=''
}

# rsync(1), EXIT VALUES.
explain_rsync() {
  [ -n "$is_listing" ] || count_done
  case $code in
    # 24: files vanished upstream while it was read.
    0 | 24)
      result=ok message=''
      return 0
      ;;
  esac
  if is_ended_early; then return 0; fi
  detail=$(telling_line)
  message="rsync: $detail"
  case $code in
    5) explain_refusal ;;
    10 | 12 | 30 | 35) result=network ;;
    23) result=partial ;;
    25)
      result=moved
      message="the upstream changed during the sync: more was to go than the $deletions entries that were counted"
      ;;
  esac
  explain_full rsync
}

explain_refusal() {
  case $detail in
    *'nknown module'* | *'auth failed'* | *'access denied'*) result=refused ;;
    *) result=network ;;
  esac
}

telling_line() {
  sed -n -e '/^@ERROR/{p;q;}' "$scratch/err" >"$scratch/telling"
  [ -s "$scratch/telling" ] || grep -v '^rsync error' "$scratch/err" | grep . | tail -n 1 >"$scratch/telling"
  [ -s "$scratch/telling" ] || tail -n 1 "$scratch/err" >"$scratch/telling"
  print_telling rsync
}

# What came, and what went of what is served. The number of deleted files is not told where the upstream is older than
# rsync 3.1.
count_done() {
  received_now=$(sed -n 's/^Total bytes received: \([0-9]*\).*/\1/p' "$scratch/out")
  ! is_number "$received_now" || received=$((received + received_now))
  [ "$publish" = atomic ] || deleted=$((deleted + $(grep -a -c '^\*deleting ' "$scratch/out")))
}
