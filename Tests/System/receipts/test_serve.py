"""All roles in one process, or in several over one data directory, with edits going on, ended at any moment."""

import json
import os
import signal
import time
import unittest

import contract
import making
import program
import samples
from case import BOTH, Local, small
from program import until
from serving import Serving


class Serves(Serving):
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

    def test_21_two_hundred_merges_with_an_edit_each(self):
        """A label changes while its word is merged, by two who do not know of each other."""
        receipt = samples.receipt(1, items=0)
        word = self.words_of(receipt)[0]
        started = [self.serve(COMPACTION_LOCK="off") for _ in range(2)]
        for step in range(200):
            created = contract.ago(1000 - step)
            label = self.label(receipt, word, "TAX", ("VALID", "INVALID", "PENDING")[self.chance.randrange(3)],
                               timestamp_added=created, reasoning=f"step {step}")
            self.put_run(receipt, f"{step + 1:08}-1111-4111-8111-111111111111", created)
            time.sleep(self.chance.random() * 0.05)
            self.put_item(label)
        until(lambda: all(run["words_state"] == "COMPLETED" for run in self.runs(receipt)), 240)
        for one in started:
            self.stop(one)
        self.drain()
        self.check_collections(receipt, labels={self.record_id(receipt, word): [label]})
        self.check_chain("words")

    @unittest.skipUnless(program.can_cut_network(), "needs a network namespace of its own (unshare)")
    def test_34_runs_again_and_removals_without_a_network(self):
        """16 and 24 hold as well."""
        started, both = self.serve(cut=True), ["COMPLETED"] * 2
        new, old = samples.receipt(1, shop="Zinc Kettle"), samples.receipt(1, shop="Quiet Otter Books")
        newer, older = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
        self.put_item({"PK": new.partition, "SK": new.sort, "TYPE": "RECEIPT"})

        def states() -> list[str]:
            return [run[f"{collection}_state"] for run in self.runs(new) for collection in BOTH]

        self.put_run(new, newer, "2026-02-02T00:00:00.000000+00:00")
        until(lambda: states() == both, 180)
        before = {collection: self.latest(collection) for collection in BOTH}
        run = making.run_item(new, newer, "2026-02-02T00:00:00.000000+00:00")
        self.delete_item(run["PK"], run["SK"])
        self.put_item(run)
        self.put_run(old, older, "2026-02-01T00:00:00.000000+00:00")
        until(lambda: states() == both * 2, 180)
        for collection in BOTH:
            self.assertEqual(self.latest(collection), before[collection])
        row = {"PK": new.partition, "SK": self.word_key(new, self.words_of(new)[0]), "TYPE": "RECEIPT_WORD"}
        self.put_item(row)
        self.delete_item(row["PK"], row["SK"])
        until(lambda: self.record_id(new, self.words_of(new)[0]) not in self.ids("words"), 180)
        self.assertEqual(self.ids("lines"), set(before["lines"].records))
        self.delete_item(new.partition, new.sort)
        until(lambda: not self.ids("words") | self.ids("lines"), 180)
        self.stop(started)


class Sweeping(Local):
    def test_32_a_bundle_that_is_gone(self):
        """Rows are in the bucket, and a run whose bundles have expired: the sweeper has the receipt made anew, once."""
        receipt = samples.receipt(1)
        for name, content in (("lines", receipt.lines_file), ("words", receipt.words_file)):
            self.artifacts.put(f"{receipt.prefix}/{name}.ndjson", content)
        self.put_item(making.run_item(receipt, "77777777-1111-4111-8111-111111111111", contract.ago(3 * 3600)))
        self.call("sweeper")
        self.drain(code=None)
        self.check_collections(receipt)
        old, new = self.runs(receipt)
        self.assertEqual(old["run_id"], "77777777-1111-4111-8111-111111111111")
        # Where the newer run is merged first there is nothing left to be done with the old one.
        for collection in BOTH:
            ended = (old[f"{collection}_state"], old[f"{collection}_merged_vectors"])
            self.assertIn(ended, [("FAILED", 0), ("COMPLETED", 0)])
            self.assertEqual(new[f"{collection}_state"], "COMPLETED")
        self.call("sweeper", RUN_STALE_MINUTES="0")
        self.drain(code=None)
        self.assertEqual(len(self.runs(receipt)), 2)
        self.check_collections(receipt)

    def test_32_a_bundle_that_is_gone_of_a_receipt_under_way(self):
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
        ended = self.drain(code=1, timeout=600, RETRY_BASE_SECONDS="70")
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
