# https and ftp: lftp(1) reads the directory listings.

sync_lftp() {
  if ! command -v lftp >/dev/null; then
    result=unfit
    message='lftp is not installed'
    return
  fi
  destination=$path
  [ -n "$dry" ] || sweep_temporary
  plan_lftp || return
  check_lists || return
  start_looking
  check_deletions || return
  check_space 0 "$changes" || return
  if [ -n "$dry" ]; then
    describe_changes would
    return
  fi
  if [ "$changes" -eq 0 ] && [ "$deletions" -eq 0 ] && [ ! -e "$state/unfinished" ]; then
    finish_unchanged
    return
  fi
  start_changes
  set_aside
  # Without --delete: what goes was counted, and nothing else goes.
  needs_room=yes
  came=yes
  lftp_call "$lftp_mirror . \"$path\"" || came=''
  bring_back || return
  [ -n "$came" ] || return
  remove_victims
  rec_files=$plain_entries rec_last_full=$(now)
  measure_tree
  verify_tree "$path" all && flush_disk "$path" || return
  describe_changes did
}

# Symbolic links of an FTP server may point anywhere. A name with a line break would be two lines of what lftp plans.
lftp_mirror="mirror --no-perms --no-symlinks --parallel=2 --exclude [[:cntrl:]] --exclude ^[.]mirrorc/ --exclude ^[.]mirrorc\$ --exclude ^lost[+]found/ --exclude ^\\.in\\."

# lftp writes what it would do as commands of its own.
plan_lftp() {
  rm -f -- "$scratch/plan"
  lftp_call "$lftp_mirror --delete --script=\"$scratch/plan\" . \"$path\"" || return
  [ -e "$scratch/plan" ] || true >"$scratch/plan"
  list_victims
  created=$(grep -c -e '^get ' -e '^pget ' "$scratch/plan")
  changes=$(grep -c -v -e '^rm ' "$scratch/plan")
  # How many there are at the upstream lftp does not say.
  rec_files=$(count_files "$path")
  plain_entries=$((rec_files - gone_files + created))
  [ "$plain_entries" -ge 0 ] || plain_entries=0
  size=$rec_size to_come=0 newest='' newest_past='' upstream_time=''
}

