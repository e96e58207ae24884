"""Puts a run's tables into the documents, between two marks."""

import re

from . import report, servers
from .ratios import ratio
from .scenarios import LESS_IS_BETTER, METRIC_TITLES

BEGIN, END = "<!-- scripts/bench writes from here -->", "<!-- to here -->"


def replace_block(path, text):
    old = path.read_text()
    block = re.compile(re.escape(BEGIN) + ".*?" + re.escape(END), re.DOTALL)
    if not block.search(old):
        raise RuntimeError(f"{path} has no place for results: {BEGIN}")
    path.write_text(block.sub(lambda _: f"{BEGIN}\n\n{text.strip()}\n\n{END}", old, count=1))


def summary(results, chosen):
    """A short table: the figure that counts of each scenario, against each peer."""
    peers = ("asio", "libuv", "epoll")
    rows = []
    for name, metric in chosen.items():
        each = results["scenarios"].get(name)
        if each is None:
            continue
        found = [ratio(each["servers"]["naru"], each["servers"].get(peer, []), metric)
                 for peer in peers]
        better = "less" if metric in LESS_IS_BETTER else "more"
        rows.append([each["title"], f"{METRIC_TITLES[metric]} ({better} is better)",
                     *(str(one) if one else "–" for one in found)])
    return "\n".join(report.table(["", "figure", *(f"naru / {peer}" for peer in peers)], rows))


def pictures(chosen):
    return "\n".join(f"![{name}](benchmarks/{name}.svg)" for name in chosen)


def write(results, text, plotted):
    replace_block(servers.ROOT / "docs/benchmarks.md", f"{text}\n{pictures(plotted)}")
    replace_block(servers.ROOT / "README.md", summary(results, plotted))
