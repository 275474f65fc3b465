# Whether a tree is whole, where it says itself what belongs to it.

# DIRECTORY all|changed: false, and the first of what is wrong, when it is not.
verify_tree() {
  [ -n "$verify" ] || return 0
  tree=$1
  scope=$2
  # What was wrong the last time may be so without having changed.
  [ -z "$full$rec_inconsistent" ] || scope=all
  [ -z "$full" ] || remove_files "$state/verified"
  true >"$scratch/problems"
  remove_files "$scratch/sizes"
  [ -e "$scratch/changed" ] || true >"$scratch/changed"
  for way in $verify; do
    case $way in
      sha256sums) verify_checksum_lists ;;
      pacman) verify_pacman ;;
      debian) verify_debian ;;
    esac
  done
  [ -s "$scratch/problems" ] || return 0
  cat "$scratch/problems" >>"$log"
  result=inconsistent
  message="the tree is not whole: $(printable "$(head -n 1 "$scratch/problems")")"
  problems=$(wc -l <"$scratch/problems")
  [ "$problems" -eq 1 ] || message="$message, and $((problems - 1)) more"
  return 1
}

# NEW: a list of what comes now goes to what may have come with a run that did not come to its end, and is not verified yet.
# False when it is not known what that is.
note_unverified() {
  if [ -z "$verify" ] || [ ! -e "$1" ]; then
    remove_files "$state/unverified"
    return 0
  fi
  [ ! -e "$state/verified" ] || put_file "$state/verified" still_verified "$1" || remove_files "$state/verified"
  if [ -e "$state/unfinished" ]; then
    [ -e "$state/unverified" ] || return 1
    if ! sort -u -o "$scratch/changed" "$1" "$state/unverified" "$scratch/changed"; then
      remove_files "$state/unverified"
      return 1
    fi
  fi
  put_file "$state/unverified" cat "$scratch/changed" || remove_files "$state/unverified"
}

# The upstream may have changed since it was counted.
note_came() {
  [ -n "$verify" ] || return 0
  list_coming | sed 's/^[0-9]* //' >"$scratch/came"
  note_unverified "$scratch/came"
}

# NEW: what was read and found right since the last run that ended well, `HASH PATH`, but for what comes anew.
still_verified() {
  awk '
    FILENAME == ARGV[1] { comes[$0]; next }
    { name = $0; sub(/^[^ ]+ /, "", name); if (!(name in comes)) print }' "$1" "$state/verified"
}

skip_verified() {
  [ -e "$state/verified" ] || true >"$state/verified"
  awk '
    FILENAME == ARGV[1] { verified[$0]; next }
    { name = $0; sub(/^[^ ]+ [^ ]+ /, "", name); if (!($1 " " name in verified)) print }' "$state/verified" -
}

problem() {
  printf '%s\n' "$*" >>"$scratch/problems"
}

# The files of the tree by size: `SIZE PATH`.
list_sizes() {
  (cd "$tree" && find -L . '(' -path "./$own_name" -o -path "./$disk_name" ')' -prune -o -name "*$newline*" -prune -o \
    -type f -printf '%s %P\n') 2>>"$log"
}

find_files() {
  walk_tree "$tree" -name "*$newline*" -prune -o -type f "$@" -print | sed 's/^\.\///'
}

# On standard input `= LIST`, and behind it what that list names: `HASH SIZE PATH`, a dash for what is not known. All have
# to be there with that size. What the user leaves out is missing on purpose.
check_named() {
  [ -e "$scratch/sizes" ] || list_sizes >"$scratch/sizes"
  case $options in
    *--exclude=* | *--max-size=* | *--min-size=*) partial=yes ;;
    *) partial='' ;;
  esac
  awk -v partial="$partial" '
    FILENAME == ARGV[1] { size = $1; sub(/^[0-9]+ /, ""); there[$0] = size; next }
    /^= / { by = substr($0, 3); next }
    {
      wanted = $2; sub(/^[^ ]+ [^ ]+ /, "")
      if (!($0 in there)) { if (partial == "") print by " names " $0 ", which is not there" }
      else if (wanted != "-" && there[$0] != wanted) print $0 " has " there[$0] " bytes, " by " says " wanted
    }' "$scratch/sizes" - >>"$scratch/problems"
}

