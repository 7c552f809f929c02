#!/usr/bin/env python3
"""Says how often the shop of a receipt is found, without Google Places and with a stand-in for it: a table by tier.

    Benchmarks/receipts/merchants.py RECEIPTS [FOLDER] [--keep TRUTH]

RECEIPTS is the program. FOLDER has sroie.tar.xz and us-made.tar.xz, 460 receipts; without it data/receipts of
$FDNIX_SHARED is taken. What names the shop on them shops.txt says, a shop a line: the number of the line with the name on
the first of its receipts, then all its receipts by the first eight digits of the image and the number of the receipt. It
was written by reading receipts, not answers; one registration of a company is one shop, and so is one brand.

The rules were mended by the receipts that are *seen*: all of us-made, and those of SROIE up to the image LAST_SEEN. The
*held out* ones are the rest. Each part is measured by itself, so a receipt is looked for among the others of its part.
--keep leaves the truth of both parts in a folder, as `receipts evaluate` takes it.
"""

import argparse
import json
import re
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

import common

import program

SHOPS, ARCHIVES = Path(__file__).with_name("shops.txt"), ("sroie.tar.xz", "us-made.tar.xz")
LAST_SEEN = "44b3adf1"
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
    def share(count: int) -> str:
        return f"{100 * count / score['receipts']:.1f}"

    common.row(part, score["receipts"], share(score["right"]), share(score["wrong"]), share(score["unknown"]),
               f"{score['cost']:.3f}")
    for tier in TIERS:
        if count := score["tiers"].get(tier):
            common.row(f"– {tier}", count["right"] + count["wrong"], share(count["right"]), share(count["wrong"]), "", "")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("archives", type=Path, nargs="?", default=program.shared("data/receipts"))
    parser.add_argument("--keep", type=Path, metavar="TRUTH")
    given = parser.parse_args()
    if not given.archives or not all((given.archives / name).is_file() for name in ARCHIVES):
        return print(f"skipped: needs the receipts of {' and '.join(ARCHIVES)}; FDNIX_SHARED names the folder above them")
    with tempfile.TemporaryDirectory(prefix="receipts-bench-") as name:
        folder = Path(name)
        seen, parts = unpack(given.archives, folder), {"seen": [], "held out": []}
        for known in truth(folder / "receipts"):
            parts["seen" if known["image_id"] in seen else "held out"].append(json.dumps(known, ensure_ascii=False) + "\n")
        machine = common.Machine(given.program, folder, 1536)
        common.head("", "receipts", "right %", "wrong %", "unknown %", "cost")
        for part, lines in parts.items():
            path = (given.keep or folder) / f"{part.replace(' ', '-')}.ndjson"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("".join(lines))
            _, ended = machine.call("evaluate", "--receipts", folder / "receipts", "--truth", path, "--json")
            scores = json.loads(ended.out)
            told(f"{part}, without Places", scores["without_places"])
            told(f"{part}, with Places", scores["with_places"])


sys.exit(main())
