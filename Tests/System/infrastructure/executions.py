"""Executions of state machines in the emulator, and who hears of them."""

import json
import time
import uuid
from collections.abc import Callable
from typing import Any

import emulator
import needs


def until(found: Callable[[], Any], seconds: int = 60) -> Any:
    """What `found` gives, once that is not empty."""
    end = time.monotonic() + seconds
    while not (value := found()) and time.monotonic() < end:
        time.sleep(0.2)
    return value


class Run:
    """An execution of a state machine, and how it ended."""

    def __init__(self, machine: str, event: dict[str, Any] | None = None) -> None:
        self.aws = emulator.everything()
        self.client, self.name = self.aws.client("stepfunctions"), f"run-{uuid.uuid4().hex[:8]}"
        arn = needs.Place().arn("states", f"stateMachine:{machine}")
        started = self.client.start_execution(stateMachineArn=arn, name=self.name, input=json.dumps(event or {}))
        self.execution = started["executionArn"]

    def told(self) -> dict[str, Any]:
        return self.client.describe_execution(executionArn=self.execution)

    def ended(self) -> "Run":
        """Once it has; with the names of its states, and the tasks that ran."""
        until(lambda: self.told()["status"] != "RUNNING", 180)
        told = self.told()
        self.status, self.error, self.cause = told["status"], told.get("error"), told.get("cause", "")
        events = self.client.get_execution_history(executionArn=self.execution, maxResults=1000)["events"]
        entered = [each["stateEnteredEventDetails"] for each in events if "stateEnteredEventDetails" in each]
        self.states = [each["name"] for each in entered]
        self.calls = self.aws.calls()
        return self

    def stop(self) -> None:
        self.client.stop_execution(executionArn=self.execution, error="Cancelled", cause="by hand")


class Alerts:
    """A queue that hears what the topic of alarms is told."""

    def __init__(self) -> None:
        self.sqs = emulator.everything().client("sqs")
        self.queue = self.sqs.create_queue(QueueName=f"alerts-{uuid.uuid4().hex[:8]}")["QueueUrl"]
        arn = self.sqs.get_queue_attributes(QueueUrl=self.queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        topic = needs.Place().arn("sns", "fdnix-alerts")
        emulator.everything().client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)

    def heard(self) -> list[str]:
        told = self.sqs.receive_message(QueueUrl=self.queue, MaxNumberOfMessages=10, WaitTimeSeconds=1)
        return [json.loads(message["Body"])["Subject"] for message in told.get("Messages", [])]
