"""The stream processor: which changes of the table become which messages."""

import hashlib
import json
import uuid

import contract
import making
import samples
from cloud import Cloud

KEYS = {"source", "entity_type", "entity_data", "changes", "event_name", "timestamp", "stream_record_id", "aws_region"}


class Stream(Cloud):
    def sent(self, *records: dict, code: int = 200, count: int | None = None) -> dict[str, list]:
        """Hands records to the function; the bodies that are then in the queues."""
        reply = self.invoke("stream-processor", {"Records": list(records)})
        self.assertEqual((reply["statusCode"], reply["batchItemFailures"]), (code, []))
        found = {}
        for collection in ("lines", "words"):
            found[collection] = []
            for message in self.taken(collection):
                body = json.loads(message["Body"])
                self.check_message(collection, message, body)
                found[collection].append(body)
        self.assertEqual(reply["queued_messages"], sum(map(len, found.values())))
        return found

    def check_message(self, collection: str, message: dict, body: dict) -> None:
        self.assertEqual(set(body), KEYS)
        attributes = {name: value["StringValue"] for name, value in message["MessageAttributes"].items()}
        self.assertEqual(attributes, {"source": "dynamodb_stream", "entity_type": body["entity_type"], "event_name":
                                      body["event_name"], "collection": collection})
        self.assertEqual((body["source"], body["aws_region"]), ("dynamodb_stream", "us-east-1"))

    def counts(self, *records: dict) -> tuple[int, int]:
        found = self.sent(*records)
        return len(found["lines"]), len(found["words"])

    def test_12_runs(self):
        receipt = samples.receipt(1)
        run = making.run_item(receipt, str(uuid.uuid4()), "2026-02-01T00:00:00.000000+00:00")
        found = self.sent(self.change("INSERT", None, run))
        for collection, bodies in found.items():
            body, = bodies
            self.assertEqual(body["entity_data"], {
                "run_id": run["run_id"], "image_id": receipt.image_id, "receipt_id": 1,
                "lines_delta_prefix": run["lines_delta_prefix"], "words_delta_prefix": run["words_delta_prefix"],
                "delta_s3_prefix": run[f"{collection}_delta_prefix"]})
            self.assertEqual((body["changes"], body["stream_record_id"]), ({}, f"event-{self.sequence}"))
        self.assertEqual(self.counts(self.change("MODIFY", run, run | {"lines_state": "COMPLETED"})), (0, 0))
        self.assertEqual(self.counts(self.change("REMOVE", run, None)), (0, 0))
        for name in ("run_id", "image_id", "receipt_id"):
            del run[name]
        body, = self.sent(self.change("INSERT", None, run))["lines"]
        self.assertEqual((body["entity_data"]["run_id"], body["entity_data"]["receipt_id"]),
                         (run["SK"].rsplit("#", 1)[1], 1))
        del run["lines_delta_prefix"], run["words_delta_prefix"]
        self.assertEqual(self.counts(self.change("INSERT", None, run)), (0, 0))

    def test_12_merchants_labels_and_rows(self):
        receipt = samples.receipt(1)
        merchant = self.merchant(receipt, "Zinc")
        for name in ("canonical_merchant_name", "merchant_name", "merchant_category", "address", "phone_number",
                     "place_id"):
            found = self.sent(self.change("MODIFY", merchant, merchant | {name: "another"}))
            self.assertEqual([len(bodies) for bodies in found.values()], [1, 1], name)
            self.assertEqual(found["lines"][0]["changes"], {name: {"old": merchant.get(name), "new": "another"}})
        self.assertEqual(self.counts(self.change("MODIFY", merchant, merchant | {"reasoning": "x"})), (0, 0))
        self.assertEqual(self.counts(self.change("INSERT", None, merchant)), (1, 1))
        self.assertEqual(self.counts(self.change("REMOVE", merchant, None)), (1, 1))
        word = self.words_of(receipt)[0]
        for name in ("TAX", "METADATA", "COMPACTION_RUN"):
            label = self.label(receipt, word, name, "PENDING")
            changed = self.change("MODIFY", label, label | {"validation_status": "VALID"})
            found = self.sent(self.change("INSERT", None, label), changed, self.change("REMOVE", label, None))
            self.assertEqual((len(found["lines"]), len(found["words"])), (0, 3))
            data = found["words"][0]["entity_data"]
            self.assertEqual([data[key] for key in ("label", "line_id", "word_id")],
                             [name, word["line_id"], word["word_id"]])
        self.assertEqual(self.counts(self.change("MODIFY", label, label | {"reasoning": "x"})), (0, 1))
        self.assertEqual(self.counts(self.change("MODIFY", label, label | {"timestamp_added": "x"})), (0, 0))
        rows = {"LINE#00001": (1, 0), "LINE#00001#WORD#00002": (0, 1), "": (1, 1)}
        for tail, counts in rows.items():
            item = {"PK": receipt.partition, "SK": "#".join(filter(None, [receipt.sort, tail])), "TYPE": "X"}
            self.assertEqual(self.counts(self.change("INSERT", None, item)), (0, 0), tail)
            self.assertEqual(self.counts(self.change("MODIFY", item, item | {"text": "x"})), (0, 0), tail)
            self.assertEqual(self.counts(self.change("REMOVE", item, None)), counts, tail)
        for other in ("LETTER#1", f"{receipt.sort}#LINE#00001#WORD#00001#LETTER#00001", "RECEIPT#1#LINE#1"):
            item = {"PK": receipt.partition, "SK": other, "TYPE": "X"}
            self.assertEqual(self.counts(self.change("REMOVE", item, None)), (0, 0), other)

    def test_13_many_and_malformed(self):
        receipts = [samples.receipt(number, items=0) for number in range(60)]
        records = [self.change("INSERT", None, making.run_item(receipt, str(uuid.uuid4()), "2026-02-01T00:00:00+00:00"))
                   for receipt in receipts]
        records.insert(20, {"eventID": "bad", "eventName": "INSERT", "dynamodb": {"Keys": {"PK": 7}}})
        before = len(self.faults.requests)
        found = self.sent(*records)
        self.assertEqual((len(found["lines"]), len(found["words"])), (60, 60))
        batches = [request for request in self.faults.requests[before:] if b"SendMessageBatch" in request]
        self.assertGreaterEqual(len(batches), 12)
        reply = self.invoke("stream-processor", {"nothing": 1})
        self.assertEqual(reply["statusCode"], 400)

    def test_13_what_cannot_be_sent(self):
        records = [self.change("INSERT", None, making.run_item(
            samples.receipt(number, items=0), str(uuid.uuid4()), "2026-02-01T00:00:00+00:00")) for number in range(3)]
        rule = self.faults.add(f"SendMessageBatch\n.*words-{self.mark}", status=500)
        reply = self.invoke("stream-processor", {"Records": records})
        self.assertEqual(self.failed(reply), {records[0]["dynamodb"]["SequenceNumber"]})
        self.assertGreaterEqual(rule.met, 3)
        self.faults.clear()
        self.taken("lines")
        rule = self.faults.add(f"SendMessageBatch\n.*words-{self.mark}", status=500, times=1)
        found = self.sent(*records)
        self.assertEqual((len(found["words"]), rule.met), (3, 1))

    def test_13_one_entry_that_is_not_taken(self):
        """SQS takes all of a request but one: only that one is sent again, and in the end its record is given back."""
        records = [self.change("INSERT", None, making.run_item(
            samples.receipt(number, items=0), str(uuid.uuid4()), "2026-02-01T00:00:00+00:00")) for number in range(4)]
        bad, taken, sent = records[2]["dynamodb"]["Keys"]["SK"]["S"].rsplit("#", 1)[1], [], []

        def partly(body: bytes) -> bytes:
            entries = json.loads(body)["Entries"]
            sent.append([entry["Id"] for entry in entries])
            failed = [entry for entry in entries if bad in entry["MessageBody"]]
            taken.extend(entry["MessageBody"] for entry in entries if entry not in failed)
            return json.dumps({
                "Successful": [{"Id": entry["Id"], "MessageId": str(uuid.uuid4()), "MD5OfMessageBody":
                                hashlib.md5(entry["MessageBody"].encode()).hexdigest()}
                               for entry in entries if entry not in failed],
                "Failed": [{"Id": entry["Id"], "SenderFault": False, "Code": "InternalError", "Message": "busy"}
                           for entry in failed]}).encode()

        self.faults.add(f"SendMessageBatch\n.*words-{self.mark}", answer=partly)
        reply = self.invoke("stream-processor", {"Records": records})
        self.assertEqual(self.failed(reply), {records[2]["dynamodb"]["SequenceNumber"]})
        self.assertEqual(len(taken), 3)
        self.assertEqual([len(ids) for ids in sent], [4, 1, 1, 1])
        for ids in sent:
            self.assertEqual(len(set(ids)), len(ids))

    def test_14_the_time_of_a_message(self):
        run = making.run_item(samples.receipt(1), str(uuid.uuid4()), "2026-02-01T00:00:00.000000+00:00")
        before = contract.ago(0)
        for bodies in self.sent(self.change("INSERT", None, run)).values():
            body, = bodies
            self.assertTrue(contract.is_time(body["timestamp"]), body)
            self.assertTrue(before <= body["timestamp"] <= contract.ago(0), body)

    def test_13_a_queue_that_is_not_named(self):
        function = self.function("stream-processor", "without", WORDS_QUEUE_URL="")
        record = self.change("INSERT", None, making.run_item(
            samples.receipt(1), str(uuid.uuid4()), "2026-02-01T00:00:00+00:00"))
        done = function.invoke({"Records": [record]}, 60)
        self.assertIsNotNone(done.error_type)
        self.assertIn("WORDS_QUEUE_URL", function.log + done.body.decode(errors="replace"))
