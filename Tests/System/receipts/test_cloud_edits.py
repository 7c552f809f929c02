"""Items that change while a merge of AWS's compactor is under way: in the end records carry what the items say."""

import contract
import making
import samples
from case import BOTH
from cloud import Cloud
from compacting import POINTER, Compacting
from program import until

RUN = "11111111-1111-4111-8111-111111111111"


class During(Compacting):
    def test_21_a_label_before_its_word_is_merged(self):
        receipt = samples.receipt(1)
        self.embedded(receipt)
        word = self.words_of(receipt)[0]
        self.put_item(self.label(receipt, word, "TAX", "VALID"))
        early = self.label_message(receipt, word, "TAX", "INSERT")
        # The run is pending: the message comes back later.
        self.assertEqual(self.compact(early), {early["messageId"]})
        self.assertEqual(self.compact(self.message(receipt, "words")), set())
        self.assertEqual(self.compact(early), set())
        self.assertEqual(self.labels_of(receipt, word), (",TAX,", ""))

    def test_21_a_label_between_reading_and_publishing(self):
        receipt = samples.receipt(1)
        self.embedded(receipt)
        word = self.words_of(receipt)[0]
        with self.held_at(POINTER.format("words"), self.message(receipt, "words")):
            self.put_item(self.label(receipt, word, "TAX", "VALID"))
        self.unlock("words")
        self.pump()
        self.assertEqual(self.labels_of(receipt, word), (",TAX,", ""))

    def test_21_a_label_at_every_step(self):
        """A label changes before each request of a merge in turn, and is told at once to another compactor."""
        receipt, step, met = samples.receipt(1, items=0), 0, 1
        for name in ("slow", "quick"):
            self.function("compactor", name, COMPACTION_LOCK="off")
        word = self.words_of(receipt)[0]
        while met:
            run, created = f"{step + 1:08}-1111-4111-8111-111111111111", contract.ago(1000 - step)
            label = self.label(receipt, word, "TAX", ("VALID", "INVALID")[step % 2], timestamp_added=created)
            self.put_run(receipt, run, created, bundled=("words",))
            self.pump_stream()
            rule = self.faults.add(".", held=True, times=1, skip=step)
            started = self.start_compact(self.message(receipt, "words", run), name="slow")
            until(lambda rule=rule, started=started: rule.met or not started.is_alive(), 120)
            met, self.faults.rules = rule.met, []
            self.put_item(label)
            self.pump_stream()
            self.pump_queue("words", "compactor", "quick")
            rule.release()
            started.join()
            until(lambda: not self.pump_stream() + self.pump_queue("words", "compactor", "quick") and all(
                one["words_state"] == "COMPLETED" for one in self.runs(receipt)), 120)
            valid = label["validation_status"] == "VALID"
            self.assertEqual(self.labels_of(receipt, word), (",TAX,", "") if valid else ("", ",TAX,"), f"step {step}")
            step += 1
        self.assertGreater(step, 12)


