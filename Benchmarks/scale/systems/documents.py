"""Documents under a Distributed Map: a task of Fargate a batch of documents, at most so many tasks at once.

A run is simulated until its rate is steady; what remains goes at that rate. `whole=True` simulates all of it.
"""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import NormalDist
from typing import NamedTuple

from simulation.kernel import Process, Simulation
from simulation.spread import lognormal
from simulation.stations import Pool, TokenBucket

#: Chunks of a document: half have fewer than 20; with this deviation (of the logarithm) the mean is 41.
MEDIAN_CHUNKS, DEVIATION = 20, 1.2
MEAN_CHUNKS = MEDIAN_CHUNKS * math.exp(DEVIATION**2 / 2)
CHARACTERS_A_TOKEN, CHUNK_CHARACTERS = 4, 1_000
#: Texts that a task has under way at a model at once: EMBED_CONCURRENCY.
CALLS = 4
#: Seconds that a call is tried again on average, fifteen times with full jitter, before its document fails.
PATIENCE = sum(min(30, 0.5 * 2**attempt) / 2 for attempt in range(15))
#: Writes of a row into the index by status for each document: out of one state's partition and into the next.
INDEX_WRITES = 2
PROCESSORS = 8


@dataclass
class Setting:
    documents: int
    at_once: int
    items: int = 1
    #: "bedrock" with the quota that an account has, "raised" with a hundred times that, "local" for minilm in the task.
    model: str = "bedrock"
    databases: int = 1
    seed: int = 1


class Outcome(NamedTuple):
    """Seconds of the whole run, of tasks, and where a task's time goes; documents that gave up waiting for a quota."""

    seconds: float
    task_seconds: float
    starved: float
    rate: float
    parts: dict[str, float]
    finished: int


@dataclass
class Map:
    setting: Setting
    limits: dict[str, float]
    measured: dict[str, float]
    ends: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    charged: float = 0.0
    starved: int = 0
    parts: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        one, setting = self.limits, self.setting
        self.simulation = clock = Simulation()
        self.chance = random.Random(setting.seed)
        self.places = Pool(clock, int(min(setting.at_once, one["map.concurrency"])))
        self.starts = TokenBucket(clock, one["states.start.rate"], one["states.start.burst"])
        self.launches = TokenBucket(clock, one["fargate.launch.rate"], one["fargate.launch.burst"])
        more = 100 if setting.model == "raised" else 1
        requests, tokens = one["bedrock.requests"] / 60 * more, one["bedrock.tokens"] / 60 * more
        self.requests = TokenBucket(clock, requests, requests)
        self.tokens = TokenBucket(clock, tokens, tokens)
        self.index = TokenBucket(clock, one["dynamodb.partition.writes"], one["dynamodb.partition.writes"])
        # Each database writes as fast as one writer here, several at once share that.
        rows = self.measured["rows_a_second"] * setting.databases
        self.rows = TokenBucket(clock, rows, rows)
        self.connections = Pool(clock, int(one["aurora.connections"] * setting.databases))

    def spend(self, part: str, seconds: float) -> float:
        self.parts[part] = self.parts.get(part, 0.0) + seconds
        return seconds

    def task(self, sizes: list[int]) -> Process:
        one, clock = self.limits, self.simulation
        yield self.places
        yield self.spend("launch", self.starts.take())
        yield self.spend("launch", self.launches.take())
        begun = clock.now
        start = lognormal(self.chance, one["fargate.start.median"], one["fargate.start.spread"])
        yield self.spend("start", start + self.measured["start"])
        for chunks in sizes:
            yield from self.document(chunks)
        self.charged += max(clock.now - begun, one["fargate.charged.least"])
        self.places.leave()

    def document(self, chunks: int) -> Process:
        one, measured = self.limits, self.measured
        # Row, claim, object; the row and the result at the end.
        around = 4 * one["dynamodb.latency"] + 2 * one["s3.latency"]
        yield self.spend("work", measured["document"] + chunks * measured["chunk"] + around)
        yield self.spend("index", self.index.take(INDEX_WRITES))
        yield from self.embed(chunks)
        before = self.simulation.now
        yield self.connections
        self.spend("database", self.simulation.now - before)
        yield self.spend("database", self.rows.take(chunks) + chunks / self.measured["rows_a_second"])
        self.connections.leave()
        self.ends.append(self.simulation.now)
        self.sizes.append(chunks)

    def embed(self, chunks: int) -> Process:
        if self.setting.model == "local":
            yield self.spend("work", chunks * self.measured["chunk_minilm"] / PROCESSORS)
            return
        longest = 0.0
        for done in range(0, chunks, CALLS):
            calls = min(CALLS, chunks - done)
            tokens = calls * CHUNK_CHARACTERS / CHARACTERS_A_TOKEN
            wait = max(self.requests.take(calls), self.tokens.take(tokens))
            longest = max(longest, wait)
            self.spend("quota", wait)
            self.spend("model", self.limits["bedrock.latency"])
            yield wait + self.limits["bedrock.latency"]
        self.starved += longest > PATIENCE

    def batches(self, tasks: int) -> Iterator[list[int]]:
        """Chunks of each document of each task. All parts of the distribution have their share: a sample's mean is that
        of all."""
        items = self.setting.items
        count = min(self.setting.documents, tasks * items)
        normal = NormalDist(math.log(MEDIAN_CHUNKS), DEVIATION)
        sizes = [max(1, round(math.exp(normal.inv_cdf((place + 0.5) / count)))) for place in range(count)]
        self.chance.shuffle(sizes)
        yield from (sizes[begin:begin + items] for begin in range(0, count, items))


def run(setting: Setting, limits: dict[str, float], measured: dict[str, float], whole: bool = False) -> Outcome:
    """The run, or what a part of it says of the whole."""
    model = Map(setting, limits, measured)
    tasks = math.ceil(setting.documents / setting.items)
    sample = tasks if whole else min(tasks, max(5 * setting.at_once // 2, 4_000 // setting.items, 300))
    for sizes in model.batches(sample):
        model.simulation.start(model.task(sizes))
    model.simulation.run()
    return summed(model, tasks, sample)


def summed(model: Map, tasks: int, sample: int) -> Outcome:
    ends, finished = sorted(model.ends), len(model.ends)
    # The steady part: neither the ramp of the beginning nor the last tasks, which have the machine for themselves.
    early, late = finished // 4, finished * 3 // 4
    steady = (late - early) / (ends[late] - ends[early]) if ends[late] > ends[early] else finished / ends[-1]
    documents = model.setting.documents
    seconds = ends[-1] + (documents - finished) / steady
    parts = {name: spent / sample for name, spent in model.parts.items()}
    return Outcome(seconds, model.charged * tasks / sample, model.starved / finished, steady, parts, finished)
