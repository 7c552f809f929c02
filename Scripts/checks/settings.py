"""The rule on settings: the page has every variable that the program reads, and no other."""

import re
from collections.abc import Iterator

from .rules import Fault, read, rule, under

PAGE = "Documentation/settings.md"
#: Which sources the variables of a heading are read in.
READ = {
    "receipts": ("Sources/Programs/receipts", "Sources/Receipts/Receipts/Settings"),
    "AWS, log and network": ("Sources/Cloud/AWS", "Sources/Cloud/LambdaRuntime", "Sources/Core/HTTPTransport",
                             "Sources/Core/Observability"),
}
#: A variable as Swift's code names it; one of a secret has a sister that names where the secret is kept.
NAMED = re.compile(r'(SecretPlace\(\s*)?"([A-Z][A-Z0-9_]{3,}|[a-z]+_proxy)"')
CELL = re.compile(r"`([A-Z][A-Z0-9_]{3,}|[a-z]+_proxy)`")


def named(*folders: str) -> dict[str, str]:
    """The variables that sources name, each with the file that does."""
    found = {}
    for path in under(*folders):
        for secret, name in NAMED.findall(read(path)):
            found.setdefault(name, path)
            if secret:
                found.setdefault(f"{name}_SECRET_ARN", path)
    return found


def described(text: str) -> dict[str, dict[str, int]]:
    """The variables in the first cells of the page's tables, each with its line, by heading."""
    found: dict[str, dict[str, int]] = {}
    heading = ""
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("## "):
            heading = line[3:]
        elif line.startswith("| "):
            for name in CELL.findall(line.split(" | ")[0]):
                found.setdefault(heading, {})[name] = number
    return found


@rule("settings", f"write in {PAGE} what the variable does, or take out what nobody reads")
def settings() -> Iterator[Fault]:
    pages = described(read(PAGE))
    everywhere = {name for names in pages.values() for name in names}
    for name, path in named(*READ["receipts"]).items():
        if name not in everywhere:
            yield Fault(path, f"{name} is not in {PAGE}", name)
    for heading, names in pages.items():
        known = named(*READ.get(heading, ()))
        for name, line in names.items():
            if name not in known:
                yield Fault(f"{PAGE}:{line}", f"{name} is read by nothing that {heading} is about", name)
