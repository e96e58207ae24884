"""The results as Markdown. Every ratio says how many times better naru is; a table of absolute
figures has only figures of which less is better, or only such of which more is."""

from . import scale
from .metrics import METRIC_TITLES, MORE_IS_BETTER
from .ratios import best_peer, comparable, middle, ours_of, peers_of, ratio

INTRODUCTION = (
    "Ratios say how many times better naru's figure is: above 1 naru is ahead. Each is the median "
    "of the rounds with the least and the largest of them in parentheses; if those are on both "
    "sides of 1, nobody is ahead. A ratio without parentheses is one of counts. No delivery was "
    "lost, unless a row says how many.")


def number(value):
    if value is None:
        return "–"
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.0f}" if value >= 100 else f"{value:.2f}"


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return lines + ["| " + " | ".join(row) + " |" for row in rows]


def yes(met):
    return "yes" if met else "**no**"


def target_rows(scenarios, targets):
    """(rows with a peer, rows without), each only if both were measured."""
    relative, absolute = [], []
    for name, each in scenarios.items():
        for target in targets.get(name, ()):
            of = each["servers"]
            value = middle(of.get(target.ours, []), target.metric)
            if value is None:
                continue
            title = [each["title"], target.ours, METRIC_TITLES[target.metric]]
            if not target.peer:
                met = round(value, 3) <= target.bound
                absolute.append([*title, number(value), f"≤ {target.bound:,}", yes(met)])
                continue
            peer = best_peer(of, target.metric) if target.peer == "best" else target.peer
            found = ratio(of[target.ours], of.get(peer, []), target.metric)
            if found is not None:
                theirs = f"{peer} {number(middle(of[peer], target.metric))}"
                met = round(found.median, 2) >= round(target.bound, 2)
                relative.append([*title, number(value), theirs, str(found),
                                 f"≥ {target.bound:.2f}", yes(met)])
    return relative, absolute


def against(of, ours, metric, losses_only=False):
    """naru's figure of this server, and each peer's with the ratio."""
    for peer in (each for each in peers_of(of) if comparable(ours, each)):
        value, found = middle(of[peer], metric), ratio(of[ours], of[peer], metric)
        if value is None or losses_only and (found is None or found.verdict() != "loses"):
            continue
        yield f"{peer} {number(value)}" + (f": {found}" if found else "")


def loss_rows(scenarios, chosen, reasons):
    """What naru loses by more than the rounds' spread, of the figures that count."""
    for name, each in scenarios.items():
        of = each["servers"]
        for metric in sorted(chosen.get(name, ())):
            for ours in ours_of(of):
                lost = list(against(of, ours, metric, losses_only=True))
                if lost:
                    yield [each["title"], METRIC_TITLES[metric],
                           f"{ours} {number(middle(of[ours], metric))}", "; ".join(lost),
                           reasons.get(name, "")]


def figure_rows(scenarios, metrics):
    """A row for each server of naru, with its ratios to the peers."""
    for each in scenarios.values():
        of = each["servers"]
        for metric in metrics:
            if metric == "lost_percent" and not any(middle(of[name], metric) for name in of):
                continue
            for ours in ours_of(of):
                value = middle(of[ours], metric)
                if value is not None:
                    yield [each["title"], METRIC_TITLES[metric], f"{ours} {number(value)}",
                           "; ".join(against(of, ours, metric))]


def figure_table(title, scenarios, metrics):
    rows = list(figure_rows(scenarios, metrics))
    if not rows:
        return []
    return ["", f"#### {title}", "", *table(["scenario", "figure", "naru", "peers: ratio"], rows)]


def markdown(results, targets, counting, reasons):
    """`targets`: scenario → its targets. `counting`: scenario → the figures that count. `reasons`:
    scenario → why naru loses it."""
    scenarios = {name: each for name, each in results["scenarios"].items()
                 if not scale.is_one(name)}
    relative, absolute = target_rows(scenarios, targets)
    lines = ["### Against the targets", "", INTRODUCTION, ""]
    lines += table(["scenario", "server", "figure", "naru", "peer", "ratio", "target", "met"],
                   relative)
    lines += ["", "What naru alone is held to; here less is better:", ""]
    lines += table(["scenario", "server", "figure", "naru", "target", "met"], absolute)
    losses = list(loss_rows(scenarios, counting, reasons))
    lines += ["", "### What naru loses", ""]
    lines += table(["scenario", "figure", "naru", "peers: ratio", "because"], losses) \
        if losses else ["Nothing, by more than the spread of the rounds."]
    lines += scale.markdown(results["scenarios"])
    lines += ["", "### All figures"]
    less = [metric for metric in METRIC_TITLES if metric not in MORE_IS_BETTER]
    lines += figure_table("Less is better", scenarios, less)
    lines += figure_table("More is better", scenarios, MORE_IS_BETTER_IN_ORDER)
    lines += ["", "### Where", ""]
    lines += [f"- {key}: {value}" for key, value in results["machine"].items()]
    return "\n".join(lines) + "\n"


MORE_IS_BETTER_IN_ORDER = [metric for metric in METRIC_TITLES if metric in MORE_IS_BETTER]
