# shellcheck shell=sh
# What `doctor --renew` asks: whether certbot could renew a certificate, by its own dry run. The issuer's test
# environment is asked where there is one, else the issuer; nothing that serves is changed. certbot writes its log.

# rehearse NONCE, and on stdin a line: the certificate's name, the issuer's directory, and what that is checked with.
rehearse() {
  # shellcheck disable=SC2034
  nonce=$1
  LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin
  export LC_ALL PATH
  IFS=' ' read -r name directory ca_file
  printf '\n'
  section renewal
  (
    # certbot leaves its reasons to requests for the issuer's own certificate: requests, REQUESTS_CA_BUNDLE.
    [ "$ca_file" = . ] || { REQUESTS_CA_BUNDLE=$ca_file && export REQUESTS_CA_BUNDLE; }
    timeout 300 certbot renew --dry-run --no-random-sleep-on-renew --cert-name "$name" --server "$directory" </dev/null 2>&1
  )
  printf '\nexit %s\n' "$?"
  section end
}
