# shellcheck shell=sh
# The login's side of an apply: puts down on the host what the client sends, has the runner started apart from this
# login, and passes on what the runner writes down. While it does so, the login's shell hears what else is asked.

# submit NONCE ID: takes what follows on stdin, up to `end COUNT`, and starts it.
submit() {
  enter "$1" "$2"
  record=$home/tx/.$id
  broken='' unsafe=''
  if is_safe; then make_record || broken=yes; else unsafe=yes broken=yes; fi
  if ! receive; then
    discard cut-off
  elif [ -n "$unsafe" ]; then
    answer unsafe
  elif [ -n "$broken" ]; then
    discard no-space
  else
    launch && watch 0 &
  fi
}

# attach NONCE ID SEEN: passes on the log of a run, from behind the lines that the client has seen.
attach() {
  enter "$1" "$2"
  for pause in 0 0.1 0.1; do
    sleep "$pause"
    for record in "$home/tx/$id" "$home/tx/.$id"; do
      [ ! -e "$record/log" ] || { watch "$3" & return; }
    done
    # What has not arrived may be on its way, and shall not begin any more: its place is taken from it.
    ! take_place || [ -d "$home/tx/$id" ] || break
  done
  answer unknown
}

# interrupt NONCE ID: the runner looks for this file before each step.
interrupt() {
  enter "$1" "$2"
  for record in "$home/tx/$id" "$home/tx/.$id"; do
    [ ! -d "$record" ] || : >"$record/interrupt"
  done
}

# recover NONCE ID: ends a run that was cut off, in the way of the version that began it.
recover() {
  enter "$1" "$2"
  record=$home/tx/$id
  # What never began shall not begin later either.
  if [ ! -d "$record" ] && mv "$home/tx/.$id" "$home/tx/.$id-dead" 2>/dev/null; then
    cat "$home/tx/.$id-dead/log"
    rm -r "$home/tx/.$id-dead"
    answer not-begun
    return
  fi
  if ! is_recorded; then
    answer unknown
    return
  fi
  # A record that lost what puts things back can be told from a lock only here.
  if [ ! -s "$record/program" ]; then
    answer lost
    return
  fi
  seen=$(wc -l <"$record/log")
  /bin/sh "$record/program" recover "$id" </dev/null
  tail -n "+$((seen + 1))" "$record/log"
  if [ -e "$record/result" ]; then answer "$(result_of "$record")"; else answer locked; fi
}

# history NONCE: what is remembered of the runs, the oldest first.
history() {
  enter "$1" none
  for record in $(find "$home/tx" -mindepth 1 -maxdepth 1 -type d -name '[!.]*' 2>/dev/null | sort); do
    printf '%s run %s\n' "$nonce" "${record##*/}"
    for part in result by summary; do
      [ ! -e "$record/$part" ] || sed "s/^/$part /" "$record/$part"
    done
  done
  printf '%s end\n' "$nonce"
}

# recall NONCE ID: what a run made true of the host.
recall() {
  enter "$1" "$2"
  if [ -e "$home/tx/$id/aim" ]; then
    printf '%s aim\n' "$nonce"
    base64 "$home/tx/$id/aim"
  fi
  printf '%s end\n' "$nonce"
}

enter() {
  nonce=$1 id=$2 home=/var/lib/mirrorc
  LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin
  export LC_ALL PATH
  unset POSIXLY_CORRECT
  umask 022
}

answer() { printf '%s result %s\n' "$nonce" "$1"; }

result_of() { read -r word <"$1/result" && printf '%s' "$word"; }

discard() {
  [ ! -d "$record" ] || rm -r "$record"
  answer "$1"
}

# Whoever else could write there would choose what root runs. What is no directory is nobody's, and cannot be used.
is_roots_alone() {
  [ -d "$1" ] || return 0
  case $(stat -L -c '%u %A' "$1") in "0 d"????-??-*) ;; *) return 1 ;; esac
}

is_safe() { is_roots_alone "$home" && is_roots_alone "$home/tx"; }

# In the order of its ways: it has a dot at first, and loses it when it begins.
is_recorded() { [ -d "$home/tx/.$id" ] || [ -d "$home/tx/$id" ]; }

# Of two that want the place of a run, one gets it.
take_place() {
  is_safe || return 1
  [ -d "$home" ] || mkdir "$home" || return 1
  [ -d "$home/tx" ] || mkdir -m 0700 "$home/tx" || return 1
  mkdir -m 0700 "$home/tx/.$id"
} 2>/dev/null

make_record() {
  take_place && mkdir -m 0700 "$record/new" "$record/old" && touch "$record/steps" "$record/done" "$record/log" &&
    printf '%12s\n' '' >"$record/ending"
}

# Without its end the payload was cut, and nothing is done. It is read to its end even when it cannot be written down:
# the shell would take the rest for commands.
receive() {
  count=0
  while IFS=' ' read -r step rest; do
    case $step in
      end) [ "$rest" = "$count" ] && return || return 1 ;;
      content)
        IFS= read -r text || return 1
        [ -n "$broken" ] || printf '%s' "$text" | base64 -d >"$record/$rest" || broken=yes
        ;;
      *)
        [ -n "$broken" ] || printf '%s %s\n' "$step" "$rest" >>"$record/steps" || broken=yes
        count=$((count + 1))
        ;;
    esac
  done
  return 1
}

# Where systemd runs, the runner is a unit, which puts things back by itself when the runner dies; systemd.service(5),
# ExecStopPost. Elsewhere it has a session of its own, and the next apply does so.
launch() {
  systemd-run --quiet --collect --unit="mirrorc-$id" --description='An apply of mirrorc' \
    --property=TimeoutStopSec=300 --property="ExecStopPost=-/bin/sh $home/tx/$id/program recover $id" \
    /bin/sh "$record/program" run "$id" </dev/null >/dev/null 2>&1 ||
    setsid /bin/sh "$record/program" run "$id" </dev/null >/dev/null 2>&1 &
}

# watch SEEN: until the log has the result, or nobody is left who could write it.
watch() {
  unread=$1 part='' quiet=0
  exec 7<"$record/log"
  while [ "$quiet" -lt 150 ]; do
    if IFS= read -r line <&7; then
      part=$part$line
      if [ "$unread" -gt 0 ]; then
        unread=$((unread - 1))
      else
        printf '%s log %s\n' "$nonce" "$part" 2>/dev/null || return
      fi
      case $part in "$id result "*) answer "${part##* }"; return ;; esac
      part=''
    else
      part=$part$line quiet=$((quiet + 1))
      if [ $((quiet % 10)) = 0 ]; then
        # A full disk may have kept the log from being written to its end.
        if [ -s "$home/tx/$id/result" ]; then answer "$(result_of "$home/tx/$id")"; return; fi
        # It came in half, and its sender is gone.
        if ! is_recorded; then answer unknown; return; fi
        ! is_at_work "$home/tx/$id" && ! is_at_work "$home/tx/.$id" || quiet=0
      fi
      sleep 0.1
    fi
  done
  answer lost
}