# `rm file:URL` is a file, `rm -r file:URL` all of a directory; each is below the tree. What comes again as something else,
# by `mkdir file:URL` or `get -O DIRECTORY URL`, has to go first: lftp itself leaves a directory in the place of a file.
list_victims() {
  true >"$scratch/victims"
  true >"$scratch/in-the-way"
  awk -v below="$path/" -v own="$own_name" -v first="$scratch/in-the-way" -v last="$scratch/victims" '
    function digit(letter) { return index("0123456789ABCDEF", toupper(letter)) - 1 }
    function decode(text,   i, plain) {
      plain = ""
      while ((i = index(text, "%")) > 0) {
        plain = plain substr(text, 1, i - 1) sprintf("%c", digit(substr(text, i + 1, 1)) * 16 + digit(substr(text, i + 2, 1)))
        text = substr(text, i + 3)
      }
      return plain text
    }
    function unquote(text) {
      if (text !~ /^".*"$/) return text
      text = substr(text, 2, length(text) - 2)
      gsub(/\\"/, "\"", text)
      gsub(/\\\\/, "\\", text)
      return text
    }
    /^mkdir / { sub(/^mkdir (-p )?file:/, ""); comes[decode($0)]; next }
    /^p?get / {
      url = name = $NF
      sub(/^.*\//, "", name)
      directory = substr($0, index($0, "-O ") + 3)
      comes[unquote(substr(directory, 1, length(directory) - length(url) - 1)) "/" decode(name)]
      next
    }
    sub(/^rm (-r )?file:/, "") && !/%0[0aA]/ {
      victim = decode($0)
      within = "/" substr(victim, length(below) + 1) "/"
      if (index(victim, below) != 1 || within ~ /\/\.?\.?\// || index(within, "/" own "/") == 1) next
      victims[++count] = victim
    }
    function above(file) { sub(/\/[^\/]*$/, "", file); return file }
    END {
      for (i = 1; i <= count; i++) print victims[i] >(victims[i] in comes ? first : last)
      for (file in comes) filled[above(file)]
      for (i = 1; i <= count; i++) gone[above(victims[i])]++
      for (directory in gone) if (!(directory in filled)) print gone[directory], directory
    }' "$scratch/plan" >"$scratch/thinned"
  deletions=0 gone_files=0
  count_victims "$scratch/in-the-way"
  count_victims "$scratch/victims"
  find_emptied
}

# A directory that a server may not read, or cannot for the moment, is an empty list to some (vsftpd: `226 Transfer done
# (but failed to open directory)`), and an empty page to others.
find_emptied() {
  emptied=''
  while IFS= read -r line; do
    count=${line%% *} directory=${line#* }
    [ "$count" -ne "$(find "$directory" -mindepth 1 -maxdepth 1 ! -name '.in.*' -printf x | wc -c)" ] || emptied=${directory#"$path"}/
  done <"$scratch/thinned"
}

count_victims() {
  while IFS= read -r victim; do
    deletions=$((deletions + $(find "$victim" | wc -l)))
    gone_files=$((gone_files + $(find "$victim" ! -type d | wc -l)))
  done <"$1"
}

remove_victims() {
  while IFS= read -r victim; do
    rm -rf -- "$victim"
  done <"$scratch/victims"
}

# A directory that the upstream redirects is a file in what lftp plans, and does not come.
set_aside() {
  [ -s "$scratch/in-the-way" ] || return 0
  cp -- "$scratch/in-the-way" "$state/aside"
  # What is there, of another record than ours, has no place any more.
  rm -rf -- "$own/aside"
  make_directory "$own/aside"
  number=0
  while IFS= read -r victim; do
    number=$((number + 1))
    mv -- "$victim" "$own/aside/$number"
  done <"$state/aside"
}

# Also what a run left aside that was cut off, whatever the upstream is now. What cannot be put in its place yet stays.
bring_back() {
  [ -e "$state/aside" ] && [ -d "$own/aside" ] || return 0
  number=0 stuck=''
  while IFS= read -r victim; do
    number=$((number + 1))
    if [ -e "$victim" ] || [ -L "$victim" ]; then continue; fi
    if [ ! -e "$own/aside/$number" ] && [ ! -L "$own/aside/$number" ]; then continue; fi
    mkdir -p -- "${victim%/*}" && mv -- "$own/aside/$number" "$victim" || stuck=$victim
  done <"$state/aside"
  if [ -n "$stuck" ]; then
    result=unfit
    message="$stuck waits in $own/aside, and cannot be put in its place"
    return 1
  fi
  rm -rf -- "$own/aside" "$state/aside" || :
}

# lftp begins such a file anew.
sweep_temporary() {
  [ -e "$state/unfinished" ] || return 0
  walk_tree "$path" -type f -name '.in.*' -exec rm -f -- {} +
}

lftp_call() {
  {
    printf 'set cmd:fail-exit yes\nset net:timeout %s\nset net:max-retries 2\nset net:reconnect-interval-base 5\n' "$io_timeout"
    # By a redirection lftp would also publish files of this host (file:), or of one that only this host can ask.
    printf 'set xfer:max-redirections 0\n'
    printf 'set ssl:verify-certificate yes\nset xfer:use-temp-file yes\nset xfer:temp-file-name .in.*\n'
    [ "$bwlimit" -eq 0 ] || printf 'set net:limit-total-rate %s\n' "$((bwlimit * 1024))"
    case $family in
      4) printf 'set dns:order inet\n' ;;
      6) printf 'set dns:order inet6\n' ;;
    esac
    printf 'open "%s/"\n%s\n' "$url" "$1"
  } >"$scratch/commands"
  HOME=$scratch run_limited "$timeout" lftp --norc -f "$scratch/commands"
  [ "$code" -ne 0 ] || return 0
  explain_lftp
  return 1
}

explain_lftp() {
  if is_ended_early; then return; fi
  detail=$(printable "$(grep . "$scratch/err" | tail -n 1)")
  result=network
  message="lftp: ${detail:-ended with $code}"
  case $detail in
    *'404'* | *'403'* | *'550'* | *'File moved'* | *'ertificate'*) result=refused ;;
  esac
  explain_full lftp
}
