#!/usr/bin/env python3
"""Writes the table of ArabicForms.swift: what NFKC makes of the Arabic presentation forms of Unicode.

    Tools/generate_arabic_forms.py >Sources/Documents/DocumentReaders/PDF/ArabicForms+Table.swift
"""

import textwrap
import unicodedata

HEAD = """// Written by Tools/generate_arabic_forms.py; do not edit.

extension ArabicForms {
    /// What the forms from U+%04X stand for, separated by commas: two hexadecimal digits a letter, the low byte of a
    /// letter of the block U+0600, or 20 for a space; nothing where a form stands for itself.
    static let %s: StaticString = \"\"\"
"""


def entry(code: int) -> str:
    found = unicodedata.normalize("NFKC", chr(code))
    if found == chr(code):
        return ""
    assert all(letter == " " or 0x621 <= ord(letter) <= 0x6FF for letter in found)
    return "".join("20" if letter == " " else f"{ord(letter) & 0xFF:02x}" for letter in found)


def table(name: str, first: int, last: int) -> str:
    text = ",".join(entry(code) for code in range(first, last + 1))
    lines = [text[start : start + 100] for start in range(0, len(text), 100)]
    body = "\\\n".join(textwrap.indent(line, " " * 8) for line in lines)
    return HEAD.split("\n\n", 1)[1] % (first, name) + body + '\n        """\n}\n'


print(HEAD.split("\n\n", 1)[0] + "\n")
print(table("formsA", 0xFB50, 0xFDFF))
print(table("formsB", 0xFE70, 0xFEFC), end="")
