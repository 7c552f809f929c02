"""The model `local-hash-v1` once more, written from its description for nothing but comparison."""

import functools
import itertools
import unicodedata


@functools.lru_cache(4096)
def hash_of(feature: str) -> int:
    """FNV-1a of 64 bits."""
    value = 0xCBF29CE484222325
    for byte in feature.encode():
        value = (value ^ byte) * 0x100000001B3 % 2**64
    return value


def embed(text: str, dimensions: int) -> list[float]:
    """The vector of a text."""
    lowered = "".join(chr(ord(letter) + 32) if "A" <= letter <= "Z" else letter for letter in text)
    letters = "".join(letter if unicodedata.category(letter)[0] in "LN" else " " for letter in lowered)
    tokens = [token for token in letters.split(" ") if token]
    vector = [0.0] * dimensions
    for feature in [f"w:{token}" for token in tokens] + [f"b:{a} {b}" for a, b in itertools.pairwise(tokens)]:
        value = hash_of(feature)
        vector[value % dimensions] += -1 if value >> 63 else 1
    length = sum(number * number for number in vector) ** 0.5
    return [number / length for number in vector] if length else [1.0] + [0.0] * (dimensions - 1)
