"""The compactor as a function that a test hands messages to."""

import threading

import contract
import samples
from cloud import Cloud


class Compacting(Cloud):
    def compact(self, *records: dict, name: str = "", **variables: str) -> set[str]:
        return self.failed(self.invoke("compactor", {"Records": list(records)}, name, **variables))

    def message(self, receipt: samples.Receipt, collection: str, run: str | None = None) -> dict:
        return self.record(self.compaction(receipt, collection, run), collection=collection)

    def start_compact(self, *records: dict, name: str) -> threading.Thread:
        """Hands records to a process of its own; the thread ends with the answer, or with the process."""
        function = self.function("compactor", name)
        thread = threading.Thread(target=function.invoke, args=({"Records": list(records)},))
        thread.start()
        return thread

    def kill_at(self, pattern: str, *records: dict) -> None:
        """Hands records to a process that is killed at a request; the request does not get through either."""
        rule = self.faults.add(pattern, held=True, times=1)
        thread = self.start_compact(*records, name="victim")
        rule.wait()
        self.function("compactor", "victim").kill()
        thread.join()
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
