"""What real documents must give (facts): they are ingested in one run, and what is stored is compared with facts."""

import itertools
import json
import re
import shutil
import tempfile
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import program
from stores import Chunk, LocalStores

#: Soft hyphens, joiners and marks of direction: nobody searches for them.
UNSEEN = dict.fromkeys([0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0xFEFF, 0x61C, *range(0x202A, 0x202F),
                        *range(0x2066, 0x206A)])
MODEL = {"provider": "local", "modelId": "local-hash-v1", "modelRefKey": "hash", "dimensions": 64}
WHOLE = 10_000_000  # a size at which every document is one chunk


def plain(text: str, compare: str | None = None) -> str:
    text = unicodedata.normalize("NFKC" if compare == "nfkc" else "NFC", text).translate(UNSEEN)
    return re.sub(r"\s+", "" if compare == "nospace" else " ", text)


class Tally:
    """Facts by the type of their documents."""

    def __init__(self) -> None:
        self.counts: dict[str, Counter[str]] = defaultdict(Counter)
        self.misses: list[str] = []
        self.optional: list[str] = []
        self.good = 0

    def fact(self, file: str, kind: str, holds: bool, what: str, optional: bool = False) -> None:
        counts = self.counts[file.split("/")[0]]
        kind = "optional" if optional else kind
        counts[f"{kind} all"] += 1
        counts[kind] += holds
        self.good += holds and not optional
        if not holds:
            (self.optional if optional else self.misses).append(f"{file}: {what}")

    def show(self) -> None:
        kinds = ("status", "phrases", "pages", "absent", "titles", "records", "optional")
        print(f"{'type':<8}" + "".join(f"{kind:>10}" for kind in kinds))
        for name, counts in sorted(self.counts.items()):
            print(f"{name:<8}" + "".join(
                f"{counts[kind]:>6}/{counts[f'{kind} all']:<3}" if counts[f"{kind} all"] else f"{'–':>10}"
                for kind in kinds))
        for title, missed in (("missed", self.misses), ("optional, missed", self.optional)):
            for miss in missed:
                print(f"{title}: {miss[:200]}")


class Ingested:
    """The documents after a run: results by their file, chunks in their order."""

    def __init__(self, folder: Path, files: Path, name: str, **variables: str):
        data, self.files = folder / name, files
        started = program.Started(
            ["run", "--input", str(files), "--data-dir", str(data), "--execution-name", "facts"],
            program.environment(folder, {
                "EMBED_DATA_DIR": str(data), "EMBEDDINGS_SAGEMAKER_MODELS": json.dumps([MODEL]),
                "OCR_PROVIDER": "none", "TRANSCRIBER": "none", **variables}))
        self.ended = started.wait(1800)
        if self.ended.code not in (0, 1):
            raise SystemExit(str(self.ended))
        self.results = {}
        for path in (data / "objects/processed/ingestion_output/facts/sf-results").glob("*.json"):
            result = json.loads(path.read_text())
            self.results[result["FileURI"].removeprefix("s3://input/")] = result
        self.chunks: dict[str, list[Chunk]] = defaultdict(list)
        for chunk in LocalStores(data).chunks():
            self.chunks[chunk.source.removeprefix("s3://input/")].append(chunk)
        for chunks in self.chunks.values():
            chunks.sort(key=lambda chunk: chunk.metadata["chunk_index"])

    def marks_encoding(self, file: str) -> bool:
        """Whether a text says by a byte order mark that it is UTF-16, which is read; the facts are older than that."""
        return file.startswith("txt/") and (self.files / file).read_bytes()[:2] in (b"\xff\xfe", b"\xfe\xff")

    def places(self, file: str) -> list[tuple[str, int, int]]:
        """Each chunk, and each two that follow one another without what they share, with their pages."""
        chunks = self.chunks[file]
        found = [(chunk.text, *pages(chunk)) for chunk in chunks]
        return found + [(joined(first.text, second.text), pages(first)[0], pages(second)[1])
                        for first, second in itertools.pairwise(chunks)]


def pages(chunk: Chunk) -> tuple[int, int]:
    first = chunk.metadata.get("page") or 0
    return first, chunk.metadata.get("page_end") or first


def joined(first: str, second: str) -> str:
    """Two chunks without what the second repeats of the first."""
    for size in range(min(len(first), len(second)), 0, -1):
        if first.endswith(second[:size]):
            return first + second[size:]
    return f"{first} {second}"


