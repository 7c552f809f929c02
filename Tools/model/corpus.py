"""Packages as the search embeds them, and what the knowledge files say of them."""
import dataclasses
import gzip
import hashlib
import json
import lzma
import pathlib
import re


@dataclasses.dataclass
class Document:
    """All packages of one embedding text."""

    text: str
    name: str
    description: str
    long: str
    program: str
    group: str
    attributes: list[str]
    is_top: bool

    @property
    def set(self) -> str:
        """The package set as ecosystems.tsv names it: `pythonpackages` of `python313Packages.x`."""
        return re.sub(r"[0-9_]", "", self.attributes[0].rpartition(".")[0]).lower()


@dataclasses.dataclass
class Topic:
    """Wordings of one thing and the documents that are good answers, best first."""

    source: str
    wordings: list[str]
    documents: list[int]


def read_packages(path: pathlib.Path) -> dict:
    data = path.read_bytes()
    if path.suffix == ".br":
        import brotli

        data = brotli.decompress(data)
    elif path.suffix in (".xz", ".gz"):
        data = {".xz": lzma, ".gz": gzip}[path.suffix].decompress(data)
    packages = json.loads(data)
    return packages.get("packages", packages)


def spaced(name: str) -> str:
    return re.sub(r"[-_.]", " ", name)


def _line(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def documents(packages: dict) -> list[Document]:
    """The distinct embedding texts (template `static-1`, Sources/Packages/Catalog/Texts), top-level packages first."""
    found: dict[str, Document] = {}
    for attribute in sorted(packages, key=lambda a: ("." in a, a)):
        record = packages[attribute] or {}
        name, meta = record.get("pname") or record.get("name") or "", record.get("meta") or {}
        description, long = _line(meta.get("description")), _line(meta.get("longDescription"))
        text = f"{spaced(name)} {description or long[:200]}".strip()
        if not text:
            continue
        if text not in found:
            program, is_top = _line(meta.get("mainProgram")), "." not in attribute
            found[text] = Document(text, name, description, long, program, name.lower(), [], is_top)
        found[text].attributes.append(attribute)
    return list(found.values())


def by_attribute(docs: list[Document]) -> dict[str, int]:
    return {attribute: number for number, doc in enumerate(docs) for attribute in doc.attributes}


def _table(path: pathlib.Path) -> list[list[str]]:
    lines = path.read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def topics(knowledge: pathlib.Path, docs: list[Document]) -> list[Topic]:
    """Kinds, alternatives, aliases and programs of the knowledge files, as far as their packages exist."""
    numbers, found = by_attribute(docs), []
    for source in ("kinds", "alternatives", "aliases", "programs"):
        for name, *middle, attributes in _table(knowledge / f"{source}.tsv"):
            wordings = [name] + [w.strip() for part in middle for w in part.split(";") if w.strip()]
            members = list(dict.fromkeys(numbers[a] for a in attributes.split() if a in numbers))
            if members:
                found.append(Topic(source, wordings, members))
    return found


def synonyms(knowledge: pathlib.Path) -> dict[str, list[str]]:
    """Words of descriptions, and what a person may type in their place."""
    typed: dict[str, list[str]] = {}
    for word, near in _table(knowledge / "synonyms.tsv"):
        for target in near.split():
            typed.setdefault(target, []).append(word)
    return typed


def ecosystems(knowledge: pathlib.Path) -> dict[str, list[str]]:
    """Package sets, and the words for which each comes first."""
    words: dict[str, list[str]] = {}
    for word, sets in _table(knowledge / "ecosystems.tsv"):
        words.setdefault(sets.split()[0], []).append(word)
    return words


def is_held_out(key: str, share: float) -> bool:
    """Whether a thing is kept out of training: by its name, so that the answer is the same in every run."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:4], "big") < share * 2**32
