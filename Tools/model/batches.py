"""Batches in which a pair's neighbours are hard for it, and which documents must not count as wrong answers."""
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np


class Bags(NamedTuple):
    """Token lists one after the other, of which none is empty; list i starts at starts[i]."""

    ids: np.ndarray
    starts: np.ndarray

    @staticmethod
    def of(lists: list[list[int]]) -> "Bags":
        lengths = np.fromiter((len(ids) for ids in lists), np.int64, len(lists))
        return Bags(np.concatenate([np.asarray(ids, np.int64) for ids in lists]), np.cumsum(lengths) - lengths)

    @property
    def lengths(self) -> np.ndarray:
        return np.diff(self.starts, append=len(self.ids))

    def take(self, which: np.ndarray) -> "Bags":
        lengths = self.lengths[which]
        starts = np.cumsum(lengths) - lengths
        shift = np.repeat(self.starts[which] - starts, lengths)
        return Bags(self.ids[np.arange(len(shift)) + shift], starts)


class Batch(NamedTuple):
    queries: Bags
    documents: Bags
    excluded: np.ndarray


def neighbours_together(keys: np.ndarray, chunk: int, rng: np.random.Generator) -> np.ndarray:
    """An order in which chunks of pairs have the same or the next key, and chunks follow each other by chance."""
    renamed = rng.permutation(keys.max() + 1)[keys]
    order = np.lexsort((rng.random(len(keys)), renamed))
    chunks = [order[i : i + chunk] for i in range(0, len(order), chunk)]
    return np.concatenate([chunks[i] for i in rng.permutation(len(chunks))])


def _bits(rows: np.ndarray, columns: np.ndarray, count: int, width: int) -> np.ndarray:
    table = np.zeros((count, width), bool)
    table[rows, columns] = True
    return np.packbits(table, axis=1)


def excluded(queries: Bags, documents: Bags, groups: np.ndarray, topics: np.ndarray, members: list[np.ndarray],
             numbers: np.ndarray) -> np.ndarray:
    """Which other documents of a batch may answer a query as well: those that hold all its tokens, those that its topic
    lists, and those of the same name. Row: query, column: document."""
    size = len(groups)
    tokens, places = np.unique(documents.ids, return_inverse=True)
    # One row more, all zero, for tokens that no document has.
    holders = _bits(places, np.repeat(np.arange(size), documents.lengths), len(tokens) + 1, size)
    found = np.searchsorted(tokens, queries.ids)
    found[np.append(tokens, -1)[found] != queries.ids] = len(tokens)
    result = np.unpackbits(np.bitwise_and.reduceat(holders[found], queries.starts), axis=1, count=size).astype(bool)
    result |= groups[:, None] == groups
    for row in np.flatnonzero(topics >= 0):
        result[row] |= np.isin(numbers, members[topics[row]])
    np.fill_diagonal(result, False)
    return result


class Batcher:
    """Cuts a round of pairs into batches, hard neighbours together: documents that the starting model holds for alike,
    or queries that share a word."""

    def __init__(self, clusters: np.ndarray, groups: np.ndarray, members: list[np.ndarray], size: int, chunk: int,
                 seed: int):
        self.clusters, self.groups, self.members, self.size, self.chunk = clusters, groups, members, size, chunk
        self.rng = np.random.default_rng(seed)

    def batches(self, queries: Bags, documents: Bags, numbers: np.ndarray, topics: np.ndarray,
                by_word: bool) -> Iterator[Batch]:
        if by_word:
            chosen = queries.starts + (self.rng.random(len(numbers)) * queries.lengths).astype(np.int64)
            keys = queries.ids[chosen]
        else:
            keys = self.clusters[numbers]
        order = neighbours_together(keys, self.chunk, self.rng)
        for start in range(0, len(order) - self.size + 1, self.size):
            part = order[start : start + self.size]
            q, d = queries.take(part), documents.take(part)
            numbers_here = numbers[part]
            mask = excluded(q, d, self.groups[numbers_here], topics[part], self.members, numbers_here)
            yield Batch(q, d, mask)
