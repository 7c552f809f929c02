"""Everything is made in an emulator of AWS, found unchanged by a second plan, worked with, and taken down."""

import contextlib
import json
import tempfile
import time
import unittest
import uuid
from collections import Counter
from pathlib import Path
from typing import Any

import test_policies

import emulator
import needs
import planning
import policy

STACK = contextlib.ExitStack()
AWS: emulator.Emulator


def setUpModule() -> None:
    global AWS
    # Now and then the emulator loses a request, for whose answer terraform waits: a second one is made from nothing.
    for last in False, True:
        folder = Path(STACK.enter_context(tempfile.TemporaryDirectory(prefix="fdnix-emulator-")))
        AWS = STACK.enter_context(emulator.running(folder))
        try:
            AWS.terraform("apply", "-auto-approve", seconds=420)
            return
        except planning.Failed as failure:
            STACK.close()
            if last:
                raise
            print(f"once more in a new emulator: {str(failure)[:500]}")


def tearDownModule() -> None:
    STACK.close()


def until(found: Any, seconds: int = 60) -> Any:
    """What `found` gives, once that is not empty."""
    end = time.monotonic() + seconds
    while not (value := found()) and time.monotonic() < end:
        time.sleep(0.2)
    return value


class Run:
    """An execution of a state machine that has ended."""

    def __init__(self, machine: str, event: dict[str, Any] | None = None) -> None:
        client, self.name = AWS.client("stepfunctions"), f"run-{uuid.uuid4().hex[:8]}"
        arn = needs.Place().arn("states", f"stateMachine:{machine}")
        started = client.start_execution(stateMachineArn=arn, name=self.name, input=json.dumps(event or {}))
        execution = started["executionArn"]

        def ended() -> dict[str, Any] | None:
            told = client.describe_execution(executionArn=execution)
            return told if told["status"] != "RUNNING" else None

        told = until(ended, 120) or {"status": "RUNNING"}
        self.status, self.error, self.cause = told["status"], told.get("error"), told.get("cause", "")
        events = client.get_execution_history(executionArn=execution, maxResults=1000)["events"]
        entered = [each["stateEnteredEventDetails"] for each in events if "stateEnteredEventDetails" in each]
        self.states = [each["name"] for each in entered]
        self.calls = AWS.calls()


class Alerts:
    """A queue that hears what the topic of alarms is told."""

    def __init__(self) -> None:
        self.sqs = AWS.client("sqs")
        self.queue = self.sqs.create_queue(QueueName=f"alerts-{uuid.uuid4().hex[:8]}")["QueueUrl"]
        arn = self.sqs.get_queue_attributes(QueueUrl=self.queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        topic = needs.Place().arn("sns", "fdnix-alerts")
        AWS.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)

    def heard(self) -> list[str]:
        told = self.sqs.receive_message(QueueUrl=self.queue, MaxNumberOfMessages=10, WaitTimeSeconds=1)
        return [json.loads(message["Body"])["Subject"] for message in told.get("Messages", [])]


class Made(unittest.TestCase):
    maxDiff = None

    def test_a_second_plan_changes_nothing(self) -> None:
        file = planning.base() / "second.tfplan"
        AWS.terraform("plan", f"-out={file}")
        shown = json.loads(planning.terraform("show", "-json", str(file)))
        unexpected = []
        for change in shown["resource_changes"]:
            before, after = change["change"]["before"] or {}, change["change"]["after"] or {}
            if change["change"]["actions"] == ["no-op"] or change["mode"] == "data":
                continue
            unknown = change["change"]["after_unknown"]
            names = {name for name in {*before, *after} if before.get(name) != after.get(name) and name not in unknown}
            allowed = emulator.DIFFERENCES.get(change["type"], emulator.Difference("", set()))
            if not names <= allowed.attributes:
                unexpected.append(f"{change['address']}: {sorted(names - allowed.attributes)}")
        self.assertEqual(unexpected, [])

    def test_alarms_are_as_planned(self) -> None:
        pages = AWS.client("cloudwatch").get_paginator("describe_alarms").paginate()
        stored = {alarm["AlarmName"]: alarm for page in pages for alarm in page["MetricAlarms"]}
        planned = {each.values["alarm_name"]: each.values
                   for each in planning.plan("usual").all("aws_cloudwatch_metric_alarm")}
        self.assertEqual(set(stored), set(planned))
        for name, alarm in stored.items():
            wanted = planned[name]
            self.assertEqual(
                (alarm["AlarmActions"], alarm["ActionsEnabled"], alarm["Threshold"], alarm["TreatMissingData"]),
                (wanted["alarm_actions"], True, wanted["threshold"], wanted["treat_missing_data"]), name)

    def test_policies_with_ids_are_needed_and_enough(self) -> None:
        self.assertEqual(policy.unread(AWS.made), set())
        wanted, roles = test_policies.wanted("usual"), policy.roles(AWS.made)
        files = (AWS.made.one("aws_efs_file_system").values["arn"], AWS.made.one("aws_efs_access_point").values["arn"])
        for function in AWS.made.all("aws_lambda_function"):
            name, inside = function.values["function_name"], function.values["vpc_config"]
            if inside:
                ids = {"subnet": inside[0]["subnet_ids"], "security-group": inside[0]["security_group_ids"]}
                mounted = files if function.values["file_system_config"] else None
                wanted[name] = wanted[name] + needs.network(needs.Place(), ids, mounted)
        missing = [f"{name}: {request}" for name, requests in wanted.items() for request in requests
                   if not roles[name].may(request)]
        self.assertEqual(missing, [])
        found = [fault for name, role in roles.items() for fault in policy.idle(role, wanted[name])]
        self.assertEqual(found, [])

    def test_nothing_was_refused(self) -> None:
        self.assertEqual(AWS.refused(), [])


