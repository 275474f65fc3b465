# InRelease names index files, index files name pool files.

verify_debian() {
  find_files -path './dists/*' '(' -name InRelease -o -name Release ')' >"$scratch/releases"
  while IFS= read -r release; do
    # Release is there beside InRelease for old readers, and says the same.
    case $release in
      */Release) [ ! -e "$tree/${release%Release}InRelease" ] || continue ;;
    esac
    # Release files of single architectures name nothing, and those of old archives no SHA-256.
    if grep -q '^SHA256:' "$tree/$release"; then
      [ -z "$keyring" ] || check_signature
      verify_indexes
    elif [ "${release##*/}" = InRelease ]; then
      [ -z "$keyring" ] || check_signature
      grep -q -E '^(MD5Sum|SHA1|SHA512):' "$tree/$release" || problem "$release names no index"
    fi
  done <"$scratch/releases"
}

check_signature() {
  set -- "$tree/$release"
  [ "${release##*/}" = InRelease ] || set -- "$tree/$release.gpg" "$tree/$release"
  gpgv --keyring "$keyring" "$@" >>"$log" 2>&1 || problem "$release is not signed with a key of $keyring"
}

# A Release file names each index in every form, and an archive has some of them.
verify_indexes() {
  suite=${release%/*}/
  awk -v suite="$suite" '
    /^SHA256:/ { on = 1; next }
    /^[^ ]/ { on = 0 }
    on && $3 !~ /(^|\/)\.\.(\/|$)/ { print $1, $2, suite $3 }' "$tree/$release" >"$scratch/indexes"
  while IFS=' ' read -r hash size_named named; do
    [ -f "$tree/$named" ] && printf '%s %s %s\n' "$hash" "$size_named" "$named"
  done <"$scratch/indexes" >"$scratch/present"
  { printf '= %s\n' "$release" && cat "$scratch/present"; } >"$scratch/named"
  check_named <"$scratch/named"
  check_hashes /dev/null <"$scratch/named"
  find_missing_indexes
  sed -n 's/^[^ ]* [^ ]* \(.*\/Packages\)\(\.[a-z0-9]*\)*$/\1/p' "$scratch/present" | sort -u >"$scratch/packages"
  while IFS= read -r packages; do
    verify_packages "$packages"
  done <"$scratch/packages"
}

# Ubuntu's archive names the indexes of all architectures, and has some of these elsewhere.
find_missing_indexes() {
  case $options in
    *--exclude=*) return ;;
  esac
  awk '
    { name = $3; sub(/\.(xz|gz|bz2|zst|lzma)$/, "", name) }
    FILENAME == ARGV[1] { there[name]; next }
    # An empty index need not be there.
    name ~ /\/(Packages|Sources)$/ && $3 == name && $2 > 0 && !(name in there) { print name }
  ' "$scratch/present" "$scratch/indexes" >"$scratch/missing"
  while IFS= read -r named; do
    [ ! -d "$tree/${named%/*}" ] || problem "$release names $named, which is there in no form"
  done <"$scratch/missing"
}

verify_packages() {
  if [ -f "$tree/$1" ]; then
    cat "$tree/$1"
  elif [ -f "$tree/$1.gz" ]; then
    gzip -dc "$tree/$1.gz"
  elif [ -f "$tree/$1.xz" ]; then
    xz -dc "$tree/$1.xz"
  elif [ -f "$tree/$1.bz2" ]; then
    bzip2 -dc "$tree/$1.bz2"
  else
    zstd -dc "$tree/$1.zst"
  fi >"$scratch/stanzas" 2>>"$log" || {
    problem "$1 cannot be read"
    return
  }
  awk -v packages="$1" '
    function flush() { if (name != "") print hash, size, name; name = ""; size = hash = "-" }
    BEGIN { print "= " packages; name = ""; size = hash = "-" }
    /^Filename: / { name = substr($0, 11); sub(/^\.\//, "", name) }
    /^Size: / { size = $2 }
    /^SHA256: / { hash = $2 }
    /^$/ { flush() }
    END { flush() }' "$scratch/stanzas" | grep -v '/\.\./' >"$scratch/named"
  check_named <"$scratch/named"
  sed 1d "$scratch/named" | check_sample "$1"
}
