"""Segments, read and written without the program: every promise of their form is checked."""

import json
import re
import struct
from array import array
from typing import Any, NamedTuple

MAGIC = b"RSEG0001"


class Wrong(Exception):
    """Bytes that are not as they must be."""


def need(holds: bool, what: str) -> None:
    if not holds:
        raise Wrong(what)


class Record(NamedTuple):
    document: str | None
    metadata: dict[str, Any]
    vector: array


class Segment(NamedTuple):
    header: dict[str, Any]
    records: dict[str, Record]


class Digits(NamedTuple):
    """A number with fraction or exponent, as it is written."""

    text: str


# --- JSON ------------------------------------------------------------------------------------------------------------

def canonical(value: Any) -> str:
    """JSON with sorted keys and without blanks."""
    if isinstance(value, Digits):
        return value.text
    if isinstance(value, dict):
        return "{" + ",".join(f"{canonical(key)}:{canonical(value[key])}" for key in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, float):
        return repr(value) if value != int(value) or abs(value) >= 1e16 else f"{value:.1f}"
    return json.dumps(value, ensure_ascii=False)


def digits(text: str) -> Digits:
    shortest = re.sub(r"e.*|[-.]", "", repr(float(text))).lstrip("0")
    need(re.sub(r"[eE].*|[-.]", "", text).lstrip("0") == shortest, f"{text} is not the shortest form")
    return Digits(text)


def plain(value: Any) -> Any:
    if isinstance(value, Digits):
        return float(value.text)
    if isinstance(value, dict):
        return {key: plain(element) for key, element in value.items()}
    return [plain(element) for element in value] if isinstance(value, list) else value


def parse(text: bytes, what: str) -> Any:
    """JSON that must be in its one form."""
    value = json.loads(text, parse_float=digits)
    need(canonical(value).encode() == text, f"{what} is not in its one form: {text[:200]!r}")
    return plain(value)


# --- Segments --------------------------------------------------------------------------------------------------------

def read(data: bytes) -> Segment:
    need(data[:8] == MAGIC, f"a segment begins with {data[:8]!r}")
    length, = struct.unpack_from("<I", data, 8)
    header = parse(data[12:12 + length], "a segment's header")
    known = {"schema", "collection", "shard", "dims", "count", "matrix_offset", "rows_offset", "rows_length"}
    need(known <= set(header) <= known | {"receipts"}, f"a segment's header has {sorted(header)}")
    need(header["schema"] == 1, f"schema {header['schema']}")
    matrix, rows, dims = header["matrix_offset"], header["rows_offset"], header["dims"]
    need(matrix == (12 + length + 63) // 64 * 64, f"the matrix is at {matrix}, the header ends at {12 + length}")
    need(not any(data[12 + length:matrix]), "the padding is not zero")
    need(rows == matrix + 4 * dims * header["count"], f"the rows are at {rows}")
    need(rows + header["rows_length"] == len(data), f"the rows end at {rows + header['rows_length']} of {len(data)}")
    lines = data[rows:].split(b"\n")
    if lines and not lines[-1]:
        lines.pop()
    need(len(lines) == header["count"], f"{len(lines)} rows, {header['count']} in the header")
    records: dict[str, Record] = {}
    last = b""
    for place, line in enumerate(lines):
        row = parse(line, "a row")
        need({"id"} <= set(row) <= {"id", "document", "metadata"}, f"a row has {sorted(row)}")
        need(row["id"].encode() > last, f"{row['id']} does not come after {last!r}")
        last = row["id"].encode()
        vector = array("f", data[matrix + 4 * dims * place:matrix + 4 * dims * (place + 1)])
        records[row["id"]] = Record(row.get("document"), row.get("metadata") or {}, vector)
    return Segment(header, records)


def write(collection: str, dims: int, records: dict[str, Record], shard: int = 0,
          receipts: dict[str, Any] | None = None) -> bytes:
    """A segment of these records."""
    ordered = sorted(records.items(), key=lambda pair: pair[0].encode())
    rows = "".join(canonical({"id": id, "document": record.document, "metadata": record.metadata}) + "\n"
                   for id, record in ordered).encode()
    matrix = b"".join(record.vector.tobytes() for _, record in ordered)
    header: dict[str, Any] = {
        "schema": 1, "collection": collection, "shard": shard, "dims": dims, "count": len(records),
        "matrix_offset": 0, "rows_offset": 0, "rows_length": len(rows)}
    if receipts is not None:
        header["receipts"] = receipts
    length = -1
    while length != len(canonical(header)):
        length = len(canonical(header))
        header["matrix_offset"] = (12 + length + 63) // 64 * 64
        header["rows_offset"] = header["matrix_offset"] + len(matrix)
    text = canonical(header).encode()
    return (MAGIC + struct.pack("<I", len(text)) + text).ljust(header["matrix_offset"], b"\0") + matrix + rows
