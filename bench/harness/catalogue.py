"""Everything that can be measured, by name, with its targets and the reasons for its losses."""

from . import compile_time, micro, scale
from .all_scenarios import SCENARIOS
from .scenarios import WINDOWS_SCENARIOS

# What has no load, or is many scenarios: named as a whole.
GROUPS = ("timers_and_posts", "compile", "scale")
PLOTTED = ("ping_pong_100", "ping_pong_1000", "in_flight_32", "churn", "fan_out", "udp", "burst",
           "idle", "timers_cancel", "timers_expire", "post_chain", "post_thread",
           "session_in_flight_32", "session_broadcast_1000", "session_broadcast_8", "session_game",
           "idle_sessions", "compile")
SHOWN = {"ping_pong_1000": "p99_us", "compile": "kilobytes"}  # if it is not the first metric


def all_names():
    return [each.name for each in SCENARIOS + WINDOWS_SCENARIOS] + list(GROUPS)


def all_in_order():
    names = [each.name for each in SCENARIOS] + list(micro.TITLES) + ["compile"]
    names += [each.name for each in WINDOWS_SCENARIOS]
    names += [each.name for each in scale.scenarios()]
    return names + [f"{scale.PREFIX}{name}_{count}" for name in scale.TIMER_SERIES
                    for count in scale.TIMERS]


def targets():
    found = {each.name: each.targets for each in SCENARIOS + WINDOWS_SCENARIOS}
    return {**found, **micro.TARGETS, "compile": compile_time.TARGETS}


def reasons():
    found = {each.name: each.why for each in SCENARIOS + WINDOWS_SCENARIOS}
    return {**found, **micro.WHY, "compile": compile_time.WHY}


def counting_metrics():
    """Scenario → the figures with a target, and the one that is shown."""
    found = {name: {each.metric for each in of if each.peer} for name, of in targets().items()}
    for each in SCENARIOS + WINDOWS_SCENARIOS:
        found[each.name].add(each.metrics[0])
    for name in micro.TITLES:
        found[name].add("ns")
    return found


def plotted():
    metrics = {each.name: each.metrics[0] for each in SCENARIOS} | SHOWN
    return {name: metrics.get(name, "ns") for name in PLOTTED}
