"""All roles in one process, or in several over one data directory, with edits going on, ended at any moment."""

import json
import os
import re
import signal
import time
import unittest

import anchors
import contract
import making
import program
import samples
from case import BOTH, Local, small
from program import until


class Serving(Local):
    def serve(self, **more: object) -> program.Started:
        """Starts `serve`, which the test ends."""
        started = self.start("serve", **more)
        self.addCleanup(lambda: started.is_running and started.kill())
        return started

    def stop(self, started: program.Started, number: int = signal.SIGTERM) -> program.Ended:
        started.kill(number)
        return self.ended(started, None)

    def settled(self, *receipts: samples.Receipt) -> bool:
        runs = {run["run_id"]: run for run in self.runs()}
        return all(runs.get(self.run_id(receipt), {}).get(f"{collection}_state") == "COMPLETED"
                   for receipt in receipts for collection in BOTH)

    @unittest.skipUnless(program.can_cut_network(), "needs a network namespace of its own (unshare)")
    def test_34_without_a_network(self):
        receipts = [samples.receipt(number) for number in range(6)]
        # Who is killed leaves its lock behind.
        more = {"cut": True, "LOCK_DURATION_MINUTES": "1"}
        started = self.serve(**more)
        for receipt in receipts[:3]:
            self.submit(receipt)
        until(lambda: self.settled(*receipts[:3]))
        label = self.label(receipts[0], self.words_of(receipts[0])[0], "TAX", "VALID")
        self.put_item(label)
        id = self.record_id(receipts[0], self.words_of(receipts[0])[0])
        until(lambda: self.latest("words").records[id].metadata["validated_labels"] == ",TAX,")
        for receipt in receipts[3:]:
            self.submit(receipt)
        self.stop(started, signal.SIGKILL)
        started = self.serve(**more)
        until(lambda: self.settled(*receipts), 180)
        ended = self.stop(started)
        self.assertIn(ended.code, (0, 128 + signal.SIGTERM), ended)
        self.drain()
        self.check_collections(*receipts, labels={id: [label]})

    def test_21_labels_while_merges_are_in_flight(self):
        """Random edits among submissions, at random moments of the work; the end is what the items say."""
        started, items = self.serve(), {}
        receipts = [samples.receipt(number, items=2) for number in range(8)]
        pending = list(receipts)
        for step in range(200):
            if pending and self.chance.random() < 0.06:
                self.submit(pending.pop())
            receipt = self.chance.choice(receipts)
            word = self.chance.choice(self.words_of(receipt))
            status = self.chance.choice(["VALID", "INVALID", "NONE"])
            label = self.label(receipt, word, self.chance.choice("AB"), status,
                               timestamp_added=f"2026-01-05T{step // 60:02}:{step % 60:02}:00",
                               reasoning=f"step {step}")  # a time alone is not a change that is told
            key = f"{label['PK']}#{label['SK']}"
            if key in items and self.chance.random() < 0.5:
                self.delete_item(label["PK"], label["SK"])
                del items[key]
            else:
                self.put_item(label)
                items[key] = label
        for receipt in pending:
            self.submit(receipt)
        until(lambda: self.settled(*receipts), 120)
        self.stop(started)
        self.drain()
        labels: dict[str, list] = {}
        for key, label in items.items():
            labels.setdefault(key.split("#LABEL#")[0], []).append(label)
        self.check_collections(*receipts, labels=labels)

    def test_25_two_processes_publish_at_once(self):
        """Runs are there before both begin, so that both publish; of each version there is one, and nothing is lost."""
        for lock in ("on", "off"):
            with self.subTest(lock=lock):
                self.data = self.folder / lock
                self.root, self.objects.root = self.data / "chroma", self.data / "objects/chromadb"
                receipts = []
                more = {"COMPACTION_LOCK": lock, "MAX_MESSAGES_PER_COMPACTION": "2"}
                for number in range(25):
                    receipts += [samples.receipt(2 * number + half, items=1) for half in range(2)]
                    for receipt in receipts[-2:]:
                        self.put_run(receipt, self.run_id(receipt))
                    started = [self.start("drain", "--timeout", "100", **more) for _ in range(2)]
                    for one in started:
                        self.ended(one)
                    self.check_collections(*receipts)
                for receipt in receipts:
                    self.check_completed(receipt)

    def test_26_killed_at_any_moment(self):
        receipts = []
        for number in range(20):
            receipts.append(samples.receipt(number, items=1))
            self.submit(receipts[-1])
            started = self.start("drain", COMPACTION_LOCK="off")
            time.sleep(self.chance.random() * 0.6)
            if started.is_running:
                started.kill()
            self.ended(started, None)
            for collection in BOTH:
                self.latest(collection)  # a version that is whole, or none
        # Who was killed five times with the same message finds it put aside.
        self.drain(code=None)
        self.call("redrive")
        self.drain()
        self.check_collections(*receipts)
        for receipt in receipts:
            self.check_completed(receipt)


