# shellcheck shell=sh
# Has the host's package manager bring what is missing in $packages; when it cannot, the last line says what to do.
install_packages() {
  advice=''
  "install_with_$manager" >>"$tx/install.log" 2>&1 && return
  tail -n 25 "$tx/install.log"
  [ -z "$advice" ] || printf '%s\n' "$advice"
  return 1
}

install_with_apt() {
  bring_with_apt && return
  advise_on_apt
  return 1
}

# apt-get says what is wrong, and not what to do about it.
advise_on_apt() {
  if grep -q 'Could not get lock' "$tx/install.log"; then
    # shellcheck disable=SC2016
    advice='Another program is at work on the packages of this host: wait for its end (`ps -ef` has its process id), and apply again.'
  elif grep -q -e 'Unable to locate package' -e 'has no installation candidate' "$tx/install.log"; then
    # shellcheck disable=SC2016
    advice='The package lists of this host do not have it: does `apt-get update` there end well, and do its sources have all components?'
  fi
}

bring_with_apt() {
  export DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=l NEEDRESTART_SUSPEND=1 UCF_FORCE_CONFFOLD=1
  wait_for_locks apt-get -q update && put_up_policy || return 1
  { wait_for_locks apt_install || { repair && wait_for_locks apt_install; }; } && finish_ours
  installed=$?
  take_off_policy
  return "$installed"
}

# wait_for_locks COMMAND…: for those that DPkg::Lock::Timeout does not cover, of the package lists and of the packages
# that were fetched, which the host's own timers take too.
wait_for_locks() {
  tries=0
  until "$@"; do
    tries=$((tries + 1))
    lock=$(sed -n 's/^E[a-z]*: Could not get lock/for/p' "$tx/install.log" | grep -v /dpkg/lock | head -n 1)
    [ "$tries" -lt 60 ] && [ -n "$lock" ] && may_go_on || return 1
    # To the log itself, for who follows it.
    say "wait: $lock" >>"$tx/log"
    sleep 5
    : >"$tx/install.log"
  done
}

# shellcheck disable=SC2086
apt_install() { apt_get install $packages; }

apt_get() {
  apt-get -q -y --no-install-recommends -o DPkg::Lock::Timeout=600 -o Dpkg::Use-Pty=0 \
    -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold --no-remove "$@"
}

# apt-get does nothing before a dpkg that was cut off has come to its end, and leaves that to others. What was unpacked
# without all that it depends on comes to none before the rest is there, which apt-get brings only when no package is
# named; apt-get(8), --fix-broken.
repair() {
  if grep -q 'dpkg was interrupted' "$tx/install.log"; then
    finish_dpkg && return
  else
    grep -q '^E[a-z]*: Unmet dependencies' "$tx/install.log" || return
  fi
  is_unfinished && apt_get --fix-broken install
}

# For apt-get what waits for triggers is installed.
finish_ours() { ! is_unfinished || { finish_dpkg && ! is_unfinished; }; }

finish_dpkg() { dpkg --force-confdef --force-confold --configure -a; }

# Whether dpkg has not come to its end with one of ours; dpkg-query(1), db:Status-Abbrev.
is_unfinished() {
  # shellcheck disable=SC2086
  dpkg-query -W -f='${db:Status-Abbrev}\n' $packages 2>/dev/null | grep -q '^.[UFWt]'
}

# Debian's packages start their daemons, with settings that are not ours, unless this says no; the answer 101 is
# "forbidden": invoke-rc.d(8). Somebody's own policy stays and decides.
policy=/usr/sbin/policy-rc.d
put_up_policy() {
  if [ -e "$policy" ] || [ -L "$policy" ]; then return 0; fi
  # With and without its ending: invoke-rc.d knows services by the names of their old scripts.
  units=$({
    sed -n 's/^activate \([^ ]*\)\.service .*/\1|\1.service/p' "$tx/steps"
    for unit in $kept_off; do printf '%s|%s\n' "${unit%.*}" "$unit"; done
  } | tr '\n' '|')
  [ -n "$units" ] || return 0
  journal create "$policy"
  {
    echo '#!/bin/sh'
    echo '# Made by mirrorc while it installs packages: it starts these itself when they are set up.'
    # shellcheck disable=SC2016
    printf 'case $1 in %s) exit 101 ;; esac\n' "${units%|}"
  } >"$tx/policy" && chmod 0755 "$tx/policy" && mv "$tx/policy" "$policy"
}

take_off_policy() { ! grep -q '^# Made by mirrorc' "$policy" 2>/dev/null || rm "$policy"; }

install_with_pacman() {
  until await_pacman && pacman_install; do
    [ -z "$advice" ] && grep -q 'could not lock database' "$tx/install.log" || return 1
    : >"$tx/install.log"
  done
}

# With a fresh database only when all is upgraded: -Sy with a package would be a partial upgrade, which Arch does not
# support.
pacman_install() {
  # shellcheck disable=SC2086
  pacman "-S${upgrade:+yu}" --needed --noconfirm --noprogressbar $packages && return
  if grep -q -e 'failed retrieving file' -e 'target not found' -e 'database file for' "$tx/install.log"; then
    # shellcheck disable=SC2016
    advice='The package database of this host is not up to date with its mirrors: run `pacman -Syu` there, or apply with --full-upgrade.'
  fi
  return 1
}

# pacman waits for nobody. Whoever has its lock keeps the file open. One that nobody has open was left when a pacman
# was cut off, and what else that left only a person can tell: it is never removed here.
pacman_lock=/var/lib/pacman/db.lck
await_pacman() {
  tries=0
  while [ -e "$pacman_lock" ]; do
    tries=$((tries + 1))
    if is_left_behind; then
      advice="No program has $pacman_lock open: a pacman was cut off. See /var/log/pacman.log, then \`rm $pacman_lock\`."
      return 1
    elif [ "$tries" -gt 600 ]; then
      advice="Another pacman has had $pacman_lock for ten minutes: wait for its end."
      return 1
    fi
    may_go_on || return 1
    sleep 1
  done
}

# Asked twice, as a program that ends closes the file before it removes it.
is_left_behind() {
  [ -z "$(holders)" ] && sleep 1 && [ -e "$pacman_lock" ] && [ -z "$(holders)" ]
}

holders() { find /proc -maxdepth 3 -path '/proc/[0-9]*/fd/*' -lname "$pacman_lock" 2>/dev/null; }
