"""A door to a database that can be shut."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any


class Relay:
    """What connects to its port reaches the database behind it, until it is shut: then connections end."""

    def __init__(self, host: str, port: int):
        self.target, self.pairs, self.shut = (host, port), [], False
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.serve(self.accept)

    @staticmethod
    def serve(work: Callable[..., None], *values: Any) -> None:
        threading.Thread(target=work, args=values, daemon=True).start()

    def accept(self) -> None:
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            if self.shut:
                near.close()
                continue
            far = socket.create_connection(self.target)
            self.pairs += [near, far]
            self.serve(self.copy, near, far)
            self.serve(self.copy, far, near)

    @staticmethod
    def copy(source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    @contextlib.contextmanager
    def closed(self) -> Iterator[None]:
        self.shut = True
        for end in self.pairs:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self.pairs.clear()
        try:
            yield
        finally:
            self.shut = False

    def close(self) -> None:
        self.listener.close()
        with self.closed():
            pass
