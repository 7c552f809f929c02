"""Compactors as functions of AWS: races for the pointer and for runs, their end at any moment."""

import bundles
import contract
import samples
from case import BOTH
from compacting import POINTER, Compacting


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

    def test_25_of_each_version_there_is_one(self):
        receipts = [samples.receipt(number) for number in range(5)]
        self.embedded(*receipts)
        for name in ("slow", "quick"):
            self.function("compactor", name, COMPACTION_LOCK="off")
        self.assertEqual(self.compact(self.message(receipts[0], "words"), name="quick"), set())
        for first, second in (receipts[1:3], receipts[3:5]):
            with self.held_at(POINTER.format("words"), self.message(first, "words")) as slow:
                self.assertEqual(self.compact(self.message(second, "words"), name="quick"), set())
                winner = bundles.pointer(self.objects.get, "words")
            self.assertEqual(slow.failed, set())
            self.assertEqual(self.latest("words").manifest["base_version"], winner)
        self.check_words(*receipts)
        self.assertEqual(len(self.check_chain("words")), 5)
        conflicts = [line["CompactionPointerConflict"] for line in self.metrics(self.function("compactor", "slow").log)
                     if "CompactionPointerConflict" in line]
        self.assertEqual(conflicts, [1, 1])

    def test_25_whoever_loses_too_often_gives_back(self):
        first, second = samples.receipt(1), samples.receipt(2)
        self.embedded(first, second)
        for name in ("slow", "quick"):
            self.function("compactor", name, COMPACTION_LOCK="off", PUBLISH_MAX_REBASE="0")
        message = self.message(first, "words")
        with self.held_at(POINTER.format("words"), message) as slow:
            self.assertEqual(self.compact(self.message(second, "words"), name="quick"), set())
        self.assertEqual(slow.failed, {message["messageId"]})
        # What it had uploaded is gone.
        self.assertEqual(len(self.versions("words")), 1)
        self.check_words(second)
        self.assertEqual(self.compact(message, name="quick"), set())
        self.check_words(first, second)

    def test_25_an_answer_that_is_lost_at_the_pointer(self):
        receipt = samples.receipt(1)
        self.embedded(receipt)
        self.faults.add(POINTER.format("lines"), lost=True, times=1)
        self.assertEqual(self.compact(self.message(receipt, "lines")), set())
        self.assertEqual(self.ids("lines"), set(contract.records(receipt, "lines")))
        self.assertEqual(self.runs()[0]["lines_state"], "COMPLETED")

    def test_26_ended_before_the_pointer(self):
        receipts = [samples.receipt(number) for number in range(4)]
        self.embedded(*receipts)
        self.assertEqual(self.compact(self.message(receipts[0], "words")), set())
        for number, receipt in enumerate(receipts[1:], 1):
            before, known = self.latest("words"), self.versions("words")
            self.kill_at(POINTER.format("words"), self.message(receipt, "words"))
            self.assertEqual(len(self.versions("words") - known), 1)
            self.assertEqual(self.latest("words"), before)
            self.unlock("words")
            self.assertEqual(self.compact(self.message(receipt, "words")), set())
            self.check_words(*receipts[:number + 1])

    def test_26_ended_after_the_pointer(self):
        receipts = [samples.receipt(number) for number in range(3)]
        self.embedded(*receipts)
        for number, receipt in enumerate(receipts, 1):
            # After the pointer, the run's state is the first thing that is written.
            self.kill_at(r"UpdateItem\n.*COMPACTION_RUN.*merged_vectors", self.message(receipt, "words"))
            version = bundles.pointer(self.objects.get, "words")
            self.assertEqual(len(self.check_chain("words")), number)
            self.assertNotEqual(self.run_of(receipt)["words_state"], "COMPLETED")
            self.unlock("words")
            self.assertEqual(self.compact(self.message(receipt, "words")), set())
            self.assertEqual(bundles.pointer(self.objects.get, "words"), version)
            run = self.run_of(receipt)
            self.assertEqual((run["words_state"], run["words_merged_vectors"]),
                             ("COMPLETED", len(contract.records(receipt, "words"))))
            self.check_words(*receipts[:number])

    def test_29_both_collections_end_at_once(self):
        receipt = samples.receipt(1)
        self.embedded(receipt)
        with self.held_at(r"UpdateItem\n.*COMPACTION_RUN.*lines_merged_vectors", self.message(receipt, "lines")):
            self.assertEqual(self.compact(self.message(receipt, "words"), name="quick"), set())
        self.check_completed(receipt)

    def test_29_who_comes_late_does_not_begin_again(self):
        """Somebody wanted to begin with a run, and was slow: another one has completed it."""
        receipt = samples.receipt(1)
        self.embedded(receipt)
        for name in ("slow", "quick"):
            self.function("compactor", name, COMPACTION_LOCK="off")
        pattern = r"UpdateItem\n.*COMPACTION_RUN.*words_started_at"
        with self.held_at(pattern, self.message(receipt, "words")) as slow:
            self.assertEqual(self.compact(self.message(receipt, "words"), name="quick"), set())
            before = self.run_of(receipt)
        self.assertEqual(slow.failed, set())
        self.assertEqual(self.run_of(receipt), before)
        self.assertEqual(before["words_state"], "COMPLETED")
        self.assertEqual(len(self.versions("words")), 1)
