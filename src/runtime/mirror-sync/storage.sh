# Whether the tree lies where it lay, and whether there is room.

# What is ours within a tree: excluded from every sync, and from what is served.
own_name=.mirrorc
# What is the disk's own where a disk is mounted at the tree: mke2fs(8) makes it, and only root may look into it.
disk_name='lost+found'

# DIRECTORY EXPRESSION...: find(1) in a tree, from its own directory, past what is not of the tree. What it may not look
# into is for the log.
walk_tree() {
  walk_from=$1
  shift
  (cd "$walk_from" && find . '(' -path "./$own_name" -o -path "./$disk_name" ')' -prune -o "$@") 2>>"$log"
}

# Sets the size in the record; of what may be looked into.
measure_tree() {
  measured=$(du -sk -- "$path" 2>>"$log" | awk '{ print $1 }')
  ! is_number "$measured" || rec_size=$((measured * 1024))
}

# The tree has a marker, made once, and the state knows which. A disk that is not mounted, or another one, has not.
check_storage() {
  known='' marked=''
  [ ! -e "$state/storage" ] || read -r known <"$state/storage"
  [ ! -e "$path/$own_name/tree" ] || read -r marked <"$path/$own_name/tree"
  case $known in
    '') adopt_storage ;;
    "$marked") return 0 ;;
    *)
      result=unfit
      message="$path is not the tree that was synced here: is its disk mounted? (--new-storage $module starts anew)"
      return 1
      ;;
  esac
}

adopt_storage() {
  if [ ! -d "$path" ] || [ ! -w "$path" ]; then
    result=unfit
    message="$path is no directory that this user can write to"
    return 1
  fi
  case $marked in
    '') ;;
    "$module "*)
      # The disk comes from a machine that has mirrored this before.
      [ -n "$dry" ] || begin_storage "$marked"
      return
      ;;
    *)
      result=unfit
      message="$path holds the tree of the module ${marked%% *}"
      if has_owner; then
        message="$message, which is a module of this host"
      else
        message="$message: --new-storage $module takes it over"
      fi
      return 1
      ;;
  esac
  [ -z "$dry" ] || return 0
  read -r uuid </proc/sys/kernel/random/uuid
  if ! { mkdir -p "$path/$own_name" && printf '%s %s\n' "$module" "$uuid" >"$path/$own_name/tree"; }; then
    result=unfit
    message="cannot write $path/$own_name/tree"
    return 1
  fi
  if [ -z "$(find "$path" -mindepth 1 -maxdepth 1 ! -name "$own_name" ! -name "$disk_name" | head -n 1)" ]; then
    true >"$state/first"
  fi
  begin_storage "$module $uuid"
}

# Whoever brought what is there may not have come to an end.
begin_storage() {
  remove_files "$state/unverified" "$state/verified" "$state/identities"
  true >"$state/unfinished"
  if printf '%s\n' "$1" >"$state/storage"; then return 0; fi
  result=unfit
  message="cannot write $state/storage"
  return 1
}

# The module that the marker names: one that is no more has got another name.
has_owner() {
  [ -e "$modules/${marked%% *}" ]
}

# MODULE
refuse_if_running() {
  if [ ! -e "$state_root/$1/lock" ] || flock -n "$state_root/$1/lock" true; then return 0; fi
  printf '%s: a sync of %s is running; end it, or wait for it\n' "$module" "$1" >&2
  exit 1
}

forget_storage() {
  refuse_if_running "$module"
  marked=''
  [ ! -e "$path/$own_name/tree" ] || read -r marked <"$path/$own_name/tree"
  case $marked in
    '' | "$module "*) ;;
    *)
      if has_owner; then
        printf '%s: %s holds the tree of %s, which is a module of this host\n' "$module" "$path" "${marked%% *}" >&2
        exit 3
      fi
      # Its data file is gone, so no other one begins.
      ! is_module_name "${marked%% *}" || refuse_if_running "${marked%% *}"
      rm -f -- "$path/$own_name/tree"
      ;;
  esac
  rm -f -- "$state/storage" "$state/fresh" "$state/first"
  rec_files='' rec_newest='' rec_upstream_time=''
  forget_arrival
  write_record
  write_reports
  printf '%s: the next sync takes %s as it finds it\n' "$module" "$path"
}

