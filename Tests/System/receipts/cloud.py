"""What the suites in AWS's mode share: buckets, a table with its stream, queues, functions and their events."""

import json
import os
import unittest
import uuid
from typing import Any

import program
from case import BOTH
from clients import boto3, client
from faults import Faults
from functions import Function
from items import plain, typed
from samples import Receipt
from stores import Bucket
from stubbed import Stubbed

MISSING = [name for name in ("FDNIX_TEST_MINISTACK", "FDNIX_TEST_MOTO") if not os.environ.get(name)] + (
    [] if boto3 else ["boto3"])
QUEUES = {"embed": 5, "lines": 100, "words": 100}
REGION = "us-east-1"
ROLES = ("embed-worker", "stream-processor", "compactor", "sweeper")


def held_key(word: str) -> dict[str, str]:
    """The key in the hands of a role, whose requests are known by it (recording.py)."""
    return {"AWS_ACCESS_KEY_ID": f"test.{word}"} if word in ROLES else {}


@unittest.skipIf(MISSING, f"needs {', '.join(MISSING)}: run it by Tests/System/aws/with-servers")
class Cloud(Stubbed):
    """The program with what it has in AWS; each test has a bucket, a table and queues of its own."""

    def setUp(self) -> None:
        super().setUp()
        self.mark = uuid.uuid4().hex[:12]
        ministack = os.environ["FDNIX_TEST_MINISTACK"]
        self.s3, self.dynamo, self.sqs, self.streams = (
            client(name, ministack) for name in ("s3", "dynamodb", "sqs", "dynamodbstreams"))
        self.faults = Faults(ministack)
        self.addCleanup(self.faults.close)
        self.root = self.folder / "chroma"
        for name in ("chromadb", "artifacts"):
            self.s3.create_bucket(Bucket=f"{name}-{self.mark}")
        self.objects = Bucket(self.s3, f"chromadb-{self.mark}")
        self.artifacts = Bucket(self.s3, f"artifacts-{self.mark}")
        self.table = f"receipts-{self.mark}"
        self.make_table()
        self.queues: dict[str, str] = {}
        for name, most in QUEUES.items():
            self.make_queue(name, most)
        self.position: dict[str, str] = {}
        self.functions: dict[str, Function] = {}
        self.sequence = 0

    def make_table(self) -> None:
        keys = {"GSI1": ("GSI1PK", "GSI1SK"), "GSI2": ("GSI2PK", "GSI2SK"), "GSI3": ("GSI3PK", "GSI3SK"),
                "GSITYPE": ("TYPE",)}

        def schema(names: tuple[str, ...]) -> list[dict[str, str]]:
            return [{"AttributeName": name, "KeyType": kind} for name, kind in zip(names, ("HASH", "RANGE"))]

        made = self.dynamo.create_table(
            TableName=self.table, BillingMode="PAY_PER_REQUEST", KeySchema=schema(("PK", "SK")),
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"}
                                  for name in ("PK", "SK", *(name for names in keys.values() for name in names))],
            GlobalSecondaryIndexes=[{"IndexName": index, "KeySchema": schema(names),
                                     "Projection": {"ProjectionType": "ALL"}} for index, names in keys.items()],
            StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"})
        self.stream_arn = made["TableDescription"]["LatestStreamArn"]

    def make_queue(self, name: str, most: int) -> None:
        dead = self.sqs.create_queue(QueueName=f"{name}-dlq-{self.mark}")["QueueUrl"]
        arn = self.sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        policy = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": str(most)})
        made = self.sqs.create_queue(QueueName=f"{name}-{self.mark}", Attributes={
            "RedrivePolicy": policy, "VisibilityTimeout": "1200"})
        self.queues |= {name: made["QueueUrl"], f"{name}-dlq": dead}

    def variables(self, **more: str) -> dict[str, str]:
        known = super().variables(**{
            "DYNAMODB_TABLE_NAME": self.table, "CHROMADB_BUCKET": self.objects.name, "CHROMA_ROOT": str(self.root),
            "ARTIFACTS_BUCKET": self.artifacts.name, "EMBED_NDJSON_QUEUE_URL": self.queues["embed"],
            "LINES_QUEUE_URL": self.queues["lines"], "WORDS_QUEUE_URL": self.queues["words"],
            "AWS_ENDPOINT_URL": self.faults.url, "AWS_ENDPOINT_URL_SECRETS_MANAGER": os.environ["FDNIX_TEST_MOTO"],
            "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": REGION, **more})
        known.pop("EMBED_DATA_DIR", None)
        return known

    def start(self, *words: str, **more: Any) -> program.Started:
        """The program; functions of Lambda ask as their roles, and the sweeper does where it is called by hand."""
        held = held_key(words[0]) if words[0] == "sweeper" else {}
        return super().start(*words, **{**held, **more})

    # --- items and objects, without the program ---------------------------------------------------------------------

    def put_item(self, item: dict[str, Any]) -> None:
        self.dynamo.put_item(TableName=self.table, Item=typed(item))

    def get_item(self, partition: str, sort: str) -> dict[str, Any] | None:
        key = typed({"PK": partition, "SK": sort})
        found = self.dynamo.get_item(TableName=self.table, Key=key, ConsistentRead=True)
        return plain(found["Item"]) if "Item" in found else None

    def delete_item(self, partition: str, sort: str) -> None:
        self.dynamo.delete_item(TableName=self.table, Key=typed({"PK": partition, "SK": sort}))

    def items(self) -> list[dict[str, Any]]:
        pages = self.dynamo.get_paginator("scan").paginate(TableName=self.table, ConsistentRead=True)
        return [plain(item) for page in pages for item in page["Items"]]

    def runs(self, receipt: Receipt | None = None) -> list[dict[str, Any]]:
        found = [item for item in self.items() if item["TYPE"] == "COMPACTION_RUN"]
        return sorted((run for run in found if receipt is None or (run["image_id"], run["receipt_id"]) == (
            receipt.image_id, receipt.receipt_id)), key=lambda run: (run["created_at"], run["run_id"]))

    def put_files(self, *receipts: Receipt) -> None:
        for receipt in receipts:
            for name, content in (("lines", receipt.lines_file), ("words", receipt.words_file)):
                self.artifacts.put(f"{receipt.prefix}/{name}.ndjson", content)

    # --- events -----------------------------------------------------------------------------------------------------

    def event(self, *bodies: Any, receives: int = 1) -> dict[str, Any]:
        """What SQS hands to a function: bodies as they are where they are texts; None for a record without one."""
        return {"Records": [self.record(body, receives) for body in bodies]}

    def record(self, body: Any, receives: int = 1, collection: str | None = None) -> dict[str, Any]:
        attributes = {}
        if collection:
            attributes = {name: {"stringValue": value, "dataType": "String"} for name, value in (
                ("source", "dynamodb_stream"), ("entity_type", body["entity_type"]),
                ("event_name", body["event_name"]), ("collection", collection))}
        told = {"ApproximateReceiveCount": str(receives), "SentTimestamp": "1767225600000"}
        record = {"messageId": str(uuid.uuid4()), "receiptHandle": f"handle-{uuid.uuid4()}", "messageAttributes":
                  attributes, "attributes": told,
                  "eventSource": "aws:sqs", "eventSourceARN": f"arn:aws:sqs:{REGION}:000000000000:embed",
                  "awsRegion": REGION}
        if body is not None:
            record["body"] = body if isinstance(body, str) else json.dumps(body)
        return record

    def change(self, name: str, old: dict[str, Any] | None, new: dict[str, Any] | None) -> dict[str, Any]:
        """A record of the table's stream, for an item before and after."""
        self.sequence += 1
        keys = {key: (new or old or {})[key] for key in ("PK", "SK")}
        images = {kind: typed(item) for kind, item in (("OldImage", old), ("NewImage", new)) if item}
        return {"eventID": f"event-{self.sequence}", "eventName": name, "eventVersion": "1.1", "eventSource":
                "aws:dynamodb", "awsRegion": REGION, "eventSourceARN": self.stream_arn, "dynamodb": {
                    "Keys": typed(keys), "SequenceNumber": f"{self.sequence:021}", "SizeBytes": 100,
                    "StreamViewType": "NEW_AND_OLD_IMAGES", "ApproximateCreationDateTime": 1767225600, **images}}

    def received(self, queue: str, most: int = 10) -> list[dict[str, Any]]:
        got = self.sqs.receive_message(QueueUrl=self.queues[queue], MaxNumberOfMessages=most,
                                       MessageAttributeNames=["All"], AttributeNames=["All"])
        return got.get("Messages", [])

    def taken(self, queue: str) -> list[dict[str, Any]]:
        """All messages of a queue, which are gone from it."""
        found = []
        while got := self.received(queue):
            for message in got:
                self.sqs.delete_message(QueueUrl=self.queues[queue], ReceiptHandle=message["ReceiptHandle"])
            found += got
        return found

    def bodies(self, queue: str) -> list[dict[str, Any]]:
        return [json.loads(message["Body"]) for message in self.taken(queue)]

    def changes(self) -> list[dict[str, Any]]:
        """Records of the table's stream that have not been taken yet."""
        found = []
        for shard in self.streams.describe_stream(StreamArn=self.stream_arn)["StreamDescription"]["Shards"]:
            id = shard["ShardId"]
            after = {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": self.position[id]} if (
                id in self.position) else {"ShardIteratorType": "TRIM_HORIZON"}
            iterator = self.streams.get_shard_iterator(StreamArn=self.stream_arn, ShardId=id, **after)["ShardIterator"]
            for record in self.streams.get_records(ShardIterator=iterator)["Records"]:
                self.position[id] = record["dynamodb"]["SequenceNumber"]
                record["dynamodb"]["ApproximateCreationDateTime"] = 1767225600
                found.append(record | {"eventSourceARN": self.stream_arn})
        return found

    # --- functions --------------------------------------------------------------------------------------------------

    def function(self, role: str, name: str = "", **variables: str) -> Function:
        """The function of a role, which stays warm; another `name` is another process."""
        key = name or role
        if key not in self.functions:
            self.functions[key] = Function(role, self.variables(**{**held_key(role), **variables}))
            self.addCleanup(self.functions[key].close)
        return self.functions[key]

    def invoke(self, role: str, event: Any, name: str = "", timeout: float = 300, **variables: str) -> Any:
        """The reply of a role to an event; the test fails where the role does."""
        function = self.function(role, name, **variables)
        done = function.invoke(event, timeout)
        self.assertIsNone(done.error_type, f"{done.body[:2000]!r}\n{function.log[-3000:]}")
        return done.json

    def failed(self, reply: dict[str, Any]) -> set[str]:
        return {failure["itemIdentifier"] for failure in reply["batchItemFailures"]}

    def pump(self, rounds: int = 12, name: str = "", **variables: str) -> None:
        """Hands on what is in the stream and in the queues, as AWS does, until nothing is."""
        quiet = 0
        for _ in range(rounds):
            moved = self.pump_stream(**variables)
            for queue, role in (("embed", "embed-worker"), ("lines", "compactor"), ("words", "compactor")):
                moved += self.pump_queue(queue, role, name, **variables)
            quiet = 0 if moved else quiet + 1
            if quiet > 1:
                return

    def pump_stream(self, **variables: str) -> int:
        records = self.changes()
        if records:
            reply = self.invoke("stream-processor", {"Records": records}, **variables)
            self.assertEqual(reply["batchItemFailures"], [])
        return len(records)

    def pump_queue(self, queue: str, role: str, name: str = "", **variables: str) -> int:
        messages = self.received(queue)
        if not messages:
            return 0
        records = [{
            "messageId": message["MessageId"], "receiptHandle": message["ReceiptHandle"], "body": message["Body"],
            "attributes": message["Attributes"], "eventSource": "aws:sqs", "awsRegion": REGION, "messageAttributes": {
                key: {"stringValue": value["StringValue"], "dataType": value["DataType"]}
                for key, value in message.get("MessageAttributes", {}).items()},
            "eventSourceARN": f"arn:aws:sqs:{REGION}:000000000000:{queue}-{self.mark}"} for message in messages]
        failed = self.failed(self.invoke(role, {"Records": records}, name, **variables))
        self.assertLessEqual(failed, {message["MessageId"] for message in messages})
        for message in messages:
            if message["MessageId"] not in failed:
                self.sqs.delete_message(QueueUrl=self.queues[queue], ReceiptHandle=message["ReceiptHandle"])
        return len(messages)

    def embedded(self, *receipts: Receipt) -> None:
        """The worker has done its part; nothing is merged yet."""
        self.put_files(*receipts)
        for receipt in receipts:
            reply = self.invoke("embed-worker", self.event(receipt.message(self.artifacts.name)))
            self.assertEqual(reply["batchItemFailures"], [])

    def compaction(self, receipt: Receipt, collection: str, run: str | None = None) -> dict[str, Any]:
        """What the stream processor makes of a run's insertion."""
        run = run or self.run_id(receipt)
        prefixes = {f"{name}_delta_prefix": f"{name}/delta/{run}/" for name in BOTH}
        return {"source": "dynamodb_stream", "entity_type": "COMPACTION_RUN", "event_name": "INSERT", "changes": {},
                "timestamp": "2026-02-01T00:00:00.000000+00:00", "aws_region": REGION,
                "stream_record_id": f"event {run}", "entity_data": {
                    "run_id": run, "image_id": receipt.image_id, "receipt_id": receipt.receipt_id,
                    "delta_s3_prefix": prefixes[f"{collection}_delta_prefix"], **prefixes}}
