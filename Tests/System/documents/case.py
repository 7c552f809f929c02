"""What the suites on one machine share: the program with a folder of documents and a data directory of its own."""

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import program
from stores import Chunk, LocalStores, mixtures
from stub import Stub


def hash_model(key: str = "hash", dimensions: int = 64) -> dict[str, Any]:
    return {"provider": "local", "modelId": "local-hash-v1", "modelRefKey": key, "dimensions": dimensions}


class Run(NamedTuple):
    """What a run left: how it ended, the latest result of each document, the summary, what was to be done."""

    ended: program.Ended
    results: dict[str, dict[str, Any]]
    summary: dict[str, Any] | None
    config: list[dict[str, Any]] | None


class Local(program.ProgramTest):
    """The program on a machine without AWS. Documents are in the bucket `input`."""

    models = [hash_model()]
    prefix = "documents-"

    def setUp(self) -> None:
        super().setUp()
        self.input = self.data / "objects/input"
        self.input.mkdir(parents=True)
        self.stores = LocalStores(self.data)
        self.turn = 0

    # --- documents --------------------------------------------------------------------------------------------------

    def put(self, key: str, content: str | bytes) -> str:
        """Puts a document in the folder as a whole, as a program that saves well does; its URI."""
        place = self.input / key
        place.parent.mkdir(parents=True, exist_ok=True)
        new = self.folder / "new"
        new.write_bytes(content if isinstance(content, bytes) else content.encode())
        new.rename(place)
        return f"s3://input/{key}"

    # --- the program ------------------------------------------------------------------------------------------------

    def variables(self, **more: str) -> dict[str, str]:
        return super().variables(**{"EMBEDDINGS_SAGEMAKER_MODELS": json.dumps(self.models), **more})

    def start_run(self, *words: str, name: str | None = None, **more: Any) -> tuple[str, program.Started]:
        self.turn += 1
        name = name or f"run-{self.turn}"
        return name, self.start("run", "--input", str(self.input), "--execution-name", name, *words, **more)

    def run_all(self, *words: str, code: int | None = 0, name: str | None = None, **more: Any) -> Run:
        """A whole run over the folder."""
        name, started = self.start_run(*words, name=name, **more)
        return self.left(name, self.ended(started, code))

    def left(self, name: str, ended: program.Ended) -> Run:
        results = {result.get("FileURI"): result for result in self.results(name)}
        return Run(ended, results, self.document(f"ingestion_output/{name}/summary.json"),
                   self.document(f"ingestion_input/{name}/config.json"))

    def task(self, uri: str, kind: str = "text/plain", code: int | None = 0, **more: Any) -> program.Ended:
        value = {"FileURI": uri, "ContentType": kind, "model_ref_key": None, "_executionName": "task"}
        return self.call("task", code=code, INPUT_JSON=json.dumps(value | more.pop("input", {})), **more)

    def event(self, name: str, key: str, etag: str = "", size: int = 1, sequencer: str = "01") -> None:
        """Tells `cache-update` what S3 would tell of an object."""
        thing = {"key": key.replace(" ", "+"), "size": size, "eTag": etag, "sequencer": sequencer}
        record = {"eventVersion": "2.1", "eventSource": "aws:s3", "awsRegion": "us-east-1", "eventName": name,
                  "eventTime": "2026-01-01T00:00:00.000Z",
                  "s3": {"s3SchemaVersion": "1.0", "bucket": {"name": "input"}, "object": thing}}
        self.call("cache-update", stdin=json.dumps({"Records": [record]}))

    def search(self, query: str, *words: str, **more: Any) -> list[dict[str, Any]]:
        return self.reply(self.call("search", "--query", query, *words, **more))["data"]["documents"]

    @staticmethod
    def reply(ended: program.Ended) -> Any:
        """What the program answers: all of its output, or the last line of JSON that is not of the log."""
        with contextlib.suppress(ValueError):
            return json.loads(ended.out)
        for line in reversed(ended.out.split("\n")):
            with contextlib.suppress(ValueError):
                value = json.loads(line)
                if not (isinstance(value, dict) and {"ts", "level"} <= set(value)):
                    return value
        return None

    # --- what it left -----------------------------------------------------------------------------------------------

    def objects(self, bucket: str, prefix: str = "") -> list[Path]:
        root = self.data / "objects" / bucket
        return sorted(path for path in (root / prefix).rglob("*")
                      if path.is_file() and not path.relative_to(root).parts[0].startswith("."))

    def document(self, key: str) -> Any:
        path = self.data / "objects/processed" / key
        return json.loads(path.read_text()) if path.exists() else None

    def results(self, name: str) -> list[dict[str, Any]]:
        """The result objects of a run, the latest last."""
        paths = self.objects("processed", f"ingestion_output/{name}/sf-results")
        found = [json.loads(path.read_text()) for path in paths if path.name != "manifest.json"]
        return sorted(found, key=lambda result: str(result.get("FinishedAt", "")))

    def row(self, uri: str) -> dict[str, Any]:
        row = self.stores.rows().get(uri)
        self.assertIsNotNone(row, f"{uri} has no row")
        return row

    def status(self, uri: str) -> str | None:
        row = self.stores.rows().get(uri)
        return row and row["UpdatedStatus"]

    def active(self, uri: str, collection: str | None = None) -> list[Chunk]:
        """The active chunks of a document in their order, which must be one whole version."""
        chunks = self.stores.chunks(uri)
        self.assertEqual(mixtures(chunks), [])
        found = [chunk for chunk in chunks if chunk.status == "active" and collection in (None, chunk.collection)]
        return sorted(found, key=lambda chunk: chunk.metadata["chunk_index"])

    def inactive(self, uri: str) -> list[Chunk]:
        return [chunk for chunk in self.stores.chunks(uri) if chunk.status == "inactive"]

    def texts(self, uri: str, collection: str | None = None) -> list[str]:
        return [chunk.text for chunk in self.active(uri, collection)]

    @contextlib.contextmanager
    def watching(self, look: Callable[[], str | None]) -> Iterator[list[int]]:
        """Looks again and again while the block runs; a fault that a look gives fails the test. Gives their count."""
        faults, count, over = [], [0], threading.Event()

        def watch() -> None:
            while not over.is_set():
                try:
                    fault = look()
                except Exception as error:  # told by the test, whose thread this is not
                    fault = repr(error)
                count[0] += 1
                if fault:
                    faults.append(fault)
                time.sleep(0.002)

        thread = threading.Thread(target=watch)
        thread.start()
        try:
            yield count
        finally:
            over.set()
            thread.join()
        self.assertEqual(faults[:3], [])


class Stubbed(Local):
    """The same with a model of OpenAI's kind, which is the stub."""

    models = [{"provider": "openai", "modelId": "stub", "modelRefKey": "stub", "dimensions": 64}]

    def setUp(self) -> None:
        super().setUp()
        self.stub = Stub()
        self.addCleanup(self.stub.close)
        self.addCleanup(self.nothing_refused)

    def nothing_refused(self) -> None:
        """No request of the whole test was one that AWS would not take."""
        refused = [call.members["why"] for call in self.stub.calls if call.operation.startswith("refused")]
        self.assertEqual(refused, [])

    def variables(self, **more: str) -> dict[str, str]:
        aws = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": "us-east-1"}
        endpoints = {f"AWS_ENDPOINT_URL_{name}": self.stub.url for name in (
            "BEDROCK_RUNTIME", "SAGEMAKER_RUNTIME", "TEXTRACT", "TRANSCRIBE")}
        return super().variables(**{
            "OPENAI_API_KEY": "key", "OPENAI_BASE_URL": f"{self.stub.url}/v1", **aws, **endpoints, **more})