# NOTE: the same on standard input, of which no hash is a dash. What is right is noted in a file.
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
      printf '%s %s\n' "${line%% *}" "$named" >>"$1"
    else
      problem "$named has another SHA-256 than $by says"
    fi
  done
}

# As many of what LIST names, on standard input, as are read whole.
check_sample() {
  { printf '= %s\n' "$1" && grep -v '^-' | shuf -n "$sample"; } >"$scratch/hashes"
  check_hashes /dev/null <"$scratch/hashes"
}

# Those whose file, or whose list, is new.
select_new() {
  awk -v scope="$scope" '
    FILENAME == ARGV[1] { changed[$0]; next }
    /^= / { list = $0; whole = scope == "all" || (substr(list, 3) in changed); next }
    {
      line = $0; sub(/^[^ ]+ [^ ]+ /, "")
      if (!whole && !($0 in changed)) next
      if (list != "") print list
      list = ""
      print line
    }' "$scratch/changed" -
}

verify_checksum_lists() {
  find_files '(' -name SHA256SUMS -o -name 'SHA256SUM' -o -name 'sha256sum*.txt' -o -name '*.sha256' \
    -o -name '*.sha256sum' ')' | read_checksum_lists | select_new >"$scratch/named"
  [ -s "$scratch/named" ] || return 0
  check_named <"$scratch/named"
  skip_verified <"$scratch/named" >"$scratch/hashes"
  check_hashes "$state/verified" <"$scratch/hashes"
}

# sha256sum(1) writes `HASH  NAME`, reads it also with one space, and has `SHA256 (NAME) = HASH` with --tag. One awk for
# all: there are trees with such a list beside each file.
read_checksum_lists() {
  awk -v tree="$tree" '
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
      print hash, "-", directory name
    }
    {
      print "= " $0
      file = tree "/" $0
      directory = $0; if (!sub(/[^\/]*$/, "", directory)) directory = ""
      while ((getline line <file) > 0) name_file(line)
      close(file)
    }'
}

# repo-add(8) keeps the database before as `.old`, and locks by `.lck`: what they name may be gone.
verify_pacman() {
  find_files '(' -name '*.db' -o -name '*.db.tar.*' ')' ! -name '*.sig' ! -name '*.old' ! -name '*.lck' >"$scratch/lists"
  while IFS= read -r list; do
    [ "$scope" = all ] || grep -qxF -e "$list" "$scratch/changed" || continue
    verify_pacman_database "$list"
  done <"$scratch/lists"
}

verify_pacman_database() {
  database=$1
  if ! tar -xOf "$tree/$database" --wildcards '*/desc' >"$scratch/desc" 2>>"$log" && ! is_empty_database; then
    problem "$database cannot be read"
    return
  fi
  case $database in */*) beside=${database%/*}/ ;; *) beside='' ;; esac
  awk -v beside="$beside" -v database="$database" '
    function flush() { if (name != "") print hash, size, beside name; name = ""; size = hash = "-" }
    BEGIN { print "= " database; name = ""; size = hash = "-" }
    $0 == "%FILENAME%" { flush(); getline; name = $0 }
    $0 == "%CSIZE%" { getline; size = $0 }
    $0 == "%SHA256SUM%" { getline; hash = $0 }
    END { flush() }' "$scratch/desc" | grep -v '/\.\./' >"$scratch/named"
  check_named <"$scratch/named"
  sed 1d "$scratch/named" | check_sample "$database"
}

# What it names was moved away, or has not come yet: tar(1) fails where there is nothing of a name.
is_empty_database() {
  [ -s "$tree/$database" ] && tar -tf "$tree/$database" >"$scratch/members" 2>>"$log" && ! grep -q '/desc$' "$scratch/members"
}
