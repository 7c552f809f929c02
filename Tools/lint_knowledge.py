#!/usr/bin/env python3
"""Checks the knowledge files: shape, order, no duplicates, and that every target is a package.

usage: fdnix print | Tools/lint_knowledge.py -        # against the packages of an index (or a FILE of them)
       Tools/lint_knowledge.py                        # shape and order only

Prints a line for each fault; exits 1 when there is one.
"""

import pathlib
import re
import sys

DATA = pathlib.Path(__file__).parent.parent / "Sources" / "Packages" / "CKnowledge" / "data"
COLUMNS = {"programs": 2, "aliases": 2, "alternatives": 2, "kinds": 3, "synonyms": 2, "ecosystems": 2, "categories": 2}
NAMES_PACKAGES = {"programs", "aliases", "alternatives", "kinds"}
# What libraries.tsv lists goes without saying; these words would only repeat it.
NEEDLESS = {"library", "libraries", "plugin", "plugins", "package", "packages"}
MOST_LIBRARIES = 12


def entries(name: str):
    """The lines of a knowledge file that are no comment, with where each is and its columns."""
    for number, line in enumerate((DATA / f"{name}.tsv").read_text("utf-8").split("\n"), 1):
        if line and not line.startswith("#"):
            yield f"{name}.tsv:{number}", line.split("\t")


def faults(name: str, packages: set[str] | None):
    previous = ""
    for where, parts in entries(name):
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


def sets_of_packages(packages: set[str], wanted: set[str]) -> dict[str, set[str]]:
    """What the sets hold, each named as in ecosystems.tsv; a name may have a dot in it, as ms-python.python has."""
    inside = {name: set() for name in wanted}
    set_named = {}
    for path in packages:
        dot = path.find(".")
        while dot > 0:
            prefix = path[:dot]
            if prefix not in set_named:
                set_named[prefix] = re.sub("[0-9_]", "", prefix).lower()
            if set_named[prefix] in inside:
                inside[set_named[prefix]].add(path[dot + 1 :])
            dot = path.find(".", dot + 1)
    return inside


def library_faults(packages: set[str] | None):
    """The faults of libraries.tsv, whose names lie in the sets of an ecosystem rather than on their own."""
    ecosystems = {parts[0]: parts[-1].split(" ") for _, parts in entries("ecosystems")}
    inside = None
    if packages is not None:
        inside = sets_of_packages(packages, {name for names in ecosystems.values() for name in names})
    previous: list[str] = []
    said: dict[str, set[str]] = {}
    for where, parts in entries("libraries"):
        if len(parts) != 4 or not all((parts[0], parts[1], parts[3])):
            yield f"{where}: needs 4 columns"
            continue
        ecosystem, purpose, others, targets = *parts[:3], parts[3].split(" ")
        what = f"{ecosystem} {purpose!r}"
        if ecosystem not in ecosystems:
            yield f"{where}: {ecosystem} is no word of ecosystems.tsv"
            continue
        if previous and "\t".join(parts[:2]).encode() <= "\t".join(previous).encode():
            yield f"{where}: {what} must come after {previous[0]} {previous[1]!r}, once"
        previous = parts[:2]
        for wording in [purpose, *(others.split("; ") if others else [])]:
            if wording != wording.strip().lower() or not wording or ";" in wording:
                yield f"{where}: {wording!r} is not plain and lower case"
            if wording in said.setdefault(ecosystem, set()):
                yield f"{where}: {ecosystem} has {wording!r} already"
            said[ecosystem].add(wording)
            for word in sorted({ecosystem, *NEEDLESS} & set(wording.split(" "))):
                yield f"{where}: {wording!r} needs no {word!r}"
        if len(set(targets)) != len(targets) or len(targets) > MOST_LIBRARIES:
            yield f"{where}: {what} names something twice or more than {MOST_LIBRARIES}"
        for target in targets:
            if not target or (inside is not None and not any(target in inside[s] for s in ecosystems[ecosystem])):
                yield f"{where}: {what} names {target!r}, which is in no set of it"


def main() -> int:
    packages = None
    if given := sys.argv[1:]:
        text = sys.stdin.read() if given == ["-"] else pathlib.Path(given[0]).read_text("utf-8")
        packages = {line.split("  ")[0] for line in text.splitlines()}
    found = [fault for name in COLUMNS for fault in faults(name, packages)]
    found += library_faults(packages)
    print("\n".join(found) if found else "knowledge files: no fault")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