class Sweeping(Local):
    def test_32_a_bundle_that_is_gone(self):
        receipt = samples.receipt(1)
        self.submit(receipt)
        # Rows are in the bucket; of the run that embedded them once the bundles have expired.
        created = contract.ago(3 * 3600)
        self.put_item(making.run_item(receipt, "77777777-1111-4111-8111-111111111111", created))
        self.drain(code=None, timeout=20)
        self.call("sweeper", RUN_STALE_MINUTES="0")
        self.drain(code=None, timeout=60)
        old = next(run for run in self.runs(receipt) if run["run_id"].startswith("77777777"))
        # Where the newer run is merged first there is nothing left to be done with the old one.
        for collection in BOTH:
            ended = (old[f"{collection}_state"], old[f"{collection}_merged_vectors"])
            self.assertIn(ended, [("FAILED", 0), ("COMPLETED", 0)])
        self.check_collections(receipt)

    def test_a_drain_does_not_wait_for_what_comes_late(self):
        receipt = samples.receipt(1)
        # Its bundles are gone: its messages come again, for as long as a hundred times take.
        self.put_item(making.run_item(receipt, "77777777-1111-4111-8111-111111111111", contract.ago(3 * 3600)))
        begun = time.monotonic()
        ended = self.drain(code=1, RETRY_BASE_SECONDS="70")
        self.assertLess(time.monotonic() - begun, 60)
        self.assertEqual(json.loads(ended.out), {
            "idle": False, "dead_letters": {"embed": 0, "lines": 0, "words": 0}, "waiting": 2})
        self.assertRegex(ended.err, r"receipts: 2 messages come again in up to \d+ s: .+ run `receipts drain` again")

    def test_32_receipts_without_a_run(self):
        receipt = samples.receipt(1)
        for name, content in (("lines", receipt.lines_file), ("words", receipt.words_file)):
            self.artifacts.put(f"{receipt.prefix}/{name}.ndjson", content)
        hour_ago = time.time() - 3600
        for key in self.artifacts.keys(receipt.prefix):
            os.utime(self.artifacts.root / key, (hour_ago, hour_ago))
        self.call("sweeper", "--enqueue-missing")
        self.drain()
        self.check_completed(receipt)
        self.call("sweeper", "--enqueue-missing")
        self.drain()
        self.assertEqual(len(self.runs()), 1)

    def test_requeue(self):
        receipt = samples.receipt(1)
        self.sent(receipt)
        self.call("requeue", "--image-id", receipt.image_id, "--receipt-id", "1", "--reprocess-token", "again")
        self.drain()
        self.assertIn(self.run_id(receipt, "again"), {run["run_id"] for run in self.runs(receipt)})
        self.check_collections(receipt)


class Locks(Local):
    def lock(self, collection: str, expires: str) -> dict:
        return {"PK": f"LOCK#{collection}#chroma-{collection}-update", "SK": "LOCK", "TYPE": "COMPACTION_LOCK",
                "GSI1PK": f"LOCK#{collection}", "GSI1SK": f"EXPIRES#{expires}", "expires": expires,
                "owner": "12345678-1111-4111-8111-111111111111", "collection": collection, "heartbeat": expires,
                "time_to_live": 4_000_000_000}

    def test_27_held_elsewhere_and_expired(self):
        receipt = small()
        held = self.lock("words", "2099-01-01T00:00:00.000000+00:00")
        self.put_item(held)
        self.submit(receipt)
        self.drain(code=1, timeout=15)
        run = self.run_of(receipt)
        self.assertEqual(run["lines_state"], "COMPLETED")
        self.assertNotEqual(run["words_state"], "COMPLETED")
        self.assertEqual(self.ids("words"), set())
        self.assertEqual(self.get_item(held["PK"], "LOCK"), held)
        # One that is off, or whose time is over, stops nobody.
        self.put_item(self.lock("words", "2020-01-01T00:00:00.000000+00:00"))
        self.drain(timeout=120)
        self.check_completed(receipt)
        left = self.get_item(held["PK"], "LOCK")
        self.assertTrue(left is None or left["owner"] != held["owner"])

    def test_27_no_lock_is_needed(self):
        self.put_item(self.lock("words", "2099-01-01T00:00:00.000000+00:00"))
        self.sent(small(), COMPACTION_LOCK="off")
        self.check_collections(small())


class Telling(Local):
    def test_35_nothing_private_is_logged_and_metrics_are_emf(self):
        receipts = [samples.receipt(number) for number in range(3)]
        bad = small(9)
        del bad.lines[0]["text"]
        self.sent(*receipts)
        self.submit(bad)
        self.drain(code=1)
        for receipt in receipts:
            for kind in ("phone", "address", "url"):
                for value in anchors.values(receipt.words, kind):
                    self.assertNotIn(value, self.stderr)
            self.assertNotIn(anchors.phone(anchors.values(receipt.words, "phone")[0]), self.stderr)
        metrics = [line for line in self.logs() if "_aws" in line]
        self.assertTrue(metrics, "no metrics were written")
        for line in metrics:
            check_metric(self, line)
        names = {definition["Name"] for line in metrics
                 for directive in line["_aws"]["CloudWatchMetrics"] for definition in directive["Metrics"]}
        self.assertLessEqual({"EmbedMessagesProcessed", "EmbedRunsCreated", "EmbedMessagesFailed",
                              "CompactionRunProcessed"}, names)


def check_metric(case: Local, line: dict) -> None:
    """A line of CloudWatch's embedded metric format."""
    case.assertIsInstance(line["_aws"]["Timestamp"], int)
    for directive in line["_aws"]["CloudWatchMetrics"]:
        case.assertEqual(directive["Namespace"], "EmbeddingWorkflow")
        for names in directive["Dimensions"]:
            case.assertTrue(all(isinstance(line[name], str) for name in names), line)
        for definition in directive["Metrics"]:
            case.assertTrue(re.fullmatch(r"[A-Z][A-Za-z]+", definition["Name"]), definition)
            values = line[definition["Name"]]
            values = values["Values"] if isinstance(values, dict) else values
            values = values if isinstance(values, list) else [values]
            case.assertTrue(all(isinstance(value, int | float) for value in values), json.dumps(line))
