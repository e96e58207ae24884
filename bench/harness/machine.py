"""The properties of the machine on which the figures depend."""

import os
import platform
import subprocess
from pathlib import Path

from . import servers


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


def describe():
    return {
        "processor": processor(),
        "processors": len(os.sched_getaffinity(0)),
        "kernel": platform.release(),
        "compiler": output_of(os.environ.get("CXX", "g++"), "--version"),
        "windows_compiler": output_of("x86_64-w64-mingw32-g++-posix", "--version"),
        "wine": output_of("wine", "--version"),
        "asio": package("libasio-dev"),
        "libuv": package("libuv1-dev"),
        "libevent": package("libevent-dev"),
        "commit": output_of("git", "rev-parse", "--short", "HEAD"),
        "changed": output_of("git", "status", "--porcelain", "--untracked-files=no") != "unknown",
    }
