"""Receipts, labels and merchants that come, change and go while processes are killed (kills), and what must be left."""

import random
import uuid
from collections import Counter
from typing import Any

import contract
import samples
from case import BOTH
from samples import Receipt

MODEL = "local-hash-v1"
LABELS, STATUSES = ("TAX", "TOTAL", "METADATA"), ("NONE", "PENDING", "VALID", "INVALID", "NEEDS_REVIEW")


class Kept:
    """One receipt: its versions by run, what was removed of it, and what may happen to it until all is settled."""

    def __init__(self, image_id: str, receipt_id: int):
        self.image_id, self.receipt_id = image_id, receipt_id
        self.versions: dict[str, Receipt] = {}
        self.latest: Receipt | None = None
        self.last = ""  # the run that counts
        self.gone: set[str] = set()  # records whose rows were removed since
        self.ever_gone: set[str] = set()
        self.is_removed = self.was_removed = False
        self.is_new, self.is_edited = False, False  # since all was settled

    @property
    def prefix(self) -> str:
        return contract.receipt_prefix(self.image_id, self.receipt_id)


class Edits:
    """What happens, and everything that was ever there; `doing` does it (killing.Pipeline)."""

    def __init__(self, chance: random.Random, doing: Any, counts: Counter[str]):
        self.chance, self.counts = chance, counts
        self.put, self.delete, self.submit, self.craft = doing.put, doing.delete, doing.submit, doing.craft
        self.kept: dict[str, Kept] = {}
        self.labels: dict[str, dict[str, Any]] = {}
        self.merchants: dict[str, dict[str, Any]] = {}
        self.number = 0

    def step(self) -> None:
        """One thing that happens."""
        kind = self.chance.random()
        kept = self.chance.choice(list(self.kept.values())) if self.kept else None
        if kept is None or (kind < 0.12 and len(self.kept) < 60):
            return self.write(self.first())
        if kind < 0.42:
            # Those that are under way already get more runs: these may come in any order.
            new = [one for one in self.kept.values() if one.is_new]
            if new and self.chance.random() < 0.5:
                return self.again(self.chance.choice(new))
            return self.write(kept) if not kept.is_edited and not kept.is_new else self.again(kept)
        if kind < 0.5:
            return self.remove(kept)
        if kind < 0.64:
            return self.merchant(kept)
        self.label(kept)

    def first(self) -> Kept:
        """A receipt that was not there; one in six shares its image with another."""
        kept = Kept(samples.image(self.chance), 1)
        if self.kept and self.chance.random() < 1 / 6:
            image = self.chance.choice(list(self.kept.values())).image_id
            kept = Kept(image, 1 + sum(other.image_id == image for other in self.kept.values()))
        self.kept[kept.prefix] = kept
        self.put({"PK": f"IMAGE#{kept.image_id}", "SK": f"RECEIPT#{kept.receipt_id:05}", "TYPE": "RECEIPT"})
        return kept

    def write(self, kept: Kept) -> None:
        """Sends a reading of the receipt; each word tells of which."""
        receipt = self.reading(kept)
        kept.versions[contract.run_id(receipt, MODEL)] = kept.latest = receipt
        kept.is_new = True
        self.counts["submissions"] += 1
        if kept.is_removed:
            kept.is_removed = False
            self.put({"PK": receipt.partition, "SK": receipt.sort, "TYPE": "RECEIPT"})
        self.submit(receipt)

    def reading(self, kept: Kept) -> Receipt:
        self.number += 1
        mark = f"v{self.number}"
        texts = [[f"{mark}x{line}x{place}" for place in range(self.chance.randrange(1, 5))]
                 for line in range(self.chance.randrange(1, 6))]
        return samples.written(self.chance, texts, kept.image_id, kept.receipt_id)

    def again(self, kept: Kept) -> None:
        """The same reading once more by a token, or one more run, whose time may be before or after that of others.

        A reading that is another one is not submitted while one is under way: its files would take their place."""
        if not kept.is_new or kept.latest is None:
            return
        self.number += 1
        if self.chance.random() < 0.5 or kept.was_removed:
            submitted = next(one for one in reversed(kept.versions.values()) if one.is_submitted)
            kept.versions[contract.run_id(submitted, MODEL, f"token {self.number}")] = submitted
            return self.submit(submitted, f"token {self.number}")
        receipt, run = self.reading(kept), str(uuid.UUID(int=self.chance.getrandbits(128), version=4))
        receipt.is_submitted = False
        kept.versions[run] = receipt
        self.counts["runs made by hand"] += 1
        self.craft(receipt, run, contract.ago(self.chance.random() * 4 - 2))

    def remove(self, kept: Kept) -> None:
        """The receipt, a line or a word goes, where nothing new of it is under way."""
        if kept.is_new or kept.is_removed or kept.latest is None:
            return
        kept.is_edited = True
        self.counts["removals"] += 1
        receipt = kept.latest
        if self.chance.random() < 0.3:
            kept.is_removed = kept.was_removed = True
            return self.delete(receipt.partition, receipt.sort)
        row = self.chance.choice(receipt.lines + receipt.words)
        sort = f"{receipt.sort}#LINE#{row['line_id']:05}" + (f"#WORD#{row['word_id']:05}" if "word_id" in row else "")
        self.put({"PK": receipt.partition, "SK": sort, "TYPE": "ROW", "text": row["text"]})
        kept.gone.add(f"{receipt.partition}#{sort}")
        kept.ever_gone.add(f"{receipt.partition}#{sort}")
        self.delete(receipt.partition, sort)

    def merchant(self, kept: Kept) -> None:
        self.counts["merchants"] += 1
        sort = f"RECEIPT#{kept.receipt_id:05}#METADATA"
        if kept.prefix in self.merchants and self.chance.random() < 0.4:
            del self.merchants[kept.prefix]
            return self.delete(f"IMAGE#{kept.image_id}", sort)
        name = f"Shop {self.chance.randrange(10**6)}"
        item = {"PK": f"IMAGE#{kept.image_id}", "SK": sort, "TYPE": "RECEIPT_METADATA", "merchant_name": name,
                "place_id": f"place {name}", "validation_status": "MATCHED", "address": self.chance.choice(["", name]),
                "timestamp": "2026-01-05T10:00:00.000000+00:00"}
        self.merchants[kept.prefix] = item
        self.put(item)

    def label(self, kept: Kept) -> None:
        self.counts["labels"] += 1
        receipt = kept.latest
        if receipt is None or not receipt.words:
            return
        word = self.chance.choice(receipt.words)
        sort = f"{receipt.sort}#LINE#{word['line_id']:05}#WORD#{word['word_id']:05}#LABEL#{self.chance.choice(LABELS)}"
        key = f"{receipt.partition}#{sort}"
        if key in self.labels and self.chance.random() < 0.4:
            del self.labels[key]
            return self.delete(receipt.partition, sort)
        self.number += 1
        item = {"PK": receipt.partition, "SK": sort, "TYPE": "RECEIPT_WORD_LABEL", "label_proposed_by": "somebody",
                "validation_status": self.chance.choice(STATUSES), "reasoning": f"reason {self.number}",
                "timestamp_added": contract.ago(-self.number)}
        self.labels[key] = item
        self.put(item)

    # --- what must be ------------------------------------------------------------------------------------------------

    def settled(self, runs: list[dict[str, Any]]) -> dict[str, dict[str, tuple[str, dict[str, Any]]]]:
        """Documents and metadata that collections must have, by id, now that these runs are done; a receipt's last run
        counts."""
        order = sorted(runs, key=lambda run: (run["created_at"], run["run_id"]))
        wanted: dict[str, dict[str, tuple[str, dict[str, Any]]]] = {collection: {} for collection in BOTH}
        labels: dict[str, list[dict[str, Any]]] = {}
        for key, label in self.labels.items():
            labels.setdefault(key.split("#LABEL#")[0], []).append(label)
        for kept in self.kept.values():
            last = next((run["run_id"] for run in reversed(order) if run["run_id"] in kept.versions), "")
            if last != kept.last:
                kept.last, kept.gone = last, set()
            kept.is_new = kept.is_edited = False
            if not last or kept.is_removed:
                continue
            kept.latest = kept.versions[last]
            for collection in BOTH:
                for id, one in contract.records(kept.latest, collection).items():
                    if id not in kept.gone:
                        own = labels.get(id, []) if collection == "words" else None
                        wanted[collection][id] = one.document, contract.owned(
                            one.metadata, self.merchants.get(kept.prefix), own)
        return wanted

    def faults(self, collection: str, documents: dict[str, str]) -> list[str]:
        """What a reader may not see: receipts that are not one reading, whole but for what was removed."""
        found: dict[str, dict[str, str]] = {}
        for id, document in documents.items():
            found.setdefault(contract.receipt_of(id), {})[id] = document
        told = []
        for prefix, members in found.items():
            kept = self.kept[prefix]
            known = list(kept.versions.values())

            def fits(receipt: Receipt, members: dict[str, str] = members, kept: Kept = kept) -> bool:
                whole = {id: one.document for id, one in contract.records(receipt, collection).items()}
                return members.items() <= whole.items() and set(whole) - set(members) <= kept.ever_gone

            if not any(map(fits, reversed(known))):
                told.append(f"{collection} has of {prefix} what no reading had: {sorted(members.values())[:6]}")
        return told
