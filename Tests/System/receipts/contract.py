"""What the program must make of receipts, worked out once more from what it promises, for nothing but comparison."""

import hashlib
import re
import unicodedata
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from anchors import phone, receipt_address, url, values
from hashing import hash_of
from samples import Receipt

EDGE = "<EDGE>"
MERCHANT_KEYS = ("merchant_name", "canonical_merchant_name", "merchant_category", "address", "phone_number", "place_id")
LABEL_KEYS = ("label_status", "validated_labels", "invalid_labels", "label_proposed_by", "label_confidence",
              "label_validated_at")
#: Keys whose values are times of the work.
TIMES = ("last_metadata_update", "metadata_removed_at", "last_label_update", "labels_removed_at")


def run_id(receipt: Receipt, model: str = "local-hash-v1", token: str = "", text_format: str = "tagged-1") -> str:
    """The id of the run that embeds a receipt."""
    hashes = [hashlib.sha256(part).hexdigest() for part in (receipt.lines_file, receipt.words_file)]
    words = ["receipts-run-v1", receipt.image_id, str(receipt.receipt_id), *hashes, model, text_format, token]
    number = int.from_bytes(hashlib.sha256("\n".join(words).encode()).digest()[:16], "big")
    number = number & ~(0xF << 76) | 0x4 << 76
    return str(uuid.UUID(int=number & ~(0x3 << 62) | 0x2 << 62))


def receipt_prefix(image_id: str, receipt_id: int) -> str:
    return f"IMAGE#{image_id}#RECEIPT#{receipt_id:05}"


def receipt_of(record: str) -> str:
    """The receipt that a record's id begins with; the whole id where it is another's."""
    found = re.match(r"IMAGE#[0-9a-f-]{36}#RECEIPT#\d{5}(?=#)", record)
    return found.group() if found else record


def shard(record: str, count: int) -> int:
    return hash_of(receipt_of(record)) % count


# --- Rows ------------------------------------------------------------------------------------------------------------

def is_noise(row: dict[str, Any]) -> bool:
    text = row["text"].strip()
    if row.get("is_noise") or not text:
        return True
    kinds = [unicodedata.category(letter)[0] for letter in text]
    if len(text) == 1 and (kinds[0] == "P" or text in "|/\\~_=+*&%"):
        return True
    return not any(kind in "LN" or letter in "@#&+%" for kind, letter in zip(kinds, text))


def centroid(row: dict[str, Any]) -> tuple[float, float]:
    corners = [row[name] for name in ("top_left", "top_right", "bottom_left", "bottom_right")]

    def mean(axis: str) -> float:
        return (corners[0][axis] + corners[1][axis] + corners[2][axis] + corners[3][axis]) / 4

    return mean("x"), mean("y")


