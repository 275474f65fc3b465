# mirror-sync --status: every module of this host, for people or as JSON.

show_status() {
  status_modules=${1:-$(cd "$modules" 2>/dev/null && ls)}
  [ -z "$as_json" ] || printf '[\n'
  [ -n "$as_json" ] || printf '%-24s %-9s %-20s %8s %8s  %s\n' MODULE STATE 'LAST SUCCESS' AGE SIZE MESSAGE
  separator='' known_since=''
  for status_module in $status_modules; do
    complaint=''
    if [ -z "$1" ]; then
      # What an editor left is none; and a file that is wrong hides no other one.
      is_module_name "$status_module" || continue
      complaint=$( (read_module "$status_module") 2>&1)
    fi
    read_for_status "$status_module"
    known_since=$(stat -c %Y -- "$modules/$status_module" 2>/dev/null)
    if [ -n "$as_json" ]; then
      printf '%s' "$separator"
      status_json
      separator=','
    else
      show_line
    fi
  done
  [ -z "$as_json" ] || printf ']\n'
}

# As much as can be known, where the data file is wrong.
read_for_status() {
  if [ -n "$complaint" ]; then
    default_module
    module=$1
    state=$state_root/$module
  else
    read_module "$1"
  fi
  set_own
  read_record
  complete_record
  say_if_dead
  [ -z "$complaint" ] || rec_state=failed rec_message=$(printable "${complaint#mirror-sync: }")
}

# A run that was killed could not say so.
say_if_dead() {
  [ "$rec_state" = syncing ] && [ -e "$state/lock" ] || return 0
  holder_pid=''
  read -r holder_pid _ 2>/dev/null <"$state/holder" || :
  # Whoever only looks takes no lock from under a run that is about to begin.
  if grep -q mirror-sync "/proc/${holder_pid:-none}/cmdline" 2>/dev/null; then return 0; fi
  # Another user may not lock it, and does not see all processes everywhere; proc(5), hidepid.
  [ -r "$state/lock" ] || [ -r /proc/1/cmdline ] || return 0
  if [ ! -r "$state/lock" ] || flock -n "$state/lock" true; then
    rec_state=failed
    rec_message='the last run was killed'
  fi
}

show_line() {
  last=never age=-
  if is_number "$rec_last_success"; then
    last=$(date -d "@$rec_last_success" '+%Y-%m-%d %H:%M UTC')
    age=$(human_age "$(($(now) - rec_last_success))")
  fi
  printf '%-24s %-9s %-20s %8s %8s  %s\n' "$module" "$rec_state" "$last" "$age" "$(human_size "$rec_size")" "$rec_message"
}

human_age() {
  if [ "$1" -lt 7200 ]; then
    printf '%sm' "$(($1 / 60))"
  elif [ "$1" -lt 172800 ]; then
    printf '%sh' "$(($1 / 3600))"
  else
    printf '%sd' "$(($1 / 86400))"
  fi
}
