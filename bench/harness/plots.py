"""Bars for each scenario: the median, and the rounds' spread as a whisker. Lines for the series
that show how cost grows."""

from pathlib import Path
from statistics import median

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "naru"  # the same file for the same figures
from matplotlib import pyplot  # noqa: E402  the backend is chosen before

from . import scale  # noqa: E402
from .metrics import METRIC_TITLES, MORE_IS_BETTER  # noqa: E402
from .ratios import is_ours  # noqa: E402

OURS, PEERS = "#1f6feb", "#9aa4af"
LINES = {"naru": OURS, "naru_epoll": "#8250df", "asio": "#57606a", "libuv": "#bf8700"}


def values_of(rounds, metric):
    return [each[metric] for each in rounds if metric in each]


def finish(figure, axes, title, path):
    axes.set_title(title, fontsize=9, loc="left")
    axes.tick_params(labelsize=8)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)


def plot_bars(path, title, rounds, metric):
    names = [name for name in rounds if values_of(rounds[name], metric)]
    values = [values_of(rounds[name], metric) for name in names]
    middles = [median(each) for each in values]
    below = [m - min(v) for m, v in zip(middles, values)]
    above = [max(v) - m for m, v in zip(middles, values)]
    figure, axes = pyplot.subplots(figsize=(6, 0.5 + 0.38 * len(names)))
    axes.barh(names, middles, xerr=[below, above], ecolor="#57606a",
              color=[OURS if is_ours(name) else PEERS for name in names])
    axes.invert_yaxis()
    better = "more" if metric in MORE_IS_BETTER else "less"
    finish(figure, axes, f"{title}\n{METRIC_TITLES[metric]} ({better} is better)", path)


def plot_lines(path, title, metric, of_x):
    """`of_x`: number of connections or timers → server → rounds."""
    figure, axes = pyplot.subplots(figsize=(6, 3.2))
    for name in next(iter(of_x.values())):
        found = {x: values_of(of.get(name, []), metric) for x, of in of_x.items()}
        found = {x: values for x, values in found.items() if values}
        axes.plot(list(found), [median(each) for each in found.values()], marker="o",
                  label=name, color=LINES.get(name))
        axes.fill_between(list(found), [min(each) for each in found.values()],
                          [max(each) for each in found.values()], alpha=0.15,
                          color=LINES.get(name))
    axes.set_xscale("log")
    axes.set_ylim(bottom=0)
    axes.legend(fontsize=8, frameon=False)
    finish(figure, axes, f"{title}\n{METRIC_TITLES[metric]} (less is better)", path)


def plot_all(results, folder, chosen):
    """`chosen`: scenario → the metric to show."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    for name, metric in chosen.items():
        if name in results["scenarios"]:
            each = results["scenarios"][name]
            plot_bars(Path(folder) / f"{name}.svg", each["title"], each["servers"], metric)
    for name, title, metric, of_x in scale.lines_of(results["scenarios"]):
        if of_x:
            plot_lines(Path(folder) / f"{scale.PREFIX}{name}.svg", title, metric, of_x)
