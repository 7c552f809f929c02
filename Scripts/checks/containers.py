"""Rules on Dockerfiles: hadolint's main ones, by its numbers (https://github.com/hadolint/hadolint), and some of ours.

Left out on purpose: DL3008, exact versions of packages, which Debian's servers keep for days only.
"""

import re
from collections.abc import Callable, Iterator

from .dockerfile import Instruction, Stage, lets_through, parse
from .rules import Fault, files, read, rule

Said = Iterator[tuple[int, str]]
CHECKS: list[Callable[[list[Stage]], Said]] = []
# Programs that a build or a container has no use for.
USELESS = r"ssh|vim|nano|shutdown|service|ps|free|top|kill|mount|ifconfig"
EXACT_TAG = re.compile(r":[^/@]*\d+\.\d+[^/]*$|@sha256:[0-9a-f]{64}$")
TITLES = [f"org.opencontainers.image.{name}" for name in "title description licenses version revision".split()]
REMOTE = re.compile(r"https?://|git@|.*\.(?:tar|t?gz|xz)$")


def check(function: Callable[[list[Stage]], Said]) -> Callable[[list[Stage]], Said]:
    CHECKS.append(function)
    return function


def runs(stage: Stage) -> Iterator[tuple[int, str, list[str]]]:
    """Each RUN: its line, its text, its commands."""
    for instruction in stage.all("RUN"):
        yield instruction.line, instruction.text, [part.strip() for part in re.split(r"&&|\|\||[;|]", instruction.text)]


@check
def bases(stages: list[Stage]) -> Said:
    for number, stage in enumerate(stages):
        tag = re.search(r":([^/]+)$", stage.image)
        if stage.name and stage.name in [earlier.name for earlier in stages[:number]]:
            yield stage.line, f"DL3024 a second stage {stage.name}"
        if stage.flags.get("platform"):
            yield stage.line, "DL3029 --platform says what only the one who builds should"
        if stage.base(stages[:number]) or stage.image == "scratch":
            continue
        if not tag and "@" not in stage.image:
            yield stage.line, f"DL3006 {stage.image} has no tag"
        elif tag and tag[1].startswith("latest"):
            yield stage.line, f"DL3007 {stage.image} is another image tomorrow"
        elif not EXACT_TAG.search(stage.image):
            yield stage.line, f"{stage.image} is not exact: give the whole version, or a digest"


@check
def commands(stages: list[Stage]) -> Said:
    for stage in stages:
        for line, text, parts in runs(stage):
            first = {part.split()[0] for part in parts if part}
            if "sudo" in first:
                yield line, "DL3004 sudo: a build is root unless USER says otherwise"
            if "cd" in first:
                yield line, "DL3003 cd: use WORKDIR"
            if "apt" in first:
                yield line, "DL3027 apt is for people: use apt-get"
            if found := next((word for word in first if re.fullmatch(USELESS, word)), None):
                yield line, f"DL3001 {found} has no use in a container"
            if re.search(r"\b(?:x86_64|amd64|aarch64|arm64)\b", text):
                yield line, "says an architecture: images are for amd64 and arm64"


@check
def packages(stages: list[Stage]) -> Said:
    for stage in stages:
        for line, text, parts in runs(stage):
            if re.search(r"apt-get\b[^&|;]*\b(?:dist-)?upgrade\b", text):
                yield line, "DL3005 an upgrade: take a newer base"
            if not (installs := [part for part in parts if re.match(r"apt-get\b.*\binstall\b", part)]):
                continue
            if not any(re.match(r"apt-get\b.*\bupdate\b", part) for part in parts):
                yield line, "apt-get update in another RUN is of another day"
            if any("--no-install-recommends" not in part for part in installs):
                yield line, "DL3015 needs --no-install-recommends"
            if any(not re.search(r"\s(?:-\w*y\w*|--yes|--assume-yes)\b", part) for part in installs):
                yield line, "DL3014 asks a question: needs -y"
            if not re.search(r"rm -rf? /var/lib/apt/lists/\*", text):
                yield line, "DL3009 the lists of apt stay in the image"


@check
def pipes(stages: list[Stage]) -> Said:
    for stage in stages:
        careful = False
        for instruction in stage.all("RUN", "SHELL"):
            if instruction.name == "SHELL":
                careful = "pipefail" in instruction.text
            elif re.search(r"(?<!\|)\|(?!\|)", instruction.text) and not careful and "pipefail" not in instruction.text:
                yield instruction.line, 'DL4006 a pipe hides a failure: SHELL ["/bin/bash", "-o", "pipefail", "-c"]'


