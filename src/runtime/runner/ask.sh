# shellcheck shell=sh
# How FTP, git and rsync over TLS are asked for, as their users would.

# answers_ftp PORT MODULE…: there is a greeting, and anonymous is let in and shown a list, with these modules in it;
# RFC 959, 4.2, and RFC 2428. vsftpd says 421 when it has let in as many as it may: nobody can look then, and strangers
# who keep it so must not keep an apply from its end.
answers_ftp() {
  ftp="FTP at port $1"
  answer=$(ask_ftp "$1" 2>&1)
  shift
  reply=$(printf '%s\n' "$answer" | head -n 1)
  case $reply in
    'list 226 '*failed*) ;;
    'list 226 '*) lists "$@"; return ;;
    '421 There are too many '*) return ;;
  esac
  complaint="$ftp does not let anonymous in"
  case $reply in 'list '*) complaint="$ftp does not list what it serves" reply=${reply#list } ;; esac
  complaint="$complaint: the answer is ${reply:-none}"
  return 1
}

# A directory that is not there when vsftpd starts is none of those that it sees.
lists() {
  for module in "$@"; do
    printf '%s\n' "$answer" | tail -n +2 | grep -qxF -e "$module" && continue
    complaint="$ftp does not list the module $module: was its directory there when vsftpd was started?"
    return 1
  done
}

# Prints whether it came to the list, and the last line of the last reply: of several lines, the one that begins with the
# number of the first and a blank. Behind it the names of the list, a line for each.
ask_ftp() {
  # shellcheck disable=SC2016
  timeout 10 bash --norc -c '
    return=$(printf "\r")
    hear() {
      code=
      while read -r reply <&3; do
        case $reply in
          ${code:-[0-9][0-9][0-9]}" "*) reply=${reply%"$return"} && return ;;
          [0-9][0-9][0-9]-*) code=${code:-${reply%%-*}} ;;
        esac
      done
      return 1
    }
    say() { printf "%s\r\n" "$1" >&3 && hear; }
    log_in() {
      hear && [ "${reply%% *}" = 220 ] && say "USER anonymous" || return
      [ "${reply%% *}" != 331 ] || say "PASS mirrorc@" || return
      [ "${reply%% *}" = 230 ]
    }
    list() {
      printf "list "
      say EPSV && [ "${reply%% *}" = 229 ] || return
      data=${reply##*"|||"}
      exec 4<>"/dev/tcp/127.0.0.1/${data%%"|"*}" || return
      say NLST && [ "${reply%% *}" = 150 ] && names=$(while IFS= read -r name; do printf "%s\n" "${name%[[:cntrl:]]}"; done <&4) && hear
    } 2>/dev/null
    exec 3<>"/dev/tcp/127.0.0.1/$1" && log_in && list
    printf "%s\n" "$reply" "$names"' bash "$@" </dev/null
}

# answers_githttp PORT HOST PATH: there is the repository, or git itself says that there is none (yet).
answers_githttp() {
  answer=$(ask_githttp "$@" 2>&1)
  case $answer in 2?? | 3?? | '404 of git') return ;; esac
  if [ -z "$answer" ] && is_queued /run/mirrorc-git/socket; then return; fi
  complaint="git over HTTP is not served at http://$2$3 port $1: the answer is ${answer:-none}"
  return 1
}

# Prints the status. Nobody but git-http-backend forbids caching by this date: http-backend.c, hdr_nocache.
ask_githttp() {
  # shellcheck disable=SC2016
  timeout 10 bash --norc -c '
    exec 3<>"/dev/tcp/127.0.0.1/$1" &&
    printf "GET %s/info/refs?service=git-upload-pack HTTP/1.0\r\nHost: %s\r\nUser-Agent: mirrorc\r\n\r\n" "$3" "$2" >&3 &&
    read -r _ status _ <&3 || exit
    while read -r header <&3 && [ "${#header}" -gt 1 ]; do
      case $header in [Ee]xpires:*" 01 Jan 1980 "*) [ "$status" != 404 ] || status="404 of git" ;; esac
    done
    printf "%s\n" "$status"' bash "$@" </dev/null
}

# is_queued SOCKET: somebody waits there, as all processes behind it are at work; sock_diag(7), UDIAG_SHOW_RQLEN.
is_queued() {
  ss -Hxl "src = $1" 2>/dev/null | awk '$3 > 0 { found = 1 } END { exit !found }'
}

