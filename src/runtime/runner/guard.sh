# shellcheck shell=sh
# guard before|after: is everything as the plan saw it? After the packages, what they ship may lie there too.
guard() {
  while read -r step kind path pristine value; do
    [ "$step" = expect ] || continue
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
