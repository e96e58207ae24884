"""The figures: their titles, and of which of them less is better."""

METRIC_TITLES = {
    "cpu_us": "server CPU, µs/message",
    "cpu_percent": "server CPU, % of a processor",
    "p50_us": "latency p50, µs",
    "p99_us": "latency p99, µs",
    "instructions": "user instructions/message",
    "receives": "recv/message, in lockstep",
    "receives_in_vain": "recv/message that found nothing, in lockstep",
    "system_calls": "system calls/message, in lockstep",
    "receives_at_speed": "recv/message, at full speed",
    "system_calls_at_speed": "system calls/message, at full speed",
    "heap_calls": "heap calls/message or operation",
    "openssl_heap_calls": "OpenSSL's own heap calls/message",
    "bytes_per_connection": "bytes/connection",
    "ns": "ns/operation",
    "cpu_ns": "CPU of all threads, ns/operation",
    "seconds": "compile, s",
    "kilobytes": "program, kB",
    "windows_calls": "Windows calls/message",
    "lost_percent": "lost, % of the deliveries",
    "per_second": "messages/s",
    "least_share": "least share of one connection",
}

# Of all others less is better.
MORE_IS_BETTER = {"per_second", "least_share"}

# Counted in lockstep, so they are the same in every run.
EXACT = {"instructions", "receives", "system_calls", "heap_calls"}
