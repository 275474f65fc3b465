# shellcheck shell=sh
# setup.sh RELEASE: makes a minimal Debian, from within, look and act like Arch to whoever administers it over SSH:
# pacman in the place of apt, with packages of Debian's programs under Arch's names, paths and units, in a repository on
# the disk. What it takes from where, and what it cannot give, is in ../README.md.

repository=/var/lib/stand-in/extra/os/x86_64
packages='nginx rsync cronie certbot sudo stunnel4 vsftpd fcgiwrap git lftp logrotate'

main() {
  # The lists came with the root that this is a copy of, and may be weeks old.
  install_tools || { apt-get -q update && install_tools; }
  make_packages
  become_arch
  leave_debian
  pacman -Sy
  # On Arch they are there from the start, as here; from now on pacman knows of them. It cannot tell what room there is in
  # a root that is no mount.
  sed '/^CheckSpace/d' /etc/pacman.conf >/tmp/pacman.conf
  pacman -S --config /tmp/pacman.conf --noconfirm --dbonly openssl ca-certificates
  rm /tmp/pacman.conf
}

apt() {
  apt-get -q -y --no-install-recommends -o Dpkg::Use-Pty=0 "$@"
}

# pacman, repo-add and what they need, and what Arch's base has; makepkg without the compilers that it is for.
install_tools() {
  apt install pacman-package-manager libarchive-tools gawk login zstd || return 1
  (cd /tmp && apt-get -q download makepkg && dpkg-deb -x makepkg_*.deb makepkg) || return 1
  cp -r /tmp/makepkg/usr/share/makepkg /usr/share/
}

