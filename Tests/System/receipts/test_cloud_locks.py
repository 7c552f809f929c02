"""The lock of compactors that are functions of AWS: who has it, who waits, and who has lost it."""

from concurrent.futures import ThreadPoolExecutor

import bundles
import contract
import samples
from compacting import POINTER, Compacting
from program import until

#: What is uploaded before the pointer moves.
MANIFEST = "PUT [^ ]*words/snapshot/timestamped/[^ ]*manifest.json"


class Locks(Compacting):
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

    def test_27_who_lost_its_lock_beats_no_more(self):
        """Another one has it by now: the next sign of life shows that, and is the last; nothing is published."""
        receipt = samples.receipt(1)
        self.embedded(receipt)
        slow = self.function("compactor", "slow", HEARTBEAT_INTERVAL_SECONDS="1")
        message, key = self.message(receipt, "words"), "LOCK#words#chroma-words-update"
        with self.held_at(MANIFEST, message) as started:
            first = self.get_item(key, "LOCK")
            until(lambda: self.get_item(key, "LOCK")["heartbeat"] > first["heartbeat"], 120)
            stolen = self.get_item(key, "LOCK") | {"owner": "12345678-1111-4111-8111-111111111111"}
            self.put_item(stolen)
            until(lambda: "the compaction lock is another's by now" in slow.log, 120)
            beats = self.faults.add(r"UpdateItem\n.*LOCK#words")
        self.assertEqual((started.failed, beats.met), ({message["messageId"]}, 0))
        self.assertEqual(self.get_item(key, "LOCK"), stolen)
        self.check_nothing_published()

    def test_27_signs_of_life_that_fail(self):
        receipt = samples.receipt(1)
        self.embedded(receipt)
        slow = self.function("compactor", "slow", HEARTBEAT_INTERVAL_SECONDS="1", MAX_HEARTBEAT_FAILURES="2")
        self.faults.add(r"UpdateItem\n.*LOCK#words", status=403)
        message = self.message(receipt, "words")
        with self.held_at(MANIFEST, message) as started:
            until(lambda: slow.log.count("a heartbeat of the compaction lock failed") >= 2, 120)
        self.assertEqual(started.failed, {message["messageId"]})
        self.check_nothing_published()
        self.faults.clear()
        self.unlock("words")
        self.assertEqual(self.compact(message), set())
        self.check_words(receipt)

    def check_nothing_published(self) -> None:
        self.assertIsNone(bundles.pointer(self.objects.get, "words"))
        self.assertEqual(self.versions("words"), set())
