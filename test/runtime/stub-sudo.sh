#!/bin/sh
# Closes what it inherits and reads whole blocks, as sudo(8) and sudo-rs do. /run/password has the password; an empty
# one is none. /run/rule, if there is one, is what sudoers(5) says against it.
says() {
  echo "sudo: $1" >&2
  exit 1
}
IFS= read -r wanted </run/password
[ ! -e /run/rule ] || rule=$(cat /run/rule)
[ "${rule-}" != requiretty ] || says 'sorry, you must have a tty to run sudo'
if [ "$1" = -n ]; then
  [ -z "$wanted" ] || says 'a password is required'
  shift 2
else
  [ "$1 $2 $3 $4 $5" = '-k -S -p  --' ] || says 'wrong usage'
  echo attempt >>/run/attempts
  [ "$(head -c 8192)" = "$wanted" ] || says 'try again'
  shift 5
fi
if [ "${rule-}" = commands ]; then
  echo "Sorry, user bob is not allowed to execute '$*' as root on fra1." >&2
  exit 1
fi
exec env -i "$@" 3<&- 4<&- 5<&-
