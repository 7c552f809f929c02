"""Rules on documents: links lead somewhere, paths are there, library products have an example that is compiled."""

import re
from collections.abc import Iterator
from pathlib import Path

from .declared import imports
from .manifest import dump, project
from .rules import ROOT, Fault, files, read, rule, under

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")
FENCE = re.compile(r"^```.*?^```", re.M | re.S)
# Files that speak of what was: their paths are history.
HISTORY = {"CHANGELOG.md"}
# Folders that a checkout makes and does not hold.
MADE = (".build", ".fdnix")
# `Sources/ROOM/NAME`
PLACEHOLDER = re.compile("/(?:NAME|ROOM)")


def anchors(path: str) -> set[str]:
    """The anchors of a document's headings, as GitHub makes them."""
    found = set()
    for heading in re.findall(r"^#+\s+(.+)$", FENCE.sub("", read(path)), re.M):
        plain = re.sub(r"[^\w\- ]", "", heading.lower())
        found.add(plain.strip().replace(" ", "-"))
    return found


@rule("links", "mend the link")
def links() -> Iterator[Fault]:
    for path in (path for path in files() if path.endswith(".md")):
        text = read(path)
        for found in LINK.finditer(FENCE.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), text)):
            line = text.count("\n", 0, found.start()) + 1
            address, _, anchor = found[1].partition("#")
            if re.match(r"[a-z]+:", found[1]):
                continue
            target = (Path(path).parent / address).as_posix() if address else path
            if not (ROOT / target).exists():
                yield Fault(f"{path}:{line}", f"leads to {found[1]}, which is not there")
            elif anchor and target.endswith(".md") and anchor not in anchors(target):
                yield Fault(f"{path}:{line}", f"{target} has no heading for #{anchor}")


def _exists(token: str, targets: dict) -> bool:
    """Whether a path in a document leads somewhere: from the root, or from a target that it begins with."""
    head, _, rest = token.partition("/")
    starts = [token] + ([f"{targets[head].path}/{rest}"] if head in targets else [])
    return any((ROOT / start).exists() or (ROOT / f"{start}.swift").exists() for start in starts)


@rule("paths", "write the path as it is now")
def paths() -> Iterator[Fault]:
    targets = project().targets
    tops = {Path(path).parts[0] for path in files() if "/" in path} | {"Sources", "Tests", "Snippets"}
    for path in (path for path in files() if path.endswith(".md") and path not in HISTORY):
        for number, line in enumerate(read(path).split("\n"), 1):
            for token in re.findall(r"`([\w.+-]+(?:/[\w.+-]+)+/?)`", line):
                head = token.split("/")[0]
                if (head not in tops and head not in targets) or token.startswith(MADE) or PLACEHOLDER.search(token):
                    continue
                if not _exists(token.rstrip("/"), targets):
                    yield Fault(f"{path}:{number}", f"{token} is not there", f"{path}:{token}")
    for path in under("Scripts", "Tests/System", "Tools", "Benchmarks", "Sources", ends=("",)):
        if path.endswith("/test_checks.py"):
            continue  # made-up paths
        if path.endswith((".swift", ".py", ".c", ".h", ".js", ".sh", "/run")) or "." not in Path(path).name:
            for number, line in enumerate(read(path).split("\n"), 1):
                for token in re.findall(r"\b((?:Sources|Tests|Scripts|Tools|Snippets)(?:/[\w.+-]*\w)+)", line):
                    if Path(path).parts[0] == "Benchmarks" and (ROOT / "Benchmarks" / token).exists():
                        continue
                    if not PLACEHOLDER.search(token) and not (ROOT / token).exists():
                        yield Fault(f"{path}:{number}", f"{token} is not there", f"{path}:{token}")


@rule("snippets", "write an example in Snippets/; `swift build` compiles them all")
def snippets() -> Iterator[Fault]:
    shown = {name for path in under("Snippets") for _, name in imports(path)}
    for product in dump(str(ROOT))["products"]:
        if "library" in product["type"] and product["name"] not in shown:
            yield Fault("Snippets", f"no example imports {product['name']}", product["name"])


@rule("pages", "copy the block from its snippet again")
def pages() -> Iterator[Fault]:
    shown = [read(path) for path in under("Snippets")]
    for path in (path for path in files() if ".docc/" in path and path.endswith(".md")):
        text = read(path)
        for found in re.finditer(r"^```swift\n(.*?)^```", text, re.M | re.S):
            if not any(found[1] in snippet for snippet in shown):
                line = text.count("\n", 0, found.start()) + 1
                yield Fault(f"{path}:{line}", "shows code that no snippet has", path)
