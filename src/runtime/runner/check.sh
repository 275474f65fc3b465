# shellcheck shell=sh
# What is staged goes through the tools that will read it, before it is live.
check() { check_tools && check_nginx && check_rsyncd && check_cron && check_units; }

# They are on every host as it is installed, and somebody may have taken them off.
check_tools() {
  for tool in ss ip; do
    command -v "$tool" >/dev/null && continue
    echo "the host has no program $tool, which shows whether all comes up: install iproute2"
    return 1
  done
}

# nginx tests all of its files as they will be: a copy with the staged ones in place, seen at /etc/nginx by
# the test alone. Where the host allows no mount, the test follows the switch instead, before the reload.
check_nginx() {
  grep -q '^check nginx' "$tx/steps" || return 0
  begin check nginx && cp -a /etc/nginx "$tx/nginx" && mkdir -p "$tx/tls" || return 1
  [ ! -d /etc/mirrorc/tls ] || cp -a -T /etc/mirrorc/tls "$tx/tls" || return 1
  while read -r step path target _; do
    case $step-$path in
      write-/etc/nginx/* | insert-line-/etc/nginx/* | remove-line-/etc/nginx/* | link-/etc/nginx/*)
        cp -P "$(staged "$path")" "$tx/nginx${path#/etc/nginx}" || return 1
        ;;
      link-/etc/mirrorc/tls/*) cp -P -f -T "$(staged "$path")" "$tx/tls/${path##*/}" || return 1 ;;
      remove-/etc/nginx/*) rm -f "$tx/nginx${path#/etc/nginx}" ;;
      unlink-site-/etc/nginx/*) may_unlink "$path" "$target" && rm -f "$tx/nginx${path#/etc/nginx}" ;;
    esac
  done <"$tx/steps"
  overlay_later || return 1
  if unshare -m true 2>/dev/null; then
    # shellcheck disable=SC2016
    unshare -m sh -c 'mount --bind "$1" /etc/nginx && { [ ! -d /etc/mirrorc/tls ] || mount --bind "$2" /etc/mirrorc/tls; } &&
      nginx -T' sh "$tx/nginx" "$tx/tls" >"$tx/nginx-read" 2>"$tx/check" ||
      { cat "$tx/check"; return 1; }
    reads_ours && only_ours || return 1
    rm "$tx/nginx-read"
  fi
  rm -r "$tx/nginx" "$tx/tls"
}

# What comes with a certificate is tested here, as nothing is undone when it comes.
overlay_later() {
  while read -r step path _ _ _ number _; do
    case $step-$path in
      write-later-/etc/nginx/*) cp "$tx/$number" "$tx/nginx${path#/etc/nginx}" || return 1 ;;
    esac
  done <"$tx/steps"
}

# Somebody's own nginx.conf may include other directories, or none; -T names each file that is read: nginx(8). Ours is
# read under its own name, or that of its link.
reads_ours() {
  ours=''
  while read -r step path _; do
    case $step-$path in write-/etc/nginx/* | link-/etc/nginx/*) ours=$path ;; *) continue ;; esac
    grep '^# configuration file /' "$tx/nginx-read" | grep -qF "/${path##*/}:" && return
  done <"$tx/steps"
  [ -n "$ours" ] || return 0
  echo "nginx would not read $ours. Does /etc/nginx/nginx.conf include the directory of its sites?"
  echo 'As it is shipped, its http block has the line:  include /etc/nginx/sites-enabled/*;'
  return 1
}

# nginx only warns when two files serve one name, and goes by the first of them.
only_ours() {
  names=$(sed -n 's/.*conflicting server name "\([^"]*\)".*/\1/p' "$tx/check" | sort -u)
  for name in $names; do
    grep -rh '^ *server_name ' "$tx/new" | sed 's/;$/ /; s/$/ /' | grep -qF " $name " || continue
    echo "another file serves $name too, and nginx would not use ours:"
    files_with "$name"
    echo 'Take the name out of it, or switch that site off.'
    return 1
  done
}

# Of the files that nginx reads, those of others: ours are all called mirrorc, or mirrorc-something.
files_with() {
  awk -v "name=$1" '
    /^# configuration file \// { file = $4; sub(/:$/, "", file); next }
    index($0, name) && file !~ /\/mirrorc[^\/]*$/ && !told[file]++ { print file }
  ' "$tx/nginx-read"
}

# The rsync daemon tests nothing: it skips what it does not know, and says so in its log. So one is started with the
# staged file, for this host alone and on another port.
check_rsyncd() {
  grep -q '^write /etc/rsyncd.conf ' "$tx/steps" || return 0
  begin check rsync || return 1
  : >"$tx/rsyncd.log"
  rsync --daemon --no-detach --address=127.0.0.1 --port=$((20000 + $$ % 10000)) --config="$(staged /etc/rsyncd.conf)" \
    --log-file="$tx/rsyncd.log" --dparam=pidfile="$tx/rsyncd.pid" </dev/null >>"$tx/rsyncd.log" 2>&1 &
  daemon=$!
  listed=''
  tries=0
  until listed=$(timeout 10 rsync "rsync://127.0.0.1:$((20000 + $$ % 10000))/" </dev/null 2>&1); do
    tries=$((tries + 1))
    if [ "$tries" -ge 20 ] || ! kill -0 "$daemon"; then break; fi
    sleep 0.1
  done
  kill "$daemon" 2>/dev/null
  wait "$daemon"
  if [ "$tries" -lt 20 ] && ! grep -qi -e unknown -e ignoring -e '^[^[]*error' "$tx/rsyncd.log"; then return 0; fi
  echo 'rsync does not take its new file:'
  printf '%s\n' "$listed"
  tail -n 5 "$tx/rsyncd.log"
  return 1
}

# cron skips what it cannot read, without a word to anybody. Its own check knows no column for the user.
check_cron() {
  while read -r step path _; do
    case $step-$path in write-/etc/cron.d/*) ;; *) continue ;; esac
    begin check cron || return 1
    awk '/^[0-9*]/ { $6 = "" } { print }' "$(staged "$path")" >"$tx/crontab" || return 1
    # For cronie -n is something else: crontab(1).
    case $manager in apt) option=-n ;; *) option=-T ;; esac
    printf '# nothing\n' >"$tx/crontab-empty"
    crontab "$option" "$tx/crontab-empty" >/dev/null 2>&1 || return 0
    crontab "$option" "$tx/crontab" >"$tx/check" 2>&1 && continue
    echo "cron would not take $path:"
    cat "$tx/check"
    return 1
  done <"$tx/steps"
}

# A key that systemd does not know is only warned of; systemd.syntax(7).
check_units() {
  while read -r step path _; do
    case $step-$path in write-/etc/systemd/system/*) ;; *) continue ;; esac
    begin check "${path##*/}" || return 1
    name=${path#/etc/systemd/system/}
    unit=${name%%.d/*}
    mkdir -p "$tx/units" || return 1
    if [ "$unit" != "$name" ]; then
      fragment=$(systemctl show -p FragmentPath --value "$unit")
      [ -f "$fragment" ] || continue
      mkdir -p "$tx/units/$unit.d" && cp "$fragment" "$tx/units/$unit" || return 1
    fi
    cp "$(staged "$path")" "$tx/units/$name" || return 1
    systemd-analyze verify --man=no "$tx/units/$unit" </dev/null >"$tx/check" 2>&1
    ! grep "^$tx/units/" "$tx/check" || return 1
  done <"$tx/steps"
}
