"""A role as a function of AWS Lambda, with its log."""

import tempfile
from pathlib import Path
from typing import Any

import program
from runtime_api import Invocation, RuntimeAPI


class Function(RuntimeAPI):
    """A function with its log, which is what it writes to standard output and standard error."""

    def __init__(self, role: str, variables: dict[str, str]):
        file = tempfile.NamedTemporaryFile(prefix="receipts-log-", delete=False)  # noqa: SIM115
        file.close()
        self.file = Path(file.name)
        super().__init__(["sh", "-c", 'exec "$0" "$1" >>"$2" 2>&1', program.path(), role, file.name], variables)

    @property
    def log(self) -> str:
        return self.file.read_text(errors="replace")

    def invoke(self, event: Any, timeout: float = 300, deadline: float | None = None) -> Invocation:
        return super().invoke(event, timeout, deadline)

    def close(self) -> None:
        super().close()
        self.file.unlink(missing_ok=True)
