# shellcheck shell=sh
# The probe: reads from stdin what is asked, up to a line `end`; answers on stdout. It writes nothing.
# The answer comes in sections, each under a line that begins with the nonce, and holds what the host's own
# tools print. Paths and names were checked by the sender: none has a blank or a character of a pattern.

# section NAME [ARGUMENT]; not "$*", which IFS would join.
section() {
  printf '%s %s\n' "$nonce" "$1${2:+ $2}"
}

# probe NONCE MANAGER
probe() {
  nonce=$1 manager=$2
  LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin TZ=UTC
  export LC_ALL PATH TZ
  unset POSIXLY_CORRECT
  set -f
  newline='
'
  missing='' found=''
  packages='' groups='' users='' units='' paths='' certificates='' wanted=' ' sites=' ' loads=''
  while IFS=' ' read -r what name value; do
    case $what in
      package) packages="$packages $name" ;;
      group) groups="$groups $name" ;;
      user) users="$users $name" ;;
      unit) units="$units $name" ;;
      loads) loads="$loads $name" ;;
      certificate) certificates="$certificates $name" ;;
      path) paths="$paths $name" ;;
      file) paths="$paths $name" wanted="$wanted$name=$value " ;;
      site) paths="$paths $name" sites="$sites$name=$value " ;;
      end) break ;;
    esac
  done
  # What the login shell said before may have left its line open.
  printf '\n'
  probe_facts
  probe_ledger
  # systemd takes as long to answer as all the others together: it is asked first and heard last.
  # shellcheck disable=SC2086
  systemctl show -p Id,LoadState,ActiveState,UnitFileState,NeedDaemonReload $units 2>/dev/null | {
    probe_unfinished
    probe_packages
    probe_accounts
    probe_paths
    probe_crontabs
    for unit in $loads; do probe_unloaded "$unit"; done
    probe_certificates
    probe_units
    probe_dependencies
  }
  section end
}

probe_facts() {
  section facts
  # os-release(5) is made to be read by a shell.
  (ID='' VERSION_ID='' && . /etc/os-release && printf 'os %s %s\n' "$ID" "$VERSION_ID")
  while read -r key value _; do
    case $key in Uid:) printf 'uid %s\n' "$value" ;; esac
  done </proc/self/status
  for fact in machine-id=/etc/machine-id boot-id=/proc/sys/kernel/random/boot_id; do
    value='' && read -r value 2>/dev/null <"${fact#*=}"
    printf '%s %s\n' "${fact%%=*}" "$value"
  done
  # Without the file the kernel has no IPv6; with 1 in it no address can be used.
  disabled=1
  [ -e /proc/sys/net/ipv6/conf/all/disable_ipv6 ] && read -r disabled </proc/sys/net/ipv6/conf/all/disable_ipv6
  printf 'ipv6-disabled %s\n' "$disabled"
  [ -d /run/systemd/system ] && printf 'init systemd\n'
}

# What mirrorc remembers of this host is looked at too: what mirror.yaml has no more need of has to go.
probe_ledger() {
  ledger=/var/lib/mirrorc/ledger.json
  [ -e "$ledger" ] || [ -L "$ledger" ] || return 0
  section ledger
  cat "$ledger"
  remembered=$(sed -n \
    -e 's/^    .*"kind":"file","path":"\([^"]*\)","sha256":"\([^"]*\)".*/file \1 \2/p' \
    -e 's/^    .*"kind":"include-line","path":"\([^"]*\)".*/file \1 -/p' \
    -e 's/^    .*"kind":"symlink","path":"\([^"]*\)".*/path \1 -/p' \
    -e 's/^    .*"kind":"directory","path":"\([^"]*\)".*/path \1 -/p' \
    -e 's/^    .*"kind":"certificate","name":"\([^"]*\)".*/certificate \1 -/p' \
    -e 's/^    .*"kind":"service","unit":"\([^"]*\)".*/unit \1 -/p' "$ledger")
  IFS='
'
  for line in $remembered; do
    what=${line%% *} value=${line##* }
    name=${line#* } name=${name% *}
    case "$paths $units $certificates " in *" $name "*) continue ;; esac
    case $what in
      unit) units="$units $name" ;;
      certificate) certificates="$certificates $name" paths="$paths /etc/mirrorc/tls/$name" ;;
      path) paths="$paths $name" ;;
      file) paths="$paths $name" wanted="$wanted$name=$value " ;;
    esac
  done
  unset IFS
}

