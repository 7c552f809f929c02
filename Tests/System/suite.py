"""What the Python suites share: how a check that cannot be run is told, and how a suite of unittest is run and ends."""

import os
import sys
import unittest


def skip(check: str, reason: str, cause: str = "missing") -> None:
    """Tells that `check` is not run: a line in the file that FDNIX_SKIPS names (Tests/TestSupport/Skips.swift), else on
    standard output. The cause `data` is the absence of the shared folder, `missing` that of anything else."""
    words = [" ".join(text.split()) for text in (cause, check, reason)]
    if path := os.environ.get("FDNIX_SKIPS"):
        with open(path, "a") as file:
            file.write("\t".join(words) + "\n")
    else:
        print(f"skipped: {words[1]}: {words[2]}")


def run(tests: unittest.TestSuite) -> int:
    """Runs tests, tells their skips, and ends with "N passed, N failed"; the exit status."""
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=1).run(tests)
    for test, reason in result.skipped:
        # "data: …" is the absence of the shared folder.
        data, _, rest = reason.partition("data: ")
        skip(test.id(), reason if data else rest, "missing" if data else "data")
    # A test with several parts may fail several times.
    failed = len({getattr(test, "test_case", test).id() for test, _ in result.failures + result.errors})
    print(f"{max(0, result.testsRun - failed - len(result.skipped))} passed, {failed} failed", flush=True)
    return 1 if failed or not result.testsRun else 0
