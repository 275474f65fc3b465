# shellcheck shell=sh
# What `doctor` asks beyond the probe, in the same manner: reads from stdin what is asked, up to a line `end`, and
# answers in the sections of probe.sh. It writes nothing, and it works without privileges as far as those go. Nothing
# that it waits for may keep it: not a dead disk, not an upstream that is silent, not a tree of millions of files.

# checkup_clock NONCE: alone, so that its sender knows when it was asked.
checkup_clock() {
  # shellcheck disable=SC2034
  nonce=$1
  printf '\n'
  section clock
  date +%s
  section end
}

# checkup NONCE MANAGER
checkup() {
  # shellcheck disable=SC2034
  nonce=$1
  manager=$2
  LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin TZ=UTC
  export LC_ALL PATH TZ
  unset POSIXLY_CORRECT BASH_ENV
  set -f
  storage='' owner='' trees='' modules='' upstreams='' names='' asks=''
  while IFS=' ' read -r what name value; do
    case $what in
      storage) storage=$name ;;
      user) owner=$name ;;
      tree) trees="$trees $value" modules="$modules $name" ;;
      upstream) upstreams="$upstreams $name=$value" ;;
      name) names="$names $name" ;;
      ask) asks="$asks$name $value
" ;;
      end) break ;;
    esac
  done
  printf '\n'
  checkup_network
  checkup_machine
  checkup_sockets
  checkup_services
  checkup_places
  checkup_owners
  checkup_packages
  checkup_leftovers
  checkup_failed
  checkup_cron
  section end
}

checkup_machine() {
  section machine
  printf 'cores %s\n' "$(nproc)"
  while read -r key value _; do
    case $key in MemTotal:) printf 'memory %s\n' "$value" ;; esac
  done </proc/meminfo
  printf 'container %s\n' "$(systemd-detect-virt -c 2>/dev/null)"
  printf 'synchronized %s\n' "$(checkup_synchronized)"
  # What Debian's and Ubuntu's packages leave. Where a kernel is replaced, its modules go with it.
  if [ -e /run/reboot-required ]; then echo 'reboot required'; fi
  if [ -n "$(ls /usr/lib/modules 2>/dev/null)" ] && [ ! -d "/usr/lib/modules/$(uname -r)" ]; then
    echo 'reboot kernel'
  fi
  device=$(ip -o route show default 2>/dev/null | sed -n '1s/.* dev \([^ ]*\).*/\1/p')
  # Of a virtual device it says -1, or nothing; sysfs-class-net, speed.
  [ -z "$device" ] || printf 'speed %s\n' "$(cat "/sys/class/net/$device/speed" 2>/dev/null)"
}

# Not by timedatectl, which starts a service that makes directories for itself.
checkup_synchronized() {
  # systemd-timesyncd.service(8)
  if [ -e /run/systemd/timesync/synchronized ]; then
    echo yes
  elif systemctl -q is-active systemd-timesyncd.service 2>/dev/null; then
    echo no
  else
    # chronyc(1): over UDP, as its other way needs a socket of its own.
    case $(timeout 5 chronyc -n -h 127.0.0.1 tracking 2>/dev/null) in
      *'Not synchronised'*) echo no ;;
      *'Leap status'*) echo yes ;;
    esac
  fi
}

# All that waits for somebody else's answer goes side by side. Each answer is one short line, written at once.
checkup_network() {
  section addresses
  ip -o address show scope global 2>/dev/null
  section network
  checkup_resolver &
  for name in $names; do
    checkup_name "$name" 4 &
    checkup_name "$name" 6 &
  done
  wait
  running=0
  for upstream in $upstreams; do
    checkup_upstream "${upstream%=*}" "${upstream##*=}" 4 &
    checkup_upstream "${upstream%=*}" "${upstream##*=}" 6 &
    running=$((running + 1))
    [ $((running % 16)) != 0 ] || wait
  done
  wait
}

