#!/usr/bin/env python3
"""Reads a capture with tshark: check_capture.py FILE TSHARK [WHAT...]. Ends with 1 if tshark finds a
malformed packet, a wrong checksum, or sequence numbers that do not fit together, or if the capture has
nothing of WHAT: "packets", "retransmissions" and so on."""

import subprocess
import sys

FIELDS = ("frame.interface_name", "frame.comment", "ip.proto", "ipv6.nxt", "tcp.stream", "tcp.flags.syn",
          "tcp.flags.reset", "tcp.flags.fin", "tcp.analysis.retransmission", "udp.dstport", "_ws.expert.message")
# Each selects packets that must not be there. A checksum's status is 0 if it is bad. What is out of order may
# be there, because tshark takes a retransmission for that if it comes soon.
WRONG = ("_ws.malformed", "ip.checksum.status == 0", "tcp.checksum.status == 0", "udp.checksum.status == 0",
         "tcp.analysis.lost_segment", "tcp.analysis.ack_lost_segment",
         "_ws.expert.severity == error")
FAULTS = ("stall", "vanish", "block", "hold", "poor_link", "reset", "clock_drift", "system_errors")
CHECKED = ("ip.check_checksum", "tcp.check_checksum", "udp.check_checksum")
# tshark takes a part of a PROXY header for a malformed one. Programs send it in parts, too.
CUT_UP = "proxy"


def tshark(program: str, file: str, *options: str) -> list:
    command = [program, "-n", "-r", file, "--disable-protocol", CUT_UP]
    command += [*(f"-o{name}:TRUE" for name in CHECKED), *options]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command)}: {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout.splitlines()


def main(file: str, program: str, *wanted: str) -> int:
    wrong = tshark(program, file, "-Y", " || ".join(WRONG))
    for line in wrong:
        print(f"wrong: {line}")
    names = [option for field in FIELDS for option in ("-e", field)]
    lines = tshark(program, file, "-T", "fields", "-E", "separator=|", "-E", "aggregator=;", *names)
    packets = [dict(zip(FIELDS, line.split("|"))) for line in lines]

    def count(what) -> int:
        return sum(1 for packet in packets if what(packet))

    def is_set(packet, field) -> bool:
        return packet[field] in ("1", "True")

    found = {
        "packets": len(packets),
        "hosts": len({packet["frame.interface_name"] for packet in packets}),
        "connections": len({packet["tcp.stream"] for packet in packets if packet["tcp.stream"]}),
        "connects": count(lambda packet: is_set(packet, "tcp.flags.syn")),
        "finishes": count(lambda packet: is_set(packet, "tcp.flags.fin")),
        "packets of IPv6": count(lambda packet: packet["ipv6.nxt"]),
        "datagrams": count(lambda packet: packet["udp.dstport"] == "20555"),
        "lost packets": count(lambda packet: "lost:" in packet["frame.comment"]),
        "retransmissions": count(lambda packet: packet["tcp.analysis.retransmission"]),
        "faults": count(lambda packet: any(word in packet["frame.comment"] for word in FAULTS)),
        "marks": count(lambda packet: "mark: everybody has been heard" in packet["frame.comment"]),
    }
    print(", ".join(f"{name}: {number}" for name, number in found.items()))
    missing = [name for name in wanted if found[name] == 0]
    if missing:
        print("not there: " + ", ".join(missing))
    return 1 if wrong or missing else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
