# shellcheck shell=sh
# What is only added and is kept whatever follows: packages, groups, users.
prepare() {
  packages='' upgrade=''
  while read -r step name how; do
    [ "$step" = install ] || continue
    packages="$packages $name"
    upgrade=$how
  done <"$tx/steps"
  if [ -n "$packages" ]; then
    begin install "${packages# }" && choose_kept_off && expect_units || return 1
    install_packages || { reason=not-installed; return 1; }
    keep_off || return 1
  fi
  while read -r step name group directory shell comment; do
    case $step in
      group) begin group "$name" && { getent group "$name" >/dev/null || groupadd --system "$name"; } ;;
      user) begin user "$name" && add_user ;;
    esac || return 1
  done <"$tx/steps"
}

# What a package switches on is off again when this run ends without success: it would come up at the next boot, with
# settings that are not ours.
expect_units() {
  while read -r step unit _; do
    case $step in
      enable | keep-off) is_enabled "$unit" || journal enable "$unit" || return 1 ;;
    esac
  done <"$tx/steps"
}

# Of a package that is there, and only not to its end, somebody may use what nobody here has use for.
choose_kept_off() {
  kept_off=''
  while read -r step unit _; do
    [ "$step" = keep-off ] || continue
    if [ "$(systemctl is-enabled "$unit" 2>/dev/null)" = enabled ]; then
      kept_off=''
      return
    fi
    kept_off="$kept_off $unit"
  done <"$tx/steps"
}

keep_off() {
  for unit in $kept_off; do
    begin keep-off "$unit" && systemctl -q disable --now "$unit" || return 1
  done
}

add_user() {
  getent passwd "$name" >/dev/null && return
  useradd --system --gid "$group" --no-create-home --home-dir "$directory" --shell "$shell" \
    --comment "$(printf '%s' "$comment" | base64 -d)" "$name"
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
