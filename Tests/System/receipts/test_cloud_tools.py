"""What the suites of AWS stand on: the door with its faults, the table's stream, queues that put messages aside."""

import threading
import time

import making
import samples
from clients import client
from cloud import Cloud


class Tools(Cloud):
    def test_a_queue_that_is_not_there_ends_all_that_polls(self):
        for role, queue in (("compactor", "LINES_QUEUE_URL"), ("serve", "WORDS_QUEUE_URL")):
            with self.subTest(role):
                address = self.queues[queue.split("_")[0].lower()] + "-nowhere"
                ended = self.call(role, code=1, **{queue: address})
                self.assertIn("nowhere", ended.err)

    def test_the_door_and_its_faults(self):
        s3 = client("s3", self.faults.url)
        s3.put_object(Bucket=self.objects.name, Key="a", Body=b"1")
        self.assertEqual(self.objects.get("a"), b"1")
        self.faults.add("PUT [^ ]*/b", status=500, times=1)
        with self.assertRaises(s3.exceptions.ClientError):
            s3.put_object(Bucket=self.objects.name, Key="b", Body=b"2")
        self.assertIsNone(self.objects.get("b"))
        self.faults.add("PUT [^ ]*/c", lost=True, times=1)
        with self.assertRaises(Exception):  # noqa: B017
            s3.put_object(Bucket=self.objects.name, Key="c", Body=b"3")
        self.assertEqual(self.objects.get("c"), b"3")
        rule = self.faults.add("PUT [^ ]*/d", held=True)
        thread = threading.Thread(target=s3.put_object, kwargs={"Bucket": self.objects.name, "Key": "d", "Body": b"4"})
        thread.start()
        rule.wait()
        self.assertIsNone(self.objects.get("d"))
        rule.release()
        thread.join()
        self.assertEqual(self.objects.keys(), ["a", "c", "d"])
        dynamo = client("dynamodb", self.faults.url)
        self.faults.add("PutItem\n.*secret", status=500)
        item = {"PK": {"S": "x"}, "SK": {"S": "secret"}, "TYPE": {"S": "T"}}
        with self.assertRaises(dynamo.exceptions.ClientError):
            dynamo.put_item(TableName=self.table, Item=item)
        dynamo.put_item(TableName=self.table, Item=item | {"SK": {"S": "open"}})
        self.assertEqual([row["SK"] for row in self.items()], ["open"])

    def test_streams_and_queues(self):
        run = making.run_item(samples.receipt(1), "11111111-1111-4111-8111-111111111111", "2026-02-01T00:00:00+00:00")
        self.put_item(run)
        self.assertEqual(self.get_item(run["PK"], run["SK"]), run)
        change, = self.changes()
        self.assertEqual((change["eventName"], change["dynamodb"]["Keys"]["PK"]), ("INSERT", {"S": run["PK"]}))
        self.put_item(run | {"lines_state": "PROCESSING"})
        self.assertEqual([one["eventName"] for one in self.changes()], ["MODIFY"])
        self.assertEqual(self.changes(), [])
        self.assertEqual(self.runs(), [run | {"lines_state": "PROCESSING"}])
        self.sqs.send_message(QueueUrl=self.queues["embed"], MessageBody="{}")
        for _ in range(5):
            message, = self.received("embed")
            self.sqs.change_message_visibility(
                QueueUrl=self.queues["embed"], ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0)
        time.sleep(0.1)
        self.assertEqual(self.received("embed"), [])
        self.assertEqual([message["Body"] for message in self.received("embed-dlq")], ["{}"])
