"""Compares a run with an earlier one. A ratio that is worse by more than a tenth fails if the
spreads of the two runs do not meet. A count that is the same in every run fails if it has grown by
more than a fiftieth. Only the figures that count are compared, because some others always stray."""

from .metrics import EXACT, METRIC_TITLES
from .ratios import comparable, middle, ours_of, peers_of, ratio

TOLERATED, TOLERATED_COUNT = 1.10, 1.02


def losses(results, stored, metrics):
    """A sentence for each figure that has become worse. `metrics`: scenario → what counts."""
    found = []
    for name, before in stored["scenarios"].items():
        now = results["scenarios"].get(name)
        if now is not None:
            found += worse_ratios(name, before["servers"], now["servers"], metrics.get(name, ()))
            found += worse_counts(name, before["servers"], now["servers"])
    return found


def worse_ratios(name, before, now, metrics):
    for ours in (each for each in ours_of(before) if each in now):
        for peer in (each for each in peers_of(before)
                     if each in now and comparable(ours, each)):
            for metric in sorted(metrics):
                old = ratio(before[ours], before[peer], metric)
                new = ratio(now[ours], now[peer], metric)
                if old is None or new is None or new.median == 0:
                    continue
                if old.median / new.median > TOLERATED and new.high < old.low:
                    yield f"{name}, {METRIC_TITLES[metric]}, {ours} against {peer}: " \
                          f"{old} before, {new} now"


def worse_counts(name, before, now):
    for ours in (each for each in ours_of(before) if each in now):
        for metric in sorted(EXACT):
            old, new = middle(before[ours], metric), middle(now[ours], metric)
            if old is not None and new is not None and new > old * TOLERATED_COUNT + 0.005:
                yield f"{name}, {METRIC_TITLES[metric]}, {ours}: {old:.2f} before, {new:.2f} now"