# A run without a result is at work, or was cut off.
probe_unfinished() {
  home=/var/lib/mirrorc
  [ -d "$home/tx" ] || return 0
  set +f
  for run in "$home"/tx/*; do
    if [ ! -d "$run" ] || [ -e "$run/result" ]; then continue; fi
    section unfinished "${run##*/}"
    [ ! -e "$run/by" ] || sed 's/^/by /' "$run/by"
    is_at_work "$run" && echo running
  done
  set -f
}

probe_packages() {
  case $manager in
    apt)
      command -v dpkg-query >/dev/null || return 0
      section packages
      # shellcheck disable=SC2086
      found=$(dpkg-query -W -f='${Package} ${db:Status-Abbrev}\n' $packages 2>/dev/null)
      # 1: some are not known. Else the database cannot be read, and nothing is known of any; dpkg-query(1).
      # shellcheck disable=SC2086
      [ $? -le 1 ] || found=$(printf '%s database-unreadable\n' $packages)
      printf '%s\n' "$found"
      ;;
    pacman)
      command -v pacman >/dev/null || return 0
      section packages
      # shellcheck disable=SC2086
      found=$(pacman -Q $packages 2>/dev/null)
      printf '%s\n' "$found"
      ;;
  esac
  for name in $packages; do
    case $manager-$newline$found in
      # dpkg-query's second letter: not installed, or only its configuration is there, or not brought to its end.
      apt-*"$newline$name "?[!ncUFWt]* | pacman-*"$newline$name "*) ;;
      *) missing="$missing $name" ;;
    esac
  done
}

# What else the missing packages would bring, by the package lists on the host. As nobody, who can write no cache and
# needs no lock.
probe_dependencies() {
  [ -n "$missing" ] || return 0
  section dependencies
  set -- timeout 20 setpriv --reuid=65534 --regid=65534 --clear-groups
  # shellcheck disable=SC2086
  case $manager in
    apt) "$@" apt-get -q -s --no-install-recommends install $missing ;;
    pacman)
      names=$("$@" pacman -S -p --needed --print-format '%n' $missing)
      [ -n "$names" ] || return 0
      printf 'Inst %s\n' $names
      pacman -Q $names | sed 's/^/Have /'
      ;;
  esac </dev/null 2>/dev/null
}

# Entries of somebody's own crontab that sync too; crontab(5) and where cron and cronie keep them. Only their number
# is told: a line may hold a password.
probe_crontabs() {
  section crontabs
  for user in root $users; do
    for file in "/var/spool/cron/crontabs/$user" "/var/spool/cron/$user"; do
      [ -f "$file" ] && printf '%s %s\n' "$user" "$(grep -c '^[[:space:]]*[0-9*@][^#]*rsync' "$file")"
    done
  done
}

probe_accounts() {
  section groups
  # shellcheck disable=SC2086
  getent group $groups
  section users
  # shellcheck disable=SC2086
  getent passwd $users
}

# What is known of a certificate: ours, certbot's, and what openssl says of the one that certbot has.
probe_certificates() {
  for name in $certificates; do
    section certificate "$name"
    printf 'now %s\n' "$(date +%s)"
    tls=/etc/mirrorc/tls/$name
    [ -s "$tls/fullchain.pem" ] && [ -s "$tls/privkey.pem" ] && echo usable
    sed 's/^/failed /' "/var/lib/mirrorc/tls/$name/failed" 2>/dev/null
    sed -n -e '/^server = /p' -e '/^[a-z_]*hook = /p' "/etc/letsencrypt/renewal/$name.conf" 2>/dev/null
    [ -e "/etc/letsencrypt/live/$name/cert.pem" ] || continue
    openssl x509 -noout -fingerprint -sha256 -text -in "/etc/letsencrypt/live/$name/cert.pem" 2>/dev/null
    probe_shown
  done
}

