"""What the suites of the program with AWS share: how it is run, and buckets to run it with."""

import json
import os
import shutil
import subprocess
import tempfile
import unittest
import urllib.request
import uuid
from pathlib import Path
from typing import Any

import clients

PROGRAM = Path(os.environ["FDNIX"])
ROOT = Path(__file__).resolve().parents[3]
MINISTACK, BEDROCK = os.environ["FDNIX_TEST_MINISTACK"], os.environ["FDNIX_TEST_BEDROCK"]
KEYS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": "us-east-1"}
#: Whose key a command has: that of the role of Infrastructure that runs it (recording.py).
HANDS = {"index": "test.fdnix-nixpkgs-indexer-task", "publish": "test.fdnix-nixpkgs-indexer-task",
         "export": "test.fdnix-nixpkgs-indexer-task", "search": "test.fdnix-search-api"}
ROLE = "arn:aws:iam::000000000000:role/batch"
LAYER = "fdnix-test"  # MiniStack does not find layers by their ARN


def client(service: str) -> Any:
    return clients.client(service, MINISTACK)


def bedrock(command: dict[str, Any] | None = None) -> dict[str, Any]:
    """Sets how the models behave, or asks what was asked of them."""
    body = None if command is None else json.dumps(command).encode()
    with urllib.request.urlopen(urllib.request.Request(f"{BEDROCK}/_fake", body), timeout=30) as reply:
        return json.loads(reply.read() or b"{}")


class Program(unittest.TestCase):
    """The program, in a directory and with a bucket of the test's own."""

    def setUp(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="fdnix-aws-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.s3 = client("s3")
        self.bucket = f"fdnix-{uuid.uuid4().hex}"
        self.s3.create_bucket(Bucket=self.bucket)

    def fdnix(self, *words: object, code: int | None = 0, **variables: str) -> subprocess.CompletedProcess[str]:
        """Runs the program with an environment of its own; `code` is how it must end, None for any way."""
        library = os.environ.get("FDNIX_DUCKDB_LIBRARY", str(ROOT / ".fdnix/duckdb/lib/libduckdb.so"))
        environment = {
            "PATH": os.environ["PATH"], "HOME": str(self.folder), "FDNIX_DUCKDB_LIBRARY": library,
            "FDNIX_VSS_INDEX": "off", "AWS_ENDPOINT_URL": MINISTACK, "AWS_EC2_METADATA_DISABLED": "true", **KEYS,
            "AWS_ACCESS_KEY_ID": HANDS.get(str(words[0]), "test"),
            "AWS_ENDPOINT_URL_BEDROCK": BEDROCK, "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": BEDROCK, **variables}
        done = subprocess.run(
            [str(PROGRAM), *map(str, words)], env=environment, stdin=subprocess.DEVNULL, capture_output=True,
            text=True, timeout=300, check=False)
        if code is not None:
            self.assertEqual(done.returncode, code, f"{words}\n{done.stdout}\n{done.stderr}")
        return done

    def index(self, *words: object, code: int | None = 0, **variables: str) -> dict[str, Any]:
        """Indexes the packages of the test; gives what the last line says."""
        source = self.folder / "packages.json"
        if not source.exists():
            self.packages(range(120))
        done = self.fdnix(
            "index", "--packages", source, "--output", self.folder / "out", *words, code=code, **variables)
        self.log = done.stderr
        return json.loads(done.stdout.splitlines()[-1]) if done.stdout.strip() else {}

    def packages(self, numbers: range, words: str = "a tool for number") -> None:
        """A document of packages, one a number."""
        packages = {
            f"tool{number}": {
                "pname": f"tool{number}", "version": "1.0", "name": f"tool{number}-1.0", "system": "x86_64-linux",
                "meta": {"description": f"{words} {number}", "license": {"spdxId": "MIT"}}}
            for number in numbers}
        (self.folder / "packages.json").write_text(json.dumps({"version": 2, "packages": packages}))

    def keys(self, prefix: str = "", bucket: str | None = None) -> list[str]:
        listing = self.s3.list_objects_v2(Bucket=bucket or self.bucket, Prefix=prefix)
        return [entry["Key"] for entry in listing.get("Contents", [])]

    def document(self, key: str) -> Any:
        return json.loads(self.s3.get_object(Bucket=self.bucket, Key=key)["Body"].read())
