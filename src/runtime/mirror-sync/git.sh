# git+https: the tree is a bare repository with all that the upstream shows.

sync_git() {
  git_url=${url#git+}
  choose_git
  git_call ls-remote "$git_url" || return
  grep -v -e '\^{}$' -e '[[:space:]]HEAD$' "$scratch/out" | tr '\t' ' ' | sort >"$scratch/there"
  true >"$scratch/here"
  if [ -e "$path/HEAD" ]; then
    git_call --git-dir="$path" for-each-ref '--format=%(objectname) %(refname)' || return
    sort "$scratch/out" >"$scratch/here"
  fi
  count_references
  destination=$path
  start_looking
  check_deletions || return
  check_space 0 "$changes" || return
  if [ -n "$dry" ]; then
    describe_changes would
  elif [ "$changes" -eq 0 ] && [ "$deletions" -eq 0 ] && [ -e "$path/HEAD" ]; then
    result=unchanged
    message="nothing new among $plain_entries references"
    rec_files=$plain_entries
  else
    fetch_git
  fi
}

# A branch of the family, and nothing of a person's configuration; no program of git's goes on in the background.
choose_git() {
  export GIT_TERMINAL_PROMPT=0 GIT_ALLOW_PROTOCOL=https GIT_CONFIG_GLOBAL=/dev/null HOME="$scratch"
  export GIT_HTTP_LOW_SPEED_LIMIT=100 GIT_HTTP_LOW_SPEED_TIME="$io_timeout"
}

git_call() {
  run_limited "$timeout" git -c gc.auto=0 -c maintenance.auto=false -c transfer.fsckObjects=true "$@"
  [ "$code" -ne 0 ] || return 0
  explain_git
  return 1
}

explain_git() {
  if is_ended_early; then return; fi
  detail=$(printable "$(grep -e '^fatal:' -e '^error:' "$scratch/err" | head -n 1)")
  message="git: ${detail:-ended with $code}"
  case $detail in
    *'Could not resolve'* | *'Failed to connect'* | *'timed out'* | *'Operation too slow'*) result=network ;;
    *'early EOF'* | *'RPC failed'* | *'unable to access'*) result=network ;;
    *'not found'* | *'Authentication failed'* | *'could not read Username'*) result=refused ;;
  esac
  ! grep -q 'No space left on device' "$scratch/err" || result=full
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
}

# Not `--prune`: what goes was counted, and nothing else goes.
fetch_git() {
  use_acknowledgement
  start_changes
  [ -e "$path/HEAD" ] || git_call init --quiet --bare "$path" || return
  set -- --git-dir="$path" fetch --quiet --no-auto-maintenance --no-write-fetch-head
  [ -z "$family" ] || set -- "$@" "-$family"
  # Where a branch becomes a directory of branches, the old name has to make room.
  sed 's/^/delete /' "$scratch/gone" >"$scratch/removals"
  if [ -s "$scratch/removals" ]; then
    git --git-dir="$path" update-ref --stdin <"$scratch/removals" 2>>"$log" || say 'cannot remove references'
  fi
  git_call "$@" "$git_url" '+refs/*:refs/*' || return
  follow_head || return
  # For readers of the plain files; and fewer files for all.
  git_call --git-dir="$path" update-server-info || return
  git_call --git-dir="$path" -c gc.auto=6700 -c gc.autoDetach=false gc --auto --quiet || return
  rec_files=$plain_entries rec_last_full=$(now)
  rec_size=$(($(du -sk -- "$path" | awk '{ print $1 }') * 1024))
  describe_changes did
}

follow_head() {
  git_call ls-remote --symref "$git_url" HEAD || return
  head=$(sed -n 's/^ref: \(refs\/heads\/[^[:space:]]*\)[[:space:]]HEAD$/\1/p' "$scratch/out" | head -n 1)
  [ -z "$head" ] || git_call --git-dir="$path" symbolic-ref HEAD "$head"
}

check_repository() {
  scratch=$state/run-fsck
  mkdir -p "$scratch"
  HOME=$scratch git --git-dir="$path" fsck --full --no-progress
  code=$?
  rm -rf -- "$scratch"
  [ "$code" -eq 0 ] || printf '%s: git fsck ended with %s\n' "$module" "$code" >&2
  return "$code"
}