@check
def copies(stages: list[Stage]) -> Said:
    ignore = read(".dockerignore")
    for number, stage in enumerate(stages):
        rooted = False
        earlier = {other.name for other in stages[:number]} | {str(index) for index in range(number)}
        for instruction in stage.instructions:
            if instruction.name == "WORKDIR":
                rooted = True
                if not re.match(r"/|\$", instruction.text):
                    yield instruction.line, "DL3000 WORKDIR is not absolute"
            if instruction.name not in ("COPY", "ADD"):
                continue
            *sources, target = instruction.arguments
            if instruction.name == "ADD" and not all(map(REMOTE.match, sources)):
                yield instruction.line, "DL3020 ADD does more than it says: use COPY"
            if len(sources) > 1 and not target.endswith("/"):
                yield instruction.line, "DL3021 the target of several files ends with /"
            if not target.startswith("/") and not rooted:
                yield instruction.line, "DL3045 a relative target without WORKDIR"
            origin = instruction.flags.get("from")
            if origin is not None:
                if origin == stage.name:
                    yield instruction.line, "DL3023 copies from its own stage"
                elif origin not in earlier:
                    yield instruction.line, f"DL3022 there is no stage {origin}"
            elif instruction.name == "COPY":
                yield from ((instruction.line, text) for text in _absent(sources, ignore))


def _absent(sources: list[str], ignore: str) -> Iterator[str]:
    for source in sources:
        path = source.strip("./")
        inside = [file for file in files() if not path or file == path or file.startswith(f"{path}/")]
        if not inside:
            yield f"copies {source}, which is not in the repository"
        elif not any(lets_through(ignore, file) for file in inside):
            yield f"copies {source}, which .dockerignore keeps out"


@check
def endings(stages: list[Stage]) -> Said:
    """What the last stage says of how its container is run."""
    stage = stages[-1]
    for name, number in (("CMD", "DL4003"), ("ENTRYPOINT", "DL4004"), ("HEALTHCHECK", "DL3012")):
        if len(stage.all(name)) > 1:
            yield stage.all(name)[-1].line, f"{number} a second {name}"
    for instruction in stage.all("CMD", "ENTRYPOINT", "VOLUME"):
        if instruction.words is None:
            number = "" if instruction.name == "VOLUME" else "DL3025 "
            yield instruction.line, f"{number}{instruction.name} is not an array: a shell would not pass signals on"
    for instruction in stage.all("MAINTAINER"):
        yield instruction.line, "DL4000 MAINTAINER is gone: use a label"
    for instruction in stage.all("EXPOSE"):
        if not all(word.split("/")[0].isdigit() and int(word.split("/")[0]) < 65536 for word in instruction.arguments):
            yield instruction.line, "DL3011 no such port"
    yield from _asked(stage)


def _asked(stage: Stage) -> Said:
    user = stage.last("USER")
    if user is None or user.text.split(":")[0] in ("root", "0"):
        yield (user or stage).line, "DL3002 the last USER is root"
    elif not re.fullmatch(r"[1-9]\d*(?::[1-9]\d*)?", user.text):
        yield user.line, "USER is not a number, by which alone a host can see that it is not root"
    if (stop := stage.last("STOPSIGNAL")) is None or stop.text != "SIGTERM":
        yield (stop or stage).line, "STOPSIGNAL SIGTERM is not said"
    if not stage.all("ENTRYPOINT"):
        yield stage.line, "no ENTRYPOINT"
    if not stage.all("HEALTHCHECK"):
        yield stage.line, "no HEALTHCHECK; where nothing listens, HEALTHCHECK NONE"
    elif stage.all("EXPOSE") and _is_none(stage.all("HEALTHCHECK")[-1]):
        yield stage.all("HEALTHCHECK")[-1].line, "a server without a HEALTHCHECK"
    said = {name for label in stage.all("LABEL") for name in label.pairs}
    for missing in [title for title in TITLES if title not in said]:
        yield stage.line, f"no label {missing}"


def _is_none(instruction: Instruction) -> bool:
    return instruction.text.strip().upper() == "NONE"


@rule("dockerfiles", "mend the Dockerfile; hadolint's wiki explains each DL number")
def dockerfiles() -> Iterator[Fault]:
    for path in files():
        if not re.search(r"(?:^|/)Dockerfile(?:\.\w+)?$", path):
            continue
        stages = parse(read(path))
        if not stages:
            yield Fault(path, "DL3061 has no FROM")
            continue
        for one in CHECKS:
            for line, message in one(stages):
                yield Fault(f"{path}:{line}", message, f"{path}:{message.split()[0]}")
