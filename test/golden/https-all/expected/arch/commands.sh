#!/bin/sh
# Made by mirrorc: arch of the mirror secure, on Arch Linux.
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
pacman -S --needed --noconfirm --noprogressbar cronie nginx rsync certbot openssl stunnel logrotate </dev/null

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
[ -d /srv/mirrors/athena ] || mkdir -m 0755 /srv/mirrors/athena
chown mirror:mirror /srv/mirrors/athena
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
mkdir -p /etc/mirrorc/tls
chown root:root /etc/mirrorc/tls
chmod 0755 /etc/mirrorc/tls
mkdir -p /var/lib/mirrorc/acme
chown root:root /var/lib/mirrorc/acme
chmod 0755 /var/lib/mirrorc/acme
mkdir -p /etc/systemd/system/certbot-renew.service.d
chown root:root /etc/systemd/system/certbot-renew.service.d
chmod 0755 /etc/systemd/system/certbot-renew.service.d
mkdir -p /etc/nginx/mirrorc.d
chown root:root /etc/nginx/mirrorc.d
chmod 0755 /etc/nginx/mirrorc.d

# A certificate to begin with
if [ ! -e /etc/mirrorc/tls/mirror.example.org/fullchain.pem ]; then
  install -d -m 0700 /var/lib/mirrorc/tls /var/lib/mirrorc/tls/mirror.example.org
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 \
    -subj '/CN=mirrorc placeholder' -addext subjectAltName=DNS:mirror.example.org \
    -keyout /var/lib/mirrorc/tls/mirror.example.org/privkey.pem -out /var/lib/mirrorc/tls/mirror.example.org/fullchain.pem
  ln -sfn /var/lib/mirrorc/tls/mirror.example.org /etc/mirrorc/tls/mirror.example.org
fi

# Files
cp files/usr/local/lib/mirrorc/mirror-sync /usr/local/lib/mirrorc/mirror-sync
chown root:root /usr/local/lib/mirrorc/mirror-sync
chmod 0755 /usr/local/lib/mirrorc/mirror-sync
cp files/etc/mirrorc/sync.conf /etc/mirrorc/sync.conf
chown root:root /etc/mirrorc/sync.conf
chmod 0644 /etc/mirrorc/sync.conf
cp files/etc/mirrorc/modules/athena /etc/mirrorc/modules/athena
chown root:root /etc/mirrorc/modules/athena
chmod 0644 /etc/mirrorc/modules/athena
cp files/etc/rsyncd.conf /etc/rsyncd.conf
chown root:root /etc/rsyncd.conf
chmod 0644 /etc/rsyncd.conf
cp files/usr/local/share/mirrorc/rsyncd.motd /usr/local/share/mirrorc/rsyncd.motd
chown root:root /usr/local/share/mirrorc/rsyncd.motd
chmod 0644 /usr/local/share/mirrorc/rsyncd.motd
cp files/usr/local/lib/mirrorc/certificate-deployed /usr/local/lib/mirrorc/certificate-deployed
chown root:root /usr/local/lib/mirrorc/certificate-deployed
chmod 0755 /usr/local/lib/mirrorc/certificate-deployed
cp files/etc/systemd/system/certbot-renew.service.d/mirrorc.conf /etc/systemd/system/certbot-renew.service.d/mirrorc.conf
chown root:root /etc/systemd/system/certbot-renew.service.d/mirrorc.conf
chmod 0644 /etc/systemd/system/certbot-renew.service.d/mirrorc.conf
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
cp files/etc/mirrorc/rsync-tls.conf /etc/mirrorc/rsync-tls.conf
chown root:root /etc/mirrorc/rsync-tls.conf
chmod 0644 /etc/mirrorc/rsync-tls.conf
cp files/etc/systemd/system/mirrorc-rsync-tls@.service /etc/systemd/system/mirrorc-rsync-tls@.service
chown root:root /etc/systemd/system/mirrorc-rsync-tls@.service
chmod 0644 /etc/systemd/system/mirrorc-rsync-tls@.service
cp files/etc/systemd/system/mirrorc-rsync-tls.socket /etc/systemd/system/mirrorc-rsync-tls.socket
chown root:root /etc/systemd/system/mirrorc-rsync-tls.socket
chmod 0644 /etc/systemd/system/mirrorc-rsync-tls.socket
cp files/etc/cron.d/mirrorc /etc/cron.d/mirrorc
chown root:root /etc/cron.d/mirrorc
chmod 0644 /etc/cron.d/mirrorc

# Services
systemctl daemon-reload
systemctl enable --now rsyncd.service
systemctl enable --now certbot-renew.timer
systemctl restart certbot-renew.timer
nginx -t
systemctl enable --now nginx.service
systemctl reload nginx.service
systemctl enable --now mirrorc-rsync-tls.socket
systemctl restart mirrorc-rsync-tls.socket
systemctl enable --now logrotate.timer
systemctl enable --now cronie.service

# The certificate
# The names must lead to this host by now.
REQUESTS_CA_BUNDLE=/etc/ssl/our-ca.pem certbot certonly --non-interactive --agree-tos --no-eff-email -m certificates@example.org \
  --server https://acme.example.org:14000/dir --webroot -w /var/lib/mirrorc/acme \
  --cert-name mirror.example.org --key-type rsa --deploy-hook /usr/local/lib/mirrorc/certificate-deployed \
  --keep-until-expiring --renew-with-new-domains \
  -d mirror.example.org -d direct.mirror.example.org -d origin.mirror.example.org
ln -sfn /etc/letsencrypt/live/mirror.example.org /etc/mirrorc/tls/mirror.example.org
cp files/etc/nginx/mirrorc-redirect.conf /etc/nginx/mirrorc-redirect.conf
chown root:root /etc/nginx/mirrorc-redirect.conf
chmod 0644 /etc/nginx/mirrorc-redirect.conf
cp files/etc/nginx/mirrorc-hsts.conf /etc/nginx/mirrorc-hsts.conf
chown root:root /etc/nginx/mirrorc-hsts.conf
chmod 0644 /etc/nginx/mirrorc-hsts.conf
nginx -t
systemctl reload nginx.service
