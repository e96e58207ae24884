"""How the cost of a message, or of a timer, grows with the number of connections or timers: naru
beside Asio and libuv in one run."""

from .ratios import middle, ours_of, ratio
from .scenario import Scenario

PREFIX = "scale_"
CONNECTIONS = (10, 100, 1_000, 10_000)
TIMERS = (10_000, 100_000, 1_000_000, 10_000_000)
SERVERS = ("naru", "naru_epoll", "asio", "libuv")
THREADED_SERVERS = ("naru", "naru_epoll", "asio")

# name → (title, options of the load, options of the server, servers)
SERIES = {
    "active": ("Cost of a message, all connections active", (), (), SERVERS),
    "idle": ("Cost of a message, 10 active connections among idle ones", ("--active=10",), (),
             SERVERS),
    "threads": ("Cost of a message, all connections active, two threads", (), ("--threads=2",),
                THREADED_SERVERS),
}
TIMER_SERIES = {"timers_cancel": "Cost of a timer that is started and cancelled",
                "timers_expire": "Cost of a timer that is started and expires"}
MEMORY = ("idle", "idle_sessions")


def is_one(name):
    return name.startswith(PREFIX)


def scenarios():
    for name, (title, load, server, names) in SERIES.items():
        for count in CONNECTIONS:
            yield Scenario(f"{PREFIX}{name}_{count}", f"{title}: {count:,}", "echo",
                           (f"--connections={count}", *load), server=server, servers=names,
                           calls=False, quick=False, window=0.4, rounds_max=3,
                           pinned=name != "threads")


def lines_of(results):
    """(series, title, metric, {x: {server: rounds}}) of what was measured."""
    for name, (title, *_) in SERIES.items():
        yield name, title, "cpu_us", points(results, name, CONNECTIONS)
    for name, title in TIMER_SERIES.items():
        yield name, title, "ns", points(results, name, TIMERS)


def points(results, series, xs):
    return {x: results[f"{PREFIX}{series}_{x}"]["servers"] for x in xs
            if f"{PREFIX}{series}_{x}" in results}


def row(label, of_x, cell):
    return "| " + " | ".join([label, *(cell(of) for of in of_x.values())]) + " |"


def number(value):
    return "–" if value is None else f"{value:,.2f}" if value < 100 else f"{value:,.0f}"


def series_lines(title, metric, of_x):
    unit = "µs of the server's CPU" if metric == "cpu_us" else "ns"
    servers = list(next(iter(of_x.values())))
    yield from ("", f"#### {title}", "", f"In {unit}, so less is better.", "")
    yield "| | " + " | ".join(f"{x:,}" for x in of_x) + " |"
    yield "|---|" + "---:|" * len(of_x)
    for name in servers:
        yield row(name, of_x, lambda of: number(middle(of.get(name, []), metric)))
    yield from ("", "How many times better naru is:", "")
    yield "| | " + " | ".join(f"{x:,}" for x in of_x) + " |"
    yield "|---|" + "---:|" * len(of_x)
    for ours in ours_of(servers):
        for peer in (each for each in servers if each not in ours_of(servers)):
            yield row(f"{ours}, against {peer}", of_x, lambda of: str(
                ratio(of.get(ours, []), of.get(peer, []), metric) or "–"))


def memory_lines(results):
    found = {name: results[name] for name in MEMORY if name in results}
    if not found:
        return
    yield from ("", "#### Memory", "", "In bytes each, with 10,000 of them.", "")
    yield "| | server | bytes |"
    yield "|---|---|---:|"
    for each in found.values():
        for server, rounds in each["servers"].items():
            yield f"| {each['title']} | {server} | " \
                  f"{number(middle(rounds, 'bytes_per_connection'))} |"


def markdown(results):
    lines = []
    for _, title, metric, of_x in lines_of(results):
        if of_x:
            lines += series_lines(title, metric, of_x)
    lines = [*lines, *memory_lines(results)] if lines else []
    return ["", "### How cost grows", *lines] if lines else []
