"""What rules are made of: a registry, faults, allowances, and the files of the repository."""

import os
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent.parent
ALLOWED = Path(__file__).with_name("allowed.tsv")


class Fault(NamedTuple):
    """Where a rule does not hold, and why. `key` is what allowed.tsv names to allow it."""

    where: str
    message: str
    key: str = ""


class Rule(NamedTuple):
    name: str
    #: What to do about a fault, in one line.
    remedy: str
    faults: Callable[[], Iterator[Fault]]


RULES: dict[str, Rule] = {}


def rule(name: str, remedy: str) -> Callable:
    """Makes a rule of a function that yields faults."""

    def register(function: Callable[[], Iterator[Fault]]) -> Callable[[], Iterator[Fault]]:
        RULES[name] = Rule(name, remedy, function)
        return function

    return register


def allowances() -> dict[tuple[str, str], str]:
    """The reasons in allowed.tsv, by rule and key."""
    found = {}
    for number, line in enumerate(ALLOWED.read_text().splitlines(), 1):
        if line and not line.startswith("#"):
            parts = line.split("\t")
            if len(parts) != 3 or not all(parts):
                raise ValueError(f"{ALLOWED.name}:{number}: needs a rule, a key and a reason, tabs between them")
            found[parts[0], parts[1]] = parts[2]
    return found


def skip(check: str, reason: str) -> None:
    """Tells of a check that cannot be made here, as the tests do (Tests/System/suite.py)."""
    if path := os.environ.get("FDNIX_SKIPS"):
        with open(path, "a") as file:
            file.write(f"missing\tlint: {check}\t{reason}\n")
    print(f"skipped: {check}: {reason}")


@cache
def files() -> list[str]:
    """The files of the repository as they are in the working tree, paths relative to its root."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, check=True,
        capture_output=True, text=True).stdout
    return sorted({path for path in listed.split("\0") if path and (ROOT / path).is_file()})


def under(*folders: str, ends: tuple[str, ...] = (".swift",)) -> list[str]:
    """The files below these folders with these endings."""
    return [path for path in files() if path.startswith(tuple(f"{f}/" for f in folders)) and path.endswith(ends)]


@cache
def read(path: str) -> str:
    try:
        return (ROOT / path).read_text("utf-8", errors="replace")
    except FileNotFoundError:  # deleted since it was listed
        return ""


def tool(name: str) -> str | None:
    """A program of the test tools (Scripts/test-tools), else of the path."""
    own = Path(os.environ.get("FDNIX_TEST_TOOLS", ROOT / ".fdnix/tests")) / "bin" / name
    if own.exists():
        return str(own)
    from shutil import which

    return which(name)
