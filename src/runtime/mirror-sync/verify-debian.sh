# InRelease names index files, index files name pool files.

# Those of Debian and Ubuntu have some 300 KB.
most_release_mib=16

verify_debian() {
  find_files -path './dists/*' '(' -name InRelease -o -name Release ')' >"$scratch/releases" || lose_list
  [ -s "$scratch/releases" ] || problem 'there is no InRelease and no Release below dists'
  while IFS= read -r release; do
    # Release is there beside InRelease for old readers, and says the same.
    case $release in
      */Release) [ ! -e "$tree/${release%Release}InRelease" ] || continue ;;
    esac
    if [ -n "$(find "$tree/$release" -size "+${most_release_mib}M")" ]; then
      problem "$release has more than $most_release_mib MiB" "$release"
      continue
    fi
    # Release files of single architectures name nothing, and those of old archives no SHA-256.
    [ "${release##*/}" = InRelease ] || grep -q '^SHA256:' "$tree/$release" || continue
    read_release
    if grep -q '^SHA256:' "$scratch/release"; then
      verify_indexes
    else
      grep -q -E '^(MD5Sum|SHA1|SHA512):' "$scratch/release" || problem "$release names no index" "$release"
    fi
  done <"$scratch/releases"
}

# What it says: where there is a keyring, only what is signed.
read_release() {
  cat "$tree/$release" >"$scratch/release" || lose_list
  [ -n "$keyring" ] || return 0
  rm -f -- "$scratch/signed"
  signature=''
  case $release in
    */InRelease) gpgv --keyring "$keyring" --output "$scratch/signed" "$tree/$release" && mv -- "$scratch/signed" "$scratch/release" ;;
    *) signature=$release.gpg && gpgv --keyring "$keyring" "$tree/$signature" "$tree/$release" ;;
  esac >>"$log" 2>&1 || problem "$release is not signed with a key of $keyring" "$release" ${signature:+"$signature"}
}

# A Release file names each index in every form, and an archive has some of them.
verify_indexes() {
  suite=${release%/*}/
  cut -b 1-4096 "$scratch/release" | awk -v suite="$suite" '
    /^SHA256:/ { on = 1; next }
    /^[^ ]/ { on = 0 }
    on && $3 !~ /(^|\/)\.\.(\/|$)/ { print $1, $2, suite $3 }' >"$scratch/indexes" || lose_list
  list_present | cat >"$scratch/present" || lose_list
  { printf '= %s\n' "$release" && cat "$scratch/present"; } >"$scratch/named" || lose_list
  sed -n 's/^[^ ]* [^ ]* \(.*\/Packages\)\(\.[a-z0-9]*\)*$/\1/p' "$scratch/present" | sort -u >"$scratch/packages" || lose_list
  [ -z "$result" ] || return
  check_named
  check_hashes : <"$scratch/named"
  find_missing_indexes
  while IFS= read -r packages; do
    verify_packages "$packages"
  done <"$scratch/packages"
}

list_present() {
  while IFS=' ' read -r hash size_named named; do
    [ -f "$tree/$named" ] && printf '%s %s %s\n' "$hash" "$size_named" "$named"
  done <"$scratch/indexes"
}

# Ubuntu's archive names the indexes of all architectures, and has some of these elsewhere.
find_missing_indexes() {
  case $options in
    *--exclude=* | *--max-size=* | *--min-size=*) return ;;
  esac
  awk '
    { name = $3; sub(/\.(xz|gz|bz2|zst|lzma)$/, "", name) }
    FILENAME == ARGV[1] { there[name]; next }
    # An empty index need not be there.
    name ~ /\/(Packages|Sources)$/ && $3 == name && $2 > 0 && !(name in there) { print name }
  ' "$scratch/present" "$scratch/indexes" >"$scratch/missing" || lose_list
  while IFS= read -r named; do
    [ ! -d "$tree/${named%/*}" ] || problem "$release names $named, which is there in no form"
  done <"$scratch/missing"
}

verify_packages() {
  # shellcheck disable=SC2016
  check_unpacked "$1" '' '
    /^Filename: / { file = substr($0, 11); sub(/^\.\//, "", file) }
    /^Size: / { size = $2 }
    /^SHA256: / { hash = $2 }
    /^$/ { begin() }' read_packages "$1"
}

read_packages() {
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
  fi
}
