"""A stand-in for the Lambda Runtime API (version 2018-06-01), for one bootstrap at a time.

What AWS does is taken from docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html: `next` is held until there is an
event, answers go to the invocation that is under way, a process that outlives its deadline is killed, one that ends is
started again by the next event.
"""

import json
import os
import queue
import subprocess
import sys
import threading
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PREFIX = "/2018-06-01/runtime/"
LIMIT = 6 * 1024 * 1024


class Server(ThreadingHTTPServer):
    """Quiet about clients that vanish: some are killed on purpose."""

    daemon_threads = True

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class Invocation:
    """An event on its way to the function and back."""

    def __init__(self, event: bytes, deadline: float):
        self.id = str(uuid.uuid4())
        self.event = event
        self.deadline = deadline
        self.body = b""
        self.error_type = None
        self.done = threading.Event()

    @property
    def json(self):
        return json.loads(self.body)


class RuntimeAPI:
    """The server, and the process that asks it for work."""

    def __init__(self, command, variables=None):
        self.command = command
        self.variables = variables or {}
        self.events = queue.Queue()
        self.pending = {}
        self.ready = threading.Event()
        self.init_error = None
        self.requests = []
        self.connections = set()
        self.process = None
        self.turn = 0
        self.log_lines = []
        self.fail_next = False
        api = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True
            wbufsize = 65536

            def log_message(self, *arguments):
                pass

            def answer(self, status, body=b"", headers=()):
                self.send_response(status)
                for name, value in (("Content-Type", "application/json"), ("Content-Length", str(len(body))), *headers):
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self):
                api.connections.add(self.client_address)
                api.requests.append(("next", dict(self.headers)))
                if self.path != PREFIX + "invocation/next":
                    return self.answer(404)
                if api.fail_next:
                    return self.answer(500, b'{"errorMessage":"container error","errorType":"InternalServerError"}')
                api.ready_at = time.perf_counter()
                api.ready.set()
                turn = api.turn
                invocation = api.events.get()
                if turn != api.turn:  # who asked is gone; the event is for its successor
                    return api.events.put(invocation)
                if invocation is None:
                    return self.answer(500)
                api.pending[invocation.id] = invocation
                self.answer(200, invocation.event, (
                    ("Lambda-Runtime-Aws-Request-Id", invocation.id),
                    ("Lambda-Runtime-Deadline-Ms", str(int(invocation.deadline * 1000))),
                    ("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:us-east-1:123456789012:function:fdnix"),
                    ("Lambda-Runtime-Trace-Id", "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Sampled=1")))

            def do_POST(self):
                api.connections.add(self.client_address)
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                api.requests.append((self.path, dict(self.headers)))
                kind = self.headers.get("Lambda-Runtime-Function-Error-Type")
                if self.path == PREFIX + "init/error":
                    api.init_error = (kind, json.loads(body))
                    api.ready.set()
                    return self.answer(202, b'{"status":"OK"}')
                parts = self.path.removeprefix(PREFIX).split("/")
                invocation = api.pending.pop(parts[1], None) if len(parts) == 3 and parts[0] == "invocation" else None
                if invocation is None or parts[2] not in ("response", "error"):
                    return self.answer(400, b'{"errorMessage":"Invalid request ID","errorType":"InvalidRequestID"}')
                too_large = len(body) > LIMIT
                invocation.body = body
                invocation.error_type = "Function.ResponseSizeTooLarge" if too_large else kind
                if parts[2] == "error" and kind is None:
                    invocation.error_type = "missing"
                self.answer(413 if too_large else 202, b'{"status":"OK"}')
                invocation.done.set()

        self.server = Server(("127.0.0.1", 0), Handler)
        # Looks often whether it is to end: a test has several, and waits for each.
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def endpoint(self):
        return f"127.0.0.1:{self.server.server_address[1]}"

    def start(self):
        """Starts the function; returns the seconds until it asked for work, gave up or ended."""
        self.turn += 1
        self.ready.clear()
        self.init_error = None
        self.ready_at = None
        environment = {
            "PATH": os.environ.get("PATH", ""), "AWS_LAMBDA_RUNTIME_API": self.endpoint,
            "AWS_LAMBDA_FUNCTION_NAME": "fdnix", "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512", "AWS_REGION": "us-east-1", "_HANDLER": "bootstrap",
            "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand", "TZ": ":UTC", **self.variables}
        started = time.perf_counter()
        self.process = subprocess.Popen(self.command, env=environment, stderr=subprocess.PIPE)
        threading.Thread(target=self._collect, args=(self.process,), daemon=True).start()
        while not self.ready.wait(0.05) and self.process.poll() is None and time.perf_counter() - started < 20:
            pass
        return (self.ready_at or time.perf_counter()) - started

    def _collect(self, process):
        for line in process.stderr:
            self.log_lines.append(line.decode())

    def invoke(self, event, timeout=10.0, deadline=None):
        """Hands an event over and waits: an `Invocation`, its `error_type` None where the function answered."""
        if self.process is None or self.process.poll() is not None:
            self.start()
        event = event if isinstance(event, bytes) else json.dumps(event).encode()
        invocation = Invocation(event, time.time() + timeout if deadline is None else deadline)
        self.events.put(invocation)
        limit = time.time() + max(timeout, 2)
        while not invocation.done.wait(0.05):
            if self.process.poll() is not None:
                invocation.error_type = "Runtime.ExitError"
                break
            if time.time() > limit:
                self.kill()
                invocation.error_type = "Sandbox.Timedout"
                break
        return invocation

    def resident(self):
        """Kilobytes of memory that are the process's own, without the mapped index."""
        with open(f"/proc/{self.process.pid}/status") as status:
            return sum(int(line.split()[1]) for line in status if line.startswith("RssAnon"))

    def kill(self):
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
        if self.process is not None:
            self.process.wait()

    def close(self):
        self.kill()
        self.events.put(None)
        self.server.shutdown()
        self.server.server_close()