# Whether a name server answers at all, of which getent(1) says nothing. Asked for the servers of the root, as everybody
# has them: RFC 1035 §4. The answer begins as the question did, and its fourth byte ends in 2 where the server itself
# got none.
checkup_resolver() {
  for server in $(sed -n 's/^nameserver[[:space:]]*\([0-9A-Fa-f.:]*\).*/\1/p' /etc/resolv.conf 2>/dev/null | head -n 3); do
    # shellcheck disable=SC2016
    answer=$(timeout 4 bash --norc -c '
      exec 3<>"/dev/udp/$1/53" && printf "\x12\x34\1\0\0\1\0\0\0\0\0\0\0\0\2\0\1" >&3 &&
      dd bs=512 count=1 status=none <&3 | od -An -N4 -tx1 | tr -d " "' bash "$server" 2>/dev/null </dev/null)
    case $answer in
      1234???2) ;;
      1234*) echo 'resolver answers' && return ;;
    esac
  done
}

# checkup_name NAME FAMILY: its addresses in DNS, and not in /etc/hosts, where a host has its own name at a loopback
# address. A name without an IPv6 address gets its IPv4 one as ::ffff:…; -A: of a family too that the host itself has
# not; getent(1).
checkup_name() {
  found=$(timeout 10 getent -A -s dns "ahostsv$2" "$1" 2>/dev/null | sed -n -e '/^::ffff:/d' -e 's/[[:space:]]*STREAM.*//p' | tr '\n' ' ')
  printf 'name %s %s %s\n' "$1" "$2" "$found"
}

