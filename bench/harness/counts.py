"""The figures that are counted: calls of the system and of the heap by a library that is loaded
into the server, instructions by callgrind. In lockstep the load sends a round only when the server
rests, so these counts are the same in every run."""

import re
import tempfile
from pathlib import Path

from . import servers

COUNTED = 10_000  # messages, or a few more to the end of a round
COUNTERS = servers.BUILD / "linux-bench/bench/counting/libnaru_bench_counting.so"
RECEIVES = ("recv", "recvfrom", "recvmsg", "recvmmsg", "read", "readv")
NOT_CALLS = ("heap", "openssl_heap", "receive_again", "send_again")  # the last two are counted as calls, too


def instructions(scenario, server):
    """User-space instructions per message, of a window in which nothing is accepted or closed."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}",
                   *servers.server_command(scenario, server)]
        with servers.running(command) as (process, port):
            control = f"callgrind_control {{}} {process.pid} >/dev/null"
            raw = servers.put_load(scenario, port, process.pid, "--lockstep", "--warm-up=0.5",
                                   "--window=120", f"--messages={COUNTED}",
                                   f"--at-begin={control.format('--zero')}",
                                   f"--at-end={control.format('--dump')}")
        dump = Path(f"{out}.1").read_text()
    found = re.search(r"^(?:summary|totals): (\d+)", dump, re.MULTILINE)
    return int(found.group(1)) / raw["messages"]


def calls(scenario, server, *arguments):
    """Calls per message in a window after the warm-up: name → how many."""
    with tempfile.NamedTemporaryFile() as file:
        file.truncate(4096)
        environment = {"LD_PRELOAD": str(COUNTERS), "NARU_BENCH_COUNTERS": file.name}
        with servers.running(servers.server_command(scenario, server),
                             environment) as (process, port):
            raw = servers.put_load(scenario, port, process.pid, "--warm-up=0.3", "--window=0.3",
                                   f"--counter-file={file.name}", *arguments)
    return {name: count / raw["messages"] for name, count in raw["calls"].items()}


def of_the_system(found):
    return sum(count for name, count in found.items() if name not in NOT_CALLS)


def receives(found):
    return sum(found.get(name, 0) for name in RECEIVES)


def count(scenario, server):
    """metric → figure."""
    at_speed = calls(scenario, server)
    found = {"heap_calls": at_speed.get("heap", 0), "receives_at_speed": receives(at_speed),
             "system_calls_at_speed": of_the_system(at_speed)}
    if scenario.tls:
        found["openssl_heap_calls"] = at_speed.get("openssl_heap", 0)
    stepwise = calls(scenario, server, "--lockstep")
    found["receives"] = receives(stepwise)
    found["receives_in_vain"] = stepwise.get("receive_again", 0)
    found["system_calls"] = of_the_system(stepwise)
    if scenario.instructions:
        found["instructions"] = instructions(scenario, server)
    return found
