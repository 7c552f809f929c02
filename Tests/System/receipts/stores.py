"""Where objects lie, read and written without the program."""

from pathlib import Path
from typing import Any


class Folder:
    """A bucket of the local backend."""

    def __init__(self, root: Path):
        self.root = root

    def get(self, key: str) -> bytes | None:
        try:
            return (self.root / key).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def put(self, key: str, body: bytes) -> None:
        place = self.root / key
        place.parent.mkdir(parents=True, exist_ok=True)
        new = place.with_name(f".{place.name}.new")
        new.write_bytes(body)
        new.rename(place)

    def delete(self, key: str) -> None:
        (self.root / key).unlink()

    def keys(self, prefix: str = "") -> list[str]:
        below = self.root / prefix.rpartition("/")[0]
        found = (str(path.relative_to(self.root)) for path in below.rglob("*") if path.is_file())
        return sorted(key for key in found if key.startswith(prefix) and not hidden(key))


def hidden(key: str) -> bool:
    """Whether a file is the store's own: it keeps what is known of objects in folders with a dot in front."""
    return key.startswith(".") or key.endswith((".tmp", ".new"))


class Bucket:
    """A bucket of S3."""

    def __init__(self, s3: Any, name: str):
        self.s3, self.name = s3, name

    def get(self, key: str) -> bytes | None:
        try:
            return self.s3.get_object(Bucket=self.name, Key=key)["Body"].read()
        except self.s3.exceptions.NoSuchKey:
            return None

    def put(self, key: str, body: bytes) -> None:
        self.s3.put_object(Bucket=self.name, Key=key, Body=body)

    def delete(self, key: str) -> None:
        self.s3.delete_object(Bucket=self.name, Key=key)

    def keys(self, prefix: str = "") -> list[str]:
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.name, Prefix=prefix)
        return sorted(entry["Key"] for page in pages for entry in page.get("Contents", []))
