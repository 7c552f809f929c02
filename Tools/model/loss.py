"""The contrastive loss of a batch and its gradient in closed form, and the optimiser that walks down it."""
import numpy as np

from .batches import Bags, Batch


def embed(rows: np.ndarray, bags: Bags) -> tuple[np.ndarray, np.ndarray]:
    """The sums of the bags' rows brought to length 1, and the lengths they had."""
    sums = np.add.reduceat(rows[bags.ids], bags.starts, axis=0)
    lengths = np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-6)
    return sums / lengths, lengths


def contrast(q: np.ndarray, d: np.ndarray, excluded: np.ndarray, temperature: float, back: float):
    """InfoNCE of query to document and, with weight `back`, of document to query; gradients for q and d."""
    # Cosines are 1 at most, so that this shift keeps the powers in range.
    powers = (q @ d.T - 1) * np.float32(1 / temperature)
    own = powers.diagonal().copy()
    np.exp(powers, out=powers)
    powers[excluded] = 0
    across, down = powers.sum(axis=1), powers.sum(axis=0)
    value = (1 - back) * (np.log(across) - own).mean() + back * (np.log(down) - own).mean()
    powers *= ((1 - back) / across)[:, None] + (back / down)[None, :]
    powers[np.diag_indices(len(q))] -= 1
    powers *= np.float32(1 / (temperature * len(q)))
    return float(value), powers @ d, powers.T @ q


def through_norm(gradient: np.ndarray, unit: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    return (gradient - unit * (gradient * unit).sum(axis=1, keepdims=True)) / lengths


def gradient(rows: np.ndarray, batch: Batch, temperature: float, back: float) -> tuple[float, np.ndarray, np.ndarray]:
    """The loss, the tokens of the batch, and the gradient of their rows."""
    q, q_lengths = embed(rows, batch.queries)
    d, d_lengths = embed(rows, batch.documents)
    value, dq, dd = contrast(q, d, batch.excluded, temperature, back)
    bags = np.concatenate([through_norm(dq, q, q_lengths), through_norm(dd, d, d_lengths)])
    ids = np.concatenate([batch.queries.ids, batch.documents.ids])
    lengths = np.concatenate([batch.queries.lengths, batch.documents.lengths])
    order = np.argsort(ids, kind="stable")
    tokens, starts = np.unique(ids[order], return_index=True)
    return value, tokens, np.add.reduceat(bags[np.repeat(np.arange(len(lengths)), lengths)[order]], starts, axis=0)


class NumpySteps:
    """Steps down the loss: Adam on the rows that a batch touches, with a pull of each to where it started."""

    def __init__(self, rows: np.ndarray, temperature: float, back: float, anchor: float):
        self.rows, self.start = rows.copy(), rows.copy()
        self.mean, self.square = np.zeros_like(rows), np.zeros_like(rows)
        self.steps = np.zeros((len(rows), 1), np.float32)
        self.temperature, self.back, self.anchor = temperature, back, np.float32(anchor)

    def step(self, batch: Batch, rate: float) -> float:
        value, tokens, slope = gradient(self.rows, batch, self.temperature, self.back)
        self.steps[tokens] += 1
        count = self.steps[tokens]
        self.mean[tokens] = self.mean[tokens] * np.float32(0.9) + slope * np.float32(0.1)
        self.square[tokens] = self.square[tokens] * np.float32(0.99) + slope * slope * np.float32(0.01)
        mean = self.mean[tokens] / (1 - np.float32(0.9) ** count)
        square = self.square[tokens] / (1 - np.float32(0.99) ** count)
        pull = self.anchor * (self.rows[tokens] - self.start[tokens])
        self.rows[tokens] -= np.float32(rate) * (mean / (np.sqrt(square) + np.float32(1e-12)) + pull)
        return value

    def result(self) -> np.ndarray:
        return self.rows
