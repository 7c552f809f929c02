"""The same steps as loss.NumpySteps takes, on whatever device torch has."""
import numpy as np
import torch

from .batches import Bags, Batch


class TorchSteps:
    """Steps down the loss with torch; gradients by its autograd."""

    def __init__(self, rows: np.ndarray, temperature: float, back: float, anchor: float, device: str):
        self.rows = torch.tensor(rows, device=device, requires_grad=True)
        self.start = self.rows.detach().clone()
        self.mean, self.square = torch.zeros_like(self.start), torch.zeros_like(self.start)
        self.steps = torch.zeros(len(rows), 1, device=device)
        self.temperature, self.back, self.anchor, self.device = temperature, back, anchor, device

    def _embed(self, bags: Bags) -> torch.Tensor:
        ids, starts = (torch.from_numpy(part).to(self.device) for part in bags)
        sums = torch.nn.functional.embedding_bag(ids, self.rows, starts, mode="sum", sparse=True)
        return sums / sums.norm(dim=1, keepdim=True).clamp_min(1e-6)

    def step(self, batch: Batch, rate: float) -> float:
        scores = self._embed(batch.queries) @ self._embed(batch.documents).T / self.temperature
        scores = scores.masked_fill(torch.from_numpy(batch.excluded).to(self.device), -torch.inf)
        own = torch.arange(len(scores), device=self.device)
        loss = (1 - self.back) * torch.nn.functional.cross_entropy(scores, own)
        loss = loss + self.back * torch.nn.functional.cross_entropy(scores.T, own)
        loss.backward()
        slope = self.rows.grad.coalesce()
        self.rows.grad = None
        with torch.no_grad():
            self._walk(slope.indices()[0], slope.values(), rate)
        return loss.item()

    def _walk(self, tokens: torch.Tensor, slope: torch.Tensor, rate: float) -> None:
        self.steps[tokens] += 1
        count = self.steps[tokens]
        self.mean[tokens] = self.mean[tokens] * 0.9 + slope * 0.1
        self.square[tokens] = self.square[tokens] * 0.99 + slope * slope * 0.01
        mean, square = self.mean[tokens] / (1 - 0.9**count), self.square[tokens] / (1 - 0.99**count)
        pull = self.anchor * (self.rows[tokens] - self.start[tokens])
        self.rows[tokens] -= rate * (mean / (square.sqrt() + 1e-12) + pull)

    def result(self) -> np.ndarray:
        return self.rows.detach().cpu().numpy()
