# In two stages: first the files that are named, then what names them, and at last what is named no more.

# rsync(1): --delay-updates is of regular files. A link that leads to what is still to come would lead nowhere for as long
# as that takes, or until the next run when this one is cut off.
needs_two_stages() {
  [ "$kind" != debian ] || return 0
  [ ! -e "$state/first" ] && [ "$to_come" -gt 0 ] && grep -q '^[ch]L' "$scratch/out"
}

# What waits for the second stage: links, and of an archive everything that names other files. So does what comes in the
# place of a directory: with that goes all that it holds. Of an archive what links lead to may have come with the second
# stage alone, such as a suite that is new: they come in one of their own. The trace says that all is there: it is last.
transfer_two_stages() {
  link_changes=$(grep -c '^[ch]L' "$scratch/out")
  list_in_the_way >"$scratch/in-the-way" || {
    lose_list
    return
  }
  set -- "--exclude-from=$scratch/in-the-way" --no-links
  transfer_named "$@" || return
  if [ "$kind" = debian ] && [ ! -e "$state/first" ] && [ "$link_changes" -gt 0 ]; then
    say 'stage 2: what names it'
    transfer_delayed "$@" '--exclude=/project/trace/*'
    note_arrival
    # One file that cannot be read keeps no link from what came, and nothing from going.
    case $result in ok | partial) ;; *) return 1 ;; esac
    say 'stage 3: links, and what goes'
  else
    say 'stage 2: what names it, and what goes'
  fi
  transfer_in_place
}

# Directories in whose place something else comes, as patterns; rsync(1): a backslash escapes only where there is a wildcard.
list_in_the_way() {
  sed -n '/^[>ch][fL]/s/^[^ ]* [^ ]* [^ ]* //p' "$scratch/out" | while IFS= read -r entry; do
    if [ -d "$path/$entry" ] && [ ! -L "$path/$entry" ]; then printf '/%s\n' "$entry"; fi
  done | sed '/[*?[]/s/[][*?\\]/\\&/g'
}

# OPTION...: the first stage. by-hash is of it: its files are named by their content.
transfer_named() {
  [ "$kind" != debian ] || set -- "$@" '--include=*.diff/' '--include=by-hash/' '--exclude=*.diff/Index' \
    '--exclude=Contents*' '--exclude=Packages*' '--exclude=Sources*' '--exclude=Release*' '--exclude=InRelease' \
    '--exclude=i18n/*' '--exclude=dep11/*' '--exclude=installer-*/current' '--exclude=ls-lR*' '--exclude=/project/trace/*'
  stage_rounds=3
  while :; do
    say 'stage 1: what is named'
    transfer_delayed "$@" || [ "$kind/$result" = plain/partial ] || return
    # Of an archive it is nothing that readers find.
    [ "$kind" = debian ] || note_arrival
    stage_rounds=$((stage_rounds - 1))
    if is_still_fresh; then return 0; fi
    [ -n "$result" ] || return
    [ "$stage_rounds" -gt 0 ] || return 0
    say 'the upstream changed during stage 1: once more'
  done
}

# An upstream that changed meanwhile has index files that name what stage 1 has not seen.
is_still_fresh() {
  [ -n "$freshness" ] && [ -e "$scratch/fresh" ] || return 0
  rm -f -- "$scratch/fresher"
  fetch_file "$freshness" "$scratch/fresher" || return 0
  result=ok
  [ -e "$scratch/fresher" ] || return 0
  if cmp -s "$scratch/fresh" "$scratch/fresher"; then return 0; fi
  mv -f -- "$scratch/fresher" "$scratch/fresh"
  upstream_time=$(time_in_file "$scratch/fresh")
  return 1
}
