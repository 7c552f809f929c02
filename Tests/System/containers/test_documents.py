"""Documents, on one machine: a task, a run over files of all kinds, one that is ended in the middle."""

import json
import time

from case import ROOT, Case, fargate

SAMPLES = ROOT / "Samples/documents"
MODELS = json.dumps([{"provider": "local", "modelId": "local-hash-v1", "modelRefKey": "hash", "dimensions": 64}])


class Documents(Case):
    name = "embed-documents"

    def setUp(self):
        super().setUp()
        for path in SAMPLES.iterdir():
            self.put(f"/data/objects/input/{path.name}", path)

    def results(self) -> list[dict]:
        folder = self.volumes.path("/data/objects/processed/ingestion_output")
        return [json.loads(path.read_text()) for path in folder.rglob("sf-results/*.json")]

    def stored(self) -> set[str]:
        return {result["FileURI"] for result in self.results() if result["EmbeddingsGenerated"] > 0}

    def task(self, *names: str, **more: str):
        kinds = {"pdf": "application/pdf", "txt": "text/plain", "html": "text/html"}
        items = [{"FileURI": f"s3://input/{name}", "ContentType": kinds[name.rpartition(".")[2]],
                  "model_ref_key": None, "_executionName": "task"} for name in names]
        # The image's own command, as Fargate starts it.
        return self.start(INPUT_JSON=json.dumps({"Items": items}), EMBEDDINGS_SAGEMAKER_MODELS=MODELS, **more)

    def ended(self, task, code: int = 0):
        ended = task.wait()
        self.assertEqual(ended.code, code, ended)
        return ended

    def test_a_task_reads_a_pdf(self):
        self.call("migrate", EMBEDDINGS_SAGEMAKER_MODELS=MODELS)
        self.ended(self.task("handbook.pdf", "boats.html"))
        self.assertEqual(self.stored(), {"s3://input/handbook.pdf", "s3://input/boats.html"})

    def test_all_kinds_are_read_and_found_by_the_models_of_the_image(self):
        # Text recognition, the transformer, and each library that reads a format.
        self.call("run", "--input", "/data/objects/input", "--data-dir", "/tmp/all", OCR_PROVIDER="tesseract")
        found = self.call("search", "--data-dir", "/tmp/all", "--query", "Who repaired the fog signal?").out
        self.assertIn("fog", found)
        for path in SAMPLES.iterdir():
            shown = self.call("show", "--json", f"/data/objects/input/{path.name}", OCR_PROVIDER="tesseract").out
            self.assertTrue(all(json.loads(line)["text"].strip() for line in shown.splitlines()), path.name)

    def test_films_have_frames_and_sound(self):
        self.call(instead=["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc=duration=1", "-f", "lavfi", "-i",
                           "sine=duration=1", "-pix_fmt", "yuv420p", "/tmp/film.mp4"])
        self.assertGreater(self.volumes.path("/tmp/film.mp4").stat().st_size, 1000)

    def test_certificates_of_databases_are_there(self):
        place = "/usr/local/share/embed-documents/rds-global-bundle.pem"
        self.assertIn("BEGIN CERTIFICATE", self.call(instead=["cat", place]).out)

    def test_ended_in_the_middle_it_goes_on_when_started_again(self):
        names = [f"long-{number}.txt" for number in range(20)]
        for number, name in enumerate(names):
            self.put(f"/data/objects/input/{name}", f"The lamp number {number} was lit at dusk. ".encode() * 20_000)
        self.call("migrate", EMBEDDINGS_SAGEMAKER_MODELS=MODELS)
        task = self.task(*names)
        end = time.monotonic() + 60
        while not self.volumes.path("/data/objects/processed").exists() and time.monotonic() < end:
            time.sleep(0.005)
        self.assertTrue(task.is_running, "it was too fast to be ended in the middle")
        ended = self.stopped(task, int(fargate("documents")["stop_timeout"]))
        self.assertNotEqual(ended.code, 0, ended)
        self.assertLess(len(self.stored()), len(names))
        self.ended(self.task(*names))
        self.assertEqual(self.stored(), {f"s3://input/{name}" for name in names})
