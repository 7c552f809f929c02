"""A Chroma server of the wheel chromadb on 127.0.0.1; it ends with its context."""

import contextlib
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait(process: subprocess.Popen, url: str, log: Path) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/api/v2/heartbeat", timeout=10):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"Tests/System/chroma: the server does not answer: {log.read_text()[-1000:]}")


@contextlib.contextmanager
def running(folder: Path) -> Iterator[str]:
    """A running server that keeps what it has in `folder`; its address."""
    program = Path(sys.executable).parent / "chroma"
    if not program.exists():
        raise SystemExit("Tests/System/chroma: chromadb is not installed: run Scripts/test-tools")
    port, log = free_port(), folder / "log"
    command = [str(program), "run", "--path", str(folder / "data"), "--host", "127.0.0.1", "--port", str(port)]
    with open(log, "ab") as output:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=folder, start_new_session=True)
    try:
        url = f"http://127.0.0.1:{port}"
        wait(process, url, log)
        yield url
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
