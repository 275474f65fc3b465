# The programs that do the work: each ends with the run, in time, and when nothing comes any more.

# SECONDS COMMAND...
run_limited() {
  run_seconds=$1
  shift
  remove_files "$scratch/hung" "$scratch/crowded" "$scratch/listless"
  tell_time
  run_began=$time
  timeout -k 30 "$run_seconds" "$@" >"$scratch/out" 2>"$scratch/err" &
  child=$!
  # It may outlive the run by a step: a signal that comes before a new subshell has put off its parent's traps is lost.
  # Without exec, a shell would keep the locks open for the day on which the function ends.
  { exec 7>&- 9>&-; watch_progress "$child"; } >/dev/null 2>&1 &
  watcher=$!
  tell_start
  wait "$child"
  code=$?
  kill "$watcher" 2>/dev/null
  [ "$code" -eq 0 ] || end_group "$child"
  child=''
  log_file "$scratch/err"
}

# rsync's processes wait for their upstream a while, also when they have been told to end.
end_group() {
  for chance in 1 2 3; do
    [ -n "$(measure_progress "$1")" ] || return 0
    sleep "$((chance - 1))"
  done
  kill -s KILL -- "-$1" 2>/dev/null
}

# Why it was ended, if it was: sets result and message.
is_ended_early() {
  result=failed
  if [ -e "$scratch/hung" ]; then
    result=network
    message="nothing came from the upstream for $io_timeout seconds"
  elif [ -e "$scratch/crowded" ]; then
    result=full
    message="the disk of $path got too full during the sync: $headroom MiB are to stay free"
  elif [ -e "$scratch/listless" ]; then
    result=unfit
    message="the disk of $state got too full during the sync"
  elif [ "$code" -eq 124 ] || [ "$code" -eq 137 ]; then
    message="no end after $timeout seconds"
    tell_time
    [ "$((time - run_began))" -ge "$run_seconds" ] || message='the transfer was killed: was there no memory left?'
  else
    return 1
  fi
}

# PROGRAM: what it says after that its disk is full only follows from it. A reason ends its line; names do not, and what
# comes from the upstream's side is of another disk.
explain_full() {
  grep -a -E '[:(] ?(No space left on device|Disk quota exceeded)\)?( \([0-9]+\))?$' "$scratch/err" |
    grep -a -m 1 -v -E '^(@ERROR|rsync: \[sender\]|remote:|fatal: remote error:)|Access failed:' >"$scratch/telling" || return 0
  result=full
  message="$1: $(print_telling "$1")"
}

# PROGRAM: the line, without the name that some say first.
print_telling() {
  printable "$(sed "s/^$1: //" "$scratch/telling" | tr '\000' '?')"
}

# rsync's own --timeout does not see an upstream that stopped with its connection open: what rsync writes to keep the
# connection alive goes to the kernel's buffer and counts as progress (check_timeout in its io.c).
watch_progress() {
  step=$((io_timeout / 4))
  [ "$step" -le 15 ] || step=15
  [ "$step" -ge 1 ] || step=1
  idle=0 seen=''
  while sleep "$step"; do
    progress=$(measure_progress "$1")
    [ -n "$progress" ] || return
    idle=$((idle + step))
    [ "$progress" = "$seen" ] || idle=0
    seen=$progress
    ending=''
    [ "$idle" -lt "$io_timeout" ] || ending=hung
    # How much comes by git and lftp nobody knows before it is here.
    [ -z "$needs_room" ] || has_space 0 0 || ending=crowded
    # What an upstream has to say goes there.
    has_list_room || ending=listless
    [ -n "$ending" ] || continue
    true >"$scratch/$ending"
    kill "$1"
    end_group "$1"
    return
  done
}

# What the processes of a group have read, and worked in tenths of a second; proc(5). timeout(1) makes a group.
measure_progress() {
  cat /proc/[0-9]*/stat 2>/dev/null | awk -v group="$1" '
    {
      process = $1
      sub(/^.*\) /, "")
      if ($3 != group) next
      found = 1
      ticks += $12 + $13
      file = "/proc/" process "/io"
      while ((getline line <file) > 0) if (line ~ /^rchar: /) { split(line, part, " "); bytes += part[2] }
      close(file)
    }
    END { if (found) printf "%.0f %d\n", bytes, ticks / 10 }'
}

# Sleeps so that a signal ends it.
pause() {
  sleep "$1" 7>&- 9>&- &
  child=$!
  tell_start
  wait "$child"
  child=''
}
