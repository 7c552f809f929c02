"""A Chroma server of the wheel chromadb on 127.0.0.1; it ends with its context."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import servers


@contextlib.contextmanager
def running(folder: Path) -> Iterator[str]:
    """A running server that keeps what it has in `folder`; its address."""
    program = servers.program("chroma")
    if not program:
        raise SystemExit("Tests/System/chroma: chromadb is not installed: run Scripts/test-tools")
    port = servers.free_port()
    command = [program, "run", "--path", str(folder / "data"), "--host", "127.0.0.1", "--port", str(port)]
    with servers.running(command, folder / "log") as process:
        url = f"http://127.0.0.1:{port}"
        servers.wait(f"{url}/api/v2/heartbeat", process, seconds=120)
        yield url
