"""The worker as a function of AWS: batches, failures of its surroundings, its end at any moment."""

import json
import os
import threading
import time
from collections import Counter

import contract
import samples
from case import BOTH, small
from clients import client
from cloud import Cloud
from program import until
from stubs import KEY


class Worker(Cloud):
    def test_01_the_whole_way(self):
        receipts = [samples.receipt(number) for number in range(3)]
        self.put_files(*receipts)
        for receipt in receipts:
            self.sqs.send_message(QueueUrl=self.queues["embed"],
                                  MessageBody=json.dumps(receipt.message(self.artifacts.name)))
        self.pump()
        for receipt in receipts:
            self.check_completed(receipt)
        self.check_collections(*receipts)
        for queue in self.queues:
            self.assertEqual(self.received(queue), [], queue)
        log = self.function("embed-worker").log
        for text in ("Loaded NDJSON rows: lines=", "Upserted embeddings into delta mode",
                     f"Uploaded lines delta bundle to s3://{self.objects.name}/lines/delta/",
                     f"Wrote CompactionRun {self.run_id(receipts[0])}"):
            self.assertIn(text, log)
        self.assertIn(f"Published snapshot lines {self.latest('lines').version}", self.function("compactor").log)
        self.assertNotIn(KEY, log)

    def test_01_the_commands(self):
        receipt = samples.receipt(1)
        self.submit(receipt)
        self.assertEqual(self.artifacts.get(f"{receipt.prefix}/lines.ndjson"), receipt.lines_file)
        self.pump()
        told = [json.loads(line) for line in self.call("runs", "--image-id", receipt.image_id, "--receipt-id", "1")
                .out.splitlines()]
        self.assertEqual([run["run_id"] for run in told], [self.run_id(receipt)])
        id = self.record_id(receipt, receipt.lines[0])
        self.assertEqual([row["id"] for row in self.vector("lines", id)], [id])
        self.call("verify", "lines")

    def test_02_in_parallel(self):
        """Three workers embed one receipt, and none of them knows of another's run."""
        receipt = samples.receipt(1)
        self.put_files(receipt)
        event, done = self.event(receipt.message(self.artifacts.name)), []
        names = [f"worker {number}" for number in range(3)]
        threads = [threading.Thread(target=lambda name=name: done.append(self.invoke("embed-worker", event, name)))
                   for name in names]
        with self.stub.held():
            for thread in threads:
                thread.start()
            # All three have asked for the same texts.
            until(lambda: max(Counter(self.stub.inputs).values(), default=0) >= 3, 120)
        for thread in threads:
            thread.join()
        self.assertEqual([reply["batchItemFailures"] for reply in done], [[]] * 3)
        self.assertEqual([run["run_id"] for run in self.runs()], [self.run_id(receipt)])
        for collection in BOTH:
            self.assertEqual(len(self.objects.keys(f"{collection}/delta/")), 2)
        told = [line for name in names for line in self.metrics(self.function("embed-worker", name).log)]
        self.assertEqual([sum(line.get(name, 0) for line in told)
                          for name in ("EmbedRunsCreated", "EmbedRunsDuplicate")], [1, 2])
        calls = len(self.stub.calls)
        self.invoke("embed-worker", event)
        self.assertEqual(len(self.stub.calls), calls)
        self.pump()
        self.check_collections(receipt)

    def test_03_a_file_without_words(self):
        receipt = small()
        self.artifacts.put(f"{receipt.prefix}/lines.ndjson", receipt.lines_file)
        self.artifacts.put(f"{receipt.prefix}/words.ndjson", b"")
        reply = self.invoke("embed-worker", self.event(receipt.message(self.artifacts.name)))
        self.assertEqual(reply, {"batchItemFailures": []})
        self.pump()
        run = self.run_of(receipt)
        self.assertEqual([run[name] for name in ("words_state", "words_merged_vectors", "lines_merged_vectors")],
                         ["COMPLETED", 0, 3])

    def test_07_batches(self):
        good, other = samples.receipt(1), samples.receipt(2)
        self.put_files(good, other)
        messages = [receipt.message(self.artifacts.name) for receipt in (good, other)]
        messages[1]["receipt_id"] = "1"
        event = self.event(messages[0], "{nothing", messages[1])
        reply = self.invoke("embed-worker", event)
        self.assertEqual(reply, {"batchItemFailures": [{"itemIdentifier": event["Records"][1]["messageId"]}]})
        self.assertEqual({run["run_id"] for run in self.runs()}, {self.run_id(good), self.run_id(other)})
        event = self.event(None, {"image_id": "no uuid"}, samples.receipt(3).message(self.artifacts.name))
        reply = self.invoke("embed-worker", event)
        self.assertEqual(self.failed(reply), {record["messageId"] for record in event["Records"]})

    def test_07_direct_invocations(self):
        receipt = samples.receipt(1)
        self.put_files(receipt)
        run = self.run_id(receipt)
        wanted = {"run_id": run, "lines_prefix": f"lines/delta/{run}/", "words_prefix": f"words/delta/{run}/"}
        message = receipt.message(self.artifacts.name)
        for event in (message, {"body": message}, {"body": json.dumps(message)}):
            self.assertEqual(self.invoke("embed-worker", event), wanted)
        empty = samples.Receipt(receipt.image_id, 2, [], [])
        self.put_files(empty)
        self.assertEqual(self.invoke("embed-worker", empty.message(self.artifacts.name)), dict.fromkeys(wanted))
        done = self.function("embed-worker").invoke({"something": "else"})
        self.assertIsNotNone(done.error_type)

    def test_08_a_bundle_that_cannot_be_stored(self):
        receipt = samples.receipt(1)
        self.put_files(receipt)
        temporary = self.folder / "tmp"
        temporary.mkdir()
        event = self.event(receipt.message(self.artifacts.name))
        for pattern in ("PUT [^ ]*words/delta/[^ ]*seg", "PUT [^ ]*words/delta/[^ ]*delta.json"):
            self.faults.add(pattern, status=403)
            reply = self.invoke("embed-worker", event, TMPDIR=str(temporary))
            self.assertEqual(self.failed(reply), {event["Records"][0]["messageId"]})
            self.assertEqual((self.runs(), list(temporary.iterdir())), ([], []))
            self.assertNotIn("Uploaded words delta bundle", self.function("embed-worker").log)
            self.faults.clear()
        self.assertEqual(self.invoke("embed-worker", event), {"batchItemFailures": []})
        self.pump()
        self.check_collections(receipt)

    def test_08_ended_between_the_bundles_and_the_run(self):
        receipt = samples.receipt(1)
        self.put_files(receipt)
        event = self.event(receipt.message(self.artifacts.name))
        rule = self.faults.add(r"(Put|TransactWrite)Items?\n.*COMPACTION_RUN", held=True, times=1)
        worker = self.function("embed-worker", "first")
        thread = threading.Thread(target=worker.invoke, args=(event,))
        thread.start()
        rule.wait()
        worker.kill()
        thread.join()
        self.faults.clear()
        time.sleep(0.5)
        before = {key: self.s3.head_object(Bucket=self.objects.name, Key=key)["LastModified"]
                  for key in self.objects.keys("lines/") + self.objects.keys("words/")}
        self.assertEqual(len(before), 4)
        texts, sent = len(self.stub.inputs), len(self.faults.requests)
        self.assertEqual(self.invoke("embed-worker", event, "second"), {"batchItemFailures": []})
        self.assertEqual(len(self.stub.inputs), texts)
        self.assertFalse([request for request in self.faults.requests[sent:] if request.startswith(b"PUT")
                          and b".seg" in request])
        self.assertEqual([run["run_id"] for run in self.runs()], [self.run_id(receipt)])

    def test_answers_that_are_lost(self):
        receipt = samples.receipt(1)
        self.put_files(receipt)
        self.faults.add("PUT [^ ]*delta.json", lost=True, times=1)
        self.faults.add(r"(Put|TransactWrite)Items?\n.*COMPACTION_RUN", lost=True, times=1)
        reply = self.invoke("embed-worker", self.event(receipt.message(self.artifacts.name)))
        self.assertEqual(reply, {"batchItemFailures": []})
        self.pump()
        self.check_completed(receipt)
        self.check_collections(receipt)

    def test_35_deadlines_and_warm_invocations(self):
        receipts = [samples.receipt(number) for number in range(3)]
        self.put_files(*receipts)
        function = self.function("embed-worker")
        first = function.invoke(self.event(receipts[0].message(self.artifacts.name)), deadline=time.time() + 300)
        self.assertEqual(first.json, {"batchItemFailures": []})
        event = self.event(*(receipt.message(self.artifacts.name) for receipt in receipts[1:]))
        late = function.invoke(event, timeout=60, deadline=time.time() + 40)
        self.assertEqual(self.failed(late.json), {record["messageId"] for record in event["Records"]})
        self.assertEqual(len(self.runs()), 1)
        time.sleep(0.01)
        done = function.invoke(event, deadline=time.time() + 300)
        self.assertEqual(done.json, {"batchItemFailures": []})
        self.assertEqual(len({run["created_at"] for run in self.runs()}), 3)

    def test_a_key_from_a_secret(self):
        secrets = client("secretsmanager", os.environ["FDNIX_TEST_MOTO"])
        arn = secrets.create_secret(Name=f"openai-{self.mark}", SecretString=KEY)["ARN"]
        receipt = samples.receipt(1)
        self.put_files(receipt)
        reply = self.invoke("embed-worker", self.event(receipt.message(self.artifacts.name)), OPENAI_API_KEY="",
                            OPENAI_API_KEY_SECRET_ARN=arn)
        self.assertEqual(reply, {"batchItemFailures": []})
        self.assertNotIn(KEY, self.function("embed-worker").log)

    def test_07_pollers_and_the_fifth_failure(self):
        good, bad = small(1), small(2)
        del bad.words[3]["bounding_box"]
        self.put_files(good, bad)
        for receipt in (good, bad):
            self.sqs.send_message(QueueUrl=self.queues["embed"],
                                  MessageBody=json.dumps(receipt.message(self.artifacts.name)))
        started = [self.start(role) for role in ("embed-worker", "stream-processor", "compactor")]
        try:
            end = time.monotonic() + 120
            dead: list = []
            while time.monotonic() < end and not (
                    dead and all(run[f"{collection}_state"] == "COMPLETED" for run in self.runs(good)
                                 for collection in BOTH) and self.runs(good)):
                dead = dead or self.received("embed-dlq")
                time.sleep(0.2)
        finally:
            for one in started:
                one.kill(15)
            ended = [one.wait(60) for one in started]
        self.assertEqual([json.loads(message["Body"])["image_id"] for message in dead], [bad.image_id], ended[0])
        self.assertIn("words.ndjson row 4", ended[0].out + ended[0].err)
        self.assertEqual([one.code for one in ended], [0, 0, 0], ended)
        self.check_completed(good)
        self.check_collections(good)
        self.assertEqual(self.runs(bad), [])

    def test_31_redriven_after_a_fix(self):
        """Messages that were put aside come back to their queues, and each is worked on once."""
        receipt, merged = small(1), small(2)
        self.embedded(merged)
        self.changes()  # the news of its run are lost: only what is redriven merges it
        aside = {"embed": self.record(receipt.message(self.artifacts.name))} | {
            collection: self.record(self.compaction(merged, collection), collection=collection) for collection in BOTH}
        for name, record in aside.items():
            self.sqs.send_message(
                QueueUrl=self.queues[f"{name}-dlq"], MessageBody=record["body"], MessageAttributes={
                    key: {"StringValue": value["stringValue"], "DataType": value["dataType"]}
                    for key, value in record["messageAttributes"].items()})
        self.put_files(receipt)
        self.assertEqual(json.loads(self.call("redrive", "embed", "words").out), {"embed": 1, "words": 1})
        self.assertEqual([len(self.received(f"{name}-dlq")) for name in aside], [0, 1, 0])
        self.pump()
        self.check_completed(receipt)
        run = self.run_of(merged)
        self.assertEqual((run["lines_state"], run["words_state"]), ("PENDING", "COMPLETED"))
        self.assertEqual(len(self.runs()), 2)
        self.assertEqual(self.ids("words"), {
            id for one in (receipt, merged) for id in contract.records(one, "words")})
        self.assertEqual(json.loads(self.call("redrive", "embed", "words").out), {"embed": 0, "words": 0})
