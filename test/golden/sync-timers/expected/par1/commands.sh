#!/bin/sh
# Made by mirrorc: par1 of the mirror example, on Arch Linux.
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
pacman -S --needed --noconfirm --noprogressbar nginx rsync git fcgiwrap lftp ca-certificates logrotate </dev/null

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
[ -d /home ] || mkdir -m 0755 /home
[ -d /home/data ] || mkdir -m 0755 /home/data
[ -d /srv ] || mkdir -m 0755 /srv
mkdir -p /srv/mirrors
chown root:root /srv/mirrors
chmod 0755 /srv/mirrors
[ -d /srv/mirrors/hourly ] || mkdir -m 0755 /srv/mirrors/hourly
chown mirror:mirror /srv/mirrors/hourly
[ -d /srv/mirrors/often ] || mkdir -m 0755 /srv/mirrors/often
chown mirror:mirror /srv/mirrors/often
[ -d /home/data/weekly ] || mkdir -m 0755 /home/data/weekly
chown mirror:mirror /home/data/weekly
[ -d /srv/mirrors/by-git ] || mkdir -m 0755 /srv/mirrors/by-git
chown mirror:mirror /srv/mirrors/by-git
[ -d /srv/mirrors/by-ftp ] || mkdir -m 0755 /srv/mirrors/by-ftp
chown mirror:mirror /srv/mirrors/by-ftp
[ -d /srv/mirrors/by-https ] || mkdir -m 0755 /srv/mirrors/by-https
chown mirror:mirror /srv/mirrors/by-https
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
mkdir -p /var/lib/mirrorc/reports
chown mirror:mirror /var/lib/mirrorc/reports
chmod 0755 /var/lib/mirrorc/reports
mkdir -p /var/lib/mirrorc-rsyncd
chown root:root /var/lib/mirrorc-rsyncd
chmod 0700 /var/lib/mirrorc-rsyncd
mkdir -p /etc/nginx/mirrorc.d
chown root:root /etc/nginx/mirrorc.d
chmod 0755 /etc/nginx/mirrorc.d
mkdir -p /etc/systemd/system/mirrorc-sync@hourly.service.d
chown root:root /etc/systemd/system/mirrorc-sync@hourly.service.d
chmod 0755 /etc/systemd/system/mirrorc-sync@hourly.service.d
mkdir -p /etc/systemd/system/mirrorc-sync@often.service.d
chown root:root /etc/systemd/system/mirrorc-sync@often.service.d
chmod 0755 /etc/systemd/system/mirrorc-sync@often.service.d
mkdir -p /etc/systemd/system/mirrorc-sync@weekly.service.d
chown root:root /etc/systemd/system/mirrorc-sync@weekly.service.d
chmod 0755 /etc/systemd/system/mirrorc-sync@weekly.service.d
mkdir -p /etc/systemd/system/mirrorc-sync@by-git.service.d
chown root:root /etc/systemd/system/mirrorc-sync@by-git.service.d
chmod 0755 /etc/systemd/system/mirrorc-sync@by-git.service.d
mkdir -p /etc/systemd/system/mirrorc-sync@by-ftp.service.d
chown root:root /etc/systemd/system/mirrorc-sync@by-ftp.service.d
chmod 0755 /etc/systemd/system/mirrorc-sync@by-ftp.service.d
mkdir -p /etc/systemd/system/mirrorc-sync@by-https.service.d
chown root:root /etc/systemd/system/mirrorc-sync@by-https.service.d
chmod 0755 /etc/systemd/system/mirrorc-sync@by-https.service.d

