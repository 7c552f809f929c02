"""A door before the servers that stand in for AWS, at which chosen requests fail, wait, or get no answer."""

import contextlib
import re
import threading
from collections.abc import Callable
from typing import Any

import door

from program import until


class Rule:
    """What happens to requests: `pattern` is looked for in `METHOD /path`, the target of AWS's JSON and the body.

    `status` is answered in place of the server, or what `answer` makes of the body; with `lost` the server acts, and
    nobody hears of it; with `held` the request waits until `release`, before the server sees it. The first `skip`
    requests pass, then `times` are met.
    """

    def __init__(self, pattern: str, status: int = 0, lost: bool = False, held: bool = False, times: int = 10**9,
                 skip: int = 0, act: Callable[[], None] | None = None,
                 answer: Callable[[bytes], bytes] | None = None):
        self.pattern = re.compile(pattern.encode(), re.DOTALL)
        self.status, self.lost, self.held, self.times, self.skip, self.act = status, lost, held, times, skip, act
        self.answer = answer
        self.met = 0
        self.gate = threading.Event()
        self.lock = threading.Lock()

    def applies(self, request: bytes) -> bool:
        if not self.pattern.search(request):
            return False
        with self.lock:
            if self.skip:
                self.skip -= 1
                return False
            if self.met >= self.times:
                return False
            self.met += 1
        return True

    def wait(self, seconds: float = 120) -> None:
        """Until a request has come to which it applies."""
        until(lambda: self.met, seconds)

    def release(self) -> None:
        self.gate.set()


class Faults:
    """The door with its rules; it leads to a server behind it that checks signatures."""

    def __init__(self, backend: str):
        self.rules: list[Rule] = []
        self.requests: list[bytes] = []
        faults = self

        class Handler(Through):
            pass

        Handler.faults, Handler.backend = faults, int(backend.rsplit(":", 1)[1])
        self.server = door.Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        # Looks often whether it is to end: a test has several, and waits for each.
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def add(self, pattern: str, **more: Any) -> Rule:
        self.rules.append(Rule(pattern, **more))
        return self.rules[-1]

    def clear(self) -> None:
        for rule in self.rules:
            rule.release()
        self.rules = []

    def close(self) -> None:
        self.clear()
        self.server.shutdown()
        self.server.server_close()


class Through(door.Door):
    faults: Faults

    def handle_request(self) -> None:
        body = self.read_body()
        request = f"{self.command} {self.path} {self.headers.get('X-Amz-Target', '')}\n".encode() + body
        self.faults.requests.append(request[:400])
        rule = next((rule for rule in list(self.faults.rules) if rule.applies(request)), None)
        with contextlib.suppress(OSError):  # a caller that was killed
            if rule and rule.act:
                rule.act()
            if rule and rule.held:
                rule.gate.wait(240)
            if rule and rule.answer:
                return self.answer(200, [("Content-Type", "application/x-amz-json-1.0")], rule.answer(body))
            if rule and rule.status:
                json = "X-Amz-Target" in self.headers
                text = '{"__type":"InternalServerError","message":"as the test wants it"}' if json else (
                    "<Error><Code>InternalError</Code><Message>as the test wants it</Message></Error>")
                kind = "application/x-amz-json-1.0" if json else "application/xml"
                return self.answer(rule.status, [("Content-Type", kind)], text.encode())
            self.hand_on(body, bool(rule and rule.lost))

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = handle_request
