"""The compactor as a function that a test hands messages to."""

import contextlib
import threading
import uuid
from collections.abc import Iterator

import contract
import samples
from cloud import Cloud
from functions import Function

#: What publishes a version of a collection.
POINTER = "PUT [^ ]*/{}/snapshot/latest-pointer.txt"


class Compacting(Cloud):
    def compact(self, *records: dict, name: str = "", **variables: str) -> set[str]:
        return self.failed(self.invoke("compactor", {"Records": list(records)}, name, **variables))

    def message(self, receipt: samples.Receipt, collection: str, run: str | None = None) -> dict:
        return self.record(self.compaction(receipt, collection, run), collection=collection)

    def label_message(self, receipt: samples.Receipt, word: dict, name: str, event: str = "MODIFY") -> dict:
        """What the stream processor makes of a change of a label."""
        return self.record(self.compaction(receipt, "words") | {
            "entity_type": "RECEIPT_WORD_LABEL", "event_name": event, "stream_record_id": f"event {uuid.uuid4()}",
            "entity_data": {"entity_type": "RECEIPT_WORD_LABEL", "image_id": receipt.image_id,
                            "receipt_id": receipt.receipt_id, "line_id": word["line_id"], "word_id": word["word_id"],
                            "label": name}}, collection="words")

    def merchant_message(self, receipt: samples.Receipt, collection: str) -> dict:
        """What the stream processor makes of a change of a merchant."""
        return self.record(self.compaction(receipt, collection) | {
            "entity_type": "RECEIPT_METADATA", "event_name": "MODIFY", "stream_record_id": f"event {uuid.uuid4()}",
            "entity_data": {"entity_type": "RECEIPT_METADATA", "image_id": receipt.image_id,
                            "receipt_id": receipt.receipt_id}}, collection=collection)

    def start_compact(self, *records: dict, name: str) -> "Compaction":
        """Hands records to a process of its own."""
        started = Compaction(self.function("compactor", name), records)
        started.start()
        return started

    @contextlib.contextmanager
    def held_at(self, pattern: str, *records: dict, name: str = "slow") -> Iterator["Compaction"]:
        """Hands records to a process that stands before a request for as long as this goes on, then comes to its end.
        Of what it is handed, `failed` tells afterwards what it gave back."""
        rule = self.faults.add(pattern, held=True, times=1)
        started = self.start_compact(*records, name=name)
        try:
            rule.wait()
            yield started
        finally:
            rule.release()
            started.join()
            self.faults.rules.remove(rule)

    def kill_at(self, pattern: str, *records: dict) -> None:
        """Hands records to a process that is killed at a request; the request does not get through either."""
        rule = self.faults.add(pattern, held=True, times=1)
        started = self.start_compact(*records, name="victim")
        rule.wait()
        self.function("compactor", "victim").kill()
        started.join()
        # The door has the request still: it is lost on its way.
        self.faults.rules = []
        rule.status = 500
        rule.release()

    def unlock(self, collection: str) -> None:
        """As if the time of the lock were over, which the one that ended left behind."""
        for item in self.items():
            if item["PK"].startswith(f"LOCK#{collection}"):
                self.put_item(item | {"expires": "2020-01-01T00:00:00.000000+00:00"})

    def check_words(self, *receipts: samples.Receipt) -> None:
        wanted = {id for receipt in receipts for id in contract.records(receipt, "words")}
        self.assertEqual(self.ids("words"), wanted)

    def labels_of(self, receipt: samples.Receipt, word: dict) -> tuple[str, str]:
        """The labels that are valid and those that are not, as the word's record has them."""
        found = self.latest("words").records[self.record_id(receipt, word)].metadata
        return found["validated_labels"], found["invalid_labels"]


class Compaction(threading.Thread):
    """What a process is doing; at its end `failed` is what it gave back, None where it did not answer."""

    def __init__(self, function: Function, records: tuple[dict, ...]):
        super().__init__()
        self.function, self.records = function, records
        self.failed: set[str] | None = None

    def run(self) -> None:
        done = self.function.invoke({"Records": list(self.records)})
        if done.error_type is None:
            self.failed = {failure["itemIdentifier"] for failure in done.json["batchItemFailures"]}
