# One run of a module at a time, and so many modules of a host. flock(1): a lock ends with the last process that has it
# open, also with a transfer that outlives a killed run.

take_lock() {
  open_for_lock "$state/lock" || give_up "cannot open $state/lock"
  exec 9>>"$state/lock"
  if flock -n 9; then
    tell_time
    printf '%s %s\n' "$$" "$time" >"$state/holder"
    return 0
  fi
  holder_since=''
  read -r holder_pid holder_since <"$state/holder" || :
  is_number "$holder_since" || holder_since=$(now)
  holder_age=$(($(now) - holder_since))
  if [ "$holder_age" -gt "$stale_after" ]; then
    message="another run (process $holder_pid) is at it for $holder_age seconds, more than $stale_after"
    result=overdue log=/dev/null
    printf '%s: %s\n' "$module" "$message" >&2
    [ -n "$dry" ] || run_hook failure
    exit 75
  fi
  [ -z "$loud" ] || printf 'another run of %s is at it for %s seconds\n' "$module" "$holder_age"
  exit 0
}

# A shell ends with an exec that fails, and not with what is given behind it. Whoever can open a file can lock it;
# flock(2). The directory is open to all, for those who only look.
open_for_lock() {
  umask 077
  true >>"$1"
  opened=$?
  umask 022
  [ "$opened" -eq 0 ] && chmod 600 "$1"
}

# Always as long for the same module of the same host.
wait_jitter() {
  [ "$jitter" -gt 0 ] && [ -z "$at_once" ] || return 0
  jitter_hash=$(printf '%s %s' "$(uname -n)" "$module" | cksum)
  jitter_seconds=$((${jitter_hash%% *} % jitter))
  say "waiting $jitter_seconds seconds, as always, so that mirrors do not all call at once"
  pause "$jitter_seconds"
}

take_slot() {
  [ "$parallel" -gt 0 ] || return 0
  make_directory "$state_root/slots"
  waits=''
  tell_time
  slot_until=$((time + slot_wait))
  while :; do
    slot=1
    while [ "$slot" -le "$parallel" ]; do
      open_for_lock "$state_root/slots/$slot" || give_up "cannot open $state_root/slots/$slot"
      exec 7>>"$state_root/slots/$slot"
      if flock -n 7; then
        [ -z "$waits" ] || tell_wait ''
        return 0
      fi
      slot=$((slot + 1))
    done
    exec 7>&-
    tell_time
    [ "$time" -lt "$slot_until" ] || return 1
    if [ -z "$waits" ]; then
      waits=yes
      say "$parallel syncs of this host are running: waiting for one to end"
      tell_wait "waits since $(format_time '%04d-%02d-%02d %02d:%02d:%02d') UTC: $parallel syncs of this host are running"
    fi
    pause 1
  done
}

# TEXT: why nothing comes yet, for who asks meanwhile.
tell_wait() {
  rec_message=$1
  [ -n "$dry" ] || untold=yes
}
