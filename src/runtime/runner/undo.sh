# shellcheck shell=sh
# Puts back, last thing first, every file and every service that was touched. Through pipes, not files: the disk may
# be full.
undo() {
  say undo
  failed=$(
    put_back_all
    systemctl daemon-reload >&2 || echo daemon-reload
    # shellcheck disable=SC2086
    while read -r line; do load_again $line >&2 || echo "$line"; done <"$tx/done"
  )
  if [ -n "$failed" ]; then
    printf 'not put back:\n%s\n' "$failed"
    return 1
  fi
  well_again
}

# Prints what it could not put back.
put_back_all() {
  clean_stage
  # shellcheck disable=SC2086
  tac "$tx/done" | while read -r line; do put_back $line >&2 || echo "$line"; done
}

# put_back WHAT PATH [VALUE [MODE]] . This too may be cut off, and is then done again from its beginning: it finds some
# of what it looks for put back already.
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
        # Under another name than that of the new one, which tells what is in place.
        temporary=${2%/*}/.mirrorc-old.${2##*/}
        rm -f "$temporary" && cp -a "$tx/old/$3" "$temporary" && keep_copy "$temporary" && mv -f -T "$temporary" "$2"
      fi && keep_place "$2"
      ;;
    make-directory) [ ! -d "$2" ] || rmdir --ignore-fail-on-non-empty "$2" ;;
    # Where even root may not do this, as on a read-only disk or over NFS, it was not done before either.
    own) [ "$(stat -L -c '%u:%g %a' "$2")" = "$3 $4" ] || { chown "$3" "$2" && set_mode "$4" "$2"; } ;;
    unlink) [ -L "$2" ] || ln -s "$3" "$2" ;;
    remove-directory) [ -d "$2" ] || { mkdir "$2" && chown "$3" "$2" && set_mode "$4" "$2"; } ;;
    enable) ! is_enabled "$2" || systemctl -q disable "$2" ;;
    was-enabled) systemctl -q enable "$2" ;;
    # 5: there is no such unit any more; systemctl(1), EXIT STATUS.
    start) systemctl stop "$2" || [ $? = 5 ] ;;
  esac
}

# load_again HOW UNIT . (A host that is going down starts nothing; its units read their files when it is up again.)
load_again() {
  case "$1 ${3-}" in
    # It ran before, and finds its files again by now. The new ones may have stopped it.
    'was-active .' | 'reload .' | 'restart .' | 'try-reload-or-restart .')
      systemctl reset-failed "$2" 2>/dev/null
      systemctl reload-or-restart "$2" || is_going_down
      ;;
  esac
}

is_going_down() { [ "$(systemctl is-system-running)" = stopping ]; }

# What ran before runs again. While the host starts, or goes down, that is not yet to be seen.
well_again() {
  if [ -n "$waiting" ] || is_going_down; then return 0; fi
  while read -r how unit end; do
    case "$how $end" in
      'was-active .' | 'reload .' | 'restart .' | 'try-reload-or-restart .')
        eventually systemctl -q is-active "$unit" || { show "$unit"; return 1; }
        ;;
    esac
  done <"$tx/done"
}
