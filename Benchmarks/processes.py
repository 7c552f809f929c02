#!/usr/bin/env python3
"""Times whole processes, from start to exit, and prints JSON: `fdnix search` beside the least a process can cost.

    python3 Benchmarks/processes.py --fdnix PROGRAM --index INDEX --queries queries.tsv --work DIRECTORY [--runs 200]

The commands take turns, so that a busy moment of the machine hits all of them; output goes to /dev/null.
"""
import argparse
import json
import pathlib
import shutil
import subprocess
import sys
import time


def run(command: list[str]) -> float:
    start = time.perf_counter_ns()
    # 1 says that nothing was found.
    code = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
    elapsed = (time.perf_counter_ns() - start) / 1000
    if code not in (0, 1):
        sys.exit(f"exit code {code}: {' '.join(command)}")
    return elapsed


def percentile(values: list[float], percent: int) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, (len(ordered) * percent + 99) // 100 - 1)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--fdnix", required=True)
    parser.add_argument("--index", required=True)
    parser.add_argument("--queries", type=pathlib.Path, required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--runs", type=int, default=200)
    options = parser.parse_args()
    lines = [line.split("\t", 1) for line in options.queries.read_text("utf-8").splitlines()]
    gold = [query for kind, query in lines if kind == "gold"]
    everything = options.work / "packages.txt"
    with open(everything, "w", encoding="utf-8") as file:
        subprocess.run([options.fdnix, "print", "--index", options.index], stdout=file, check=True)
    search = [options.fdnix, "search", "--index", options.index]
    commands = {
        "true": lambda query: [shutil.which("true") or "true"],
        "python3 -c pass": lambda query: [sys.executable, "-I", "-S", "-c", "pass"],
        "fdnix --version": lambda query: [options.fdnix, "--version"],
        "fdnix search": lambda query: [*search, "--", query],
        "fdnix search --json": lambda query: [*search, "--json", "--", query],
        "fdnix search --no-semantic": lambda query: [*search, "--no-semantic", "--", query],
        "grep -i over all descriptions": lambda query: ["grep", "-i", "-F", "--", query, str(everything)],
    }
    times = {name: [] for name in commands}
    for i in range(-3, options.runs):
        for name, command in commands.items():
            elapsed = run(command(gold[i % len(gold)]))
            if i >= 0:
                times[name].append(elapsed)
    batch = options.work / "batch.txt"
    batch.write_text("".join(query + "\n" for _, query in lines), "utf-8")
    seconds = min(run([*search, "--batch", str(batch)]) for _ in range(3)) / 1e6
    print(json.dumps({
        "runs": options.runs,
        "commands": {
            name: {"median": percentile(t, 50), "p99": percentile(t, 99), "best": min(t)} for name, t in times.items()},
        "batch": {"queries": len(lines), "seconds": seconds, "queries_per_second": len(lines) / seconds},
    }))


main()
