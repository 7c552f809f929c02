"""The rule on settings: the pages have every variable that the programs read, and no other.

A file reads variables where it names what they are read by (`READS`); its words in capitals are then taken for them.
"""

import re
from collections.abc import Iterator

from .manifest import project
from .rules import Fault, read, rule, under

#: The page of what all programs read.
SHARED = "Documentation/settings.md"
#: The targets of each program that has a page.
PROGRAMS = {
    "fdnix": ("fdnix", "fdnix-lambda"), "embed-documents": ("embed-documents",), "receipts": ("receipts",),
}
READS = re.compile(
    r"\bSettings\(|\binout Settings\b|: Settings\b|\bsettings\.(?:string|bool|int|double|choice)\(|"
    r"\benvironment\[|\benvironment: \[String: String\]|\bEnvironment\.\w+\(|\bProcessEnvironment\b|"
    r'\bstatedBy: "|[vV]ariable: "')
#: A variable as Swift's code names it; one of a secret has a sister that names where the secret is kept.
NAMED = re.compile(r'(SecretPlace\(\s*)?"([A-Z][A-Z0-9_]{2,}[A-Z0-9]|[a-z]+_proxy)"')
#: What a server's variables end with, and what they begin with in a program.
ENDING = re.compile(r'"\\\(prefix\)(_[A-Z_]+)"')
PREFIX = re.compile(r'\bprefix: "([A-Z]+)"')
#: An option of searches, which has a variable unless it is the text itself.
OPTION = re.compile(r'= SearchOption\(\s*"(\w+)", \.(\w+)')
#: What the variable of a service's address ends with.
SERVICE = re.compile(r'\benvironmentName: "(\w+)"')
CELL = re.compile(r"`([A-Z][A-Z0-9_]{2,}[A-Z0-9]|[a-z]+_proxy)`")


def page(program: str) -> str:
    return f"Documentation/settings/{program}.md"


def held(program: str) -> list[str]:
    """The sources that a program is made of, in an order that does not change."""
    targets, found, waiting = project().targets, set(), list(PROGRAMS[program])
    while waiting:
        name = waiting.pop()
        if name in targets and name not in found:
            found.add(name)
            waiting += targets[name].targets
    return under(*(targets[name].path for name in sorted(found)))


def named(sources: list[str]) -> dict[str, str]:
    """The variables that sources read, each with the file that does."""
    texts = {path: read(path) for path in sources}
    prefixes = {prefix for text in texts.values() for prefix in PREFIX.findall(text)}
    services = {service for text in texts.values() for service in SERVICE.findall(text)}
    found: dict[str, str] = {}
    for path, text in texts.items():
        names = [f"{prefix}{ending}" for ending in ENDING.findall(text) for prefix in sorted(prefixes)]
        names += [f"FDNIX_{name.upper()}" for name, kind in OPTION.findall(text) if kind != "text"]
        for secret, name in NAMED.findall(text) if READS.search(text) else []:
            if name not in prefixes | services:
                names += [name, f"{name}_SECRET_ARN"] if secret else [name]
        for name in names:
            found.setdefault(name, path)
    return found


def described(text: str) -> dict[str, int]:
    """The variables in the first cells of a page's tables, each with its line."""
    return {
        name: number for number, line in enumerate(text.split("\n"), 1) if line.startswith("| ")
        for name in CELL.findall(line.split(" | ")[0])
    }


@rule("settings", "write in the page what the variable does, or take out what nobody reads")
def settings() -> Iterator[Fault]:
    shared = described(read(SHARED))
    for program in PROGRAMS:
        reads, own = named(held(program)), described(read(page(program)))
        for name, path in reads.items():
            if name not in own and name not in shared:
                yield Fault(path, f"{name} is not in {page(program)}", f"{program}:{name}")
        for name, line in own.items():
            if name not in reads:
                yield Fault(f"{page(program)}:{line}", f"{name} is read by nothing of {program}", f"{program}:{name}")
            elif name in shared:
                yield Fault(f"{page(program)}:{line}", f"{name} is in {SHARED} too", f"{program}:{name}")
        for name, line in shared.items():
            if name not in reads:
                yield Fault(f"{SHARED}:{line}", f"{name} is read by nothing of {program}", f"{program}:{name}")