# What was renewed and not loaded is seen by nothing else. Right after a reload an old worker may still answer.
probe_shown() {
  issued=$(openssl x509 -noout -fingerprint -sha256 -in "/etc/letsencrypt/live/$name/cert.pem" 2>/dev/null)
  for try in 1 2 3 4; do
    [ "$try" = 1 ] || sleep 0.5
    shown=$(timeout 10 openssl s_client -connect 127.0.0.1:443 -servername "$name" </dev/null 2>/dev/null |
      openssl x509 -noout -fingerprint -sha256 2>/dev/null)
    case $shown in '' | "$issued") break ;; esac
  done
  [ -z "$shown" ] || printf 'shown %s\n' "$shown"
}

# Reads what systemd says of the units.
probe_units() {
  section units
  shown=$(cat)
  printf '%s\n' "$shown"
  # Who holds a port matters only where a unit has yet to start, or tries to again and again.
  case $shown in
    *ActiveState=inactive* | *ActiveState=failed* | *ActiveState=activating*)
      command -v ss >/dev/null && section listeners && ss -H -l -t -n -p
      ;;
  esac
}

probe_paths() {
  section paths
  silent='' follow=''
  # shellcheck disable=SC2086
  look_at $paths
  printf '%s\n' "$seen"
  files='' links=''
  IFS='
'
  for line in $seen; do
    path=${line##* }
    case $line in
      # The first digit of a raw mode is the type: 8 a regular file, a a symbolic link (stat(2), S_IFMT).
      8???\ *) case $wanted in *" $path="*) files="$files $path" ;; esac ;;
      a???\ *) links="$links $path" ;;
    esac
  done
  IFS=' '
  for path in $links; do
    section link "$path"
    readlink "$path" | base64
  done
  if [ -n "$links" ]; then
    section followed
    follow=yes
    # shellcheck disable=SC2086
    look_at $links
    printf '%s\n' "$seen"
  fi
  [ -z "$files" ] || probe_contents
  for path in $links; do
    case $sites in *" $path="*)
      site=${sites#*" $path="}
      probe_shipped "${site%% *}"
      ;;
    esac
  done
  unset IFS
}

# look_at PATH…: sets $seen to a line for each. A disk that does not answer keeps stat waiting for ever; which path it is
# can be told only by asking for each alone.
look_at() {
  if [ -z "$silent" ]; then
    seen=$(timeout 10 stat ${follow:+-L} -c '%f %s %U %G %n' "$@" 2>&1)
    [ $? = 124 ] || return 0
    silent=yes
  fi
  seen=$(look_at_each "$@")
}

look_at_each() {
  running=0
  for path; do
    look_alone "$path" &
    running=$((running + 1))
    [ $((running % 100)) != 0 ] || wait
  done
  wait
}

look_alone() {
  line=$(timeout 5 stat ${follow:+-L} -c '%f %s %U %G %n' "$1" 2>&1)
  [ $? != 124 ] || line="no answer from '$1'"
  printf '%s\n' "$line"
}

# The digests of files, and the text of those that are not as wanted.
probe_contents() {
  # shellcheck disable=SC2086
  digests=$(timeout 10 sha256sum $files)
  section digests
  printf '%s\n' "$digests"
  IFS='
'
  for line in $digests; do
    digest=${line%% *} path=${line##* }
    case $wanted in *" $path=$digest "*) continue ;; esac
    section content "$path"
    head -c 262144 "$path" | base64
    probe_shipped "$path"
  done
  IFS=' '
}

# probe_shipped PATH: whether a file is as its package ships it.
probe_shipped() {
  section shipped "$1"
  is_pristine "$manager" "$1" && echo pristine
  return 0
}
