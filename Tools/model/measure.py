"""How well vectors alone find documents, and how sure a difference is."""
import numpy as np

from .batches import Bags
from .corpus import Document
from .loss import embed


def vectors(rows: np.ndarray, token_lists: list[list[int]]) -> np.ndarray:
    """Unit vectors; zero where a list is empty."""
    result = np.zeros((len(token_lists), rows.shape[1]), np.float32)
    filled = [i for i, ids in enumerate(token_lists) if ids]
    for start in range(0, len(filled), 20000):
        part = filled[start : start + 20000]
        result[part] = embed(rows, Bags.of([token_lists[i] for i in part]))[0]
    return result


def prior(docs: list[Document]) -> np.ndarray:
    """About what the search adds whatever the query (relevance.md), without prominence."""
    def one(doc: Document) -> float:
        named = doc.name in doc.attributes
        return 0.4 * doc.is_top + 0.1 * bool(doc.program) + 0.1 * named + 0.05 * bool(doc.description)

    return np.array([one(doc) for doc in docs], np.float32)


def rank(queries: np.ndarray, docs: np.ndarray, prior: np.ndarray, count: int = 10) -> np.ndarray:
    """For each query the numbers of the best documents, as fdnix ranks by vectors alone."""
    best = []
    for start in range(0, len(queries), 256):
        scores = queries[start : start + 256] @ docs.T
        scores = np.maximum(scores - 0.2, 0) * (1 + 0.9 * prior)
        top = np.argpartition(-scores, count, axis=1)[:, :count]
        order = np.argsort(-np.take_along_axis(scores, top, 1), axis=1, kind="stable")
        best.append(np.take_along_axis(top, order, 1))
    return np.concatenate(best)


def ndcg(ranked: np.ndarray, relevant: list[set[int]]) -> np.ndarray:
    """nDCG at the ranked depth, each relevant document worth the same."""
    worth = 1 / np.log2(np.arange(ranked.shape[1]) + 2)
    return np.array([
        sum(worth[i] for i, d in enumerate(row) if d in wanted) / worth[: len(wanted)].sum()
        for row, wanted in zip(ranked.tolist(), relevant)])


def interval(before: np.ndarray, after: np.ndarray, topics: np.ndarray | None = None) -> tuple[float, float, float]:
    """The mean difference and its 95 % interval by the paired bootstrap, which draws topics: questions about one topic
    fail together. Without topics each question is its own."""
    difference = after - before
    _, topics = np.unique(np.arange(len(difference)) if topics is None else topics, return_inverse=True)
    sums, counts = np.bincount(topics, difference), np.bincount(topics)
    drawn = np.random.default_rng(1).integers(0, len(counts), (10000, len(counts)))
    means = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return float(difference.mean()), float(low), float(high)
