"""Documents that change, go and come back while they are ingested (kills)."""

import json
import random
from pathlib import Path

import office
import reference
import samples

SIZE, OVERLAP = 160, 20


class Files:
    """The documents on the disk, and every text that they ever had."""

    def __init__(self, folder: Path, chance: random.Random):
        self.folder, self.chance = folder, chance
        self.past: dict[str, set[tuple[str, ...]]] = {}
        self.now: dict[str, tuple[tuple[str, ...], int | None]] = {}
        self.version = 0
        for number in range(24):
            self.write(f"{number % 4}/doc {number}.txt")

    def put(self, key: str, content: bytes) -> None:
        place, new = self.folder / "input" / key, self.folder / "new"
        place.parent.mkdir(parents=True, exist_ok=True)
        new.write_bytes(content)
        new.rename(place)

    def write(self, key: str) -> None:
        """A new version of a file; what it is cut into is known before anybody can read it."""
        self.version += 1
        text = f"{key} version {self.version}\n\n" + "\n\n".join(
            f"v{self.version} " + samples.words(self.chance.randrange(4, 30), self.chance.randrange(10**6))
            for _ in range(self.chance.randrange(1, 24)))
        if key.endswith(".docx"):
            text = text.replace("\n\n", "\n")
            content = office.docx(*map(office.paragraph, text.split("\n")))
        else:
            content = text.encode()
        chunks = tuple(reference.split(text, SIZE, OVERLAP))
        uri = f"s3://input/{key}"
        self.past.setdefault(uri, set()).add(chunks)
        self.now[uri] = (chunks, self.now[uri][1] if uri in self.now else None)
        self.put(key, content)

    def change(self) -> None:
        """One thing that happens to the files."""
        uri = self.chance.choice(sorted(self.past))
        key, kind = uri.removeprefix("s3://input/"), self.chance.random()
        if kind < 0.15:
            self.write(f"{self.chance.randrange(4)}/more {self.version}.{self.chance.choice(['txt', 'docx', 'md'])}")
        elif kind < 0.35 and uri in self.now:
            (self.folder / "input" / key).unlink()
            (self.folder / "input" / f"{key}.metadata.json").unlink(missing_ok=True)
            del self.now[uri]
        elif kind < 0.5 and uri in self.now:
            mark = self.chance.randrange(10**6)
            self.put(f"{key}.metadata.json", json.dumps({"mark": mark}).encode())
            self.now[uri] = (self.now[uri][0], mark)
        elif kind < 0.6 and uri in self.now:
            # The same bytes as a file that is new.
            content = (self.folder / "input" / key).read_bytes()
            (self.folder / "input" / key).unlink()
            self.put(key, content)
        else:
            self.write(key)
