"""What happens when things go wrong, and how the function starts."""

import json
import os
import shutil
import tempfile
import time
import unittest
from pathlib import Path

from case import INDEX, PROGRAM, Case, event
from runtime_api import RuntimeAPI


class Failures(Case):
    def setUp(self):
        self.directory = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.directory)
        self.index = f"{self.directory}/fdnix.idx"
        super().setUp()

    def appear(self):
        shutil.copy(INDEX, self.index + ".new")
        os.rename(self.index + ".new", self.index)

    def test_an_index_that_comes_later(self):
        for _ in range(3):
            answer = self.call(event("/v1/search", "q=git"))
            self.assertEqual(answer["statusCode"], 503)
            self.assertEqual(
                json.loads(answer["body"]), {"error": "Service unavailable", "message": "Index not loaded"})
        self.assertEqual(self.call(event("/v1/health"))["statusCode"], 503)
        Path(self.index).write_bytes(b"not an index")
        self.assertEqual(self.call(event("/v1/search", "q=git"))["statusCode"], 503)
        self.appear()
        self.assertEqual(self.call(event("/v1/search", "q=git"))["statusCode"], 200)
        self.assertEqual(sum(1 for kind, _ in self.api.requests if kind == "next") > 5, True)
        self.assertIsNone(self.api.process.poll(), "it never ended")

    def test_a_deadline_that_has_passed(self):
        self.appear()
        answer = self.call(event("/v1/search", "q=git"), deadline=time.time() - 1)
        self.assertEqual(answer["statusCode"], 504)
        self.assertEqual(json.loads(answer["body"])["error"], "Timeout")
        self.assertEqual(self.call(event("/v1/search", "q=git"))["statusCode"], 200)

    def test_a_search_that_hangs_is_answered_in_time(self):
        self.assertEqual(self.call(event("/v1/search", "q=git"))["statusCode"], 503)
        os.mkfifo(self.index)  # opening it waits for a writer that never comes
        # Lambda itself would end a call after its time-out, and that would be no answer.
        self.assertEqual(self.call(event("/v1/search", "q=git"), timeout=3)["statusCode"], 504)
        self.assertEqual(self.call(event("/v1/search", "q=git"), timeout=3)["statusCode"], 504)
        self.assertEqual(self.api.process.wait(5), 1, "after the second it ends, to be started anew")
        os.remove(self.index)
        self.appear()
        self.assertEqual(self.call(event("/v1/search", "q=git"))["statusCode"], 200)

    def test_a_runtime_api_that_fails_ends_it(self):
        self.appear()
        self.call(event("/v1/health"))
        self.api.fail_next = True
        self.api.invoke(event("/v1/health"), timeout=3)
        self.assertEqual(self.api.process.wait(5), 1)
        self.assertEqual(self.lines()[-1]["level"], "FATAL")


class Start(unittest.TestCase):
    def api(self, **variables):
        api = RuntimeAPI([PROGRAM], variables)
        self.addCleanup(api.close)
        return api

    def test_wrong_settings_are_reported(self):
        api = self.api(FDNIX_INDEX="s3://bucket/fdnix.idx", AWS_LAMBDA_LOG_FORMAT="Text")
        api.start()
        kind, error = api.init_error
        self.assertEqual((kind, error["errorType"]), ("Runtime.Usage", "Runtime.Usage"))
        self.assertIn("FDNIX_INDEX", error["errorMessage"])
        self.assertEqual(api.process.wait(5), 1)
        time.sleep(0.1)
        self.assertIn(" - CRITICAL - ", api.log_lines[-1])

    def test_every_start_gets_ready(self):
        api = self.api(FDNIX_INDEX=INDEX)
        times = []
        for _ in range(9):
            times.append(api.start() * 1000)
            api.kill()
        times.sort()
        print(f"\nstart to ready: {times[4]:.1f} ms median, {times[-1]:.1f} ms at most")
        self.assertIsNone(api.init_error)
