"""What a scenario and a target are."""

from dataclasses import dataclass

LINUX_SERVERS = ("naru", "naru_epoll", "asio", "asio_new", "libuv", "libuv_new", "libevent",
                 "epoll")


@dataclass(frozen=True)
class Target:
    """With a peer: how many times better than the peer's naru's figure must be, at least. Without:
    what naru's own figure may be, at most. It applies only if the server is there."""

    metric: str
    peer: str  # "best": the best of all
    bound: float
    ours: str = "naru"


@dataclass(frozen=True)
class Scenario:
    name: str
    title: str
    workload: str  # of naru_bench_load
    load: tuple = ()
    server: tuple = ()
    scenario: str = ""  # of the servers; empty: the workload's name
    servers: tuple = LINUX_SERVERS
    metrics: tuple = ("cpu_us",)
    targets: tuple = ()
    why: str = ""  # the reason, if naru loses
    calls: bool = True  # calls are counted
    instructions: bool = False  # instructions are counted, too
    quick: bool = True
    tls: bool = False  # the servers have a certificate, and the load speaks TLS
    pinned: bool = True  # the server has one processor
    window: float = 0  # seconds of a round, if the usual ones are too few
    warm_up: float = 0.2
    rounds_max: int = 100


def both(metric, peer, bound, bound_on_epoll, ours="naru"):
    """A target for naru on each backend."""
    return (Target(metric, peer, bound, ours),
            Target(metric, peer, bound_on_epoll, f"{ours}_epoll"))


def no_heap(*ours):
    return tuple(Target("heap_calls", "", 0, each) for each in ours)
