# shellcheck shell=bash
# Functions that the real programs share: ports, a folder of their own, the proxy and its end.
# Sourced by run, which sets $mode (native or wine) and $work (the folder).

proxy=          # process of the proxy
listening=      # its port
servers=()      # processes to be ended when the program is done

# fail WHAT: ends the present program's test; run goes on with the next.
fail() {
  echo "$*" >&2
  exit 1
}

# A port on which nobody listens now, chosen by the system.
free_port() {
  perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(
    Listen => 1, LocalAddr => "127.0.0.1", ReuseAddr => 1)->sockport'
}

# wait_until SECONDS COMMAND...: false if the command never succeeds.
wait_until() {
  local end=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$end" ] || return 1
    sleep 0.1
  done
}

# start_server PORT COMMAND...: starts it and waits until it listens. Its output goes to
# server.log.
start_server() {
  local port=$1
  shift
  "$@" >>"$work/server.log" 2>&1 </dev/null &
  servers+=($!)
  wait_until 10 nc -z 127.0.0.1 "$port" || fail "$1 does not listen: $(cat "$work/server.log")"
}

# start_proxy PORT: starts the proxy in front of the server at that port; $listening becomes its
# own port.
start_proxy() {
  local command=("build/linux-release/samples/tcp_proxy")
  [ "$mode" = native ] || command=(cmake/run-under-wine build/windows-release/samples/tcp_proxy.exe)
  rm -f "$work/proxy.out"  # else the port of the proxy before it might be read
  "${command[@]}" 127.0.0.1:0 "127.0.0.1:$1" >"$work/proxy.out" 2>"$work/proxy.err" &
  proxy=$!
  wait_until 60 grep -q '^listening on ' "$work/proxy.out" ||
    fail "the proxy does not listen: $(cat "$work/proxy.err")"
  listening=$(sed -n '1s/^listening on .*:\([0-9]*\).*/\1/p' "$work/proxy.out")
}

# stop_proxy: stops it by an interrupt, as a user would. Sets the numbers that it has counted:
# $connections, $unreached, $to_target and $to_client.
stop_proxy() {
  local status=0
  kill -INT "$proxy"
  wait_until 20 is_gone "$proxy" || fail "the proxy does not stop"
  wait "$proxy" || status=$?
  proxy=
  [ "$status" = 0 ] || fail "the proxy ended with $status: $(cat "$work/proxy.err")"
  [ ! -s "$work/proxy.err" ] || fail "the proxy complained: $(cat "$work/proxy.err")"
  # "accepted 3 connections, 0 did not reach the target: 10 bytes to the target, 20 bytes back"
  read -r connections unreached to_target to_client < <(
    tail -n 1 "$work/proxy.out" | tr -d '\r' | sed 's/[^0-9][^0-9]*/ /g')
  [ -n "${to_client:-}" ] || fail "the proxy printed no totals: $(cat "$work/proxy.out")"
  [ "$unreached" = 0 ] || fail "$unreached connections did not reach the target"
}

is_gone() { ! kill -0 "$1" 2>/dev/null; }

# at_least NUMBER LEAST WHAT
at_least() {
  [ "$1" -ge "$2" ] || fail "the proxy counted $1 $3, but there were at least $2"
}

# Ends the processes that a program has left, whatever its result.
# shellcheck disable=SC2317  # called by a trap
end_servers() {
  local process
  for process in $proxy "${servers[@]}"; do
    kill -TERM "$process" 2>/dev/null || true
  done
  for process in $proxy "${servers[@]}"; do
    wait_until 10 is_gone "$process" || kill -KILL "$process" 2>/dev/null || true
  done
}

# a_file NAME MEBIBYTES: makes a file of random bytes.
a_file() {
  [ -f "$work/$1" ] || head -c "$(($2 * 1048576))" /dev/urandom >"$work/$1"
}

checksum() { sha256sum "$@" | cut -d ' ' -f 1; }
