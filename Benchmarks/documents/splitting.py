#!/usr/bin/env python3
"""Splits the same texts with LangChain's RecursiveCharacterTextSplitter and with ours, and compares chunks and times.

    pip install langchain-text-splitters==1.1.3
    Benchmarks/documents/splitting.py DOCUMENT_BENCHMARK FILE…
"""

import subprocess
import sys
import time

from langchain_text_splitters import RecursiveCharacterTextSplitter


def main() -> None:
    program, *files = sys.argv[1:]
    print("| text | size/overlap | chunks | LangChain ms | ours ms | places only ms |\n|---|---|---|---|---|---|")
    for path in files:
        with open(path, encoding="utf-8", newline="") as file:
            text = file.read()
        for size, overlap in [(1000, 200), (300, 60), (50, 10)]:
            splitter = RecursiveCharacterTextSplitter(chunk_size=size, chunk_overlap=overlap)
            theirs = 1e9
            for _ in range(3):
                start = time.process_time()
                chunks = splitter.split_text(text)
                theirs = min(theirs, time.process_time() - start)
            command = [program, "split", path, str(size), str(overlap)]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            strings, places, count = done.stdout.split()
            if int(count) != len(chunks):
                sys.exit(f"{path} {size}/{overlap}: {count} chunks, LangChain has {len(chunks)}")
            cells = [path.rsplit("/", 1)[-1], f"{size}/{overlap}", count, f"{theirs * 1e3:.1f}"]
            for ours in (float(strings), float(places)):
                cells.append(f"{ours * 1e3:.2f} ({theirs / ours:.0f} times)")
            print(f"| {' | '.join(cells)} |", flush=True)


main()
