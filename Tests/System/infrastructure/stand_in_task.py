"""What a container runs in the emulator: notes its environment, and ends as the test has it.

FDNIX_TEST_FOLDER has calls.jsonl, a line a call, and NAME.codes, the exit codes of one after the other. Where none
is left the task succeeds; 201 holds it for three seconds. NAME is the phase of packages, or the last part of a
document's address.
"""

import fcntl
import json
import os
import sys
import time
import urllib.request
import uuid
from pathlib import Path

FOLDER = Path(os.environ["FDNIX_TEST_FOLDER"])


def next_code(name: str) -> int:
    path = FOLDER / f"{name}.codes"
    if not path.exists():
        return 0
    with open(path, "r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        codes = file.read().split()
        file.seek(0)
        file.truncate()
        file.write(" ".join(codes[1:]))
    return int(codes[0]) if codes else 0


def report(item: dict, code: int) -> None:
    """The result that a task of documents writes of every document."""
    result = {"FileURI": item["FileURI"], "EmbeddingsGenerated": 0 if code else 1,
              **({"Status": "INVALID_CONTENT"} if code else {})}
    key = f"ingestion_output/{item['_executionName']}/sf-results/{uuid.uuid4().hex}.json"
    address = f"{os.environ['FDNIX_TEST_STORE']}/{os.environ['PROCESSED_BUCKET_NAME']}/{key}"
    request = urllib.request.Request(address, json.dumps(result).encode(), method="PUT")
    urllib.request.urlopen(request, timeout=30).close()


def main() -> int:
    item = json.loads(os.environ["INPUT_JSON"]) if "INPUT_JSON" in os.environ else None
    name = item["FileURI"].rsplit("/", 1)[1] if item else os.environ["PROCESSING_MODE"]
    code = next_code(name)
    with open(FOLDER / "calls.jsonl", "a") as file:
        file.write(json.dumps({"name": name, "code": code, "arguments": sys.argv[1:], "environment": dict(os.environ)})
                   + "\n")
    if code == 201:
        (FOLDER / f"{name}.held").touch()
        time.sleep(3)
        code = 0
    if item and code != 200:
        report(item, code)
    return code


sys.exit(main())
