"""Rules on what sources say: words that do not belong, unsafe code without a proof, doc comments, dead declarations."""

import re
from collections import Counter
from collections.abc import Iterator

from .rules import Fault, read, rule, under
from .swift import declarations, source

PRODUCT_WORDS = re.compile(r"\bfdnix (?:index|serve|mcp|search|print|verify|evaluate)\b|nixpkgs", re.I)


def _places(text: str, pattern: re.Pattern) -> Iterator[tuple[int, str]]:
    for found in pattern.finditer(text):
        yield text.count("\n", 0, found.start()) + 1, found[0]


@rule("words", "let the caller add what only the product knows; Core and Engine serve other systems too")
def product_words() -> Iterator[Fault]:
    for path in under("Sources/Core", "Sources/Engine", ends=(".swift", ".c", ".h")):
        for line, word in _places(read(path), PRODUCT_WORDS):
            yield Fault(f"{path}:{line}", f"says {word!r}", f"{path}:{word.lower()}")


@rule("crashes", "throw an FdnixError, or show the compiler that it cannot happen")
def crashes() -> Iterator[Fault]:
    for path in under("Sources"):
        for line, word in _places(source(path).code, re.compile(r"\btry!|\bfatalError\s*\(")):
            yield Fault(f"{path}:{line}", f"{word} ends the process of whoever asked", path)


@rule("proofs", "say in a comment within three lines why no two threads can meet there")
def proofs() -> Iterator[Fault]:
    for path in under("Sources", "Tests"):
        words = Counter()
        for line, comment in source(path).comments:
            if comment.startswith("///"):
                continue  # says what the thing is, not why it is safe
            for offset, piece in enumerate(comment.split("\n")):
                words[line + offset] += len(re.findall(r"\w+", piece))
        for line, word in _places(source(path).code, re.compile(r"@unchecked\s+Sendable|\bnonisolated\(unsafe\)")):
            if sum(words[near] for near in range(line - 3, line + 4)) < 6:
                yield Fault(f"{path}:{line}", f"{word} without a proof beside it", path)


@rule("tuples", "bind what is awaited to a name first: optimised, Swift 6.3 returns garbage of such a tuple")
def awaited_tuples() -> Iterator[Fault]:
    for path in under("Sources", "Tests", "Benchmarks"):
        for line, _ in _places(source(path).code, re.compile(r"\breturn \((?=[^\n]*,)[^\n]*\btry await\b")):
            yield Fault(f"{path}:{line}", "a tuple is returned in the middle of which something is awaited", path)


@rule("skips", "call Skips.note (Tests/TestSupport), in Python suite.skip; a test that is never run is deleted")
def skips() -> Iterator[Fault]:
    told = re.compile(r"\bprint\(\s*f?\"(?:browser tests )?skip(?:ped|ping)?\b|\.disabled\(|\bwithKnownIssue\b")
    for path in under("Tests", ends=(".swift", ".py", "/run")):
        if path in ("Tests/TestSupport/Skips.swift", "Tests/System/suite.py"):
            continue
        for line, word in _places(read(path), told):
            yield Fault(f"{path}:{line}", f"{word} tells nobody who counts", path)


@rule("documented", "say what it is, shapes, units, errors thrown: at least four words, none that only repeat the name")
def documented() -> Iterator[Fault]:
    for path in under("Sources"):
        for declaration in declarations(path):
            if declaration.kind == "extension" or not declaration.is_public or declaration.doc is None:
                continue  # one without any comment is a fault of the format
            if len(re.findall(r"[\w'’-]+", declaration.doc)) < 4:
                yield Fault(f"{path}:{declaration.line}", f"{declaration.name}: {declaration.doc!r}",
                            f"{path}:{declaration.name}")


@rule("english", "write the rule instead of a number of a document; \"is not a …\" instead of \"is no …\"")
def english() -> Iterator[Fault]:
    comparison = r"(?:longer|more|less|later|\w+er\s+than)\b"
    is_no = re.compile(rf"(?<![Tt]here )\bis no (?!{comparison})[a-z]+")
    for path in under("Sources", "Tests"):
        parsed = source(path)
        for line, piece in [*parsed.comments, *(parsed.strings if path.startswith("Sources/") else [])]:
            for offset, word in [*_places(piece, is_no), *_places(piece, re.compile("spec §"))]:
                yield Fault(f"{path}:{line + offset - 1}", f"says {word!r}", f"{path}:{word}")


# Names that Swift, its library or a package calls without our code naming them.
CALLED = {
    "abstract", "body", "callAsFunction", "commandName", "configuration", "debugDescription", "description", "encode",
    "endIndex", "errorDescription", "hash", "index", "init", "main", "makeAsyncIterator", "makeIterator", "next",
    "rawValue", "run", "startIndex", "subscript", "validate", "wrappedValue", "allCases", "logLevel", "metadata",
    "metadataProvider", "log", "valueDescription", "AsyncIterator", "Element", "Iterator", "Index", "Body", "Failure",
    "IntegerLiteralType", "ArrayLiteralElement", "Key", "Value", "allValueStrings", "defaultValueDescription", "Main",
    "enqueue",  # of executors
    # NIO's channel handlers
    "InboundIn", "InboundOut", "OutboundIn", "OutboundOut", "channelActive", "channelInactive", "channelRead",
    "channelReadComplete", "errorCaught", "handlerAdded", "handlerRemoved", "userInboundEventTriggered",
    # a back end of swift-metrics
    "destroyCounter", "destroyFloatingPointCounter", "destroyMeter", "destroyRecorder", "destroyTimer", "makeCounter",
    "makeFloatingPointCounter", "makeMeter", "makeRecorder", "makeTimer", "reset",
}


def _uses(paths: list[str]) -> Counter:
    return Counter(word for path in paths for word in re.findall(r"\w+", source(path).used))


def _declared() -> dict[str, list[tuple[str, int, str]]]:
    """Where each name that others could use is declared in Sources."""
    found = {}
    for path in under("Sources"):
        for d in declarations(path):
            named = d.kind not in ("extension", "init", "subscript", "associatedtype") and d.name.isidentifier()
            listed = d.kind == "case" and d.inside and "CaseIterable" in d.inside[-1][1]
            if named and not listed and d.name not in CALLED and "override" not in d.modifiers:
                found.setdefault(d.name, []).append((path, d.line, d.kind))
    return found


def _used_in_sources() -> Counter:
    c_words = Counter()
    for path in under("Sources", ends=(".c", ".h")):
        c_words.update(re.findall(r"\w+", read(path)))
    return _uses(under("Sources")) + c_words


@rule("dead", "delete it")
def dead() -> Iterator[Fault]:
    used = _used_in_sources() + _uses(under("Tests", "Benchmarks", "Snippets"))
    for name, places in _declared().items():
        if used[name] <= len(places):
            for path, line, kind in places:
                yield Fault(f"{path}:{line}", f"nothing names the {kind} {name}", f"{path}:{name}")


@rule("tests-only", "delete it, or let the tests ask what the program asks")
def tests_only() -> Iterator[Fault]:
    used, others = _used_in_sources(), _uses(under("Tests", "Benchmarks", "Snippets"))
    for name, places in _declared().items():
        if used[name] <= len(places) and others[name]:
            for path, line, kind in places:
                yield Fault(f"{path}:{line}", f"only tests name the {kind} {name}", f"{path}:{name}")
