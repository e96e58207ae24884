"""The figures that can be counted exactly: system calls, instructions, heap calls. Each is the difference of two
runs, so that starting and connecting do not count."""

import os
import re
import subprocess
import tempfile
import time
from pathlib import Path

from . import servers

FEW, MANY = 4_000, 20_000  # messages


def pid_below(process):
    """The program that a tracer runs."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        if children:
            return int(children[0])
        time.sleep(0.01)
    raise RuntimeError("the tracer runs nothing")


def difference(scenario, total_of):
    few, many = total_of(FEW), total_of(MANY)
    return (many[0] - few[0]) / (many[1] - few[1])


def load_messages(scenario, port, process_id, messages):
    """How many messages there really were: those in flight at the end are not counted."""
    raw = servers.put_load(scenario, port, process_id, "--warm-up=0", "--window=120",
                           f"--messages={messages}")
    return raw["messages"]


def instructions(scenario, server):
    """User-space instructions per message, by callgrind."""

    def total(messages):
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "out"
            command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}",
                       *servers.server_command(scenario, server)]
            with servers.running(command) as (process, port):
                done = load_messages(scenario, port, process.pid, messages)
            found = re.search(r"^(?:summary|totals): (\d+)", out.read_text(), re.MULTILINE)
            return int(found.group(1)), done

    return difference(scenario, total)


def system_calls(scenario, server):
    """System calls per message, by strace."""

    def total(messages):
        with tempfile.NamedTemporaryFile("r") as out:
            command = ["strace", "-f", "-c", "-o", out.name,
                       *servers.server_command(scenario, server)]
            with servers.running(command) as (process, port):
                traced = pid_below(process)
                done = load_messages(scenario, port, traced, messages)
                os.kill(traced, 15)
                process.wait()
            return int(re.search(r"(\d+)\s+(?:\d+\s+)?total$", out.read(), re.MULTILINE)
                       .group(1)), done

    return difference(scenario, total)


def heap_calls(scenario, server):
    """Heap calls per message in a window after the warm-up, by a preloaded counter."""
    counter = servers.BUILD / "linux-bench/bench/heap_count/libnaru_bench_heap_count.so"
    with tempfile.NamedTemporaryFile() as file:
        file.write(bytes(8))
        file.flush()
        environment = {"LD_PRELOAD": str(counter), "NARU_BENCH_HEAP_COUNT": file.name}
        command = servers.server_command(scenario, server)
        with servers.running(command, environment) as (process, port):
            raw = servers.put_load(scenario, port, process.pid, "--warm-up=0.3", "--window=0.3",
                                   f"--heap-count-file={file.name}")
    return raw["heap_calls"] / raw["messages"]


def count(scenario, server, quick):
    """metric → figure."""
    found = {"heap_calls": heap_calls(scenario, server)}
    if scenario.counted and not quick:
        found["system_calls"] = system_calls(scenario, server)
        found["instructions"] = instructions(scenario, server)
    return found
