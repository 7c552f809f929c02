"""What the Python suites share: how a check that cannot be run is told, and how a suite of unittest is run and ends."""

import argparse
import os
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


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


def choose(program: Path | None, product: str) -> None:
    """Makes the program under test known: the one given, else the debug build of the product."""
    program = program or ROOT / ".build/debug" / product
    if not program.is_file():
        sys.exit(f"{sys.argv[0]}: {program} is not there, build it")
    os.environ["PROGRAM_UNDER_TEST"] = str(program.resolve())


def command(about: str | None, product: str, folder: Path) -> int:
    """The command of a suite: [PROGRAM] [-k PATTERN], which runs the tests of a folder; the exit status."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", nargs="?", type=Path)
    parser.add_argument("-k", dest="patterns", action="append", metavar="PATTERN")
    given = parser.parse_args()
    choose(given.program, product)
    loader = unittest.TestLoader()
    if given.patterns:
        loader.testNamePatterns = [text if "*" in text else f"*{text}*" for text in given.patterns]
    return run(loader.discover(str(folder)))
