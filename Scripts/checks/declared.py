"""Imports and declared dependencies are the same set.

SwiftPM has a flag for the one half (--explicit-target-dependency-import-check error), but Swift 6.3's accepts an import
that is not declared; this rule needs no build either.
"""

import re
from collections.abc import Iterator

from .manifest import Target, project
from .rules import Fault, read, rule, under
from .swift import source

IMPORT = re.compile(
    r"^\s*(?:@\w+(?:\([\w\s]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?import\s+"
    r"(?:(?:struct|class|enum|protocol|func|var|let|typealias|actor)\s+)?(\w+)", re.M)
# Modules that come with the toolchain or the system.
GIVEN = {
    "Builtin", "Darwin", "Dispatch", "Foundation", "FoundationEssentials", "FoundationNetworking", "Glibc", "Musl",
    "RegexBuilder", "Swift", "Synchronization", "Testing", "_Concurrency",
}


def module_name(target: str) -> str:
    return target.replace("-", "_")


def imports(path: str) -> list[tuple[int, str]]:
    """The modules that a file imports, with the lines."""
    code = source(path).code
    return [(code.count("\n", 0, found.start(1)) + 1, found[1]) for found in IMPORT.finditer(code)]


def declared(target: Target) -> dict[str, str]:
    """What a target may import: module to dependency. Products of other packages are called as their modules."""
    return {module_name(name): name for name in [*target.targets, *(product for product, _ in target.products)]}


@rule("imports", "add the dependency to the target in Package.swift, or take the import out")
def undeclared() -> Iterator[Fault]:
    for target in project().targets.values():
        may = declared(target)
        for path in under(target.path):
            for line, name in imports(path):
                if name not in may and name not in GIVEN:
                    message = f"{target.name} imports {name} and does not declare it"
                    yield Fault(f"{path}:{line}", message, f"{path}:{name}")


@rule("dependencies", "take the dependency out of the target in Package.swift")
def unused() -> Iterator[Fault]:
    targets = project().targets
    for target in targets.values():
        paths = under(target.path)
        if not paths:
            continue  # C
        used = {name for path in paths for _, name in imports(path)}
        for module, name in declared(target).items():
            # A test of a program depends on it so that it is built; every test target has TestSupport at hand.
            program = name in targets and targets[name].kind == "executable"
            built = target.kind == "test" and (name == "TestSupport" or program)
            if module not in used and not built:
                yield Fault("Package.swift", f"{target.name} imports {name} nowhere", f"{target.name}:{name}")


@rule("platform", "import Platform instead; only Sources/Core/Platform asks which C library there is")
def platform() -> Iterator[Fault]:
    for path in under("Sources", "Tests", "Benchmarks", "Snippets"):
        if path.startswith("Sources/Core/Platform/"):
            continue
        for number, line in enumerate(read(path).split("\n"), 1):
            if re.search(r"canImport\((Glibc|Musl)\)", line) or re.match(r"\s*import (Glibc|Musl|Darwin)\b", line):
                yield Fault(f"{path}:{number}", line.strip(), path)
