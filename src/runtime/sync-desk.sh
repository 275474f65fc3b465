# shellcheck shell=sh
# The login's side of the sync program: asks it, starts it apart from this login, and passes on what it says.
# The words of a call were checked by the sender; what the sync user could have made is touched as that user only.

open_desk() {
  LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin
  export LC_ALL PATH
  unset POSIXLY_CORRECT
  umask 022
  program=/usr/local/lib/mirrorc/mirror-sync service=/etc/systemd/system/mirrorc-sync@
  # What the login shell said before may have left its line open.
  printf '\n'
  [ ! -x "$program" ] || return 0
  section absent
  section end
  return 1
}

section() {
  printf '%s %s\n' "$nonce" "$1${2:+ $2}"
}

# desk_ask NONCE WORD...: what the sync program says to these words, and how it ends.
desk_ask() {
  nonce=$1
  shift
  open_desk || return
  section now "$(date +%s)"
  section said
  { complaints=$("$program" "$@" 2>&1 >&3 3>&- </dev/null); } 3>&1
  code=$?
  section complaints
  printf '%s\n' "$complaints"
  section exit "$code"
  section end
}

# desk_start NONCE ID MODULE WORD...: follows the run to its end, unless another one is at it.
desk_start() {
  nonce=$1 id=$2 module=$3
  shift 2
  open_desk || return
  find_user
  lock=/var/lib/mirrorc-sync/$module/lock
  if [ -e "$lock" ] && ! as_user flock -n "$lock" true; then
    section running
  elif launch "$@"; then
    follow "$box/log" "$pid"
    section ended "$(as_user cat "$box/result" 2>/dev/null)"
    rm -r -- "$box"
  else
    while IFS= read -r line; do printf '%s log %s\n' "$nonce" "$line"; done <"$box.err"
    section not-started
  fi
  rm -f "$box.err"
  section end
}

# desk_follow NONCE MODULE: passes on the log of the run that is at it.
desk_follow() {
  nonce=$1 module=$2
  open_desk || return
  find_user
  state=/var/lib/mirrorc-sync/$module
  pid=$(as_user cut -d ' ' -f 1 "$state/holder" 2>/dev/null)
  case $pid in '' | *[!0-9]*) pid=0 ;; esac
  # Its log has its number in its name; there is none yet, or none at all when it is a dry run.
  log='' chance=0
  while [ -z "$log" ] && [ "$chance" -lt 20 ] && [ -d "/proc/$pid" ]; do
    log=$(as_user find "$state/log" -name "*-$pid.log" -newermt '-7 days' 2>/dev/null | sort | tail -n 1)
    [ -n "$log" ] || sleep 0.1
    chance=$((chance + 1))
  done
  if [ -n "$log" ]; then
    follow "$log" "$pid"
  else
    while [ -d "/proc/$pid" ]; do sleep 0.5; done
  fi
  section end
}

find_user() {
  user=$(sed -n 's/^user //p' /etc/mirrorc/sync.conf)
}

as_user() {
  runuser -u "$user" -- "$@" </dev/null
}

# As cron or the timer of the module would start it, with no more and no less; but apart from whoever asked for it.
launch() {
  boxes=/run/mirrorc-sync
  box=$boxes/$id
  mkdir -p "$boxes" && : >"$box.err" && mkdir -m 0700 "$box" && print_worker >"$box/worker" && chown -R "$user" "$box" || return
  # Of runs whose login went away.
  find "$boxes" -mindepth 1 -maxdepth 1 -mmin +2880 -exec rm -r -- {} + 2>/dev/null
  set -- /bin/sh "$box/worker" "$box" "$program" "$@" --now
  # What the service of the timers shuts off is not to run in the open because systemd refused a unit.
  start_unit "$@" </dev/null >/dev/null 2>"$box.err" ||
    { [ ! -e "$service.service" ] && setsid runuser -u "$user" -- "$@" </dev/null >/dev/null 2>&1; } &
  pid='' chance=0
  while [ -z "$pid" ] && [ "$chance" -lt 100 ]; do
    sleep 0.1
    pid=$(as_user cat "$box/pid" 2>/dev/null)
    chance=$((chance + 1))
  done
  [ -n "$pid" ]
}

start_unit() {
  set -- -- "$@"
  while IFS= read -r property; do
    [ -z "$property" ] || set -- --property="$property" "$@"
  done <<EOF
$(print_hardening)
EOF
  systemd-run --quiet --collect --unit="mirrorc-sync-$id" --description="A sync of $module" --uid="$user" "$@"
}

# What the service of the timers may and may not; nothing where cron starts the syncs.
print_hardening() {
  [ -e "$service.service" ] || return 0
  # Of two lines with the same name the later one is to come first: each is put before the others.
  cat "$service.service" "$service$module.service.d"/*.conf 2>/dev/null | tac |
    grep -E '^(Nice|IOScheduling|UMask|Protect|Private|ReadWritePaths|NoNew|Capability|Ambient|Restrict|Lock|Memory|RemoveIPC|SystemCall)[A-Za-z]*='
  printf 'ReadWritePaths=%s\n' "$box"
}

# A file, because systemd puts something else in place of what looks like a variable in a command; systemd.service(5).
print_worker() {
  cat <<'EOF'
umask 022
cd /
box=$1
shift
true >"$box/log"
echo "$$" >"$box/pid"
"$@" >"$box/log" 2>&1
echo "$?" >"$box/result"
EOF
}

# follow FILE PID: until the process ends.
follow() {
  as_user tail -n +1 -s 0.2 "--pid=$2" -f -- "$1" 2>/dev/null | while IFS= read -r line; do
    printf '%s log %s\n' "$nonce" "$line" || break
  done
}
