# shellcheck shell=sh
# The runner: carries out the steps of a plan, or none of them. Steps come on stdin as data and are never
# evaluated; their words were checked by the sender and hold no blank and no character of a pattern.
#
# receive → guard → install → guard again → make directories → stage → check → switch → activate → health.
# Until the switch nothing that serves has changed. From the switch on, a failure undoes files and services.

# apply NONCE MANAGER ID
apply() {
  prepare_shell "$1" "$2"
  tx=$home/tx/$3
  broken=''
  make_record || broken=yes
  receive || { result cut-off; return; }
  [ -z "$broken" ] || { result no-space; return; }
  exec 8>"$home/lock"
  flock -n 8 || { rm -r "$tx"; announce locked; return; }
  if [ "$(unfinished)" != "$3" ]; then
    result unfinished
  else
    run_steps 8>&- </dev/null 2>&1
  fi
  forget_old_runs
  exec 8>&-
}

# recover NONCE MANAGER: ends the runs that were cut off. What one had committed stays; all else is put back.
recover() {
  prepare_shell "$1" "$2"
  exec 8>"$home/lock"
  flock -n 8 || { announce locked; return; }
  word=recovered
  for id in $(unfinished); do
    tx=$home/tx/$id
    recover_run 8>&- </dev/null 2>&1 || word=stuck
  done
  exec 8>&-
  announce "$word"
}

recover_run() {
  if [ -e "$home/ledger.json" ] && grep -q "^  \"run\": \"$id\"" "$home/ledger.json"; then
    outcome=committed
  else
    undo && clean_stage || return 1
    outcome=rolled-back
  fi
  printf '%s\n' "$outcome" >"$tx/result"
}

prepare_shell() {
  nonce=$1 manager=$2 home=/var/lib/mirrorc
  LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin
  export LC_ALL PATH
  unset POSIXLY_CORRECT
  umask 022
  set -f
  # When the connection goes, the run goes on: it ends in all or nothing by itself.
  trap '' HUP PIPE INT TERM
}

runs() { find "$home/tx" -mindepth 1 -maxdepth 1 -type d -printf '%f\n' | sort; }

# The ids of the runs without a result, this one among them.
unfinished() {
  for id in $(runs); do
    [ -e "$home/tx/$id/result" ] || printf '%s\n' "$id"
  done
}

# The records of the last twenty runs are kept: their names begin with the time.
forget_old_runs() {
  for id in $(runs | sort -r | tail -n +21); do rm -r "$home/tx/$id"; done
}

make_record() {
  [ -d "$home" ] || mkdir "$home" || return 1
  [ -d "$home/tx" ] || mkdir -m 0700 "$home/tx" || return 1
  mkdir -m 0700 "$tx" "$tx/new" "$tx/old" && touch "$tx/steps" "$tx/done" "$home/lock"
}

run_steps() {
  guard before || { result stale; return; }
  prepare || { result failed; return; }
  guard after || { result diverged; return; }
  if ! { make_directories && stage && check; }; then
    clean_stage
    result failed
  elif switch && activate && health && commit; then
    result committed
  elif undo; then
    clean_stage
    result rolled-back
  else
    result stuck
  fi
}

# Nobody may be listening any more, which is no reason to stop.
say() { printf '%s step %s\n' "$nonce" "$*" 2>/dev/null || :; }

result() {
  printf '%s\n' "$1" 2>/dev/null >"$tx/result"
  announce "$1"
}

announce() { printf '%s result %s\n' "$nonce" "$1" 2>/dev/null || :; }

# Reads the steps up to `end COUNT`; without it the payload was cut and nothing is done. It is read to its end even
# when it cannot be written down: the shell would take the rest for commands.
receive() {
  count=0
  while IFS=' ' read -r step rest; do
    case $step in
      end) [ "$rest" = "$count" ] && return || return 1 ;;
      content)
        IFS= read -r text || return 1
        [ -n "$broken" ] || printf '%s' "$text" | base64 -d >"$tx/new/$rest" || broken=yes
        ;;
      *)
        [ -n "$broken" ] || printf '%s %s\n' "$step" "$rest" >>"$tx/steps" || broken=yes
        count=$((count + 1))
        ;;
    esac
  done
  return 1
}

# The steps are on stdin while they are carried out: whoever reads there would eat them.
systemctl() { command systemctl "$@" </dev/null; }
nginx() { command nginx "$@" </dev/null; }
groupadd() { command groupadd "$@" </dev/null; }
useradd() { command useradd "$@" </dev/null; }

