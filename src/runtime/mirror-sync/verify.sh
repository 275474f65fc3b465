# Whether a tree is whole, where it says itself what belongs to it.

# DIRECTORY all|changed: false, and the first of what is wrong, when it is not.
verify_tree() {
  [ -n "$verify" ] || return 0
  tree=$1
  scope=$2
  # What was wrong the last time may be so without having changed.
  [ -z "$full$rec_inconsistent" ] || scope=all
  [ -z "$full" ] || remove_files "$state/verified" "$state/identities"
  true >"$scratch/problems"
  true >"$scratch/doubtful"
  list_past >"$scratch/past" || {
    lose_list
    return
  }
  remove_files "$scratch/sizes"
  [ -e "$scratch/changed" ] || true >"$scratch/changed"
  is_wrong='' result=''
  for way in $verify; do
    case $way in
      sha256sums) verify_checksum_lists ;;
      pacman) verify_pacman ;;
      debian) verify_debian ;;
    esac
    # It was not looked at as a whole.
    [ -z "$result" ] || return 1
  done
  [ -n "$is_wrong" ] || return 0
  log_file "$scratch/problems"
  doubt_files
  result=inconsistent
  message="the tree is not whole: $(printable "$(head -n 1 "$scratch/problems")")"
  problems=$(wc -l <"$scratch/problems")
  [ "$problems" -le 1 ] || message="$message, and $((problems - 1)) more"
  return 1
}

# MESSAGE FILE...: which of these may be spoilt. Not in a pipeline: it would be forgotten with its shell.
problem() {
  is_wrong=yes
  printf '%s\n' "$1" >>"$scratch/problems"
  shift
  [ "$#" -eq 0 ] || printf '%s\n' "$@" >>"$scratch/doubtful"
}

# What an upstream puts in order with its size and time is no change to rsync(1). So these come anew, as long as nobody is
# served them, or what they lead to: those that are files of this tree alone get another time, which costs only what differs.
doubt_files() {
  [ "$tree" = "$generations/.new" ] || return 0
  each_doubtful realpath --relative-to=. | grep -v -e '^/' -e '^\.\.$' -e '^\.\./' -e '/\.\./' >"$scratch/led-to"
  mv -f -- "$scratch/led-to" "$scratch/doubtful"
  each_doubtful stat -c '%h %i %n' >"$scratch/links"
  sed -n 's/^1 [0-9]* //p' "$scratch/links" >"$scratch/doubtful"
  each_doubtful touch -h -d @1
  grep -v '^1 ' "$scratch/links" >"$scratch/shared" || return 0
  # All names that a file has here: rsync(1) would link it to one of them again.
  (cd "$tree" && find . -name "*$newline*" -prune -o -type f -links +1 -printf '%i %P\n') | awk '
    FILENAME == ARGV[1] { shared[$2]; next }
    $1 in shared { sub(/^[0-9]+ /, ""); print }' "$scratch/shared" - >"$scratch/doubtful"
  each_doubtful rm -f
}

each_doubtful() {
  tr '\n' '\0' <"$scratch/doubtful" | (cd "$tree" && xargs -0 -r "$@" --) 2>>"$log"
}

# The files of the tree by size: `SIZE PATH`.
list_sizes() {
  (cd "$tree" && find -L . '(' -path "./$own_name" -o -path "./$disk_name" ')' -prune -o -name "*$newline*" -prune -o \
    -type f -printf '%s %P\n') 2>>"$log"
}

