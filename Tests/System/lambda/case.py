"""What the tests of the function share."""

import json
import os
import time
import unittest
from pathlib import Path

from runtime_api import RuntimeAPI

FIXTURES = Path(__file__).resolve().parents[2] / "Cloud" / "LambdaEventsTests" / "Fixtures"
PROGRAM = os.environ["FDNIX_LAMBDA"]
INDEX = os.environ["FDNIX_INDEX"]


def fixture(name):
    return json.loads((FIXTURES / f"{name}.json").read_text())


def event(path, query="", method="GET", **headers):
    """What a function URL sends."""
    value = fixture("function-url")
    value.update(rawPath=path, rawQueryString=query, headers=headers, body=None, isBase64Encoded=False)
    value["requestContext"]["http"].update(method=method, path=path)
    return value


class Case(unittest.TestCase):
    variables = {}
    index = INDEX

    def setUp(self):
        self.api = RuntimeAPI([PROGRAM], {"FDNIX_INDEX": self.index, **self.variables})
        self.addCleanup(self.api.close)

    def call(self, value, **options):
        """The HTTP answer to an event."""
        invocation = self.api.invoke(value, **options)
        self.assertIsNone(invocation.error_type, invocation.body)
        return invocation.json

    def lines(self):
        time.sleep(0.1)
        return [json.loads(line) for line in self.api.log_lines]
