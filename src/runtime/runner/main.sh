# shellcheck shell=sh
# The runner: carries out the steps of a plan, or none of them. It lies beside them on the host, in the record of its
# run, and is started apart from the login that brought it. Steps are data and are never evaluated; their words were
# checked by the sender and hold no blank and no character of a pattern.
#
# guard → install → guard again → make directories → stage → check → switch → activate → health → commit → order.
# Until the switch nothing that serves has changed. From the switch on, a failure undoes files and services.

# main run|recover|boot ID. `run` does the steps; `recover` ends a run that was cut off; `boot` does so while the
# host starts.
main() {
  id=$2 home=/var/lib/mirrorc waiting='' reason=failed
  tx=$home/tx/$id
  LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin
  export LC_ALL PATH
  # Whatever the host's systemd gives to each unit: nothing of that is meant for what is tested here.
  unset POSIXLY_CORRECT BASH_ENV RSYNC_PROXY RSYNC_RSH RSYNC_CONNECT_PROG
  umask 022
  set -f
  # It ends in all or nothing by itself, and sooner than a host goes down.
  trap '' HUP PIPE INT TERM
  case $1 in
    run) run ;;
    recover) recover ;;
    boot) waiting=--no-block && recover ;;
  esac
}

run() {
  spool=$home/tx/.$id
  exec </dev/null >>"$spool/log" 2>&1 8>>"$home/lock"
  hide_lock
  sign "$spool"
  if ! flock -n 8; then
    name_others
    announce locked
  elif [ -n "$(unfinished)" ]; then
    name_others
    announce unfinished
  else
    forget_old_runs
    mv "$spool" "$tx" && sync "$home/tx" && run_steps 8>&-
    return
  fi
  rm -r "$spool"
}

# What the run had committed stays; all else is put back.
recover() {
  [ ! -e "$tx/result" ] || { await_no_reset; return 0; }
  exec </dev/null >>"$tx/log" 2>&1 8>>"$home/lock"
  hide_lock
  flock -w 60 8 || return 1
  [ ! -e "$tx/result" ] || return 0
  sign "$tx"
  recover_steps 8>&-
}

# Whoever can open a file can lock it; flock(2).
hide_lock() { chmod 600 "$home/lock"; }

# For others to see whether this process is still there.
sign() { printf '%s %s %s\n' "$$" "$(begin_of "$$")" "$(cat /proc/sys/kernel/random/boot_id)" >"$1/runner"; }

recover_steps() {
  if is_committed; then
    each_order settle_order
    result "$outcome"
  elif undo; then
    result rolled-back
  else
    result stuck
  fi
  [ "$word" != stuck ]
}

is_committed() { [ -e "$home/ledger.json" ] && grep -q "^  \"run\": \"$id\"" "$home/ledger.json"; }

runs() { find "$home/tx" -mindepth 1 -maxdepth 1 -type d -name '[!.]*' -printf '%f\n' | sort; }

# The ids of the runs without a result.
unfinished() {
  for other in $(runs); do
    [ -e "$home/tx/$other/result" ] || printf '%s\n' "$other"
  done
}

name_others() {
  for other in $(unfinished); do printf '%s by %s\n' "$other" "$(cat "$home/tx/$other/by")"; done
}

# The records of the last twenty runs are kept, this one among them: their names begin with the time. What begins with
# a dot and is not this run was never begun.
forget_old_runs() {
  for other in $(runs | sort -r | tail -n +20); do rm -r "$home/tx/$other"; done
  find "$home/tx" -mindepth 1 -maxdepth 1 -name '.*' ! -name ".$id" -mmin +60 -exec rm -r {} +
}

run_steps() {
  manager=$(sed -n 's/^manager //p' "$tx/steps")
  guard before || { result stale; return; }
  if ! { await_reset && prepare; }; then
    stopped_before_switch
  elif ! guard after; then
    put_back_all
    result diverged
  elif ! { make_directories && make_placeholders && stage && check; }; then
    stopped_before_switch
  elif switch && activate && health && commit; then
    each_order order
    result "$outcome"
  elif undo; then
    result rolled-back
  else
    result stuck
  fi
}

stopped_before_switch() {
  put_back_all
  if may_go_on; then result "$reason"; else result interrupted; fi
}

# begin STEP: says what is done next, and fails when the client has asked to stop.
begin() {
  say "$@"
  may_go_on || { echo 'it was interrupted'; return 1; }
}

may_go_on() { [ ! -e "$tx/interrupt" ]; }

# Whoever follows the log reads these lines; a full disk is no reason to stop.
say() { printf '%s step %s\n' "$id" "$*" 2>/dev/null || :; }

announce() { printf '%s result %s\n' "$id" "$1" 2>/dev/null || :; }

result() {
  word=$1
  # What a check that failed, or was cut off, has copied: the keys of all that nginx serves are among it.
  rm -rf "$tx/nginx" "$tx/tls"
  # Written over what is there already, which needs no room on a full disk.
  printf '%-12s\n' "$word" 1<>"$tx/ending" && mv "$tx/ending" "$tx/result"
  await_no_reset
  announce "$word"
}

# Nothing that is called here may read the steps, which are on stdin while they are carried out. While the host starts,
# nobody waits for a unit: it may itself wait for this one; systemctl(1).
systemctl() {
  # shellcheck disable=SC2086
  command systemctl $waiting "$@" </dev/null
}
nginx() { command nginx "$@" </dev/null; }
groupadd() { command groupadd "$@" </dev/null; }
useradd() { command useradd "$@" </dev/null; }
