"""The splitter once more, written from its description for nothing but comparison."""

import hashlib
import re

TOKEN = re.compile(r"\(!\?#(?:(?:Image|Video):[A-Za-z0-9]{5}|Timestamp:[0-9]+(?:\.[0-9]+)?)\)")

#: Text, size, overlap, chunks.
VECTORS = [
    ("a b c d e f g", 5, 2, ["a b c", "c d", "d e", "e f", "f g"]),
    ("aaaa bbbb cccc dddd eeee", 14, 5, ["aaaa bbbb cccc", "cccc dddd", "dddd eeee"]),
    ("abcdefghijklmnop", 5, 2, ["abcde", "defgh", "ghijk", "jklmn", "mnop"]),
    ("one two\n\nabcdefghijkl three", 8, 3, ["one two", "abcdefg", "efghijkl", "three"]),
    ("first. second\nthird fourth fifth\n\nsixth", 16, 6, ["first. second", "third fourth", "fifth", "sixth"]),
    ("e\u0301e\u0301e\u0301", 5, 0, ["e\u0301e\u0301e", "\u0301"]),
    (" ".join(f"w{n:03}" for n in range(400)), 1000, 200, [
        " ".join(f"w{n:03}" for n in numbers) for numbers in (range(200), range(160, 360), range(320, 400))]),
]


def split(text: str, size: int, overlap: int, separators: tuple[str, ...] = ("\n\n", "\n", " ", "")) -> list[str]:
    chosen = next(index for index, separator in enumerate(separators) if separator in text)
    rest, chunks, collected = separators[chosen + 1:], [], []
    for part in parts(text, separators[chosen]):
        if len(part) < size:
            collected.append(part)
            continue
        chunks += merged(collected, size, overlap)
        collected = []
        chunks += split(part, size, overlap, rest) if rest else [part]
    return chunks + merged(collected, size, overlap)


def parts(text: str, separator: str) -> list[str]:
    if separator:
        first, *others = text.split(separator)
        return [part for part in (first, *(separator + other for other in others)) if part]
    found, place = [], 0
    for token in TOKEN.finditer(text):
        found += [*text[place:token.start()], token.group()]
        place = token.end()
    return found + list(text[place:])


def merged(collected: list[str], size: int, overlap: int) -> list[str]:
    chunks, window, total = [], [], 0
    for part in collected:
        if total + len(part) > size and window:
            chunks.append("".join(window).strip())
            while total > overlap or (total and total + len(part) > size):
                total -= len(window.pop(0))
        window.append(part)
        total += len(part)
    return [chunk for chunk in (*chunks, "".join(window).strip()) if chunk]


def sent(text: str) -> str:
    """A chunk as a model gets it."""
    return text.replace("\n", " ")


def content_hash(text: str) -> str:
    return hashlib.sha256(sent(text).encode()).hexdigest()
