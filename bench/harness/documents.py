"""Puts a run's tables into the documents, between two marks."""

import re

from . import korean, report, scale, servers
from .metrics import METRIC_TITLES
from .ratios import middle, ratio

BEGIN, END = "<!-- scripts/bench writes from here -->", "<!-- to here -->"
# The tables of the README: a server of naru, its peers, and the scenarios that say most.
SUMMARIES = (
    ("naru", ("asio", "libuv", "epoll"),
     ("ping_pong_100", "in_flight_32", "churn", "fan_out", "udp", "burst", "idle", "timers_cancel",
      "post_thread")),
    ("naru_session", ("asio_coalescing", "asio_queue"),
     ("session_in_flight_32", "session_broadcast_1000", "session_broadcast_8", "session_game",
      "idle_sessions")))


def replace_block(path, text):
    old = path.read_text()
    block = re.compile(re.escape(BEGIN) + ".*?" + re.escape(END), re.DOTALL)
    if not block.search(old):
        raise RuntimeError(f"{path} has no place for results: {BEGIN}")
    path.write_text(block.sub(lambda _: f"{BEGIN}\n\n{text.strip()}\n\n{END}", old, count=1))


def summary(results, chosen):
    """Short tables: the figure that counts of each scenario, against each peer."""
    tables = []
    for ours, peers, names in SUMMARIES:
        found = {name: results["scenarios"][name] for name in names if name in results["scenarios"]}
        tables.append(summary_table(found, chosen, ours, peers))
    return "\n\n".join(filter(None, tables))


def summary_table(scenarios, chosen, ours, peers):
    """A table of the scenarios that this server of naru has with one of the peers; "" if none."""
    peers = [peer for peer in peers if any(peer in each["servers"] for each in scenarios.values())]
    rows = []
    for name, each in scenarios.items():
        of, metric = each["servers"], chosen[name]
        if ours not in of or not any(peer in of for peer in peers):
            continue
        found = [ratio(of[ours], of.get(peer, []), metric) for peer in peers]
        rows.append([each["title"], f"{report.number(middle(of[ours], metric))} "
                     f"{unit(metric)}", *(str(one) if one else "–" for one in found)])
    head = ["", ours, *(f"against {peer}" for peer in peers)]
    return "\n".join(report.table(head, rows)) if rows else ""


def unit(metric):
    """What stands behind the absolute figure, of which less is better in all summaries."""
    return {"cpu_us": "µs", "p99_us": "µs", "ns": "ns", "bytes_per_connection": "B",
            "cpu_percent": "%", "kilobytes": "kB"}.get(metric, METRIC_TITLES[metric])


def pictures(results, chosen):
    shown = [name for name in chosen if name in results["scenarios"]]
    shown += [f"{scale.PREFIX}{name}" for name, _, _, of_x in scale.lines_of(results["scenarios"])
              if of_x]
    return "\n".join(f"![{name}](benchmarks/{name}.svg)" for name in shown)


def write(results, text, plotted):
    replace_block(servers.ROOT / "docs/benchmarks.md", f"{text}\n{pictures(results, plotted)}")
    tables = summary(results, plotted)
    replace_block(servers.ROOT / "README.md", tables)
    replace_block(servers.ROOT / "README.ko.md", korean.tables(tables))
