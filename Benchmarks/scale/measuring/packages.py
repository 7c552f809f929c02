"""fdnix: seconds and memory of each phase of the nightly index, by the number of packages."""

import json
import math
import multiprocessing
from pathlib import Path
from tempfile import TemporaryDirectory

from .processes import Programs
from .record import Record, fit

PARTS = (0.125, 0.25, 0.5, 1.0)
#: DuckDB's HNSW index takes long: smaller parts.
INDEXED = (0.0625, 0.125, 0.25)
PHASES = ("metadata", "embedding", "minified")


def parts(file: Path, shares: tuple[float, ...], folder: Path) -> dict[float, tuple[Path, int]]:
    """Files with a share of the packages each, and how many those are."""
    # In a process of its own: a child's most resident memory begins with that of who starts it.
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(write_parts, (file, shares, folder))


def write_parts(file: Path, shares: tuple[float, ...], folder: Path) -> dict[float, tuple[Path, int]]:
    whole = json.loads(file.read_bytes())
    names, found = sorted(whole["packages"]), {}
    for share in shares:
        step = round(1 / share)
        place = folder / f"{share}.json"
        some = {name: whole["packages"][name] for name in names[::step]}
        place.write_text(json.dumps({**whole, "packages": some}))
        found[share] = (place, len(some))
    return found


def measure(programs: Programs, file: Path) -> None:
    record = Record("packages")
    with TemporaryDirectory(prefix="scale-packages-") as name:
        home = Path(name)
        files = parts(file, tuple(sorted({*PARTS, *INDEXED})), home)
        counts, spent, memory, sizes = [], {phase: [] for phase in PHASES}, {phase: [] for phase in PHASES}, []
        for share in PARTS:
            place, count = files[share]
            output = home / f"out-{share}"
            counts.append(count)
            for phase in PHASES:
                cost = programs.run("fdnix", "index", "--packages", place, "--phase", phase, "--vss-index", "off",
                                    "--output", output, home=home)
                spent[phase].append(cost.processor)
                memory[phase].append(cost.resident / 2**20)
            sizes.append((output / "fdnix-data.duckdb").stat().st_size)
        sizes_told = ", ".join(f"{count:,}" for count in counts)
        how = f"`index --phase` of {sizes_told} packages, --vss-index off, least squares"
        for phase in PHASES:
            fixed, each = fit([[1, count] for count in counts], spent[phase])
            record.add(f"{phase}_start", fixed, "processor s", how)
            record.add(f"{phase}_package", each, "processor s", how)
            fixed, each = fit([[1, count] for count in counts], memory[phase])
            record.add(f"{phase}_memory", fixed, "MiB", f"most resident memory; {how}")
            record.add(f"{phase}_memory_package", each, "MiB", f"most resident memory; {how}")
        record.add("data_bytes", sizes[-1] / counts[-1], "B", "fdnix-data.duckdb of all packages, a package")
        hnsw(programs, home, files, record)
    record.write()


def hnsw(programs: Programs, home: Path, files: dict[float, tuple[Path, int]], record: Record) -> None:
    """DuckDB's HNSW index by itself: the phase with it less the phase without."""
    rows, spent = [], []
    for share in INDEXED:
        place, count = files[share]
        took = []
        for mode in ("off", "on"):
            output = home / f"vss-{share}-{mode}"
            programs.run("fdnix", "index", "--packages", place, "--phase", "metadata", "--vss-index", mode, "--output",
                         output, home=home)
            took.append(programs.run("fdnix", "index", "--packages", place, "--phase", "embedding", "--vss-index", mode,
                                     "--output", output, home=home).processor)
        rows.append([count * math.log2(count)])
        spent.append(took[1] - took[0])
    counts = ", ".join(f"{files[share][1]:,}" for share in INDEXED)
    record.add("hnsw", fit(rows, spent)[0], "processor s", f"a package and a doubling of their number (n·log2 n); the "
               f"embedding phase of {counts} packages with `--vss-index on` less the same with off")
