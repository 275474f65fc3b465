#!/bin/dash
# A STUB of certbot(1) for a sandbox, which has no network and no issuer: it asks the web server for a challenge, as an
# issuer would, and signs the certificate itself. The real one is driven by the end-to-end tests on lab hosts.
# shellcheck shell=dash
state=/run/stub-certbot
mkdir -p "$state"
echo "$*" >>"$state/log"
[ ! -x "$state/look" ] || "$state/look"
if [ -e "$state/fail" ]; then cat "$state/fail" && exit 1; fi
name='' names='' webroot='' hook='' server='' key=ec
while [ $# -gt 0 ]; do
  case $1 in
    -w) webroot=$2 ;;
    -d) names="$names $2" ;;
    --cert-name) name=$2 ;;
    --deploy-hook) hook=$2 ;;
    --server) server=$2 ;;
    --key-type) case $2 in rsa) key=rsa:2048 ;; esac ;;
  esac
  shift
done
place=$webroot/.well-known/acme-challenge
mkdir -p "$place" && echo token >"$place/token" || exit 1
for domain in $names; do
  [ "$(curl -s -H "Host: $domain" http://127.0.0.1/.well-known/acme-challenge/token)" = token ] && continue
  printf 'The Certificate Authority reported these problems:\n  Domain: %s\n  Detail: no token\n\nAsk for help.\n' "$domain"
  exit 1
done
rm -r "$webroot/.well-known"
[ ! -e "$state/elsewhere" ] || name=$name-0001
archive=/etc/letsencrypt/archive/$name live=/etc/letsencrypt/live/$name
mkdir -p "$archive" "$live" /etc/letsencrypt/renewal
number=$(($(ls "$archive" | grep -c cert) + 1))
curve=''
[ "$key" != ec ] || curve='-pkeyopt ec_paramgen_curve:prime256v1'
# shellcheck disable=SC2086
openssl req -x509 -newkey "$key" $curve -nodes -days 90 -subj "/CN=$name" \
  -addext "subjectAltName=$(printf ',DNS:%s' $names | cut -c 2-)" \
  -keyout "$archive/privkey$number.pem" -out "$archive/cert$number.pem" 2>/dev/null || exit 1
cp "$archive/cert$number.pem" "$archive/fullchain$number.pem"
: >"$archive/chain$number.pem"
[ ! -e "$state/spoil" ] || echo spoilt >"$archive/privkey$number.pem"
for part in cert chain fullchain privkey; do ln -sfn "../../archive/$name/$part$number.pem" "$live/$part.pem"; done
printf 'fullchain = %s\n[renewalparams]\nserver = %s\nrenew_hook = %s\n' "$live/fullchain.pem" "$server" "$hook" >"/etc/letsencrypt/renewal/$name.conf"
"$hook" || :
