# shellcheck shell=sh
# guard before|after: is everything as the plan saw it? After the packages, what they ship may lie there too.
guard() {
  while read -r step kind path pristine value; do
    case $step in
      expect) ;;
      ledger)
        # Later it is looked at where it is replaced.
        [ "$1" = after ] || is_ledger "$kind" && continue
        echo 'somebody else has applied since the plan was made'
        return 1
        ;;
      write | link | insert-line | remove-line | remove | unlink-site) is_straight "${kind%/*}" && continue || return 1 ;;
      *) continue ;;
    esac
    as_expected "$kind" "$path" "$value" && continue
    if [ "$1-$pristine" = after-pristine ]; then
      [ -d "$path" ] && [ ! -L "$path" ] && continue
      [ -f "$path" ] && [ ! -L "$path" ] && is_pristine "$manager" "$path" && say brought "$path" && continue
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

# is_ledger DIGEST|none: what the host is remembered by.
is_ledger() {
  found=none
  [ ! -e "$home/ledger.json" ] || found=$(sha256sum <"$home/ledger.json") || return 1
  [ "${found%% *}" = "$1" ]
}

# Root's files are written, and copied for a test, only where no symbolic link is on the way. (A directory that is not
# there yet may be made by this run.)
is_straight() {
  [ ! -e "$1" ] || [ "$(readlink -f "$1")" = "$1" ] || { echo "$1 is behind a symbolic link: it leads to $(readlink -f "$1")"; return 1; }
}