# guard before|after: is everything as the plan saw it? After the packages, what they ship may lie there too.
guard() {
  while read -r step kind path pristine value; do
    [ "$step" = expect ] || continue
    as_expected "$kind" "$path" "$value" && continue
    if [ "$1-$pristine" = after-pristine ]; then
      [ -d "$path" ] && [ ! -L "$path" ] && continue
      [ -f "$path" ] && [ ! -L "$path" ] && is_pristine "$manager" "$path" && continue
    fi
    echo "$path is not what it was when the plan was made"
    return 1
  done <"$tx/steps"
}

as_expected() {
  case $1 in
    absent) [ ! -e "$2" ] && [ ! -L "$2" ] ;;
    file)
      [ -f "$2" ] && [ ! -L "$2" ] && digest=$(sha256sum <"$2") && [ "${digest%% *}" = "$3" ]
      ;;
    link) [ -L "$2" ] && [ "$(readlink "$2")" = "$3" ] ;;
    *) return 1 ;;
  esac
}

# What is only added and is kept whatever follows: packages, groups, users.
prepare() {
  packages=''
  while read -r step name _; do
    [ "$step" = install ] && packages="$packages $name"
  done <"$tx/steps"
  if [ -n "$packages" ]; then
    say install "${packages# }"
    "install_with_$manager" >"$tx/install.log" 2>&1 || { tail -n 25 "$tx/install.log"; return 1; }
  fi
  while read -r step name group directory shell comment; do
    case $step in
      group) say group "$name" && { getent group "$name" >/dev/null || groupadd --system "$name"; } ;;
      user) say user "$name" && add_user ;;
    esac || return 1
  done <"$tx/steps"
}

add_user() {
  getent passwd "$name" >/dev/null && return
  useradd --system --gid "$group" --no-create-home --home-dir "$directory" --shell "$shell" \
    --comment "$(printf '%s' "$comment" | base64 -d)" "$name"
}

install_with_apt() {
  export DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=l NEEDRESTART_SUSPEND=1 UCF_FORCE_CONFFOLD=1
  tries=0
  # DPkg::Lock::Timeout does not cover the lock of the package lists, which the host's own timers take too.
  until apt-get -q update; do
    tries=$((tries + 1))
    [ "$tries" -lt 30 ] && grep -q 'Could not get lock' "$tx/install.log" || return 1
    sleep 10
    : >"$tx/install.log"
  done
  # shellcheck disable=SC2086
  apt-get -q -y --no-install-recommends -o DPkg::Lock::Timeout=600 -o Dpkg::Use-Pty=0 \
    -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold install $packages
}

install_with_pacman() {
  # shellcheck disable=SC2086
  pacman -S --needed --noconfirm --noprogressbar $packages
}

make_directories() {
  while read -r step path owner group mode; do
    [ "$step" = directory ] || continue
    say directory "$path"
    [ -d "$path" ] || mkdir "$path" || return 1
    [ ! -L "$path" ] || { echo "$path is a symbolic link"; return 1; }
    chown -h "$owner:$group" "$path" && set_mode "$mode" "$path" || return 1
  done <"$tx/steps"
}

# A number of four digits leaves a directory's set-group-ID bit as it is; more digits mean all bits; chmod(1).
set_mode() { chmod "00$1" "$2"; }

# Where the new text of a file waits: beside it, so that a rename puts it in place, under a name that
# begins with a dot, which neither cron nor nginx's patterns read.
staged() { printf '%s/.mirrorc.%s' "${1%/*}" "${1##*/}"; }

stage() {
  while read -r step path owner group mode number digest; do
    case $step in
      write)
        temporary=$(staged "$path")
        rm -f "$temporary" && cp "$tx/new/$number" "$temporary" || return 1
        found=$(sha256sum <"$temporary") && [ "${found%% *}" = "$digest" ] || return 1
        chown "$owner:$group" "$temporary" && set_mode "$mode" "$temporary" && sync "$temporary" || return 1
        ;;
      link)
        temporary=$(staged "$path")
        rm -f "$temporary" && ln -s "$owner" "$temporary" || return 1
        ;;
      insert-line)
        block=$owner number=$group temporary=$(staged "$path")
        rm -f "$temporary" && insert_line "$path" "$block" "$tx/new/$number" >"$temporary" || return 1
        keep_owner || return 1
        ;;
      remove-line)
        number=$owner temporary=$(staged "$path")
        rm -f "$temporary" && remove_line "$path" "$tx/new/$number" >"$temporary" || return 1
        keep_owner || return 1
        ;;
    esac
  done <"$tx/steps"
}

