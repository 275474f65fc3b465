# git+https: the tree is a bare repository with all that the upstream shows.

sync_git() {
  git_url=${url#git+}
  destination=$path
  choose_git
  if [ -z "$dry" ]; then
    own_repository || return
    sweep_repository
  fi
  list_references || return
  check_lists || return
  start_looking
  judge_references || return
  check_space 0 "$changes" || return
  if [ -n "$dry" ]; then
    describe_changes would
  elif [ "$changes" -eq 0 ] && [ "$deletions" -eq 0 ] && [ ! -e "$state/unfinished" ] && is_repository; then
    result=unchanged
    message="nothing new among $plain_entries references"
    rec_files=$plain_entries
  else
    fetch_git
  fi
}

# gitrepository-layout(5): without these, git itself does not take it for one.
is_repository() {
  [ -s "$path/HEAD" ] && [ -d "$path/refs" ] && [ -d "$path/objects" ]
}

# A tree that another program brought is no repository yet; and one that another scheme brought has its upstream's hooks
# and settings, which say what git runs here.
own_repository() {
  [ ! -e "$own/repository" ] || return 0
  if is_repository; then
    say 'the repository was not made here: its hooks and its settings go'
    rm -rf -- "$path/hooks" "$path/config" "$path/config.worktree" "$path/objects/info/alternates" "$path/commondir"
    git --git-dir="$path" init --quiet --bare "$path" >>"$log" 2>&1
  elif [ -d "$path/objects" ] && [ -d "$path/refs" ]; then
    # A first fetch that was cut off before there was a mark.
    rm -rf -- "$path/hooks" "$path/config" "$path/HEAD"
  elif [ -n "$(find "$path" -mindepth 1 -maxdepth 1 ! -name "$own_name" ! -name "$disk_name" | head -n 1)" ]; then
    result=unfit
    message="$path holds a tree that is no git repository: move it away first"
    return 1
  fi
  if true >"$own/repository"; then return 0; fi
  result=unfit
  message="cannot write $own/repository"
  return 1
}

# What a killed git leaves: locks that no later one waits out, and packs that are not whole. The lock of the module says
# that none is at work.
sweep_repository() {
  [ -e "$state/unfinished" ] || return 0
  if ! is_repository; then
    remove_files "$path/config.lock" "$path/HEAD.lock" "$path/HEAD"
    return 0
  fi
  walk_tree "$path" -type f '(' -name '*.lock' -o -path './objects/*/tmp_*' ')' -exec rm -f -- {} +
}

# git-ls-remote(1) knows no family, and the program behind it does, which lists by protocol 0: gitremote-helpers(7).
ask_references() {
  if [ -z "$family" ]; then
    git_call ls-remote --symref "$git_url"
    return
  fi
  # shellcheck disable=SC2016
  run_git sh -c 'printf "option family ipv%s\nlist\n\n" "$1" | git -c protocol.version=0 remote-https origin "$2"' \
    sh "$family" "$git_url" || return
  sed -n -e 's/^@\([^ ]*\) HEAD$/ref: \1 HEAD/p' -e '/^[0-9a-f]\{40,\} ./p' "$scratch/out" >"$scratch/listed"
  mv -f -- "$scratch/listed" "$scratch/out"
}

# Whatever else is wrong with an upstream, another one may do.
ask_upstream() {
  if "$@"; then return 0; fi
  case $result/$code in
    failed/124 | failed/137) ;;
    failed/*) result=refused ;;
  esac
  return 1
}

# What is there, what is here, and which branch each shows.
list_references() {
  ask_upstream ask_references || return
  head=$(sed -n 's/^ref: \(refs\/heads\/[^[:space:]]*\)[[:space:]]HEAD$/\1/p' "$scratch/out" | head -n 1)
  grep -v -e '^ref: ' -e '\^{}$' -e '[[:space:]]HEAD$' "$scratch/out" | tr '\t' ' ' | sort >"$scratch/there"
  true >"$scratch/here"
  if is_repository; then
    git_call --git-dir="$path" for-each-ref '--format=%(objectname) %(refname)' || return
    sort "$scratch/out" >"$scratch/here"
    [ -n "$dry" ] || remove_broken
  fi
  count_references
}

# A file that a power cut left empty is no reference, and no fetch gets over it.
remove_broken() {
  sed -n 's/^warning: ignoring broken ref \(refs\/.*\)/\1/p' "$scratch/err" | while IFS= read -r broken; do
    [ -s "$path/$broken" ] || rm -f -- "$path/$broken"
  done
}

# A branch of the family, and nothing of a person's configuration; no program of git's goes on in the background.
choose_git() {
  export GIT_TERMINAL_PROMPT=0 GIT_ALLOW_PROTOCOL=https GIT_CONFIG_GLOBAL=/dev/null HOME="$scratch"
  export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=core.hooksPath GIT_CONFIG_VALUE_0=/dev/null
  export GIT_HTTP_LOW_SPEED_LIMIT=100 GIT_HTTP_LOW_SPEED_TIME="$io_timeout"
}

# Of what git-fsck(1) finds, these are in the history of many a project, and do no harm; nobody can mend them any more.
old_faults='badTimezone missingSpaceBeforeDate missingEmail zeroPaddedDate zeroPaddedFilemode'

git_call() {
  for fault in $old_faults; do
    set -- -c "fetch.fsck.$fault=warn" "$@"
  done
  run_git git -c gc.auto=0 -c maintenance.auto=false -c transfer.fsckObjects=true "$@"
}

run_git() {
  run_limited "$timeout" "$@"
  [ "$code" -ne 0 ] || return 0
  explain_git
  return 1
}

explain_git() {
  if is_ended_early; then return; fi
  detail=$(printable "$(grep -a -e '^fatal:' -e '^error:' "$scratch/err" | head -n 1 | tr '\000' '?')")
  message="git: ${detail:-ended with $code}"
  case $detail in
    *ertificate*) result=refused ;;
    *'Could not resolve'* | *'Failed to connect'* | *'timed out'* | *'Operation too slow'*) result=network ;;
    *'early EOF'* | *'RPC failed'* | *'unable to access'*) result=network ;;
    *'not found'* | *'Authentication failed'* | *'could not read Username'*) result=refused ;;
  esac
  explain_full git
}

count_references() {
  plain_entries=$(wc -l <"$scratch/there")
  changes=$(comm -23 "$scratch/there" "$scratch/here" | wc -l)
  sed 's/^[^ ]* //' "$scratch/there" | sort >"$scratch/names-there"
  sed 's/^[^ ]* //' "$scratch/here" | sort >"$scratch/names-here"
  comm -13 "$scratch/names-there" "$scratch/names-here" >"$scratch/gone"
  deletions=$(wc -l <"$scratch/gone")
  # Of a repository that is here it is known what it has.
  rec_files=$(wc -l <"$scratch/here")
  to_come=0
  if [ -n "$head" ] && is_repository && ! printf 'ref: %s\n' "$head" | cmp -s - "$path/HEAD"; then
    changes=$((changes + 1))
  fi
}

# The repository goes where the upstream of the last success goes. What another one says to the contrary may be old.
check_references() {
  references='+refs/*:refs/*'
  [ -n "$rec_upstream" ] && [ "$rec_upstream" != "$url" ] && [ -s "$scratch/here" ] || return 0
  if is_acknowledged older 0; then
    say "$url may go back in time; acknowledged"
    return 0
  fi
  references='refs/*:refs/*' head=''
  [ "$deletions" -gt 0 ] || return 0
  hold_references "$(head -n 1 "$scratch/gone") is not there"
  return 1
}

# Both, so that one acknowledgement is of both: it covers one run.
judge_references() {
  verdict=''
  check_references || verdict=$result
  check_deletions || verdict=held
  [ -n "$verdict" ] || return 0
  result=$verdict
  return 1
}

hold_references() {
  message=''
  hold older 0 "the upstream is older than this mirror, or another: $1 (--ack $module goes there, once)"
  result=older
}

# Not `--prune`: what goes was counted, and nothing else goes.
fetch_git() {
  start_changes
  git_call init --quiet --bare "$path" || return
  set -- --git-dir="$path" fetch --no-auto-maintenance --no-write-fetch-head
  [ -z "$family" ] || set -- "$@" "-$family"
  list_removals || {
    lose_list
    return
  }
  remove_references "$scratch/removed-first" || return
  needs_room=yes
  case $references in
    +*) ask_upstream git_call "$@" --quiet "$git_url" "$references" || return ;;
    *) ask_upstream fetch_forwards "$@" || return ;;
  esac
  # What was fetched is here; to put it in order is no reason to fail.
  needs_room=''
  [ -z "$head" ] || git_call --git-dir="$path" symbolic-ref HEAD "$head" || return
  remove_references "$scratch/removed-last" || return
  # For readers of the plain files; and fewer files for all.
  git_call --git-dir="$path" update-server-info || return
  git_call --git-dir="$path" -c gc.auto=6700 -c gc.autoDetach=false gc --auto --quiet || return
  rec_files=$plain_entries rec_last_full=$(now)
  measure_tree
  flush_disk "$path" || return
  describe_changes did
}

# Where a branch becomes a directory of branches, or that a branch, the old name has to make room. The others go when what
# takes their place has come: a fetch may fail. A symbolic reference is one of its own, also where what it leads to goes too.
list_removals() {
  true >"$scratch/removed-first" && true >"$scratch/removed-last" || return
  awk -v first="$scratch/removed-first" -v last="$scratch/removed-last" '
    function cut(name) { return sub(/\/[^\/]*$/, "", name) ? name : "" }
    FILENAME == ARGV[1] { there[$0]; for (name = cut($0); name != ""; name = cut(name)) directories[name]; next }
    {
      is_first = $0 in directories
      for (name = cut($0); name != ""; name = cut(name)) if (name in there) is_first = 1
      print "option no-deref\ndelete " $0 >(is_first ? first : last)
    }' "$scratch/names-there" "$scratch/gone"
}

remove_references() {
  [ -s "$1" ] || return 0
  # shellcheck disable=SC2016
  run_git sh -c 'git --git-dir="$1" update-ref --stdin <"$2"' sh "$path" "$1"
}

# All references or none. With --quiet, git does not say which it refused; git-fetch(1), OUTPUT.
fetch_forwards() {
  git_call "$@" --atomic "$git_url" "$references" && return 0
  refused=$(sed -n 's/^ ! \[rejected\] *\([^ ].*\)$/\1/p' "$scratch/err" | head -n 1 | tr -s ' ')
  [ -z "$refused" ] || hold_references "$(printable "$refused")"
  return 1
}

check_repository() {
  scratch=$state/run-fsck
  mkdir -p "$scratch"
  set --
  for fault in $old_faults; do
    set -- "$@" -c "fsck.$fault=warn"
  done
  HOME=$scratch git "$@" --git-dir="$path" fsck --full --no-progress
  code=$?
  rm -rf -- "$scratch"
  [ "$code" -eq 0 ] || printf '%s: git fsck ended with %s\n' "$module" "$code" >&2
  return "$code"
}
