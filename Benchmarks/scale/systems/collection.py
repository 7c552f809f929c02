"""A collection of receipts as files: what a merge writes, by the rule of ShardLayout, and what that takes in a function."""

from dataclasses import dataclass

import numpy as np

MEBIBYTE = 2**20
#: Segments: how many at first, their mean size at most, and which stay until what share has come to them.
SHARDS, LARGEST_MEAN, LEAST_KEPT, RATIO = 64, 32 * MEBIBYTE, MEBIBYTE, 4
#: Bytes of a vector of 1,536 numbers with its row.
VECTOR = 4 * 1536 + 512
#: Requests at once: runs and facts, bundles, uploads, copies, items whose status is told.
RUNS, FACTS, UPLOADS, COPIES, STATUS = 16, 8, 4, 16, 8
#: Bundles at once as the program has it.
BUNDLES = 4


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
        keeps = (self.large >= LEAST_KEPT) & (beside <= self.large / RATIO)
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


def seconds(work: Written, receipts: int, vectors: float, one: dict[str, float], measured: dict[str, float],
            bundles_at_once: int = BUNDLES, processors: float = 2.0, network: float | None = None) -> float:
    """How long a function holds a collection for a merge of these receipts."""
    network = network or one["lambda.network"]
    mebibytes = work.written / MEBIBYTE
    table, store = one["dynamodb.latency"], one["s3.latency"]
    # Runs are listed, begun and ended; facts are read; items of words are told that they can be found.
    items = receipts * (3 / RUNS + 1 / FACTS) * table + receipts / STATUS * (1 + vectors / STATUS) * table
    bundles = 2 * receipts / bundles_at_once * store
    work_done = (measured["merge"] + receipts * measured["merge_run"] + mebibytes * measured["merge_mebibyte"])
    reading = work.read / MEBIBYTE / network
    # Up to the bucket and into the root.
    writing = max(work.files / UPLOADS * store, mebibytes / network) + mebibytes / network
    copies = work.copied / COPIES * store
    # Pointer and manifest are read, manifest, hash and pointer are written; an old version is listed and removed.
    rest = 7 * store + (work.copied + work.files) / 1000 * 2 * store
    return items + bundles + work_done / min(2.0, processors) + reading + writing + copies + rest
