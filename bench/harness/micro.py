"""Timers and posted work: Google Benchmark runs them interleaved, in one process."""

import json
import subprocess

from . import scale, servers
from .scenarios import both

TITLES = {
    "timers_cancel": "1,000,000 timers started, then cancelled",
    "timers_cancel_steady": "A timer started and cancelled among 10,000",
    "timers_expire": "1,000,000 timers started and expired",
    "post_chain": "Post from the loop, one after the other",
    "post_chains_100": "Post from the loop, 100 at a time",
    "post_chains_100_with_timer": "The same while a timer is pending",
    "post_thread": "Post from another thread",
    "serial_posts": "Four threads post to 100 serial places",
}
NO_HEAP = both("heap_calls", "", 0, 0)
TARGETS = {name: NO_HEAP for name in TITLES} | {
    "post_thread": (*both("ns", "libuv", 0.8, 0.8), *NO_HEAP),
    "serial_posts": both("cpu_ns", "asio", 1.5, 1.5)}
WHY = {
    "post_chain": "naru counts each operation, marks it pending, and looks whether others wait.",
    "post_chains_100": "libuv's queue here is a bare vector of pointers; naru counts each "
                       "operation and lets others in between.",
    "post_chains_100_with_timer": "As without the timer.",
    "post_thread": "libuv's queue here is a bare vector of pointers behind a mutex; naru copies "
                   "the function, so nothing of the program need outlive the post.",
    "serial_posts": "A mutex runs the function on the thread that has it, and posts nothing.",
}

PEERS = ("naru", "naru_epoll", "asio", "libuv", "mutex")  # they come in any order
PROGRAM = servers.BUILD / "linux-bench/bench/micro/naru_bench_micro"


def figures(each):
    """An item's time, and what all threads together spent on it if both were measured."""
    nanoseconds = 1e9 / each["items_per_second"]
    yield "ns", nanoseconds
    if "process_time" in each["name"]:
        yield "cpu_ns", nanoseconds * each["cpu_time"] / each["real_time"]
    if "heap_calls_per_item" in each:
        yield "heap_calls", each["heap_calls_per_item"]


def run(names, rounds, seconds):
    """benchmark → peer → a list with the figures of each repetition."""
    command = [str(PROGRAM), "--benchmark_format=json",
               f"--benchmark_filter=^({'|'.join(names)})/", f"--benchmark_repetitions={rounds}",
               f"--benchmark_enable_random_interleaving={'true' if rounds > 1 else 'false'}",
               f"--benchmark_min_time={seconds}"]
    done = subprocess.run(command, text=True, check=True, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL)
    results = {}
    for each in json.loads(done.stdout)["benchmarks"]:
        if each["run_type"] == "iteration":
            name, peer = each["run_name"].split("/")[:2]
            results.setdefault(name, {}).setdefault(peer, []).append(dict(figures(each)))
    return {name: dict(sorted(of.items(), key=lambda each: PEERS.index(each[0])))
            for name, of in results.items()}


def measure(rounds, quick):
    found = run(TITLES, rounds, 0.05 if quick else 0.3)
    return {name: found[name] for name in TITLES}


def measure_scale():
    """The largest number takes most of the time, so it is measured once."""
    results = {}
    for count in scale.TIMERS:
        names = [f"{scale.PREFIX}{name}_{count}" for name in scale.TIMER_SERIES]
        results |= run(names, 3 if count < scale.TIMERS[-1] else 1, 0.01)
    return results
