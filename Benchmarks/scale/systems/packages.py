"""The nightly index of packages: one task for all phases, or a task a phase with the bucket between them."""

import math
import random
from dataclasses import dataclass

from simulation.kernel import Process, Simulation
from simulation.spread import lognormal
from simulation.stations import Pool, TokenBucket

PHASES = ("metadata", "embedding", "minified")
#: Distinct texts of a package, as of 111,846 packages 83,843 were embedded; tokens of one.
TEXTS, TOKENS = 0.75, 50
#: The share of texts that a night brings; all of them where the model changed.
NIGHTLY = 0.01
#: Processors and MiB of the one task, and of a task a phase.
ONE, EACH = (2, 6144), {"metadata": (1, 3072), "embedding": (2, 6144), "minified": (2, 6144), "publish": (1, 2048)}
#: MiB/s between a task and the bucket; bytes of the index and the small database of a package, as of 111,846.
NETWORK, PUBLISHED = 150, 1_733
LIMIT = 6 * 3600.0


@dataclass
class Setting:
    packages: int
    tasks: int = 1  # or 4
    model: str = "local"  # batch, ondemand
    hnsw: bool = False
    changed: float = 1.0  # the share of texts that are embedded
    #: Threads that work on a phase: one is what can be relied on.
    threads: int = 1
    seed: int = 1


class Night:
    """Seconds of each stage, in their order; those of a model and of HNSW are within the embedding phase's."""

    def __init__(self, setting: Setting, limits: dict[str, float], measured: dict[str, float]):
        self.setting, self.limits, self.measured = setting, limits, measured
        self.simulation = Simulation()
        self.chance = random.Random(setting.seed)
        self.stages: list[tuple[str, float]] = []
        self.simulation.start(self.night())
        self.simulation.run()

    @property
    def seconds(self) -> float:
        return self.simulation.now

    def stage(self, name: str, begun: float) -> None:
        self.stages.append((name, self.simulation.now - begun))

    def night(self) -> Process:
        one, clock = self.limits, self.simulation
        data = self.setting.packages * self.measured["data_bytes"] / 2**20
        for number, name in enumerate((*PHASES, "publish")):
            if self.setting.tasks > 1 or number == 0:
                begun = clock.now
                yield lognormal(self.chance, one["fargate.start.median"], one["fargate.start.spread"])
                if number:
                    yield 2 * data / NETWORK  # the task before has put it there, this one gets it
                self.stage("start", begun)
            begun = clock.now
            if name == "publish":
                # The layer's archive goes up, the function takes it.
                yield self.setting.packages * PUBLISHED / 2**20 / NETWORK + 60
            else:
                yield from self.phase(name)
            self.stage(name, begun)

    def phase(self, name: str) -> Process:
        setting, measured = self.setting, self.measured
        work = measured[f"{name}_start"] + setting.packages * measured[f"{name}_package"]
        yield work / setting.threads
        if name != "embedding":
            return
        if setting.model != "local":
            begun = self.simulation.now
            texts = setting.packages * TEXTS * setting.changed
            yield from (self.batch(texts) if setting.model == "batch" else self.on_demand(texts))
            self.stage("model", begun)
        if setting.hnsw:
            begun = self.simulation.now
            yield setting.packages * math.log2(setting.packages) * measured["hnsw"] / setting.threads
            self.stage("hnsw", begun)

    def batch(self, texts: float) -> Process:
        """Jobs of as many records as one may have, as many at once as an account may have."""
        one, clock = self.limits, self.simulation
        size = one["bedrock.batch.records"]
        jobs = Pool(clock, int(one["bedrock.batch.jobs"]))
        ended = Countdown(math.ceil(texts / size), clock)

        def job(records: float) -> Process:
            yield jobs
            yield lognormal(self.chance, one["bedrock.batch.wait"], 0.5) + records / one["bedrock.batch.rate"]
            jobs.leave()
            ended.one()

        for number in range(ended.left):
            clock.start(job(min(size, texts - number * size)))
        yield ended

    def on_demand(self, texts: float) -> Process:
        one = self.limits
        requests = TokenBucket(self.simulation, one["bedrock.requests"] / 60, one["bedrock.requests"] / 60)
        tokens = TokenBucket(self.simulation, one["bedrock.tokens"] / 60, one["bedrock.tokens"] / 60)
        yield max(requests.take(texts), tokens.take(texts * TOKENS)) + one["bedrock.latency"]

    def memory(self) -> dict[str, float]:
        """The most MiB that each phase has resident."""
        measured = self.measured
        return {name: measured[f"{name}_memory"] + self.setting.packages * measured[f"{name}_memory_package"]
                for name in PHASES}


class Countdown:
    """Who waits for it goes on when so many have ended."""

    def __init__(self, left: int, simulation: Simulation):
        self.left, self.simulation = left, simulation
        self._waiting = []

    def one(self) -> None:
        self.left -= 1
        if self.left == 0:
            for resume in self._waiting:
                self.simulation.at(self.simulation.now, resume)

    def park(self, resume) -> None:
        if self.left == 0:
            self.simulation.at(self.simulation.now, resume)
        else:
            self._waiting.append(resume)
