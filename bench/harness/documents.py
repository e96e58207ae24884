"""Puts a run's tables into the documents, between two marks."""

import re

from . import report, servers
from .ratios import our_name, ratio
from .scenarios import LESS_IS_BETTER, METRIC_TITLES

BEGIN, END = "<!-- scripts/bench writes from here -->", "<!-- to here -->"
SUMMARY_PEERS = (("asio", "libuv", "epoll"), ("asio_queue", "asio_coalescing"))  # one table for
                                                                                 # each


def replace_block(path, text):
    old = path.read_text()
    block = re.compile(re.escape(BEGIN) + ".*?" + re.escape(END), re.DOTALL)
    if not block.search(old):
        raise RuntimeError(f"{path} has no place for results: {BEGIN}")
    path.write_text(block.sub(lambda _: f"{BEGIN}\n\n{text.strip()}\n\n{END}", old, count=1))


def summary(results, chosen):
    """Short tables: the figure that counts of each scenario, against each peer."""
    found = {name: results["scenarios"][name] for name in chosen if name in results["scenarios"]}
    tables = (summary_table(found, chosen, peers) for peers in SUMMARY_PEERS)
    return "\n\n".join(filter(None, tables))


def summary_table(scenarios, chosen, peers):
    """A table of the scenarios that have one of the peers; "" if none has."""
    rows = []
    for name, each in scenarios.items():
        of = each["servers"]
        if not any(peer in of for peer in peers):
            continue
        metric, ours = chosen[name], of[our_name(of)]
        found = [ratio(ours, of.get(peer, []), metric) for peer in peers]
        better = "less" if metric in LESS_IS_BETTER else "more"
        rows.append([each["title"], f"{METRIC_TITLES[metric]} ({better} is better)",
                     *(str(one) if one else "–" for one in found)])
    head = ["", "figure", *(f"naru / {peer}" for peer in peers)]
    return "\n".join(report.table(head, rows)) if rows else ""


def pictures(chosen):
    return "\n".join(f"![{name}](benchmarks/{name}.svg)" for name in chosen)


def write(results, text, plotted):
    replace_block(servers.ROOT / "docs/benchmarks.md", f"{text}\n{pictures(plotted)}")
    replace_block(servers.ROOT / "README.md", summary(results, plotted))
