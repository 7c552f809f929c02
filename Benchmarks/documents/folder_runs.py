#!/usr/bin/env python3
"""Times whole runs of `embed-documents` over folders, with the model `local-hash-v1`: no network, next to no embedding.

    pip install langchain-core langchain-text-splitters==1.1.3 pypdfium2
    Benchmarks/documents/folder_runs.py unchanged EMBED_DOCUMENTS [FILES]       10,000 small texts, twice
    Benchmarks/documents/folder_runs.py pages EMBED_DOCUMENTS [--pages N] PDF…  1,000 pages, 1 and 3 documents at a time

Peers: of a folder without changes LangChain's `index()`, which keeps its records and vectors in memory and has read the
files once before; and what it takes to ask the system for the size and time of every file. Of pages pypdfium2 and
LangChain's splitter in one process, which neither embed nor store. Memory is the sum of resident sets of the program,
and its reading children, looked at every 20 ms; what they share counts in each.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "Tests/System"))
import program  # noqa: E402

MODEL = [{"provider": "local", "modelId": "local-hash-v1", "modelRefKey": "hash", "dimensions": 384}]
WORDS = "water kettle page table letter answer question index vector store chunk document line word number".split()


def run(executable: str, folder: Path, data: Path, at_once: int = 3) -> tuple[float, dict, float]:
    """Seconds, the summary and the most memory in MB of a run."""
    os.environ["PROGRAM_UNDER_TEST"] = executable
    variables = program.environment(data, {"EMBEDDINGS_SAGEMAKER_MODELS": json.dumps(MODEL)})
    words = ["run", "--input", str(folder), "--data-dir", str(data), "--concurrency", str(at_once), "--json"]
    start = time.perf_counter()
    started, most, over = program.Started(words, variables), [0], threading.Event()

    def look() -> None:
        while not over.wait(0.02):
            most[0] = max(most[0], started.resident())

    looking = threading.Thread(target=look)
    looking.start()
    ended = started.wait(3000)
    seconds = time.perf_counter() - start
    over.set()
    looking.join()
    if ended.code:
        sys.exit(f"embed-documents failed: {ended}")
    # The log has lines before it.
    summary = json.loads(ended.out.splitlines()[-1])
    return seconds, summary, most[0] / 1e6


def splitter():
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    return RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)


def langchain(folder: Path) -> tuple[float, float]:
    """Seconds of the first and of the second `index()` of the same folder."""
    from langchain_core.documents import Document
    from langchain_core.embeddings import DeterministicFakeEmbedding
    from langchain_core.indexing import InMemoryRecordManager, index
    from langchain_core.vectorstores import InMemoryVectorStore

    store = InMemoryVectorStore(DeterministicFakeEmbedding(size=384))
    records, split, times = InMemoryRecordManager("folder"), splitter(), []
    records.create_schema()
    for _ in range(2):
        start = time.perf_counter()
        documents = [Document(path.read_text(), metadata={"source": str(path)})
                     for path in sorted(folder.rglob("*.txt"))]
        index(split.split_documents(documents), records, store, cleanup="full", source_id_key="source",
              batch_size=1000, key_encoder="sha256")
        times.append(time.perf_counter() - start)
    return times[0], times[1]


def ask_system(folder: Path) -> float:
    start = time.perf_counter()
    for path, _, names in os.walk(folder):
        for name in names:
            os.stat(os.path.join(path, name))
    return time.perf_counter() - start


def unchanged(options: argparse.Namespace, work: Path) -> None:
    folder = work / "input"
    for number in range(options.files):
        place = folder / f"{number // 100:03}" / f"{number:05}.txt"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(" ".join(f"{WORDS[(number * 7 + word * word) % 15]}{number + word}" for word in range(60)))
    print(f"{options.files:,} texts of about 600 characters; load {os.getloadavg()[0]:.1f}\n")
    print("| | first run s | texts/s | second run s | MB |\n|---|---:|---:|---:|---:|")
    first, summary, memory = run(options.program, folder, work / "data")
    if summary["Scanned"] != options.files or summary["Chunks"] != options.files:
        sys.exit(f"the first run was not whole: {summary}")
    second, most = 1e9, 0
    for _ in range(3):
        seconds, summary, resident = run(options.program, folder, work / "data")
        # A document without a task cannot have asked a model.
        if (summary["Scanned"], summary["Chunks"], summary["Reused"]) != (options.files, 0, 0):
            sys.exit(f"the second run did more than look: {summary}")
        second, most = min(second, seconds), max(most, resident)
    print(f"| embed-documents run | {first:.1f} | {options.files / first:.0f} | {second:.2f} "
          f"| {memory:.0f}, {most:.0f} |", flush=True)
    try:
        first, second = langchain(folder)
        print(f"| LangChain `index()`, in memory | {first:.1f} | {options.files / first:.0f} | {second:.2f} | – |")
    except ImportError as error:
        print(f"| not installed: {error.name} | | | | |")
    print(f"| `stat` of each | – | – | {min(ask_system(folder) for _ in range(3)):.2f} | – |")


def pages(options: argparse.Namespace, work: Path) -> None:
    import pypdfium2

    folder, count, number = work / "input", 0, 0
    folder.mkdir()
    sizes = {path: len(pypdfium2.PdfDocument(path)) for path in options.pdf}
    while count < options.pages:
        path = options.pdf[number % len(options.pdf)]
        shutil.copy(path, folder / f"{number:03}-{path.name}")
        count, number = count + sizes[path], number + 1
    print(f"{count:,} pages in {number} files of {len(sizes)} documents; load {os.getloadavg()[0]:.1f}\n")
    print("| | s | pages/s | chunks | MB |\n|---|---:|---:|---:|---:|")
    for at_once in 1, 3:
        data = work / f"data-{at_once}"
        seconds, summary, memory = run(options.program, folder, data, at_once)
        if summary["Pages"] != count:
            sys.exit(f"not every page was read: {summary}")
        print(f"| {at_once} at a time | {seconds:.1f} | {count / seconds:.0f} | {summary['Chunks']:,} | {memory:.0f} |",
              flush=True)
    split, chunks, start = splitter(), 0, time.perf_counter()
    for path in sorted(folder.iterdir()):
        with pypdfium2.PdfDocument(path) as document:
            chunks += len(split.split_text("\n\n".join(page.get_textpage().get_text_range() for page in document)))
    seconds = time.perf_counter() - start
    print(f"| pypdfium2 and LangChain's splitter | {seconds:.1f} | {count / seconds:.0f} | {chunks:,} | – |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("unchanged")
    command.add_argument("program")
    command.add_argument("files", type=int, nargs="?", default=10_000)
    command.set_defaults(measure=unchanged)
    command = commands.add_parser("pages")
    command.add_argument("program")
    command.add_argument("pdf", type=Path, nargs="+")
    command.add_argument("--pages", type=int, default=1000)
    command.set_defaults(measure=pages)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="embed-documents-") as name:
        options.measure(options, Path(name))


main()