class Packages(unittest.TestCase):
    """The nightly pipeline."""

    def run_once(self, *codes: int) -> Run:
        AWS.calls()
        AWS.script("both", *codes)
        return Run("fdnix-daily-pipeline")

    def test_success(self) -> None:
        run = self.run_once()
        self.assertEqual(run.status, "SUCCEEDED")
        self.assertEqual(run.states[-1], "Published")
        call, = run.calls
        environment = call["environment"]
        self.assertEqual((call["arguments"], environment["PROCESSING_MODE"], environment["PUBLISH_LAYER"]),
                         (["index"], "both", "true"))
        self.assertEqual(environment["ARTIFACTS_BUCKET"], "fdnix-artifacts-000000000000")
        self.assertTrue(environment["LAYER_ARN"].endswith(":layer:fdnix-db-layer"))

    def test_a_lost_machine_is_tried_again(self) -> None:
        run = self.run_once(200, 137)
        self.assertEqual((run.status, len(run.calls)), ("SUCCEEDED", 3))
        self.assertEqual(run.states.count("both: wait"), 2)

    def test_lost_again_and_again_it_is_told(self) -> None:
        alerts = Alerts()
        run = self.run_once(200, 200, 200)
        self.assertEqual((run.status, run.error, len(run.calls)), ("FAILED", "States.TaskFailed", 3))
        self.assertEqual(until(alerts.heard), ["fdnix-daily-pipeline failed"])

    def test_what_the_program_says_is_not_tried_again(self) -> None:
        """Too little coverage (3), settings that cannot be (2), a phase that failed (1)."""
        for code in 3, 2, 1:
            alerts = Alerts()
            run = self.run_once(code)
            self.assertEqual((run.status, len(run.calls)), ("FAILED", 1), code)
            self.assertIn(f'"ExitCode":{code}', run.cause)
            self.assertEqual(until(alerts.heard), ["fdnix-daily-pipeline failed"])

    def test_one_execution_at_a_time(self) -> None:
        client, arn = AWS.client("stepfunctions"), needs.Place().arn("states", "stateMachine:fdnix-daily-pipeline")
        (AWS.folder / "both.held").unlink(missing_ok=True)
        AWS.script("both", 201)  # holds the task for three seconds
        first = client.start_execution(stateMachineArn=arn, name=f"first-{uuid.uuid4().hex[:8]}")["executionArn"]
        until(lambda: (AWS.folder / "both.held").exists())
        second = Run("fdnix-daily-pipeline")
        self.assertEqual((second.status, second.states[-1]), ("SUCCEEDED", "Another execution is at work"))
        until(lambda: client.describe_execution(executionArn=first)["status"] != "RUNNING")
        self.assertEqual(client.describe_execution(executionArn=first)["status"], "SUCCEEDED")

    def test_a_run_that_is_stopped_stops(self) -> None:
        client, arn = AWS.client("stepfunctions"), needs.Place().arn("states", "stateMachine:fdnix-daily-pipeline")
        (AWS.folder / "both.held").unlink(missing_ok=True)
        AWS.script("both", 201)
        run = client.start_execution(stateMachineArn=arn, name=f"stopped-{uuid.uuid4().hex[:8]}")["executionArn"]
        until(lambda: (AWS.folder / "both.held").exists())
        client.stop_execution(executionArn=run, error="Cancelled", cause="by hand")
        self.assertEqual(client.describe_execution(executionArn=run)["status"], "ABORTED")
        # The next one is not held up by it.
        self.assertEqual(self.run_once().states[-1], "Published")


