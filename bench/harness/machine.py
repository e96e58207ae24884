"""The machine and the versions on which the figures depend."""

import os
import platform
import re
import subprocess
from pathlib import Path

from . import servers

# The header of a library that tells its version, and the macros that hold its parts.
VERSIONS = {"asio": ("asio/version.hpp", ("ASIO_VERSION",)),
            "libuv": ("uv/version.h", ("UV_VERSION_MAJOR", "UV_VERSION_MINOR", "UV_VERSION_PATCH"))}
TITLES = {"asio": "asio (naru's, and of its peers)", "asio_new": "asio of asio_new and asio_expert",
          "libuv": "libuv", "libuv_new": "libuv of libuv_new"}


def output_of(*command):
    try:
        done = subprocess.run(command, text=True, stdout=subprocess.PIPE, cwd=servers.ROOT,
                              stderr=subprocess.DEVNULL)
        return done.stdout.strip().splitlines()[0] if done.stdout.strip() else "unknown"
    except FileNotFoundError:
        return "not installed"


def processor():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":")[1].strip()
    return platform.machine()


def package(name):
    return output_of("dpkg-query", "-W", "-f=${Version}", name)


def version(peer, folders):
    name, macros = VERSIONS[peer.removesuffix("_new")]
    for folder in folders:
        header = Path(folder) / name
        if header.exists():
            text = header.read_text()
            parts = [int(re.search(rf"define {macro} (\d+)", text).group(1)) for macro in macros]
            if peer.startswith("asio"):  # 103802 is 1.38.2
                parts = [parts[0] // 100_000, parts[0] // 100 % 1_000, parts[0] % 100]
            return ".".join(map(str, parts))
    return "unknown"


def peers():
    for line in (servers.BUILD / "linux-bench/bench/peers.txt").read_text().splitlines():
        peer, _, folders = line.partition(":")
        yield TITLES[peer], version(peer, folders.split(";"))


def describe():
    return {
        "processor": processor(),
        "processors": len(os.sched_getaffinity(0)),
        "kernel": platform.release(),
        "compiler": output_of(os.environ.get("CXX", "g++"), "--version"),
        "windows compiler": output_of("x86_64-w64-mingw32-g++-posix", "--version"),
        "wine": output_of("wine", "--version"),
        **dict(peers()),
        "libevent": package("libevent-dev"),
        "openssl": package("libssl-dev"),
        "libwebsockets": package("libwebsockets-dev"),
        "commit": output_of("git", "rev-parse", "--short", "HEAD"),
        "changed": output_of("git", "status", "--porcelain", "--untracked-files=no") != "unknown",
    }
