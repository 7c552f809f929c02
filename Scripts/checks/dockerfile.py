"""Dockerfiles as values: stages and their instructions, variables filled in, and what .dockerignore lets through.

Heredocs and parser directives are not known; no Dockerfile here has them.
"""

import fnmatch
import json
import re
from typing import NamedTuple

VARIABLE = re.compile(r"(?<!\\)\$(?:\{(\w+)\}|(\w+))")
FLAG = re.compile(r"--([\w-]+)(?:=(\S+))?\s*")


class Instruction(NamedTuple):
    line: int
    name: str
    #: As in `--from=build`; empty for a flag without a value.
    flags: dict[str, str]
    #: What follows name and flags, on one line, variables filled in where Docker does so.
    text: str

    @property
    def words(self) -> list[str] | None:
        """The elements where they are written as a JSON array, else None."""
        try:
            value = json.loads(self.text)
        except ValueError:
            return None
        return value if isinstance(value, list) and all(isinstance(word, str) for word in value) else None

    @property
    def arguments(self) -> list[str]:
        """The elements, in whichever form they are written."""
        return self.words if self.words is not None else self.text.split()

    @property
    def pairs(self) -> dict[str, str]:
        """What ENV, LABEL and ARG set, as `name=value`."""
        found = re.findall(r'([\w.-]+)=("(?:[^"\\]|\\.)*"|[^\s"]*)', self.text)
        return {name: value.strip('"') for name, value in found}


class Stage(NamedTuple):
    #: The number of its FROM line.
    line: int
    image: str
    flags: dict[str, str]
    name: str | None
    instructions: list[Instruction]

    def all(self, *names: str) -> list[Instruction]:
        return [instruction for instruction in self.instructions if instruction.name in names]

    def last(self, name: str) -> Instruction | None:
        return next(reversed(self.all(name)), None)

    def base(self, stages: list["Stage"]) -> "Stage | None":
        """The stage that this one goes on from, where it is not an image."""
        return next((stage for stage in stages if stage is not self and stage.name == self.image), None)


def _lines(text: str) -> list[tuple[int, str]]:
    """Instructions on one line each, with the number of their first one; comments and empty lines left out."""
    found: list[tuple[int, str]] = []
    open_ended = False
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        piece = stripped.removesuffix("\\").rstrip()
        if open_ended:
            first, before = found.pop()
            found.append((first, f"{before} {piece}"))
        else:
            found.append((number, piece))
        open_ended = stripped.endswith("\\")
    return found


def _filled(text: str, variables: dict[str, str]) -> str:
    return VARIABLE.sub(lambda found: variables.get(found[1] or found[2], found[0]), text)


def parse(text: str, given: dict[str, str] | None = None) -> list[Stage]:
    """The stages; `given` are build arguments, which win over defaults."""
    stages: list[Stage] = []
    outside: dict[str, str] = {}
    known: dict[str, str] = {}
    for line, content in _lines(text):
        name, _, rest = content.partition(" ")
        name, flags = name.upper(), {}
        while found := FLAG.match(rest := rest.lstrip()):
            flags[found[1]], rest = found[2] or "", rest[found.end():]
        # A shell fills in its variables itself.
        if name not in ("RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK", "SHELL"):
            rest = _filled(rest, known if stages and name != "FROM" else outside)
        instruction = Instruction(line, name, flags, rest)
        if name == "FROM":
            image, _, alias = rest.partition(" ")
            alias = re.sub(r"(?i)^as\s+", "", alias.strip()) or None
            stages.append(Stage(line, image, flags, alias, []))
            known = {}
        elif stages:
            stages[-1].instructions.append(instruction)
        if name in ("ARG", "ENV"):
            for variable, value in (instruction.pairs or {rest: outside.get(rest, "")}).items():
                chosen = (given or {}).get(variable, value) if name == "ARG" else value
                (known if stages else outside)[variable] = chosen
    return stages


def lets_through(ignore: str, path: str) -> bool:
    """Whether .dockerignore leaves a path of the repository to builds: the last pattern that fits decides."""
    allowed = True
    for line in ignore.split("\n"):
        pattern = line.strip()
        if not pattern or pattern.startswith("#"):
            continue
        exception, pattern = pattern.startswith("!"), pattern.removeprefix("!").strip("/")
        parts = path.split("/")
        heads = ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]
        if any(fnmatch.fnmatch(head, pattern) and head.count("/") == pattern.count("/") for head in heads):
            allowed = exception
    return allowed
