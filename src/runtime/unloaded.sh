# shellcheck shell=sh
# Part of the probe: what lies in nginx's directory and nginx has not read.

# unloaded_since PID_FILE: seconds of the epoch, after which nginx that runs has read nothing; nothing where that cannot
# be told. Each reload starts all workers anew, and those of before go when their last connection does.
unloaded_since() {
  main='' children='' titles=''
  # The list of children ends without an end of line, at which read fails though it has read.
  { read -r main <"$1" && read -r children <"/proc/$main/task/$main/children"; } 2>/dev/null
  for child in $children; do titles="$titles /proc/$child/cmdline"; done
  [ -n "$titles" ] || return 0
  oldest=''
  # shellcheck disable=SC2086
  working=$(grep -L 'is shutting down' $titles 2>/dev/null)
  for title in $working; do
    { read -r stat <"${title%/*}/stat"; } 2>/dev/null || continue
    # proc_pid_stat(5): field 22, the 20th after the name, is the start in hundredths of a second after the boot.
    # shellcheck disable=SC2086
    set -- ${stat##*) }
    if [ -z "$oldest" ] || [ "${20}" -lt "$oldest" ]; then oldest=${20}; fi
  done
  [ -n "$oldest" ] || return 0
  read -r up _ </proc/uptime
  # A second more, as all of these are rounded.
  printf '%s\n' "$(($(date +%s) - ${up%.*} + oldest / 100 + 1))"
}

# probe_unloaded UNIT: the files that its next reload would read, and that were changed after its last. What lies in
# sites-available is read through links in sites-enabled alone.
probe_unloaded() {
  since=$(unloaded_since /run/nginx.pid)
  [ -n "$since" ] || return 0
  section unloaded "$1"
  {
    # Links may lead to trees, and to disks that do not answer.
    timeout 10 find -L /etc/nginx -path /etc/nginx/sites-available -prune -o \
      -type f -newermt "@$since" ! -name '.*' ! -name '*.dpkg-*' -print
    # A new link to an old file is as good as a new file.
    timeout 10 find /etc/nginx -path /etc/nginx/sites-available -prune -o -type l -newermt "@$since" -print
  } 2>/dev/null | sort -u
}
