#!/usr/bin/env python3
"""A door before a stand-in for AWS: requests whose signature or members AWS would not take are refused, others are
handed on as they came.

    front.py PORT BACKEND_PORT REFUSALS    what is refused for its members is added to the file REFUSALS, a line each
"""

import http.client
import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.sax.saxutils import escape

import signature

import model

HOP = {"connection", "content-length", "expect", "transfer-encoding"}


class Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    backend = 0
    refusals = ""

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

    def handle_request(self) -> None:
        body = self.read_body()
        if self.command == "GET" and self.path == "/" and "Authorization" not in self.headers:
            return self.answer(200, [("Content-Type", "text/plain")], b"front\n")
        try:
            scope = signature.verify(self.command, self.path, self.headers, body)
        except signature.Refused as refused:
            return self.refuse(403, *refused.args)
        if scope.service in model.MODELS:
            reading = model.read(scope.service, self.command, self.path, self.headers, body)
            if reading.faults:
                with open(self.refusals, "a") as file:
                    file.writelines(f"{fault}\n" for fault in reading.faults)
                return self.refuse(400, "ValidationException", "; ".join(reading.faults))
        self.hand_on(body)

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = do_PATCH = handle_request

    def hand_on(self, body: bytes) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.backend, timeout=120)
        connection.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            if name.lower() not in HOP:
                connection.putheader(name, value)
        connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        reply = connection.getresponse()
        data = reply.read()
        fields = [(name, value) for name, value in reply.getheaders() if name.lower() not in HOP]
        length = reply.getheader("Content-Length") if self.command == "HEAD" else None
        self.answer(reply.status, fields, data, length)
        connection.close()

    def refuse(self, status: int, code: str, message: str) -> None:
        if "json" in (self.headers.get("Content-Type") or "") or "X-Amz-Target" in self.headers:
            body, kind = json.dumps({"__type": code, "message": message}).encode(), "application/x-amz-json-1.0"
        else:
            body = f"<Error><Code>{code}</Code><Message>{escape(message)}</Message></Error>".encode()
            kind = "application/xml"
        self.answer(status, [("Content-Type", kind), ("x-amzn-ErrorType", code)], body)

    def answer(self, status: int, fields: list[tuple[str, str]], body: bytes, length: str | None = None) -> None:
        self.send_response_only(status)
        for name, value in fields:
            self.send_header(name, value)
        self.send_header("Content-Length", length or str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


class Server(ThreadingHTTPServer):
    request_queue_size = 256
    daemon_threads = True


if __name__ == "__main__":
    port, Door.backend, Door.refusals = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    Server(("127.0.0.1", port), Door).serve_forever()