# New files come beside the old ones, which go last: a full disk would keep both for good.
# BYTES FILES
check_space() {
  if has_space "$1" "$2" || has_space_with_left "$1" "$2"; then return 0; fi
  if drop_unfinished 'for room' && has_space "$1" "$2"; then return 0; fi
  result=full
  message="$(in_mib "$1") MiB and $2 files are to come, with $headroom MiB to stay free; $path has $free_mib MiB"
  [ "$free_inodes" = - ] || message="$message and room for $free_inodes files"
  return 1
}

# What an unfinished run left of files that are to come becomes these files, and needs no room twice. To take it away
# instead would begin a tree anew, of which one run brings a part, again and again.
has_space_with_left() {
  [ -e "$state/unfinished" ] && [ -s "$scratch/coming" ] || return 1
  # Counted so the last time, and it was not enough.
  case $last_message in *'No space left on device'* | *'Disk quota exceeded'*) return 1 ;; esac
  if [ "$publish" = in-place ]; then
    count_left "$path" '*/.~tmp~/*' >"$scratch/left"
  else
    count_left "$generations/.new" '*' >"$scratch/left"
  fi
  read -r left_bytes left_files <"$scratch/left" || return 1
  if [ "$publish" = atomic ]; then
    left_directories=$(walk_tree "$generations/.new" -type d -print | wc -l)
    left_bytes=$((left_bytes + left_directories * 4096)) left_files=$((left_files + left_directories))
  fi
  has_space "$(($1 > left_bytes ? $1 - left_bytes : 0))" "$(($2 > left_files ? $2 - left_files : 0))"
}

# DIRECTORY PATTERN: bytes and number. Of a file with another name the room is not its own, and of one that gets shorter
# only so much as comes.
count_left() {
  walk_tree "$1" -name "*$newline*" -prune -o -type f -links 1 -path "$2" -printf '%s %b %P\n' | awk '
    FILENAME == ARGV[1] { size = $1; sub(/^[0-9]+ /, ""); comes[$0] = size; next }
    {
      bytes = $1 < $2 * 512 ? $1 : $2 * 512
      sub(/^[0-9]+ [0-9]+ /, ""); sub(/\.~tmp~\//, "")
      if ($0 in comes) { left += bytes < comes[$0] ? bytes : comes[$0]; files++ }
    }
    END { printf "%.0f %d\n", left, files }' "$scratch/coming" -
}

# A list that was cut off for want of room would be taken for all that there is.
check_lists() {
  if has_list_room; then return 0; fi
  result=unfit
  message="the disk of $state has $lists_kib KiB left: what is to come and to go finds no room in a list there"
  return 1
}

has_list_room() {
  lists_kib=$(df -Pk -- "$scratch" | awk 'NR == 2 { printf "%.0f", $(NF - 2) }')
  ! is_number "$lists_kib" || [ "$lists_kib" -ge 1024 ]
}

has_space() {
  # Counted from the end: the name of a share or a pool can have spaces, that of a module's path not.
  free_mib=$(df -Pk -- "$path" | awk 'NR == 2 { printf "%.0f", int($(NF - 2) / 1024) }')
  # Some file systems have no number of inodes: 0 of 0, or a dash.
  free_inodes=$(df -Pi -- "$path" | awk 'NR == 2 { print ($(NF - 4) ~ /^[1-9]/) ? $(NF - 2) : "-" }')
  is_number "$free_mib" || return 1
  [ $(($(in_mib "$1") + headroom)) -le "$free_mib" ] || return 1
  [ "$free_inodes" = - ] || [ "$2" -lt "$free_inodes" ]
}

in_mib() {
  printf '%s' "$((($1 + 1048575) / 1048576))"
}

# WHY: what a run left that did not come to its end is of use while there is room for it, and nothing else in its place.
drop_unfinished() {
  [ -z "$dry" ] && [ -e "$state/unfinished" ] || return 1
  say "taking away what an unfinished run left, $1"
  sweep_unfinished
}

sweep_unfinished() {
  rm -rf -- "$path/$own_name/generations/.new"
  walk_tree "$path" -type d -name '.~tmp~' -prune -exec rm -rf -- {} +
  # find(1) also fails for what it may not look into.
  return 0
}
