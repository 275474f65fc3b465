# shellcheck shell=sh
# The commit point: from the rename on, the new state is the one that is true.
commit() {
  while read -r step before number; do
    [ "$step" = ledger ] || continue
    begin ledger || return 1
    is_ledger "$before" || { echo 'somebody else has applied meanwhile'; return 1; }
    (umask 077 && cp "$tx/$number" "$home/.ledger.json") && sync "$home/.ledger.json" || return 1
    mv -f -T "$home/.ledger.json" "$home/ledger.json" || return 1
    # Done is done: a disk that cannot say so now is no reason to undo.
    sync "$home" || :
  done <"$tx/steps"
}
