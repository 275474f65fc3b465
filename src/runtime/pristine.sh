# shellcheck shell=sh
# is_pristine MANAGER PATH: whether a configuration file is as its package ships it, by the package database.
# Its variables are its own: callers have an `owner` and a `found` too.
is_pristine() (
  case $1 in
    apt)
      # dpkg-query -S reads the lists of all packages, for each path anew; most paths are in no list of conffiles.
      grep -qsF " $2 " /var/lib/dpkg/status || return 1
      owner=$(dpkg-query -S "$2" 2>/dev/null) || return 1
      shipped=$(dpkg-query -W -f='${Conffiles}\n' "${owner%%:*}" | grep -F " $2 ") || return 1
      found=$(md5sum <"$2") || return 1
      [ "${shipped#" $2 "}" = "${found%% *}" ]
      ;;
    pacman)
      owner=$(pacman -Qqo "$2" 2>/dev/null) || return 1
      pacman -Qii "$owner" 2>/dev/null | grep -qF " $2 [unmodified]"
      ;;
    *) return 1 ;;
  esac
)
