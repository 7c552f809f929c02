"""What the programs write when they run here, held to what their sources are read to write: log lines, metrics."""

import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path
from typing import Any

import logs
import metrics
import planning
import program

# Where they were built.
BUILT = Path(os.environ.get("FDNIX_PROGRAMS") or planning.ROOT / ".build/debug")
SAMPLES = planning.ROOT / "Samples"


class Programs(unittest.TestCase):
    def setUp(self) -> None:
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.home = Path(place.name)

    def run_program(self, name: str, *words: object, code: int = 0, **variables: str) -> list[str]:
        """The lines that a program writes on both streams."""
        path = BUILT / name
        if not path.exists():
            self.skipTest(f"{name} is not built: make build, or name its folder in FDNIX_PROGRAMS")
        done = subprocess.run(
            [path, *map(str, words)], capture_output=True, text=True, timeout=300,
            env=program.environment(self.home, {"EMBED_DATA_DIR": str(self.home / "data"), **variables}))
        self.assertEqual(done.returncode, code, done.stderr[-2000:])
        return (done.stdout + done.stderr).splitlines()

    def read(self, lines: list[str]) -> tuple[list[dict[str, Any]], list[str]]:
        """The lines of the log, and those of metrics; each metric is one that the sources are known to write."""
        parsed = [(line, json.loads(line)) for line in lines]
        counted = [line for line, values in parsed if "_aws" in values]
        written = metrics.written()
        for line in counted:
            for namespace, name, dimensions in metrics.line(line):
                self.assertIn(dimensions, written[namespace, name], f"{namespace} {name}")
        return [values for _, values in parsed if "_aws" not in values], counted

    def test_receipts_name_run_and_receipt(self) -> None:
        self.run_program("receipts", "submit", SAMPLES / "receipts/known")
        told, counted = self.read(self.run_program("receipts", "drain", LOG_LEVEL="info"))
        self.assertGreater(len(counted), 2)
        for line in told:
            if line.get("message", "").startswith(("Upserted", "Uploaded", "Wrote", "Loaded", "Merchant resolved")):
                self.assertLessEqual({"run_id", "image_id", "receipt_id"}, line.keys(), line)
        self.assertTrue(any(line.get("message", "").startswith("Published snapshot") for line in told))

    def test_documents_name_run_and_document(self) -> None:
        (self.home / "input").mkdir()
        (self.home / "input/note.txt").write_text("The keeper of the light repaired the fog signal in the spring.")
        self.run_program("embed-documents", "run", "--input", self.home / "input")
        document = {"FileURI": "s3://input/note.txt", "ContentType": "text/plain", "_executionName": "run-7"}
        told, counted = self.read(self.run_program("embed-documents", "task", INPUT_JSON=json.dumps(document)))
        self.assertEqual(len(counted), 1)
        events = [line for line in told if line["event"] != "message"]
        self.assertEqual((events[0]["event"], events[-1]["event"]), ("task_start", "task_end"))
        known = logs.fields("/aws/ecs/embeddings")
        for line in events:
            self.assertLessEqual({"execution": "run-7", "file_uri": "s3://input/note.txt"}.items(), line.items())
            self.assertLessEqual(set(line), known, line)

    def test_the_indexer_ends_with_a_line(self) -> None:
        lines = self.run_program("fdnix", "index", "--output", self.home, code=1, FDNIX_PACKAGES="/nothing/here")
        last = json.loads(next(line for line in lines if "exit_code" in line))
        self.assertEqual((set(last), last["exit_code"]), (logs.last_line(), 1))
