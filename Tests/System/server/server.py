"""A `fdnix serve` of its own on a free port, and raw ways to talk to it."""
import http.client
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import time
import urllib.parse


class Server:
    """Runs `fdnix serve` until the end of a `with` block."""

    def __init__(self, program: str, index: str, *options: str):
        self.command = [program, "serve", "--port", "0", "--index", index, *options]

    def __enter__(self) -> "Server":
        environment = {**os.environ, "FDNIX_LOG_FORMAT": "json"}
        self.process = subprocess.Popen(self.command, stderr=subprocess.PIPE, text=True, env=environment)
        self.log = []
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            line = self.process.stderr.readline()
            self.log.append(line)
            if found := re.search(r"listening on http://[^:]+:(\d+)", line):
                self.port = int(found[1])
                return self
            if not line:
                break
        raise RuntimeError("the server did not start: " + "".join(self.log))

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stderr.close()

    def connect(self, timeout: float = 10) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout)

    def raw(self, data: bytes, timeout: float = 10) -> bytes:
        """What comes back for bytes as they are, until the server closes or goes silent."""
        with self.connect(timeout) as connection:
            try:
                connection.sendall(data)
                connection.shutdown(socket.SHUT_WR)
                answer = b""
                while piece := connection.recv(65536):
                    answer += piece
                return answer
            except (ConnectionResetError, BrokenPipeError):
                return b""

    def get(self, target: str, method: str = "GET", **headers: str) -> tuple[int, dict, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, target, headers={k.replace("_", "-"): v for k, v in headers.items()})
            answer = connection.getresponse()
            return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def search(self, query: str, **parameters) -> dict:
        target = "/v1/search?" + urllib.parse.urlencode({"q": query, **parameters})
        status, _, body = self.get(target)
        assert status == 200, (target, status, body)
        return json.loads(body)

    def is_well(self) -> bool:
        return self.process.poll() is None and self.get("/v1/health")[0] == 200

    def resident(self) -> int:
        """Memory in bytes, mapped files included."""
        text = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"RssAnon:\s+(\d+)", text)[1]) * 1024

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)
