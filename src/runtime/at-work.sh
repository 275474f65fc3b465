# shellcheck shell=sh
# is_at_work RECORD: whether the process that wrote its name into the record of a run is still there. (/proc/locks would
# tell who holds a lock, but not on every file system by the inode that stat shows.)
is_at_work() (
  read -r pid begun boot 2>/dev/null <"$1/runner" || return 1
  [ "$boot" = "$(cat /proc/sys/kernel/random/boot_id)" ] && [ "$(begin_of "$pid")" = "$begun" ]
)

# When a process began, in ticks since the machine did: field 22; proc(5). The name before it may hold anything.
begin_of() (
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
  set -f
  # shellcheck disable=SC2086
  set -- ${stat##*) }
  echo "${20}"
)
