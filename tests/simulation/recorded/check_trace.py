#!/usr/bin/env python3
"""Reads a trace: check_trace.py FILE [any]. Ends with 1 if it is no JSON, or if an event lacks what ui.perfetto.dev
needs, or if slices of a track overlap."""

import json
import sys
from collections import Counter, defaultdict

NEEDED = {"X": ("ts", "dur"), "i": ("ts", "s"), "b": ("ts", "id", "cat"), "e": ("ts", "id", "cat"), "M": ("args",)}


def main(file: str, wanted: str = "all") -> int:
    with open(file, encoding="utf-8") as opened:
        trace = json.load(opened)
    events = trace["traceEvents"]
    wrong = [event for event in events
             if any(name not in event for name in ("ph", "pid", "tid", "name", *NEEDED[event["ph"]]))]
    for event in wrong:
        print(f"incomplete: {event}")

    tracks = defaultdict(list)
    for event in events:
        if event["ph"] == "X":
            begin = round(event["ts"] * 1000)
            tracks[event["pid"], event["tid"]].append((begin, begin + round(event["dur"] * 1000)))
    for track, slices in tracks.items():
        slices.sort()
        for (_, end), (begin, _) in zip(slices, slices[1:]):
            if begin < end:
                wrong.append(track)
                print(f"overlapping slices of {track}: {end} {begin}")

    opened = Counter((event["cat"], event["id"]) for event in events if event["ph"] == "b")
    closed = Counter((event["cat"], event["id"]) for event in events if event["ph"] == "e")
    if opened != closed:
        wrong.append("asynchronous slices")
        print(f"not opened and closed once: {(opened - closed) + (closed - opened)}")
    sent = {event["bind_id"] for event in events if event.get("flow_out")}
    arrived = {event["bind_id"] for event in events if event.get("flow_in")}
    if not arrived <= sent:
        wrong.append("arrivals")
        print(f"arrived without having been sent: {arrived - sent}")

    found = {
        "processes": sum(1 for event in events if event["name"] == "process_name"),
        "turns": sum(1 for event in events if event["name"] == "turn"),
        "packets": len(sent),
        "arrivals": len(arrived),
        "connections": sum(1 for category, _ in opened if category == "connection"),
        "faults": sum(1 for category, _ in opened if category == "fault"),
        "names": sum(1 for category, _ in opened if category == "name"),
    }
    print(", ".join(f"{name}: {number}" for name, number in found.items()))
    missing = wanted == "all" and 0 in found.values()
    return 1 if wrong or missing or trace["otherData"]["missing_events"] != "0" else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