def whole(chunks: list[Chunk]) -> str:
    text = ""
    for chunk in chunks:
        text = text[:-2000] + joined(text[-2000:], chunk.text) if text else chunk.text
    return text


def check(place: Path, big: bool, keeps: bool) -> Tally:
    facts = [json.loads(line) for line in (place / "facts.jsonl").read_text().rstrip("\n").split("\n")]
    folder = Path(tempfile.mkdtemp(prefix="documents-facts-"))
    files = folder / "input"
    shutil.copytree(place / "files", files)
    for fact in facts:
        if big and "generate" in fact:
            generate(files / fact["file"], files / fact["generate"]["seed"], fact["generate"]["bytes"])
    facts = [fact for fact in facts if big or "generate" not in fact]
    tables = folder / "tables"
    shutil.copytree(files / "csv", tables / "csv")
    ingested = Ingested(folder, files, "data")
    records = Ingested(folder, tables, "records", CHUNK_SIZE_DOC_SPLIT=str(WHOLE))
    tally = Tally()
    for fact in facts:
        check_one(fact, ingested, records, tally)
    if keeps:
        print(f"the data directory is {folder / 'data'}")
    else:
        shutil.rmtree(folder, ignore_errors=True)
    return tally


def generate(file: Path, seed: Path, size: int) -> None:
    """Paragraphs in turn with a number in front of each, until there are so many bytes."""
    paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n", seed.read_text()) if part.strip()]
    with open(file, "wb") as output:
        number = 0
        while output.tell() < size:
            output.write(f"{number:06} {paragraphs[number % len(paragraphs)]}\n\n".encode())
            number += 1


def check_one(fact: dict[str, Any], ingested: Ingested, records: Ingested, tally: Tally) -> None:
    file, result = fact["file"], ingested.results.get(fact["file"])
    wanted = fact.get("status", "OK")
    if wanted == "INVALID_CONTENT" and ingested.marks_encoding(file):
        wanted = "OK"
    status = "SKIPPED" if result is None or (
        not result.get("Status") and not result["EmbeddingsGenerated"]) else result.get("Status") or "OK"
    allowed = wanted if isinstance(wanted, list) else [wanted]
    tally.fact(file, "status", status in allowed, f"status {status}, not {' or '.join(allowed)}: "
               f"{(result or {}).get('Error', '')}")
    if status != "OK":
        return
    places = ingested.places(file)
    texts = {compare: [plain(text, compare) for text, _, _ in places] for compare in (None, "nfkc", "nospace")}
    for one in fact.get("must_contain", []):
        compare = one.get("compare")
        if "regex" in one:
            count = len(re.findall(one["regex"], whole(ingested.chunks[file])))
            tally.fact(file, "phrases", count >= one["min_count"], f"{count} of {one['regex']}", "optional" in one)
            continue
        phrase = plain(one["phrase"], compare).strip()
        found = [(first, last) for text, (_, first, last) in zip(texts[compare], places) if phrase in text]
        tally.fact(file, "phrases", bool(found), f"no {phrase!r}", "optional" in one)
        if found and "page" in one:
            right = any(first <= one["page"] <= last for first, last in found)
            told = f"{phrase!r} on {sorted(set(found))}, not {one['page']}"
            tally.fact(file, "pages", right, told, "optional" in one)
        if "count" in one:
            count = plain(whole(ingested.chunks[file]), compare).count(phrase)
            tally.fact(file, "phrases", count == one["count"], f"{count} times {phrase!r}", "optional" in one)
    for phrase in fact.get("must_not_contain", []):
        tally.fact(file, "absent", not any(plain(phrase) in text for text in texts[None]), f"has {phrase!r}")
    if "title" in fact:
        titles = {chunk.metadata.get("title") for chunk in ingested.chunks[file]}
        tally.fact(file, "titles", {plain(title or "").strip() for title in titles} == {plain(fact["title"])},
                   f"title {titles}")
    if "pages_without_text" in fact:
        empty = result.get("PagesWithoutText", [])
        tally.fact(file, "pages", empty == fact["pages_without_text"], f"pages without text {empty}")
    if "records" in fact:
        count, exact = len(records.chunks[file]), fact.get("records_exact", False)
        tally.fact(file, "records", count == fact["records"], f"{count} records, not {fact['records']}", not exact)
