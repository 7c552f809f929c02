"""Service times of the programs, measured on this machine, as the simulation takes them."""

import sys
from pathlib import Path

# The tools of the programs' tests.
ROOT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT / "Tests/System" / name) for name in ("receipts", "", "aws", "lambda")]
