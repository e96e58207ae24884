"""python3 -m bench.harness: runs the scenarios and writes the results. Use scripts/bench."""

import argparse
import json
import sys

from . import (check, compile_time, counts, documents, machine, measure, micro, plots, report,
               servers, windows)
from .scenarios import SCENARIOS, WINDOWS_SCENARIOS, Target

RESULTS = servers.ROOT / "bench/results"
PICTURES = servers.ROOT / "docs/benchmarks"
OTHERS = ("timers_and_posts", "compile")

TIMERS = (Target("operations", "asio", 2.0), Target("operations", "libuv", 1.0),
          Target("heap_calls", "", 0))
POSTS = (Target("operations", "asio", 1.5), Target("heap_calls", "", 0))
MICRO_TARGETS = {name: TIMERS if name.startswith("timers") else POSTS for name in micro.TITLES}
COMPILE_TARGETS = {"compile": (Target("seconds", "asio", 0.3), Target("kilobytes", "asio", 0.5))}
PLOTTED = ("ping_pong_100", "in_flight_32", "churn", "fan_out", "udp", "burst", "idle",
           "timers_cancel", "timers_expire", "post_chain", "post_thread", "session_in_flight_32",
           "session_broadcast_1000", "session_broadcast_8", "session_game")


def arguments():
    names = [each.name for each in SCENARIOS + WINDOWS_SCENARIOS] + list(OTHERS)
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("scenario", nargs="*", help=f"of: {', '.join(names)}; all by default")
    parser.add_argument("--quick", action="store_true",
                        help="short rounds, no counting, nothing under Wine; under 3 minutes")
    parser.add_argument("--check", action="store_true",
                        help="compare the ratios with those that are stored, change nothing")
    parser.add_argument("--update", action="store_true",
                        help="the scenarios named take the place of theirs in what is stored")
    parser.add_argument("--rounds", type=int, default=0, help="5 by default, 3 with --quick")
    chosen = parser.parse_args()
    unknown = set(chosen.scenario) - set(names)
    if unknown:
        parser.error(f"no such scenario: {', '.join(sorted(unknown))}")
    chosen.rounds = chosen.rounds or (3 if chosen.quick else 5)
    return chosen


def wanted(chosen, name, quick=True):
    return name in chosen.scenario or (not chosen.scenario and (quick or not chosen.quick))


def tell(title):
    print(f"\n{title} ", end="", file=sys.stderr, flush=True)


def run_scenario(scenario, chosen):
    window, warm_up = (0.4, 0.2) if chosen.quick else (scenario.window or 0.6, 0.2)
    rounds = measure.measure(scenario, chosen.rounds, window, warm_up)
    if scenario.counted or any(each.metric == "heap_calls" for each in scenario.targets):
        add_counts(scenario, rounds, chosen.quick)
    return {"title": scenario.title, "servers": rounds}


def add_counts(scenario, rounds, quick):
    """A count is the same in every round, so only the first has it."""
    for server in rounds:
        tell(f"  counting {server}")
        rounds[server][0].update(counts.count(scenario, server, quick))


def run_micro(chosen):
    for name, peers in micro.measure(chosen.rounds, chosen.quick).items():
        yield name, {"title": micro.TITLES.get(name, name), "servers": peers}


def run_compiler(chosen):
    yield "compile", {"title": "A twenty-line echo program",
                      "servers": compile_time.measure(chosen.rounds)}


def run_native(scenario, chosen):
    yield scenario.name, run_scenario(scenario, chosen)


def run_under_wine(scenario, chosen):
    yield scenario.name, {"title": scenario.title,
                          "servers": windows.measure(scenario, chosen.rounds)}


def parts(chosen):
    """(title, the function that runs it) of everything that is wanted."""
    for each in SCENARIOS:
        if wanted(chosen, each.name, each.quick):
            yield each.title, run_native(each, chosen)
    if wanted(chosen, "timers_and_posts"):
        yield "Timers and posted work", run_micro(chosen)
    if wanted(chosen, "compile"):
        yield "Compiling an echo program", run_compiler(chosen)
    for each in WINDOWS_SCENARIOS:
        if wanted(chosen, each.name, each.quick):
            yield each.title, run_under_wine(each, chosen)


def run_all(chosen):
    """The results, and the failures: a scenario that fails does not stop the others."""
    results, failures = {}, []
    for title, run in parts(chosen):
        tell(title)
        try:
            results.update(run)
        except Exception as failure:  # of any kind: the other results are still useful
            failures.append(f"{title}: {failure}")
    print(file=sys.stderr)
    found = {"machine": machine.describe(), "rounds": chosen.rounds, "scenarios": results}
    return found, failures


def all_targets():
    found = {each.name: each.targets for each in SCENARIOS + WINDOWS_SCENARIOS}
    return {**found, **MICRO_TARGETS, **COMPILE_TARGETS}


def counting_metrics():
    """Scenario → the figures with a target, and the one that is shown."""
    found = {name: {each.metric for each in targets if each.peer}
             for name, targets in all_targets().items()}
    for each in SCENARIOS:
        found[each.name].add(each.metrics[0])
    return found


def plotted():
    metrics = {each.name: each.metrics[0] for each in SCENARIOS}
    return {name: metrics.get(name, "operations") for name in PLOTTED}


def store(results, name):
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(results, indent=1) + "\n")
    text = report.markdown(results, all_targets())
    (RESULTS / f"{name}.md").write_text(text)
    print(text)
    return text


def updated(stored, part):
    """The ratios of a scenario come from one run, so they can stand beside those of another run."""
    scenarios = {**stored["scenarios"], **part["scenarios"]}
    order = [name for name in all_targets() if name in scenarios]
    rest = [name for name in scenarios if name not in order]
    measured = part["machine"]
    where = f"{measured['processor']}, at {measured.get('commit', 'no commit')}"
    updates = {**stored["machine"], f"but for {', '.join(part['scenarios'])}": where}
    return {**stored, "machine": updates,
            "scenarios": {name: scenarios[name] for name in order + rest}}


def main():
    chosen = arguments()
    stored_file = RESULTS / "linux.json"
    results, failures = run_all(chosen)
    for each in failures:
        print(f"failed: {each}", file=sys.stderr)
    if chosen.check:
        found = check.losses(results, json.loads(stored_file.read_text()), counting_metrics())
        print("\n".join(found) or "no ratio has become worse")
        return 1 if found or failures else 0
    if chosen.update:
        results = updated(json.loads(stored_file.read_text()), results)
    # Only a complete, careful run replaces the documents' results, or a run with --update.
    whole = not (chosen.quick or failures) and (chosen.update or not chosen.scenario)
    text = store(results, "linux" if whole else "part")
    if whole:
        plots.plot_all(results, PICTURES, plotted())
        documents.write(results, text, plotted())
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
