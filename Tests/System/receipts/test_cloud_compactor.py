"""The compactor as a function of AWS: batches, messages that come early, again, or never."""

import json
import signal

import contract
import samples
from case import BOTH
from compacting import Compacting
from program import until


class Compactor(Compacting):
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

    def test_31_what_nobody_understands_reaches_the_dead_letters(self):
        arn = self.sqs.get_queue_attributes(
            QueueUrl=self.queues["words-dlq"], AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        self.sqs.set_queue_attributes(QueueUrl=self.queues["words"], Attributes={
            "RedrivePolicy": json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": "3"})})
        receipt = samples.receipt(1)
        self.embedded(receipt)
        self.changes()
        good = json.dumps(self.compaction(receipt, "words"))
        named = {"source": "dynamodb_stream", "entity_type": "COMPACTION_RUN", "event_name": "INSERT"}
        for body, attributes in (("{nothing", {}), (good, named | {"collection": "letters"}),
                                 (good, named | {"collection": "words"})):
            self.sqs.send_message(QueueUrl=self.queues["words"], MessageBody=body, MessageAttributes={
                name: {"StringValue": value, "DataType": "String"} for name, value in attributes.items()})
        started, dead = self.start("compactor"), []
        self.addCleanup(lambda: started.is_running and started.kill())
        until(lambda: dead.extend(self.received("words-dlq")) or len(dead) >= 2, 180)
        until(lambda: self.run_of(receipt)["words_state"] == "COMPLETED", 180)
        started.kill(signal.SIGTERM)
        self.ended(started)
        self.assertEqual(sorted(message["Body"] for message in dead), sorted(["{nothing", good]))
        self.assertEqual(self.received("words"), [])

    def test_what_is_returned_waits_a_little(self):
        self.sqs.send_message(QueueUrl=self.queues["words"], MessageBody="{nothing")
        message, = self.received("words")
        record = self.record("{nothing") | {"receiptHandle": message["ReceiptHandle"]}
        record["eventSourceARN"] = f"arn:aws:sqs:us-east-1:000000000000:words-{self.mark}"
        self.assertEqual(self.compact(record, RETRY_BASE_SECONDS="1"), {record["messageId"]})
        until(lambda: self.received("words"), 30)

    def test_7_1_a_notice_of_a_delta(self):
        receipt = samples.receipt(1)
        run = "11111111-1111-4111-8111-111111111111"
        self.put_run(receipt, run, bundled=("lines",), scope="upsert")
        notice = self.record({"delta_key": f"lines/delta/{run}/", "collection": "lines"})
        self.assertEqual(self.compact(notice), set())
        self.assertEqual(self.ids("lines"), set(contract.records(receipt, "lines")))

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
