"""The scenarios of bytes and of sessions: each with its servers, its load, and the figures that
count."""

from .scenario import Scenario, Target, both, no_heap

PING_PONG = ("naru", "naru_epoll", "naru_coroutine", "naru_coroutine_epoll", "asio", "asio_new",
             "asio_expert", "asio_awaitable", "libuv", "libuv_new", "libevent", "epoll")
DATAGRAM_SERVERS = ("naru", "naru_epoll", "asio", "asio_new", "libuv", "libuv_new", "epoll")
THREADED_SERVERS = ("naru", "naru_epoll", "asio", "asio_new")
SESSIONS = ("naru_session", "naru_session_epoll")
SESSION_SERVERS = SESSIONS + ("asio_gather", "asio_coalescing", "asio_queue")
SESSION_BUFFER = ("--buffer=8192",)
WINDOWS_SERVERS = ("naru", "asio", "iocp_tutorial")


CONTRACTS_PART = (
    "On Asio naru's work comes on top of Asio's own: its reactor's locks and queue, and, before "
    "Asio 1.38, a second receive. On epoll the rest is the contract's part: a socket's lock, "
    "counting, and the queue of completions.")

NO_HEAP = no_heap("naru", "naru_epoll")
NO_HEAP_IN_SESSIONS = no_heap(*SESSIONS)
RECEIVES = both("receives", "", 1.05, 1.02)

PLAIN = (
    Scenario("ping_pong_1", "Ping-pong, 64 B, 1 connection", "echo", ("--connections=1",),
             servers=PING_PONG, metrics=("cpu_us", "per_second", "p50_us"), targets=NO_HEAP,
             why=CONTRACTS_PART),
    Scenario("ping_pong_100", "Ping-pong, 64 B, 100 connections", "echo", ("--connections=100",),
             servers=PING_PONG, metrics=("cpu_us", "per_second"), instructions=True,
             targets=(*both("cpu_us", "asio", 1.0, 1.10),
                      Target("cpu_us", "asio_expert", 1.0, "naru_epoll"),
                      Target("cpu_us", "epoll", 0.97, "naru_epoll"),
                      *RECEIVES,
                      Target("instructions", "", 650, "naru_epoll"),
                      Target("instructions", "", 800, "naru_coroutine_epoll"),
                      *NO_HEAP, *no_heap("naru_coroutine", "naru_coroutine_epoll")),
             why=CONTRACTS_PART),
    Scenario("ping_pong_1000", "Ping-pong, 64 B, 1,000 connections", "echo",
             ("--connections=1000",), servers=PING_PONG, metrics=("cpu_us", "p99_us"),
             targets=(*both("p99_us", "best", 0.95, 1.0), *RECEIVES, *NO_HEAP), quick=False,
             why=CONTRACTS_PART + " The latency is that of the order in which completions run."),
    Scenario("in_flight_32", "32 messages of 64 B in flight on 100 connections", "echo",
             ("--connections=100", "--in-flight=32"), metrics=("cpu_us", "per_second"),
             targets=NO_HEAP, why="Every server answers one receive with one send."),
    Scenario("streams", "64 KiB messages on 8 connections", "echo",
             ("--connections=8", "--size=65536"), server=("--buffer=65536",),
             metrics=("cpu_us", "per_second"), targets=NO_HEAP,
             why="The system's copying is all of it."),
    Scenario("latency", "Latency at 20,000 messages/s on 100 connections", "echo",
             ("--connections=100", "--rate=20000"), metrics=("p99_us", "p50_us"), quick=False,
             why="The server is hardly busy: it is the system's own scatter."),
    Scenario("churn", "Accept, one message, close", "churn", ("--connections=64",),
             scenario="echo", metrics=("cpu_us", "per_second"), calls=False,
             why="The system's part of making and ending a connection is nearly all of it."),
    Scenario("fan_out", "One message to 1,000 connections", "fan_out", ("--connections=1000",),
             metrics=("cpu_us",), instructions=True, targets=NO_HEAP,
             why="A send each, and nothing else: an operation that is started and completes costs "
                 "more instructions than a bare call."),
    Scenario("udp", "UDP, 64 B, 50 peers with 8 in flight", "udp",
             ("--connections=50", "--in-flight=8"), metrics=("cpu_us", "per_second"),
             servers=DATAGRAM_SERVERS, instructions=True,
             targets=(*both("cpu_us", "asio", 1.5, 1.7), *NO_HEAP)),
    Scenario("burst", "UDP, bursts of 64 datagrams to one peer", "burst", ("--connections=1",),
             metrics=("cpu_us", "per_second"), servers=DATAGRAM_SERVERS,
             targets=(*both("cpu_us", "asio", 2.5, 2.5), *NO_HEAP)),
    Scenario("idle", "Memory of 10,000 idle connections", "idle", ("--connections=10000",),
             metrics=("bytes_per_connection",), quick=False, calls=False, warm_up=1, window=0.01,
             rounds_max=3,
             why="libevent keeps no buffer for an idle connection either, and its object is a "
                 "little smaller."),
    Scenario("threads_shared", "Ping-pong, 100 connections, two threads on one loop", "echo",
             ("--connections=100",), server=("--threads=2",), servers=THREADED_SERVERS,
             metrics=("cpu_us", "per_second"), pinned=False, calls=False, why=CONTRACTS_PART),
    Scenario("threads_separate", "Ping-pong, 100 connections, a loop for each of two threads",
             "echo", ("--connections=100",), server=("--threads=2", "--separate"),
             servers=THREADED_SERVERS, metrics=("cpu_us", "per_second"), pinned=False,
             calls=False, why=CONTRACTS_PART),
)