# checkup_upstream HOST PORT FAMILY: how long a connection takes, in milliseconds. As the sync resolves the name.
checkup_upstream() {
  address=$(timeout 10 getent -A "ahostsv$3" "$1" 2>/dev/null | sed -n -e '/^::ffff:/d' -e 's/[[:space:]]*STREAM.*//p' | head -n 1)
  if [ -z "$address" ]; then
    printf 'upstream %s %s %s\n' "$1" "$2" "$3"
    return
  fi
  # bash is on every distribution here, and can open a connection: bash(1), REDIRECTION.
  # shellcheck disable=SC2016
  answer=$(timeout 6 bash --norc -c '
    begin=${EPOCHREALTIME/./}
    exec 3<>"/dev/tcp/$1/$2" || exit
    echo "ms $(((${EPOCHREALTIME/./} - begin) / 1000))"' bash "$address" "$2" 2>&1 </dev/null)
  [ $? != 124 ] || answer='no answer within six seconds'
  printf 'upstream %s %s %s %s %s\n' "$1" "$2" "$3" "$address" "$(printf '%s\n' "$answer" | head -n 1)"
}

checkup_sockets() {
  command -v ss >/dev/null || return 0
  section sockets
  sockets=$(ss -H -l -t -n -p)
  printf '%s\n' "$sockets"
  section holders
  for holder in $(printf '%s\n' "$sockets" | grep -o 'pid=[0-9]*' | sort -u); do
    # cgroups(7): of the one hierarchy, systemd's unit is the last directory.
    printf '%s %s\n' "${holder#pid=}" "$(sed -n 's|^0::.*/||p' "/proc/${holder#pid=}/cgroup" 2>/dev/null)"
  done
}

# What is wrong with the services for which systemd listens: they are asked as at the end of an apply; ask.sh.
checkup_services() {
  section services
  printf '%s' "$asks" | while read -r protocol port rest; do
    complaint=''
    # shellcheck disable=SC2086
    "answers_$protocol" "$port" $rest || printf '%s %s\n' "$port" "$(printf '%s\n' "$complaint" | head -n 1)"
  done
}

# What keeps silent is there: a disk that is dead, or a server.
is_there() {
  timeout 5 test -e "$1"
  case $? in 0 | 124) return 0 ;; esac
  [ "$1" = / ]
}

# On what the trees lie, or would.
# Those of the trees, and those that a sync writes its records to, and nginx its log.
checkup_places() {
  section places
  for path in $storage $trees /var/lib/mirrorc-sync /var/log; do
    place=$path
    until is_there "$place"; do
      place=${place%/*}
      place=${place:-/}
    done
    printf 'place %s %s\n' "$path" "$place"
    timeout 5 findmnt -n -r -T "$place" -o TARGET,FSTYPE,OPTIONS 2>/dev/null | sed 's/^/mount /'
    timeout 5 df -P -B1 "$place" 2>/dev/null | sed -n '2s/^/bytes /p'
    timeout 5 df -P -i "$place" 2>/dev/null | sed -n '2s/^/inodes /p'
  done
  section unmounted
  if [ -r /etc/fstab ]; then
    while read -r device place _ options _; do
      case $device,$options, in '#'* | *,noauto,*) continue ;; esac
      case $place in /*) timeout 5 mountpoint -q "$place" || printf '%s\n' "$place" ;; esac
    done </etc/fstab
  fi
  section sizes
  for name in $modules; do checkup_size "$name" "/var/lib/mirrorc/status/$name.json"; done
}

# checkup_size MODULE FILE. In the sync user's directory anything may lie: a pipe that nobody writes to, or what has no end.
checkup_size() {
  if [ -L "$2" ] || [ ! -f "$2" ] || [ ! -r "$2" ]; then return; fi
  timeout 5 head -c 65536 "$2" | sed -n "s/.*\"size_bytes\": \([0-9][0-9]*\).*/$1 \1/p"
}

# What in the trees is not the sync user's. The last line says whether all was seen.
checkup_owners() {
  [ -n "$owner" ] && id "$owner" >/dev/null 2>&1 || return 0
  set --
  for path in $trees; do
    ! timeout 5 test -d "$path" || set -- "$@" "$path"
  done
  [ $# -gt 0 ] || return 0
  section owners
  {
    timeout 10 find -H "$@" -xdev ! -user "$owner" -printf 'is %u %p\n' 2>/dev/null
    printf 'end %s\n' "$?"
  } | head -n 20
}

checkup_packages() {
  section refreshed
  case $manager in
    # A list has the archive's time; the directories have that of the last update.
    apt)
      [ -z "$(find /var/lib/apt/lists -maxdepth 1 -name '*Release' 2>/dev/null | head -n 1)" ] ||
        stat -c %Y /var/lib/apt/lists /var/lib/apt/lists/partial /var/lib/apt/periodic/update-success-stamp 2>/dev/null
      ;;
    pacman) find /var/lib/pacman/sync -name '*.db' -printf '%T@\n' 2>/dev/null ;;
  esac
}

# New versions of configuration files that package managers laid beside those that somebody had edited: pacman(8),
# dpkg(1), ucf(1). Before each, the package that has the file.
checkup_leftovers() {
  section leftovers
  timeout 10 find /etc -xdev \( -name '*.pacnew' -o -name '*.dpkg-dist' -o -name '*.dpkg-new' -o -name '*.ucf-dist' \
    -o -name '*.ucf-new' \) 2>/dev/null | head -n 50 | while IFS= read -r path; do
    holder=''
    case $manager in
      apt) holder=$(dpkg-query -S "${path%.*}" 2>/dev/null | head -n 1) ;;
      pacman) holder=$(pacman -Qqo "${path%.*}" 2>/dev/null | head -n 1) ;;
    esac
    holder=${holder%%:*}
    printf '%s %s\n' "${holder:--}" "$path"
  done
}

checkup_failed() {
  section failed
  timeout 5 systemctl list-units --state=failed --plain --no-legend --no-pager --full 2>/dev/null
}

# Jobs of somebody else's that sync to our trees; crontab(5). Only their number is told: a line may hold a password.
checkup_cron() {
  [ -n "$trees" ] || return 0
  section cron
  set --
  for path in $trees; do set -- "$@" -e "$path"; done
  set +f
  for file in /var/spool/cron/crontabs/* /var/spool/cron/* /etc/crontab /etc/cron.d/*; do
    case $file in */mirrorc) continue ;; esac
    if [ ! -f "$file" ] || [ ! -r "$file" ]; then continue; fi
    count=$(grep '^[[:space:]]*[0-9*@][^#]*rsync' "$file" | grep -c -F "$@")
    [ "$count" = 0 ] || printf '%s %s\n' "$count" "$file"
  done
  set -f
}
