# The time, without a program for each look at it: a run that finds nothing new shall cost little.

# date(1) is asked once; from then on the machine's own clock counts. proc(5), uptime: with the time spent asleep.
start_clock() {
  clock_offset=0
  tell_time
  clock_offset=$(($(date +%s) - time))
}

# Sets time, in seconds since 1970.
tell_time() {
  read -r time _ </proc/uptime
  time=$((${time%.*} + clock_offset))
}

now() {
  tell_time
  printf '%s' "$time"
}

# FORMAT [TIME]: a format of printf(1) for year, month, day, hour, minute and second, in that order. The days are
# counted in years that begin with March, so that the day that some years have more is their last.
format_time() {
  [ -n "${2-}" ] || tell_time
  set -- "$1" "${2-$time}"
  day=$(($2 / 86400 + 719468))
  era=$((day / 146097)) day=$((day % 146097))
  year=$(((day - day / 1460 + day / 36524 - day / 146096) / 365))
  day=$((day - (365 * year + year / 4 - year / 100)))
  month=$(((5 * day + 2) / 153))
  day=$((day - (153 * month + 2) / 5 + 1))
  month=$((month < 10 ? month + 3 : month - 9))
  year=$((year + era * 400 + (month <= 2)))
  # shellcheck disable=SC2059
  printf "$1" "$year" "$month" "$day" "$(($2 % 86400 / 3600))" "$(($2 % 3600 / 60))" "$(($2 % 60))"
}
