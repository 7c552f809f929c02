"""Numbers of a distribution: percentiles, and times that spread."""

import math
import random


def lognormal(chance: random.Random, median: float, deviation: float) -> float:
    return median * math.exp(chance.gauss(0, deviation))


def percentile(sorted_values: list[float], share: float) -> float:
    """The least value that at least `share` of them do not exceed; NaN of none."""
    if not sorted_values:
        return math.nan
    return sorted_values[min(len(sorted_values) - 1, max(0, math.ceil(share * len(sorted_values)) - 1))]
