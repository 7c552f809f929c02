"""What the stand-ins for single services share (bedrock_fake.py, textract_fake.py, transcribe_fake.py): buckets that
they work on, faults that a test wants, and a server of AWS JSON that a test tells how to behave."""

import http.client
import json
import threading
import urllib.parse
from typing import Any, NoReturn

import door

import model


class Answer(Exception):
    """An error that the service answers: a status, its name, and what it says."""


class Bucket:
    """Objects of an S3 that takes requests without a signature."""

    port = 0

    def ask(self, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, urllib.parse.quote(path), body)
        reply = connection.getresponse()
        data = reply.read()
        connection.close()
        return reply.status, data

    def read(self, uri: str) -> bytes:
        status, data = self.ask("GET", "/" + uri.removeprefix("s3://"))
        if status != 200:
            raise Answer(400, "ValidationException", f"cannot read {uri}: {status}")
        return data

    def write(self, uri: str, data: bytes) -> None:
        status, answer = self.ask("PUT", "/" + uri.removeprefix("s3://"), data)
        if status != 200:
            raise RuntimeError(f"cannot write {uri}: {status} {answer[:200]!r}")


class Service:
    """The state of a service: what was asked of it, and what goes wrong. Its operations are methods of their names."""

    #: Its name in signatures, and that of its model.
    name = ""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.bucket = Bucket()
        self.reset({})

    def reset(self, plan: dict[str, Any]) -> None:
        """Forgets what was. `faults` are {OPERATION: [FAULT, …]}, one a call, in order; null for a call that goes well:
        the name of an error with its status before it (`400 ThrottlingException`), `lost` (acted on, then the
        connection is closed), `cut` (closed in the middle of the answer), or `silent` (closed without acting)."""
        self.faults = {name: list(faults) for name, faults in plan.get("faults", {}).items()}
        self.calls: dict[str, int] = {}

    def seen(self) -> dict[str, Any]:
        return {"calls": self.calls}

    def fault(self, operation: str) -> str | None:
        with self.lock:
            self.calls[operation] = self.calls.get(operation, 0) + 1
            waiting = self.faults.get(operation)
            return waiting.pop(0) if waiting else None

    def perform(self, operation: str, members: dict[str, Any]) -> Any:
        with self.lock:
            return getattr(self, operation)(members)


class Fake(door.Door):
    """The door of a service, here of AWS JSON. `POST /_fake` with a JSON object forgets what was, and sets how it
    behaves; `GET /_fake` tells what it has seen. What it answers is checked by the service's model too."""

    service: Service
    media_type = "application/x-amz-json-1.1"

    def do_POST(self) -> None:
        body = self.read_body()
        if self.path == "/_fake":
            with self.service.lock:
                if self.command == "POST":
                    self.service.reset(json.loads(body))
                return self.reply(200, json.dumps(self.service.seen()).encode())
        try:
            name, reading = self.take_in(body)
        except door.Refusal as refusal:
            return self.refuse(*refusal.args)
        if name != self.service.name or reading is None:
            return self.refuse(403, "InvalidSignatureException", f"signed for {name}")
        self.perform(reading)

    do_GET = do_POST

    def perform(self, reading: model.Reading) -> None:
        fault = self.service.fault(reading.operation)
        if fault == "silent":
            return self.hang_up()
        if fault and fault[0].isdigit():
            status, _, code = fault.partition(" ")
            return self.refuse(int(status), code, "as the test wants it")
        try:
            result = self.service.perform(reading.operation, reading.members)
        except Answer as refusal:
            return self.refuse(*refusal.args)
        body = self.written(reading, result)
        if fault == "lost":
            return self.hang_up()
        self.reply(200, body, cut=fault == "cut")

    def written(self, reading: model.Reading, result: Any) -> bytes:
        """The body of an answer."""
        shape = model.service(self.service.name).operation_model(reading.operation).output_shape
        if wrong := list(model.faults(shape, result, reading.operation)):
            raise RuntimeError(f"the stand-in answers what the service would not: {wrong[:5]}")
        return json.dumps(result).encode()

    def refuse(self, status: int, code: str, message: str) -> None:
        self.reply(status, json.dumps({"__type": code, "message": message}).encode())

    def reply(self, status: int, body: bytes, *fields: tuple[str, str], cut: bool = False) -> None:
        self.answer(status, [("Content-Type", self.media_type), *fields], body, cut=cut)


def serve(service: Service, arguments: list[str], fake: type[Fake] = Fake) -> NoReturn:
    """Serves `service` on the port that the arguments name first; then come the port of S3 and the file of refusals."""
    fake.service = service
    port, Bucket.port, fake.refusals = int(arguments[0]), int(arguments[1]), arguments[2]
    door.Server(("127.0.0.1", port), fake).serve_forever()
    raise SystemExit(0)