# insert_line FILE BLOCK LINE-FILE: the file with the line behind the opening of the block.
insert_line() {
  awk -v "block=$2" '
    NR == FNR { line = $0; next }
    { print }
    !found && $0 ~ "^" block " *[{]" { print "    " line; found = 1 }
    END { exit !found }
  ' "$3" "$1"
}

# remove_line FILE LINE-FILE: the file without that line, however it is indented.
remove_line() {
  awk '
    NR == FNR { line = $0; next }
    { text = $0; sub(/^[ \t]*/, "", text) }
    text != line
  ' "$2" "$1"
}

keep_owner() { chown --reference="$path" "$temporary" && chmod --reference="$path" "$temporary" && sync "$temporary"; }

clean_stage() {
  while read -r step path _; do
    case $step in write | link | insert-line | remove-line) rm -f "$(staged "$path")" ;; esac
  done <"$tx/steps"
}

# nginx tests all of its files as they will be: a copy with the staged ones in place, seen at /etc/nginx by
# the test alone. Where the host allows no mount, the test follows the switch instead, before the reload.
check() {
  grep -q '^check nginx' "$tx/steps" || return 0
  say check nginx
  cp -a /etc/nginx "$tx/nginx" || return 1
  while read -r step path target _; do
    case $step-$path in
      write-/etc/nginx/* | insert-line-/etc/nginx/* | remove-line-/etc/nginx/* | link-/etc/nginx/*)
        cp -P "$(staged "$path")" "$tx/nginx${path#/etc/nginx}" || return 1
        ;;
      remove-/etc/nginx/*) rm -f "$tx/nginx${path#/etc/nginx}" ;;
      unlink-site-/etc/nginx/*) may_unlink "$path" "$target" && rm -f "$tx/nginx${path#/etc/nginx}" ;;
    esac
  done <"$tx/steps"
  if unshare -m true 2>/dev/null; then
    # shellcheck disable=SC2016
    unshare -m sh -c 'mount --bind "$1" /etc/nginx && nginx -t' sh "$tx/nginx" >"$tx/check" 2>&1 ||
      { cat "$tx/check"; return 1; }
    only_ours || return 1
  fi
  rm -r "$tx/nginx"
}

# nginx only warns when two files serve one name, and goes by the first of them.
only_ours() {
  names=$(sed -n 's/.*conflicting server name "\([^"]*\)".*/\1/p' "$tx/check" | sort -u)
  for name in $names; do
    grep -rqF "server_name $name;" "$tx/new" || continue
    echo "another file serves $name too, and nginx would not use ours:"
    grep -rlF "$name" "$tx/nginx" | sed "s,^$tx,/etc,"
    return 1
  done
}

may_unlink() { [ -L "$1" ] && [ "$(readlink "$1")" = "$2" ] && is_pristine "$manager" "$2"; }

# A link has no content of its own to lose.
keep_copy() { [ -L "$tx/old/$number" ] || sync "$tx/old/$number"; }

# journal WORDS: what is about to be done, for undo to read backwards. A full disk may cut a line: then its full stop
# is missing, and what it announces is not done.
journal() { printf '%s .\n' "$*" >>"$tx/done" && sync "$tx/done"; }

switch() {
  number=0
  while read -r step path owner group mode _; do
    number=$((number + 1))
    case $step in
      write | link | insert-line | remove-line) say write "$path" && replace ;;
      remove)
        say remove "$path"
        cp -a "$path" "$tx/old/$number" && keep_copy && journal replace "$path" "$number" && rm "$path"
        ;;
      remove-directory)
        say remove "$path"
        journal remove-directory "$path" "$(stat -c '%u:%g %a' "$path")" || return 1
        rmdir --ignore-fail-on-non-empty "$path"
        ;;
      own)
        say own "$path"
        # Root's own links were looked at, others are not followed.
        [ ! -L "$path" ] || [ "$(stat -c %u "$path")" = 0 ] || { echo "$path is a symbolic link"; return 1; }
        journal own "$path" "$(stat -L -c '%u:%g %a' "$path")" || return 1
        chown "$owner:$group" "$path" && set_mode "$mode" "$path"
        ;;
      unlink-site)
        if may_unlink "$path" "$owner"; then
          say remove "$path"
          journal unlink "$path" "$owner" && rm "$path"
        fi
        ;;
    esac || return 1
  done <"$tx/steps"
}

replace() {
  if [ -e "$path" ] || [ -L "$path" ]; then
    cp -a "$path" "$tx/old/$number" && keep_copy && journal replace "$path" "$number"
  else
    journal create "$path"
  fi && mv -f -T "$(staged "$path")" "$path"
}

