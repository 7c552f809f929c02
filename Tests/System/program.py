"""The program under test as a process: how it is started, ended, and what it left on its outputs."""

import contextlib
import os
import select
import shutil
import signal
import subprocess
import tempfile
import time
import unittest
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
#: What the program needs of the world around it to find its libraries.
PASSED = ("PATH", "LD_LIBRARY_PATH", "LANG", "SSL_CERT_FILE", "FDNIX_DOCUMENTS_PREFIX", "FDNIX_PDFIUM_LIBRARY")
#: Who is not root may have a network of its own as well, where the kernel allows it.
WITHOUT_NETWORK = ["unshare", "-n" if os.geteuid() == 0 else "-rn"]


def path() -> str:
    """The program: PROGRAM_UNDER_TEST, which `run` of a suite sets."""
    return os.environ["PROGRAM_UNDER_TEST"]


def can_cut_network() -> bool:
    try:
        return subprocess.run([*WITHOUT_NETWORK, "true"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def environment(home: Path, variables: dict[str, str]) -> dict[str, str]:
    """An environment with nothing of this process but what PASSED names."""
    kept = {name: os.environ[name] for name in PASSED if name in os.environ}
    if (prefix := ROOT / ".fdnix/documents").is_dir():
        kept.setdefault("FDNIX_DOCUMENTS_PREFIX", str(prefix))
    return {**kept, "HOME": str(home), "AWS_EC2_METADATA_DISABLED": "true", **variables}


class Ended(NamedTuple):
    """How the program ended: `resident` is the most memory in bytes that it or a child of it had."""

    code: int
    out: str
    err: str
    resident: int

    def __str__(self) -> str:
        return f"exit {self.code}\n--- stdout\n{self.out[-3000:]}\n--- stderr\n{self.err[-12000:]}"


class Started:
    """The program under way, or another `command`. Its outputs are files, so that it never waits for a reader."""

    def __init__(self, words: list[str], variables: dict[str, str], stdin: str = "", cut: bool = False,
                 command: list[str] | None = None):
        self.out, self.err, given = (tempfile.TemporaryFile() for _ in range(3))  # noqa: SIM115
        given.write(stdin.encode())
        given.seek(0)
        command = [*(WITHOUT_NETWORK if cut else []), *(command or [path()]), *words]
        with given:
            self.process = subprocess.Popen(
                command, env=variables, stdin=given, stdout=self.out, stderr=self.err, start_new_session=True)

    def wait(self, seconds: float = 300) -> Ended:
        # To the moment, as benchmarks time what takes some hundredths of a second.
        handle = os.pidfd_open(self.process.pid)
        try:
            if not select.select([handle], [], [], seconds)[0]:
                self.kill()
                raise TimeoutError(f"not done after {seconds} s: {self.process.args}\n{self.read(self.err)[-3000:]}")
        finally:
            os.close(handle)
        _, status, usage = os.wait4(self.process.pid, 0)
        self.process.returncode = os.waitstatus_to_exitcode(status)
        texts = self.read(self.out), self.read(self.err)
        self.out.close()
        self.err.close()
        return Ended(self.process.returncode, *texts, usage.ru_maxrss * 1024)

    @staticmethod
    def read(file) -> str:
        file.seek(0)
        return file.read().decode(errors="replace")

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Signals the program alone: what it had started must end by itself."""
        if self.process.returncode is None:
            # Not by Popen, which takes away how it ended where it just has.
            os.kill(self.process.pid, number)

    def resident(self) -> int:
        """The memory in bytes that the program and all that it started have now."""
        total = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                fields = stat.read_text().rpartition(")")[2].split()
                if int(fields[3]) == self.process.pid:  # the session
                    total += int(fields[21]) * os.sysconf("SC_PAGE_SIZE")
        return total

    @property
    def is_running(self) -> bool:
        return self.process.returncode is None and os.waitid(
            os.P_PID, self.process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None


def shared(path: str) -> Path | None:
    """A path of the shared folder of real data (FDNIX_SHARED, by default beside the checkout); None without it."""
    place = Path(os.environ.get("FDNIX_SHARED") or ROOT.parent / "shared") / path
    return place if place.exists() else None


def until(condition: Callable[[], object], seconds: float = 60) -> None:
    """Waits until a condition holds, which is looked at again and again."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError("what was waited for did not come")
        time.sleep(0.005)


class ProgramTest(unittest.TestCase):
    """Tests of the program in a folder of their own; `variables` are its environment."""

    maxDiff = 4000
    prefix = "program-"

    def setUp(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=self.prefix))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.data = self.folder / "data"
        self.stderr = ""

    def variables(self, **more: str) -> dict[str, str]:
        return environment(self.folder, {"EMBED_DATA_DIR": str(self.data), **more})

    def start(self, *words: str, stdin: str = "", cut: bool = False, **variables: str) -> Started:
        return Started(list(words), self.variables(**variables), stdin, cut)

    def ended(self, started: Started, code: int | None = 0) -> Ended:
        """How it ended, which is with this code; None for any."""
        ended = started.wait()
        self.stderr += ended.err
        if code is not None:
            self.assertEqual(ended.code, code, ended)
        return ended

    def call(self, *words: str, code: int | None = 0, **more: Any) -> Ended:
        return self.ended(self.start(*words, **more), code)