class Back(Compacting):
    """An item changes, and changes back while a version that shows the change is on its way; another compactor, which
    is told that it changed back, finds nothing to do."""

    def there_and_back(self, first: dict, item: dict, changed: dict, told: dict, lock: str = "off") -> None:
        """`first` is merged with the item changed, and then `told` without the change."""
        for name in ("slow", "quick"):
            self.function("compactor", name, COMPACTION_LOCK=lock)
        self.put_item(changed)
        with self.held_at(POINTER.format("words"), first) as slow:
            self.put_item(item)
            if lock == "on":
                self.unlock("words")
            returned = self.compact(told, name="quick")
        # What was given back comes again.
        for _ in range(3):
            left = [one for one in (first, told) if one["messageId"] in returned | slow.failed]
            if not left:
                break
            self.unlock("words")
            slow.failed, returned = set(), self.compact(*left, name="quick")

    def label_there_and_back(self, lock: str, run: str = "") -> None:
        receipt = samples.receipt(1)
        self.embedded(receipt)
        word = self.words_of(receipt)[0]
        label = self.label(receipt, word, "TAX", "VALID")
        self.put_item(label)
        self.assertEqual(self.compact(self.message(receipt, "words"), COMPACTION_LOCK="off"), set())
        if run:
            self.put_run(receipt, run, contract.ago(-5))
        first = self.message(receipt, "words", run) if run else self.label_message(receipt, word, "TAX")
        self.there_and_back(first, label, label | {"validation_status": "INVALID"},
                            self.label_message(receipt, word, "TAX"), lock)
        self.assertEqual(self.labels_of(receipt, word), (",TAX,", ""))

    def test_21_a_label_changes_and_back(self):
        self.label_there_and_back("off")

    def test_21_a_label_changes_and_back_where_a_lock_is_lost(self):
        self.label_there_and_back("on")

    def test_21_a_label_changes_and_back_while_a_run_is_merged(self):
        self.label_there_and_back("off", RUN)

    def test_22_a_merchant_changes_and_back(self):
        receipt = samples.receipt(1)
        self.embedded(receipt)
        merchant = self.merchant(receipt, "Zinc")
        self.put_item(merchant)
        self.assertEqual(self.compact(self.message(receipt, "words"), COMPACTION_LOCK="off"), set())
        self.there_and_back(self.merchant_message(receipt, "words"), merchant, merchant | {"merchant_name": "Other"},
                            self.merchant_message(receipt, "words"))
        self.assertEqual({record.metadata["merchant_name"] for record in self.latest("words").records.values()},
                         {"Zinc"})


class Whole(Cloud):
    def test_17_22_23_24_edits_and_removals(self):
        """Two receipts from their runs through edits of all kinds, by the stream and the queues alone."""
        gone, receipt = samples.receipt(1), samples.receipt(5, items=8)
        for one in (gone, receipt):
            self.put_item({"PK": one.partition, "SK": one.sort, "TYPE": "RECEIPT"})
        self.embedded(gone, receipt)
        self.pump()
        second = receipt.with_rows(receipt.lines[:5], [word for word in receipt.words if word["line_id"] <= 5])
        self.embedded(second)
        merchant = self.merchant(second, "Zinc", address="12 ELM ST")
        word = self.words_of(second)[0]
        key = self.record_id(second, word)
        labels = [self.label(second, word, name, status) for name, status in (("A", "PENDING"), ("B", "INVALID"))]
        for item in (merchant, *labels):
            self.put_item(item)
        self.pump()
        prefix = contract.receipt_prefix(second.image_id, 1)
        self.check_collections(gone, second, merchants={prefix: merchant}, labels={key: labels})
        for status in ("VALID", "INVALID", "VALID"):
            labels[0]["validation_status"] = status
            self.put_item(labels[0])
            self.pump()
            self.check_collections(gone, second, merchants={prefix: merchant}, labels={key: labels})
        self.delete_item(labels[0]["PK"], labels[0]["SK"])
        run = self.run_of(gone)
        self.delete_item(gone.partition, gone.sort)
        self.pump()
        self.check_collections(second, merchants={prefix: merchant}, labels={key: labels[1:]})
        # The run is told again, and the receipt stays removed; the merchant goes.
        self.delete_item(run["PK"], run["SK"])
        self.put_item(making.run_item(gone, run["run_id"], run["created_at"]))
        self.delete_item(merchant["PK"], merchant["SK"])
        self.pump()
        told = self.run_of(gone)
        self.assertEqual([told[f"{collection}_{name}"] for collection in BOTH for name in ("state", "merged_vectors")],
                         ["COMPLETED", 0] * 2)
        for collection in BOTH:
            found = self.latest(collection).records
            self.assertEqual(set(found), set(contract.records(second, collection)))
            for record in found.values():
                self.assertEqual(record.metadata["merchant_name"], "")
                self.assertFalse(set(contract.MERCHANT_KEYS[1:]) & set(record.metadata))
                self.assertTrue(contract.is_time(record.metadata["metadata_removed_at"]))