# Files
cp files/usr/local/lib/mirrorc/mirror-sync /usr/local/lib/mirrorc/mirror-sync
chown root:root /usr/local/lib/mirrorc/mirror-sync
chmod 0755 /usr/local/lib/mirrorc/mirror-sync
cp files/etc/mirrorc/sync.conf /etc/mirrorc/sync.conf
chown root:root /etc/mirrorc/sync.conf
chmod 0644 /etc/mirrorc/sync.conf
cp files/etc/mirrorc/modules/hourly /etc/mirrorc/modules/hourly
chown root:root /etc/mirrorc/modules/hourly
chmod 0644 /etc/mirrorc/modules/hourly
cp files/etc/mirrorc/modules/often /etc/mirrorc/modules/often
chown root:root /etc/mirrorc/modules/often
chmod 0644 /etc/mirrorc/modules/often
cp files/etc/mirrorc/modules/weekly /etc/mirrorc/modules/weekly
chown root:root /etc/mirrorc/modules/weekly
chmod 0644 /etc/mirrorc/modules/weekly
cp files/etc/mirrorc/modules/by-git /etc/mirrorc/modules/by-git
chown root:root /etc/mirrorc/modules/by-git
chmod 0644 /etc/mirrorc/modules/by-git
cp files/etc/mirrorc/modules/by-ftp /etc/mirrorc/modules/by-ftp
chown root:root /etc/mirrorc/modules/by-ftp
chmod 0644 /etc/mirrorc/modules/by-ftp
cp files/etc/mirrorc/modules/by-https /etc/mirrorc/modules/by-https
chown root:root /etc/mirrorc/modules/by-https
chmod 0644 /etc/mirrorc/modules/by-https
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
cp files/etc/nginx/mirrorc.d/mirrorc.conf /etc/nginx/mirrorc.d/mirrorc.conf
chown root:root /etc/nginx/mirrorc.d/mirrorc.conf
chmod 0644 /etc/nginx/mirrorc.d/mirrorc.conf
grep -qF 'include mirrorc.d/*.conf; # added by mirrorc' /etc/nginx/nginx.conf ||
  sed -i '/^http *{/a \    include mirrorc.d/*.conf; # added by mirrorc' /etc/nginx/nginx.conf
