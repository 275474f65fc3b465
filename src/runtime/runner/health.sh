# shellcheck shell=sh
# After the activation: every unit runs, and everything that the mirror serves is asked for, as its users would.
health() {
  mains=''
  while read -r step unit _ ports; do
    [ "$step" = activate ] || continue
    begin health "$unit" || return 1
    eventually is_well "$unit" "$ports" || { echo "$complaint"; show "$unit"; return 1; }
    mains="$mains $unit=$main"
  done <"$tx/steps"
  ask_all begin || { echo "$complaint"; return 1; }
  [ -z "$mains" ] || sleep 0.5
  for pair in $mains; do
    [ "$(main_process "${pair%=*}")" = "${pair#*=}" ] || { echo "${pair%=*} does not stay up:"; show "${pair%=*}"; return 1; }
  done
}

# ask_all [begin]: all that the mirror serves.
ask_all() {
  while read -r step protocol port rest; do
    [ "$step" = ask ] || continue
    "${1:-say}" ask "$protocol" "$port" "${rest%% *}" || { complaint='it was interrupted'; return 1; }
    # shellcheck disable=SC2086
    eventually "answers_$protocol" "$port" $rest || return 1
  done <"$tx/steps"
}

# eventually TEST…: it has about five seconds, and up to half a minute where each try takes long.
eventually() {
  tries=0
  latest=$(($(seconds_up) + 20))
  until "$@"; do
    tries=$((tries + 1))
    [ "$tries" -lt 50 ] && [ "$(seconds_up)" -lt "$latest" ] || return 1
    sleep 0.1
  done
}

# No clock that somebody could set meanwhile.
seconds_up() {
  read -r up _ </proc/uptime && printf '%s' "${up%%.*}"
}

show() { systemctl --no-pager -n 20 status "$1"; }

# For a socket systemd itself listens.
main_process() {
  case $1 in
    *.socket) echo 1 ;;
    *) systemctl show -p MainPID --value "$1" ;;
  esac
}

# The process ids of a daemon's workers; proc(5).
workers() { [ "$1" = 1 ] || cat "/proc/$1/task/$1/children" 2>/dev/null; }

# is_well UNIT PORT,PORT… (0: it listens nowhere). A unit is well when it is active, its main process listens where it
# should, and the workers of nginx are newer than the reload: one that could not take a port keeps the old ones, and a
# daemon that dies right after its start looks fine to systemctl.
is_well() {
  complaint="$1 does not come up:"
  systemctl -q is-active "$1" || return 1
  main=$(main_process "$1")
  listens "$1" "$2" || return 1
  complaint="$1 goes on with its old configuration: it could not use the new one:"
  has_new_workers "$1"
}

listens() {
  [ "$2" != 0 ] || return 0
  for port in $(printf '%s' "$2" | tr , ' '); do
    # rsync is content when it gets the port for IPv6 alone, which is written in brackets; one socket for both is a star.
    listeners=$(ss -H -l -t -n -p "sport = :$port" | grep -v ' \[')
    printf '%s\n' "$listeners" | grep -q "pid=$main," && continue
    complaint="$1 does not listen at port $port${listeners:+, which another program has:
$listeners}"
    return 1
  done
}

# Until its last old worker has let go of the ports, some of what is asked is answered by the old configuration.
has_new_workers() {
  [ -s "$tx/workers-$1" ] || return 0
  listeners=$(ss -H -l -t -n -p)
  # shellcheck disable=SC2013
  for worker in $(cat "$tx/workers-$1"); do
    case $listeners in *"pid=$worker,"*) return 1 ;; esac
  done
  for worker in $(workers "$main"); do
    grep -qwF "$worker" "$tx/workers-$1" || return 0
  done
  return 1
}

answers_http() { answers_web http "$@"; }

answers_https() { answers_web https "$@"; }

# answers_web PROTOCOL PORT HOST PATH KINDS, at every address of this host: a site of somebody else's that listens at one of
# them goes before ours.
answers_web() {
  protocol=$1
  shift
  for address in $(addresses "$4"); do
    status=$("ask_$protocol" "$address" "$@" 2>&1)
    case $status in 2?? | 3??) continue ;; esac
    complaint="$protocol://$2$3 is not served at $address port $1: the answer is ${status:-none}"
    return 1
  done
}

# bash is on every distribution here, and can open a connection: bash(1), REDIRECTION. Where an SSH server started it, it
# would read root's start file, which may say something; bash(1), INVOCATION.
ask_http() {
  # shellcheck disable=SC2016
  timeout 10 bash --norc -c '
    exec 3<>"/dev/tcp/$1/$2" &&
    printf "GET %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: mirrorc\r\nConnection: close\r\n\r\n" "$4" "$3" >&3 &&
    read -r _ status _ <&3 && printf "%s\n" "$status"' bash "$@" </dev/null
}

# Whatever certificate there is: the placeholder will do.
ask_https() {
  printf 'GET %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: mirrorc\r\nConnection: close\r\n\r\n' "$4" "$3" |
    timeout 10 openssl s_client -quiet -connect "$(at "$1" "$2")" -servername "$3" 2>/dev/null |
    sed -n '1s,^HTTP/[0-9.]* \([0-9]*\).*,\1,p'
}

# answers_rsync PORT MODULE,… some|all [MODULE…]: the first are listed, and clients are let into the others (with `some`, it
# may let other networks in): what is listed may have a tree that rsync cannot enter.
answers_rsync() {
  port=$1
  listed=$(timeout 10 rsync --contimeout=5 "rsync://127.0.0.1:$port/" </dev/null 2>&1) ||
    { complaint="rsync does not answer at port $port: $listed"; return 1; }
  for module in $(printf '%s' "$2" | tr , ' '); do
    printf '%s\n' "$listed" | grep -q "^${module}[[:blank:]]" && continue
    complaint="rsync at port $port does not list the module $module"
    return 1
  done
  whom=$3
  shift 3
  for module in "$@"; do
    answer=$(ask_rsync "$port" "$module" 2>&1)
    ! lets_in "$whom" "$answer" || continue
    complaint="rsync at port $port lets nobody into the module $module: the answer is ${answer:-none}"
    return 1
  done
}
