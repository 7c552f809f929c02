"""What the doors of the stand-ins share (front.py, bedrock_fake.py): a request is taken in as AWS takes it in, by its
signature and by the model of its operation, or refused, and may be handed on to a server behind."""

import http.client
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import permissions
import recording
import signature

import model

#: Fields of one connection, which the next one makes for itself.
HOP = {"connection", "content-length", "expect", "transfer-encoding"}


class Refusal(Exception):
    """What a request is refused with: a status, the name of the error, and why."""


class Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    #: The file to which faults of members are added, a line each.
    refusals = ""
    #: The request that is being answered, where it is to be noted (recording.py).
    asked: permissions.Asked | None = None
    #: The port of the server that requests are handed on to.
    backend = 0

    def log_message(self, *_):
        pass

    def read_body(self) -> bytes:
        if "chunked" not in (self.headers.get("Transfer-Encoding") or "").lower():
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return body

    def take_in(self, body: bytes) -> tuple[str, model.Reading | None]:
        """The service that a request is signed for, and what it asks of it where a model tells; raises Refusal."""
        self.asked = None
        try:
            service = signature.verify(self.command, self.path, self.headers, body).service
        except signature.Refused as refused:
            raise Refusal(403, *refused.args) from None
        reading = None
        if service in model.MODELS:
            reading = model.read(service, self.command, self.path, self.headers, body)
            if reading.faults:
                with open(self.refusals, "a") as file:
                    file.writelines(f"{fault}\n" for fault in reading.faults)
                raise Refusal(400, "ValidationException", "; ".join(reading.faults))
        if recording.RECORDING and (role := signature.holder(self.headers)):
            self.asked = permissions.Asked(
                role, service, self.command, self.path, self.headers.get("x-amz-copy-source"), body,
                reading.operation if reading else "", reading.members if reading else {})
        return service, reading

    def answer(
        self, status: int, fields: list[tuple[str, str]], body: bytes, length: str | None = None, cut: bool = False,
    ) -> None:
        """An answer; `length` in place of the body's own for HEAD, `cut` for half of a body and then no more."""
        if self.asked and recording.RECORDING:
            try:
                recording.RECORDING.add(self.asked, status)
            except (KeyError, ValueError) as fault:
                with open(self.refusals, "a") as file:
                    file.write(f"cannot be noted: {self.asked.service} {self.asked.operation}: {fault!r}\n")
        self.send_response_only(status)
        for name, value in fields:
            self.send_header(name, value)
        self.send_header("Content-Length", length or str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body[:len(body) // 2] if cut else body)
        if cut:
            self.hang_up()

    def hand_on(self, body: bytes, is_lost: bool = False) -> None:
        """Gives the request to the server behind as it came, and its answer back; lost, it is heard by nobody."""
        connection = http.client.HTTPConnection("127.0.0.1", self.backend, timeout=120)
        connection.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            if name.lower() not in HOP:
                connection.putheader(name, value)
        connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        reply = connection.getresponse()
        data = reply.read()
        connection.close()
        if is_lost:
            return self.hang_up()
        fields = [(name, value) for name, value in reply.getheaders() if name.lower() not in HOP]
        self.answer(reply.status, fields, data, reply.getheader("Content-Length") if self.command == "HEAD" else None)

    def hang_up(self) -> None:
        self.close_connection = True
        self.connection.close()


class Server(ThreadingHTTPServer):
    request_queue_size = 256
    daemon_threads = True
