# shellcheck shell=bash
# Functions that the scripts share: the packages and the build's environment. This file is sourced.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

die() {
  echo "$*" >&2
  exit 1
}

# version_in FOLDER: the version of the naru whose sources are there.
version_in() {
  sed -n 's/^ *VERSION \([0-9.]*\)$/\1/p' "$1/CMakeLists.txt"
}

is_installed() {
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# install_packages PACKAGE...: installs the missing ones, without questions.
install_packages() {
  if ! command -v apt-get >/dev/null; then
    echo "Not a Debian or Ubuntu system: taking it that these are installed: $*" >&2
    return
  fi
  local package missing=()
  for package in "$@"; do
    is_installed "$package" || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0

  local as_root=(env DEBIAN_FRONTEND=noninteractive)
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || die "To be installed, by root or with sudo: ${missing[*]}"
    as_root=(sudo "${as_root[@]}")
  fi
  echo "Installing: ${missing[*]}"
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# Older systems, such as Ubuntu 22.04, package a CMake without workflow presets.
require_cmake() {
  local found
  found=$(cmake --version | awk 'NR == 1 { print $3 }')
  if [ "$(printf '3.25\n%s\n' "$found" | sort -V | head -n 1)" != 3.25 ]; then
    install_packages python3-venv
    [ -x build/tools/bin/cmake ] || {
      python3 -m venv build/tools
      build/tools/bin/pip install --quiet 'cmake>=3.25,<4'
    }
    export PATH="$PWD/build/tools/bin:$PATH"
  fi
}

# set_up PRESET...: installs everything that these presets need.
set_up() {
  local preset packages=(cmake ninja-build g++ git ca-certificates
    doctest-dev libasio-dev libcli11-dev libfmt-dev)
  # OpenSSL for naru::tls and zlib for naru::web, which the builds for Windows go without, all but one.
  [[ " $*" != *" linux-"* ]] || packages+=(libssl-dev zlib1g-dev)
  for preset in "$@"; do
    case $preset in
      windows-clang) packages+=(clang-19 g++-mingw-w64-x86-64-posix wine wine64) ;;
      windows-*) packages+=(g++-mingw-w64-x86-64-posix wine wine64) ;;
      linux-release) packages+=(libhiredis-dev redis-server libspdlog-dev prometheus libprotobuf-dev protobuf-compiler
        libsqlite3-dev sqlite3 dpkg-dev file pkg-config tshark) ;;
      package) packages+=(dpkg-dev file pkg-config) ;;
      interface) packages+=(abigail-tools) ;;
      linux-clang | linux-fuzz) packages+=(clang-19 libclang-rt-19-dev) ;;
      linux-libcxx) packages+=(clang-19 libc++-19-dev libc++abi-19-dev) ;;
    esac
  done
  install_packages "${packages[@]}"
  require_cmake
  [[ " $* " != *" windows-tls "* ]] || scripts/openssl-for-windows
  if [ -z "${CMAKE_GENERATOR:-}" ] && command -v ninja >/dev/null; then
    export CMAKE_GENERATOR=Ninja
  fi
}

# count_cases LOG: "<passed> <failed>" of a ctest log. A doctest program counts with each of its cases.
# Any other test counts as one, and so does a program that ended without a count.
count_cases() {
  awk '
    /^[0-9]+\/[0-9]+ Testing: / { cases = failures = counted = 0 }
    /^\[doctest\] test cases:/ {
      gsub(/[^0-9]+/, " ")  # total, passed, failed, skipped
      cases += $2
      failures += $3
      counted = 1
    }
    /^Test (Pass|Fail)/ {
      good = /^Test Pass/
      if (good && !counted) cases = 1
      if (!good && !failures) failures = 1
      passed += cases
      failed += failures
    }
    END { print passed + 0, failed + 0 }' "$1"
}
