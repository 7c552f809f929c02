"""The packaged function in MiniStack (PyPI: ministack), which runs a bootstrap as Lambda would, without containers."""

import base64
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request
from pathlib import Path

from case import INDEX, event, fixture

ARCHIVE = Path(os.environ["FDNIX_LAMBDA_ARCHIVE"])
# Beside the interpreter, where Scripts/test-tools puts it, or on the path.
PROGRAM = shutil.which("ministack", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")


@unittest.skipUnless(PROGRAM, "needs ministack: run Scripts/test-tools")
@unittest.skipUnless(ARCHIVE.is_file(), f"needs {ARCHIVE}: run `make lambda`")
class MiniStack(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            cls.port = free.getsockname()[1]
        cls.state = tempfile.mkdtemp()
        # Functions inherit what MiniStack was started with.
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("FDNIX_")}
        environment = {
            **inherited, "BIND_HOST": "127.0.0.1", "GATEWAY_PORT": str(cls.port), "MINISTACK_HOST": "127.0.0.1",
            "LOG_LEVEL": "WARNING", "STATE_DIR": cls.state}
        cls.process = subprocess.Popen(
            [PROGRAM], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=cls.state)
        for _ in range(100):
            try:
                return urllib.request.urlopen(f"http://127.0.0.1:{cls.port}/_ministack/health", timeout=1).close()
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("MiniStack does not answer")

    @classmethod
    def tearDownClass(cls):
        cls.process.terminate()
        cls.process.wait(20)
        shutil.rmtree(cls.state, ignore_errors=True)

    def request(self, method, path, body):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", json.dumps(body).encode(), {
                "Content-Type": "application/json",
                "Authorization": "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/lambda/aws4_request, "
                "SignedHeaders=host, Signature=0"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return response.headers, json.load(response)
        except urllib.error.HTTPError as error:
            self.fail(f"{method} {path}: {error.code} {error.read()[:300]}")

    def create(self, name, **variables):
        self.request("POST", "/2015-03-31/functions", {
            "FunctionName": name, "Runtime": "provided.al2023", "Handler": "bootstrap", "Timeout": 5,
            "Role": "arn:aws:iam::000000000000:role/fdnix", "Environment": {"Variables": variables},
            "Code": {"ZipFile": base64.b64encode(ARCHIVE.read_bytes()).decode()}})

    def invoke(self, name, value):
        return self.request("POST", f"/2015-03-31/functions/{name}/invocations", value)

    def test_the_archive_answers(self):
        self.create("search", FDNIX_INDEX=INDEX)
        for value in (event("/v1/search", "q=ripgrep"), fixture("rest-v1"), fixture("http-v2")):
            headers, answer = self.invoke("search", value)
            self.assertNotIn("X-Amz-Function-Error", headers)
            self.assertEqual(answer["statusCode"], 200)
        self.assertEqual(self.invoke("search", {"no": "event"})[1]["statusCode"], 400)

    def test_a_function_without_its_layer_answers_503(self):
        self.create("bare")
        self.assertEqual(self.invoke("bare", event("/v1/search", "q=git"))[1]["statusCode"], 503)

    def test_a_failed_start_is_an_error_of_the_function(self):
        self.create("wrong", FDNIX_INDEX="s3://bucket/fdnix.idx")
        headers, _ = self.invoke("wrong", event("/v1/search", "q=git"))
        self.assertIn("X-Amz-Function-Error", headers)
