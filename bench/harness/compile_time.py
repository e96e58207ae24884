"""The cost of a twenty-line echo program for its user: the time to compile it, and its size."""

import os
import subprocess
import tempfile
import time
from pathlib import Path

from . import servers

COMPILER = os.environ.get("CXX", "g++")
FLAGS = ["-std=c++20", "-O2", "-DNDEBUG"]
LIBRARY = servers.BUILD / "linux-bench/core/libnaru.a"
# naru's program is the one of the README.
PROGRAMS = {
    "naru": (servers.ROOT / "samples/readme_echo.cpp",
             ["-I", str(servers.ROOT / "core/include")], [str(LIBRARY)]),
    "asio": (servers.ROOT / "bench/compile/asio_echo.cpp", ["-DASIO_STANDALONE"], []),
}


def build(peer):
    """(seconds to compile, kilobytes of the stripped program)"""
    source, compile_flags, link_flags = PROGRAMS[peer]
    with tempfile.TemporaryDirectory() as folder:
        object_file, program = Path(folder) / "echo.o", Path(folder) / "echo"
        began = time.monotonic()
        subprocess.run([COMPILER, *FLAGS, *compile_flags, "-c", str(source),
                        "-o", str(object_file)], check=True)
        seconds = time.monotonic() - began
        subprocess.run([COMPILER, str(object_file), *link_flags, "-pthread", "-s",
                        "-Wl,--gc-sections", "-o", str(program)], check=True)
        return seconds, program.stat().st_size / 1000


def measure(rounds):
    results = {peer: [] for peer in PROGRAMS}
    for _ in range(rounds):
        for peer in PROGRAMS:
            seconds, kilobytes = build(peer)
            results[peer].append({"seconds": seconds, "kilobytes": kilobytes})
    return results
