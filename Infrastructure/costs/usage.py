"""How much of everything is used in a month: sizes of workloads, times what is measured of the programs or assumed."""

import json
from collections.abc import Iterator
from pathlib import Path

WORKLOADS = json.loads((Path(__file__).resolve().parent / "workloads.json").read_text())
NUMBERS = {name: value for kind in ("measured", "assumed") for name, (value, _) in WORKLOADS[kind].items()}
SIZES = list(WORKLOADS["sizes"])
KB = 1e6  # kilobytes in a gigabyte
SWEEPS = 12 * 24 * 30  # one each five minutes


class Usage:
    """What is used at a size, in a plan with so many zones and NAT gateways."""

    def __init__(self, size: str, zones: int, gateways: int, systems: set[str]):
        sizes = WORKLOADS["sizes"][size]
        self.packages, self.documents, self.receipts = (
            sizes[system] if system in systems else dict.fromkeys(sizes[system], 0)
            for system in ("packages", "documents", "receipts"))
        self.zones, self.gateways, self.systems = zones, gateways, systems

    def number(self, name: str) -> float:
        return NUMBERS[name]

    # Tasks and functions

    def task_hours(self, system: str, family: str) -> float:
        if system == "packages":
            share = self.packages["packages"] / NUMBERS["packages_indexed"]
            seconds = NUMBERS["task_start_seconds"] + share * NUMBERS["index_seconds"]
            seconds += NUMBERS["packages_model_seconds"] if self.packages["model_texts"] else 0
            # Of four tasks each is paid for its start; the work is the same.
            parts = 1 if family == "fdnix-nixpkgs-indexer" else 4
            return self.packages["nights"] * max(NUMBERS["least_task_seconds"], seconds / parts) / 3600
        return self.busy_hours() if family == "embed-documents" else 0

    def busy_hours(self) -> float:
        """The hours of all tasks that ingest documents."""
        each = NUMBERS["document_seconds"] + NUMBERS["document_model_seconds"]
        items = max(1, self.documents["items_a_task"])
        seconds = max(NUMBERS["least_task_seconds"], NUMBERS["task_start_seconds"] + items * each)
        return self.documents["documents"] / items * seconds / 3600

    def calls(self, name: str) -> tuple[float, float]:
        """How often a function is called, and for how many seconds in all."""
        runs, receipts = self.documents["runs"], self.receipts["receipts"]
        run = (runs, NUMBERS["run_function_seconds"])
        known = {
            "fdnix-search-api": (self.searches(), NUMBERS["search_function_seconds"]),
            "embed-documents-cache-update": (self.documents["documents"], NUMBERS["notification_seconds"]),
            "embed-documents-manage": run, "embed-documents-detect": run, "embed-documents-summarize": run,
            "embed-documents-search": (self.questions(), NUMBERS["question_seconds"]),
            "-embed-from-ndjson": (receipts / 10, 10 * 60 / NUMBERS["worker_receipts_a_minute"]),
            "-stream-processor": (receipts * NUMBERS["items_a_receipt"] / 100, NUMBERS["stream_batch_seconds"]),
            "-compactor": (2 * receipts / self.receipts["together"], NUMBERS["publication_seconds"]),
            "-sweeper": (SWEEPS + 30, NUMBERS["sweep_seconds"]),
        }
        for suffix, (calls, seconds) in known.items():
            if name.endswith(suffix):
                return calls, calls * seconds
        raise KeyError(f"nothing is known of the function {name}")

    def transitions(self, system: str) -> float:
        if system == "packages":
            return 6 * self.packages["nights"]
        return 8 * self.documents["runs"] + 3 * self.documents["documents"] / max(1, self.documents["items_a_task"])

    def starts(self, name: str) -> float:
        if name.endswith("-sweep"):
            return SWEEPS
        return self.packages["nights"] if name.startswith("fdnix") else 30

    # Storage

    def database_gb(self) -> float:
        return self.documents["stored"] * NUMBERS["chunks_a_document"] * NUMBERS["chunk_kb"] / KB

    def database_io(self) -> float:
        return (self.chunks() * NUMBERS["storage_calls_a_chunk"]
                + self.questions() * NUMBERS["storage_calls_a_question"])

    def collections_gb(self) -> float:
        return self.receipts["stored"] * NUMBERS["items_a_receipt"] * NUMBERS["record_kb"] / KB

    def table(self, name: str) -> tuple[float, float, float]:
        """Write units, read units, gigabytes."""
        if name.endswith("-receipts"):
            receipts = self.receipts["receipts"]
            writes = NUMBERS["items_a_receipt"] * NUMBERS["writes_an_item"] + NUMBERS["writes_a_run"]
            return receipts * writes, receipts * writes, self.receipts["stored"] * 50 / KB
        documents = self.documents["documents"]
        share = 1 if name.endswith("-cache") else 0.2
        return (documents * NUMBERS["writes_a_document"] * share, documents * NUMBERS["reads_a_document"] * share,
                self.documents["stored"] * 2 / KB)

    def bucket(self, name: str) -> tuple[float, float, float]:
        """Writes, reads, gigabytes."""
        if name.startswith("fdnix-"):
            nights = self.packages["nights"]
            size = self.packages["packages"] / NUMBERS["packages_indexed"] * NUMBERS["artifact_gb"]
            # What is written over stays for a month.
            return 50 * nights, 50 * nights, size * (nights + 1)
        if "-chromadb" in name or "-artifacts" in name:
            objects = self.receipts["receipts"] * NUMBERS["objects_a_receipt"] / 2
            # Bundles are kept for 30 days; of snapshots the version before lives for one more.
            bundles = self.receipts["receipts"] * NUMBERS["items_a_receipt"] * NUMBERS["record_kb"] / KB
            rows = self.receipts["stored"] * NUMBERS["rows_kb"] / KB
            return objects, objects, bundles + self.collections_gb() if "-chromadb" in name else rows
        objects = self.documents["documents"] * NUMBERS["objects_a_document"] / 3
        return objects, objects, self.documents["stored"] * NUMBERS["document_kb"] / 3 / KB

    # Messages, logs, network

    def queue(self, name: str) -> float:
        """Requests of a queue that a function is mapped to, asked for even where it is empty."""
        if not name.endswith("-queue"):
            return 0
        return NUMBERS["poll_requests"] + 3 * self.receipts["receipts"]

    def log_gb(self, group: str) -> float:
        lines = {
            "/aws/ecs/embeddings": self.documents["documents"] * NUMBERS["log_bytes_a_document"],
            "/aws/lambda/fdnix-search-api": self.searches() * NUMBERS["search_log_bytes"],
            "/fdnix/nixpkgs-indexer": self.packages["nights"] * NUMBERS["log_bytes_a_night"],
        }
        receipts = self.receipts["receipts"] * NUMBERS["log_bytes_a_receipt"]
        return (receipts if group.endswith("-embed-from-ndjson") else lines.get(group, 0)) / 1e9

    def outward_gb(self) -> float:
        """What goes through NAT gateways: calls of models and shops outside AWS."""
        return self.receipts["receipts"] * NUMBERS["items_a_receipt"] * NUMBERS["call_kb"] / KB

    def inward_gb(self, service: str) -> float:
        """What goes through an interface endpoint: texts and vectors."""
        return self.chunks() * NUMBERS["call_kb"] / KB if service.endswith(".bedrock-runtime") else 0

    def chunks(self) -> float:
        return self.documents["documents"] * NUMBERS["chunks_a_document"]

    def searches(self) -> float:
        return self.packages["searches"]

    def answers_gb(self) -> float:
        return self.searches() * NUMBERS["search_response_kb"] / KB

    def questions(self) -> float:
        return self.documents["questions"]

    def beside(self) -> Iterator[tuple[str, str, str, float]]:
        """What no resource of the plan stands for: models, and the metrics that programs write into logs."""
        for system, count in WORKLOADS["custom_metrics"].items():
            if system in self.systems:
                yield system, "CloudWatch", "metric", count
        yield "packages", "Models", "titan_tokens", self.packages["model_texts"] * NUMBERS["tokens_a_package"]
        yield "documents", "Models", "titan_tokens", self.chunks() * NUMBERS["tokens_a_chunk"]
        yield "receipts", "Models", "openai_tokens", self.receipts["receipts"] * NUMBERS["tokens_a_receipt"]
        yield "receipts", "Models", "places_calls", self.receipts["receipts"] * NUMBERS["places_share"]
