"""Compactors as functions of AWS: races for the pointer, their end at any moment, the lock."""

from concurrent.futures import ThreadPoolExecutor

import bundles
import contract
import samples
from case import BOTH
from compacting import Compacting
from program import until

POINTER = "PUT [^ ]*/{}/snapshot/latest-pointer.txt"


class Races(Compacting):
    def test_25_the_loser_of_the_pointer_begins_again(self):
        for lock in ("off", "on"):
            with self.subTest(lock=lock):
                first, second = samples.receipt(1 + 2 * (lock == "on")), samples.receipt(2 + 2 * (lock == "on"))
                self.embedded(first, second)
                for collection in BOTH:
                    rule = self.faults.add(POINTER.format(collection), held=True, times=1)
                    thread = self.start_compact(self.message(first, collection), name=f"slow {lock}")
                    rule.wait()
                    if lock == "on":
                        # Its lock is over: another one takes it.
                        item = next(item for item in self.items() if item["PK"].startswith(f"LOCK#{collection}"))
                        self.put_item(item | {"expires": "2020-01-01T00:00:00.000000+00:00"})
                    self.assertEqual(self.compact(
                        self.message(second, collection), name=f"quick {lock}", COMPACTION_LOCK=lock), set())
                    rule.release()
                    thread.join()
                    self.faults.clear()
                    self.assertLessEqual(set(contract.records(second, collection)), self.ids(collection))
                    if lock == "off":  # the loser began again by itself
                        self.assertLessEqual(set(contract.records(first, collection)), self.ids(collection))
                # What was given up is delivered again.
                for collection in BOTH:
                    self.assertEqual(self.compact(self.message(first, collection), name=f"quick {lock}"), set())
                    self.assertLessEqual(set(contract.records(first, collection)), self.ids(collection))
                    self.assertLessEqual(set(contract.records(second, collection)), self.ids(collection))

    def test_25_an_answer_that_is_lost_at_the_pointer(self):
        receipt = samples.receipt(1)
        self.embedded(receipt)
        self.faults.add(POINTER.format("lines"), lost=True, times=1)
        self.assertEqual(self.compact(self.message(receipt, "lines")), set())
        self.assertEqual(self.ids("lines"), set(contract.records(receipt, "lines")))
        self.assertEqual(self.runs()[0]["lines_state"], "COMPLETED")

    def test_26_ended_before_the_pointer(self):
        first, second = samples.receipt(1), samples.receipt(2)
        self.embedded(first, second)
        self.assertEqual(self.compact(self.message(first, "words"), COMPACTION_LOCK="off"), set())
        before = self.latest("words")
        self.kill_at(POINTER.format("words"), self.message(second, "words"))
        self.assertEqual(self.latest("words"), before)
        self.unlock("words")
        self.assertEqual(self.compact(self.message(second, "words"), name="after"), set())
        self.check_words(first, second)

    def test_26_ended_after_the_pointer(self):
        receipt = samples.receipt(1)
        self.embedded(receipt)
        # After the pointer, the run's state is the first thing that is written.
        self.kill_at(r"UpdateItem\n.*COMPACTION_RUN.*merged_vectors", self.message(receipt, "words"))
        version = bundles.pointer(self.objects.get, "words")
        self.assertIsNotNone(version)
        self.assertNotEqual(self.runs()[0]["words_state"], "COMPLETED")
        self.unlock("words")
        self.assertEqual(self.compact(self.message(receipt, "words"), name="after"), set())
        self.assertEqual(bundles.pointer(self.objects.get, "words"), version)
        run, = self.runs()
        self.assertEqual((run["words_state"], run["words_merged_vectors"]),
                         ("COMPLETED", len(contract.records(receipt, "words"))))
        self.check_words(receipt)

    def test_21_a_label_between_reading_and_publishing(self):
        receipt = samples.receipt(1)
        self.embedded(receipt)
        word = self.words_of(receipt)[0]
        label = self.label(receipt, word, "TAX", "VALID")
        rule = self.faults.add(POINTER.format("words"), held=True, times=1)
        thread = self.start_compact(self.message(receipt, "words"), name="slow")
        rule.wait()
        self.put_item(label)
        rule.release()
        thread.join()
        self.changes_are_merged()
        found = self.latest("words").records[self.record_id(receipt, word)]
        self.assertEqual(found.metadata["validated_labels"], ",TAX,")

    def test_27_the_lock(self):
        receipt = samples.receipt(1)
        self.embedded(receipt)
        owner = "12345678-1111-4111-8111-111111111111"
        later = "2099-01-01T00:00:00.000000+00:00"
        held = {"PK": "LOCK#words#chroma-words-update", "SK": "LOCK", "GSI1PK": "LOCK#words",
                "GSI1SK": f"EXPIRES#{later}", "TYPE": "COMPACTION_LOCK", "owner": owner, "expires": later,
                "collection": "words", "heartbeat": later, "time_to_live": 4_000_000_000}
        self.put_item(held)
        message = self.message(receipt, "words")
        self.assertEqual(self.compact(message), {message["messageId"]})
        self.assertEqual(self.get_item(held["PK"], "LOCK"), held)
        self.assertEqual(self.compact(self.message(receipt, "lines")), set())
        self.unlock("words")
        self.assertEqual(self.compact(message), set())
        self.check_words(receipt)

    def test_27_ten_at_once(self):
        """One of ten processes gets the lock; the others give their messages back, and nothing of them is lost."""
        receipts = [samples.receipt(number, items=1) for number in range(10)]
        self.embedded(*receipts)
        messages = [self.message(receipt, "words") for receipt in receipts]
        rule = self.faults.add(POINTER.format("words"), held=True)
        with ThreadPoolExecutor(len(messages)) as pool:
            replies = [pool.submit(self.compact, message, name=f"one of ten {number}")
                       for number, message in enumerate(messages)]
            until(lambda: sum(reply.done() for reply in replies) == 9, 240)
            # Nine have given up; the tenth stands before the pointer, and the lock is its.
            self.assertEqual(rule.met, 1)
            self.assertEqual(len([item for item in self.items() if item["PK"].startswith("LOCK#words")]), 1)
            rule.release()
            returned = set().union(*(reply.result() for reply in replies))
        first, = (receipt for receipt, message in zip(receipts, messages) if message["messageId"] not in returned)
        self.assertEqual(len(returned), 9)
        self.check_words(first)
        self.faults.clear()
        again = [message for message in messages if message["messageId"] in returned]
        self.assertEqual(self.compact(*again, name="one of ten 0"), set())
        self.check_words(*receipts)
        self.assertEqual({run["words_state"] for run in self.runs()}, {"COMPLETED"})

    def test_27_who_lost_its_lock_does_not_take_it_back(self):
        receipt = samples.receipt(1)
        self.embedded(receipt)
        rule = self.faults.add(POINTER.format("words"), held=True, times=1)
        thread = self.start_compact(self.message(receipt, "words"), name="slow")
        rule.wait()
        item = next(item for item in self.items() if item["PK"].startswith("LOCK#words"))
        self.assertEqual((item["SK"], item["TYPE"], item["collection"]), ("LOCK", "COMPACTION_LOCK", "words"))
        self.assertEqual(item["GSI1SK"], f"EXPIRES#{item['expires']}")
        self.assertTrue(contract.is_time(item["expires"]))
        stolen = item | {"owner": "12345678-1111-4111-8111-111111111111"}
        self.put_item(stolen)
        rule.release()
        thread.join()
        self.assertEqual(self.get_item(item["PK"], "LOCK")["owner"], stolen["owner"])

    def changes_are_merged(self) -> None:
        self.unlock("words")
        self.pump()
