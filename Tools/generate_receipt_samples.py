#!/usr/bin/env python3
"""Writes the sample receipts below Samples/receipts: rows of lines and words as an OCR gives them, of invented shops.

The shops of those in `known` stand in `merchants.ndjson`, an item of the table a line; those in `new` are to be found.

    Tools/generate_receipt_samples.py
"""

import json
import random
import uuid
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "Samples" / "receipts"
WIDTH = 34

SHOPS = {
    "harbour": {
        "name": "HARBOUR STREET BOOKS", "address": ["412 Harbor Street", "Astoria, OR 97103"],
        "phone": "(503) 555-0142", "url": "www.harbourstreetbooks.example",
    },
    "lantern": {
        "name": "LANTERN NOODLE HOUSE", "address": ["88 Mission Avenue", "Portland, OR 97209"],
        "phone": "503-555-0171", "url": None,
    },
    "cedar": {
        "name": "CEDAR & PINE HARDWARE", "address": ["1209 Ridge Road", "Boise, ID 83702"],
        "phone": "(208) 555-0119", "url": "cedarpine.example",
    },
}
RECEIPTS = [
    ("harbour", [("The Lighthouse Keepers", 18.95), ("Tide tables 2026", 6.50)], "03/14/2026"),
    ("harbour", [("Knots and splices", 12.00), ("Postcard", 1.25), ("Postcard", 1.25)], "04/02/2026"),
    ("lantern", [("Beef noodle soup", 14.50), ("Jasmine tea", 3.75)], "03/20/2026"),
    ("lantern", [("Dumplings 12 pc", 13.25), ("Sesame noodles", 11.00), ("Tea", 3.75)], "05/01/2026"),
    ("cedar", [("Deck screws 3in", 9.49), ("Wood glue", 7.29), ("Sandpaper 120", 4.99)], "02/27/2026"),
]


def money(value):
    return f"${value:.2f}"


def lines_of(shop, items, day):
    """The printed lines, each with what its words tell beyond their text."""
    shop = SHOPS[shop]
    address = ", ".join(shop["address"])
    yield shop["name"], None
    for line in shop["address"]:
        yield line, ("address", address)
    yield f"Tel {shop['phone']}", ("phone", shop["phone"])
    if shop["url"]:
        yield shop["url"], ("url", shop["url"])
    yield "-" * 24, None
    yield f"{day}  14:{len(items):02}", ("date", day)
    for name, price in items:
        yield f"{name} {money(price)}", None
    total = sum(price for _, price in items)
    yield f"TOTAL {money(total)}", None
    yield "CARD XXXX XXXX XXXX 0000", None
    yield "Thank you, come again!", None


def corners(x, y, width, height):
    return {
        "bounding_box": {"x": x, "y": y, "width": width, "height": height},
        "top_left": {"x": x, "y": y + height}, "top_right": {"x": x + width, "y": y + height},
        "bottom_left": {"x": x, "y": y}, "bottom_right": {"x": x + width, "y": y},
        "angle_degrees": 0, "angle_radians": 0,
    }


def rows(image, printed, chance):
    """The rows of lines and of words; places are multiples of 1/1024, so that sums of them are exact."""
    lines, words = [], []
    step = 900 // len(printed)
    for number, (text, data) in enumerate(printed, 1):
        y = (960 - number * step) / 1024
        width = min(len(text), WIDTH) * 24 / 1024
        head = {"receipt_id": 1, "image_id": image, "line_id": number}
        tail = {"embedding_status": "NONE", "is_noise": set(text) == {"-"}}
        lines.append(
            head | {"text": text} | corners(96 / 1024, y, width, 24 / 1024)
            | {"confidence": round(chance.uniform(0.9, 0.99), 4)} | tail)
        x = 96
        for index, word in enumerate(text.split(), 1):
            kind = data[0] if data else None
            own = kind and (kind != "phone" or word != "Tel") and (kind != "date" or "/" in word)
            words.append(
                head | {"word_id": index, "text": word} | corners(x / 1024, y, len(word) * 24 / 1024, 20 / 1024)
                | {"confidence": round(chance.uniform(0.85, 0.99), 4)} | tail
                | {"extracted_data": {"type": kind, "value": data[1]} if own else None})
            x += (len(word) + 1) * 24
    return lines, words


def merchant(image, name):
    """The item that says where a receipt is from, in DynamoDB's JSON."""
    shop = SHOPS[name]
    texts = {
        "PK": f"IMAGE#{image}", "SK": "RECEIPT#00001#METADATA", "TYPE": "RECEIPT_METADATA",
        "GSI1PK": "MERCHANT#" + shop["name"].upper().replace(" ", "_"),
        "GSI1SK": f"IMAGE#{image}#RECEIPT#00001#METADATA", "GSI2PK": f"PLACE#sample-{name}",
        "GSI2SK": f"IMAGE#{image}#RECEIPT#00001#METADATA", "GSI3PK": "MERCHANT_VALIDATION",
        "GSI3SK": "STATUS#MATCHED", "place_id": f"sample-{name}", "merchant_name": shop["name"],
        "address": ", ".join(shop["address"]), "phone_number": shop["phone"], "validation_status": "MATCHED",
        "validated_by": "PHONE_LOOKUP", "timestamp": "2026-01-01T00:00:00.000000+00:00",
    }
    return {key: {"S": value} for key, value in texts.items()}


def main():
    chance = random.Random(20261)
    merchants = {}
    for shop, items, day in RECEIPTS:
        image = str(uuid.UUID(bytes=chance.randbytes(16), version=4))
        folder = FOLDER / ("new" if shop in merchants else "known") / image / "receipt-00001"
        merchants.setdefault(shop, merchant(image, shop))
        folder.mkdir(parents=True, exist_ok=True)
        both = rows(image, list(lines_of(shop, items, day)), chance)
        for name, content in zip(("lines", "words"), both, strict=True):
            text = "\n".join(json.dumps(row, separators=(",", ":"), ensure_ascii=False) for row in content)
            (folder / f"{name}.ndjson").write_text(text, encoding="utf-8")
        print(folder.relative_to(FOLDER), SHOPS[shop]["name"])
    lines = "".join(json.dumps(item) + "\n" for item in merchants.values())
    (FOLDER / "merchants.ndjson").write_text(lines, encoding="utf-8")


if __name__ == "__main__":
    main()
