# One run: from the lock to the record.

sync_module() {
  tell_time
  started=$time
  take_lock
  scratch=$state/run
  [ ! -e "$scratch" ] || rm -rf -- "$scratch"
  make_directory "$scratch"
  # sort(1) puts there what its memory does not hold.
  export TMPDIR="$scratch"
  read_record
  last_message=$rec_message
  result='' message='' attempt=0 used_url='' child='' received=0 code='' was_unfinished='' has_looked='' is_listing='' deleted=0 hollow=0 untold=''
  newer_failed=''
  if [ -n "$dry" ]; then
    loud=yes
    log=$scratch/log
    true >"$log"
    sync_now
    say "${message:-nothing would change}"
    exit_by_result
  fi
  open_log
  trap 'stop_run 129' HUP
  trap 'stop_run 130' INT
  trap 'stop_run 143' TERM
  start_record
  sync_now
  finish_run
  exit_by_result
}

# MESSAGE: what cannot begin, or go on, is heard all the same: as far as that can be.
give_up() {
  message=$(printable "$1")
  if [ "$action" != sync_module ] || [ -n "$dry" ]; then
    printf '%s: %s\n' "$module" "$message" >&2
    exit 3
  fi
  result=unfit
  if [ -z "$rec_state" ]; then
    read_record
    tell_time
    started=$time rec_last_attempt=$time received=0 deleted=0
  fi
  [ -w "$log" ] || log=/dev/null
  finish_run
  exit_by_result
}

start_record() {
  [ -n "$at_once" ] || rec_scheduled=$started
  rec_last_attempt=$started rec_state=syncing rec_message='' untold=yes
}

# That the run has begun is written down while it waits for something: the upstream takes its time in any case.
tell_start() {
  [ -n "$untold" ] || return 0
  untold=''
  add_to_record
}

sync_now() {
  [ -n "$dry" ] || wait_jitter
  if ! take_slot; then
    result=busy
    message="$parallel syncs of this host are running, and none ended within $slot_wait seconds"
    return
  fi
  read_acknowledgement
  check_storage || return
  [ -n "$dry" ] || bring_back || return
  check_pin || return
  [ -n "$dry" ] || arrange_tree || return
  try_again
}

# Only the network is worth a second try.
try_again() {
  retry_pause=$retry_wait
  while :; do
    try_upstreams
    [ "$result" = network ] && [ "$attempt" -lt "$retries" ] && [ -z "$dry" ] || return 0
    attempt=$((attempt + 1))
    say "trying again in $retry_pause seconds ($attempt of $retries)"
    pause "$retry_pause"
    retry_pause=$((retry_pause * 2))
  done
}

# In their order; the next one when one cannot be had, or is no good today.
try_upstreams() {
  failures='' worst=''
  rest=$upstreams
  while [ -n "$rest" ]; do
    url=${rest%%"$newline"*}
    url=${url%/}
    rest=${rest#*"$newline"}
    result='' message=''
    say "pulling from $url"
    sync_from
    case $result in
      ok | unchanged)
        used_url=$url
        message=$message${failures:+ (but $failures)}
        return
        ;;
      network | refused | partial | behind | older | held) note_failure ;;
      *) return ;;
    esac
  done
  result=$worst
  message=$failures
}

note_failure() {
  say "$message"
  [ "$result/$url" != "partial/$rec_came_from" ] || newer_failed=$url
  case $upstreams in
    *"$newline"?*) failures="${failures:+$failures; }$url: $message" ;;
    *) failures=$message ;;
  esac
  # A person has to hear of what is held back, also when another upstream was not reached.
  case $worst in
    held) ;;
    older) [ "$result" != held ] || worst=held ;;
    *) [ "$result" = behind ] || worst=$result ;;
  esac
}

sync_from() {
  case $url in
    rsync://*) sync_rsync ;;
    git+https://*) sync_git ;;
    https://* | ftp://*) sync_lftp ;;
  esac
}

# Those that are there.
remove_files() {
  for unwanted in "$@"; do
    [ ! -e "$unwanted" ] || rm -f -- "$unwanted"
  done
}

stop_run() {
  trap '' HUP INT TERM
  if [ -n "$child" ]; then
    kill "$child" 2>/dev/null
    wait "$child"
    end_group "$child"
  fi
  bring_back
  result=interrupted
  message="ended by a signal"
  finish_run
  exit "$1"
}

finish_run() {
  # What has come to its end is not interrupted any more. Not '': the hooks would ignore them too.
  trap : HUP INT TERM
  tell_start
  tell_time
  ended=$time
  rec_last_ended=$ended
  rec_duration=$((ended - started))
  rec_exit=$code
  rec_message=$message
  rec_received=$received
  rec_received_total=$((rec_received_total + received))
  case $result in
    ok | unchanged) finish_well ;;
    held | older) finish_badly held ;;
    *) finish_badly failed ;;
  esac
  rm -rf -- "$scratch"
}

finish_well() {
  rec_state=success rec_failures=0 rec_held='' rec_inconsistent='' rec_pinned=''
  forget_arrival
  rec_last_success=$ended rec_upstream=$used_url
  drop_acknowledgement
  remove_files "$state/held" "$state/unfinished" "$state/first" "$state/unverified" "$state/verified" "$state/identities"
  say "done: ${message:-nothing new}"
  tell_syslog "$module: ${message:-nothing new}"
  write_record
  write_reports
  run_hook success
}

finish_badly() {
  rec_state=$1
  rec_failures=$((rec_failures + 1))
  # Of what is not whole, all may go back.
  if [ "$result" = inconsistent ]; then
    rec_inconsistent=yes
    forget_arrival
  fi
  # An acknowledgement covers one run; one that could not look, or had no room or time, was none.
  case $result/$code in
    network/* | full/* | interrupted/* | unfit/* | busy/* | failed/124 | failed/137) [ "$deleted" -eq 0 ] || drop_acknowledgement ;;
    *) drop_acknowledgement ;;
  esac
  message=${message:-${result:-it is not known why}}
  say "$1: $message"
  write_record
  write_reports
  tell_syslog "$module: $1: $message" >&2
  run_hook failure
}

exit_by_result() {
  case $result in
    ok | unchanged) exit 0 ;;
    held | older) exit 2 ;;
    unfit | full) exit 3 ;;
    *) exit 1 ;;
  esac
}
