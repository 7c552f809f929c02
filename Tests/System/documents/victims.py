"""Processes that are to be killed (kills)."""

import random
import signal
import time
from pathlib import Path

import program


class Victim:
    """A process with the moment of its end: a time, or a little after so many documents were done."""

    def __init__(self, chance: random.Random, usual: float, started: program.Started, results: Path):
        self.started, self.results, self.begun = started, results, time.monotonic()
        self.end = chance.choices([signal.SIGKILL, signal.SIGTERM, None], [7, 2, 1])[0]
        self.moment: float | None = self.begun + chance.random() * 1.2 * usual
        self.count, self.wait = chance.randrange(8), chance.random() * 0.05
        if chance.random() < 0.7:
            self.moment = None
        self.struck: float | None = None

    def is_due(self, now: float) -> bool:
        if self.end is None or self.struck:
            return False
        if self.moment is None and self.is_at_work():
            self.moment = now + self.wait
        return self.moment is not None and now >= self.moment

    def strike(self, now: float) -> None:
        self.started.kill(self.end)
        self.struck = now

    def is_late(self, now: float) -> bool:
        """Whether it goes on for longer than anything may: after SIGTERM there are 25 seconds."""
        return now > self.struck + 30 if self.struck else now > self.begun + 300

    def is_at_work(self) -> bool:
        """Whether so many results are written; for none, the list of documents."""
        if not self.count:
            return (self.results.parents[2] / f"ingestion_input/{self.results.parent.name}/config.json").exists()
        return self.results.is_dir() and len(list(self.results.iterdir())) >= self.count
