"""A shard group of a collection: its queue, and the compactors that merge what is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulation.kernel import Process
from simulation.stations import Queue

from .collection import Collection

if TYPE_CHECKING:
    from .receipts import Pipeline

WINDOW, PROCESSORS = 5.0, 4096 / 1769
LOCK_WAIT, LOCK_POLL, RETURNED = 20.0, (0.25, 2.0), (30.0, 60.0)
REBASES = 5


class Group:
    """One collection's queue, lock, files; what happens is counted by the pipeline."""

    def __init__(self, pipeline: Pipeline, vectors: int):
        self.pipeline = pipeline
        self.queue = Queue(pipeline.simulation)
        self.collection = Collection(vectors, pipeline.numbers)
        self.held, self.version = False, 0
        self.busy = 0.0

    def compactor(self) -> Process:
        setting, clock = self.pipeline.setting, self.pipeline.simulation
        while True:
            batch = yield self.queue.take(setting.batch)
            self.pipeline.under_way += len(batch)
            closes = clock.now + WINDOW
            while len(batch) < setting.batch and clock.now < closes and setting.batch > 1:
                yield min(0.5, closes - clock.now)
                more = self.queue.more(setting.batch - len(batch))
                self.pipeline.under_way += len(more)
                batch += more
            begun = clock.now
            taken = not setting.lock
            if setting.lock:
                taken = yield from self.acquire()
            published = False
            if taken:
                published = yield from self.merge(batch)
                if setting.lock:
                    self.held = False
            self.busy += clock.now - begun
            if not published:
                self.pipeline.under_way -= len(batch)
                self.pipeline.returned += len(batch)
                clock.start(self.come_again(batch))

    def acquire(self) -> Process:
        """Whether the lock was there within the wait."""
        begun, pause = self.pipeline.simulation.now, LOCK_POLL[0]
        if self.held:
            self.pipeline.collisions += 1
        while self.held:
            if self.pipeline.simulation.now - begun >= LOCK_WAIT:
                return False
            yield pause * (0.5 + self.pipeline.chance.random() / 2)
            pause = min(2 * pause, LOCK_POLL[1])
        self.held = True
        return True

    def merge(self, batch: list[float]) -> Process:
        """A merge on the version that is there; again where another one was first. False where that is given up."""
        pipeline, receipts = self.pipeline, len(batch)
        one, measured, setting = pipeline.limits, pipeline.measured, pipeline.setting
        for attempt in range(REBASES + 1):
            seen = self.version
            before = self.collection.large, self.collection.small
            work = self.collection.merge(receipts, measured["words"] * (4 * 1536 + 512))
            after = self.collection.large, self.collection.small
            self.collection.large, self.collection.small = before
            took = pipeline.merge_seconds(work, receipts, measured["words"], one, measured,
                                      # Bundles stay open for a further try.
                                      receipts if attempt else setting.bundles_at_once, PROCESSORS,
                                      setting.network)
            spread = 0.9 + 0.2 * pipeline.chance.random()
            if spread * sum(took) > one["lambda.timeout"]:
                # The function ends in the middle of it, each time.
                pipeline.stalled += 1
                yield one["lambda.timeout"]
                return False
            yield spread * took.before
            if self.version == seen:
                self.version += 1
                self.collection.large, self.collection.small = after
                pipeline.written += work.written
                self.publish(batch)
                yield spread * took.after
                return True
            pipeline.conflicts += 1
        return False

    def publish(self, batch: list[float]) -> None:
        """From now on readers see these."""
        now = self.pipeline.simulation.now
        self.pipeline.published += 1
        self.pipeline.done += len(batch)
        self.pipeline.under_way -= len(batch)
        self.pipeline.fresh += [(now, now - message) for message in batch]

    def come_again(self, batch: list[float]) -> Process:
        self.pipeline.under_way += len(batch)
        yield RETURNED[0] + (RETURNED[1] - RETURNED[0]) * self.pipeline.chance.random()
        self.pipeline.under_way -= len(batch)
        self.queue.put(batch)