activate() {
  while read -r step unit how _; do
    case $step in
      check) nginx -t ;;
      daemon-reload) say daemon-reload && systemctl daemon-reload ;;
      deactivate) deactivate_unit ;;
      enable)
        # A package that has just been installed may have done so.
        systemctl -q is-enabled "$unit" && continue
        say enable "$unit" && journal enable "$unit" && systemctl -q enable "$unit"
        ;;
      activate) activate_unit ;;
    esac || return 1
  done <"$tx/steps"
}

deactivate_unit() {
  say deactivate "$unit"
  ! systemctl -q is-enabled "$unit" 2>/dev/null || journal was-enabled "$unit" || return 1
  ! systemctl -q is-active "$unit" || journal was-active "$unit" || return 1
  systemctl -q disable --now "$unit"
}

# A unit that a package has just started is reloaded: it runs with what was there before.
activate_unit() {
  if ! systemctl -q is-active "$unit"; then
    how=start
  elif [ "$how" = start ]; then
    how=try-reload-or-restart
  fi
  say "$how" "$unit"
  journal "$how" "$unit" && systemctl "$how" "$unit"
}

# A unit is well when it is active and its main process listens where it should: a reload that could not
# take a port, and a daemon that dies right after its start, both look fine to systemctl.
health() {
  while read -r step unit _ ports; do
    [ "$step" = activate ] || continue
    say health "$unit"
    tries=0
    until is_well "$unit" "$ports"; do
      tries=$((tries + 1))
      [ "$tries" -lt 50 ] || { systemctl --no-pager -n 20 status "$unit"; return 1; }
      sleep 0.1
    done
  done <"$tx/steps"
}

# is_well UNIT PORT,PORT… (0: it listens nowhere)
is_well() {
  systemctl -q is-active "$1" || return 1
  [ "$2" = 0 ] && return
  main=$(systemctl show -p MainPID --value "$1")
  for port in $(printf '%s' "$2" | tr , ' '); do
    # rsync is content when it gets the port for IPv6 alone.
    ss -4 -H -l -t -n -p "sport = :$port" | grep -q "pid=$main," || return 1
  done
}

# The commit point: from the rename on, the new state is the one that is true.
commit() {
  while read -r step before number; do
    [ "$step" = ledger ] || continue
    say ledger
    found=none
    [ ! -e "$home/ledger.json" ] || found=$(sha256sum <"$home/ledger.json") || return 1
    [ "${found%% *}" = "$before" ] || return 1
    (umask 077 && cp "$tx/new/$number" "$home/.ledger.json") && sync "$home/.ledger.json" || return 1
    mv -f -T "$home/.ledger.json" "$home/ledger.json" || return 1
    # Done is done: a disk that cannot say so now is no reason to undo.
    sync "$home" || :
  done <"$tx/steps"
}

# Puts back, last thing first, every file and every service that was touched. Through pipes, not files: the disk may
# be full.
undo() {
  say undo
  failed=$(
    # shellcheck disable=SC2086
    tac "$tx/done" | while read -r line; do put_back $line >&2 || echo "$line"; done
    systemctl daemon-reload >&2 || echo daemon-reload
    # shellcheck disable=SC2086
    while read -r line; do load_again $line >&2 || echo "$line"; done <"$tx/done"
  )
  [ -z "$failed" ] && return
  printf 'not put back:\n%s\n' "$failed"
  return 1
}

# put_back WHAT PATH [VALUE [MODE]] .
put_back() {
  case "$*" in *' .') ;; *) return 0 ;; esac
  case $1 in
    create | replace)
      temporary=$(staged "$2")
      # As long as the new one waits beside it, the old one is in its place.
      if [ -e "$temporary" ] || [ -L "$temporary" ]; then
        rm -f "$temporary"
      elif [ "$1" = create ]; then
        rm -f "$2"
      else
        cp -a "$tx/old/$3" "$temporary" && mv -f -T "$temporary" "$2"
      fi
      ;;
    own) chown "$3" "$2" && set_mode "$4" "$2" ;;
    unlink) [ -L "$2" ] || ln -s "$3" "$2" ;;
    remove-directory) [ -d "$2" ] || { mkdir "$2" && chown "$3" "$2" && set_mode "$4" "$2"; } ;;
    enable) systemctl -q disable "$2" ;;
    was-enabled) systemctl -q enable "$2" ;;
    start) systemctl stop "$2" ;;
  esac
}

# load_again HOW UNIT .
load_again() {
  case "$1 ${3-}" in
    # A daemon that was stopped finds its files again by now.
    'was-active .') systemctl start "$2" ;;
    'reload .' | 'restart .' | 'try-reload-or-restart .') systemctl try-reload-or-restart "$2" ;;
  esac
}
