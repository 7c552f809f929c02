"""Labels, merchants and removals: what records carry is what the table's items say."""

import shutil
import time

import contract
import making
import samples
from case import BOTH, Local, small


class Labels(Local):
    def check(self, receipt: samples.Receipt, *labels: dict) -> dict:
        """After a drain each word carries its labels; the metadata of words by id."""
        self.drain()
        by_word: dict[str, list] = {}
        for label in labels:
            by_word.setdefault(f"{label['PK']}#{label['SK'].split('#LABEL#')[0]}", []).append(label)
        self.check_collections(receipt, labels=by_word)
        found = {id: record.metadata for id, record in self.latest("words").records.items()}
        for metadata in found.values():
            sets = [set(metadata[name].strip(",").split(",")) - {""} for name in ("validated_labels", "invalid_labels")]
            self.assertFalse(sets[0] & sets[1], metadata)
        return found

    def test_21_a_label_before_the_merge(self):
        receipt = samples.receipt(1)
        label = self.label(receipt, self.words_of(receipt)[0], "MERCHANT_NAME", "VALID")
        self.submit(receipt)
        self.put_item(label)
        found = self.check(receipt, label)
        metadata = found[self.record_id(receipt, self.words_of(receipt)[0])]
        self.assertEqual((metadata["label_status"], metadata["validated_labels"]), ("validated", ",MERCHANT_NAME,"))
        self.assertTrue(contract.is_time(metadata["last_label_update"]))

    def test_23_labels_change(self):
        receipt = samples.receipt(1)
        word, other = self.words_of(receipt)[:2]
        self.sent(receipt)
        first = self.label(receipt, word, "GRAND_TOTAL", "PENDING", label_confidence=0.75)
        second = self.label(receipt, word, "TAX", "PENDING", label_proposed_by="another",
                            timestamp_added="2026-01-06T10:00:00+02:00")
        for status in ("PENDING", "VALID", "INVALID", "VALID", "NEEDS_REVIEW", "NONE"):
            with self.subTest(status):
                first["validation_status"] = status
                self.put_item(first)
                self.check(receipt, first)
        first["validation_status"] = "VALID"
        second["validation_status"] = "INVALID"
        third = self.label(receipt, other, "METADATA", "VALID")
        for label in (first, second, third):
            self.put_item(label)
        found = self.check(receipt, first, second, third)
        self.assertEqual(found[self.record_id(receipt, other)]["validated_labels"], ",METADATA,")
        self.delete_item(first["PK"], first["SK"])
        self.check(receipt, second, third)
        self.delete_item(second["PK"], second["SK"])
        found = self.check(receipt, third)
        self.assertTrue(contract.is_time(found[self.record_id(receipt, word)]["labels_removed_at"]))
        self.put_item(first)
        found = self.check(receipt, first, third)
        self.assertNotIn("labels_removed_at", found[self.record_id(receipt, word)])

    def test_23_random_labels(self):
        receipt = samples.receipt(4)
        self.submit(receipt)
        names, statuses = ("A", "B", "METADATA", "Z_9"), ("NONE", "PENDING", "VALID", "INVALID", "NEEDS_REVIEW")
        items: dict[str, dict] = {}
        for step in range(60):
            word = self.chance.choice(self.words_of(receipt)[:6])
            label = self.label(receipt, word, self.chance.choice(names), self.chance.choice(statuses),
                               timestamp_added=f"2026-01-05T10:00:{step:02}Z", label_proposed_by=f"who {step}")
            if label["SK"] in items and self.chance.random() < 0.3:
                self.delete_item(label["PK"], label["SK"])
                del items[label["SK"]]
            else:
                self.put_item(label)
                items[label["SK"]] = label
            if step % 15 == 14:
                self.check(receipt, *items.values())

    def test_a_change_that_is_not_relevant_makes_no_version(self):
        receipt = small()
        self.sent(receipt)
        merchant = self.merchant(receipt, "Zinc")
        self.put_item(merchant)
        self.drain()
        versions = self.versions("words")
        self.put_item(merchant | {"reasoning": "another", "timestamp": "2026-02-02T00:00:00.000000+00:00"})
        self.drain()
        self.assertEqual(self.versions("words"), versions)


