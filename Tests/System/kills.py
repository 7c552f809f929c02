"""Kills of processes at random moments: what happens in rounds, whose readers never stop, and how it is told."""

import argparse
import random
import shutil
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import suite


class Rounds:
    """A pipeline on one data directory. A suite says what a round does, what readers look at, and what must be there
    once nobody is killed any more."""

    def __init__(self, name: str, seed: int, keeps: bool, *looks: Callable[[], None]):
        self.chance, self.keeps = random.Random(seed), keeps
        self.folder = Path(tempfile.mkdtemp(prefix=f"{name}-kills-"))
        self.data = self.folder / "data"
        self.counts: Counter[str] = Counter()
        self.faults: list[str] = []
        self.failed_rounds: set[int] = set()
        self.number = 0
        self.over = threading.Event()
        self.readers = [threading.Thread(target=self.read, args=(look,)) for look in looks]

    def __enter__(self) -> "Rounds":
        self.begin()
        self.settle(0)
        for reader in self.readers:
            reader.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        for reader in self.readers:
            if reader.is_alive():
                reader.join()
        if self.keeps or self.faults:
            print(f"the data directory is {self.data}")
        else:
            shutil.rmtree(self.folder, ignore_errors=True)

    def begin(self) -> None:
        """What is there before the first round."""

    def round(self, number: int) -> None:
        raise NotImplementedError

    def settle(self, number: int) -> None:
        raise NotImplementedError

    def fault(self, text: str) -> None:
        self.failed_rounds.add(self.number)
        self.faults.append(f"round {self.number}: {text}")

    def read(self, look: Callable[[], None]) -> None:
        while not self.over.is_set():
            try:
                look()
            except Exception as error:  # told as a fault, this is another thread
                self.fault(f"a reader failed: {error!r}")
            time.sleep(0.01)


def command(about: str | None, product: str, make: Callable[[int, bool], Rounds]) -> int:
    """The command of a suite: [PROGRAM] [--rounds N] [--least N] [--seed S] [--keep]; the exit status."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", nargs="?", type=Path)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--least", type=int, default=0, metavar="N", help="fail where fewer than N were killed")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--keep", action="store_true", help="leave the data directory where it is")
    given = parser.parse_args()
    suite.choose(given.program, product)
    print(f"{given.rounds} rounds, seed {given.seed}", flush=True)
    begun = time.monotonic()
    with make(given.seed, given.keep) as rounds:
        for number in range(1, given.rounds + 1):
            rounds.round(number)
            if number % 10 == 0 or number == given.rounds or rounds.faults:
                rounds.settle(number)
            if len(rounds.faults) > 20:
                break
    killed = rounds.counts["kills"] + rounds.counts["SIGKILL"]
    if killed < given.least:
        rounds.fault(f"{killed} processes were killed, {given.least} are wanted: more --rounds")
    for fault in rounds.faults[:20]:
        print(f"  {fault[:1500]}")
    told = ", ".join(f"{count} {name}" for name, count in rounds.counts.items())
    print(f"{told}; {time.monotonic() - begun:.0f} s")
    failed = len(rounds.failed_rounds)
    print(f"{max(0, rounds.counts['rounds'] - failed)} passed, {failed} failed", flush=True)
    return 1 if rounds.faults else 0
