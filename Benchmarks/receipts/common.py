"""What the benchmarks of receipts share: the tools of their tests, vectors, the program on a data directory."""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.dont_write_bytecode = True
sys.path[:0] = [str(ROOT / "Tests/System" / name) for name in ("receipts", "", "aws", "lambda")]

import numpy as np  # noqa: E402

import program  # noqa: E402
from stores import Folder  # noqa: E402

MODEL = "local-hash-v1"
CENTRES = 1000


def vectors(count: int, dimensions: int, seed: int = 3) -> np.ndarray:
    """Unit vectors in groups, as those of texts are."""
    chance = np.random.default_rng(seed)
    centres = np.random.default_rng(1).standard_normal((CENTRES, dimensions), dtype=np.float32)
    found = np.empty((count, dimensions), np.float32)
    for begin in range(0, count, 10_000):
        part = centres[chance.integers(0, CENTRES, min(10_000, count - begin))]
        part = part + 0.7 * chance.standard_normal(part.shape, dtype=np.float32)
        found[begin:begin + len(part)] = part / np.linalg.norm(part, axis=1, keepdims=True)
    return found


class Machine:
    """The program with a data directory."""

    def __init__(self, executable: str, folder: Path, dimensions: int, **variables: str):
        os.environ["PROGRAM_UNDER_TEST"] = str(Path(executable).resolve())
        self.folder, self.data = folder, folder / "data"
        self.objects = Folder(self.data / "objects/chromadb")
        self.variables = program.environment(folder, {
            "EMBED_DATA_DIR": str(self.data), "EMBEDDING_DIMENSIONS": str(dimensions), "ENABLE_METRICS": "false",
            "LOG_LEVEL": "warning", **variables})

    def start(self, *words: str, stdin: str = "", **more: str) -> program.Started:
        return program.Started(list(words), self.variables | more, stdin)

    def call(self, *words: str, stdin: str = "", **more: str) -> tuple[float, program.Ended]:
        """Seconds, and how it ended, which must be well."""
        begun = time.perf_counter()
        ended = self.start(*words, stdin=stdin, **more).wait(3600)
        if ended.code:
            sys.exit(f"{' '.join(words)}: {ended}")
        return time.perf_counter() - begun, ended


def load() -> str:
    return f"{os.getloadavg()[0]:.1f}"


def row(*cells: object) -> None:
    print(f"| {' | '.join(map(str, cells))} |", flush=True)


def head(*cells: str) -> None:
    row(*cells)
    print(f"|---{'|---:' * (len(cells) - 1)}|")


def output(*command: object) -> str:
    return subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True).stdout
