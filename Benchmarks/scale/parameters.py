"""What the simulation is fed with: measurements of our programs, limits of the services."""

import json
from pathlib import Path

DATA = Path(__file__).resolve().parent / "data"


def limits() -> dict[str, float]:
    return {name: entry["value"] for name, entry in json.loads((DATA / "limits.json").read_text()).items()}


def measured(system: str) -> dict[str, float]:
    values = json.loads((DATA / "measurements.json").read_text())[system]["values"]
    return {name: entry["value"] for name, entry in values.items()}