find_files() {
  walk_tree "$tree" -name "*$newline*" -prune -o -type f "$@" -print | awk '
    { name = $0; sub(/^\.\//, "", name) }
    FILENAME == ARGV[1] { past[name]; next }
    !(name in past) { print name }' "$scratch/past" -
}

# What stays for a while in the tree that is served: its lists are of a state that is past.
list_past() {
  [ "$publish" != atomic ] || [ "$tree" = "$generations/.new" ] || [ ! -e "$state/graced" ] || sed 's/^[0-9]* //' "$state/graced"
}

# In $scratch/named `= LIST`, and behind it what that list names: `HASH SIZE PATH`, a dash for what is not known. All have
# to be there with that size. What the user leaves out is missing on purpose.
check_named() {
  if [ ! -e "$scratch/sizes" ]; then
    list_sizes | cat >"$scratch/sizes" || {
      lose_list
      return
    }
  fi
  case $options in
    *--exclude=* | *--max-size=* | *--min-size=*) partial=yes ;;
    *) partial='' ;;
  esac
  awk -v partial="$partial" -v doubtful="$scratch/doubtful" '
    FILENAME == ARGV[1] { size = $1; sub(/^[0-9]+ /, ""); there[$0] = size; next }
    /^= / { by = substr($0, 3); next }
    {
      wanted = $2; sub(/^[^ ]+ [^ ]+ /, "")
      if (!($0 in there)) { if (partial == "") found(by " names " $0 ", which is not there") }
      else if (wanted != "-" && there[$0] != wanted) found($0 " has " there[$0] " bytes, " by " says " wanted)
    }
    function found(problem) { wrong = 1; print problem; print by >>doubtful }
    END { exit wrong ? 9 : 0 }' "$scratch/sizes" "$scratch/named" >>"$scratch/problems"
  case $? in
    0) ;;
    9) is_wrong=yes ;;
    *) lose_list ;;
  esac
}

# COMMAND: the same on standard input, of which no hash is a dash. For what is right COMMAND HASH NAME is called.
check_hashes() {
  while IFS= read -r line; do
    case $line in
      '= '*)
        by=${line#= }
        continue
        ;;
    esac
    named=${line#* }
    named=${named#* }
    [ -f "$tree/$named" ] || continue
    found=$(sha256sum <"$tree/$named")
    if [ "${found%% *}" = "${line%% *}" ]; then
      "$1" "${line%% *}" "$named"
    else
      problem "$named has another SHA-256 than $by says" "$named" "$by"
    fi
  done
}

# As many of what is named as are read whole.
check_sample() {
  if sed '/^-/d;/^= /d' "$scratch/named" | shuf -n "$sample" >"$scratch/sample" &&
    { head -n 1 "$scratch/named" && cat "$scratch/sample"; } >"$scratch/hashes"; then
    check_hashes : <"$scratch/hashes"
  else
    lose_list
  fi
}

# What an upstream packed is no larger; the Packages file of Debian has some 60 MB.
most_unpacked_mib=512

# LIST BESIDE PROGRAM COMMAND...: what LIST names. A command unpacks it, and a program of awk(1) calls `begin` for each
# stanza and sets what it says; names are below BESIDE. A last line says how the command ended. Lines are cut, here and
# elsewhere, so that none takes all memory, and mawk all day: cut(1) reads byte by byte.
check_unpacked() {
  list=$1
  below=$2
  program=$3
  shift 3
  { if "$@" 2>>"$log"; then printf '\n\001whole\n'; else printf '\n\001failed\n'; fi; } |
    head -c "${most_unpacked_mib}M" | cut -b 1-4096 | awk -v list="$list" -v below="$below" '
    function begin() {
      if (file != "" && ("/" file "/") !~ /\/\.\.\//) print hash, size, below file
      file = ""; size = hash = "-"
    }
    BEGIN { print "= " list; begin() }
    $0 == "\001whole" || $0 == "\001failed" { ending = $0; exit }
    '"$program"'
    END {
      begin()
      exit ending == "\001whole" ? 0 : ending == "" ? 9 : 8
    }' >"$scratch/named"
  case $? in
    0)
      check_named
      check_sample
      ;;
    8) problem "$list cannot be read" "$list" ;;
    9) problem "$list has more than $most_unpacked_mib MiB, unpacked" ;;
    *) lose_list ;;
  esac
}

verify_checksum_lists() {
  find_files '(' -name SHA256SUMS -o -name SHA256SUMS.txt -o -name SHA256SUM -o -name sha256sums -o -name 'sha256sum*.txt' \
    -o -name '*.sha256' -o -name '*.sha256.txt' -o -name '*.sha256sum' -o -name '*-CHECKSUM' ')' >"$scratch/lists" || {
    lose_list
    return
  }
  [ -s "$scratch/lists" ] || say 'verify sha256sums: the tree has no list of SHA-256 sums'
  true >"$scratch/unread"
  print_lists | read_checksum_lists >"$scratch/named" || {
    lose_list
    return
  }
  while IFS= read -r list; do
    problem "$list cannot be read" "$list"
  done <"$scratch/unread"
  [ -s "$scratch/named" ] || return 0
  check_named
  skip_verified >"$scratch/hashes" || lose_list
  check_hashes note_verified <"$scratch/hashes"
}

