# What is remembered of a module from run to run, and its copy for others: a JSON file.

read_record() {
  rec_state=pending rec_message='' rec_last_success='' rec_last_attempt='' rec_last_ended='' rec_duration=''
  rec_exit='' rec_size='' rec_files='' rec_received=0 rec_received_total=0 rec_newest='' rec_upstream=''
  rec_upstream_time='' rec_failures=0 rec_inconsistent='' rec_pinned='' rec_last_full='' rec_listing='' rec_held=''
  rec_generation='' rec_scheduled='' rec_options='' rec_shape=''
  forget_arrival
  [ ! -e "$state/record" ] || each_setting "$state/record" set_record
  # Of a full disk there may be half a line; a shell ends with what is no number.
  is_number "$rec_failures" || rec_failures=0
  is_number "$rec_received_total" || rec_received_total=0
}

set_record() {
  case $1 in
    state) rec_state=$2 ;;
    message) rec_message=$2 ;;
    last_success) rec_last_success=$2 ;;
    last_attempt) rec_last_attempt=$2 ;;
    last_ended) rec_last_ended=$2 ;;
    duration) rec_duration=$2 ;;
    exit) rec_exit=$2 ;;
    size) rec_size=$2 ;;
    files) rec_files=$2 ;;
    received) rec_received=$2 ;;
    received_total) rec_received_total=$2 ;;
    newest) rec_newest=$2 ;;
    upstream) rec_upstream=$2 ;;
    upstream_time) rec_upstream_time=$2 ;;
    failures) rec_failures=$2 ;;
    inconsistent) rec_inconsistent=$2 ;;
    pinned) rec_pinned=$2 ;;
    last_full) rec_last_full=$2 ;;
    listing) rec_listing=$2 ;;
    held) rec_held=$2 ;;
    generation) rec_generation=$2 ;;
    scheduled) rec_scheduled=$2 ;;
    options) rec_options=$2 ;;
    shape) rec_shape=$2 ;;
    came_from) rec_came_from=$2 ;;
    came_newest) rec_came_newest=$2 ;;
    came_time) rec_came_time=$2 ;;
  esac
}

# A run has begun: lines that are added, because of two with one key the last one holds.
add_to_record() {
  printf 'state %s\nlast_attempt %s\nscheduled %s\nmessage %s\n' \
    "$rec_state" "$rec_last_attempt" "$rec_scheduled" "$rec_message" >>"$state/record" || say "cannot write $state/record"
  complete_record
  write_status
  ln -sfn "${log##*/}" "$state/log/latest"
}

write_record() {
  rec_message=$(printable "$rec_message")
  complete_record
  put_file "$state/record" print_record || say "cannot write $state/record"
  write_status
}

write_status() {
  [ ! -d "$status_root" ] || put_file "$status_root/$module.json" status_json ||
    say "cannot write $status_root/$module.json"
}

print_record() {
  printf 'state %s\nmessage %s\n' "$rec_state" "$rec_message"
  printf 'last_success %s\nlast_attempt %s\nlast_ended %s\nduration %s\n' \
    "$rec_last_success" "$rec_last_attempt" "$rec_last_ended" "$rec_duration"
  printf 'exit %s\nsize %s\nfiles %s\nreceived %s\nreceived_total %s\n' \
    "$rec_exit" "$rec_size" "$rec_files" "$rec_received" "$rec_received_total"
  printf 'newest %s\nupstream %s\nupstream_time %s\nfailures %s\n' \
    "$rec_newest" "$rec_upstream" "$rec_upstream_time" "$rec_failures"
  printf 'inconsistent %s\npinned %s\nlast_full %s\nlisting %s\nheld %s\n' \
    "$rec_inconsistent" "$rec_pinned" "$rec_last_full" "$rec_listing" "$rec_held"
  printf 'generation %s\nscheduled %s\noptions %s\n' "$rec_generation" "$rec_scheduled" "$rec_options"
  printf 'shape %s\n' "$rec_shape"
  print_arrival
}

status_json() {
  printf '{\n  "version": 1'
  json_text module "$module"
  json_text state "$rec_state"
  json_text message "$rec_message"
  json_text upstream "$shown_upstream"
  json_number last_success "$rec_last_success"
  json_number last_attempt "$rec_last_attempt"
  json_number last_ended "$rec_last_ended"
  json_number next_run "$next_run"
  json_number interval_seconds "$interval"
  json_number stale_after_seconds "$stale_after"
  json_number duration_seconds "$rec_duration"
  json_number listing_seconds "$rec_listing"
  json_number exit_code "$rec_exit"
  json_number failures "$rec_failures"
  json_number size_bytes "$rec_size"
  json_number files "$rec_files"
  json_number received_bytes "$rec_received"
  json_number received_bytes_total "$rec_received_total"
  json_number upstream_timestamp "$rec_upstream_time"
  json_number held_deletions "$rec_held"
  json_text held "$held_back"
  json_text generation "$rec_generation"
  # Only where somebody asks for it: what was never synced is late from then on.
  [ -z "$known_since" ] || json_number known_since "$known_since"
  printf '\n}\n'
}

json_number() {
  if is_number "$2"; then printf ',\n  "%s": %s' "$1" "$2"; else printf ',\n  "%s": null' "$1"; fi
}

json_text() {
  printf ',\n  "%s": ' "$1"
  json_quoted "$2"
}

# Most texts are plain, and a run that finds nothing new shall cost little.
json_quoted() {
  case $1 in
    *[!A-Za-z0-9\ ._:/@+,\;\(\)%=-]*) printf '"%s"' "$(printable "$1" | sed 's/[\\"]/\\&/g')" ;;
    *) printf '"%s"' "$1" ;;
  esac
}

# The admin's own words, in any language.
json_worded() {
  case $1 in
    *[!\ -~]*) ;;
    *)
      json_quoted "$1"
      return
      ;;
  esac
  if printf '%s' "$1" | iconv -f UTF-8 -t UTF-8 >/dev/null 2>&1; then
    printf '"%s"' "$(printf '%s' "$1" | tr -d '\000-\037\177' | sed 's/[\\"]/\\&/g')"
  else
    json_quoted "$1"
  fi
}

# What follows from the record: where cron(8) calls at even steps, the next call is one interval behind the last.
complete_record() {
  next_run=''
  if [ "$gaps" = even ] && is_number "$rec_scheduled"; then next_run=$((rec_scheduled + interval)); fi
  shown_upstream=${rec_upstream:-${upstreams%%"$newline"*}}
  # Whose password it is concerns nobody.
  shown_host=${shown_upstream#*://}
  shown_host=${shown_host%%/*}
  case $shown_host in
    *@*) shown_upstream=${shown_upstream%%://*}://${shown_upstream#*@} ;;
  esac
  # What waits for somebody to look: `KIND COUNT`, one behind the other.
  held_back=''
  [ -e "$state/held" ] || return 0
  while read -r held_kind held_count; do
    held_back="${held_back:+$held_back, }$held_kind $held_count"
  done <"$state/held"
}
