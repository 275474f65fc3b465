# In two stages: first the files that are named, then what names them, and at last what is named no more.

# rsync(1): --delay-updates is of regular files. A link that leads to what is still to come would lead nowhere for as long
# as that takes, or until the next run when this one is cut off.
needs_two_stages() {
  [ "$kind" != debian ] || return 0
  [ ! -e "$state/first" ] && [ "$to_come" -gt 0 ] && grep -q '^[ch]L' "$scratch/out"
}

# What waits for the second stage: links, and of an archive everything that names other files, and the trace, which says
# that all is there. by-hash stays in the first: its files are named by their content, and where an index is a link to one
# of them, as in Debian's own archive, it comes with the Release file that names it. So does the second bring what comes in
# the place of a directory: with that goes all that it holds.
transfer_two_stages() {
  list_in_the_way >"$scratch/in-the-way" || {
    lose_list
    return
  }
  set -- "--exclude-from=$scratch/in-the-way" --no-links
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
    if is_still_fresh; then break; fi
    [ -n "$result" ] || return
    [ "$stage_rounds" -gt 0 ] || break
    say 'the upstream changed during stage 1: once more'
  done
  say 'stage 2: what names it, and what goes'
  transfer_in_place
}

# Directories in whose place something else comes, as patterns; rsync(1): a backslash escapes only where there is a wildcard.
list_in_the_way() {
  sed -n '/^[>ch][fL]/s/^[^ ]* [^ ]* [^ ]* //p' "$scratch/out" | while IFS= read -r entry; do
    if [ -d "$path/$entry" ] && [ ! -L "$path/$entry" ]; then printf '/%s\n' "$entry"; fi
  done | sed '/[*?[]/s/[][*?\\]/\\&/g'
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
