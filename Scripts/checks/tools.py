"""Rules that other programs know: the format of Swift, shellcheck, ruff."""

import os
import re
import subprocess
from collections.abc import Iterator

from .rules import ROOT, Fault, files, read, rule, skip, tool, under

SWIFT = os.environ.get("SWIFT", "swift")


def _said(*command: str) -> list[str]:
    """What a program complains of, a line each, with paths relative to the repository."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    lines = (done.stdout + done.stderr).replace(f"{ROOT}/", "").splitlines()
    complaints = [line for line in lines if re.match(r"[^\s:]+:\d+", line)]
    return complaints or ([f"{command[0]}: {line}" for line in lines[-5:]] if done.returncode else [])


def _scripts(*interpreters: str) -> list[str]:
    """Files whose first line names one of these interpreters."""
    found = []
    for path in files():
        first = read(path)[:80].partition("\n")[0]
        if first.startswith("#!") and re.search(rf"\b(?:{'|'.join(interpreters)})\b", first):
            found.append(path)
    return found


def _faults(lines: list[str]) -> Iterator[Fault]:
    for line in lines:
        where, _, message = line.partition(" ")
        yield Fault(where.rstrip(":"), message)


@rule("format", "make format, and what it leaves by hand")
def swift_format() -> Iterator[Fault]:
    paths = [path for path in ("Package.swift", "Sources", "Tests", "Benchmarks", "Snippets") if (ROOT / path).exists()]
    yield from _faults(_said(SWIFT, "format", "lint", "--strict", "--parallel", "--recursive", *paths))


@rule("shellcheck", "mend the script; https://www.shellcheck.net/wiki explains each code")
def shellcheck() -> Iterator[Fault]:
    if not (program := tool("shellcheck")):
        return skip("shellcheck", "not installed: run Scripts/test-tools")
    yield from _faults(_said(program, "--format=gcc", "--external-sources", *_scripts("sh", "bash")))


@rule("ruff", "mend the file (`.fdnix/tests/bin/ruff check --fix FILE` does some); ruff.toml has the rules")
def ruff() -> Iterator[Fault]:
    if not (program := tool("ruff")):
        return skip("ruff", "not installed: run Scripts/test-tools")
    paths = sorted({*_scripts("python3"), *(path for path in files() if path.endswith(".py"))})
    yield from _faults(_said(program, "check", "--no-cache", "--quiet", "--output-format=concise", *paths))


@rule("length", "cut the file where it has two subjects; generated tables and C kernels may be allowed")
def length() -> Iterator[Fault]:
    for path in under("Sources", ends=(".swift", ".c", ".h", ".js", ".css")):
        lines = read(path).count("\n")
        if lines > 250:
            yield Fault(path, f"{lines} lines, 250 are allowed", path)
