"""What each program may hold: by the manifest, and, of programs that are built, by their symbols and libraries."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from .declared import imports
from .manifest import closure, project
from .rules import ROOT, Fault, rule, under

PRODUCTS = json.loads(Path(__file__).with_name("products.json").read_text())


@rule("contents", "take the dependency out, or load it on demand; Scripts/checks/products.json has the reasons")
def contents() -> Iterator[Fault]:
    for program, limits in PRODUCTS.items():
        held = closure(program)
        for name, why in limits["modules"].items():
            for module in held:
                if re.fullmatch(name, module):
                    yield Fault(program, f"holds {module}, by {held[module]} ({why})", f"{program}:{module}")
        for name, why in limits["imports"].items():
            for target in held:
                entry = project().targets.get(target)
                for path in under(entry.path) if entry else []:
                    for line, imported in imports(path):
                        if imported == name:
                            yield Fault(f"{path}:{line}", f"{program} may not have {name} ({why})", f"{program}:{path}")


def _output(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@rule("programs", "see rule contents; a new library goes into products.json with its reason")
def programs() -> Iterator[Fault]:
    """Nothing to say of programs that are not built."""
    for program, limits in PRODUCTS.items():
        built = ROOT / limits["path"]
        if not built.exists():
            continue
        needed = re.findall(r"NEEDED.*\[(.+)\]", _output("readelf", "--dynamic", str(built)))
        for library in needed:
            name = re.split(r"\.so|-linux", library)[0]
            if name not in limits["libraries"]:
                yield Fault(limits["path"], f"links {library}", f"{program}:{name}")
        symbols = _output("nm", "--defined-only", str(ROOT / limits.get("symbols_of", limits["path"])))
        for pattern, why in limits["symbols"].items():
            if found := re.search(rf"^\S+ \S ({pattern}\S*)", symbols, re.M):
                yield Fault(limits["path"], f"holds {found[1][:60]} ({why})", f"{program}:{pattern}")
