"""The scenarios of what stands between a connection and its bytes: TLS and WebSockets."""

from .scenario import Scenario, Target, both, no_heap

TLS_SERVERS = ("naru_tls", "naru_tls_epoll", "openssl_epoll", "asio_ssl")
NO_HEAP = no_heap("naru_tls", "naru_tls_epoll")
# At most 1.05 times the time of the bare loop.
TLS_TARGETS = (*both("cpu_us", "openssl_epoll", 0.95, 0.95, "naru_tls"),
               *both("cpu_us", "asio_ssl", 1.0, 1.0, "naru_tls"), *NO_HEAP)
TLS_PART = (
    "Between the record and the socket stands the layered stream: its turns, its lock, and a copy "
    "of what is to be sent. The bare loop has none of them.")
WEB_PART = (
    "One message each, so there is nothing to gather. naru also takes the length of the session's "
    "message apart, and has a session's limits and queue.")
WEB_SERVERS = ("naru_web", "naru_web_epoll", "libwebsockets")
WEB_TARGETS = (*both("cpu_us", "libwebsockets", 1.0, 1.0, "naru_web"),
               *no_heap("naru_web", "naru_web_epoll"))
WEB_LOAD = ("--framed", "--web-socket")

LAYER_SCENARIOS = (
    Scenario("tls_ping_pong_1", "TLS: ping-pong, 64 B, 1 connection", "echo",
             ("--connections=1",), servers=TLS_SERVERS, metrics=("cpu_us", "per_second", "p50_us"),
             targets=TLS_TARGETS, tls=True, why=TLS_PART, window=1.0),
    Scenario("tls_ping_pong_100", "TLS: ping-pong, 64 B, 100 connections", "echo",
             ("--connections=100",), servers=TLS_SERVERS, metrics=("cpu_us", "per_second"),
             targets=TLS_TARGETS, tls=True, why=TLS_PART, instructions=True, window=1.0),
    Scenario("tls_streams", "TLS: 16 KiB messages on 8 connections", "echo",
             ("--connections=8", "--size=16384"), server=("--buffer=16384",), servers=TLS_SERVERS,
             metrics=("cpu_us", "per_second"), targets=TLS_TARGETS, tls=True, why=TLS_PART,
             window=1.0),
    Scenario("tls_idle", "TLS: memory of 1,000 idle connections", "idle", ("--connections=1000",),
             servers=TLS_SERVERS, metrics=("bytes_per_connection",), tls=True, quick=False,
             calls=False, warm_up=1, window=0.01, rounds_max=3,
             targets=both("bytes_per_connection", "asio_ssl", 1.0, 1.0, "naru_tls")),
    Scenario("web_ping_pong_100", "WebSocket: ping-pong, 64 B, 100 connections", "echo",
             (*WEB_LOAD, "--connections=100"), scenario="web_echo", servers=WEB_SERVERS,
             metrics=("cpu_us", "per_second"), targets=WEB_TARGETS, instructions=True,
             why=WEB_PART, window=1.0),
    Scenario("web_in_flight_32", "WebSocket: 32 messages of 64 B in flight on 100 connections",
             "echo", (*WEB_LOAD, "--connections=100", "--in-flight=32"), scenario="web_echo",
             servers=WEB_SERVERS, metrics=("cpu_us", "per_second"), targets=WEB_TARGETS,
             window=1.0),
)
