"""Programs as what they cost: seconds on a clock, seconds on processors, memory."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import program


class Cost(NamedTuple):
    """What a process took: `processor` is user and system time of it and its children, `resident` bytes at most."""

    seconds: float
    processor: float
    resident: int
    out: str


class Programs:
    """The release programs of a folder, run with a small environment."""

    def __init__(self, folder: Path):
        self.folder = folder

    @contextmanager
    def started(self, name: str, *words: object, home: Path, **variables: str) -> Iterator[Callable[[int], Cost]]:
        """A process under way; what it is given ends it, by a signal unless that is 0, and gives its cost."""
        passed = {key: os.environ[key] for key in ("FDNIX_DUCKDB_LIBRARY",) if key in os.environ}
        environment = program.environment(home, {**passed, **variables})
        with tempfile.TemporaryFile("w+") as out:
            begun = time.perf_counter()
            process = subprocess.Popen(
                [self.folder / name, *map(str, words)], env=environment, stdin=subprocess.DEVNULL, stdout=out,
                stderr=subprocess.STDOUT)

            def end(signal: int) -> Cost:
                if signal:
                    process.send_signal(signal)
                _, status, usage = os.wait4(process.pid, 0)
                seconds = time.perf_counter() - begun
                process.returncode = os.waitstatus_to_exitcode(status)
                out.seek(0)
                told = out.read()
                if process.returncode:
                    sys.exit(f"{name} {' '.join(map(str, words))} ended with {process.returncode}:\n{told[-2000:]}")
                return Cost(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, told)

            try:
                yield end
            finally:
                if process.returncode is None:
                    process.kill()
                    process.wait()

    def run(self, name: str, *words: object, home: Path, **variables: str) -> Cost:
        with self.started(name, *words, home=home, **variables) as end:
            return end(0)


def best(rounds: int, measure: Callable[[], Cost]) -> Cost:
    """The cheapest of some rounds by processor time: others may be at work on this machine."""
    return min((measure() for _ in range(rounds)), key=lambda cost: cost.processor)
