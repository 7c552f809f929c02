#!/usr/bin/env python3
"""Times the text of PDFs: ours as its reading child does it, start included, beside pypdfium2 and PyMuPDF.

    Benchmarks/documents/pdf_speed.py --program PATH [--repeat 3] PDF…

PATH is a program with the hidden role `read`. Each file is read by one process at a time; the peers read in this
process, their start not included. Prints a line a reader: seconds and pages a second, best of the runs, and how many
files it could not read; a reader that is not there is left out, and why is said.

    pip install pypdfium2 pymupdf     # the first of them also counts the pages
"""

import argparse
import importlib.util
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

REQUEST = json.dumps({"type": "application/pdf", "addressSpace": 2 << 30, "processorSeconds": 300})


def ours(program: str) -> Callable[[Path], int]:
    def read(path: Path) -> int:
        with path.open("rb") as file:
            done = subprocess.run([program, "read", REQUEST], stdin=file, capture_output=True, check=True)
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
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        return len(document)


def time_of(read: Callable[[Path], int], paths: list[Path]) -> tuple[float, int]:
    """The seconds for all files, and how many could not be read."""
    unread, start = 0, time.perf_counter()
    for path in paths:
        try:
            read(path)
        except Exception:  # whoever cannot read a file has still spent the time
            unread += 1
    return time.perf_counter() - start, unread


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("files", nargs="+", type=Path)
    arguments = parser.parse_args()
    if importlib.util.find_spec("pypdfium2") is None:
        sys.exit("pypdfium2 counts the pages and is not there: pip install pypdfium2")
    count = sum(pages(path) for path in arguments.files)
    print(f"{len(arguments.files)} files, {count} pages")
    for name, read in [("fdnix", ours(arguments.program)), ("pypdfium2", pypdfium2), ("PyMuPDF", pymupdf)]:
        if name != "fdnix" and importlib.util.find_spec(name.lower()) is None:
            print(f"{name:10} left out: it is not installed (pip install {name.lower()})")
            continue
        best, unread = min(time_of(read, arguments.files) for _ in range(arguments.repeat))
        rest = f", {unread} files not read" if unread else ""
        print(f"{name:10} {best:7.3f} s {count / best:8.0f} pages/s{rest}")


main()
