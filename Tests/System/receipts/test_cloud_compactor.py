"""The compactor as a function of AWS: batches, races for the pointer, its end at any moment, the lock."""

import threading

import bundles
import contract
import samples
from case import BOTH
from cloud import Cloud
from stubs import until

POINTER = "PUT [^ ]*/{}/snapshot/latest-pointer.txt"


class Compactor(Cloud):
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

    def test_15_good_and_bad_in_one_batch(self):
        good, bad = samples.receipt(1), samples.receipt(2)
        self.embedded(good, bad)
        key = next(key for key in self.objects.keys(f"words/delta/{self.run_id(bad)}/") if key.endswith(".seg"))
        self.objects.put(key, self.objects.get(key)[:-3])
        first, second = self.message(good, "words"), self.message(bad, "words")
        self.assertEqual(self.compact(first, second), {second["messageId"]})
        self.assertEqual(self.ids("words"), set(contract.records(good, "words")))
        states = {run["run_id"]: run["words_state"] for run in self.runs()}
        self.assertEqual(states, {self.run_id(good): "COMPLETED", self.run_id(bad): "FAILED"})

    def test_16_delivered_many_times(self):
        receipt = samples.receipt(1)
        self.embedded(receipt)
        for _ in range(10):
            message = self.message(receipt, "words")
            self.assertEqual(self.compact(message, {**message, "messageId": "another"}), set())
        self.assertEqual(len(self.versions("words")), 1)
        self.assertEqual(self.runs()[0]["words_merged_vectors"], len(contract.records(receipt, "words")))
        self.assertEqual(self.runs()[0]["lines_state"], "PENDING")

    def test_31_what_nobody_understands(self):
        receipt = samples.receipt(1)
        self.embedded(receipt)
        unknown = self.compaction(receipt, "lines")
        bad = [self.record("{nothing"), self.record({"some": "thing"}), self.record(None),
               self.record(unknown, collection="letters"),
               self.record(unknown | {"entity_type": "LETTER"}, collection="lines")]
        good = self.message(receipt, "lines")
        self.assertEqual(self.compact(*bad, good), {record["messageId"] for record in bad})
        self.assertEqual(self.runs()[0]["lines_state"], "COMPLETED")
        done = self.function("compactor").invoke({"nothing": 1})
        self.assertIsNotNone(done.error_type)

    def test_7_1_a_notice_of_a_delta(self):
        receipt = samples.receipt(1)
        run = "11111111-1111-4111-8111-111111111111"
        self.put_run(receipt, run, bundled=("lines",), scope="upsert")
        notice = self.record({"delta_key": f"lines/delta/{run}/", "collection": "lines"})
        self.assertEqual(self.compact(notice), set())
        self.assertEqual(self.ids("lines"), set(contract.records(receipt, "lines")))

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
        rule = self.faults.add(POINTER.format("words"), held=True, times=1)
        thread = self.start_compact(self.message(second, "words"), name="victim")
        rule.wait()
        self.function("compactor", "victim").kill()
        thread.join()
        # The door has the request still: it is lost on its way.
        self.faults.rules = []
        rule.status = 500
        rule.release()
        self.assertEqual(self.latest("words"), before)
        self.unlock("words")
        self.assertEqual(self.compact(self.message(second, "words"), name="after"), set())
        self.check_words(first, second)

    def test_26_ended_after_the_pointer(self):
        receipt = samples.receipt(1)
        self.embedded(receipt)
        # After the pointer, the run's state is the first thing that is written.
        rule = self.faults.add(r"(UpdateItem|TransactWriteItems)\n.*COMPACTION_RUN.*COMPLETED", held=True, times=1)
        thread = self.start_compact(self.message(receipt, "words"), name="victim")
        rule.wait()
        self.function("compactor", "victim").kill()
        thread.join()
        self.faults.rules = []
        rule.status = 500
        rule.release()
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

    def unlock(self, collection: str) -> None:
        """As if the time of the lock were over, which the one that ended left behind."""
        for item in self.items():
            if item["PK"].startswith(f"LOCK#{collection}"):
                self.put_item(item | {"expires": "2020-01-01T00:00:00.000000+00:00"})

    def check_words(self, *receipts: samples.Receipt) -> None:
        wanted = {id for receipt in receipts for id in contract.records(receipt, "words")}
        self.assertEqual(self.ids("words"), wanted)

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

    def changes_are_merged(self) -> None:
        self.unlock("words")
        self.pump()

    def test_21_a_label_before_its_word_is_merged(self):
        receipt = samples.receipt(1)
        self.embedded(receipt)
        word = self.words_of(receipt)[0]
        label = self.label(receipt, word, "TAX", "VALID")
        self.put_item(label)
        body = self.compaction(receipt, "words") | {
            "entity_type": "RECEIPT_WORD_LABEL", "stream_record_id": "label", "entity_data": {
                "entity_type": "RECEIPT_WORD_LABEL", "image_id": receipt.image_id, "receipt_id": 1,
                "line_id": word["line_id"], "word_id": word["word_id"], "label": "TAX"}}
        early = self.record(body, collection="words")
        # The run is pending: the message comes back later.
        self.assertEqual(self.compact(early), {early["messageId"]})
        self.assertEqual(self.compact(self.message(receipt, "words")), set())
        self.assertEqual(self.compact(early), set())
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

    def test_32_a_message_that_is_lost(self):
        receipt = samples.receipt(1)
        self.embedded(receipt)
        self.pump_stream()
        self.taken("words")
        self.pump()
        self.assertEqual(self.runs()[0]["words_state"], "PENDING")
        self.call("sweeper")
        self.pump()
        self.assertEqual(self.runs()[0]["words_state"], "PENDING")
        self.call("sweeper", RUN_STALE_MINUTES="0")
        until(lambda: self.pump_queue("words", "compactor"), 30)
        self.check_completed(receipt)
        self.check_collections(receipt)
        for queue in BOTH:
            self.assertEqual(self.received(queue), [])

    def test_32_a_bundle_that_is_gone(self):
        receipt = samples.receipt(1)
        self.embedded(receipt)
        for collection in BOTH:
            for key in self.objects.keys(f"{collection}/delta/"):
                self.objects.delete(key)
        self.pump_stream()
        for collection in BOTH:
            self.taken(collection)
        self.call("sweeper", RUN_STALE_MINUTES="0")
        self.pump()
        runs = self.runs()
        self.assertEqual(len(runs), 2)
        old = next(run for run in runs if run["run_id"] == self.run_id(receipt))
        self.assertEqual((old["lines_state"], old["words_state"]), ("FAILED", "FAILED"))
        self.check_collections(receipt)

    def test_uploads_that_fail_move_nothing(self):
        receipt = samples.receipt(1)
        self.embedded(receipt)
        self.faults.add("PUT [^ ]*words/snapshot/timestamped/", status=403)
        message = self.message(receipt, "words")
        self.assertEqual(self.compact(message), {message["messageId"]})
        self.assertIsNone(self.latest("words"))
        self.assertNotEqual(self.runs()[0]["words_state"], "COMPLETED")
        self.assertNotIn("Published snapshot words", self.function("compactor").log)
        self.faults.clear()
        self.assertEqual(self.compact(message), set())
        self.check_words(receipt)
