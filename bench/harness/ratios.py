"""naru against its peers: the median of the ratios of each round, with their spread. Every ratio is
written so that above 1 is better for naru, whatever the figure."""

from dataclasses import dataclass
from statistics import median

from .metrics import MORE_IS_BETTER


@dataclass(frozen=True)
class Ratio:
    median: float
    low: float
    high: float

    def __str__(self):
        if self.low == self.high:  # counted
            return f"{self.median:.2f}"
        return f"{self.median:.2f} ({self.low:.2f}–{self.high:.2f})"

    def verdict(self):
        """No winner if the rounds disagree."""
        if round(self.low, 2) <= 1 <= round(self.high, 2):
            return "even"
        return "wins" if self.low > 1 else "loses"


def is_ours(server):
    return server.startswith("naru")


def ours_of(servers):
    return [name for name in servers if is_ours(name)]


def peers_of(servers):
    return [name for name in servers if not is_ours(name)]


def comparable(ours, peer):
    """Coroutines are compared with coroutines, callbacks with callbacks."""
    return ours.startswith("naru_coroutine") == (peer == "asio_awaitable")


def middle(rounds, metric):
    """The median over the rounds, or None if it was not measured."""
    found = [each[metric] for each in rounds if metric in each]
    return median(found) if found else None


def ratio(ours, theirs, metric):
    """How many times better naru's figure is than the peer's, round by round."""
    if metric in MORE_IS_BETTER:
        ours, theirs = theirs, ours
    pairs = [b[metric] / a[metric] for a, b in zip(ours, theirs)
             if b.get(metric) and a.get(metric)]
    return Ratio(median(pairs), min(pairs), max(pairs)) if pairs else None


def best_peer(servers, metric):
    """The peer with the best median, or None."""
    found = {name: middle(servers[name], metric) for name in peers_of(servers)}
    found = {name: value for name, value in found.items() if value is not None}
    choose = max if metric in MORE_IS_BETTER else min
    return choose(found, key=found.get) if found else None
