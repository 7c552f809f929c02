#!/usr/bin/env python3
"""Writes the chunks that LangChain makes of random texts, which the tests of TextSplitting must reproduce.

    pip install langchain-text-splitters==1.1.3
    Tools/generate_splitter_fixture.py Tests/Documents/TextSplittingTests/Fixtures/langchain.jsonl

One line a case: the text, the two sizes, the chunks. The texts hold what splitting turns on: runs of separators, every
code point that Python strips, combining marks, characters of one to four bytes, words longer than a chunk.
"""

import json
import random
import sys

from langchain_text_splitters import RecursiveCharacterTextSplitter

CASES = 400
STRIPPED = [chr(code) for code in range(0x3001) if chr(code).isspace()]
NEARLY_STRIPPED = list("\u180e\u200b\u2060\ufeff\x1b\x84\u2010")
LETTERS = [*"abcdefghijéßЖשع中の한ก𝒳", "e\u0301", "\u0e33", "👩\u200d👩\u200d👧", "\U0001f1e9\U0001f1ea"]
SPACES = [
    [" "], [" ", "\n"], [" "] * 8 + ["\n\n"], [" ", "\n", "\n\n", "\n\n\n", "\r\n"], STRIPPED + NEARLY_STRIPPED, [""],
]
SIZES = [(1000, 200), (300, 60), (50, 10), (14, 5), (8, 3), (5, 0), (2, 1), (1, 0)]


def word(rng: random.Random, longest: int) -> str:
    return "".join(rng.choice(LETTERS) for _ in range(rng.randint(1, longest)))


def text(rng: random.Random, size: int) -> str:
    parts, length, target = [], 0, rng.randint(0, 3 * size + 40)
    longest = rng.choice([3, 8, 2 * size if size <= 50 else 12])
    spaces = rng.choice(SPACES)
    while length < target:
        part = word(rng, longest) + "".join(rng.choice(spaces) for _ in range(rng.choice([1, 1, 1, 2, 4])))
        parts.append(part)
        length += len(part)
    return rng.choice(["", "", " ", "\n\n"]) + "".join(parts)


def main() -> None:
    rng = random.Random(11)
    with open(sys.argv[1], "w") as output:
        for number in range(CASES):
            # Long texts are few: they fill the file.
            size, overlap = SIZES[number % len(SIZES) if number < 60 else number % (len(SIZES) - 2) + 2]
            source = text(rng, size)
            splitter = RecursiveCharacterTextSplitter(chunk_size=size, chunk_overlap=overlap)
            case = {"text": source, "size": size, "overlap": overlap, "chunks": splitter.split_text(source)}
            output.write(json.dumps(case) + "\n")


main()
