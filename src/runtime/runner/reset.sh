# shellcheck shell=sh
# A unit that ends this run after a reset of the machine, before the services start. It is there only while a run is.
# Nothing is told to systemd, which reads units from the disk when it starts.
boot_unit=/etc/systemd/system/mirrorc-recover.service
boot_link=/etc/systemd/system/multi-user.target.wants/mirrorc-recover.service

await_reset() {
  [ -d /run/systemd/system ] || return 0
  mkdir -p "${boot_link%/*}" && journal create "$boot_link" && journal create "$boot_unit" || return 1
  boot_unit_text >"$boot_unit" && sync "$boot_unit" || return 1
  ln -s -f -n ../mirrorc-recover.service "$boot_link" && sync "${boot_link%/*}"
}

boot_unit_text() {
  units=$(sed -n -e 's/^activate \([^ ]*\).*/\1/p' -e 's/^deactivate \([^ ]*\).*/\1/p' "$tx/steps" | tr '\n' ' ')
  echo '# Made by mirrorc while it changes this host; it goes when that is done. Should the host go down'
  echo '# meanwhile, this puts back what was changed.'
  cat <<END
[Unit]
Description=End the apply of mirrorc that was cut off
Before=$units

[Service]
Type=oneshot
ExecStart=/bin/sh $tx/program boot $id

[Install]
WantedBy=multi-user.target
END
}

# Another run may have put up its own by now.
await_no_reset() {
  ! grep -qF "$tx/program" "$boot_unit" 2>/dev/null || rm -f "$boot_link" "$boot_unit"
}
