"""Receipts in the emulator: a message leads to a bundle and a run, the run by the table's stream to the compactor, the
compactor to a published collection. Queues and the stream are polled by the emulator, as Lambda does."""

import json
import unittest
import uuid
from typing import Any

import emulator
import samples
import stubs
from executions import until
from items import plain

PREFIX = "receipts-production"
ROWS, COLLECTIONS = f"{PREFIX}-artifacts-000000000000", f"{PREFIX}-chromadb-000000000000"


class Receipts(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.aws = emulator.everything()
        cls.s3, cls.sqs, cls.table = (cls.aws.client(name) for name in ("s3", "sqs", "dynamodb"))
        secrets = cls.aws.client("secretsmanager")
        for name, key in ("openai-api-key", stubs.KEY), ("google-places-api-key", stubs.PLACES_KEY):
            secrets.put_secret_value(SecretId=f"{PREFIX}/{name}", SecretString=key)

    def put(self, receipt: samples.Receipt) -> None:
        for name, content in (("lines", receipt.lines_file), ("words", receipt.words_file)):
            self.s3.put_object(Bucket=ROWS, Key=f"{receipt.prefix}/{name}.ndjson", Body=content)

    def send(self, receipt: samples.Receipt) -> None:
        self.sqs.send_message(QueueUrl=self.queue("embed-ndjson-queue"),
                              MessageBody=json.dumps(receipt.message(ROWS)))

    def queue(self, name: str) -> str:
        return self.sqs.get_queue_url(QueueName=f"{PREFIX}-{name}")["QueueUrl"]

    def runs(self, receipt: samples.Receipt) -> list[dict[str, Any]]:
        items = [plain(item) for item in self.table.scan(TableName=f"{PREFIX}-receipts")["Items"]]
        return [item for item in items if item["TYPE"] == "COMPACTION_RUN" and item["image_id"] == receipt.image_id]

    def compacted(self, receipt: samples.Receipt) -> bool:
        runs = self.runs(receipt)
        return bool(runs) and all(run[f"{name}_state"] == "COMPLETED" for run in runs for name in ("lines", "words"))

    def keys(self, prefix: str) -> list[str]:
        listing = self.s3.list_objects_v2(Bucket=COLLECTIONS, Prefix=prefix)
        return [entry["Key"] for entry in listing.get("Contents", [])]

    def dead(self, name: str) -> list[dict[str, Any]]:
        told = self.sqs.receive_message(QueueUrl=self.queue(name), MaxNumberOfMessages=10, WaitTimeSeconds=1)
        return told.get("Messages", [])

    def test_from_a_message_to_a_published_collection(self) -> None:
        receipt = samples.receipt(uuid.uuid4().int % 1000)
        self.put(receipt)
        self.send(receipt)
        self.assertTrue(until(lambda: self.compacted(receipt), 120), self.runs(receipt))
        run, = self.runs(receipt)
        for name in "lines", "words":
            self.assertTrue(self.keys(f"{name}/delta/{run['run_id']}/"))
            self.assertIn(f"{name}/snapshot/latest-pointer.txt", self.keys(f"{name}/snapshot/"))
        for queue in "embed-ndjson", "lines", "words":
            self.assertTrue(until(lambda queue=queue: self.emptied(f"{queue}-queue")), queue)
            self.assertNotIn(receipt.image_id, json.dumps(self.dead(f"{queue}-dlq")))
        self.assertEqual(self.aws.world.services.refused, [])

    def emptied(self, queue: str) -> bool:
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        told = self.sqs.get_queue_attributes(QueueUrl=self.queue(queue), AttributeNames=names)
        return all(told["Attributes"][name] == "0" for name in names)

    def test_what_cannot_be_embedded_is_put_aside(self) -> None:
        bad = samples.receipt(2001)
        del bad.words[3]["bounding_box"]
        self.put(bad)
        self.send(bad)
        dead = until(lambda: self.dead("embed-ndjson-dlq"), 120)
        self.assertEqual([json.loads(message["Body"])["image_id"] for message in dead], [bad.image_id])
        self.assertEqual(self.runs(bad), [])

    def test_the_sweeper_is_run_by_its_schedules(self) -> None:
        for schedule in self.aws.made.all("aws_scheduler_schedule", "receipts"):
            target = schedule.values["target"][0]
            done = self.aws.client("lambda").invoke(FunctionName=target["arn"], Payload=target["input"])
            report = json.load(done["Payload"])
            self.assertEqual((done.get("FunctionError"), report["failed"]), (None, 0), report)

    def test_the_mappings_are_enabled(self) -> None:
        told = self.aws.client("lambda").list_event_source_mappings()["EventSourceMappings"]
        self.assertEqual(len(told), 4)
        for mapping in told:
            self.assertEqual(mapping["FunctionResponseTypes"], ["ReportBatchItemFailures"])
