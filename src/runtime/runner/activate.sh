# shellcheck shell=sh
activate() {
  while read -r step unit how _; do
    case $step in
      check) nginx -t ;;
      daemon-reload) begin daemon-reload && systemctl daemon-reload ;;
      deactivate) deactivate_unit ;;
      enable)
        # A package that has just been installed may have done so.
        systemctl -q is-enabled "$unit" && continue
        begin enable "$unit" && journal enable "$unit" && systemctl -q enable "$unit"
        ;;
      activate) activate_unit ;;
    esac || return 1
  done <"$tx/steps"
}

deactivate_unit() {
  begin deactivate "$unit" || return 1
  ! systemctl -q is-enabled "$unit" 2>/dev/null || journal was-enabled "$unit" || return 1
  ! systemctl -q is-active "$unit" || journal was-active "$unit" || return 1
  systemctl -q disable --now "$unit"
}

# A unit that a package has just started is reloaded: it runs with what was there before.
activate_unit() {
  if ! systemctl -q is-active "$unit"; then
    how=start
  elif [ "$how" = start ]; then
    how=try-reload-or-restart
  fi
  begin "$how" "$unit" && journal "$how" "$unit" || return 1
  case $how in
    reload | try-reload-or-restart) workers "$(main_process "$unit")" >"$tx/workers-$unit" ;;
  esac
  systemctl "$how" "$unit"
}
