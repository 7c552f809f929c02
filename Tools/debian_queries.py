#!/usr/bin/env python3
"""Queries in other people's words: what Debian's maintainers say of a package that nixpkgs describes otherwise.

    apt-cache dumpavail | Tools/debian_queries.py packages.json.br > queries.jsonl
    apt-cache dumpavail | Tools/debian_queries.py packages.json.br --half odd | wc -l

A Debian package stands for the top-level attribute of the same name and home page. Its one-line description, without
the package's name, is the query; it is kept where it has three words or more of its own and at least half of their
stems occur neither in our description nor in our long one. Writes what `fdnix evaluate --gold` reads, in order of
name. A half is chosen by a hash of the name, so that it stays the same whatever else there is: choose constants on one,
report the other. Needs brotli for packages.json.br; plain, .xz and .gz are read without.
"""
import argparse
import hashlib
import json
import pathlib
import re
import sys
from collections.abc import Iterable, Iterator

from model.corpus import read_packages

FEWEST_WORDS = 3
COMMON = frozenset(
    "a an and are as at based be by can for from in into is it its of on or that the this to using via with you "
    "your".split())
ENDINGS = ("ing", "ers", "er", "ies", "es", "ed", "s", "or", "ion")


def stanzas(lines: Iterable[str]) -> Iterator[dict[str, str]]:
    """The fields of each package; of a field of several lines the first one."""
    fields: dict[str, str] = {}
    for line in lines:
        if not line.strip():
            if fields:
                yield fields
            fields = {}
        elif not line[0].isspace():
            name, _, value = line.partition(":")
            fields[name] = value.strip()
    if fields:
        yield fields


def home(address: object) -> str:
    """An address without what two writers of it differ in: scheme, `www.`, case of the host, slashes at the end."""
    if not isinstance(address, str):
        return ""
    host, slash, path = re.sub(r"^[a-z]+://", "", address.strip(), flags=re.IGNORECASE).partition("/")
    return (host.lower().removeprefix("www.") + slash + path).rstrip("/")


def homes(meta: dict) -> set[str]:
    pages = meta.get("homepage")
    return {home(page) for page in (pages if isinstance(pages, list) else [pages])} - {""}


def words(text: object) -> list[str]:
    return re.findall(r"[a-z0-9+#]+", text.lower()) if isinstance(text, str) else []


def stem(word: str) -> str:
    ending = next((e for e in ENDINGS if word.endswith(e) and len(word) - len(e) >= 3), "")
    return word.removesuffix(ending)


def stems(text: object) -> list[str]:
    return [stem(word) for word in words(text) if word not in COMMON]


def query(name: str, description: str, meta: dict) -> str | None:
    """The description without the name, where it says in other words what ours says."""
    named = set(words(name))
    text = " ".join(word for word in description.split() if not named.issuperset(words(word)))
    asked, ours = stems(text), set(stems(meta.get("description")) + stems(meta.get("longDescription")))
    other = sum(word not in ours for word in asked)
    return text if len(asked) >= FEWEST_WORDS and 2 * other >= len(asked) else None


def half(name: str) -> str:
    return "odd" if hashlib.sha256(name.encode()).digest()[-1] % 2 else "even"


def queries(available: Iterable[str], packages: dict) -> list[dict]:
    """Every query, in the form of our graded sets, in order of name."""
    found: dict[str, dict] = {}
    for fields in stanzas(available):
        name = fields.get("Package", "")
        if name in found or "." in name or not (record := packages.get(name)):
            continue
        meta = record.get("meta") or {}
        if home(fields.get("Homepage")) not in homes(meta):
            continue
        if text := query(name, fields.get("Description") or fields.get("Description-en", ""), meta):
            found[name] = {"id": f"debian-{name}", "kind": "description", "query": text, "relevant": {name: 3}}
    return [found[name] for name in sorted(found)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packages", type=pathlib.Path, help="packages.json of a channel: plain, .br, .gz or .xz")
    parser.add_argument("available", nargs="?", help="what `apt-cache dumpavail` printed; standard input by default")
    parser.add_argument("--half", choices=("even", "odd", "all"), default="all", help="the packages of one half only")
    options = parser.parse_args()
    with open(options.available or sys.stdin.fileno(), encoding="utf-8", errors="replace") as available:
        for entry in queries(available, read_packages(options.packages)):
            if options.half in ("all", half(next(iter(entry["relevant"])))):
                print(json.dumps(entry, ensure_ascii=False))


if __name__ == "__main__":
    main()
