"""Images made without Docker: the last stage of a Dockerfile, on a base by debootstrap, as a layer of overlayfs.

What earlier stages build is taken from the checkout: in `COPY --from=build`, the build's WORKDIR stands for it.
"""

import os
import re
import shutil
import stat
import subprocess
from pathlib import Path
from typing import NamedTuple

from checks.dockerfile import Instruction, Stage, lets_through, parse

ROOT = Path(__file__).resolve().parents[3]
RELEASES = {"11": "bullseye", "12": "bookworm", "13": "trixie"}
MIRROR = os.environ.get("FDNIX_DEBIAN_MIRROR", "http://deb.debian.org/debian")
#: What is made once: the base, and the packages that apt fetched.
KEPT = Path(os.environ.get("FDNIX_CONTAINERS", ROOT / ".fdnix/containers"))
#: What Debian's own images tell dpkg: no documents, no waiting for the disk.
DPKG = "".join(f"path-exclude /usr/share/{name}/*\n" for name in "doc groff info linda lintian locale man".split())
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def base(image: str) -> Path:
    """The base `debian:12.12-slim`: the same release, with no more than the essential packages and apt."""
    found = re.fullmatch(r"debian:(\d+)[.\d]*-slim(?:@.+)?", image)
    if found is None:
        raise ValueError(f"no base is known for {image}")
    suite = RELEASES[found[1]]
    place = KEPT / suite
    if not place.exists():
        new = KEPT / f"{suite}.new"
        shutil.rmtree(new, ignore_errors=True)
        new.parent.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(
            ["debootstrap", "--variant=minbase", suite, new, MIRROR], capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"debootstrap: {(done.stdout + done.stderr)[-2000:]}")
        (new / "etc/dpkg/dpkg.cfg.d/docker").write_text(DPKG + "force-unsafe-io\n")
        new.rename(place)
    return place


class Image(NamedTuple):
    base: Path
    layer: Path
    stage: Stage

    def arguments(self, name: str) -> list[str]:
        said = self.stage.last(name)
        return said.arguments if said else []

    @property
    def environment(self) -> dict[str, str]:
        return {"PATH": PATH} | {name: value for said in self.stage.all("ENV") for name, value in said.pairs.items()}

    @property
    def user(self) -> tuple[int, int]:
        user, group = self.stage.last("USER").text.split(":")
        return int(user), int(group)

    @property
    def health(self) -> list[str]:
        check = self.stage.last("HEALTHCHECK")
        return check._replace(text=check.text.removeprefix("CMD ")).arguments

    def owner(self, path: str) -> os.stat_result:
        """Whose a folder of the image is."""
        places = [layer / path.strip("/") for layer in (self.layer, self.base)]
        return next(place.stat() for place in places if place.exists())

    def files(self) -> list[str]:
        """Programs and libraries that were copied in."""
        found = (path for path in self.layer.glob("usr/local/**/*") if path.is_file())
        return ["/" + str(path.relative_to(self.layer)) for path in found if path.open("rb").read(4) == b"\x7fELF"]


class Builder:
    """Makes images in a folder. `built` has the release programs, `certificates` stands for Amazon's."""

    def __init__(self, folder: Path, built: Path, certificates: Path):
        self.folder = folder
        self.ignore = (ROOT / ".dockerignore").read_text()
        #: Where things are that a build makes; Scripts/setup has other places for two of them where it is told so.
        self.made = {
            ".build/release": built,
            ".fdnix/duckdb": Path(os.environ.get("FDNIX_PREFIX") or ROOT / ".fdnix/duckdb"),
            ".fdnix/documents": Path(os.environ.get("FDNIX_DOCUMENTS_PREFIX") or ROOT / ".fdnix/documents"),
            ".fdnix/rds-global-bundle.pem": certificates,
        }

    def build(self, name: str) -> Image:
        stages = parse((ROOT / "Containers" / name / "Dockerfile").read_text())
        stage = stages[-1]
        image = Image(base(stage.image), self.folder / name / "layer", stage)
        shutil.rmtree(image.layer.parent, ignore_errors=True)
        image.layer.mkdir(parents=True)
        # Looked for first: what runs takes time.
        copied = {instruction.line: self.sources(instruction, stages) for instruction in stage.all("COPY")}
        for instruction in stage.instructions:
            if instruction.name == "RUN":
                self.run(image, instruction.text)
            elif instruction.name == "COPY":
                self.copy(image, copied[instruction.line], instruction.arguments[-1])
        return image

    def run(self, image: Image, command: str) -> None:
        """Runs a command as Docker does: as root, in the image as it is by now."""
        work, root, packages = image.layer.with_name("work"), image.layer.with_name("root"), KEPT / "packages"
        for folder in (work, root, packages):
            folder.mkdir(exist_ok=True)
        script = (
            'mount -t overlay overlay -o "lowerdir=$1,upperdir=$2,workdir=$3" "$4"; mount -t proc proc "$4/proc"; '
            'mount --bind "$5" "$4/var/cache/apt/archives"; cp /etc/resolv.conf "$4/etc/"; '
            f'exec chroot "$4" /usr/bin/env -i PATH={PATH} /bin/sh -c "$6"')
        done = subprocess.run(
            ["unshare", "--mount", "--pid", "--fork", "sh", "-euc", script, "sh", image.base, image.layer, work, root,
             packages, command], capture_output=True, text=True, errors="replace", check=False)
        if done.returncode:
            raise RuntimeError(f"RUN {command}\n{(done.stdout + done.stderr)[-3000:]}")

    def copy(self, image: Image, places: list[tuple[str, Path]], target: str) -> None:
        for name, place in places:
            goal = image.layer / target.strip("/")
            if place.is_dir():
                shutil.copytree(place, goal, symlinks=True, dirs_exist_ok=True)
            else:
                goal = goal / name if target.endswith("/") else goal
                goal.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(place, goal)
        for path in (image.layer / target.strip("/")).rglob("*"):
            if not path.is_symlink():
                # As a builder's umask has it, whatever the one of this machine is.
                path.chmod(stat.S_IMODE(path.stat().st_mode) | 0o444 | (0o111 if path.is_dir() else 0))

    def sources(self, instruction: Instruction, stages: list[Stage]) -> list[tuple[str, Path]]:
        """What an instruction copies: names, and where they are here."""
        origin = next((stage for stage in stages if stage.name and stage.name == instruction.flags.get("from")), None)
        found = [(Path(path).name, self.source(path, origin)) for path in instruction.arguments[:-1]]
        if missing := [place for _, place in found if not place.exists()]:
            raise FileNotFoundError(f"{missing[0]} is not there: run Scripts/setup, Scripts/setup documents, and build")
        return found

    def source(self, path: str, stage: Stage | None) -> Path:
        if stage is None:
            if not lets_through(self.ignore, path):
                raise ValueError(f".dockerignore keeps {path} out")
            return ROOT / path
        inside = path.removeprefix(stage.last("WORKDIR").text + "/").rstrip("/")
        for made, place in self.made.items():
            if inside == made or inside.startswith(f"{made}/"):
                return place / inside.removeprefix(made).strip("/") if inside != made else place
        raise ValueError(f"{path} is not known to be built")
