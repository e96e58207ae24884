"""The scenarios: each with its servers, its load, and the figures that count."""

from dataclasses import dataclass, field

LINUX_SERVERS = ("naru", "asio", "libuv", "libevent", "epoll")
SESSION_SERVERS = ("naru_session", "asio_queue", "asio_coalescing")
SESSION_BUFFER = ("--buffer=8192",)
WINDOWS_SERVERS = ("naru", "asio", "iocp_tutorial")


@dataclass(frozen=True)
class Target:
    """A bound on the ratio of naru's figure to a peer's."""

    metric: str
    peer: str
    bound: float  # the maximum if less is better, otherwise the minimum
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
    targets: tuple = field(default=())
    counted: bool = False  # system calls and instructions too
    quick: bool = True
    pinned: bool = True  # the server has one processor
    window: float = 0  # seconds of a round, if the usual ones are too few


# The figures of which less is better. Of all others more is better.
LESS_IS_BETTER = {"cpu_us", "cpu_percent", "p50_us", "p99_us", "instructions", "system_calls",
                  "heap_calls", "bytes_per_connection", "seconds", "kilobytes", "windows_calls"}

METRIC_TITLES = {
    "cpu_us": "server CPU, µs/message",
    "cpu_percent": "server CPU, % of a processor",
    "per_second": "messages/s",
    "per_cpu_second": "messages/CPU s",
    "p50_us": "latency p50, µs",
    "p99_us": "latency p99, µs",
    "instructions": "user instructions/message",
    "system_calls": "system calls/message",
    "heap_calls": "heap calls/message",
    "bytes_per_connection": "bytes/connection",
    "seconds": "compile, s",
    "kilobytes": "program, kB",
    "operations": "operations/s",
    "windows_calls": "Windows calls/message",
    "least_share": "least share of one connection",
}

PING_PONG = ("naru", "naru_coroutine", "asio", "asio_awaitable", "libuv", "libevent", "epoll")

