#!/usr/bin/env python3
"""Times the text of PDFs: ours as its reading child does it, start included, beside pypdfium2 and PyMuPDF.

    Benchmarks/documents/pdf_speed.py --program PATH [--repeat 3] PDF…

PATH is a program with the hidden role `read`. Each file is read by one process at a time; the peers read in this
process, their start not included. Prints a line a reader: seconds and pages a second, best of the runs.
"""

import argparse
import json
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

REQUEST = json.dumps({"type": "application/pdf", "addressSpace": 2 << 30, "processorSeconds": 300})


def ours(program: str) -> Callable[[Path], int]:
    def read(path: Path) -> int:
        with path.open("rb") as file:
            done = subprocess.run([program, "read", REQUEST], stdin=file, capture_output=True)
        return len(done.stdout)

    return read


def pypdfium2(path: Path) -> int:
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        return sum(len(page.get_textpage().get_text_range()) for page in document)


def pymupdf(path: Path) -> int:
    import pymupdf

    with pymupdf.open(path) as document:
        return sum(len(page.get_text()) for page in document)


def pages(path: Path) -> int:
    import pymupdf

    with pymupdf.open(path) as document:
        return len(document)


def time_of(read: Callable[[Path], int], paths: list[Path]) -> float:
    start = time.perf_counter()
    for path in paths:
        try:
            read(path)
        except Exception:  # a peer that cannot read a file has still spent the time
            continue
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("files", nargs="+", type=Path)
    arguments = parser.parse_args()
    count = sum(pages(path) for path in arguments.files)
    print(f"{len(arguments.files)} files, {count} pages")
    for name, read in [("fdnix", ours(arguments.program)), ("pypdfium2", pypdfium2), ("PyMuPDF", pymupdf)]:
        best = min(time_of(read, arguments.files) for _ in range(arguments.repeat))
        print(f"{name:10} {best:7.3f} s {count / best:8.0f} pages/s")


main()
