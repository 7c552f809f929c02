"""As much of Swift's grammar as the rules need: code without comments and strings, comments, declarations."""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from .rules import read

PIECES = re.compile(
    r"""(?P<line>//[^\n]*) | (?P<block>/\*) | (?P<regex>\#+/(?=\S)) |
    (?P<raw>\#+"(?:"")?) | (?P<long>\"\"\") | (?P<short>")""", re.X)


def _string_end(text: str, start: int, opening: str) -> int:
    """The index after the string that begins at `start`; interpolations may hold strings."""
    hashes = opening.count("#")
    closing = opening.lstrip("#") + "#" * hashes
    escape = "\\" + "#" * hashes
    at = start + len(opening)
    while at < len(text):
        if text.startswith(closing, at):
            return at + len(closing)
        if text.startswith(escape + "(", at):
            at, depth = at + len(escape) + 1, 1
            while at < len(text) and depth:
                if (inner := PIECES.match(text, at)) and inner.lastgroup in ("raw", "long", "short"):
                    at = _string_end(text, at, inner[0])
                    continue
                depth += {"(": 1, ")": -1}.get(text[at], 0)
                at += 1
            continue
        if text.startswith(escape, at):
            at += len(escape) + 1
            continue
        if text[at] == "\n" and '"""' not in opening:
            return at  # not a string after all
        at += 1
    return at


def _spans(text: str) -> Iterator[tuple[str, int, int]]:
    at = 0
    while found := PIECES.search(text, at):
        start, kind = found.start(), found.lastgroup
        if kind == "line":
            at = found.end()
        elif kind == "block":
            at, depth = start + 2, 1
            while at < len(text) and depth:
                step = {"/*": 1, "*/": -1}.get(text[at : at + 2], 0)
                depth, at = depth + step, at + (2 if step else 1)
        elif kind == "regex":
            closing = text.find("/" + "#" * (len(found[0]) - 1), found.end())
            at = len(text) if closing < 0 else closing + len(found[0])
        else:
            at = _string_end(text, start, found[0])
        yield ("comment" if kind in ("line", "block") else "string"), start, at


class Source(NamedTuple):
    #: The code alone: comments and strings are blank, lines and columns stay.
    code: str
    #: The code with what strings interpolate, for counting words.
    used: str
    #: Strings and comments with the number of the line where each begins.
    strings: list[tuple[int, str]]
    comments: list[tuple[int, str]]


def parse(text: str) -> Source:
    code, used, strings, comments = list(text), list(text), [], []
    for kind, start, end in _spans(text):
        piece = text[start:end]
        number = text.count("\n", 0, start) + 1
        (comments if kind == "comment" else strings).append((number, piece))
        blank = [c if c == "\n" else " " for c in piece]
        code[start:end] = blank
        used[start:end] = list(piece) if kind == "string" and "\\(" in piece.replace("\\#", "\\") else blank
    return Source("".join(code), "".join(used), strings, comments)


@cache
def source(path: str) -> Source:
    return parse(read(path))


ATTRIBUTES = r"(?:@[\w.]+(?:\([^()]*(?:\([^()]*\)[^()]*)*\))?\s+)*"
MODIFIERS = (
    r"(?P<modifiers>(?:(?:public|open|package|internal|fileprivate|private|static|class|final|mutating|nonmutating|"
    r"override|lazy|weak|unowned|nonisolated|indirect|required|convenience|consuming|borrowing|dynamic|prefix|postfix|"
    r"infix|isolated)(?:\([\w ]+\))?\s+)*)")
DECLARATION = re.compile(
    rf"^\s*{ATTRIBUTES}{MODIFIERS}(?P<kind>actor|associatedtype|case|class|enum|extension|func|init|let|macro|protocol|"
    r"struct|subscript|typealias|var)\b[?!]?\s*(?P<name>`?[\w.]+`?|[-+*/<>=!&|^~%?]+)?")
TYPES = {"actor", "class", "enum", "extension", "protocol", "struct"}


class Declaration(NamedTuple):
    line: int
    kind: str
    name: str
    modifiers: tuple[str, ...]
    #: The kinds and modifiers of what it stands in, outermost first.
    inside: tuple[tuple[str, tuple[str, ...]], ...]
    #: The doc comment's text, nil where there is none.
    doc: str | None

    @property
    def is_public(self) -> bool:
        """Whether other modules see it, as far as its own words and those of what it stands in say."""
        if {"public", "open"} & set(self.modifiers):
            return True
        if not self.inside or {"private", "fileprivate", "internal", "package"} & set(self.modifiers):
            return False
        kind, modifiers = self.inside[-1]
        implied = kind == "extension" or (kind == "protocol") or (kind == "enum" and self.kind == "case")
        return implied and bool({"public", "open"} & set(modifiers))

    @property
    def is_private(self) -> bool:
        return bool({"private", "fileprivate"} & set(self.modifiers))


def declarations(path: str) -> list[Declaration]:
    """What a file declares outside the bodies of functions and accessors."""
    lines, text = source(path).code.split("\n"), read(path).split("\n")
    found, stack, doc, pending = [], [], [], None
    for number, line in enumerate(lines, 1):
        raw = text[number - 1].strip()
        if raw.startswith("///"):
            doc.append(raw[3:].strip())
            continue
        for piece in re.split(r"(?<=\{)", line):
            in_type = all(entry[0] in TYPES for entry in stack)
            if pending is None and in_type and (match := DECLARATION.match(piece)):
                kind, modifiers = match["kind"], tuple(match["modifiers"].split())
                inside = tuple((entry[0], entry[1]) for entry in stack)
                said = " ".join(doc) if doc else None
                names = [(match["name"] or kind).strip("`")]
                if kind == "case":
                    plain = re.sub(r"\([^()]*\)", "", piece[match.start("kind") + 4 :])
                    names = re.findall(r"(?:^|,)\s*`?(\w+)", plain)
                found += [Declaration(number, kind, name, modifiers, inside, said) for name in names]
                # Cases of such an enumeration are reached without their names.
                known = ("CaseIterable",) if kind == "enum" and "CaseIterable" in line else ()
                pending = (kind if kind in TYPES else "body", modifiers + known)
            for character in piece:
                if character == "{":
                    stack.append(pending or ("body", ()))
                    pending = None
                elif character == "}" and stack:
                    stack.pop()
        # A declaration without a body ends with its line, but for parameters and clauses on lines of their own.
        if pending and pending[0] == "body" and _ends(line, lines, number):
            pending = None
        if raw and not raw.startswith(("//", "@", "#")):
            doc = []
    return found


def _ends(line: str, lines: list[str], number: int) -> bool:
    following = next((after.strip() for after in lines[number:] if after.strip()), "")
    continues = line.rstrip().endswith(("(", ",", "->", "=", ":", "where")) or following.startswith(
        (")", "where", "->", "{", ".", "?", "throws", "async"))
    return not continues
