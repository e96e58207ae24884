"""naru against its peers: the median of the ratios of each round, with their spread."""

from dataclasses import dataclass
from statistics import median

from .scenarios import LESS_IS_BETTER


@dataclass(frozen=True)
class Ratio:
    median: float
    low: float
    high: float

    def __str__(self):
        return f"{self.median:.2f} ({self.low:.2f}–{self.high:.2f})"

    def verdict(self, metric):
        """No winner if the rounds disagree."""
        if self.low <= 1 <= self.high:
            return "even"
        return "wins" if (self.high < 1) == (metric in LESS_IS_BETTER) else "loses"


def our_name(servers):
    """naru's server of a scenario: the plain one if there are several."""
    return min((name for name in servers if name.startswith("naru")), key=len, default=None)


def middle(rounds, metric):
    """The median over the rounds, or None if it was not measured."""
    found = [each[metric] for each in rounds if metric in each]
    return median(found) if found else None


def ratio(ours, theirs, metric):
    """naru's figure over the peer's, round by round."""
    pairs = [a[metric] / b[metric] for a, b in zip(ours, theirs)
             if metric in a and b.get(metric)]
    return Ratio(median(pairs), min(pairs), max(pairs)) if pairs else None


def meets(value, target):
    if target.metric in LESS_IS_BETTER:
        return value <= target.bound
    return value >= target.bound
