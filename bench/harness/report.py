"""The results as Markdown: one table of ratios, one of figures, and the machine and versions."""

from .ratios import meets, middle, our_name, ratio
from .scenarios import LESS_IS_BETTER, METRIC_TITLES


def number(value):
    if value is None:
        return "–"
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.0f}" if value >= 100 else f"{value:.2f}"


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return lines + ["| " + " | ".join(row) + " |" for row in rows]


def target_row(scenario, rounds, target):
    """Title, figure, target, whether it is met; None if it was not measured."""
    ours = rounds.get(target.ours, [])
    title = [scenario["title"], f"{target.ours}: {METRIC_TITLES[target.metric]}"]
    sign = "≤" if target.metric in LESS_IS_BETTER else "≥"
    if not target.peer:
        value = middle(ours, target.metric)
        if value is None:
            return None
        met = meets(round(value, 3), target)
        return [*title, number(value), f"{sign} {target.bound}", "yes" if met else "**no**", ""]
    found = ratio(ours, rounds.get(target.peer, []), target.metric)
    if found is None:
        return None
    met = "yes" if meets(found.median, target) else "**no**"
    return [*title, f"{found} of {target.peer}", f"{sign} {target.bound}", met,
            found.verdict(target.metric)]


def figures_rows(scenario, rounds):
    names = list(rounds)
    for metric in METRIC_TITLES:
        if all(middle(rounds[name], metric) is None for name in names):
            continue
        ours = our_name(rounds)
        cells = []
        for name in names:
            text = number(middle(rounds[name], metric))
            against = ratio(rounds.get(ours, []), rounds[name], metric) if name != ours else None
            cells.append(f"{name} {text}" + (f" [{against.median:.2f}]" if against else ""))
        yield [scenario["title"], METRIC_TITLES[metric], ", ".join(cells)]


def markdown(results, targets):
    """`targets`: scenario → its targets."""
    scenarios = results["scenarios"]
    lines = ["### Against the targets", "",
             "The ratio of naru's figure to the peer's: the median of the rounds, and the least and "
             "the largest of them. Where the rounds do not agree who is ahead, nobody is.", ""]
    rows = []
    for name, each in scenarios.items():
        rows += filter(None, (target_row(each, each["servers"], target)
                              for target in targets.get(name, ())))
    lines += table(["scenario", "figure", "measured", "target", "met", "naru"], rows)
    lines += ["", "### All figures", "", "Medians; in brackets naru's ratio to that peer.", ""]
    rows = [row for each in scenarios.values() for row in figures_rows(each, each["servers"])]
    lines += table(["scenario", "figure", "servers"], rows)
    lines += ["", "### Where", ""]
    lines += [f"- {key}: {value}" for key, value in results["machine"].items()]
    return "\n".join(lines) + "\n"
