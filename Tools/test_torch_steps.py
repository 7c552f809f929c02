#!/usr/bin/env python3
"""Torch takes the same steps as numpy: `python3 Tools/test_torch_steps.py`.

Needs torch, which is large, so that this is not a part of `make test`: run it before training a model with torch.
"""
import unittest

import numpy as np
from test_train_model import batch

from model import loss
from model.torch_steps import TorchSteps


class Steps(unittest.TestCase):
    def test_torch_takes_the_same_steps(self):
        rows = np.random.default_rng(2).normal(size=(30, 8)).astype("f4")
        ours, theirs = loss.NumpySteps(rows, 0.1, 0.3, 0.1), TorchSteps(rows, 0.1, 0.3, 0.1, "cpu")
        for seed in range(5):
            self.assertAlmostEqual(ours.step(batch(seed), 0.01), theirs.step(batch(seed), 0.01), 4)
        np.testing.assert_allclose(ours.result(), theirs.result(), atol=1e-4)


if __name__ == "__main__":
    unittest.main()
