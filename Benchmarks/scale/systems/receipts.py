"""Receipts: queue → workers → bundles → stream → the collections' queues → compactors, for one of the two collections.

`words` is simulated, which has three quarters of the vectors; `lines` has queues and locks of its own. A shard group is
a collection of its own with its own queue, lock and pointer: what rendezvous hashing of the receipt's key would make.
"""

import random
from dataclasses import dataclass

import numpy as np

from simulation.kernel import Process, Simulation
from simulation.spread import percentile
from simulation.stations import Pool, Queue, TokenBucket

from .collection import BUNDLES, seconds
from .compactors import Group

TICK = 0.5
WORKER_BATCH, WORKER_PROCESSORS = 10, 2048 / 1769
#: Tokens of a receipt's texts, with their labels of place; calls to the model for them.
TOKENS, CALLS = 900, 1
STREAM_WINDOW, STREAM_BATCH, STREAM_LANES, STREAM_SECONDS = 5.0, 100, 5, 0.15


@dataclass
class Setting:
    rate: float  # receipts a second
    seconds: float
    groups: int = 1
    batch: int = 100
    compactors: int = 2  # a group
    lock: bool = True
    bundles_at_once: int = BUNDLES
    network: float | None = None  # MiB/s of a compactor; that of a function
    vectors: int = 1_000_000  # in all groups, at the beginning
    quota: bool = False  # whether the model's quota holds
    worker: bool = True  # whether receipts come by the worker, or as runs
    seed: int = 1


class Pipeline:
    def __init__(self, setting: Setting, limits: dict[str, float], measured: dict[str, float]):
        self.setting, self.limits, self.measured = setting, limits, measured
        self.simulation = clock = Simulation()
        self.chance, self.numbers = random.Random(setting.seed), np.random.default_rng(setting.seed)
        self.embed = Queue(clock)
        self.workers = Pool(clock, int(limits["mapping.start"]))
        self.tokens = TokenBucket(clock, limits["openai.tokens"] / 60, limits["openai.tokens"] / 60)
        self.requests = TokenBucket(clock, limits["openai.requests"] / 60, limits["openai.requests"] / 60)
        self.groups = [Group(self, setting.vectors // setting.groups) for _ in range(setting.groups)]
        self.fresh: list[tuple[float, float]] = []  # when it was published, how long that took
        self.arrived = self.done = self.published = self.conflicts = self.collisions = self.returned = 0
        self.under_way = self.stalled = 0
        self.written = 0.0  # bytes of segments
        self.series: list[tuple[float, int, float]] = []  # time, receipts that wait, age of the oldest
        #: Seconds that a merge holds the collection; another machine has other ones.
        self.merge_seconds = seconds

    # --- what comes --------------------------------------------------------------------------------------------------

    def arrivals(self) -> Process:
        clock, setting = self.simulation, self.setting
        while clock.now < setting.seconds:
            count = int(self.numbers.poisson(setting.rate * TICK))
            times = np.sort(clock.now + TICK * self.numbers.random(count)).tolist()
            yield TICK
            self.arrived += count
            if setting.worker:
                self.embed.put(times)
            else:
                self.spread(times)

    def growth(self) -> Process:
        """The mapping of the worker's queue has more batches under way while there is a backlog."""
        most = min(self.limits["mapping.most"], self.limits["lambda.concurrency"])
        while self.workers.size < most:
            yield 1.0
            if self.workers.waiting or len(self.embed) > WORKER_BATCH:
                self.workers.grow(int(min(most, self.workers.size + self.limits["mapping.rate"])))

    def polling(self) -> Process:
        while True:
            yield self.workers
            batch = yield self.embed.take(WORKER_BATCH)
            self.under_way += len(batch)
            self.simulation.start(self.work(batch))

    def work(self, batch: list[float]) -> Process:
        one, measured = self.limits, self.measured
        wait = 0.0
        if self.setting.quota:
            wait = max(self.tokens.take(TOKENS * len(batch)), self.requests.take(CALLS * len(batch)))
        # Rows are read, bundles and the run are written; messages of a batch at once.
        around = 4 * one["s3.latency"] + 3 * one["dynamodb.latency"] + one["openai.latency"]
        yield wait + around + len(batch) * measured["worker_receipt"] / WORKER_PROCESSORS
        self.workers.leave()
        self.simulation.start(self.stream(batch))

    def stream(self, batch: list[float]) -> Process:
        """A record waits until its lane's batch is full, or the window over."""
        lanes = STREAM_LANES * max(1, round(self.setting.rate / self.limits["dynamodb.partition.writes"] * 2))
        window = min(STREAM_WINDOW, STREAM_BATCH * lanes / self.setting.rate)
        yield self.chance.random() * window + STREAM_SECONDS
        self.under_way -= len(batch)
        self.spread(batch)

    def spread(self, batch: list[float]) -> None:
        """Each receipt to its group: hashes fall like dice."""
        groups, chance = self.groups, self.chance.random
        if len(groups) == 1:
            return groups[0].queue.put(batch)
        shares: dict[int, list[float]] = {}
        for message in batch:
            shares.setdefault(int(len(groups) * chance()), []).append(message)
        for place, messages in shares.items():
            groups[place].queue.put(messages)

    # --- the whole ---------------------------------------------------------------------------------------------------

    def waiting(self) -> int:
        return len(self.embed) + sum(len(group.queue) for group in self.groups)

    def looking(self, every: float = 10.0) -> Process:
        while True:
            oldest = max([self.embed.oldest(), *(group.queue.oldest() for group in self.groups)])
            self.series.append((self.simulation.now, self.arrived - self.done, oldest))
            yield every

    def run(self) -> "Pipeline":
        setting, start = self.setting, self.simulation.start
        start(self.arrivals())
        if setting.worker:
            start(self.growth())
            start(self.polling())
        for group in self.groups:
            for _ in range(setting.compactors):
                start(group.compactor())
        start(self.looking())
        self.simulation.run(setting.seconds)
        return self

    def freshness(self, share: float, after: float = 0.25) -> float:
        """A percentile of the time from arrival to publication, of what was published after a share of the run."""
        values = sorted(age for time, age in self.fresh if time >= after * self.setting.seconds)
        return percentile(values, share)

    def rate(self, after: float = 0.25) -> float:
        """Receipts published a second."""
        begin = after * self.setting.seconds
        return sum(time >= begin for time, _ in self.fresh) / (self.setting.seconds - begin)

    def utilisation(self) -> float:
        """The share of the compactors' time that is spent with a batch, waiting for the lock included."""
        everything = self.setting.compactors * len(self.groups) * self.simulation.now
        return sum(group.busy for group in self.groups) / everything
