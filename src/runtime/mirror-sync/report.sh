# What others read of all modules: Prometheus' textfile collector, mirror status pages. Each module leaves its part;
# whoever writes last puts them together, one at a time.

write_reports() {
  [ -n "$textfile_root$report_root" ] || return 0
  parts=$state_root/reports
  mkdir -p "$parts" || return 0
  put_file "$parts/$module.prom" metrics
  put_file "$parts/$module.tunasync" tunasync_entry
  put_file "$parts/$module.mirrorz" mirrorz_entry
  open_for_lock "$parts/lock" || return 0
  (
    if ! flock -w 30 6; then
      say "another process holds $parts/lock: no reports"
      exit
    fi
    if [ -n "$textfile_root" ]; then
      publish_report "$textfile_root/mirrorc.prom" join_metrics
    fi
    if [ -n "$report_root" ]; then
      publish_report "$report_root/tunasync.json" join_tunasync
      publish_report "$report_root/mirrorz.json" join_mirrorz
    fi
  ) 6>>"$parts/lock"
}

publish_report() {
  put_file "$1" "$2" || say "cannot write $1"
}

# The parts of the modules that this host still has.
each_part() {
  for part_file in "$modules"/*; do
    part=$parts/${part_file##*/}.$1
    [ ! -e "$part" ] || cat "$part"
  done
}

# PROMETHEUS: no timestamps, base units. NAME VALUE; left out where nothing is known.
metric() {
  if is_number "$2"; then printf 'mirror_%s{mirror="%s"} %s\n' "$1" "$module" "$2"; fi
}

metrics() {
  metric sync_last_success_timestamp_seconds "$rec_last_success"
  metric sync_last_attempt_timestamp_seconds "$rec_last_attempt"
  metric sync_last_exit_code "$rec_exit"
  metric sync_last_duration_seconds "$rec_duration"
  metric sync_failed "$(case $rec_state in failed | held) printf 1 ;; *) printf 0 ;; esac)"
  metric sync_held "$(case $rec_state in held) printf 1 ;; *) printf 0 ;; esac)"
  metric sync_running "$(case $rec_state in syncing) printf 1 ;; *) printf 0 ;; esac)"
  metric sync_received_bytes_total "$rec_received_total"
  metric size_bytes "$rec_size"
  metric upstream_timestamp_seconds "$rec_upstream_time"
  metric sync_interval_seconds "$interval"
  printf 'mirror_info{mirror="%s",upstream="%s"} 1\n' "$module" "$shown_upstream"
}

join_metrics() {
  each_part prom | awk '
    BEGIN {
      help["mirror_sync_last_success_timestamp_seconds"] = "When the last sync that ended well ended"
      help["mirror_sync_last_attempt_timestamp_seconds"] = "When the last sync began"
      help["mirror_sync_last_exit_code"] = "Exit status of the last transfer program"
      help["mirror_sync_last_duration_seconds"] = "How long the last sync took"
      help["mirror_sync_failed"] = "Whether the last sync did not end well"
      help["mirror_sync_held"] = "Whether the sync is held back until somebody looks"
      help["mirror_sync_running"] = "Whether a sync is running"
      help["mirror_sync_received_bytes_total"] = "What was received from the upstream"
      help["mirror_size_bytes"] = "Size of the tree"
      help["mirror_upstream_timestamp_seconds"] = "What the freshness file of the upstream said at the last success"
      help["mirror_sync_interval_seconds"] = "How often a sync is to run"
      help["mirror_info"] = "What is mirrored from where"
    }
    {
      name = $0; sub(/\{.*/, "", name)
      if (!(name in samples)) names[++count] = name
      samples[name] = samples[name] $0 "\n"
    }
    END {
      for (i = 1; i <= count; i++) {
        name = names[i]
        print "# HELP " name " " help[name]
        print "# TYPE " name " " (name ~ /_total$/ ? "counter" : "gauge")
        printf "%s", samples[name]
      }
    }'
}

# tuna/tunasync, internal/status_web.go: a time that never was is the zero of Go.
tunasync_time() {
  if is_number "$2"; then
    printf '"%s":"%s","%s_ts":%s,' "$1" "$(format_time '%04d-%02d-%02d %02d:%02d:%02d +0000' "$2")" "$1" "$2"
  else
    printf '"%s":"0001-01-01 00:00:00 +0000","%s_ts":-62135596800,' "$1" "$1"
  fi
}

tunasync_entry() {
  case $rec_state in
    success | syncing | failed) tunasync_status=$rec_state ;;
    held) tunasync_status=failed ;;
    *) tunasync_status=none ;;
  esac
  printf '{"name":%s,"is_master":true,"status":"%s",' "$(json_quoted "$module")" "$tunasync_status"
  tunasync_time last_update "$rec_last_success"
  tunasync_time last_started "$rec_last_attempt"
  tunasync_time last_ended "$rec_last_ended"
  tunasync_time next_schedule "$next_run"
  printf '"upstream":%s,"size":"%s"}\n' "$(json_quoted "$shown_upstream")" "$(human_size "$rec_size")"
}

join_tunasync() {
  printf '[\n'
  each_part tunasync | sed '$!s/$/,/'
  printf ']\n'
}

human_size() {
  if ! is_number "$1"; then
    printf unknown
    return
  fi
  unit_size=1
  for unit in B K M G T P; do
    if [ "$unit" = P ] || [ "$(($1 / unit_size))" -lt 1024 ]; then break; fi
    unit_size=$((unit_size * 1024))
  done
  tenths=$((($1 * 10 + unit_size / 2) / unit_size))
  if [ "$unit" = B ] || [ "$tenths" -ge 1000 ]; then
    printf '%d%s' "$(($1 / unit_size))" "$unit"
  else
    printf '%d.%d%s' "$((tenths / 10))" "$((tenths % 10))" "$unit"
  fi
}

# mirrorz-org/mirrorz, Data Format v1.7: one main status, then auxiliary ones.
mirrorz_status() {
  case $rec_state in
    success) printf 'S%s' "$rec_last_success" ;;
    syncing) printf 'Y%s' "$rec_last_attempt" ;;
    failed | held) printf 'F%s' "$rec_last_ended" ;;
    *) printf 'U' ;;
  esac
  case $rec_state in
    syncing | failed | held) [ -z "$rec_last_success" ] || printf 'O%s' "$rec_last_success" ;;
  esac
  [ -z "$next_run" ] || printf 'X%s' "$next_run"
}

mirrorz_entry() {
  printf '{"cname":%s,"url":%s,"status":"%s",' \
    "$(json_worded "${cname:-$module}")" "$(json_quoted "/$module")" "$(mirrorz_status)"
  printf '"desc":%s,"upstream":%s,"size":"%s"}\n' "$(json_worded "$comment")" \
    "$(json_quoted "$shown_upstream")" "$(human_size "$rec_size")"
}

join_mirrorz() {
  printf '{"version":1.7,"site":{"url":%s,"abbr":%s,"name":%s,"email":%s},"info":[],"mirrors":[\n' \
    "$(json_quoted "${host_url%/}")" "$(json_worded "$host_site")" "$(json_worded "$host_site")" "$(json_worded "$host_contact")"
  each_part mirrorz | sed '$!s/$/,/'
  printf ']}\n'
}
