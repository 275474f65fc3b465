#!/bin/sh
# Made by mirrorc: all of the mirror places, on Debian 12.
#
# Takes a fresh Debian 12 host to what mirror.yaml says. Copy the directory that holds this
# file and files/ to the host, and run as root:  sh commands.sh
# It may be run again. What stands in the place of a file is overwritten: `mirrorc apply` asks first.
set -eu
umask 022
cd "$(dirname "$0")"

. /etc/os-release
if [ "$(id -u) $ID ${VERSION_ID-}" != '0 debian 12' ]; then
  echo 'commands.sh: this is for root on Debian 12' >&2
  exit 1
fi

# Packages
export DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=l NEEDRESTART_SUSPEND=1
apt-get -q update
apt-get -q -y --no-install-recommends -o DPkg::Lock::Timeout=600 \
  -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold \
  install cron nginx rsync </dev/null

# The sync user
getent group mirror >/dev/null ||
  groupadd --system mirror
getent passwd mirror >/dev/null ||
  useradd --system --gid mirror --no-create-home --home-dir /var/lib/mirrorc-sync \
    --shell /usr/sbin/nologin --comment 'mirror sync' mirror

# Directories
mkdir -p /var/lib/mirrorc-sync
chown mirror:mirror /var/lib/mirrorc-sync
chmod 0755 /var/lib/mirrorc-sync
[ -d /data ] || mkdir -m 0755 /data
[ -d /data/pub ] || mkdir -m 0755 /data/pub
[ -d /data/pub/mirrors/linux ] || mkdir -m 0755 /data/pub/mirrors/linux
[ -d /disk2 ] || mkdir -m 0755 /disk2
[ -d /disk2/a+b ] || mkdir -m 0755 /disk2/a+b
mkdir -p /data/pub/mirrors
chown root:root /data/pub/mirrors
chmod 0755 /data/pub/mirrors
[ -d /data/pub/mirrors/inside ] || mkdir -m 0755 /data/pub/mirrors/inside
chown mirror:mirror /data/pub/mirrors/inside
[ -d /data/pub/mirrors/linux/renamed ] || mkdir -m 0755 /data/pub/mirrors/linux/renamed
chown mirror:mirror /data/pub/mirrors/linux/renamed
[ -d '/disk2/a+b/~c@d' ] || mkdir -m 0755 '/disk2/a+b/~c@d'
chown mirror:mirror '/disk2/a+b/~c@d'
mkdir -p /usr/local/share/mirrorc
chown root:root /usr/local/share/mirrorc
chmod 0755 /usr/local/share/mirrorc
mkdir -p /usr/local/lib/mirrorc
chown root:root /usr/local/lib/mirrorc
chmod 0755 /usr/local/lib/mirrorc
mkdir -p /etc/mirrorc
chown root:root /etc/mirrorc
chmod 0755 /etc/mirrorc
mkdir -p /etc/mirrorc/modules
chown root:root /etc/mirrorc/modules
chmod 0755 /etc/mirrorc/modules
mkdir -p /var/lib/mirrorc/status
chown mirror:mirror /var/lib/mirrorc/status
chmod 0755 /var/lib/mirrorc/status
mkdir -p /var/lib/mirrorc-rsyncd
chown root:root /var/lib/mirrorc-rsyncd
chmod 0700 /var/lib/mirrorc-rsyncd

# Files
cp files/usr/local/lib/mirrorc/mirror-sync /usr/local/lib/mirrorc/mirror-sync
chown root:root /usr/local/lib/mirrorc/mirror-sync
chmod 0755 /usr/local/lib/mirrorc/mirror-sync
cp files/etc/mirrorc/sync.conf /etc/mirrorc/sync.conf
chown root:root /etc/mirrorc/sync.conf
chmod 0644 /etc/mirrorc/sync.conf
cp files/etc/mirrorc/modules/inside /etc/mirrorc/modules/inside
chown root:root /etc/mirrorc/modules/inside
chmod 0644 /etc/mirrorc/modules/inside
cp files/etc/mirrorc/modules/renamed /etc/mirrorc/modules/renamed
chown root:root /etc/mirrorc/modules/renamed
chmod 0644 /etc/mirrorc/modules/renamed
cp files/etc/mirrorc/modules/outside /etc/mirrorc/modules/outside
chown root:root /etc/mirrorc/modules/outside
chmod 0644 /etc/mirrorc/modules/outside
cp files/etc/rsyncd.conf /etc/rsyncd.conf
chown root:root /etc/rsyncd.conf
chmod 0644 /etc/rsyncd.conf
cp files/usr/local/share/mirrorc/rsyncd.motd /usr/local/share/mirrorc/rsyncd.motd
chown root:root /usr/local/share/mirrorc/rsyncd.motd
chmod 0644 /usr/local/share/mirrorc/rsyncd.motd
cp files/usr/local/share/mirrorc/index.html /usr/local/share/mirrorc/index.html
chown root:root /usr/local/share/mirrorc/index.html
chmod 0644 /usr/local/share/mirrorc/index.html
cp files/usr/local/share/mirrorc/robots.txt /usr/local/share/mirrorc/robots.txt
chown root:root /usr/local/share/mirrorc/robots.txt
chmod 0644 /usr/local/share/mirrorc/robots.txt
cp files/etc/nginx/mirrorc-site.conf /etc/nginx/mirrorc-site.conf
chown root:root /etc/nginx/mirrorc-site.conf
chmod 0644 /etc/nginx/mirrorc-site.conf
cp files/etc/nginx/sites-available/mirrorc /etc/nginx/sites-available/mirrorc
chown root:root /etc/nginx/sites-available/mirrorc
chmod 0644 /etc/nginx/sites-available/mirrorc
ln -sfn /etc/nginx/sites-available/mirrorc /etc/nginx/sites-enabled/mirrorc
cp files/etc/cron.d/mirrorc /etc/cron.d/mirrorc
chown root:root /etc/cron.d/mirrorc
chmod 0644 /etc/cron.d/mirrorc

# What the distribution switched on
# Its default site goes, unless somebody has made it theirs.
if [ "$(readlink /etc/nginx/sites-enabled/default)" = /etc/nginx/sites-available/default ] &&
  ! dpkg --verify "$(dpkg-query -S /etc/nginx/sites-available/default | cut -d: -f1)" | grep -q ' /etc/nginx/sites-available/default$'; then
  rm /etc/nginx/sites-enabled/default
fi

# Services
systemctl enable --now rsync.service
nginx -t
systemctl enable --now nginx.service
systemctl reload nginx.service
systemctl enable --now cron.service
