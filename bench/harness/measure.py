"""Interleaved rounds: every server once, then again, so that all of them meet the same
disturbances of the machine."""

import sys
from contextlib import ExitStack

from . import servers


def figures(raw, scenario):
    """The figures of one measurement, by metric."""
    seconds, cpu = raw["seconds"], raw["server_seconds"]
    found = {}
    if "cpu_percent" in scenario.metrics:  # if the load sets the pace, so that it means something
        found["cpu_percent"] = cpu / seconds * 100
    if scenario.workload == "idle":
        return {**found, "bytes_per_connection": raw["resident_bytes"] / connections_of(scenario)}
    messages, lost = raw["messages"], raw["lost"]
    found |= {
        "per_second": messages / seconds,
        "p50_us": raw["latency_us"]["p50"],
        "p99_us": raw["latency_us"]["p99"],
        "least_share": raw["least_share"],
        "lost_percent": lost / (messages + lost) * 100,
    }
    if cpu > 0:
        found["cpu_us"] = cpu / messages * 1e6
    return found


def connections_of(scenario):
    option = next(each for each in scenario.load if each.startswith("--connections="))
    return int(option.split("=")[1])


def start_all(scenario, stack):
    """The servers that are in this build and can do this: name → (process, port)."""
    started = {}
    for name in scenario.servers:
        try:
            command = servers.server_command(scenario, name)
            if scenario.pinned:
                command = servers.on_processor(servers.SERVER_PROCESSOR, command)
            started[name] = stack.enter_context(servers.running(command))
        except servers.NotApplicable:
            pass
    return started


def load_round(scenario, process, port, window, warm_up):
    """Once more if a busy machine let nothing come back."""
    for _ in range(3):
        raw = servers.put_load(scenario, port, process.pid, f"--window={window}",
                               f"--warm-up={warm_up}")
        if raw["messages"] != 0 or scenario.workload == "idle":
            return raw
    raise RuntimeError(f"{scenario.name}: no message came back")


def rounds_of(scenario, started, rounds, window, warm_up):
    results = {name: [] for name in started}
    names = list(started)
    for number in range(rounds):
        first = number % len(names)  # so that no server always follows the same one
        for name in names[first:] + names[:first]:
            process, port = started[name]
            raw = load_round(scenario, process, port, window, warm_up)
            results[name].append(figures(raw, scenario))
        print(".", end="", file=sys.stderr, flush=True)
    return results


def measure(scenario, rounds, window, warm_up):
    """server → a list with the figures of each round."""
    if scenario.workload != "idle":
        with ExitStack() as stack:
            return rounds_of(scenario, start_all(scenario, stack), rounds, window, warm_up)
    # Memory is measured once per process, because a second crowd would find memory that the first
    # left behind.
    results = {}
    for _ in range(rounds):
        with ExitStack() as stack:
            once = rounds_of(scenario, start_all(scenario, stack), 1, window, warm_up)
        for name, found in once.items():
            results.setdefault(name, []).extend(found)
    return results
