"""A collection of receipts as files: what a merge writes, by the rule of ShardLayout, and how long that takes."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

MEBIBYTE = 2**20
#: Segments: how many at first, their mean size at most, and which stay until what share has come to them.
SHARDS, LARGEST_MEAN, LEAST_KEPT, LEAST_RATIO, RATIO = 64, 32 * MEBIBYTE, MEBIBYTE, 2, 4
#: Bytes of a vector of 1,536 numbers with its row.
VECTOR = 4 * 1536 + 512
#: Requests at once: runs and facts, bundles, uploads, copies, items whose status is told.
RUNS, FACTS, FACTS_AGAIN, UPLOADS, COPIES, STATUS = 16, 8, 16, 8, 16, 8
#: Bundles at once as the program has it.
BUNDLES = 16


@dataclass
class Written:
    """What a merge wrote and read, in bytes; files written anew and files copied."""

    written: float
    read: float
    files: int
    copied: int


class Collection:
    """Sizes of the two files of each shard."""

    def __init__(self, vectors: int, chance: np.random.Generator):
        self.chance = chance
        shards = SHARDS
        while vectors * VECTOR / shards > LARGEST_MEAN:
            shards *= 2
        self.large = np.full(shards, vectors * VECTOR / shards)
        self.small = np.zeros(shards)

    @property
    def bytes(self) -> float:
        return float(self.large.sum() + self.small.sum())

    def files(self) -> int:
        return int(np.count_nonzero(self.large) + np.count_nonzero(self.small))

    def merge(self, receipts: int, each: float) -> Written:
        """Adds receipts of `each` bytes, and says what that writes."""
        shards = len(self.large)
        new = np.bincount(self.chance.integers(0, shards, receipts), minlength=shards) * each
        touched = new > 0
        beside = self.small + new
        best = np.sqrt(2 * new * self.large)
        bound = np.minimum(np.maximum(best, self.large / RATIO), self.large / LEAST_RATIO)
        keeps = (self.large >= LEAST_KEPT) & (beside <= bound)
        stays, grows = touched & keeps, touched & ~keeps
        read = float(self.small[touched].sum() + self.large[grows].sum())
        self.small = np.where(stays, beside, np.where(grows, 0, self.small))
        self.large = np.where(grows, self.large + beside, self.large)
        written = float(self.small[stays].sum() + self.large[grows].sum())
        files = int(np.count_nonzero(touched))
        whole = self.bytes
        if whole / shards > LARGEST_MEAN:
            # All of it is written anew into twice as many.
            self.large, self.small = np.full(2 * shards, whole / (2 * shards)), np.zeros(2 * shards)
            return Written(written + whole, read + whole, 2 * shards, 0)
        return Written(written, read, files, self.files() - files)


class Took(NamedTuple):
    """Seconds from a merge's beginning to the pointer, and from there to its end."""

    before: float
    after: float


def seconds(work: Written, receipts: int, vectors: float, one: dict[str, float], measured: dict[str, float],
            bundles_at_once: int = BUNDLES, processors: float = 2.0, network: float | None = None) -> Took:
    """How long a function has a collection for a merge of these receipts."""
    network = network or one["lambda.network"]
    mebibytes = work.written / MEBIBYTE
    table, store = one["dynamodb.latency"], one["s3.latency"]
    # Runs are listed and begun, facts are read.
    items = receipts * (2 / RUNS + 1 / FACTS) * table
    bundles = 2 * receipts / bundles_at_once * store
    own = measured["merge"] + receipts * measured["merge_run"] + mebibytes * measured["merge_mebibyte"]
    reading = work.read / MEBIBYTE / network
    uploads = max(work.files / UPLOADS * store, mebibytes / network)
    copies = work.copied / COPIES * store
    # Pointer and manifest are read; manifest, hash and pointer are written.
    before = items + bundles + own / min(2.0, processors) + reading + uploads + copies + 5 * store
    # Facts are read once more, runs are ended, each word's item is told; files go to the root, an old version is listed
    # and removed.
    told = receipts * (1 / FACTS_AGAIN + 1 / RUNS) * table + receipts / STATUS * (1 + vectors / STATUS) * table
    return Took(before, told + mebibytes / network + (2 + (work.copied + work.files) / 500) * store)