def session_targets(gather, coalescing, coalescing_on_epoll):
    return (*both("cpu_us", "asio_gather", gather, gather, "naru_session"),
            *both("cpu_us", "asio_coalescing", coalescing, coalescing_on_epoll, "naru_session"),
            *NO_HEAP_IN_SESSIONS)


ONE_SEND_EACH = "One send for each delivery: there is nothing to gather."

SESSION_SCENARIOS = (
    Scenario("session_in_flight_32", "Sessions: 32 messages of 64 B in flight on 100 connections",
             "echo", ("--framed", "--connections=100", "--in-flight=32"),
             server=SESSION_BUFFER, scenario="session_echo", servers=SESSION_SERVERS,
             metrics=("cpu_us", "per_second"), instructions=True,
             targets=session_targets(2.5, 1.0, 1.05),
             why="A session looks at its limits, its queue and its turn for each message, which "
                 "the hand-written server does not have."),
    Scenario("session_broadcast_1000", "Sessions: a message of 64 B to 1,000 connections",
             "fan_out", ("--framed", "--connections=1000"), server=SESSION_BUFFER,
             scenario="session_broadcast", servers=SESSION_SERVERS, metrics=("cpu_us",),
             instructions=True, targets=session_targets(1.2, 1.1, 1.2), why=ONE_SEND_EACH),
    Scenario("session_broadcast_8", "Sessions: 8 messages of 64 B at once to 1,000 connections",
             "fan_out", ("--framed", "--connections=1000", "--in-flight=8"),
             server=SESSION_BUFFER, scenario="session_broadcast", servers=SESSION_SERVERS,
             metrics=("cpu_us",), targets=NO_HEAP_IN_SESSIONS, quick=False, why=ONE_SEND_EACH),
    Scenario("session_game", "Sessions: 1,000 players, each 14 messages/s of 100 B", "echo",
             ("--framed", "--connections=1000", "--size=100", "--rate=14000"),
             server=SESSION_BUFFER, scenario="session_echo", servers=SESSION_SERVERS,
             metrics=("cpu_us", "cpu_percent", "p50_us", "p99_us"), window=2.0, instructions=True,
             targets=session_targets(1.0, 1.0, 1.05),
             why="One message each, so there is nothing to gather; a session's limits and its turn "
                 "cost instructions that the hand-written server does not have."),
    Scenario("idle_sessions", "Memory of 10,000 idle sessions after 10 s", "idle",
             ("--framed", "--connections=10000"), server=SESSION_BUFFER, scenario="session_echo",
             servers=SESSION_SERVERS, metrics=("bytes_per_connection",), quick=False, calls=False,
             warm_up=10, window=0.01, rounds_max=2,
             targets=both("bytes_per_connection", "", 1229, 1229, "naru_session"),
             why="What each session has used for its first message lies between the sessions, so "
                 "the heap cannot give it back. Sessions that never sent take half."),
    Scenario("idle_limits", "10,000 idle sessions with limits of 20 ms", "idle",
             ("--framed", "--connections=10000"), server=(*SESSION_BUFFER, "--time-limit=20"),
             scenario="session_echo", servers=SESSIONS, metrics=("cpu_percent",), quick=False,
             calls=False, warm_up=7, window=3, rounds_max=3,  # the buffers are given back before
             targets=both("cpu_percent", "", 0.5, 0.5, "naru_session")),
)

WINDOWS_SCENARIOS = (
    Scenario("windows_ping_pong_100", "Windows: ping-pong, 100 connections", "echo",
             ("--connections=100",), servers=WINDOWS_SERVERS, metrics=("windows_calls",),
             quick=False, targets=(Target("windows_calls", "", 2.02),)),
    Scenario("windows_in_flight_32", "Windows: sessions, 32 messages in flight on 100 connections",
             "echo", ("--framed", "--connections=100", "--in-flight=32"), server=SESSION_BUFFER,
             scenario="session_echo", metrics=("windows_calls",), quick=False,
             servers=("naru_session", "asio_gather", "asio_coalescing"),
             targets=(Target("windows_calls", "", 0.2, "naru_session"),)),
)
