# shellcheck shell=bash
# Functions for the tests of samples with TLS: certificates, and what openssl's client is told. This
# file is sourced after support.sh.

# make_certificate NAME SUBJECT: $work/NAME.pem and $work/NAME.key, for localhost and 127.0.0.1.
make_certificate() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "/CN=$2" \
    -addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
    -keyout "$work/$1.key" -out "$work/$1.pem" >/dev/null 2>&1 || die "openssl made no certificate"
}

# tls_client PORT [OPTION...]: openssl's client, which trusts $work/chain.pem, with a limit of time.
tls_client() {
  local to=$1
  shift
  timeout -s KILL 20 openssl s_client -connect "127.0.0.1:$to" -CAfile "$work/chain.pem" \
    -verify_return_error -servername localhost "$@" 2>&1
}
