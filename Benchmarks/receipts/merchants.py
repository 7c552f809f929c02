#!/usr/bin/env python3
"""Says how often the shop of a receipt is found, without Google Places and with a stand-in for it: a table by tier.

    Benchmarks/receipts/merchants.py RECEIPTS [FOLDER] [--keep TRUTH]

RECEIPTS is the program. FOLDER has sroie.tar.xz and us-made.tar.xz, 460 receipts; without it data/receipts of the
shared folder (FDNIX_SHARED) is taken. shops.txt says what names the shop on them, a shop a line: the number of the line
with the name on the first of its receipts, then all its receipts by the first eight digits of the image and the number
of the receipt. It was written by reading receipts, not answers; one registration is one shop, and so is one brand.

The rules were mended by the receipts that are *seen*: all of us-made, and those of SROIE up to the image LAST_SEEN. The
*held out* ones are the rest. Each part is measured by itself, so a receipt is looked for among the others of its part;
without Places a shop can be found only where another receipt is of it too. The stand-in knows the telephone numbers and
addresses of these very receipts: with it the ladder is measured, not Google. A wrong answer costs ten missing ones.
--keep leaves the truth of both parts in a folder, as `receipts evaluate` takes it.
"""

import argparse
import json
import re
import sys
import tarfile
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import common

import program

SHOPS, ARCHIVES = Path(__file__).with_name("shops.txt"), ("sroie.tar.xz", "us-made.tar.xz")
LAST_SEEN = "44b3adf1"
SHARES = ("right", "wrong", "unknown")
TIERS = ("phone", "address", "text", "similarity", "name-and-town")
#: What stands behind a name on its line, and is no part of it.
REGISTRATION = re.compile(r"\(.*?\)|\b\d{5,}\S*")


def unpack(archives: Path, folder: Path) -> set[str]:
    """The images of which the rules saw the receipts."""
    seen: set[str] = set()
    for name in ARCHIVES:
        with tarfile.open(archives / name) as archive:
            images = {member.split("/")[1] for member in archive.getnames() if member.endswith(".ndjson")}
            archive.extractall(folder, filter="data")
        seen |= images if name.startswith("us") else {image for image in images if image[:8] <= LAST_SEEN}
    return seen


def truth(receipts: Path) -> Iterator[dict[str, object]]:
    """Where each receipt is from, as the program reads it."""
    images = {path.name[:8]: path for path in receipts.iterdir()}
    for shop in SHOPS.read_text().splitlines():
        line, *own = shop.split()
        known = [(images[image], int(number)) for image, number in (name.split("-") for name in own)]
        image, number = known[0]
        rows = map(json.loads, (image / f"receipt-{number:05}/lines.ndjson").read_text().splitlines())
        text = next(row["text"] for row in rows if row["line_id"] == int(line))
        for image, number in known:
            yield {"image_id": image.name, "receipt_id": number,
                   "merchant_name": " ".join(REGISTRATION.sub(" ", text).split())}


def told(part: str, score: dict) -> None:
    def cells(name: str, count: dict[str, int]) -> list[object]:
        shares = [f"{100 * count[key] / score['receipts']:.1f}" if key in count else "" for key in SHARES]
        return [name, sum(count[key] for key in SHARES if key in count), *shares]

    common.row(*cells(part, score), f"{score['cost']:.3f}")
    for tier in TIERS:
        if tier in score["tiers"]:
            common.row(*cells(f"– {tier}", score["tiers"][tier]), "")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("archives", type=Path, nargs="?", default=program.shared("data/receipts"))
    parser.add_argument("--keep", type=Path, metavar="TRUTH")
    given = parser.parse_args()
    if not given.archives or not all((given.archives / name).is_file() for name in ARCHIVES):
        return print(f"skipped: {' and '.join(ARCHIVES)} are not there; FDNIX_SHARED names the folder above them")
    with tempfile.TemporaryDirectory(prefix="receipts-bench-") as name:
        folder = Path(name)
        seen, parts = unpack(given.archives, folder), {"seen": [], "held out": []}
        for known in truth(folder / "receipts"):
            parts["seen" if known["image_id"] in seen else "held out"].append(known)
        for part, receipts in parts.items():
            shops = Counter(known["merchant_name"] for known in receipts)
            shared = sum(count for count in shops.values() if count > 1)
            print(f"{part}: {len(receipts)} receipts of {len(shops)} shops, {shared} of a shop with another one")
        print()
        machine = common.Machine(given.program, folder, 1536)
        common.head("", "receipts", *(f"{name} %" for name in SHARES), "cost")
        for part, receipts in parts.items():
            path = (given.keep or folder) / f"{part.replace(' ', '-')}.ndjson"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("".join(json.dumps(known, ensure_ascii=False) + "\n" for known in receipts))
            _, ended = machine.call("evaluate", "--receipts", folder / "receipts", "--truth", path, "--json")
            scores = json.loads(ended.out)
            told(f"{part}, without Places", scores["without_places"])
            told(f"{part}, with Places", scores["with_places"])


sys.exit(main())
