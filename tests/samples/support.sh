# shellcheck shell=bash
# Functions that the tests of the samples share: a folder, processes that end with the test, and
# waits with a limit. This file is sourced.
set -eu

work=$(mktemp -d)
processes=()
# shellcheck disable=SC2317  # called by the trap
clean_up() {
  kill -KILL "${processes[@]}" 2>/dev/null || true
  wait "${processes[@]}" 2>/dev/null || true
  rm -rf "$work"
}
trap clean_up EXIT

# die WHAT [FILE...]: ends the test; prints the files, which may tell why.
die() {
  echo "$1" >&2
  shift
  [ $# = 0 ] || tail -n 20 "$@" >&2
  exit 1
}

# wait_until COMMAND...: false if the command does not succeed within ten seconds.
wait_until() {
  local end=$((SECONDS + 10))
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$end" ] || return 1
    sleep 0.05
  done
}
is_gone() { ! kill -0 "$1" 2>/dev/null; }

# in_background NAME COMMAND...: its output goes to the file NAME, its process number to $process.
in_background() {
  local name=$1
  shift
  rm -f "$work/$name"  # the process empties it only when it starts; until then nobody may read it
  "$@" >"$work/$name" 2>&1 </dev/null &
  process=$!
  processes+=("$process")
}

# start_server NAME COMMAND...: starts it and waits until it listens; $port becomes its port.
start_server() {
  in_background "$@"
  wait_until grep -q '^listening on ' "$work/$1" || die "$1 does not listen" "$work/$1"
  port=$(sed -n '/^listening on /s/.*:\([0-9]*\).*/\1/p' "$work/$1")
}

# stop_server NAME PROCESS: stops it in an orderly way.
stop_server() {
  kill -TERM "$2"
  wait_until is_gone "$2" || die "$1 goes on for ten seconds after it was told to stop" "$work/$1"
  wait "$2" || die "$1 ended with $?" "$work/$1"
}
