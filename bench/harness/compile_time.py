"""The cost of the echo program in callbacks for its user: the time to compile it, and its size. Both
libraries are compiled with the same options, and the linker drops the functions that are not used."""

import os
import subprocess
import tempfile
import time
from pathlib import Path

from . import servers
from .scenarios import both

TITLE = "The echo program in callbacks"
# Asio's figures through naru's: at most 1.7 times its size, three tenths of its time.
TARGETS = (*both("kilobytes", "asio", 1 / 1.7, 1.0), *both("seconds", "asio", 1 / 0.3, 1 / 0.3))
WHY = ("Asio is in headers, so a program has only the parts that it uses. In naru connecting, local "
       "sockets and timers are virtual functions, which every program has.")

COMPILER = os.environ.get("CXX", "g++")
FLAGS = ["-std=c++20", "-O2", "-DNDEBUG", "-ffunction-sections", "-fdata-sections"]
BACKENDS = {"naru": "ASIO", "naru_epoll": "EPOLL"}


def library_with(backend):
    """A library that has only this backend; None if there is no such backend."""
    whole = servers.BUILD / "linux-bench"
    options = (whole / "CMakeCache.txt").read_text()
    if "NARU_BACKEND_EPOLL:" not in options:
        return whole / "core/libnaru.a" if backend == "ASIO" else None
    folder = servers.BUILD / f"linux-bench-{backend.lower()}"
    chosen = [f"-DNARU_BACKEND_{each}={'ON' if each == backend else 'OFF'}"
              for each in BACKENDS.values()]
    for command in (["cmake", "--preset", "linux-bench", "-B", str(folder),
                     "-DNARU_BUILD_BENCH=OFF", *chosen],
                    ["cmake", "--build", str(folder), "--target", "naru"]):
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=servers.ROOT)
    return folder / "core/libnaru.a"


def programs():
    """server → (source, options of the compiler, what is linked)"""
    found = {"asio": (servers.ROOT / "bench/compile/asio_echo.cpp", ["-DASIO_STANDALONE"], [])}
    for server, backend in BACKENDS.items():
        library = library_with(backend)
        if library is not None:
            found[server] = (servers.ROOT / "samples/echo_callbacks.cpp",
                             ["-I", str(servers.ROOT / "core/include")], [str(library)])
    return found


def build(source, options, libraries):
    """(seconds to compile, kilobytes of the stripped program)"""
    with tempfile.TemporaryDirectory() as folder:
        object_file, program = Path(folder) / "echo.o", Path(folder) / "echo"
        began = time.monotonic()
        subprocess.run([COMPILER, *FLAGS, *options, "-c", str(source), "-o", str(object_file)],
                       check=True)
        seconds = time.monotonic() - began
        subprocess.run([COMPILER, str(object_file), *libraries, "-pthread", "-s",
                        "-Wl,--gc-sections", "-o", str(program)], check=True)
        return seconds, program.stat().st_size / 1000


def measure(rounds):
    chosen = programs()
    results = {server: [] for server in chosen}
    for _ in range(rounds):
        for server, parts in chosen.items():
            seconds, kilobytes = build(*parts)
            results[server].append({"seconds": seconds, "kilobytes": kilobytes})
    return results