# Each package that is not in the root yet becomes one of pacman's, under its own name but for those that Arch cuts
# otherwise: a file that is there already would be in pacman's way.
make_packages() {
  apt-get clean
  # shellcheck disable=SC2086
  apt --download-only install $packages
  apt --download-only --reinstall install openssl ca-certificates
  mkdir -p "$repository" /tmp/build
  cd /tmp/build || exit
  merge nginx nginx nginx-common
  merge cronie cronie cron-daemon-common
  merge certbot certbot
  merge rsync rsync
  merge stunnel stunnel4
  for file in /var/cache/apt/archives/*.deb; do
    name=$(dpkg-deb -f "$file" Package)
    merge "$name" "$name"
  done
  mkdir -p mailcap/etc/nginx
  mv nginx/etc/nginx/mime.types mailcap/etc/nginx/
  like_arch
  for name in *; do pack "$name"; done
  repo-add -q "$repository/extra.db.tar.gz" "$repository"/*.pkg.tar.zst
  cd / || exit
}

# merge NAME DEB…: unpacks, below NAME, what is not yet taken.
merge() {
  package=$1
  shift
  for name; do
    for file in /var/cache/apt/archives/"$name"_*.deb; do
      [ -e "$file" ] || continue
      dpkg-deb -x "$file" "$package"
      dpkg-deb -f "$file" Depends Pre-Depends | names_in >>"$package.depends"
      dpkg-deb -f "$file" Provides Version | sed '/^Version:/d' | names_in >>"$package.provides"
      [ -e "$package.version" ] || dpkg-deb -f "$file" Version >"$package.version"
      rm "$file"
    done
  done
}

# The names in fields of deb-control(5), without versions.
names_in() {
  tr ',|' '[\n*]' | sed 's/^[A-Za-z-]*: //; s/^ *//; s/[ (:].*//; /^$/d' | sort -u
}

# What Arch's packages have at other places, or that Debian's do not have.
like_arch() {
  for name in *; do
    [ -d "$name" ] || continue
    if [ -d "$name/usr/sbin" ]; then
      mkdir -p "$name/usr/bin"
      mv "$name"/usr/sbin/* "$name/usr/bin/"
      rmdir "$name/usr/sbin"
    fi
    rm -rf "$name/etc/init.d" "$name/etc/default" "$name/usr/share/lintian" "$name/etc/ufw"
  done
  units=usr/lib/systemd/system
  nginx_like_arch
  rsync_like_arch
  cronie_like_arch
  certbot_like_arch
  stunnel_like_arch
  vsftpd_like_arch
  git_like_arch
  logrotate_like_arch
  { find . -mindepth 1 -maxdepth 1 -type d -printf '%f\n' && cat ./*.provides; } >names
}

nginx_like_arch() {
  rm -r nginx/etc/nginx/sites-* nginx/etc/nginx/conf.d nginx/etc/nginx/snippets nginx/etc/nginx/modules-* \
    nginx/etc/nginx/proxy_params
  place nginx.conf nginx/etc/nginx/nginx.conf
  place nginx.service "nginx/$units/nginx.service"
  place nginx.logrotate nginx/etc/logrotate.d/nginx
  mkdir -p nginx/var/lib/nginx nginx/var/log/nginx
  chown root:root nginx/var/log/nginx
  chmod 0755 nginx/var/log/nginx
  # Arch's runs as http unless it is told otherwise.
  LC_ALL=C sed -i 's/\x00nobody\x00/\x00http\x00\x00\x00/; s/\x00nogroup\x00/\x00http\x00\x00\x00\x00/' nginx/usr/bin/nginx
  # nginx.conf includes it, and Arch's comes with another package.
  echo mailcap >>nginx.depends
  cp nginx.version mailcap.version
  : >mailcap.depends
  : >mailcap.provides
}

rsync_like_arch() {
  mv "rsync/$units/rsync.service" "rsync/$units/rsyncd.service"
  place rsyncd.socket "rsync/$units/rsyncd.socket"
  place rsyncd@.service "rsync/$units/rsyncd@.service"
  place rsyncd.conf rsync/etc/rsyncd.conf
}

cronie_like_arch() {
  place cronie.service "cronie/$units/cronie.service"
  chmod 4755 cronie/usr/bin/crontab
  mkdir -p cronie/var/spool/cron
  chmod 0700 cronie/var/spool/cron
  rm -r cronie/var/spool/cron/crontabs cronie/etc/crontab cronie/etc/cron.*/.placeholder cronie/usr/lib/sysusers.d cronie/usr/lib/tmpfiles.d
}

certbot_like_arch() {
  rm -r certbot/etc/cron.d certbot/"$units"/*
  place certbot-renew.service "certbot/$units/certbot-renew.service"
  place certbot-renew.timer "certbot/$units/certbot-renew.timer"
}

stunnel_like_arch() {
  mv stunnel/usr/bin/stunnel4 stunnel/usr/bin/stunnel
  mv stunnel/usr/share/doc/stunnel4/examples/stunnel.conf-sample stunnel/etc/stunnel/
  rm -r stunnel/etc/ppp stunnel/etc/logrotate.d stunnel/etc/stunnel/README stunnel/usr/lib/systemd stunnel/usr/lib/sysusers.d
  place stunnel.service "stunnel/$units/stunnel.service"
  place stunnel.sysusers stunnel/usr/lib/sysusers.d/stunnel.conf
  place stunnel.tmpfiles stunnel/usr/lib/tmpfiles.d/stunnel.conf
}

vsftpd_like_arch() {
  rm -r vsftpd/usr/lib/tmpfiles.d vsftpd/etc/ftpusers
  for unit in vsftpd vsftpd@ vsftpd-ssl vsftpd-ssl@; do place "$unit.service" "vsftpd/$units/$unit.service"; done
  place vsftpd.socket "vsftpd/$units/vsftpd.socket"
  place vsftpd-ssl.socket "vsftpd/$units/vsftpd-ssl.socket"
  place vsftpd.conf vsftpd/etc/vsftpd.conf
  mkdir -p vsftpd/var/empty
}

git_like_arch() {
  place fcgiwrap.service "fcgiwrap/$units/fcgiwrap.service"
  place fcgiwrap.socket "fcgiwrap/$units/fcgiwrap.socket"
  place git-daemon.socket "git/$units/git-daemon.socket"
  place git-daemon@.service "git/$units/git-daemon@.service"
  place git.sysusers git/usr/lib/sysusers.d/git.conf
}

logrotate_like_arch() {
  rm -r logrotate/etc/cron.daily
  sed -i /cron/d logrotate.depends
  # No preset and no enabling: what wants the timer is in the package.
  mkdir -p "logrotate/$units/timers.target.wants"
  ln -s ../logrotate.timer "logrotate/$units/timers.target.wants/logrotate.timer"
}

place() {
  mkdir -p "${2%/*}"
  cp "/mnt/files/$1" "$2"
  chmod 0644 "$2"
}

# pack NAME: makes a package of the directory, as PKGBUILD(5) and pacman's own files have it.
pack() {
  [ -d "$1" ] || return 0
  # A version of Debian's may have what one of pacman's must not: an epoch, a hyphen, a tilde.
  version=$(sed 's/^[0-9]*://; s/-[^-]*$//; s/[^A-Za-z0-9._+]/_/g' "$1.version")-1
  {
    printf 'pkgname = %s\npkgbase = %s\npkgver = %s\n' "$1" "$1" "$version"
    printf 'pkgdesc = %s of Debian, repacked\nurl = https://example.org/\nbuilddate = 1\n' "$1"
    printf 'packager = mirrorc lab\nsize = %s\narch = x86_64\nlicense = custom\n' "$(du -sb "$1" | cut -f1)"
    find "$1/etc" -type f 2>/dev/null | sed "s,^$1/,backup = ," | sort
    sed 's/^/provides = /' "$1.provides"
    # What else it needs was in the root before.
    grep -Fxf names "$1.depends" | grep -Fxv "$1" | sed 's/^/depend = /'
  } >"$1/.PKGINFO"
  (
    cd "$1" || exit
    # shellcheck disable=SC2035
    bsdtar -czf .MTREE --format=mtree \
      --options='!all,use-set,type,uid,gid,mode,time,size,md5,sha256,link' .PKGINFO *
    # shellcheck disable=SC2035
    bsdtar --zstd -cf "$repository/$1-$version-x86_64.pkg.tar.zst" .PKGINFO .MTREE *
  )
}

become_arch() {
  cp /mnt/files/os-release /usr/lib/os-release
  cp /mnt/files/pacman.conf /etc/pacman.conf
  mkdir -p /etc/pacman.d /usr/share/libalpm/hooks /var/lib/pacman
  cp /mnt/files/mirrorlist /etc/pacman.d/mirrorlist
  hooks=/usr/share/libalpm/hooks
  cp /mnt/files/sysusers.hook "$hooks/20-systemd-sysusers.hook"
  cp /mnt/files/daemon-reload.hook "$hooks/30-systemd-daemon-reload-system.hook"
  cp /mnt/files/tmpfiles.hook "$hooks/30-systemd-tmpfiles.hook"
  # They name users by Debian's names, and those are there.
  rm /usr/lib/sysusers.d/*
  ln -sf bash /usr/bin/sh
  # Arch's users: filesystem's passwd and group.
  groupmod -n http www-data
  usermod -l http -d /srv/http -c '' www-data
  groupmod -n nobody nogroup
  usermod -d / -c '' bin
  groupadd -g 11 ftp
  useradd -u 14 -g ftp -d /srv/ftp -M -s /usr/bin/nologin ftp
  useradd -r -d / -M -s /usr/bin/nologin alpm
  mkdir -p /srv/http /srv/ftp
  chown root:ftp /srv/ftp
  chmod 0555 /srv/ftp
  sed -i 's/^#\? *SYS_\([UG]\)ID_MIN.*/SYS_\1ID_MIN 500/' /etc/login.defs
  rename_ssh
  one_directory_of_programs
}

rename_ssh() {
  systemctl disable ssh.service
  units=/usr/lib/systemd/system
  sed '/^Alias=/d; /^EnvironmentFile=/d; s/ [$]SSHD_OPTS//' "$units/ssh.service" >"$units/sshd.service"
  rm "$units/ssh.service" "$units/ssh.socket" /etc/default/ssh
  systemctl enable sshd.service
}

# /usr/sbin is a link to bin. What is in both is a link from one to the other.
one_directory_of_programs() {
  for program in /usr/sbin/*; do
    [ -e "/usr/bin/${program##*/}" ] || [ -L "/usr/bin/${program##*/}" ] || mv "$program" /usr/bin/
  done
  rm -r /usr/sbin
  ln -s bin /usr/sbin
}

# No program of Debian's own is left for anybody to call.
leave_debian() {
  rm -f /usr/bin/apt* /usr/bin/dpkg* /usr/bin/deb* /usr/bin/service /usr/bin/invoke-rc.d /usr/bin/update-rc.d
  rm -rf /etc/apt /var/lib/apt /var/lib/dpkg /var/cache/apt /etc/dpkg /usr/lib/apt /usr/lib/dpkg /etc/default \
    /tmp/build /tmp/makepkg /tmp/*.deb
  rm -f /usr/lib/systemd/system/apt-* /usr/lib/systemd/system/dpkg-* /etc/systemd/system/timers.target.wants/apt-* \
    /etc/systemd/system/timers.target.wants/dpkg-* /etc/debian_version
  echo LANG=C.UTF-8 >/etc/locale.conf
}

main "$@"
