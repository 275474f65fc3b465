# shellcheck shell=sh
activate() {
  while read -r step unit how _; do
    case $step in
      check) nginx -t ;;
      daemon-reload) begin daemon-reload && systemctl daemon-reload ;;
      enable)
        # A package that has just been installed may have done so.
        is_enabled "$unit" && continue
        begin enable "$unit" && journal enable "$unit" && systemctl -q enable "$unit"
        ;;
      activate) activate_unit ;;
    esac || return 1
  done <"$tx/steps"
}

# Whether the next boot starts it. The status of is-enabled is success also for what holds only until then:
# enabled-runtime; systemctl(1).
is_enabled() {
  case $(systemctl is-enabled "$1" 2>/dev/null) in
    enabled | static | indirect | alias | generated) ;;
    *) return 1 ;;
  esac
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
