"""Receipts, on one machine: all roles in a container."""

import json
import time

from case import ROOT, Case

SAMPLES = ROOT / "Samples/receipts"


class Receipts(Case):
    name = "receipts"

    def submit(self, folder: str) -> int:
        """Sends the receipts of a folder of samples; how many there are."""
        files = sorted((SAMPLES / folder).rglob("*.ndjson"))
        for path in files:
            self.put(f"/tmp/{folder}/{path.relative_to(SAMPLES / folder)}", path)
        self.call("submit", f"/tmp/{folder}")
        return len({path.parent for path in files})

    def states(self) -> list[tuple[str, str]]:
        lines = self.call("runs").out.splitlines()
        return [(run["lines_state"], run["words_state"]) for run in map(json.loads, lines)]

    def test_sent_receipts_are_embedded_and_found(self):
        count = self.submit("known")
        self.call("drain", LOG_LEVEL="warning")
        self.assertEqual(self.states(), [("COMPLETED", "COMPLETED")] * count)
        rows = [json.loads(line) for line in next(SAMPLES.rglob("lines.ndjson")).read_text().splitlines()]
        found = json.loads(self.call("query", "lines", "--text", rows[0]["text"]).out)["matches"]
        self.assertTrue(found)

    def test_ended_in_the_middle_it_goes_on_when_started_again(self):
        count = self.submit("known") + self.submit("new")
        server = self.start("serve")
        bundles = self.volumes.path("/data/objects")
        end = time.monotonic() + 60
        while not any(bundles.rglob("delta/*")) and time.monotonic() < end:
            time.sleep(0.005)
        ended = self.stopped(server, 60)
        self.assertEqual(ended.code, 0, ended)
        self.assertNotEqual(self.states(), [("COMPLETED", "COMPLETED")] * count, "it was too fast to be ended")
        self.call("drain", LOG_LEVEL="warning")
        self.assertEqual(self.states(), [("COMPLETED", "COMPLETED")] * count)
        self.call("verify", "lines")
        self.call("verify", "words")

    def test_idle_it_ends_at_once(self):
        server = self.start()
        time.sleep(1)
        self.assertTrue(server.is_running)
        self.assertEqual(self.stopped(server, 20).code, 0)
