"""Starts servers and puts load on them."""

import json
import os
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from . import certificate

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"
LOAD = BUILD / "linux-bench/bench/load/naru_bench_load"
NOT_APPLICABLE = 3

# The server runs on the first processor, the load on the last, so neither takes the other's time.
PROCESSORS = sorted(os.sched_getaffinity(0))
SERVER_PROCESSOR, LOAD_PROCESSOR = PROCESSORS[0], PROCESSORS[-1]


class NotApplicable(Exception):
    """The server does not do this."""


def on_processor(which, command):
    return ["taskset", "-c", str(which), *command]


def server_command(scenario, server):
    backend = ()
    if server.startswith("naru"):
        backend = ("--backend=epoll" if server.endswith("_epoll") else "--backend=asio",)
    program = program_of(server)
    if not program.exists():
        raise NotApplicable
    tls = certificate.options(BUILD / "linux-bench/bench") if scenario.tls else ()
    return [str(program), f"--scenario={scenario.scenario or scenario.workload}", *backend, *tls,
            *scenario.server]


def in_build(scenario):
    """Whether the build has a server for it: OpenSSL may be missing, and so may a peer."""
    return any(program_of(server).exists() for server in scenario.servers)


def program_of(server):
    """naru_…_epoll is the program naru_… on another backend."""
    if server.startswith("naru"):
        server = server.removesuffix("_epoll")
    return BUILD / f"linux-bench/bench/servers/naru_bench_{server}"


def read_port(output, process):
    """The port that the server announces. It comes in a file, because Wine would fill a pipe only at its end."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        line = Path(output.name).read_text()
        if line.endswith("\n"):
            return int(line)
        if process.poll() == NOT_APPLICABLE:
            raise NotApplicable
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.poll()}: {process.args}")
        time.sleep(0.01)
    raise RuntimeError(f"the server does not listen: {process.args}")


@contextmanager
def running(command, environment=None, log=subprocess.DEVNULL):
    """(process, port) of a server."""
    with tempfile.NamedTemporaryFile("w", suffix=".port") as output:
        process = subprocess.Popen(command, stdout=output, stderr=log,
                                   env={**os.environ, **(environment or {})})
        try:
            yield process, read_port(output, process)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()


def put_load(scenario, port, process_id, *arguments):
    """One measurement, as naru_bench_load reports it."""
    command = [str(LOAD), f"--workload={scenario.workload}", f"--port={port}",
               f"--server={process_id}", *(("--tls",) if scenario.tls else ()), *scenario.load,
               *arguments]
    done = subprocess.run(on_processor(LOAD_PROCESSOR, command), text=True, timeout=300,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode != 0:
        raise RuntimeError(f"{scenario.name}: {done.stderr.strip()}")
    return json.loads(done.stdout)
