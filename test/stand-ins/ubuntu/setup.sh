# shellcheck shell=sh
# setup.sh RELEASE: makes a minimal Debian, from within, look and act like Ubuntu of that release to whoever administers
# it over SSH. What it takes from where, and what it cannot give, is in ../README.md.

main() {
  say_who_it_is "$1"
  install_packages "$1"
  make_logins
  # Ubuntu's change to Debian's login.defs, of 21.04.
  sed -i 's/^#\?HOME_MODE.*/HOME_MODE 0750/' /etc/login.defs
  case $1 in
    22.04) ;;
    24.04) start_ssh_by_socket ;;
    26.04) start_ssh_by_socket && put_rust_tools_first ;;
  esac
}

say_who_it_is() {
  case $1 in
    22.04) name='Jammy Jellyfish' codename=jammy ;;
    24.04) name='Noble Numbat' codename=noble ;;
    26.04) name='Resolute Raccoon' codename=resolute ;;
  esac
  # shellcheck source=/dev/null
  made_of=$(. /usr/lib/os-release && echo "Debian $VERSION_ID")
  cat >/usr/lib/os-release <<END
PRETTY_NAME="Ubuntu $1 stand-in (made of $made_of)"
NAME="Ubuntu"
VERSION_ID="$1"
VERSION="$1 LTS ($name)"
VERSION_CODENAME=$codename
ID=ubuntu
ID_LIKE=debian
UBUNTU_CODENAME=$codename
VARIANT_ID=mirrorc-lab-stand-in
END
}

install_packages() {
  # Nothing is to start: there is no systemd here, and an init script would start its daemon on the machine.
  printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
  chmod 0755 /usr/sbin/policy-rc.d
  set -- sudo ufw needrestart cron
  case $made_of in *' 13') set -- "$@" sudo-rs rust-coreutils ;; esac
  # The lists came with the root that this is a copy of, and may be weeks old.
  install "$@" || { apt-get -q update && install "$@"; }
  rm /usr/sbin/policy-rc.d
}

install() {
  apt-get -q -y --no-install-recommends -o Dpkg::Use-Pty=0 install "$@"
}

# `ubuntu` as a cloud image has it, `alex` as the server's installer makes its user.
make_logins() {
  for login in ubuntu alex; do
    useradd --create-home --shell /bin/bash --user-group --groups adm,sudo "$login"
    mkdir -m 0700 "/home/$login/.ssh"
    chown "$login:$login" "/home/$login/.ssh"
  done
  echo 'ubuntu ALL=(ALL) NOPASSWD:ALL' >/etc/sudoers.d/90-cloud-init-users
  chmod 0440 /etc/sudoers.d/90-cloud-init-users
  # Known to all the world, for a host that lives for some minutes on this machine's own network.
  echo 'alex:correct horse battery' | chpasswd
}

# Since 22.10 systemd listens for sshd.
start_ssh_by_socket() {
  systemctl disable ssh.service
  systemctl enable ssh.socket
}

# Since 25.10. GNU's stay under other names, but for cp, mv and rm, which are GNU's still.
put_rust_tools_first() {
  for tool in /usr/lib/cargo/bin/coreutils/*; do
    name=${tool##*/}
    case $name in cp | mv | rm) continue ;; esac
    [ ! -e "/usr/bin/$name" ] || mv "/usr/bin/$name" "/usr/bin/gnu$name"
    /usr/lib/cargo/bin/coreutils/ln -s "$tool" "/usr/bin/$name"
  done
  for name in sudo visudo su; do
    old=$(command -v "$name")
    mv "$old" "$old.ws"
    ln -s "/usr/lib/cargo/bin/$name" "/usr/bin/$name"
  done
}

main "$@"
