# shellcheck shell=sh
may_unlink() { [ -L "$1" ] && [ "$(readlink "$1")" = "$2" ] && is_pristine "$manager" "$2"; }

# A link has no content of its own to lose.
keep_copy() { [ -L "$1" ] || sync "$1"; }

# The record of a run may lie on another file system than what it tells of: what is recorded must not reach the disk
# before what was done.
keep_place() {
  [ -d "${1%/*}" ] || return 0
  case $1 in /etc/cron.d/*) show_cron "${1%/*}" || return 1 ;; esac
  sync "${1%/*}"
}

# Debian's cron looks once a minute, and finds what is new by a directory's time in whole seconds (database.c). It may
# have looked in this very second: another time makes it look again.
show_cron() { touch -d "@$(($(date +%s) + 1))" "$1"; }

# journal WORDS: what is about to be done, for undo to read backwards. A full disk may cut a line: then its full stop
# is missing, and what it announces is not done.
journal() { printf '%s .\n' "$*" >>"$tx/done" && sync "$tx/done"; }

switch() {
  deactivate_units || return 1
  number=0
  while read -r step path owner group mode _; do
    number=$((number + 1))
    case $step in
      write | link | insert-line | remove-line) begin write "$path" && replace ;;
      remove)
        begin remove "$path" || return 1
        cp -a "$path" "$tx/old/$number" && keep_copy "$tx/old/$number" && journal replace "$path" "$number" && rm "$path" &&
          keep_place "$path"
        ;;
      remove-directory)
        begin remove "$path" && journal remove-directory "$path" "$(stat -c '%u:%g %a' "$path")" || return 1
        rmdir --ignore-fail-on-non-empty "$path"
        ;;
      own)
        begin own "$path" || return 1
        # Root's own links were looked at, others are not followed.
        [ ! -L "$path" ] || [ "$(stat -c %u "$path")" = 0 ] || { echo "$path is a symbolic link"; return 1; }
        journal own "$path" "$(stat -L -c '%u:%g %a' "$path")" || return 1
        chown "$owner:$group" "$path" && set_mode "$mode" "$path"
        ;;
      unlink-site)
        if may_unlink "$path" "$owner"; then
          begin remove "$path" && journal unlink "$path" "$owner" && rm "$path" && keep_place "$path"
        fi
        ;;
    esac || return 1
  done <"$tx/steps"
}

# A unit that goes is stopped before its file is gone: systemctl knows it by that.
deactivate_units() {
  while read -r step unit _; do
    [ "$step" = deactivate ] || continue
    begin deactivate "$unit" || return 1
    ! is_enabled "$unit" || journal was-enabled "$unit" || return 1
    ! systemctl -q is-active "$unit" || journal was-active "$unit" || return 1
    systemctl -q disable --now "$unit" || return 1
    # Whom a socket has let in is served by units of their own.
    case $unit in *.socket) systemctl stop "${unit%.socket}@*.service" || return 1 ;; esac
  done <"$tx/steps"
}

replace() {
  if [ -e "$path" ] || [ -L "$path" ]; then
    cp -a "$path" "$tx/old/$number" && keep_copy "$tx/old/$number" && journal replace "$path" "$number"
  else
    journal create "$path"
  fi && mv -f -T "$(staged "$path")" "$path" && keep_place "$path"
}
