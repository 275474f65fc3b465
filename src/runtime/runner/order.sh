# shellcheck shell=sh
# What needs the live server: after the commit, issuers are asked for certificates, and ask the server in turn. None of
# this is undone: what cannot be done now is put off, and said so. At every moment nginx could be started
# anew, but between the two links that certbot changes when it replaces a certificate.

# What stands in the place of a certificate until there is one. It is nobody's but this host's own, and is kept.
make_placeholders() {
  while read -r step name _; do
    [ "$step" = placeholder ] || continue
    begin placeholder "$name" && mkdir -p "$home/tls" && chmod 0700 "$home/tls" && mkdir -p "$home/tls/$name" || return 1
    make_placeholder "$home/tls/$name" || { cat "$tx/openssl.log"; return 1; }
  done <"$tx/steps"
}

make_placeholder() {
  ! fits "$1" || return 0
  (umask 077 && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 \
    -subj '/CN=mirrorc placeholder' -addext "subjectAltName=DNS:$name" -keyout "$1/.privkey.pem" -out "$1/.fullchain.pem" \
    </dev/null >"$tx/openssl.log" 2>&1) || return 1
  sync "$1/.privkey.pem" "$1/.fullchain.pem" && mv -f "$1/.privkey.pem" "$1/privkey.pem" &&
    mv -f "$1/.fullchain.pem" "$1/fullchain.pem" && sync "$1"
}

# Whether a directory has a certificate and the key to it.
fits() {
  [ -s "$1/fullchain.pem" ] && [ -s "$1/privkey.pem" ] || return 1
  certified=$(openssl x509 -noout -pubkey -in "$1/fullchain.pem" </dev/null 2>/dev/null) &&
    [ "$certified" = "$(openssl pkey -pubout -in "$1/privkey.pem" </dev/null 2>/dev/null)" ]
}

# each_order FUNCTION: for the orders of the plan. `outcome` says in the end whether one had to be put off.
each_order() {
  outcome=committed
  while read -r step name how names key_type email directory ca_file reached_by hook web_unit order_digest; do
    [ "$step" = order ] || continue
    live=/etc/letsencrypt/live/$name link=/etc/mirrorc/tls/$name
    "$1" && rm -f "$home/tls/$name/failed" && continue
    put_off
    outcome=pending
  done <"$tx/steps"
}

# wait: how long it is put off; empty where the issuer was asked, who counts how often.
order() {
  cause='' wait=60
  begin order "$name" || { cause='it was interrupted'; return 1; }
  wait=600
  if [ "$how" = order ]; then
    is_certbots && names_lead_here || return 1
    wait=''
    had=$(has_issued)
    ask_issuer || { tail -n 25 "$tx/certbot.log"; return 1; }
    [ "$(has_issued)" != "$had" ] || { cause="certbot put what it got elsewhere than in $live: \`certbot certificates\` says where"; return 1; }
  fi
  put_to_use && bring_the_rest
}

# What certbot does not know as a certificate of its own, such as files that were copied from another host, has it throw
# away what the issuer gives, and take another name the next time: storage.py, new_lineage.
is_certbots() {
  ! is_whole || return 0
  for kind in "renewal/$name.conf" "live/$name" "archive/$name"; do
    found=$(ls -A "/etc/letsencrypt/$kind" 2>/dev/null)
    [ -n "$found" ] || continue
    [ ! -e "$home/tls/$name/ordering" ] || { set_aside; return; }
    cause="/etc/letsencrypt/$kind is there, and certbot knows no whole certificate of that name: move live/$name, archive/$name and renewal/$name.conf away"
    return 1
  done
}

# storage.py, RenewableCert: a copy that followed the links has files in their place.
is_whole() {
  grep -q '^fullchain = ' "/etc/letsencrypt/renewal/$name.conf" 2>/dev/null || return 1
  for kind in cert privkey chain fullchain; do
    [ -L "$live/$kind.pem" ] && [ -e "$live/$kind.pem" ] || return 1
  done
}

# Where there was nothing before an order of ours that was cut off, what is there is certbot's half of it.
set_aside() {
  cause='what an order that was cut off left below /etc/letsencrypt cannot be moved'
  aside=$home/tls/$name/cut-off-$id
  mkdir -p "$aside" || return 1
  for kind in renewal live archive; do
    for path in "/etc/letsencrypt/$kind/$name" "/etc/letsencrypt/$kind/$name.conf"; do
      [ ! -e "$path" ] || { mkdir -p "$aside/$kind" && mv "$path" "$aside/$kind/"; } || return 1
    done
  done
  cause=''
}