SCENARIOS = (
    Scenario("ping_pong_1", "Ping-pong, 64 B, 1 connection", "echo", ("--connections=1",),
             servers=PING_PONG, metrics=("cpu_us", "per_second", "p50_us")),
    Scenario("ping_pong_100", "Ping-pong, 64 B, 100 connections", "echo", ("--connections=100",),
             servers=PING_PONG, metrics=("cpu_us", "per_second"), counted=True,
             targets=(Target("cpu_us", "asio", 1.0), Target("cpu_us", "epoll", 1.08),
                      Target("instructions", "asio", 0.6), Target("heap_calls", "", 0),
                      Target("cpu_us", "asio_awaitable", 0.97, "naru_coroutine"),
                      Target("instructions", "asio_awaitable", 0.5, "naru_coroutine"),
                      Target("instructions", "naru", 1.15, "naru_coroutine"),
                      Target("heap_calls", "", 0, "naru_coroutine"))),
    Scenario("ping_pong_1000", "Ping-pong, 64 B, 1,000 connections", "echo",
             ("--connections=1000",), servers=PING_PONG, metrics=("cpu_us", "per_second"),
             quick=False),
    Scenario("in_flight_32", "32 messages of 64 B in flight on 100 connections", "echo",
             ("--connections=100", "--in-flight=32"), metrics=("cpu_us", "per_second"),
             targets=(Target("per_second", "asio", 1.5),)),
    Scenario("streams", "64 KiB messages on 8 connections", "echo",
             ("--connections=8", "--size=65536"), server=("--buffer=65536",),
             metrics=("cpu_us", "per_second")),
    Scenario("latency", "Latency at 20,000 messages/s on 100 connections", "echo",
             ("--connections=100", "--rate=20000"), metrics=("p50_us", "p99_us"), quick=False),
    Scenario("churn", "Accept, one message, close", "churn", ("--connections=64",),
             scenario="echo", metrics=("per_second", "cpu_us"),
             targets=(Target("per_second", "asio", 1.05),)),
    Scenario("fan_out", "One message to 1,000 connections", "fan_out", ("--connections=1000",),
             metrics=("cpu_us",), counted=True,
             targets=(Target("cpu_us", "asio", 0.95), Target("instructions", "asio", 0.5),
                      Target("heap_calls", "", 0))),
    Scenario("udp", "UDP, 64 B, 50 peers with 8 in flight", "udp",
             ("--connections=50", "--in-flight=8"), metrics=("per_cpu_second",),
             servers=("naru", "asio", "libuv", "epoll"), counted=True,
             targets=(Target("per_cpu_second", "asio", 1.1), Target("heap_calls", "", 0))),
    Scenario("burst", "UDP, bursts of 64 datagrams to one peer", "burst", ("--connections=1",),
             metrics=("per_cpu_second",), servers=("naru", "asio", "libuv", "epoll"),
             targets=(Target("per_cpu_second", "asio", 2.0), Target("heap_calls", "", 0))),
    Scenario("idle", "Memory of 10,000 idle connections", "idle", ("--connections=10000",),
             metrics=("bytes_per_connection",), quick=False,
             targets=(Target("bytes_per_connection", "asio", 0.25),)),
    Scenario("threads_shared", "Ping-pong, 100 connections, two threads on one loop", "echo",
             ("--connections=100",), server=("--threads=2",), servers=("naru", "asio"),
             metrics=("per_second", "cpu_us"), pinned=False,
             targets=(Target("per_second", "asio", 1.0),)),
    Scenario("threads_separate", "Ping-pong, 100 connections, a loop for each of two threads",
             "echo", ("--connections=100",), server=("--threads=2", "--separate"),
             servers=("naru", "asio"), metrics=("per_second", "cpu_us"), pinned=False,
             targets=(Target("per_second", "asio", 1.0),)),
    Scenario("session_in_flight_32", "Sessions: 32 messages of 64 B in flight on 100 connections",
             "echo", ("--framed", "--connections=100", "--in-flight=32"),
             server=SESSION_BUFFER, scenario="session_echo", servers=SESSION_SERVERS,
             metrics=("per_cpu_second", "cpu_us"), counted=True,
             targets=(Target("per_cpu_second", "asio_queue", 3.0, "naru_session"),
                      Target("per_cpu_second", "asio_coalescing", 1.0, "naru_session"),
                      Target("heap_calls", "", 0, "naru_session"))),
    Scenario("session_broadcast_1000", "Sessions: a message of 64 B to 1,000 connections",
             "fan_out", ("--framed", "--connections=1000"), server=SESSION_BUFFER,
             scenario="session_broadcast", servers=SESSION_SERVERS,
             metrics=("per_cpu_second", "cpu_us"), counted=True),
    Scenario("session_broadcast_8", "Sessions: 8 messages of 64 B at once to 1,000 connections",
             "fan_out", ("--framed", "--connections=1000", "--in-flight=8"),
             server=SESSION_BUFFER, scenario="session_broadcast", servers=SESSION_SERVERS,
             metrics=("per_cpu_second", "cpu_us"), quick=False),
    Scenario("session_game", "Sessions: 1,000 players, each 14 messages/s of 100 B", "echo",
             ("--framed", "--connections=1000", "--size=100", "--rate=14000"),
             server=SESSION_BUFFER, scenario="session_echo", servers=SESSION_SERVERS,
             metrics=("cpu_percent", "p50_us", "p99_us"), window=2.0,
             targets=(Target("heap_calls", "", 0, "naru_session"),)),
)

WINDOWS_SCENARIOS = (
    Scenario("wine_ping_pong_1", "Wine: ping-pong, 1 connection", "echo", ("--connections=1",),
             servers=WINDOWS_SERVERS, metrics=("per_second",), quick=False,
             targets=(Target("per_second", "asio", 1.3),)),
    Scenario("wine_ping_pong_100", "Wine: ping-pong, 100 connections", "echo",
             ("--connections=100",), servers=WINDOWS_SERVERS,
             metrics=("per_second", "least_share"), counted=True, quick=False,
             targets=(Target("per_second", "asio", 1.3), Target("windows_calls", "", 2.3))),
)
