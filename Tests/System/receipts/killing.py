"""A pipeline on one data directory whose processes are killed (kills): what happens, its readers, what must hold."""

import json
import time
from collections import Counter
from typing import Any

import bundles
import contract
import hashing
import kills
import making
import program
from case import BOTH, close
from editing import Edits
from items import typed
from samples import Receipt
from stores import Folder

DIMENSIONS = 32
#: What a round may start together, all over the same data.
TEAMS = [["serve"], ["serve", "serve"], ["embed-worker", "stream-processor", "compactor"],
         ["embed-worker", "embed-worker", "stream-processor", "compactor", "compactor"], ["serve", "compactor"]]


class Pipeline(kills.Rounds):
    def __init__(self, seed: int, keeps: bool):
        super().__init__("receipts", seed, keeps, self.look, self.query)
        self.objects = Folder(self.data / "objects/chromadb")
        self.edits = Edits(self.chance, self, self.counts)

    def begin(self) -> None:
        for _ in range(6):
            self.edits.write(self.edits.first())

    # --- processes ---------------------------------------------------------------------------------------------------

    def start(self, *words: str, stdin: str = "", **more: str) -> program.Started:
        return program.Started(list(words), program.environment(self.folder, {
            "EMBED_DATA_DIR": str(self.data), "EMBEDDING_DIMENSIONS": str(DIMENSIONS),
            "RETRY_BASE_SECONDS": "0", "MERCHANT_MIN_CONFIDENCE": "100", "SNAPSHOT_MIN_AGE_MINUTES": "1",
            **more}), stdin)

    def call(self, *words: str, codes: tuple[int, ...] = (0,), stdin: str = "") -> program.Ended:
        ended = self.start(*words, stdin=stdin).wait()
        if ended.code not in codes:
            self.fault(f"{' '.join(words)} {ended}")
        return ended

    def put(self, item: dict[str, Any]) -> None:
        self.call("item", "put", stdin=json.dumps(typed(item)))

    def delete(self, partition: str, sort: str) -> None:
        self.call("item", "delete", partition, sort)

    def submit(self, receipt: Receipt, token: str = "") -> None:
        """Sends a receipt; one sender in five is killed, and another one sends it again."""
        words = ["submit", "--image-id", receipt.image_id, "--receipt-id", str(receipt.receipt_id)]
        for name, content in (("lines", receipt.lines_file), ("words", receipt.words_file)):
            (self.folder / name).write_bytes(content)
            words += [f"--{name}", str(self.folder / name)]
        words += ["--reprocess-token", token] if token else []
        if self.chance.random() < 0.2:
            started = self.start(*words)
            time.sleep(self.chance.random() * 0.05)
            if started.is_running:
                started.kill()
            started.wait()
        self.call(*words)

    def craft(self, receipt: Receipt, run: str, created: str) -> None:
        """Leaves a run as a worker does, with bundles that the test writes."""
        making.put_bundles(self.objects.put, receipt, run, created, DIMENSIONS)
        self.put(making.run_item(receipt, run, created))

    def round(self, number: int) -> None:
        self.number = number
        self.counts["rounds"] += 1
        for collection in BOTH:
            # Whoever was killed left its lock: as if its time were over.
            self.call("item", "delete", f"LOCK#{collection}#chroma-{collection}-update", "LOCK")
        team = self.chance.choice(TEAMS)
        under_way = []
        for role in team:
            lock = self.chance.choice(["on", "off", "off"])
            under_way.append((self.start(role, COMPACTION_LOCK=lock), time.monotonic() + self.chance.random() * 1.5))
            self.counts["processes"] += 1
        for _ in range(self.chance.randrange(2, 12)):
            self.edits.step()
            under_way = self.struck(under_way)
        while under_way:
            time.sleep(0.002)
            under_way = self.struck(under_way)

    def struck(self, under_way: list[tuple[program.Started, float]]) -> list[tuple[program.Started, float]]:
        """Kills those whose moment has come; the others."""
        left = []
        for started, moment in under_way:
            if not started.is_running:
                ended = started.wait()
                self.fault(f"a process ended by itself: {' '.join(started.process.args)} {ended}")
            elif time.monotonic() < moment:
                left.append((started, moment))
            else:
                started.kill()
                started.wait()
                self.counts["kills"] += 1
        return left

    # --- readers -----------------------------------------------------------------------------------------------------

    def look(self) -> None:
        """The version that the pointer names is whole, and each receipt in it is one reading."""
        for collection in BOTH:
            found = bundles.latest(self.objects.get, collection)
            self.counts["looks"] += 1
            documents = {id: record.document for id, record in found.records.items()} if found else {}
            for fault in self.edits.faults(collection, documents):
                self.fault(fault)

    def query(self) -> None:
        """What the program itself finds is the same."""
        for collection in BOTH:
            ended = self.call("query", collection, "--text", "v1x1x1", "-n", "100000")
            self.counts["queries"] += 1
            if ended.code == 0:
                matches = json.loads(ended.out)["matches"]
                ids = [match["id"] for match in matches]
                if len(set(ids)) < len(ids):
                    self.fault(f"a query of {collection} gives ids twice")
                for fault in self.edits.faults(collection, {match["id"]: match["document"] for match in matches}):
                    self.fault(f"a query: {fault}")

    # --- the end -----------------------------------------------------------------------------------------------------

    def settle(self, number: int) -> None:
        """A drain that nobody ends; then the collections are what the items and the runs say."""
        self.number = number
        self.counts["settled"] += 1
        for turn in range(4):
            # Whoever is killed five times while it embeds a receipt puts that aside: it gets another chance.
            self.call("redrive")
            for collection in BOTH:
                self.call("item", "delete", f"LOCK#{collection}#chroma-{collection}-update", "LOCK")
            if self.call("drain", "--timeout", "300", codes=(0, 1) if turn < 3 else (0,)).code == 0:
                break
        runs = [json.loads(line) for line in self.call("runs").out.splitlines()]
        self.check_runs(runs)
        wanted = self.edits.settled(runs)
        for collection in BOTH:
            found = bundles.latest(self.objects.get, collection)
            self.check(collection, found.records if found else {}, wanted[collection])
            told = json.loads(self.call("verify", collection).out or "{}")
            if told.get("count") != len(wanted[collection]):
                self.fault(f"verify {collection} tells {told}, {len(wanted[collection])} are wanted")

    def check_runs(self, runs: list[dict[str, Any]]) -> None:
        wanted = {run for kept in self.edits.kept.values() for run in kept.versions}
        count = Counter(run["run_id"] for run in runs)
        for run in wanted - set(count):
            self.fault(f"lost: the run {run}")
        for run in set(count) - wanted:
            self.fault(f"a run that nobody asked for: {run}")
        for run in runs:
            states = [run[f"{collection}_state"] for collection in BOTH]
            if states != ["COMPLETED"] * 2 or count[run["run_id"]] > 1:
                self.fault(f"the run {run['run_id']} is {states}, {count[run['run_id']]} times: {run}")

    def check(self, collection: str, found: dict[str, Any], wanted: dict[str, tuple[str, dict[str, Any]]]) -> None:
        self.counts["records compared"] += len(wanted)
        for id in set(wanted) - set(found):
            self.fault(f"lost: {id} of {collection}")
        for id in set(found) - set(wanted):
            self.fault(f"should be gone: {id} of {collection}, {found[id].document}")
        for id in set(found) & set(wanted):
            document, metadata = wanted[id]
            record = found[id]
            text = document if collection == "lines" else contract.word_text(
                document, (metadata["x"], metadata["y"]), metadata["left"], metadata["right"])
            if record.document != document or not close(record.vector, hashing.embed(text, DIMENSIONS)):
                self.fault(f"{id} of {collection} is {record.document}, not {document}")
            elif (got := contract.without_times(record.metadata)) != metadata:
                keys = {key for key in got.keys() | metadata.keys() if got.get(key) != metadata.get(key)}
                self.fault(f"{id} of {collection}: {[(key, got.get(key), metadata.get(key)) for key in sorted(keys)]}")
