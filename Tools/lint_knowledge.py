#!/usr/bin/env python3
"""Checks the knowledge files: shape, order, no duplicates, and that every target is a package.

usage: fdnix print | Tools/lint_knowledge.py -        # against the packages of an index
       Tools/lint_knowledge.py                        # shape and order only

Prints a line for each fault; exits 1 when there is one.
"""

import pathlib
import sys

DATA = pathlib.Path(__file__).parent.parent / "Sources" / "CKnowledge" / "data"
COLUMNS = {"programs": 2, "aliases": 2, "alternatives": 2, "kinds": 3, "synonyms": 2, "ecosystems": 2}
NAMES_PACKAGES = {"programs", "aliases", "alternatives", "kinds"}


def faults(name: str, packages: set[str] | None):
    previous = ""
    for number, line in enumerate((DATA / f"{name}.tsv").read_text("utf-8").split("\n"), 1):
        if not line or line.startswith("#"):
            continue
        where = f"{name}.tsv:{number}"
        parts = line.split("\t")
        if len(parts) != COLUMNS[name] or not all((parts[0], parts[-1])):
            yield f"{where}: needs {COLUMNS[name]} columns"
            continue
        key, targets = parts[0], parts[-1].split(" ")
        if key != key.lower():
            yield f"{where}: {key!r} is not lower case"
        if key.encode() <= previous.encode():
            yield f"{where}: {key!r} must come after {previous!r}, once"
        previous = key
        if len(set(targets)) != len(targets):
            yield f"{where}: {key!r} names a target twice"
        if packages is not None and name in NAMES_PACKAGES:
            for target in targets:
                if target not in packages:
                    yield f"{where}: {key!r} names {target}, which is no package"


def main() -> int:
    packages = {line.split("  ")[0] for line in sys.stdin} if sys.argv[1:] == ["-"] else None
    found = [fault for name in COLUMNS for fault in faults(name, packages)]
    print("\n".join(found) if found else "knowledge files: no fault")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