# An issuer goes by the name service. Where the addresses of this host are not the world's, those by which it is reached
# for its configuration count too.
names_lead_here() {
  [ "$reached_by" != . ] || return 0
  ours=$(ip -o addr show | awk '{ sub("/.*", "", $4); print $4 }'; lookup "$reached_by")
  for domain in $(printf '%s' "$names" | tr , ' '); do
    theirs=$(lookup "$domain")
    [ -n "$theirs" ] || { cause="the name service has no address of $domain"; return 1; }
    for found in $theirs; do
      # A file of this host's own may say that.
      case $found in 127.* | ::1) continue ;; esac
      printf '%s\n' "$ours" | grep -qxF "$found" && continue
      expected=$(printf '%s\n' "$ours" | grep -v -e '^127\.' -e '^::1$' -e '^fe80:' | sort -u | tr '\n' ' ')
      cause="$domain leads to $found, and this host is at ${expected% }"
      return 1
    done
  done
}

# Also addresses of a kind that this host has none of, where getent can; getent(1), ahosts.
lookup() {
  { timeout 20 getent --no-addrconfig ahosts "$1" 2>/dev/null || timeout 20 getent ahosts "$1"; } </dev/null |
    awk '{ print $1 }' | sort -u
}

ask_issuer() {
  set -- certonly --non-interactive --agree-tos --no-eff-email -m "$email" --server "$directory" --webroot -w "$home/acme" \
    --cert-name "$name" --key-type "$key_type" --deploy-hook "$hook" --renew-with-new-domains
  # What is there is not what is wanted, however long it would last.
  [ ! -e "/etc/letsencrypt/renewal/$name.conf" ] || set -- "$@" --force-renewal
  account=$(known_account)
  [ -z "$account" ] || set -- "$@" --account "$account"
  for domain in $(printf '%s' "$names" | tr , ' '); do set -- "$@" -d "$domain"; done
  mark=$home/tls/$name/ordering
  [ -e "/etc/letsencrypt/renewal/$name.conf" ] || { : >"$mark" && sync "$mark" "${mark%/*}"; } ||
    { cause="$mark cannot be written"; return 1; }
  repeat_certbot "$@" || { rm -f "$mark"; return 1; }
  rm -f "$mark"
}

# Where there are two with one issuer, certbot asks which it is to be, and ends.
known_account() {
  settings=/etc/letsencrypt/renewal/$name.conf
  grep -qxF "server = $directory" "$settings" 2>/dev/null || return 0
  known=$(sed -n 's/^account = \([0-9a-f]\{1,\}\)$/\1/p' "$settings")
  [ -z "$known" ] || [ -z "$(find /etc/letsencrypt/accounts/ -type d -name "$known" 2>/dev/null)" ] || printf '%s\n' "$known"
}

repeat_certbot() {
  tries=0
  until call_certbot "$@"; do
    tries=$((tries + 1))
    # The timer of certbot's package may be at work.
    [ "$tries" -lt 12 ] && grep -q 'Another instance of Certbot' "$tx/certbot.log" && may_go_on || return 1
    sleep 5
  done
}

# certbot leaves its reasons to requests for the issuer's own certificate: requests, REQUESTS_CA_BUNDLE.
call_certbot() (
  [ "$ca_file" = . ] || { REQUESTS_CA_BUNDLE=$ca_file && export REQUESTS_CA_BUNDLE; }
  timeout 600 certbot "$@" </dev/null >"$tx/certbot.log" 2>&1
)

# The first of what certbot complains of: what the issuer says of a name, else the error, else the last line. certbot 2.1
# with Python 3.11 stumbles while it tells an error of the issuer's, and has it in its log alone: AttributeError.
complaint_of_certbot() {
  if grep -q "^AttributeError: can't set attribute" "$tx/certbot.log"; then
    sed -n 's/^acme\.messages\.Error: /An unexpected error occurred:\n/p' /var/log/letsencrypt/letsencrypt.log
  else
    cat "$tx/certbot.log"
  fi | awk '
    /^ *Domain: / { domain = $2 }
    /^ *Detail: / && detail == "" { sub(/^ *Detail: /, ""); detail = domain ": " $0 }
    after { error = $0; after = 0 }
    /^An unexpected error occurred:/ { after = 1 }
    NF && !/^(Ask for help|Saving debug log|See the logfile)/ { last = $0 }
    END { print detail != "" ? detail : error != "" ? error : last }
  '
}

# From the placeholder, or an older certificate, to the one that certbot has: one rename.
put_to_use() {
  say use "$name"
  before=$(readlink "$link")
  if ! { fits "$live" && is_taken; }; then
    cause="nginx does not take the certificate in $live"
    return 1
  fi
  complaint="$link cannot be written"
  lead_to "$live" && load_web && eventually serves_issued && return
  cause=$complaint
  lead_to "$before" && load_web
  return 1
}

