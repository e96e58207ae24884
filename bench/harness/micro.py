"""Timers and posted work: Google Benchmark runs them interleaved, in one process."""

import json
import subprocess

from . import servers

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
        if "heap_calls" in each:
            figures["heap_calls"] = each["heap_calls"]
        results.setdefault(name, {}).setdefault(peer, []).append(figures)
    return results
