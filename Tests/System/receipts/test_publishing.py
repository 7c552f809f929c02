"""Several processes that publish versions of one data directory, and those that are ended while they do."""

import os
import signal
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import bundles
import program
import samples
from case import BOTH, Local
from program import until


class Races(Local):
    def test_25_two_processes_publish_at_once(self):
        """Runs are there before both begin, so that both publish; of each version there is one, and nothing is lost."""
        for lock, rounds in (("on", 10), ("off", 40)):
            with self.subTest(lock=lock):
                self.data = self.folder / lock
                self.root, self.objects.root = self.data / "chroma", self.data / "objects/chromadb"
                self.stderr = ""
                receipts = []
                more = {"COMPACTION_LOCK": lock, "MAX_MESSAGES_PER_COMPACTION": "1"}
                for number in range(rounds):
                    receipts += [samples.receipt(2 * number + half, items=1) for half in range(2)]
                    for receipt in receipts[-2:]:
                        self.put_run(receipt, self.run_id(receipt))
                    started = [self.start("drain", "--timeout", "100", **more) for _ in range(2)]
                    for one in started:
                        self.ended(one)
                    if number % 10 == 9:
                        self.check_collections(*receipts)
                self.check_collections(*receipts)
                for run in self.runs():
                    self.assertEqual([run[f"{collection}_state"] for collection in BOTH], ["COMPLETED"] * 2, run)
                for collection in BOTH:
                    self.check_chain(collection)
                conflicts = sum(line.get("CompactionPointerConflict", 0) for line in self.metrics())
                if lock == "off":
                    self.assertGreater(conflicts, 0, "nobody lost a race")


class Ends(Local):
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

    def test_26_killed_on_both_sides_of_the_pointer(self):
        """Before it the old version stays, after it the new one; in the end nothing is lost, and nothing done twice."""
        receipts, hits = [samples.receipt(0, items=1)], Counter()
        self.sent(*receipts)
        for number in range(1, 41):
            side = "before" if hits["before"] < hits["after"] else "after"
            if hits["before"] >= 3 and hits["after"] >= 3:
                break
            old, known = self.latest("words"), self.versions("words")
            receipts.append(samples.receipt(number, items=1))
            self.put_run(receipts[-1], self.run_id(receipts[-1]))
            self.kill_slowly(known, (lambda known=known: self.uploaded(known)) if side == "before" else (
                lambda old=old: self.pointer() != old.version))
            version, state = self.pointer(), self.run_of(receipts[-1])["words_state"]
            if version == old.version and self.uploaded(known):
                hits["before"] += 1
                self.assertEqual(self.latest("words"), old)
                self.assertNotEqual(state, "COMPLETED")
            elif version != old.version and state != "COMPLETED":
                hits["after"] += 1
                self.drain(COMPACTION_LOCK="off")
                self.assertEqual(self.pointer(), version)
            self.drain(COMPACTION_LOCK="off")
            self.check_collections(*receipts)
            self.check_completed(receipts[-1])
        self.assertGreaterEqual(min(hits["before"], hits["after"]), 3, f"{hits} after {number} kills")

    def pointer(self) -> str | None:
        return bundles.pointer(self.objects.get, "words")

    def new_folders(self, known: set[str]) -> list[Path]:
        place = self.objects.root / "words/snapshot/timestamped"
        return [place / name for name in set(os.listdir(place)) - known]

    def uploaded(self, known: set[str]) -> bool:
        """Whether there is a new version with its last file."""
        return any((folder / ".snapshot_hash").exists() for folder in self.new_folders(known))

    def kill_slowly(self, known: set[str], moment: Callable[[], bool]) -> None:
        """A drain that is killed as soon as something is so. From the first file of a new version on it gets on by
        small steps, so that the moment is not missed where the machine is busy."""
        started = self.start("drain", COMPACTION_LOCK="off")
        until(lambda: self.new_folders(known) or not started.is_running)
        while True:
            self.halt(started)
            if moment() or not started.is_running:
                break
            started.kill(signal.SIGCONT)
            time.sleep(0.0002)
        if started.is_running:
            started.kill()
        self.ended(started, None)

    def halt(self, started: program.Started) -> None:
        """Stops a process, which has stopped when this returns."""
        started.kill(signal.SIGSTOP)
        stat = Path(f"/proc/{started.process.pid}/stat")
        until(lambda: stat.read_text().rpartition(")")[2].split()[0] in "TZX")