# Whether nginx would start with it; where the host allows no mount, the test follows the rename.
is_taken() {
  rm -rf "$tx/tls" && cp -a /etc/mirrorc/tls "$tx/tls" && ln -s -f -n "$live" "$tx/tls/$name" || return 1
  unshare -m true 2>/dev/null || return 0
  # shellcheck disable=SC2016
  unshare -m sh -c 'mount --bind "$1" /etc/mirrorc/tls && nginx -t' sh "$tx/tls" </dev/null
}

lead_to() {
  temporary=$(staged "$link")
  rm -f "$temporary" && ln -s "$1" "$temporary" && mv -f -T "$temporary" "$link" && sync "${link%/*}"
}

load_web() {
  complaint='nginx refuses its configuration'
  nginx -t || return 1
  complaint="$web_unit does not load its files again"
  workers "$(main_process "$web_unit")" >"$tx/workers-$web_unit"
  systemctl try-reload-or-restart "$web_unit" && eventually is_well "$web_unit" 0
}

# At every address, the certificate that certbot has.
serves_issued() {
  issued=$(has_issued) || return 1
  kinds=$(sed -n 's/^ask https 443 .* //p' "$tx/steps" | head -n 1)
  for address in $(addresses "$kinds"); do
    served=$(show_certificate "$address" | fingerprint)
    [ "$served" = "$issued" ] && continue
    complaint="another certificate than the one of $name is served at $address port 443"
    return 1
  done
}

has_issued() { fingerprint 2>/dev/null <"$live/fullchain.pem"; }

fingerprint() { openssl x509 -noout -fingerprint -sha256 2>/dev/null; }

show_certificate() { timeout 10 openssl s_client -connect "$(at "$1" 443)" -servername "$name" </dev/null 2>/dev/null; }

# What would do harm without the certificate.
bring_the_rest() {
  complaint="what comes with the certificate of $name cannot be written"
  grep -q "^write-later .* $name\$" "$tx/steps" || return 0
  write_later && load_web && ask_all && return
  cause=$complaint
  each_later rm -f
  load_web
  return 1
}

write_later() {
  while read -r step path owner group mode number _ certificate; do
    [ "$step $certificate" = "write-later $name" ] || continue
    say write "$path"
    temporary=$(staged "$path")
    rm -f "$temporary" && cp "$tx/$number" "$temporary" && chown "$owner:$group" "$temporary" &&
      set_mode "$mode" "$temporary" && sync "$temporary" && mv -f -T "$temporary" "$path" && keep_place "$path" || return 1
  done <"$tx/steps"
}

# each_later COMMAND…: with the path of each.
each_later() {
  while read -r step path _ _ _ _ _ certificate; do
    [ "$step $certificate" = "write-later $name" ] && "$@" "$path"
  done <"$tx/steps"
}

# Failed validations are counted by issuers, five in an hour for each name, and a week's certificates too: each try that
# came to the issuer is followed by a longer wait. The record is read by the probe.
put_off() {
  place=$home/tls/$name count=0
  [ -n "$cause" ] || cause=$(complaint_of_certbot)
  [ "$(sed -n 's/^order //p' "$place/failed" 2>/dev/null)" != "$order_digest" ] ||
    count=$(sed -n 's/^count //p' "$place/failed")
  [ -n "$wait" ] || count=$((count + 1))
  case $count in 0 | 1) pause=900 ;; 2) pause=3600 ;; 3) pause=14400 ;; *) pause=86400 ;; esac
  mkdir -p "$place" && {
    printf 'order %s\nuntil %s\ncount %s\n' "$order_digest" "$(($(date +%s) + ${wait:-$pause}))" "$count"
    printf 'cause %s\n' "$(printf '%s' "$cause" | tr -c '[:print:]' ' ' | cut -c 1-300)"
  } >"$place/.failed" && mv -f "$place/.failed" "$place/failed"
}

# After a run that was cut off here: nginx loads what there is, and what is not done is put off.
settle_order() {
  cause='the order was cut off' wait=''
  [ "$how" = order ] || wait=600
  rm -f "$(staged "$link")"
  each_later clear_later
  [ "$(readlink "$link")" = "$live" ] && fits "$live" || return 1
  if ! { write_later && nginx -t; }; then each_later rm -f; fi
  systemctl try-reload-or-restart "$web_unit" || :
  [ "$how" = use ]
}

clear_later() { rm -f "$(staged "$1")"; }
