"""Receipts that are made up: rows as a reading of a picture gives them, by a seed."""

import json
import random
import uuid
from typing import Any

SHOPS = ["Amber Harbor Goods", "Café Juniper ☺", "Lantern & Loom", "Quiet Otter Books", "Zinc Kettle", "Öre Trading"]
ITEMS = """apple bagel candle dried figs espresso flour ginger honey ink jam kettle lemon mug nutmeg olive paper quince
rice soap thyme umbrella vinegar walnut yeast zest""".split()
CITIES = [("Springfield", "IL", "62704"), ("Portland", "OR", "97205"), ("Augusta", "ME", "04330")]
STREETS = ["Elm Street", "Harbor Road", "Old Mill Lane", "Third Avenue"]
SHOP = "Lantern & Loom"  # that of the receipts which `shown` makes
GRID = 1 << 14  # coordinates are exact in binary


class Receipt:
    """The rows of a receipt, and the two files that they are sent as."""

    def __init__(self, image_id: str, receipt_id: int, lines: list[dict[str, Any]], words: list[dict[str, Any]]):
        self.image_id, self.receipt_id, self.lines, self.words = image_id, receipt_id, lines, words
        self.is_submitted = True  # and not made into a bundle by a test

    @property
    def prefix(self) -> str:
        return f"receipts/{self.image_id}/receipt-{self.receipt_id:05}"

    @property
    def partition(self) -> str:
        return f"IMAGE#{self.image_id}"

    @property
    def sort(self) -> str:
        return f"RECEIPT#{self.receipt_id:05}"

    @property
    def lines_file(self) -> bytes:
        return rows_file(self.lines)

    @property
    def words_file(self) -> bytes:
        return rows_file(self.words)

    def message(self, bucket: str = "artifacts", **more: Any) -> dict[str, Any]:
        return {"image_id": self.image_id, "receipt_id": self.receipt_id, "artifacts_bucket": bucket,
                "lines_key": f"{self.prefix}/lines.ndjson", "words_key": f"{self.prefix}/words.ndjson", **more}

    def with_rows(self, lines: list[dict[str, Any]], words: list[dict[str, Any]]) -> "Receipt":
        return Receipt(self.image_id, self.receipt_id, lines, words)


def rows_file(rows: list[dict[str, Any]]) -> bytes:
    return "\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows).encode()


def image(chance: random.Random) -> str:
    return str(uuid.UUID(int=chance.getrandbits(128), version=4))


def row(x: float, y: float, width: float, height: float, **more: Any) -> dict[str, Any]:
    """A row with an upright box, whose lower left corner is at x and y."""
    x, y, width, height = (round(number * GRID) / GRID for number in (x, y, width, height))
    return {
        "text": "", "bounding_box": {"x": x, "y": y, "width": width, "height": height},
        "top_left": {"x": x, "y": y + height}, "top_right": {"x": x + width, "y": y + height},
        "bottom_left": {"x": x, "y": y}, "bottom_right": {"x": x + width, "y": y}, "angle_degrees": 0,
        "angle_radians": 0.0, "confidence": 0.9, "embedding_status": "NONE", "is_noise": False, **more}


def written(chance: random.Random, texts: list[list[str | tuple[str, str, str]]], image_id: str | None = None,
            receipt_id: int = 1) -> Receipt:
    """A receipt of these lines, from the top, each of words; a word may come with the type and value found in it."""
    image_id = image_id or image(chance)
    known = {"receipt_id": receipt_id, "image_id": image_id}
    step = 0.94 / max(len(texts), 1)
    lines, words = [], []
    for number, parts in enumerate(texts, 1):
        y, x, begun = 0.97 - number * step, 0.05 + chance.random() * 0.1, len(words)
        for place, part in enumerate(parts, 1):
            text, *data = (part,) if isinstance(part, str) else part
            # Words without tall letters are lower, so that neighbours are not all of a line.
            height = step * (0.5 + 0.3 * chance.random())
            width = min(0.8 / len(parts), 0.01 + 0.015 * len(text))
            words.append(row(
                x, y + step * 0.1 * chance.random(), width, height, **known, line_id=number, word_id=place, text=text,
                confidence=round(0.5 + chance.random() / 2, 4),
                extracted_data={"type": data[0], "value": data[1]} if data else None))
            x += width + 0.02
        box = [word["bounding_box"] for word in words[begun:]] or [{"x": 0.1, "width": 0.1}]
        lines.append(row(
            box[0]["x"], y, box[-1]["x"] + box[-1]["width"] - box[0]["x"], step * 0.9, **known, line_id=number,
            text=" ".join(word["text"] for word in words[begun:]), confidence=round(0.5 + chance.random() / 2, 4)))
    return Receipt(image_id, receipt_id, lines, words)


def receipt(seed: int, items: int = 4, noise: bool = True, image_id: str | None = None, receipt_id: int = 1,
            shop: str | None = None) -> Receipt:
    """A receipt of a shop with address, telephone and web site, some things that were bought, and specks."""
    chance = random.Random(seed)
    shop = shop or chance.choice(SHOPS)
    city, state, post = chance.choice(CITIES)
    street = f"{chance.randrange(1, 9999)} {chance.choice(STREETS)}"
    whole = f"{street}, {city}, {state} {post}"
    number = f"({chance.randrange(200, 799)}) 555-01{chance.randrange(100):02}"
    host = "".join(letter for letter in shop.lower() if letter.isascii() and letter.isalnum())
    texts: list[list[Any]] = [
        shop.split(), [(word, "address", whole) for word in street.split()],
        [(word, "address", whole) for word in f"{city}, {state} {post}".split()],
        [(word, "phone", number) for word in number.split()],
        [(f"www.{host}.example.com", "url", f"https://www.{host}.Example.com/?from=receipt")],
        [("2026-01-" + f"{chance.randrange(1, 29):02}", "date", "2026-01-05")]]
    for _ in range(items):
        price = f"{chance.randrange(1, 90)}.{chance.randrange(100):02}"
        text = [chance.choice(ITEMS), chance.choice(ITEMS).upper(), price]
        texts.append([*text, "|"] if noise and chance.random() < 0.4 else text)
    texts += [["TOTAL", f"{chance.randrange(10, 500)}.00"], ["Thank", "you", "🙏"]]
    if noise:
        texts.insert(chance.randrange(6, len(texts)), ["-----"])
    made = written(chance, texts, image_id, receipt_id)
    if noise and made.words:
        chance.choice(made.words)["is_noise"] = True
    return made


def shown(seed: int, phone: str = "(415) 555-0123", city: str = "Springfield, IL 62704", top: str = SHOP,
          **more: Any) -> Receipt:
    """A receipt of SHOP with its telephone and address."""
    chance = random.Random(seed)
    whole = f"12 Elm Street, {city}"
    lines = [top.split(), [(word, "address", whole) for word in whole.split()]]
    if phone:
        lines.append([(word, "phone", phone) for word in phone.split()])
    lines += [["walnut", f"{seed}.50"], ["TOTAL", f"{seed}.50"]]
    return written(chance, lines, **more)
