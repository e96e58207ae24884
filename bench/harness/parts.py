"""The parts of a run, one after the other."""

import sys

from . import compile_time, counts, measure, micro, scale, servers, windows
from .all_scenarios import SCENARIOS
from .scenarios import WINDOWS_SCENARIOS


def tell(title):
    print(f"\n{title} ", end="", file=sys.stderr, flush=True)


def wanted(chosen, name, quick=True):
    return name in chosen.scenario or (not chosen.scenario and (quick or not chosen.quick))


def run_native(scenario, chosen):
    if not servers.in_build(scenario):
        tell("  left out: this build has no server for it")
        return
    window = 0.4 if chosen.quick else scenario.window or 0.6
    rounds = measure.measure(scenario, min(chosen.rounds, scenario.rounds_max), window,
                             scenario.warm_up)
    if scenario.calls and not chosen.quick:
        add_counts(scenario, rounds)
    yield scenario.name, {"title": scenario.title, "servers": rounds}


def add_counts(scenario, rounds):
    """A count is the same in every round, so only the first has it."""
    for server in rounds:
        tell(f"  counting {server}")
        rounds[server][0].update(counts.count(scenario, server))


def run_micro(chosen):
    for name, peers in micro.measure(chosen.rounds, chosen.quick).items():
        yield name, {"title": micro.TITLES[name], "servers": peers}


def run_compiler(chosen):
    yield "compile", {"title": compile_time.TITLE, "servers": compile_time.measure(chosen.rounds)}


def run_timers_scale():
    for name, peers in micro.measure_scale().items():
        yield name, {"title": name, "servers": peers}


def run_under_wine(scenario):
    yield scenario.name, {"title": scenario.title,
                          "servers": windows.measure(scenario)}


def chosen_by(chosen):
    """(title, what runs it) of everything that is wanted."""
    for each in SCENARIOS:
        if wanted(chosen, each.name, each.quick):
            yield each.title, run_native(each, chosen)
    if wanted(chosen, "timers_and_posts"):
        yield "Timers and posted work", run_micro(chosen)
    if wanted(chosen, "compile"):
        yield "Compiling an echo program", run_compiler(chosen)
    if wanted(chosen, "scale", quick=False):
        for each in scale.scenarios():
            yield each.title, run_native(each, chosen)
        yield "Cost of a timer", run_timers_scale()
    for each in WINDOWS_SCENARIOS:
        if wanted(chosen, each.name, each.quick):
            yield each.title, run_under_wine(each)
