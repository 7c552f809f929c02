"""Notes what each role asks of AWS, in the file that FDNIX_REQUESTS names: a line of JSON for each permission that a
request took, in which names of a test's own and numbers are left out, so that a line stands for all of a kind.

A role is known by its access key: `test.compactor` is the key `test` in the hands of the compactor. What is asked with
the key alone is not noted.
"""

import json
import os
import re
import threading

import permissions

#: What a test puts at the end of the name of what it makes.
MARK = re.compile(r"-?\b(?:[0-9a-f]{32}|[0-9a-f]{12})\b")
NUMBER = re.compile(r"(?<![0-9a-z])(?:[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{6,})(?![0-9a-z])|\d+")


class Recording:
    """The file; a line is written once by each process."""

    def __init__(self, path: str):
        self.path = path
        self.lock = threading.Lock()
        self.written: set[str] = set()

    def add(self, asked: permissions.Asked, status: int) -> None:
        for permission in asked.permissions(status):
            self.write(asked.role, permission)

    def write(self, role: str, permission: permissions.Permission) -> None:
        context = {key: general(value) for key, value in permission.context.items()}
        line = json.dumps({"role": role, "action": permission.action, "resource": named(permission.resource),
                           "context": context})
        with self.lock:
            if line not in self.written:
                self.written.add(line)
                with open(self.path, "a") as file:
                    file.write(line + "\n")


def general(text: str) -> str:
    return NUMBER.sub("0", text)


def named(resource: str) -> str:
    """A resource without the marks of tests; numbers in the keys of objects stand for all numbers."""
    if resource.startswith("arn:aws:s3:::"):
        bucket, slash, key = resource.removeprefix("arn:aws:s3:::").partition("/")
        return f"arn:aws:s3:::{MARK.sub('', bucket)}{slash}{general(key)}"
    head, rest = resource.split(":", 5)[:5], resource.split(":", 5)[5:]
    return ":".join([*head, *(MARK.sub("", each) for each in rest)])


#: None where nothing is to be noted.
RECORDING = Recording(os.environ["FDNIX_REQUESTS"]) if os.environ.get("FDNIX_REQUESTS") else None
