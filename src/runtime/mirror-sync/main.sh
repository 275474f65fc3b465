# The last function: the program does nothing before it is read to its end.

main() {
  loud='' at_once='' full='' dry='' as_json='' action=sync_module name='' generation=''
  for word in "$@"; do
    read_word "$word"
  done
  check_words
  start_clock
  read_settings
  become_sync_user "$@"
  # The sync user may not enter root's home, from where a person calls; find(1) and lftp(1) go back to where they began.
  cd / || exit 3
  if [ "$action" = show_status ]; then
    show_status "$name"
    return
  fi
  [ -n "$name" ] || fail_usage 'which module?'
  read_module "$name"
  set_own
  make_directory "$state"
  child=''
  case $action in
    roll_back) roll_back "$generation" ;;
    forget_storage)
      read_record
      forget_storage
      ;;
    *) "$action" ;;
  esac
}

read_word() {
  case $1 in
    --help) usage && exit 0 ;;
    --now) at_once=yes loud=yes ;;
    --full) full=yes ;;
    --dry-run) dry=yes ;;
    --json) as_json=yes ;;
    --status) action=show_status ;;
    --ack) action=acknowledge ;;
    --new-storage) action=forget_storage ;;
    --rollback-data) action=roll_back ;;
    --generations) action=list_generations ;;
    --fsck) action=check_repository ;;
    -*) fail_usage "$1 is no option" ;;
    *)
      [ -z "$generation" ] || fail_usage "what is '$1'?"
      if [ -z "$name" ]; then
        check_module "$1"
        name=$1
      else
        generation=$1
      fi
      ;;
  esac
}

# What is not meant for an action is not passed over in silence: whoever says it wants something else.
check_words() {
  [ -z "$generation" ] || [ "$action" = roll_back ] || fail_usage "what is '$generation'?"
  [ -z "$dry" ] || [ "$action" = sync_module ] || fail_usage '--dry-run is of a sync'
}

# Root would leave files that the sync user cannot write, and runs nothing that an upstream has a say in.
become_sync_user() {
  while read -r fact user_id _; do
    [ "$fact" != Uid: ] || break
  done </proc/self/status
  [ "$user_id" -eq 0 ] || return 0
  [ -n "$host_user" ] || misconfigured "this runs as the sync user, and $settings does not name it"
  [ "$host_user" != root ] || misconfigured 'root syncs nothing'
  exec runuser -u "$host_user" -- "$0" "$@"
}

main "$@"
exit
