"""Compares a run with the ratios of an earlier one: a loss of more than a tenth that the spread does
not explain fails. Only the figures that count are compared, because some of the others always stray."""

from .ratios import our_name, ratio
from .scenarios import LESS_IS_BETTER

TOLERATED = 1.10


def losses(results, stored, metrics):
    """A sentence for each ratio that has become worse. `metrics`: scenario → the figures that count."""
    found = []
    for name, before in stored["scenarios"].items():
        now = results["scenarios"].get(name)
        if now is None:
            continue
        for peer in before["servers"]:
            found += compare(name, peer, before["servers"], now["servers"], metrics.get(name, ()))
    return found


def compare(name, peer, before, now, metrics):
    ours = our_name(before)
    if peer == ours or ours not in now or peer not in now:
        return
    for metric in sorted(metrics):
        old = ratio(before[ours], before[peer], metric)
        new = ratio(now[ours], now[peer], metric)
        if not (old and new and old.median and new.median):
            continue
        # "How many times worse than before", for both kinds of figures. The spreads must be apart,
        # too.
        less = metric in LESS_IS_BETTER
        worse = new.median / old.median if less else old.median / new.median
        apart = new.low > old.high if less else new.high < old.low
        if worse > TOLERATED and apart:
            yield f"{name}, {metric} against {peer}: {old} before, {new} now"