# answers_git PORT MODULE: somebody there speaks as git does, if only to say that there is no such repository (yet):
# each packet begins with its length in four digits; gitprotocol-pack(5).
answers_git() {
  answer=$(ask_git "$@" 2>&1)
  case $answer in [0-9a-f][0-9a-f][0-9a-f][0-9a-f]) return ;; esac
  ! is_full "$1" || return 0
  complaint="git does not answer at port $1: the answer is ${answer:-none}"
  return 1
}

ask_git() {
  # shellcheck disable=SC2016
  timeout 10 bash --norc -c '
    exec 3<>"/dev/tcp/127.0.0.1/$1" &&
    printf "%04xgit-upload-pack /%s\0host=localhost\0" "$((${#2} + 37))" "$2" >&3 &&
    read -r -N 4 length <&3 && printf "%s\n" "$length"' bash "$@" </dev/null
}

# answers_rsynctls PORT HOST KINDS some|all [MODULE]: at every address of this host the daemon behind TLS, whatever its
# certificate, lets clients into the module (with `some`, it may let other networks in), or lists what there is.
answers_rsynctls() {
  for address in $(addresses "$3"); do
    answer=$(ask_rsynctls "$address" "$1" "$2" "${5-#list}" 2>&1)
    if lets_in "$4" "$answer" || is_full "$1"; then continue; fi
    complaint="rsync over TLS does not answer at $address port $1${5:+ for the module $5}: the answer is ${answer:-none}"
    return 1
  done
}

# lets_in some|all ANSWER: rsync does, or would if it had not as many as it may.
lets_in() {
  case $1,$2 in
    *,'@RSYNCD: OK' | *,'@RSYNCD: EXIT' | *,'@ERROR: max connections '* | some,'@ERROR: access denied to '*) ;;
    *) return 1 ;;
  esac
}

ask_rsynctls() { ask_daemon "$(at "$1" "$2")" "$4" "$3"; }

ask_rsync() { ask_daemon "127.0.0.1/$1" "$2"; }

# ask_daemon AT MODULE [HOST]: with the host, behind TLS. Prints the answer that comes behind the greeting: clientserver.c,
# start_inband_exchange. rsync says OK once it has taken a lock, locked itself up and given up being root. Nothing is
# sent beyond the question: what rsync has not read when it hangs up takes its answer away.
ask_daemon() {
  # shellcheck disable=SC2016
  timeout 10 bash --norc -c '
    if [ -n "$3" ]; then
      coproc openssl s_client -quiet -no_ign_eof -connect "$1" -servername "$3"
      exec 3<&"${COPROC[0]}" 4>&"${COPROC[1]}"
    else
      exec 3<>"/dev/tcp/$1" 4>&3 || exit
    fi
    printf "@RSYNCD: 31.0\n%s\n" "$2" >&4
    read -r greeting <&3
    case $greeting in "@RSYNCD: "[0-9]*) ;; *) printf "%s\n" "$greeting" && exit ;; esac
    while read -r answer <&3; do
      case $answer in @*) printf "%s\n" "$answer" && exit ;; esac
    done' bash "$@" </dev/null 2>/dev/null
}

# is_full PORT: systemd listens there, and has let in as many as it may. Then nobody can look, and strangers who keep it
# so must not keep an apply from its end.
is_full() {
  socket=$(systemctl list-sockets --no-legend --no-pager --full 2>/dev/null | sed -n "s/^[^ ]*:$1  *\\([^ ]*\\).*/\\1/p" | head -n 1)
  [ -n "$socket" ] || return 1
  counts=$(systemctl show -p NConnections -p MaxConnections "$socket" 2>/dev/null)
  now=${counts#*NConnections=} most=${counts#*MaxConnections=}
  [ "${now%%[!0-9]*}" -ge "${most%%[!0-9]*}" ] 2>/dev/null
}

# addresses KINDS: those of this host, for `46` of both kinds.
addresses() {
  echo 127.0.0.1
  addresses_of_kind 4
  [ "$1" = 46 ] || return 0
  echo ::1
  addresses_of_kind 6
}

addresses_of_kind() {
  ip -o "-$1" addr show scope global -tentative | awk '{ sub("/.*", "", $4); print $4 }' | head -n 8
}

# at ADDRESS PORT
at() { case $1 in *:*) echo "[$1]:$2" ;; *) echo "$1:$2" ;; esac; }
