#!/bin/sh
# Made by mirrorc: arch of the mirror ports, on Arch Linux.
#
# Takes a fresh Arch Linux host to what mirror.yaml says. Copy the directory that holds this
# file and files/ to the host, and run as root:  sh commands.sh
# It may be run again. What stands in the place of a file is overwritten: `mirrorc apply` asks first.
set -eu
umask 022
cd "$(dirname "$0")"

. /etc/os-release
if [ "$(id -u) $ID ${VERSION_ID-}" != '0 arch ' ]; then
  echo 'commands.sh: this is for root on Arch Linux' >&2
  exit 1
fi

# Packages
# If this ends in a 404, the package database is stale: run `pacman -Syu` first.
pacman -S --needed --noconfirm --noprogressbar cronie nginx rsync logrotate </dev/null

# The sync user
getent group mirror >/dev/null ||
  groupadd --system mirror
getent passwd mirror >/dev/null ||
  useradd --system --gid mirror --no-create-home --home-dir /var/lib/mirrorc-sync \
    --shell /usr/bin/nologin --comment 'mirror sync' mirror

# Directories
mkdir -p /var/lib/mirrorc-sync
chown mirror:mirror /var/lib/mirrorc-sync
chmod 0755 /var/lib/mirrorc-sync
[ -d /srv ] || mkdir -m 0755 /srv
mkdir -p /srv/mirrors
chown root:root /srv/mirrors
chmod 0755 /srv/mirrors
[ -d /srv/mirrors/pub ] || mkdir -m 0755 /srv/mirrors/pub
chown mirror:mirror /srv/mirrors/pub
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
mkdir -p /etc/systemd/system/rsyncd.service.d
chown root:root /etc/systemd/system/rsyncd.service.d
chmod 0755 /etc/systemd/system/rsyncd.service.d
mkdir -p /etc/nginx/mirrorc.d
chown root:root /etc/nginx/mirrorc.d
chmod 0755 /etc/nginx/mirrorc.d

# Files
cp files/usr/local/lib/mirrorc/mirror-sync /usr/local/lib/mirrorc/mirror-sync
chown root:root /usr/local/lib/mirrorc/mirror-sync
chmod 0755 /usr/local/lib/mirrorc/mirror-sync
cp files/etc/mirrorc/sync.conf /etc/mirrorc/sync.conf
chown root:root /etc/mirrorc/sync.conf
chmod 0644 /etc/mirrorc/sync.conf
cp files/etc/mirrorc/modules/pub /etc/mirrorc/modules/pub
chown root:root /etc/mirrorc/modules/pub
chmod 0644 /etc/mirrorc/modules/pub
cp files/etc/rsyncd.conf /etc/rsyncd.conf
chown root:root /etc/rsyncd.conf
chmod 0644 /etc/rsyncd.conf
cp files/usr/local/share/mirrorc/rsyncd.motd /usr/local/share/mirrorc/rsyncd.motd
chown root:root /usr/local/share/mirrorc/rsyncd.motd
chmod 0644 /usr/local/share/mirrorc/rsyncd.motd
cp files/etc/systemd/system/rsyncd.service.d/mirrorc.conf /etc/systemd/system/rsyncd.service.d/mirrorc.conf
chown root:root /etc/systemd/system/rsyncd.service.d/mirrorc.conf
chmod 0644 /etc/systemd/system/rsyncd.service.d/mirrorc.conf
cp files/usr/local/share/mirrorc/index.html /usr/local/share/mirrorc/index.html
chown root:root /usr/local/share/mirrorc/index.html
chmod 0644 /usr/local/share/mirrorc/index.html
cp files/usr/local/share/mirrorc/robots.txt /usr/local/share/mirrorc/robots.txt
chown root:root /usr/local/share/mirrorc/robots.txt
chmod 0644 /usr/local/share/mirrorc/robots.txt
cp files/etc/nginx/mirrorc-site.conf /etc/nginx/mirrorc-site.conf
chown root:root /etc/nginx/mirrorc-site.conf
chmod 0644 /etc/nginx/mirrorc-site.conf
cp files/etc/nginx/mirrorc.d/mirrorc.conf /etc/nginx/mirrorc.d/mirrorc.conf
chown root:root /etc/nginx/mirrorc.d/mirrorc.conf
chmod 0644 /etc/nginx/mirrorc.d/mirrorc.conf
grep -qF 'include mirrorc.d/*.conf; # added by mirrorc' /etc/nginx/nginx.conf ||
  sed -i '/^http *{/a \    include mirrorc.d/*.conf; # added by mirrorc' /etc/nginx/nginx.conf
cp files/etc/cron.d/mirrorc /etc/cron.d/mirrorc
chown root:root /etc/cron.d/mirrorc
chmod 0644 /etc/cron.d/mirrorc

# Services
systemctl daemon-reload
systemctl enable --now rsyncd.service
systemctl restart rsyncd.service
nginx -t
systemctl enable --now nginx.service
systemctl reload nginx.service
systemctl enable --now logrotate.timer
systemctl enable --now cronie.service
