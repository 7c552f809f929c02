"""The ingestion in the emulator: notifications, the state machine with its functions and tasks, the search. The
database is a Postgres of this machine, which the programs enter as Aurora: by its secret, by TLS, by their user."""

import json
import time
import unittest
from collections import Counter
from typing import Any

import psycopg

import emulator
import needs
from executions import Alerts, Run, until
from items import plain

MACHINE, CACHE = "embed-documents", "embed-documents-cache"
TEXT = "The granite lantern stands by the harbor."
INPUT = "embed-documents-input-000000000000"
MIGRATE = {"StartAt": "Migrate", "States": {"Migrate": {
    "Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.sync", "End": True, "Parameters": {
        "LaunchType": "FARGATE", "Cluster": "EmbeddingsCluster", "TaskDefinition": "embed-documents-migrate"}}}}


class Documents(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.aws = emulator.everything()
        cls.s3, cls.table = cls.aws.client("s3"), cls.aws.client("dynamodb")
        cls.secrets = cls.aws.client("secretsmanager")
        cls.api = cls.aws.made.one("aws_apigatewayv2_api").values["id"]
        cls.prepare()

    @classmethod
    def prepare(cls) -> None:
        """The tables, and the user of the programs, as Infrastructure/README.md has them made."""
        world = cls.aws.world.database
        place = psycopg.conninfo.conninfo_to_dict(world["DATABASE_URL"])
        known = {"port": int(world["FDNIX_TEST_POSTGRES_TLS_PORT"]), "dbname": place["dbname"]}
        master = cls.aws.made.one("aws_rds_cluster").values["master_user_secret"][0]["secret_arn"]
        cls.secrets.put_secret_value(SecretId=master, SecretString=json.dumps(
            {"username": place["user"], "password": place["password"], **known}))
        machines = cls.aws.client("stepfunctions")
        role = cls.aws.made.one("aws_iam_role", name="embed-documents-machine").values["arn"]
        made = machines.create_state_machine(name="migrate", definition=json.dumps(MIGRATE), roleArn=role)
        run = Run("migrate").ended()
        machines.delete_state_machine(stateMachineArn=made["stateMachineArn"])
        if run.status != "SUCCEEDED":
            raise AssertionError(f"migrate: {run.cause} {run.calls}")
        user = json.loads(cls.secrets.get_secret_value(SecretId="embed-documents/database")["SecretString"])
        with psycopg.connect(world["DATABASE_URL"]) as connection:
            connection.execute(f"CREATE ROLE embeddings LOGIN PASSWORD '{user['password']}'")
            connection.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO embeddings")
        cls.secrets.put_secret_value(SecretId="embed-documents/database", SecretString=json.dumps({**user, **known}))

    def setUp(self) -> None:
        self.aws.calls()

    def rows(self) -> dict[str, dict[str, Any]]:
        items = [plain(item) for item in self.table.scan(TableName=CACHE)["Items"]]
        return {item["FileURI"].rpartition("/")[2]: item for item in items}

    def status(self, name: str) -> str | None:
        return self.rows().get(name, {}).get("UpdatedStatus")

    def put(self, *names: str, body: bytes = TEXT.encode()) -> None:
        """Puts documents into the bucket, whose notifications are waited for."""
        for name in names:
            self.s3.put_object(Bucket=INPUT, Key=name, Body=body, ContentType="text/plain")
        for name in names:
            self.assertTrue(until(lambda name=name: self.status(name)), f"no row for {name}")

    def summary(self, run: Run) -> dict[str, Any]:
        key = f"ingestion_output/{run.name}/summary.json"
        return json.load(self.s3.get_object(Bucket="embed-documents-processed-000000000000", Key=key)["Body"])

    def test_nothing_waits(self) -> None:
        run = Run(MACHINE).ended()
        self.assertEqual((run.status, run.states[-1], run.calls), ("SUCCEEDED", "Succeed", []))
        self.assertNotIn("DistributedMap", run.states)

    def test_from_a_bucket_to_a_search(self) -> None:
        names = [f"document-{number}.txt" for number in range(4)]
        self.put(*names)
        run = Run(MACHINE).ended()
        self.assertEqual(run.status, "SUCCEEDED", run.calls)
        self.assertEqual(Counter(call["name"] for call in run.calls), Counter(names))
        environment = run.calls[0]["environment"]
        self.assertEqual((environment["STATE_MACHINE_NAME"], environment["CACHE_TABLE_NAME"]), (MACHINE, CACHE))
        item = json.loads(environment["INPUT_JSON"])
        self.assertEqual(item["_executionName"], run.name, "the parent's name, not the child's")
        self.assertEqual({self.status(name) for name in names}, {"INGESTED"})
        self.assertEqual(self.summary(run)["Succeeded"], 4)
        question = {"modelRefKey": "amazon.titan-embed-text-v2:0", "question": TEXT}
        self.assertEqual(self.aws.ask(self.api, "$default/corpus/search", question)[0], 403, "it is not signed")
        status, answer = self.aws.ask(self.api, "$default/corpus/search", question, signed=True)
        self.assertEqual(status, 200, answer)
        found = {document["metadata"]["source"].rpartition("/")[2] for document in answer["data"]["documents"]}
        self.assertLessEqual(found, set(self.rows()))
        self.assertTrue(found)
        # What is deleted goes with the next run.
        self.s3.delete_object(Bucket=INPUT, Key=names[0])
        self.assertTrue(until(lambda: self.status(names[0]) == "READYDELETE"))
        self.assertEqual(Run(MACHINE).ended().status, "SUCCEEDED")
        self.assertIsNone(self.status(names[0]))

    def test_a_poison_document_stops_no_other_and_is_told(self) -> None:
        self.put("poison.txt", body=b"\xc3( is not UTF-8")
        self.put("good-1.txt", "good-2.txt")
        alerts = Alerts()
        run = Run(MACHINE).ended()
        self.assertEqual((run.status, run.error), ("FAILED", "DocumentsFailed"), run.calls)
        self.assertIn("1 of 3 documents failed", run.cause)
        tries = Counter((call["name"], call["code"]) for call in run.calls)
        self.assertEqual(tries, {("poison.txt", 1): 3, ("good-1.txt", 0): 1, ("good-2.txt", 0): 1})
        self.assertEqual([self.status(name) for name in ("poison.txt", "good-1.txt", "good-2.txt")],
                         ["FAILED", "INGESTED", "INGESTED"])
        self.assertEqual(self.summary(run)["Failures"][0]["Status"], "INVALID_CONTENT")
        self.assertEqual(until(alerts.heard), [f"{MACHINE} failed"])

    def test_a_lost_machine_is_tried_again(self) -> None:
        self.put("lost.txt")
        self.aws.script("lost.txt", 200, 137)
        run = Run(MACHINE).ended()
        self.assertEqual((run.status, [call["code"] for call in run.calls]), ("SUCCEEDED", [200, 137, 0]))
        self.assertEqual(self.status("lost.txt"), "INGESTED")

    def test_a_run_that_is_stopped_ends_its_tasks_and_the_next_one_goes_on(self) -> None:
        self.put("stopped.txt", body=b"What was not embedded before: of known texts the vectors are known.")
        self.aws.models({"pause": 30})
        self.addCleanup(self.aws.models, {})
        run = Run(MACHINE)
        self.assertTrue(until(lambda: self.aws.models().get("InvokeModel")), (run.told(), self.aws.calls()))
        self.assertEqual(self.status("stopped.txt"), "INGESTING")
        begun = time.monotonic()
        run.stop()
        call, = until(self.aws.calls)
        self.assertLess(time.monotonic() - begun, 25, "it ends well before the container's stop time-out")
        self.assertNotEqual(call["code"], 137, "it is not killed")
        self.assertEqual((run.told()["status"], self.status("stopped.txt")), ("ABORTED", "UPDATED"), call)
        self.aws.models({})
        again = Run(MACHINE).ended()
        self.assertEqual((again.status, self.status("stopped.txt")), ("SUCCEEDED", "INGESTED"), (call, again.calls))

    def test_a_notification_that_cannot_be_handled_is_kept(self) -> None:
        sqs = self.aws.client("sqs")
        queue = sqs.get_queue_url(QueueName="embed-documents-lost-notifications")["QueueUrl"]
        self.aws.client("lambda").invoke(FunctionName="embed-documents-cache-update", InvocationType="Event",
                                         Payload=json.dumps({"Records": [{"eventSource": "aws:s3", "s3": 5}]}))

        def kept() -> list[dict[str, Any]]:
            return sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, WaitTimeSeconds=1).get("Messages", [])

        self.assertTrue(until(kept, 90))

    def test_it_is_started_by_hand(self) -> None:
        self.assertNotIn("embed-documents-trigger", {
            each.values["name"] for each in self.aws.made.all("aws_scheduler_schedule")})
        self.assertIn(needs.Place().arn("states", f"stateMachine:{MACHINE}"), {
            each.values["arn"] for each in self.aws.made.all("aws_sfn_state_machine")})
