"""Timers and posted work: Google Benchmark runs them interleaved, in one process."""

import json
import subprocess

from . import servers

TITLES = {
    "timers_cancel": "1,000,000 timers started, then cancelled",
    "timers_cancel_steady": "A timer started and cancelled among 10,000",
    "timers_expire": "1,000,000 timers started and expired",
    "post_chain": "Post from the loop, one after the other",
    "post_chains_100": "Post from the loop, 100 at a time",
    "post_chains_100_with_timer": "The same while a timer is pending",
    "post_thread": "Post from another thread",
}

PROGRAM = servers.BUILD / "linux-bench/bench/micro/naru_bench_micro"


def measure(rounds, quick):
    """benchmark → peer → a list with the figures of each repetition."""
    command = [str(PROGRAM), "--benchmark_format=json",
               f"--benchmark_repetitions={rounds}",
               "--benchmark_enable_random_interleaving=true",
               f"--benchmark_min_time={0.05 if quick else 0.3}"]
    done = subprocess.run(command, text=True, check=True, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL)
    results = {}
    for each in json.loads(done.stdout)["benchmarks"]:
        if each["run_type"] != "iteration":
            continue
        name, peer = each["run_name"].split("/")[:2]
        figures = {"operations": each["items_per_second"]}
        if "heap_calls_per_item" in each:
            figures["heap_calls"] = each["heap_calls_per_item"]
        results.setdefault(name, {}).setdefault(peer, []).append(figures)
    return results
