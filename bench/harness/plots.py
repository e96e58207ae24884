"""Bars for each scenario: the median, and the rounds' spread as a whisker."""

from pathlib import Path
from statistics import median

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "naru"  # the same file for the same figures
from matplotlib import pyplot  # noqa: E402  the backend is chosen before

from .scenarios import LESS_IS_BETTER, METRIC_TITLES  # noqa: E402

OURS, PEERS = "#1f6feb", "#9aa4af"


def plot(path, title, rounds, metric):
    names = [name for name in rounds if any(metric in each for each in rounds[name])]
    values = [[each[metric] for each in rounds[name] if metric in each] for name in names]
    middles = [median(each) for each in values]
    below = [m - min(v) for m, v in zip(middles, values)]
    above = [max(v) - m for m, v in zip(middles, values)]
    figure, axes = pyplot.subplots(figsize=(6, 0.5 + 0.38 * len(names)))
    axes.barh(names, middles, xerr=[below, above], ecolor="#57606a",
              color=[OURS if name.startswith("naru") else PEERS for name in names])
    axes.invert_yaxis()
    better = "less" if metric in LESS_IS_BETTER else "more"
    axes.set_title(f"{title}\n{METRIC_TITLES[metric]} ({better} is better)", fontsize=9, loc="left")
    axes.tick_params(labelsize=8)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)


def plot_all(results, folder, chosen):
    """`chosen`: scenario → the metric to show."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    for name, metric in chosen.items():
        if name in results["scenarios"]:
            each = results["scenarios"][name]
            plot(Path(folder) / f"{name}.svg", each["title"], each["servers"], metric)
