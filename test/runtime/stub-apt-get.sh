#!/bin/dash
# A STUB of apt-get(8) for a sandbox, which has no network: "install" hands the packages that a test has made to the
# real dpkg. The real one is driven by the end-to-end tests on lab hosts.
# What a simulation would say, nobody has told it.
case "$*" in *\ -s\ *) exit 100 ;; esac
echo "$*" >>/run/stub-apt-get.log
case "$*" in
  *\ update) ;;
  *\ install\ *)
    set -- /debs/*.deb
    [ ! -e "$1" ] || dpkg --force-confdef --force-confold -i "$@"
    ;;
  *) echo "stub-apt-get: $* is not known" && exit 1 ;;
esac
