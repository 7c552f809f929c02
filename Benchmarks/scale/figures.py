"""What is simulated for the page, once; in the order in which the page tells it."""

from dataclasses import dataclass, field
from functools import cached_property

from parameters import limits, measured
from systems import documents, packages, receipts

AT_ONCE = (1, 3, 10, 30, 100, 300, 1_000)
ITEMS = (1, 2, 5, 10, 20)
GROUPS = (1, 4, 16, 64)
#: MiB/s between a container of some processors and the bucket or file system.
CONTAINER = 300
RATES = (1, 3, 10, 30, 100, 300, 1_000)


@dataclass
class Figures:
    limits: dict[str, float] = field(default_factory=limits)

    # --- documents ---------------------------------------------------------------------------------------------------

    @cached_property
    def documents(self) -> dict[tuple[str, int, int, int], documents.Outcome]:
        """By model, tasks at once, items a task and databases: a million documents."""
        wanted = [(model, at_once, items, 1) for model in ("bedrock", "local") for at_once in AT_ONCE
                  for items in (1, 20)]
        wanted += [("local", at_once, 20, 8) for at_once in AT_ONCE]
        wanted += [("local", at_once, items, 1) for at_once in (3, 100, 1_000) for items in ITEMS]
        known = measured("documents")
        return {(model, at_once, items, databases): documents.run(
            documents.Setting(1_000_000, at_once, items, model, databases), self.limits, known)
            for model, at_once, items, databases in dict.fromkeys(wanted)}

    # --- receipts ----------------------------------------------------------------------------------------------------

    def pipeline(self, **setting) -> receipts.Pipeline:
        return receipts.Pipeline(receipts.Setting(**setting), self.limits, measured("receipts")).run()

    #: What is tried, one after the other: as it is, more messages a merge, more bundles fetched at once.
    STEPS = {"as it is": {}, "500 a merge": {"batch": 500}, "and 32 bundles at once": {
        "batch": 500, "bundles_at_once": 32}, "and in containers": {
        "batch": 500, "bundles_at_once": 32, "network": CONTAINER}}

    @cached_property
    def capacity(self) -> dict[tuple[str, int], receipts.Pipeline]:
        """Many more receipts than can be merged: what is published is what can be."""
        return {(step, groups): self.pipeline(rate=max(60, 40 * groups), seconds=3_600 if groups < 16 else 900,
                                              groups=groups, worker=False, **more) for step, more in self.STEPS.items()
                for groups in GROUPS}

    @cached_property
    def backlog(self) -> dict[int, receipts.Pipeline]:
        """1,000 receipts a second for half an hour, with all steps, by groups."""
        return {groups: self.pipeline(rate=1_000, seconds=1_800, groups=groups, worker=False,
                                      **self.STEPS["and in containers"]) for groups in GROUPS}

    @cached_property
    def freshness(self) -> dict[tuple[int, float], receipts.Pipeline]:
        """By groups and receipts a second, from the worker's queue on, as far as there is room."""
        found = {}
        for groups in (1, 16, 64):
            for rate in RATES:
                if rate <= 1.1 * self.capacity["as it is", groups].rate():
                    found[groups, rate] = self.pipeline(rate=rate, seconds=900, groups=groups)
        return found

    @cached_property
    def quota(self) -> receipts.Pipeline:
        """1,000 a second against the quota of the embedding model."""
        return self.pipeline(rate=1_000, seconds=300, groups=64, quota=True)

    @cached_property
    def races(self) -> dict[tuple[int, bool], receipts.Pipeline]:
        """By compactors on one collection, and whether they take its lock."""
        return {(compactors, lock): self.pipeline(rate=60, seconds=900, compactors=compactors, lock=lock, worker=False)
                for compactors in (1, 2, 3, 4, 6, 8) for lock in (True, False)}

    # --- packages ----------------------------------------------------------------------------------------------------

    NIGHTS = {
        "one task, as planned": {}, "four tasks": {"tasks": 4}, "with DuckDB's HNSW": {"hnsw": True},
        "Bedrock, batch jobs": {"model": "batch"}, "Bedrock, on demand": {"model": "ondemand"},
        "the same, 1 % new": {"model": "ondemand", "changed": packages.NIGHTLY},
        "HNSW and on demand": {"hnsw": True, "model": "ondemand"}}

    def night(self, count: int = 1_000_000, **setting) -> packages.Night:
        return packages.Night(packages.Setting(count, **setting), self.limits, measured("packages"))

    @cached_property
    def nights(self) -> dict[str, packages.Night]:
        return {name: self.night(**more) for name, more in self.NIGHTS.items()}
