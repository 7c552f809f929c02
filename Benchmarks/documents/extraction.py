#!/usr/bin/env python3
"""Takes the text out of the same files with kreuzberg, markitdown and ours, and prints the seconds each takes.

    pip install kreuzberg==4.10.0 'markitdown[all]'
    Benchmarks/documents/extraction.py DOCUMENT_BENCHMARK FILE…

Each peer reads every file once to warm up; the best of three is taken (ours: of seven). What a peer cannot read or does
not have is left out of all sums.
"""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path


def kreuzberg() -> Callable[[str], str]:
    from kreuzberg import extract_file_sync

    return lambda path: extract_file_sync(path).content


def markitdown() -> Callable[[str], str]:
    from markitdown import MarkItDown

    converter = MarkItDown()
    return lambda path: converter.convert(path).text_content


def best(read: Callable[[str], str], path: str) -> float | None:
    seconds = 1e9
    for _ in range(3):
        start = time.process_time()
        try:
            read(path)
        except Exception:
            return None
        seconds = min(seconds, time.process_time() - start)
    return seconds


def main() -> None:
    program, *files = sys.argv[1:]
    done = subprocess.run([program, "read", *files], check=True, capture_output=True, text=True)
    ours = {}
    for line in done.stdout.splitlines():
        seconds, count, path = line.split(" ", 2)
        if int(count) >= 0:
            ours[path] = float(seconds)
    print("| peer | format | files | peer ms | ours ms | times |\n|---|---|---|---|---|---|")
    for name, make in [("kreuzberg", kreuzberg), ("markitdown", markitdown)]:
        try:
            read = make()
        except ImportError:
            print(f"{name} is not installed", file=sys.stderr)
            continue
        sums: dict[str, list[float]] = {}
        for path in ours:
            seconds = best(read, path)
            if seconds is not None:
                entry = sums.setdefault(Path(path).suffix[1:], [0, 0, 0])
                sums[Path(path).suffix[1:]] = [entry[0] + 1, entry[1] + seconds, entry[2] + ours[path]]
        for kind, (count, theirs, mine) in [*sums.items(), ("all", [sum(column) for column in zip(*sums.values())])]:
            cells = [name, kind, str(count), f"{theirs * 1e3:.1f}", f"{mine * 1e3:.2f}", f"{theirs / mine:.1f}"]
            print(f"| {' | '.join(cells)} |", flush=True)


main()