cp files/usr/local/share/mirrorc/gitconfig /usr/local/share/mirrorc/gitconfig
chown root:root /usr/local/share/mirrorc/gitconfig
chmod 0644 /usr/local/share/mirrorc/gitconfig
cp files/etc/nginx/mirrorc-git.conf /etc/nginx/mirrorc-git.conf
chown root:root /etc/nginx/mirrorc-git.conf
chmod 0644 /etc/nginx/mirrorc-git.conf
cp files/etc/systemd/system/mirrorc-git.service /etc/systemd/system/mirrorc-git.service
chown root:root /etc/systemd/system/mirrorc-git.service
chmod 0644 /etc/systemd/system/mirrorc-git.service
cp files/etc/systemd/system/mirrorc-sync@.service /etc/systemd/system/mirrorc-sync@.service
chown root:root /etc/systemd/system/mirrorc-sync@.service
chmod 0644 /etc/systemd/system/mirrorc-sync@.service
cp files/etc/systemd/system/mirrorc-sync@hourly.service.d/mirrorc.conf /etc/systemd/system/mirrorc-sync@hourly.service.d/mirrorc.conf
chown root:root /etc/systemd/system/mirrorc-sync@hourly.service.d/mirrorc.conf
chmod 0644 /etc/systemd/system/mirrorc-sync@hourly.service.d/mirrorc.conf
cp files/etc/systemd/system/mirrorc-sync@hourly.timer /etc/systemd/system/mirrorc-sync@hourly.timer
chown root:root /etc/systemd/system/mirrorc-sync@hourly.timer
chmod 0644 /etc/systemd/system/mirrorc-sync@hourly.timer
cp files/etc/systemd/system/mirrorc-sync@often.service.d/mirrorc.conf /etc/systemd/system/mirrorc-sync@often.service.d/mirrorc.conf
chown root:root /etc/systemd/system/mirrorc-sync@often.service.d/mirrorc.conf
chmod 0644 /etc/systemd/system/mirrorc-sync@often.service.d/mirrorc.conf
cp files/etc/systemd/system/mirrorc-sync@often.timer /etc/systemd/system/mirrorc-sync@often.timer
chown root:root /etc/systemd/system/mirrorc-sync@often.timer
chmod 0644 /etc/systemd/system/mirrorc-sync@often.timer
cp files/etc/systemd/system/mirrorc-sync@weekly.service.d/mirrorc.conf /etc/systemd/system/mirrorc-sync@weekly.service.d/mirrorc.conf
chown root:root /etc/systemd/system/mirrorc-sync@weekly.service.d/mirrorc.conf
chmod 0644 /etc/systemd/system/mirrorc-sync@weekly.service.d/mirrorc.conf
cp files/etc/systemd/system/mirrorc-sync@weekly.timer /etc/systemd/system/mirrorc-sync@weekly.timer
chown root:root /etc/systemd/system/mirrorc-sync@weekly.timer
chmod 0644 /etc/systemd/system/mirrorc-sync@weekly.timer
cp files/etc/systemd/system/mirrorc-sync@by-git.service.d/mirrorc.conf /etc/systemd/system/mirrorc-sync@by-git.service.d/mirrorc.conf
chown root:root /etc/systemd/system/mirrorc-sync@by-git.service.d/mirrorc.conf
chmod 0644 /etc/systemd/system/mirrorc-sync@by-git.service.d/mirrorc.conf
cp files/etc/systemd/system/mirrorc-sync@by-git.timer /etc/systemd/system/mirrorc-sync@by-git.timer
chown root:root /etc/systemd/system/mirrorc-sync@by-git.timer
chmod 0644 /etc/systemd/system/mirrorc-sync@by-git.timer
cp files/etc/systemd/system/mirrorc-sync@by-ftp.service.d/mirrorc.conf /etc/systemd/system/mirrorc-sync@by-ftp.service.d/mirrorc.conf
chown root:root /etc/systemd/system/mirrorc-sync@by-ftp.service.d/mirrorc.conf
chmod 0644 /etc/systemd/system/mirrorc-sync@by-ftp.service.d/mirrorc.conf
cp files/etc/systemd/system/mirrorc-sync@by-ftp.timer /etc/systemd/system/mirrorc-sync@by-ftp.timer
chown root:root /etc/systemd/system/mirrorc-sync@by-ftp.timer
chmod 0644 /etc/systemd/system/mirrorc-sync@by-ftp.timer
cp files/etc/systemd/system/mirrorc-sync@by-https.service.d/mirrorc.conf /etc/systemd/system/mirrorc-sync@by-https.service.d/mirrorc.conf
chown root:root /etc/systemd/system/mirrorc-sync@by-https.service.d/mirrorc.conf
chmod 0644 /etc/systemd/system/mirrorc-sync@by-https.service.d/mirrorc.conf
cp files/etc/systemd/system/mirrorc-sync@by-https.timer /etc/systemd/system/mirrorc-sync@by-https.timer
chown root:root /etc/systemd/system/mirrorc-sync@by-https.timer
chmod 0644 /etc/systemd/system/mirrorc-sync@by-https.timer

# Services
systemctl daemon-reload
systemctl enable --now rsyncd.service
nginx -t
systemctl enable --now nginx.service
systemctl reload nginx.service
systemctl enable --now mirrorc-git.service
systemctl restart mirrorc-git.service
systemctl enable --now logrotate.timer
systemctl enable --now mirrorc-sync@hourly.timer
systemctl restart mirrorc-sync@hourly.timer
systemctl enable --now mirrorc-sync@often.timer
systemctl restart mirrorc-sync@often.timer
systemctl enable --now mirrorc-sync@weekly.timer
systemctl restart mirrorc-sync@weekly.timer
systemctl enable --now mirrorc-sync@by-git.timer
systemctl restart mirrorc-sync@by-git.timer
systemctl enable --now mirrorc-sync@by-ftp.timer
systemctl restart mirrorc-sync@by-ftp.timer
systemctl enable --now mirrorc-sync@by-https.timer
systemctl restart mirrorc-sync@by-https.timer