def neighbours(words: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """The texts to the left and to the right of each word."""
    order = sorted(words, key=lambda word: (centroid(word)[0], word["line_id"], word["word_id"]))
    places = {id(word): place for place, word in enumerate(order)}

    def pair(target: dict[str, Any]) -> tuple[str, str]:
        box, place = target["bounding_box"], places[id(target)]

        def stands_beside(word: dict[str, Any]) -> bool:
            return word["bottom_left"]["y"] >= box["y"] and word["top_left"]["y"] <= box["y"] + box["height"]

        left = next((word["text"] for word in reversed(order[:place]) if stands_beside(word)), EDGE)
        return left, next((word["text"] for word in order[place + 1:] if stands_beside(word)), EDGE)

    return [pair(word) for word in words]


def word_text(text: str, place: tuple[float, float], left: str, right: str) -> str:
    """What is sent to the model for a word."""
    x, y = place
    vertical = "top" if y > 0.66 else "middle" if y > 0.33 else "bottom"
    across = "left" if x < 0.33 else "center" if x < 0.66 else "right"
    return f"<TARGET>{text}</TARGET> <POS>{vertical}-{across}</POS> <CONTEXT>{left} {right}</CONTEXT>"


# --- Records ---------------------------------------------------------------------------------------------------------

class Wanted:
    """A record that a collection must have: its document, its metadata, the text that its vector is made of."""

    def __init__(self, document: str, metadata: dict[str, Any], text: str):
        self.document, self.metadata, self.text = document, metadata, text


def records(receipt: Receipt, collection: str, merchant: str = "") -> dict[str, Wanted]:
    """What a receipt's rows give in a collection, by id."""
    words = list({(word["line_id"], word["word_id"]): word for word in receipt.words}.values())
    lines = list({line["line_id"]: line for line in receipt.lines}.values())
    whole = receipt_address(words)
    prefix = receipt_prefix(receipt.image_id, receipt.receipt_id)

    def common(row: dict[str, Any], kind: str) -> dict[str, Any]:
        return {"image_id": receipt.image_id, "receipt_id": receipt.receipt_id, "line_id": row["line_id"],
                "text": row["text"], "confidence": float(row["confidence"]), "merchant_name": merchant,
                "source": "openai_embedding_batch", "embedding_type": kind}

    def anchors(own: list[dict[str, Any]]) -> dict[str, Any]:
        found = {
            "normalized_phone_10": next(filter(None, map(phone, values(own, "phone"))), None),
            "normalized_url": next(filter(None, map(url, values(own, "url"))), None),
            "normalized_full_address": whole if values(own, "address") else None}
        return {key: value for key, value in found.items() if value is not None}

    def shape(row: dict[str, Any], x: float, y: float) -> dict[str, Any]:
        box = row["bounding_box"]
        return {"x": x, "y": y, "width": box["width"], "height": box["height"]}

    found: dict[str, Wanted] = {}
    if collection == "lines":
        lines.sort(key=lambda line: (-centroid(line)[1], centroid(line)[0], line["line_id"]))
        for place, line in enumerate(lines):
            own = sorted((word for word in words if word["line_id"] == line["line_id"]),
                         key=lambda word: word["word_id"])
            sure = [word["confidence"] for word in own] or [line["confidence"]]
            metadata = common(line, "line") | anchors(own) | shape(
                line, line["bounding_box"]["x"], line["bounding_box"]["y"]) | {
                "avg_word_confidence": sum(sure) / len(sure),
                "prev_line": lines[place - 1]["text"] if place else EDGE,
                "next_line": lines[place + 1]["text"] if place + 1 < len(lines) else EDGE}
            if not is_noise(line):
                found[f"{prefix}#LINE#{line['line_id']:05}"] = Wanted(line["text"], metadata, line["text"])
        return found
    for word, (left, right) in zip(words, neighbours(words)):
        place = centroid(word)
        metadata = common(word, "word") | anchors([word]) | shape(word, *place) | {
            "word_id": word["word_id"], "left": left, "right": right, "label_status": "unvalidated",
            "validated_labels": "", "invalid_labels": ""}
        if not is_noise(word):
            found[f"{prefix}#LINE#{word['line_id']:05}#WORD#{word['word_id']:05}"] = Wanted(
                word["text"], metadata, word_text(word["text"], place, left, right))
    return found


# --- What belongs to items of the table ------------------------------------------------------------------------------

def merchant_keys(item: dict[str, Any]) -> dict[str, Any]:
    """What records carry of the merchant's item; keys that are not among them must not be there."""
    return {key: item[key] for key in MERCHANT_KEYS if item.get(key)}


def label_keys(labels: list[dict[str, Any]]) -> dict[str, Any]:
    """What a word's record carries of its label items; keys that are not among them must not be there."""
    def named(status: str) -> list[dict[str, Any]]:
        return [label for label in labels if label["validation_status"] == status]

    def listed(found: list[dict[str, Any]]) -> str:
        return "," + ",".join(sorted(label["SK"].rsplit("#LABEL#", 1)[1] for label in found)) + "," if found else ""

    def newest(found: list[dict[str, Any]]) -> dict[str, Any]:
        return max(found, key=lambda label: time_of(label["timestamp_added"]))

    valid, pending = named("VALID"), named("PENDING")
    keys: dict[str, Any] = {
        "label_status": "validated" if valid else "auto_suggested" if pending else "unvalidated",
        "validated_labels": listed(valid), "invalid_labels": listed(named("INVALID"))}
    if pending:
        one = newest(pending)
        keys |= {"label_proposed_by": one.get("label_proposed_by"), "label_confidence": one.get("label_confidence")}
    if valid:
        keys["label_validated_at"] = time_text(time_of(newest(valid)["timestamp_added"]))
    return {key: value for key, value in keys.items() if value is not None}


def time_of(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def time_text(time: datetime) -> str:
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f+00:00")


def ago(seconds: float) -> str:
    return time_text(datetime.now(UTC) - timedelta(seconds=seconds))


def is_time(text: Any) -> bool:
    return isinstance(text, str) and re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00", text) is not None


def owned(metadata: dict[str, Any], merchant: dict[str, Any] | None, labels: list[dict[str, Any]] | None,
          removed: bool = False) -> dict[str, Any]:
    """A record's metadata with what items say: the merchant's (None: there is none, and it was removed, or never was),
    and a word's labels (None for lines)."""
    keys = dict(metadata)
    if merchant or removed:
        keys = {key: value for key, value in keys.items() if key not in MERCHANT_KEYS}
        keys |= merchant_keys(merchant) if merchant else {"merchant_name": ""}
    if labels is not None:
        keys = {key: value for key, value in keys.items() if key not in LABEL_KEYS} | label_keys(labels)
    return keys


def without_times(metadata: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in metadata.items() if key not in TIMES}
