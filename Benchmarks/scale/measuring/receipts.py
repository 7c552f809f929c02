"""receipts: a receipt in the worker, a record in the stream's processor, merges, compactors on one collection."""

import json
import re
import signal
import time
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import samples

from .collections import DIMENSIONS, EACH, Collections
from .processes import Programs
from .record import Record, fit

#: Vectors in the collection, and runs that are merged into it together; of equal batches the later writes more anew.
SIZES, BATCHES = (20_000, 100_000), (1, 1, 20, 20, 200, 200, 200)


def measure(programs: Programs) -> None:
    record = Record("receipts")
    with TemporaryDirectory(prefix="scale-receipts-") as name:
        merges(programs, Path(name), record)
        roles(programs, Path(name) / "roles", record)
        races(programs, Path(name), record)
    record.write()


def merges(programs: Programs, folder: Path, record: Record) -> None:
    rows, spent = [], []
    for size in SIZES:
        place = Collections(programs, folder / str(size))
        place.fill(size)
        place.wait(1, 7)
        place.run("drain", "--timeout", "3000")  # brings the version under the root
        empty = min(place.run("drain").processor for _ in range(3))
        for turn, runs in enumerate(BATCHES):
            place.wait(runs, 100 * runs + turn)
            before = {entry["file"] for entry in place.manifest()["segments"]}
            cost = place.run("drain", "--timeout", "3000")
            changed = sum(
                entry["bytes"] for entry in place.manifest()["segments"] if entry["file"] not in before)
            rows.append([1, runs, changed / 2**20])
            spent.append(max(cost.processor - empty, 0.001))
            print(f"  {size:,} vectors, {runs} runs: {changed / 2**20:.0f} MiB new, {cost.processor - empty:.2f} "
                  f"processor s, {cost.seconds:.2f} s", flush=True)
    how = (f"`drain` of {', '.join(map(str, sorted(set(BATCHES))))} runs of {EACH} vectors × {DIMENSIONS} into "
           f"{' and '.join(f'{size:,}' for size in SIZES)}, less an empty drain, least squares")
    fixed, run, mebibyte = fit(rows, spent)
    record.add("merge", fixed, "processor s", f"a merge; {how}")
    record.add("merge_run", run, "processor s", f"a run in it; {how}")
    record.add("merge_mebibyte", mebibyte, "processor s", f"a MiB of segments written anew; {how}")


def submitted(place: Collections, count: int) -> None:
    folder = place.home / "rows"
    for number in range(count):
        receipt = samples.receipt(number, items=10)
        here = folder / receipt.image_id / f"receipt-{receipt.receipt_id:05}"
        here.mkdir(parents=True)
        (here / "lines.ndjson").write_bytes(receipt.lines_file)
        (here / "words.ndjson").write_bytes(receipt.words_file)
    place.run("submit", folder)


def roles(programs: Programs, home: Path, record: Record, count: int = 150) -> None:
    """What each role spends on a receipt, by itself."""
    home.mkdir()
    place = Collections(programs, home)
    submitted(place, count)
    deltas = place.objects.root / "words/delta"
    with place.started("embed-worker") as end:
        while len(list(deltas.glob("*/delta.json"))) < count:
            time.sleep(0.05)
        time.sleep(1)
        worker = end(signal.SIGTERM)
    record.add("worker_receipt", worker.processor / count, "processor s",
               f"`embed-worker` over {count} receipts, local-hash-v1 × {DIMENSIONS}, both bundles and the run's item")
    with place.started("stream-processor") as end:
        time.sleep(5)
        stream = end(signal.SIGTERM)
    record.add("stream_record", stream.processor / count, "processor s",
               f"`stream-processor` over {count} runs, two messages each")
    sizes = [path.stat().st_size for name in ("lines", "words")
             for path in (place.objects.root / name / "delta").glob("*/*.seg")]
    made = [samples.receipt(number, items=10) for number in range(count)]
    words, lines = (sum(len(getattr(one, name)) for one in made) / count for name in ("words", "lines"))
    record.add("bundle_bytes", sum(sizes) / count, "B", f"both bundles of a receipt of {words + lines:.0f} vectors")
    record.add("vectors", words + lines, "vectors", f"lines and words of a made-up receipt, mean of {count}")
    record.add("words", words, "vectors", f"words of a made-up receipt, mean of {count}")


def races(programs: Programs, folder: Path, record: Record) -> None:
    """What two compactors on one collection do to each other; the simulation is compared with it, not fed."""
    for lock in "off", "on":
        race = raced(programs, folder / f"race-{lock}", 2, lock)
        how = f"two `compactor`, lock {lock}, 120 runs, 10 a merge, {race.versions} versions of words"
        record.add(f"race_{lock}_conflicts", race.conflicts, "conflicts", f"the pointer was another's; {how}")
        record.add(f"race_{lock}_collisions", race.collisions, "waits", f"the lock was another's; {how}")


class Race(NamedTuple):
    """What compactors on one collection did until all was merged."""

    seconds: float
    versions: int
    conflicts: int
    collisions: int


def raced(programs: Programs, home: Path, compactors: int, lock: str, runs: int = 120, batch: int = 10) -> Race:
    """Some compactors, ten messages a merge, on 20,000 vectors, until all runs are merged."""
    home.mkdir()
    place = Collections(programs, home)
    place.fill(20_000)
    place.wait(runs, 11)
    with place.started("stream-processor") as end:
        time.sleep(5)
        end(signal.SIGTERM)
    more = {"COMPACTION_LOCK": lock, "MAX_MESSAGES_PER_COMPACTION": str(batch), "ENABLE_METRICS": "true"}
    with ExitStack() as stack:
        ends = [stack.enter_context(place.started("compactor", **more)) for _ in range(compactors)]
        begun = time.perf_counter()
        while place.states().count("COMPLETED") < runs:
            time.sleep(0.2)
        seconds = time.perf_counter() - begun
        logs = "".join(end(signal.SIGTERM).out for end in ends)
    told = [json.loads(line) for line in logs.splitlines() if line.startswith("{") and '"_aws"' in line]

    def total(metric: str) -> int:
        return sum(line.get(metric, 0) for line in told if "words" in line.values())

    return Race(seconds, len(re.findall("Published snapshot words", logs)), total("CompactionPointerConflict"),
                total("CompactionLockCollision"))
