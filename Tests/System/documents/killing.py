"""A pipeline on one data directory whose processes are killed (kills): its files, its readers, what must hold."""

import json
import math
import signal
import sqlite3
import time
from pathlib import Path

import kills
import program
from changing import OVERLAP, SIZE, Files
from stores import LocalStores, mixtures
from victims import Victim

LEASE = 3
MODEL = {"provider": "local", "modelId": "local-hash-v1", "modelRefKey": "hash", "dimensions": 32}


class Pipeline(kills.Rounds):
    def __init__(self, seed: int, keeps: bool):
        super().__init__("documents", seed, keeps, self.look, self.search)
        self.stores, self.files = LocalStores(self.data), Files(self.folder, self.chance)
        self.runs, self.usual = 0, 1.0

    # --- processes --------------------------------------------------------------------------------------------------

    def start(self, *words: str) -> program.Started:
        return program.Started([*words, "--data-dir", str(self.data)] if words[0] == "run" else list(words),
                               program.environment(self.folder, {
            "EMBED_DATA_DIR": str(self.data), "EMBEDDINGS_SAGEMAKER_MODELS": json.dumps([MODEL]),
            "CHUNK_SIZE_DOC_SPLIT": str(SIZE), "OVERLAP_FOR_DOC_SPLIT": str(OVERLAP), "MAX_ATTEMPTS": "1000000",
            "CLAIM_LEASE_SECONDS": str(LEASE)}))

    def start_run(self) -> program.Started:
        self.runs += 1
        self.counts["processes"] += 1
        return self.start("run", "--input", str(self.folder / "input"), "--execution-name", f"run-{self.runs}")

    def round(self, number: int) -> None:
        self.number = number
        self.counts["rounds"] += 1
        for _ in range(self.chance.randrange(2, 12)):
            self.change()
        under_way = []
        for _ in range(self.chance.choice([2, 3])):
            time.sleep(self.chance.random() * 0.1)
            under_way.append(Victim(self.chance, self.usual, self.start_run(), self.results(self.runs)))
        begun = time.monotonic()
        mutations = sorted(begun + self.chance.random() * self.usual for _ in range(self.chance.randrange(4)))
        while under_way:
            time.sleep(0.002)
            now = time.monotonic()
            while mutations and mutations[0] <= now:
                mutations.pop(0)
                self.change()
            for one in list(under_way):
                if not one.started.is_running:
                    under_way.remove(one)
                    self.finished(one)
                elif one.is_due(now):
                    one.strike(now)
                    self.counts[one.end.name] += 1
                elif one.is_late(now):
                    self.fault(f"a run does not end{' after ' + one.end.name if one.struck else ''}")
                    one.started.kill()
                    one.struck = math.inf
        self.look()

    def change(self) -> None:
        self.counts["changes"] += 1
        self.files.change()

    def results(self, run: int) -> Path:
        """Where the results of a run lie."""
        return self.data / f"objects/processed/ingestion_output/run-{run}/sf-results"

    def finished(self, victim: Victim) -> None:
        ended = victim.started.wait()
        if ended.code in (0, 1) and not victim.struck:
            self.counts["finished"] += 1
            self.usual = 0.8 * self.usual + 0.2 * (time.monotonic() - victim.begun)
        # A file that goes between the scan and its reading is a failure that may be; a crash may not.
        told = (-signal.SIGKILL, -signal.SIGTERM, 128 + signal.SIGTERM) if victim.struck else ()
        if ended.code not in (0, 1, *told):
            self.fault(f"a run ended with {ended.code}: {ended.err[-800:]}")

    # --- readers ----------------------------------------------------------------------------------------------------

    def look(self) -> None:
        """Every active set is one version, whole, as a file once was."""
        chunks = self.stores.chunks()
        self.counts["looks"] += 1
        for fault in mixtures(chunks):
            self.fault(fault)
        found: dict[str, list[tuple[int, str]]] = {}
        for chunk in chunks:
            if chunk.status == "active":
                found.setdefault(chunk.source, []).append((chunk.metadata["chunk_index"], chunk.text))
        for source, members in found.items():
            texts = tuple(text for _, text in sorted(members))
            if texts not in self.files.past.get(source, ()):
                self.fault(f"{source} has {len(texts)} chunks that no version of it had: {texts[0][:60]!r}")

    def search(self) -> None:
        started = self.start("search", "--query", "version amber harbor", "--limit", "100")
        ended = started.wait()
        self.counts["searches"] += 1
        if ended.code != 0:
            return self.fault(f"search ended with {ended.code}: {ended.err[-400:]}")
        times: dict[str, set[int]] = {}
        for document in json.loads(ended.out)["data"]["documents"]:
            known = document["metadata"]
            times.setdefault(known["source"], set()).add(known["create_timestamp"])
        for source, seen in times.items():
            if len(seen) > 1:
                self.fault(f"search found {source} in {len(seen)} versions")

    # --- the end ----------------------------------------------------------------------------------------------------

    def settle(self, number: int) -> None:
        """A run that nobody ends, once no lease is left; then what is stored is what is on the disk."""
        self.number = number
        leases = [row.get("LeaseUntil", 0) for row in self.stores.rows().values()]
        time.sleep(max(0, max(leases, default=0) + 1 - time.time()))
        begun = time.monotonic()
        ended = self.start_run().wait()
        if number == 0:
            self.usual = time.monotonic() - begun
        self.counts["settled"] += 1
        if ended.code != 0:
            self.fault(f"the undisturbed run ended with {ended.code}: {ended.err[-800:]}")
        rows, now = self.stores.rows(), self.files.now
        for uri in sorted(set(rows) | set(now)):
            status = rows[uri]["UpdatedStatus"] if uri in rows else "without a row"
            if (status == "INGESTED") != (uri in now):
                self.fault(f"{uri} is {status}, and {'on' if uri in now else 'not on'} the disk")
        active: dict[str, list] = {}
        for chunk in self.stores.chunks():
            if chunk.source not in now:
                self.fault(f"{chunk.source} is gone and has a chunk ({chunk.status})")
            elif chunk.status == "active":
                active.setdefault(chunk.source, []).append(chunk)
        for uri, (texts, mark) in now.items():
            members = sorted(active.get(uri, []), key=lambda chunk: chunk.metadata["chunk_index"])
            if tuple(chunk.text for chunk in members) != texts:
                self.fault(f"{uri} has not what is on the disk: {[chunk.text[:30] for chunk in members][:2]}")
            elif {chunk.metadata.get("mark") for chunk in members} != {mark}:
                self.fault(f"{uri} has not the metadata of its sidecar")
        self.counts["documents compared"] += len(now)
        for name in ("vectors.sqlite", "tables.sqlite"):
            with sqlite3.connect(self.data / name, timeout=60) as database:
                if (told := database.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
                    self.fault(f"{name}: {told}")
            database.close()
