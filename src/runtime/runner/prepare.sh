# shellcheck shell=sh
# What is only added and is kept whatever follows: packages, groups, users.
prepare() {
  packages=''
  while read -r step name _; do
    [ "$step" = install ] && packages="$packages $name"
  done <"$tx/steps"
  if [ -n "$packages" ]; then
    begin install "${packages# }" || return 1
    "install_with_$manager" >"$tx/install.log" 2>&1 || { tail -n 25 "$tx/install.log"; return 1; }
  fi
  while read -r step name group directory shell comment; do
    case $step in
      group) begin group "$name" && { getent group "$name" >/dev/null || groupadd --system "$name"; } ;;
      user) begin user "$name" && add_user ;;
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
  put_up_policy || return 1
  # shellcheck disable=SC2086
  apt-get -q -y --no-install-recommends -o DPkg::Lock::Timeout=600 -o Dpkg::Use-Pty=0 \
    -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold --no-remove install $packages
  installed=$?
  take_off_policy
  return "$installed"
}

# Debian's packages start their daemons, with settings that are not ours, unless this says no; the answer 101 is
# "forbidden": invoke-rc.d(8). Somebody's own policy stays and decides.
policy=/usr/sbin/policy-rc.d
put_up_policy() {
  if [ -e "$policy" ] || [ -L "$policy" ]; then return 0; fi
  units=$(sed -n 's/^activate \([^ ]*\)\.service .*/\1|\1.service/p' "$tx/steps" | tr '\n' '|')
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
  # shellcheck disable=SC2086
  pacman -S --needed --noconfirm --noprogressbar $packages
}

make_directories() {
  while read -r step path owner group mode; do
    [ "$step" = directory ] || continue
    begin directory "$path" || return 1
    [ ! -L "$path" ] || { echo "$path is a symbolic link"; return 1; }
    if [ -d "$path" ]; then
      journal own "$path" "$(stat -c '%u:%g %a' "$path")" || return 1
    else
      journal make-directory "$path" && mkdir "$path" || return 1
    fi
    chown -h "$owner:$group" "$path" && set_mode "$mode" "$path" || return 1
  done <"$tx/steps"
}

# A number of four digits leaves a directory's set-group-ID bit as it is; more digits mean all bits; chmod(1).
set_mode() { chmod "00$1" "$2"; }