# One tail(1) for as many as fit on its command line, which writes `==> LIST <==` before each: there are trees with such a
# list beside each file, which may not end in a line break. xargs(1) ends with 123 where one cannot be read. The last line
# says whether all of it was tried.
print_lists() {
  {
    # shellcheck disable=SC2016
    tr '\n' '\0' <"$scratch/lists" |
      (cd "$tree" && xargs -0 -r sh -c 'tail -v -n +1 -- "$@"; ended=$?; echo; exit "$ended"' sh) 2>>"$log"
    case $? in
      0) printf '\001whole\n' ;;
      123) printf '\001some\n' ;;
    esac
  } | cut -b 1-4096
}

# Those whose file, or whose list, is new. sha256sum(1) writes `HASH  NAME`, reads it also with one space, and has
# `SHA256 (NAME) = HASH` with --tag.
read_checksum_lists() {
  awk -v scope="$scope" -v unread="$scratch/unread" '
    function is_new(name) { return scope == "all" || name in changed }
    function name_file(line,   hash, name) {
      sub(/\r$/, "", line)
      if (line ~ /^SHA256 \(.*\) = /) {
        hash = name = line
        sub(/^.* /, "", hash); sub(/^SHA256 \(/, "", name); sub(/\) = [0-9A-Fa-f]*$/, "", name)
      } else {
        hash = line; sub(/ .*$/, "", hash)
        name = substr(line, 66); sub(/^[ *]/, "", name)
      }
      hash = tolower(hash)
      if (length(hash) != 64 || hash ~ /[^0-9a-f]/ || name == "") return
      sub(/^\.\//, "", name)
      if (name ~ /^\// || ("/" name "/") ~ /\/\.\.\//) return
      if (!whole && !is_new(directory name)) return
      if (list != "") print "= " list
      list = ""
      print hash, "-", directory name
    }
    FILENAME == ARGV[1] { changed[$0]; next }
    FILENAME == ARGV[2] { lists[$0]; next }
    { last = $0 }
    /^==> .* <==$/ && substr($0, 5, length($0) - 8) in lists {
      list = directory = substr($0, 5, length($0) - 8)
      delete lists[list]
      whole = is_new(list)
      if (!sub(/[^\/]*$/, "", directory)) directory = ""
      next
    }
    { name_file($0) }
    END {
      for (list in lists) { left++; if (is_new(list)) print list >unread }
      # What tail could open, and not read to its end.
      if (last == "\001some" && !left) print "one of the checksum lists" >unread
      exit last !~ /^\001(whole|some)$/
    }' "$scratch/changed" "$scratch/lists" -
}

# repo-add(8) keeps the database before as `.old`, and locks by `.lck`: what they name may be gone.
verify_pacman() {
  find_files '(' -name '*.db' -o -name '*.db.tar.*' ')' ! -name '*.sig' ! -name '*.old' ! -name '*.lck' >"$scratch/lists" ||
    lose_list
  while IFS= read -r database; do
    [ "$scope" = all ] || grep -qxF -e "$database" "$scratch/changed" || continue
    case $database in */*) beside=${database%/*}/ ;; *) beside='' ;; esac
    # shellcheck disable=SC2016
    check_unpacked "$database" "$beside" '
      $0 == "%FILENAME%" { begin(); getline; file = $0 }
      $0 == "%CSIZE%" { getline; size = $0 }
      $0 == "%SHA256SUM%" { getline; hash = $0 }' read_database "$database"
  done <"$scratch/lists"
}

# Little can unpack to very much that is none of what is looked for, and takes its time.
read_database() {
  timeout "$timeout" tar -xOf "$tree/$1" --wildcards '*/desc'
  case $? in
    0) ;;
    124) return 1 ;;
    *) is_empty_database "$1" ;;
  esac
}

# What it names was moved away, or has not come yet: tar(1) fails where there is nothing of a name.
is_empty_database() {
  [ -s "$tree/$1" ] && { timeout "$timeout" tar -tf "$tree/$1" && echo /whole; } | cut -b 1-4096 | awk '
    /\/desc$/ { found = 1 }
    { last = $0 }
    END { exit found || last != "/whole" }'
}
