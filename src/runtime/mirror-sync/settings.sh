# The data files: of the host, and of a module.

read_settings() {
  host_site=''
  host_url=''
  host_user=''
  host_contact=''
  state_root=/var/lib/mirrorc-sync
  status_root=/var/lib/mirrorc/status
  textfile_root=''
  report_root=''
  parallel=2
  slot_wait=3600
  [ ! -e "$settings" ] || each_setting "$settings" set_host
}

# One line after the other, to a function that takes key and value.
each_setting() {
  [ -r "$1" ] || misconfigured "$1 cannot be read"
  while IFS= read -r setting || [ -n "$setting" ]; do
    case $setting in
      '' | '#'*) continue ;;
      *' '*) "$2" "${setting%% *}" "${setting#* }" ;;
      *) "$2" "$setting" '' ;;
    esac
  done <"$1"
}

set_host() {
  case $1 in
    site) host_site=$2 ;;
    url) host_url=$2 ;;
    user) host_user=$2 ;;
    contact) host_contact=$2 ;;
    textfiles) check_path "$1" "$2" && textfile_root=$2 ;;
    reports) check_path "$1" "$2" && report_root=$2 ;;
    parallel) check_number "$1" "$2" && parallel=$2 ;;
    slot_wait) check_number "$1" "$2" && slot_wait=$2 ;;
    *) misconfigured "$settings: $1 is no key that this mirror-sync knows" ;;
  esac
}

read_module() {
  module=$1
  check_module "$module"
  module_file=$modules/$module
  [ -e "$module_file" ] || misconfigured "$module is no module of this host: there is no $module_file"
  default_module
  each_setting "$module_file" set_module
  [ -n "$upstreams" ] || misconfigured "$module_file names no upstream"
  check_fallbacks
  [ -n "$path" ] || misconfigured "$module_file names no path"
  state=$state_root/$module
}

default_module() {
  shape='' upstreams='' path='' comment='' cname='' kind=plain publish=in-place
  interval=21600 gaps=even jitter=0 timeout=86400 io_timeout=600 connect_timeout=60 stale_after=86400
  retries=2 retry_wait=60 full_every=86400
  freshness='' refresh='' max_delete=4000 max_delete_percent=25 headroom=1024
  bwlimit=0 family='' password_file='' options='' verify='' sample=20 keyring=''
  keep=3 grace=3600 logs=20
}

set_module() {
  # What decides how the tree has to be.
  case $1 in
    upstream | path | kind | publish | freshness | verify | keyring | option) shape="$shape$1 $2;" ;;
  esac
  case $1 in
    upstream)
      check_upstream "$2"
      upstreams=$upstreams$2$newline
      ;;
    path) check_path "$1" "$2" && path=$2 ;;
    comment) comment=$2 ;;
    cname) cname=$2 ;;
    kind) check_word "$1" "$2" plain debian && kind=$2 ;;
    gaps) check_word "$1" "$2" even uneven && gaps=$2 ;;
    publish) check_word "$1" "$2" in-place atomic && publish=$2 ;;
    family) check_word "$1" "$2" 4 6 && family=$2 ;;
    verify) check_word "$1" "$2" sha256sums pacman debian && verify="$verify $2" ;;
    freshness) check_relative "$1" "$2" && freshness=$2 ;;
    refresh) check_relative "$1" "$2" && refresh=$refresh$2$newline ;;
    password_file) check_path "$1" "$2" && password_file=$2 ;;
    keyring) check_path "$1" "$2" && keyring=$2 ;;
    option)
      check_option "$2"
      options=$options$2$newline
      ;;
    *) set_module_number "$1" "$2" ;;
  esac
}

set_module_number() {
  check_number "$1" "$2"
  case $1 in
    interval) interval=$2 ;;
    jitter) jitter=$2 ;;
    timeout) timeout=$2 ;;
    io_timeout) io_timeout=$2 ;;
    connect_timeout) connect_timeout=$2 ;;
    stale_after) stale_after=$2 ;;
    retries) retries=$2 ;;
    retry_wait) retry_wait=$2 ;;
    full_every) full_every=$2 ;;
    max_delete) max_delete=$2 ;;
    max_delete_percent) max_delete_percent=$2 ;;
    headroom_mib) headroom=$2 ;;
    bwlimit_kib) bwlimit=$2 ;;
    sample) sample=$2 ;;
    keep) keep=$2 ;;
    grace) grace=$2 ;;
    logs) logs=$2 ;;
    *) misconfigured "$module_file: $1 is no key that this mirror-sync knows" ;;
  esac
}

check_module() {
  is_module_name "$1" || fail_usage "'$1' is no name of a module"
}

is_module_name() {
  case $1 in
    '' | [!a-z0-9]* | *[!a-z0-9_-]*) return 1 ;;
  esac
}

check_number() {
  is_number "$2" || misconfigured "$1: '$2' is no number (or a key that this mirror-sync does not know)"
}

check_path() {
  case $2 in
    /*[!A-Za-z0-9._+@~/-]* | */../* | */.. | / | //* | */) ;;
    /*) return 0 ;;
  esac
  misconfigured "$1: '$2' is no absolute path of letters, digits and . _ + @ ~ -"
}

check_relative() {
  case $2 in
    '' | /* | -* | *[!A-Za-z0-9._+@~/-]* | ../* | */../* | */.. | ..) ;;
    *) return 0 ;;
  esac
  misconfigured "$1: '$2' is no path below the upstream"
}

# KEY VALUE WORD...: the value is one of the words.
check_word() {
  word_key=$1
  word_value=$2
  shift 2
  for word in "$@"; do
    [ "$word" != "$word_value" ] || return 0
  done
  misconfigured "$word_key: '$word_value' is not one of: $*"
}

check_upstream() {
  case $1 in
    *[!A-Za-z0-9._+@~/:%\[\]-]*) ;;
    rsync://?*/?* | git+https://?*/?* | https://?*/?* | ftp://?*/?*) return 0 ;;
  esac
  misconfigured "upstream: '$1' is no URL that mirror-sync pulls from"
}

# A directory listing says of a time only what its server makes of it: which of two trees is older is not known.
check_fallbacks() {
  case $upstreams in
    https://*"$newline"?* | ftp://*"$newline"?* | *"$newline"https://* | *"$newline"ftp://*)
      misconfigured "$module_file: only by rsync and git+https is there more than one upstream"
      ;;
  esac
}

# rsync(1) has options that run programs, write elsewhere or give up what is promised here. These do not.
check_option() {
  case $1 in
    --exclude=?* | --include=?* | --max-size=[0-9]* | --min-size=[0-9]* | --modify-window=[0-9]*) return 0 ;;
    --compress | --checksum | --size-only | --whole-file | --fuzzy | --sparse | --preallocate) return 0 ;;
    --no-hard-links | --omit-dir-times | --no-inc-recursive) return 0 ;;
  esac
  misconfigured "option: '$1' is not among the options of rsync that may be added"
}
