# shellcheck shell=sh
# Where the new text of a file waits: beside it, so that a rename puts it in place, under a name that
# begins with a dot, which neither cron nor nginx's patterns read.
staged() { printf '%s/.mirrorc.%s' "${1%/*}" "${1##*/}"; }

stage() {
  while read -r step path owner group mode number digest; do
    case $step in
      write)
        temporary=$(staged "$path")
        rm -f "$temporary" && cp "$tx/$number" "$temporary" || return 1
        found=$(sha256sum <"$temporary") && [ "${found%% *}" = "$digest" ] || return 1
        chown "$owner:$group" "$temporary" && set_mode "$mode" "$temporary" && sync "$temporary" || return 1
        ;;
      link)
        temporary=$(staged "$path")
        rm -f "$temporary" && ln -s "$owner" "$temporary" || return 1
        ;;
      insert-line)
        block=$owner number=$group temporary=$(staged "$path")
        rm -f "$temporary" && insert_line "$path" "$block" "$tx/$number" >"$temporary" || return 1
        keep_owner || return 1
        ;;
      remove-line)
        number=$owner temporary=$(staged "$path")
        rm -f "$temporary" && remove_line "$path" "$tx/$number" >"$temporary" || return 1
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

# What waits beside a file that is in the journal tells undo that the file is still the old one.
clean_stage() {
  while read -r step path _; do
    case $step in
      write | link | insert-line | remove-line)
        grep -qF " $path " "$tx/done" || rm -f "$(staged "$path")"
        ;;
    esac
  done <"$tx/steps"
}
