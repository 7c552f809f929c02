"""The manifest as SwiftPM reads it, ours and those of the packages it asks for, and the one-way rule of the rooms."""

import json
import os
import subprocess
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from .rules import ROOT, Fault, rule

SWIFT = os.environ.get("SWIFT", "swift")
CHECKOUTS = ROOT / ".build" / "checkouts"
# From the bottom up. Rooms of the same height are families: they never depend on one another.
HEIGHTS = {"System": 0, "Core": 1, "Engine": 2, "Cloud": 3, "Packages": 4, "Documents": 4, "Receipts": 4, "Programs": 5}


class Target(NamedTuple):
    name: str
    kind: str
    path: str
    #: Targets of the same package.
    targets: list[str]
    #: Products of other packages, with the package.
    products: list[tuple[str, str]]

    @property
    def room(self) -> str:
        parts = self.path.split("/")
        return parts[1] if len(parts) == 3 else ""


class Package(NamedTuple):
    targets: dict[str, Target]
    products: dict[str, list[str]]


def _enabled(dump: dict, traits: list[str] | None) -> set[str]:
    """The traits that hold: those asked for, else the default ones."""
    if traits is not None and "default" not in traits:
        return set(traits)
    return {name for trait in dump.get("traits") or [] if trait["name"] == "default" for name in trait["enabledTraits"]}


@cache
def dump(folder: str) -> dict:
    done = subprocess.run([SWIFT, "package", "dump-package"], cwd=folder, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"swift package dump-package in {folder}: {done.stderr.strip()}")
    return json.loads(done.stdout)


def load(folder: str, traits: list[str] | None = None) -> Package:
    """A package's targets and products, without what only traits that do not hold or other systems ask for."""
    manifest, targets = dump(folder), {}
    enabled = _enabled(manifest, traits)
    own = {target["name"] for target in manifest["targets"]}
    for target in manifest["targets"]:
        inner, outer = [], []
        for dependency in target["dependencies"]:
            ((kind, parts),) = dependency.items()
            condition = parts[-1] or {}
            if condition.get("traits") and not enabled & set(condition["traits"]):
                continue
            if condition.get("platformNames") and "linux" not in condition["platformNames"]:
                continue
            if kind == "product":
                outer.append((parts[0], (parts[1] or parts[0]).lower()))
            elif kind in ("target", "byName"):
                if parts[0] in own:
                    inner.append(parts[0])
                else:
                    outer.append((parts[0], parts[0].lower()))
        path = target.get("path") or f"Sources/{target['name']}"
        targets[target["name"]] = Target(target["name"], target["type"], path, inner, outer)
    return Package(targets, {product["name"]: product["targets"] for product in manifest["products"]})


@cache
def project() -> Package:
    return load(str(ROOT))


@cache
def other(identity: str) -> Package:
    """A package that ours asks for, itself or through others; fetched where that was not done yet."""
    if not (CHECKOUTS / identity).is_dir():
        subprocess.run([SWIFT, "package", "resolve"], cwd=ROOT, check=True, capture_output=True)
    for dependency in dump(str(ROOT))["dependencies"]:
        for details in dependency.get("sourceControl", []):
            if details["identity"] == identity:
                return load(str(CHECKOUTS / identity), [trait["name"] for trait in details.get("traits", [])])
    return load(str(CHECKOUTS / identity))


def closure(name: str) -> dict[str, str]:
    """Everything a target of ours holds, with what brought it in: modules of ours and of other packages."""
    found, waiting = {}, [("", name, "the manifest")]
    while waiting:
        package, target, by = waiting.pop()
        if target in found:
            continue
        found[target] = by
        entry = (other(package) if package else project()).targets[target]
        waiting += [(package, inner, target) for inner in entry.targets]
        for product, identity in entry.products:
            waiting += [(identity, inner, target) for inner in other(identity).products[product]]
    return found


@rule("rooms", "move the code down, or hand it in from above through a protocol; a family never imports another")
def rooms() -> Iterator[Fault]:
    targets = project().targets
    for target in targets.values():
        shared = target.name == "TestSupport"
        if shared:
            continue
        top = "Tests" if target.kind == "test" or target.path.startswith("Tests/") else "Sources"
        if target.room not in HEIGHTS or target.path != f"{top}/{target.room}/{target.name}":
            yield Fault(target.name, f"its path is {target.path}, not {top}/ROOM/{target.name}")
            continue
        for name in target.targets:
            other = targets[name]
            if name == "TestSupport" or (other.room == target.room):
                continue
            if HEIGHTS.get(other.room, 9) >= HEIGHTS[target.room]:
                yield Fault(target.name, f"of {target.room} depends on {name} of {other.room}", f"{target.name}:{name}")
    for name in targets["TestSupport"].targets if "TestSupport" in targets else []:
        if HEIGHTS[targets[name].room] > HEIGHTS["Core"]:
            yield Fault("TestSupport", f"depends on {name}: what every test target links must stay small")
