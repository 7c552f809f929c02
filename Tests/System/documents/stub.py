"""Models, text recognition and transcription as the program meets them over HTTP: one server that notes what is asked,
and that is slow, busy or wrong where a test says so.

Requests to AWS are taken in as AWS takes them in (Tests/System/aws/door.py): by their signature and by the model of
their operation.
"""

import contextlib
import json
import time
import urllib.parse
from collections import Counter
from typing import Any, NamedTuple

import door

import hashing
import readings
from models import ModelServer
from program import until


class Call(NamedTuple):
    operation: str
    target: str
    members: dict[str, Any]
    body: Any
    time: float


class Stub(ModelServer):
    """The server with its state. `dimensions` is how many numbers vectors have where the request does not say."""

    def __init__(self, dimensions: int = 64):
        self.calls: list[Call] = []
        self.faults: list[tuple[int, str]] = []  # a status and a name each, one a model call, in turn
        self.always: tuple[int, str] | None = None  # the answer to every model call
        self.extra_numbers = 0  # vectors are longer than they should be
        self.texts: Counter[str] = Counter()
        self.services = readings.Readings()
        super().__init__(Door, dimensions)

    def operations(self) -> Counter[str]:
        return Counter(call.operation for call in self.calls)

    def of(self, operation: str) -> list[Call]:
        return [call for call in self.calls if call.operation == operation]

    def wait_for(self, count: int, operation: str | None = None, seconds: float = 60) -> None:
        """Until so many calls (of an operation) have come."""
        until(lambda: len(self.of(operation) if operation else self.calls) >= count, seconds)

    # --- models -----------------------------------------------------------------------------------------------------

    def model(self, operation: str, target: str, body: Any) -> tuple[int, Any]:
        """The answer of a model: a status and JSON."""
        with self.lock:
            fault = self.always or (self.faults.pop(0) if self.faults else None)
        with self.counted():
            if fault:
                return fault[0], {"message": "as the test wants it", "error": {"message": "as the test wants it"},
                                  "__type": fault[1]}
            return 200, self.answer(operation, target, body)

    def answer(self, operation: str, target: str, body: Any) -> Any:
        if operation == "openai":
            vectors = self.vectors(body["input"])
            return {"object": "list", "model": body["model"], "usage": {"prompt_tokens": 1, "total_tokens": 1},
                    "data": [{"object": "embedding", "index": number, "embedding": vector}
                             for number, vector in enumerate(vectors)]}
        if operation == "InvokeEndpoint":
            return self.vectors(body["input"])
        if "texts" in body:
            return {"id": "0", "response_type": "embeddings_floats", "embeddings": self.vectors(body["texts"]),
                    "texts": body["texts"]}
        return {"embedding": self.vectors([body["inputText"]], body.get("dimensions"))[0], "inputTextTokenCount": 1}

    def vectors(self, texts: list[str], dimensions: int | None = None) -> list[list[float]]:
        with self.lock:
            self.texts.update(texts)
        size = (dimensions or self.dimensions) + self.extra_numbers
        return [hashing.embed(text, size) for text in texts]


class Door(door.Door):
    stub: Stub
    refusals = "/dev/null"

    def do_POST(self) -> None:
        body = self.read_body()
        if urllib.parse.urlsplit(self.path).path.endswith("/embeddings"):
            # The key of OpenAI's API, whose requests nobody signs.
            if not (self.headers.get("Authorization") or "").startswith("Bearer "):
                return self.say(401, {"error": {"message": "no key"}})
            return self.ask_model("openai", {}, json.loads(body))
        try:
            _, reading = self.take_in(body)
        except door.Refusal as refusal:
            self.note(f"refused: {refusal.args[1]}", {"why": refusal.args[2]}, None)
            return self.say(refusal.args[0], {"message": refusal.args[2]}, refusal.args[1])
        if reading is None:
            return self.say(400, {"message": "a service that is not here"}, "UnknownOperationException")
        if reading.operation in ("InvokeModel", "InvokeEndpoint"):
            return self.ask_model(reading.operation, reading.members, json.loads(body))
        self.note(reading.operation, reading.members, None)
        status, reply, code = self.stub.services.answer(reading.operation, reading.members)
        self.say(status, reply, code)

    do_GET = do_POST

    def note(self, operation: str, members: dict[str, Any], body: Any) -> None:
        with self.stub.lock:
            self.stub.calls.append(Call(operation, self.path, members, body, time.monotonic()))

    def ask_model(self, operation: str, members: dict[str, Any], body: Any) -> None:
        self.note(operation, members, body)
        status, reply = self.stub.model(operation, self.path, body)
        self.say(status, reply, reply["__type"] if status != 200 else "")

    def say(self, status: int, reply: Any, code: str = "") -> None:
        fields = [("Content-Type", "application/json"), ("x-amzn-RequestId", "00000000-0000-0000-0000-000000000000")]
        if code:
            fields.append(("x-amzn-ErrorType", code))
        with contextlib.suppress(OSError):  # a caller that was killed
            self.answer(status, fields, json.dumps(reply).encode())
