#!/usr/bin/env python3
"""Prints the query stream of the benchmarks, CLASS<TAB>QUERY a line, the same every time for the same packages.

    fdnix print | python3 Benchmarks/queries.py [--gold DIRECTORY] [--names COUNT] [--quick] > queries.tsv

Standard input gives the packages (attribute path, version and description, two spaces apart). Classes:

    gold     graded queries of DIRECTORY (default: ../shared/gold beside the checkout), else a short list of our own
    prefix   every gold query as it is typed, letter by letter
    name     attribute paths of random packages
    worst    one and two letters, stop words, the commonest words, a query of 500 characters
"""
import argparse
import collections
import json
import pathlib
import random
import re
import sys

GOLD = pathlib.Path(__file__).resolve().parents[2] / "shared" / "gold"
LETTERS = "abcdefghijklmnopqrstuvwxyz"
PAIRS = ["li", "py", "go", "qt", "gt", "gn", "ha", "no", "pe", "ru", "ki", "zz", "x1", "c+", "00", "re"]
STOP_WORDS = ["the", "a", "of", "for", "and", "to", "in", "is", "with", "the the", "to be or not to be", "what is the"]
OWN = """firefox
ripgrep
postgresql
visual studio code
htop
fierfox
pyhton
kubctl
adb
psql
convert images between formats
password manager for the terminal
record the screen and share it
download videos from the web
find duplicate files
monitor disk usage
python http client
haskell json parser
vim plugin for git
alternative to photoshop
terminal multiplexer
c++
.net sdk
7zip
gtk4""".splitlines()


def gold(directory: pathlib.Path) -> list[str]:
    queries = []
    if (directory / "dev.jsonl").exists():
        lines = (directory / "dev.jsonl").read_text("utf-8").splitlines()
        queries += [json.loads(line)["query"] for line in lines]
    if (directory / "external-half.json").exists():
        queries += [entry["q"] for entry in json.loads((directory / "external-half.json").read_text("utf-8"))]
    return list(dict.fromkeys(queries)) or OWN


def packages(lines) -> tuple[list[str], collections.Counter]:
    """All attribute paths, and how many descriptions have each word."""
    names = []
    words = collections.Counter()
    for line in lines:
        parts = line.rstrip("\n").split("  ", 2)
        names.append(parts[0])
        words.update(set(re.findall("[a-z]{2,}", parts[-1].lower())) if len(parts) == 3 else ())
    return names, words


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gold", type=pathlib.Path, default=GOLD)
    parser.add_argument("--names", type=int, default=500)
    parser.add_argument("--quick", action="store_true", help="a tenth of the prefixes and names")
    options = parser.parse_args()
    names, words = packages(sys.stdin)
    queries = gold(options.gold)
    prefixes = dict.fromkeys(query[:length] for query in queries for length in range(1, len(query) + 1))
    prefixes = [prefix for prefix in prefixes if prefix == prefix.strip()]
    count = options.names
    if options.quick:
        prefixes, count = prefixes[::10], count // 10
    generator = random.Random(26)
    commonest = [word for word, _ in sorted(words.items(), key=lambda item: (-item[1], item[0]))[:16]]
    long = ""
    while len(long) < 500:
        long += generator.choice(queries) + " "
    classes = {
        "gold": queries,
        "prefix": prefixes,
        "name": sorted(generator.sample(names, min(count, len(names)))),
        "worst": [*LETTERS, *PAIRS, *STOP_WORDS, *commonest, " ".join(commonest), long[:500].strip()],
    }
    for kind, texts in classes.items():
        for text in texts:
            print(f"{kind}\t{' '.join(text.split())}")


main()
