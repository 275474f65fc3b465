#!/bin/sh
# Made by mirrorc. Keeps one tree of a mirror as its upstream has it: `mirror-sync --help`.
# Values come from data files, one `key value` to a line; they are compared and handed on, never evaluated.
# shellcheck disable=SC2317 # some functions are called by a name that is handed to another one

# The caller's environment must not steer what runs here: it may have the names of variables below, and options of a
# shell, of tar(1), rsync(1) and git(1). One zone for all times, so that they can be compared as text.
case ${1-} in
  --clean)
    shift
    PATH=/usr/bin:/bin:/usr/sbin:/sbin LC_ALL=C TZ=UTC
    export PATH LC_ALL TZ
    ;;
  *)
    exec /usr/bin/env -i PATH=/usr/bin:/bin:/usr/sbin:/sbin LC_ALL=C TZ=UTC \
      ${HOME+"HOME=$HOME"} ${USER+"USER=$USER"} ${LOGNAME+"LOGNAME=$LOGNAME"} \
      ${http_proxy+"http_proxy=$http_proxy"} ${https_proxy+"https_proxy=$https_proxy"} \
      ${ftp_proxy+"ftp_proxy=$ftp_proxy"} ${all_proxy+"all_proxy=$all_proxy"} ${no_proxy+"no_proxy=$no_proxy"} \
      ${HTTPS_PROXY+"HTTPS_PROXY=$HTTPS_PROXY"} ${ALL_PROXY+"ALL_PROXY=$ALL_PROXY"} ${NO_PROXY+"NO_PROXY=$NO_PROXY"} \
      "$0" --clean "$@"
    ;;
esac
umask 022

settings=/etc/mirrorc/sync.conf
modules=/etc/mirrorc/modules
hooks=/etc/mirrorc/hooks
newline='
'

usage() {
  cat <<'EOF'
mirror-sync MODULE                sync, when its upstream has something new
  --now                           without waiting, and say on standard output what happens
  --full                          even when the upstream's freshness file is the one of the last sync; verify all of the tree
  --dry-run                       say what a sync would do; the tree stays as it is
mirror-sync --status [--json] [MODULE]
mirror-sync --ack MODULE          let the next sync do what was held back: as much as was shown, once
mirror-sync --new-storage MODULE  the tree starts anew here: its disk was replaced or taken away for good
mirror-sync --rollback-data MODULE [GENERATION]
                                  serve an older generation, and sync no more until --ack (publish atomic)
mirror-sync --generations MODULE  which generations there are, and which one is served
mirror-sync --fsck MODULE         check a git repository

exit status: 0 done, or nothing to do, or another run is at it; 1 failed, the next run tries again;
2 held back until somebody looks; 3 this host is not fit (disk, missing program); 64 wrong usage;
75 another run is at it for too long; 78 a data file is wrong
EOF
}

fail_usage() {
  printf 'mirror-sync: %s\n' "$1" >&2
  usage >&2
  exit 64
}

misconfigured() {
  printf 'mirror-sync: %s\n' "$1" >&2
  exit 78
}

is_number() {
  case $1 in
    0) return 0 ;;
    '' | 0* | *[!0-9]*) return 1 ;;
  esac
  # More digits than a shell can count with.
  [ "${#1}" -le 17 ]
}
