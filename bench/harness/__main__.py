"""python3 -m bench.harness: runs the scenarios and writes the results. Use scripts/bench."""

import argparse
import json
import sys

from . import catalogue, check, documents, machine, parts, plots, report, servers

RESULTS = servers.ROOT / "bench/results"
PICTURES = servers.ROOT / "docs/benchmarks"


def arguments():
    names = catalogue.all_names()
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("scenario", nargs="*", help=f"of: {', '.join(names)}; all by default")
    parser.add_argument("--quick", action="store_true",
                        help="short rounds, nothing counted, no scale, nothing under Wine")
    parser.add_argument("--check", action="store_true",
                        help="compare with what is stored, change nothing")
    parser.add_argument("--update", action="store_true",
                        help="the scenarios named take the place of theirs in what is stored")
    parser.add_argument("--rounds", type=int, default=0, help="5 by default, 3 with --quick")
    chosen = parser.parse_args()
    unknown = set(chosen.scenario) - set(names)
    if unknown:
        parser.error(f"no such scenario: {', '.join(sorted(unknown))}")
    chosen.rounds = chosen.rounds or (3 if chosen.quick else 5)
    return chosen


def run_all(chosen):
    """The results, and the failures: a scenario that fails does not stop the others."""
    results, failures = {}, []
    for title, run in parts.chosen_by(chosen):
        parts.tell(title)
        try:
            results.update(run)
        except Exception as failure:  # of any kind: the other results are still useful
            failures.append(f"{title}: {failure}")
    print(file=sys.stderr)
    found = {"machine": machine.describe(), "rounds": chosen.rounds, "scenarios": results}
    return found, failures


def store(results, name):
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(results, indent=1) + "\n")
    text = report.markdown(results, catalogue.targets(), catalogue.counting_metrics(),
                           catalogue.reasons())
    (RESULTS / f"{name}.md").write_text(text)
    print(text)
    return text


def updated(stored, part):
    """The ratios of a scenario come from one run, so they can stand beside those of another run,
    which may have had fewer peers."""
    scenarios = {**stored["scenarios"], **part["scenarios"]}
    order = [name for name in catalogue.all_in_order() if name in scenarios]
    measured = part["machine"]
    where = f"{measured['processor']}, at {measured.get('commit', 'no commit')}"
    updates = {**measured, **stored["machine"], f"but for {', '.join(part['scenarios'])}": where}
    return {**stored, "machine": updates, "scenarios": {name: scenarios[name] for name in order}}


def main():
    chosen = arguments()
    stored_file = RESULTS / "linux.json"
    results, failures = run_all(chosen)
    for each in failures:
        print(f"failed: {each}", file=sys.stderr)
    if chosen.check:
        found = check.losses(results, json.loads(stored_file.read_text()),
                             catalogue.counting_metrics())
        print("\n".join(found) or "nothing has become worse")
        return 1 if found or failures else 0
    if chosen.update:
        results = updated(json.loads(stored_file.read_text()), results)
    # Only a complete, careful run replaces the documents' results, or a run with --update.
    whole = not (chosen.quick or failures) and (chosen.update or not chosen.scenario)
    text = store(results, "linux" if whole else "part")
    if whole:
        plots.plot_all(results, PICTURES, catalogue.plotted())
        documents.write(results, text, catalogue.plotted())
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
