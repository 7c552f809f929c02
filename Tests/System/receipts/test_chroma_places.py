"""Collections in a tenant and a database of their own of a Chroma server, with a token (see test_chroma.py)."""

import json
import os
import unittest
import urllib.request
from typing import Any

import program
from case import BOTH, Local, small

URL = os.environ.get("FDNIX_TEST_CHROMA_URL", "")


def load_tests(_loader: unittest.TestLoader, tests: unittest.TestSuite, _pattern: str | None) -> unittest.TestSuite:
    return tests if URL else unittest.TestSuite()


def asked(path: str, body: dict[str, Any] | None = None) -> Any:
    """What the server answers, asked without the program."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{URL}/api/v2/{path}", data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


class Places(Local):
    token = "a-token-4711"

    def variables(self, **more: str) -> dict[str, str]:
        return super().variables(**{
            "COLLECTION_BACKEND": "chroma", "CHROMA_URL": URL, "CHROMA_TENANT": self.mark, "CHROMA_DATABASE": "till",
            "CHROMA_TOKEN": self.token, **more})

    def setUp(self) -> None:
        super().setUp()
        self.mark = f"tenant-{self.chance.getrandbits(40):x}-{os.getpid()}"

    def test_a_tenant_and_a_database(self):
        asked("tenants", {"name": self.mark})
        asked(f"tenants/{self.mark}/databases", {"name": "till"})
        self.sent(small())
        self.check_told(self.call("verify", "lines"))
        there = asked(f"tenants/{self.mark}/databases/till/collections")
        self.assertEqual({one["name"] for one in there}, set(BOTH))

    def check_told(self, ended: program.Ended) -> None:
        """The records are there, and nothing tells the token."""
        self.assertEqual([row["count"] for row in self.rows(ended)], [3])
        self.assertNotIn(self.token, self.stderr + ended.out)
