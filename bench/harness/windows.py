"""The calls of the Windows servers, counted under Wine. They hold on Windows, too; Wine's times say
nothing about it, so none are taken."""

import os
import re
import subprocess
import tempfile
from pathlib import Path

from . import servers

RUNNER = servers.ROOT / "cmake/run-under-wine"
PREFIX = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "naru-wine"
# The calls that move bytes and completions. Wine's relay writes a line for each of them.
CALLS = ["ws2_32.WSARecv", "ws2_32.WSASend", "ws2_32.recv", "ws2_32.send", "ws2_32.select",
         "kernel32.GetQueuedCompletionStatus", "kernel32.GetQueuedCompletionStatusEx",
         "kernel32.PostQueuedCompletionStatus", "kernel32.SetWaitableTimer"]
FEW, MANY = 4_000, 20_000  # messages
CALL = re.compile(rb"Call (?:ws2_32|KERNEL32)\.", re.IGNORECASE)


def command(scenario, server):
    program = servers.BUILD / f"windows-bench/bench/servers/naru_bench_{server}.exe"
    return ["wine", str(program), f"--scenario={scenario.scenario or scenario.workload}",
            *scenario.server]


def environment(debug="-all"):
    return {"WINEPREFIX": str(PREFIX), "WINEDEBUG": debug, "WINEDLLOVERRIDES": "mscoree,mshtml="}


def set_up():
    """Wine's folder, and what its relay reports."""
    subprocess.run([str(RUNNER), "reg", "add", r"HKCU\Software\Wine\Debug", "/v", "RelayInclude",
                    "/d", ";".join(CALLS), "/f"], check=True, stdout=subprocess.DEVNULL)


def load_messages(scenario, port, process_id, messages):
    """How many messages there really were: those in flight at the end are not counted."""
    raw = servers.put_load(scenario, port, process_id, "--warm-up=0", "--window=120",
                           f"--messages={messages}")
    return raw["messages"]


def calls_per_message(scenario, server):
    """The difference of a long run and a short one, so that starting does not count."""

    def total(messages):
        with tempfile.NamedTemporaryFile() as log:
            with servers.running(command(scenario, server), environment("+relay"),
                                 log) as (process, port):
                done = load_messages(scenario, port, process.pid, messages)
            log.seek(0)  # the program has moved the position along
            return sum(1 for line in log if CALL.search(line)), done

    few, many = total(FEW), total(MANY)
    return (many[0] - few[0]) / (many[1] - few[1])


def measure(scenario):
    set_up()
    return {name: [{"windows_calls": calls_per_message(scenario, name)}]
            for name in scenario.servers}
