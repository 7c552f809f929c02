"""A server that stands in for models: what every one of them notes, and how a test makes it slow or holds it."""

import contextlib
import threading
import time
from collections.abc import Iterator

import door


class ModelServer:
    """The server with its state; its requests find it as `stub`. `dimensions` is how many numbers vectors have."""

    def __init__(self, requests: type[door.Door], dimensions: int = 64):
        self.dimensions = dimensions
        self.lock = threading.Lock()
        self.delay = 0.0
        self.gate = threading.Event()
        self.gate.set()
        self.under_way = self.peak = 0
        self.server = door.Server(("127.0.0.1", 0), type("Handler", (requests,), {"stub": self}))
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        # Looks often whether it is to end: a test has several, and waits for each.
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self.gate.set()
        self.server.shutdown()
        self.server.server_close()

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Models give no answer before the block ends."""
        self.gate.clear()
        try:
            yield
        finally:
            self.gate.set()

    @contextlib.contextmanager
    def counted(self) -> Iterator[None]:
        """One call of a model, for as long as a test wants it to take."""
        with self.lock:
            self.under_way += 1
            self.peak = max(self.peak, self.under_way)
        try:
            if self.delay:
                time.sleep(self.delay)
            self.gate.wait(120)
            yield
        finally:
            with self.lock:
                self.under_way -= 1
