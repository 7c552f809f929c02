"""The file of measurements: each with its unit and how it was measured, each system with day, machine and load."""

import datetime
import json
import os
import platform
from pathlib import Path
from typing import Any

import numpy as np

FILE = Path(__file__).resolve().parents[1] / "data/measurements.json"


class Record:
    """What was measured of one system."""

    def __init__(self, system: str):
        self.system = system
        self.values: dict[str, dict[str, Any]] = {}

    def add(self, name: str, value: float, unit: str, how: str) -> None:
        self.values[name] = {"value": float(f"{value:.4g}"), "unit": unit, "how": how}
        print(f"{self.system}.{name}: {value:.4g} {unit} ({how})", flush=True)

    def write(self) -> None:
        known = json.loads(FILE.read_text()) if FILE.exists() else {}
        known[self.system] = {
            "day": datetime.date.today().isoformat(), "machine": machine(), "load": round(os.getloadavg()[0], 1),
            "values": self.values}
        FILE.write_text(json.dumps(dict(sorted(known.items())), indent=1, ensure_ascii=False) + "\n")


def machine() -> str:
    model = next((line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), platform.machine())
    return f"{os.cpu_count()} × {model}"


def fit(rows: list[list[float]], values: list[float]) -> list[float]:
    """Coefficients, none below zero, that come nearest to values relative to their size."""
    weights = 1 / np.asarray(values)
    matrix, target = np.asarray(rows, float) * weights[:, None], np.ones(len(values))
    active = list(range(matrix.shape[1]))
    while True:
        found = np.linalg.lstsq(matrix[:, active], target, rcond=None)[0]
        if (found >= 0).all() or len(active) == 1:
            break
        active.pop(int(np.argmin(found)))
    whole = np.zeros(matrix.shape[1])
    whole[active] = np.maximum(found, 0)
    return whole.tolist()
