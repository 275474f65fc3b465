# Whether a tree is whole, where it says itself what belongs to it.

# DIRECTORY all|changed: false, and the first of what is wrong, when it is not.
verify_tree() {
  [ -n "$verify" ] || return 0
  tree=$1
  scope=$2
  # What was wrong the last time may be so without having changed.
  [ -z "$full$rec_inconsistent" ] || scope=all
  true >"$scratch/problems"
  [ "$scope" = all ] || [ -e "$scratch/changed" ] || true >"$scratch/changed"
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

problem() {
  printf '%s\n' "$*" >>"$scratch/problems"
}

# The files of the tree by size: `SIZE PATH`.
list_sizes() {
  (cd "$tree" && find -L . -path "./$own_name" -prune -o -name "*$newline*" -prune -o -type f -printf '%s %P\n')
}

find_files() {
  (cd "$tree" && find . -path "./$own_name" -prune -o -name "*$newline*" -prune -o -type f "$@" -print | sed 's/^\.\///')
}

# `HASH SIZE PATH` on standard input, a dash for what is not known; all have to be there with that size. What the
# user leaves out is missing on purpose.
check_named() {
  list_sizes >"$scratch/sizes"
  case $options in
    *--exclude=* | *--max-size=* | *--min-size=*) partial=yes ;;
    *) partial='' ;;
  esac
  awk -v by="$1" -v partial="$partial" '
    FILENAME == ARGV[1] { size = $1; sub(/^[0-9]+ /, ""); there[$0] = size; next }
    {
      wanted = $2; sub(/^[^ ]+ [^ ]+ /, "")
      if (!($0 in there)) { if (partial == "") print by " names " $0 ", which is not there" }
      else if (wanted != "-" && there[$0] != wanted) print $0 " has " there[$0] " bytes, " by " says " wanted
    }' "$scratch/sizes" - >>"$scratch/problems"
}

# `HASH PATH` on standard input.
check_hashes() {
  while IFS=' ' read -r hash named; do
    [ -f "$tree/$named" ] || continue
    found=$(sha256sum <"$tree/$named")
    [ "${found%% *}" = "$hash" ] || problem "$named has another SHA-256 than $1 says"
  done
}

# Lines of `HASH SIZE PATH` whose file, or whose list, is new: with the list as the word.
select_new() {
  if [ "$scope" = all ] || grep -qxF -e "$1" "$scratch/changed"; then
    cat
  else
    awk 'FILENAME == ARGV[1] { changed[$0]; next }
      { line = $0; sub(/^[^ ]+ [^ ]+ /, ""); if ($0 in changed) print line }' "$scratch/changed" -
  fi
}

verify_checksum_lists() {
  find_files '(' -name SHA256SUMS -o -name 'SHA256SUM' -o -name 'sha256sum*.txt' -o -name '*.sha256' \
    -o -name '*.sha256sum' ')' >"$scratch/lists"
  while IFS= read -r list; do
    verify_checksum_list "$list"
  done <"$scratch/lists"
}

# sha256sum(1) writes `HASH  NAME` and, with --tag, `SHA256 (NAME) = HASH`.
verify_checksum_list() {
  awk -v list="$1" '
    BEGIN { directory = list; if (!sub(/[^\/]*$/, "", directory)) directory = "" }
    { sub(/\r$/, "") }
    /^SHA256 \(.*\) = / { hash = $NF; name = $0; sub(/^SHA256 \(/, "", name); sub(/\) = [0-9a-f]*$/, "", name) }
    !/^SHA256 \(/ { hash = $1; name = substr($0, 67) }
    {
      hash = tolower(hash)
      if (length(hash) != 64 || hash ~ /[^0-9a-f]/ || name == "") next
      sub(/^\.\//, "", name)
      if (name ~ /^\// || ("/" name "/") ~ /\/\.\.\//) next
      print hash, "-", directory name
    }' "$tree/$1" | select_new "$1" >"$scratch/named"
  [ -s "$scratch/named" ] || return 0
  check_named "$1" <"$scratch/named"
  sed 's/ - / /' "$scratch/named" >"$scratch/hashes"
  check_hashes "$1" <"$scratch/hashes"
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
  if ! tar -xOf "$tree/$database" --wildcards '*/desc' >"$scratch/desc" 2>>"$log"; then
    problem "$database cannot be read"
    return
  fi
  case $database in */*) beside=${database%/*}/ ;; *) beside='' ;; esac
  awk -v beside="$beside" '
    function flush() { if (name != "") print hash, size, beside name; name = ""; size = hash = "-" }
    BEGIN { name = ""; size = hash = "-" }
    $0 == "%FILENAME%" { flush(); getline; name = $0 }
    $0 == "%CSIZE%" { getline; size = $0 }
    $0 == "%SHA256SUM%" { getline; hash = $0 }
    END { flush() }' "$scratch/desc" | grep -v '/\.\./' >"$scratch/named"
  check_named "$database" <"$scratch/named"
  grep -v '^-' "$scratch/named" | shuf -n "$sample" | sed 's/^\([^ ]*\) [^ ]* /\1 /' >"$scratch/hashes"
  check_hashes "$database" <"$scratch/hashes"
}
