#!/bin/sh
# Made by mirrorc: debian of the mirror serving, on Debian 12.
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
cp files/etc/vsftpd.conf /etc/vsftpd.conf
chown root:root /etc/vsftpd.conf
chmod 0644 /etc/vsftpd.conf
export DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=l NEEDRESTART_SUSPEND=1
apt-get -q update
apt-get -q -y --no-install-recommends -o DPkg::Lock::Timeout=600 \
  -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold \
  install cron nginx rsync vsftpd git fcgiwrap </dev/null
systemctl disable --now fcgiwrap.service fcgiwrap.socket

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
[ -d /disk2 ] || mkdir -m 0755 /disk2
[ -d /srv ] || mkdir -m 0755 /srv
mkdir -p /srv/mirrors
chown root:root /srv/mirrors
chmod 0755 /srv/mirrors
[ -d /srv/mirrors/everything ] || mkdir -m 0755 /srv/mirrors/everything
chown mirror:mirror /srv/mirrors/everything
[ -d /disk2/outside ] || mkdir -m 0755 /disk2/outside
chown mirror:mirror /disk2/outside
[ -d /srv/mirrors/quiet ] || mkdir -m 0755 /srv/mirrors/quiet
chown mirror:mirror /srv/mirrors/quiet
[ -d /disk2/archive ] || mkdir -m 0755 /disk2/archive
chown mirror:mirror /disk2/archive
[ -d /srv/mirrors/sources ] || mkdir -m 0755 /srv/mirrors/sources
chown mirror:mirror /srv/mirrors/sources
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
mkdir -p /etc/systemd/system/vsftpd.service.d
chown root:root /etc/systemd/system/vsftpd.service.d
chmod 0755 /etc/systemd/system/vsftpd.service.d

# Files
cp files/usr/local/lib/mirrorc/mirror-sync /usr/local/lib/mirrorc/mirror-sync
chown root:root /usr/local/lib/mirrorc/mirror-sync
chmod 0755 /usr/local/lib/mirrorc/mirror-sync
cp files/etc/mirrorc/sync.conf /etc/mirrorc/sync.conf
chown root:root /etc/mirrorc/sync.conf
chmod 0644 /etc/mirrorc/sync.conf
cp files/etc/mirrorc/modules/everything /etc/mirrorc/modules/everything
chown root:root /etc/mirrorc/modules/everything
chmod 0644 /etc/mirrorc/modules/everything
cp files/etc/mirrorc/modules/outside /etc/mirrorc/modules/outside
chown root:root /etc/mirrorc/modules/outside
chmod 0644 /etc/mirrorc/modules/outside
cp files/etc/mirrorc/modules/quiet /etc/mirrorc/modules/quiet
chown root:root /etc/mirrorc/modules/quiet
chmod 0644 /etc/mirrorc/modules/quiet
cp files/etc/mirrorc/modules/archive /etc/mirrorc/modules/archive
chown root:root /etc/mirrorc/modules/archive
chmod 0644 /etc/mirrorc/modules/archive
cp files/etc/mirrorc/modules/sources /etc/mirrorc/modules/sources
chown root:root /etc/mirrorc/modules/sources
chmod 0644 /etc/mirrorc/modules/sources
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
cp files/etc/systemd/system/vsftpd.service.d/mirrorc.conf /etc/systemd/system/vsftpd.service.d/mirrorc.conf
chown root:root /etc/systemd/system/vsftpd.service.d/mirrorc.conf
chmod 0644 /etc/systemd/system/vsftpd.service.d/mirrorc.conf
cp files/usr/local/share/mirrorc/gitconfig /usr/local/share/mirrorc/gitconfig
chown root:root /usr/local/share/mirrorc/gitconfig
chmod 0644 /usr/local/share/mirrorc/gitconfig
cp files/etc/nginx/mirrorc-git.conf /etc/nginx/mirrorc-git.conf
chown root:root /etc/nginx/mirrorc-git.conf
chmod 0644 /etc/nginx/mirrorc-git.conf
cp files/etc/systemd/system/mirrorc-git.service /etc/systemd/system/mirrorc-git.service
chown root:root /etc/systemd/system/mirrorc-git.service
chmod 0644 /etc/systemd/system/mirrorc-git.service
cp files/etc/systemd/system/mirrorc-git-daemon@.service /etc/systemd/system/mirrorc-git-daemon@.service
chown root:root /etc/systemd/system/mirrorc-git-daemon@.service
chmod 0644 /etc/systemd/system/mirrorc-git-daemon@.service
cp files/etc/systemd/system/mirrorc-git-daemon.socket /etc/systemd/system/mirrorc-git-daemon.socket
chown root:root /etc/systemd/system/mirrorc-git-daemon.socket
chmod 0644 /etc/systemd/system/mirrorc-git-daemon.socket
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
systemctl daemon-reload
systemctl enable --now rsync.service
nginx -t
systemctl enable --now nginx.service
systemctl reload nginx.service
systemctl enable --now vsftpd.service
systemctl restart vsftpd.service
systemctl enable --now mirrorc-git.service
systemctl restart mirrorc-git.service
systemctl enable --now mirrorc-git-daemon.socket
systemctl restart mirrorc-git-daemon.socket
systemctl enable --now cron.service