class Documents(unittest.TestCase):
    """The state machine that ingests."""

    def setUp(self) -> None:
        self.s3, self.bucket = AWS.client("s3"), "embed-documents-input-000000000000"
        for each in self.s3.list_objects_v2(Bucket=self.bucket).get("Contents", []):
            self.s3.delete_object(Bucket=self.bucket, Key=each["Key"])
        AWS.calls()

    def ingest(self, *names: str) -> Run:
        for name in names:
            self.s3.put_object(Bucket=self.bucket, Key=name, Body=b"text")
        return Run("embed-documents")

    def test_nothing_waits(self) -> None:
        run = self.ingest()
        self.assertEqual((run.status, run.states[-1], run.calls), ("SUCCEEDED", "Succeed", []))
        self.assertNotIn("DistributedMap", run.states)

    def test_success(self) -> None:
        names = [f"document-{number}.txt" for number in range(7)]
        run = self.ingest(*names)
        self.assertEqual(run.status, "SUCCEEDED")
        self.assertEqual(Counter(call["name"] for call in run.calls), Counter(names))
        environment = run.calls[0]["environment"]
        self.assertEqual(environment["STATE_MACHINE_NAME"], "embed-documents")
        item = json.loads(environment["INPUT_JSON"])
        self.assertEqual(set(item), {"FileURI", "ContentType", "model_ref_key", "ETag", "_executionName"})
        self.assertEqual(item["_executionName"], run.name, "the parent's name, not the child's")
        self.assertEqual(environment["CACHE_TABLE_NAME"], "embed-documents-cache")

    def test_a_poison_document_stops_no_other_and_is_told(self) -> None:
        AWS.script("a-poison.txt", 1, 1, 1)
        alerts = Alerts()
        run = self.ingest("a-poison.txt", "good-1.txt", "good-2.txt")
        self.assertEqual((run.status, run.error), ("FAILED", "DocumentsFailed"))
        self.assertIn("1 of 3 documents failed", run.cause)
        tries = Counter(call["name"] for call in run.calls)
        self.assertEqual(tries, {"a-poison.txt": 3, "good-1.txt": 1, "good-2.txt": 1})
        self.assertEqual(until(alerts.heard), ["embed-documents failed"])

    def test_a_lost_machine_is_tried_again(self) -> None:
        AWS.script("lost.txt", 200, 200)
        run = self.ingest("lost.txt")
        self.assertEqual((run.status, len(run.calls)), ("SUCCEEDED", 3))

    def test_notifications_reach_the_function_or_are_kept(self) -> None:
        sqs = AWS.client("sqs")
        queue = sqs.get_queue_url(QueueName="embed-documents-lost-notifications")["QueueUrl"]
        self.s3.put_object(Bucket=self.bucket, Key="unreadable.txt", Body=b"text")

        def kept() -> list[dict[str, Any]]:
            told = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, WaitTimeSeconds=1).get("Messages", [])
            return [message for message in told if "unreadable.txt" in message["Body"]]

        self.assertTrue(until(kept, 90))


class Receipts(unittest.TestCase):
    """Queues and the stream lead to their functions."""

    def emptied(self, queue: str) -> bool:
        sqs = AWS.client("sqs")
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        told = sqs.get_queue_attributes(QueueUrl=sqs.get_queue_url(QueueName=queue)["QueueUrl"], AttributeNames=names)
        return all(told["Attributes"][name] == "0" for name in names)

    def test_queues_are_emptied_by_their_functions(self) -> None:
        sqs = AWS.client("sqs")
        for queue in "embed-ndjson", "lines", "words":
            name = f"receipts-production-{queue}-queue"
            sqs.send_message(QueueUrl=sqs.get_queue_url(QueueName=name)["QueueUrl"], MessageBody="{}")
        for queue in "embed-ndjson", "lines", "words":
            self.assertTrue(until(lambda queue=queue: self.emptied(f"receipts-production-{queue}-queue")), queue)

    def test_the_mappings_are_enabled(self) -> None:
        told = AWS.client("lambda").list_event_source_mappings()["EventSourceMappings"]
        self.assertEqual(len(told), 4)
        for mapping in told:
            self.assertEqual(mapping["FunctionResponseTypes"], ["ReportBatchItemFailures"])


class TakenDown(unittest.TestCase):
    """Named so that it comes last."""

    def test_nothing_is_left(self) -> None:
        AWS.terraform("destroy", "-auto-approve", "-refresh=false")
        AWS.__dict__.pop("made", None)
        self.assertEqual([resource.address for resource in AWS.made.resources], [])
        self.assertEqual(AWS.client("s3").list_buckets()["Buckets"], [])
        self.assertEqual(AWS.client("lambda").list_functions()["Functions"], [])
        self.assertEqual(AWS.client("stepfunctions").list_state_machines()["stateMachines"], [])
        self.assertEqual(AWS.client("iam").list_roles()["Roles"], [])
        self.assertEqual(AWS.client("dynamodb").list_tables()["TableNames"], [])
