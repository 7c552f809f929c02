"""Sample files that are made when they are needed: texts, tables, pages, pictures."""

import csv
import io
import random
import struct
import zlib

WORDS = """amber anchor arrow autumn basket beacon birch bridge candle canyon carbon cedar chapel cobalt copper coral
crater cypress dagger delta ember falcon feather fjord forest garnet glacier granite harbor hazel heron indigo island
ivory jasper juniper kernel lagoon lantern lemon linen magnet maple marble meadow mercury mirror nectar nickel oasis
olive onyx orchard otter oxide parrot pebble pepper pigeon planet plasma quartz quiver raven ribbon river rocket saddle
saffron salmon sapphire shadow silver spruce summit sunset tavern thistle thunder timber topaz tundra turtle umber
valley velvet violet walnut willow winter yarrow zephyr zinc""".split()


def words(count: int, seed: int = 1) -> str:
    """Words in lines of ten."""
    chosen = random.Random(seed).choices(WORDS, k=count)
    return "\n".join(" ".join(chosen[start:start + 10]) for start in range(0, count, 10))


def letters(count: int, seed: int = 1) -> str:
    """A text of exactly this many characters, without white space at its ends."""
    text = words(count // 4 + 2, seed)[:count]
    return (text.rstrip() + "x" * count)[:count] if text[-1:].isspace() else text


def table(header: list[str], *records: list[object]) -> str:
    file = io.StringIO()
    csv.writer(file, lineterminator="\r\n").writerows([header, *records])
    return file.getvalue()


def page(title: str, *paragraphs: str) -> str:
    """HTML with a script and a style that are not text."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (f"<!doctype html><html><head><meta charset='utf-8'><title>{title}</title><style>p {{ color: red }}</style>"
            f"<script>var hidden = 'scripted';</script></head><body><h1>{title}</h1>{body}</body></html>")


def png(width: int, height: int, seed: int = 1) -> bytes:
    """A picture of coloured noise."""
    noise = random.Random(seed)

    def part(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    rows = b"".join(b"\0" + noise.randbytes(width * 3) for _ in range(height))
    return (b"\x89PNG\r\n\x1a\n" + part(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            + part(b"IDAT", zlib.compress(rows)) + part(b"IEND", b""))
