// Users and groups of the systems themselves and of common services (base-passwd, sysusers.d(5)).
// A sync user with such a name would own, or be, something else.
const names = new Set(
  `root daemon bin sys sync games man lp mail news uucp proxy www-data backup list irc gnats nobody
  nogroup _apt adm tty disk kmem dialout fax voice cdrom floppy tape sudo audio dip operator src
  shadow utmp video sasl plugdev staff users input kvm render sgx netdev crontab messagebus dbus
  http https nginx apache httpd ftp ftpuser sshd ssh polkitd chrony ntp ntpd tss uuidd rpc git halt
  shutdown wheel log rfkill storage optical scanner power network systemd systemd-network
  systemd-resolve systemd-timesync systemd-coredump systemd-oom systemd-journal
  systemd-journal-remote mysql postgres redis memcache docker lxd libvirt postfix dovecot exim
  bind named unbound cron cronie certbot acme avahi colord geoclue nm-openvpn
  landscape pollinate syslog tcpdump usbmux fwupd-refresh dhcpcd dnsmasq mirrorc admin`
    .trim()
    .split(/\s+/),
)

/** Whether a name belongs to the system or to a service. */
export function isSystemUser(name: string): boolean {
  return names.has(name) || name.startsWith('systemd-')
}