class Merchants(Local):
    def check(self, receipt: samples.Receipt, merchant: dict | None, removed: bool = False) -> None:
        self.drain()
        for collection in BOTH:
            wanted = contract.records(receipt, collection)
            found = self.latest(collection).records
            self.assertEqual(set(found), set(wanted))
            for id, record in found.items():
                self.check_record(id, record, wanted[id], contract.owned(wanted[id].metadata, merchant, None, removed))
                self.assertEqual("metadata_removed_at" in record.metadata, removed, id)

    def test_22_the_newer_merchant_and_its_removal(self):
        receipt = samples.receipt(1)
        self.submit(receipt)
        merchant = self.merchant(receipt, "Zinc Kettle", address="12 ELM ST", phone_number="(415) 555-0100",
                                 canonical_merchant_name="ZINC", merchant_category="kitchen")
        self.put_item(merchant)
        self.check(receipt, merchant)
        del merchant["merchant_category"]
        merchant |= {"address": None, "phone_number": "(415) 555-0199"}
        self.put_item(merchant)
        self.check(receipt, merchant)
        self.delete_item(merchant["PK"], merchant["SK"])
        self.check(receipt, None, removed=True)
        self.put_item(merchant)
        self.check(receipt, merchant)


class Removals(Local):
    def put_rows(self, receipt: samples.Receipt) -> None:
        """The items of lines and words, as another program keeps them."""
        for row in (*receipt.lines, *receipt.words):
            kind = "WORD" if "word_id" in row else "LINE"
            key = self.record_id(receipt, row).removeprefix(f"{receipt.partition}#")
            self.put_item({"PK": receipt.partition, "SK": key, "TYPE": f"RECEIPT_{kind}", "text": row["text"],
                           "embedding_status": "PENDING", "GSI1PK": "EMBEDDING_STATUS#PENDING", "GSI1SK": key,
                           "GSI3PK": f"{receipt.partition}#{receipt.sort}", "GSI3SK": kind})

    def test_24_words_and_lines(self):
        receipt = small()
        self.put_rows(receipt)
        self.sent(receipt)
        word, kept, line = receipt.words[0], receipt.words[4], receipt.lines[2]
        row = self.get_item(receipt.partition, self.word_key(receipt, word))
        self.assertEqual((row["embedding_status"], row["GSI1PK"]), ("SUCCESS", "EMBEDDING_STATUS#SUCCESS"))
        again = self.get_item(receipt.partition, self.word_key(receipt, kept))
        self.delete_item(receipt.partition, self.word_key(receipt, word))
        self.delete_item(receipt.partition, self.word_key(receipt, kept))
        self.put_item(again)
        self.delete_item(receipt.partition, f"{receipt.sort}#LINE#{line['line_id']:05}")
        self.drain()
        self.assertEqual(self.ids("words"), set(contract.records(receipt, "words")) - {self.record_id(receipt, word)})
        self.assertEqual(self.ids("lines"), set(contract.records(receipt, "lines")) - {self.record_id(receipt, line)})

    def test_24_the_status_of_items_may_be_left_alone(self):
        receipt = small()
        self.put_rows(receipt)
        self.sent(receipt, UPDATE_EMBEDDING_STATUS="false")
        row = self.get_item(receipt.partition, self.word_key(receipt, receipt.words[0]))
        self.assertEqual(row["embedding_status"], "PENDING")

    def test_24_a_receipt_stays_removed(self):
        gone, stays = samples.receipt(1), samples.receipt(2)
        for receipt in (gone, stays):
            self.put_item({"PK": receipt.partition, "SK": receipt.sort, "TYPE": "RECEIPT"})
        self.sent(gone, stays)
        run = self.run_of(gone)
        self.delete_item(gone.partition, gone.sort)
        self.drain()
        self.check_collections(stays)
        for collection in BOTH:
            ledger = self.latest(collection).ledger[f"{gone.image_id}#00001"]
            self.assertTrue(contract.is_time(ledger["deleted_at"]))
        item = making.run_item(gone, run["run_id"], run["created_at"])
        self.delete_item(item["PK"], item["SK"])
        self.put_item(item)
        self.drain()
        self.check_collections(stays)
        told = self.run_of(gone)
        self.assertEqual([told[f"{collection}_{name}"] for collection in BOTH for name in ("state", "merged_vectors")],
                         ["COMPLETED", 0] * 2)
        time.sleep(0.01)
        self.submit(gone, token="later")
        self.drain()
        self.check_collections(gone, stays)


class Runs(Local):
    def test_29_completed_never_reverts(self):
        """Not by a run that is told again when its bundle is gone."""
        receipt = samples.receipt(1)
        self.sent(receipt)
        before = self.run_of(receipt)
        item = self.get_item(before["PK"], before["SK"])
        shutil.rmtree(self.objects.root / "words/delta")
        self.delete_item(item["PK"], item["SK"])
        self.put_item(item)
        other = samples.receipt(2)
        self.put_run(other, "99999999-1111-4111-8111-111111111111")
        self.drain()
        self.assertEqual(self.run_of(receipt), before)
        self.check_collections(receipt, other)

    def test_29_listing(self):
        receipts = [small(number, receipt_id=number) for number in range(1, 6)]
        for receipt in receipts:
            self.sent(receipt)
        self.assertEqual(len(self.runs()), 5)
        for receipt in receipts:
            self.check_completed(receipt)
