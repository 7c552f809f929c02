"""A container of an image, without Docker: namespaces of its own (files, processes, network), the image's user, a root
that cannot be written, and its volumes."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import program
from image import Image

ENTER = Path(__file__).with_name("enter.py")
# Stands where the container's network is and asks its server.
ASK = """
import sys, urllib.request, urllib.error
try:
    with urllib.request.urlopen(sys.argv[1], timeout=20) as answer:
        status, body = answer.status, answer.read()
except urllib.error.HTTPError as error:
    status, body = error.code, error.read()
sys.stdout.buffer.write(b"%d " % status + body)
"""


class Volumes:
    """The folders that a container may write, kept from one container to the next. Those of the image are made as
    Docker makes them: with the owner and the mode that the image gives them."""

    def __init__(self, image: Image, folder: Path):
        self.folders = {}
        for path in image.arguments("VOLUME"):
            place = folder / path.strip("/").replace("/", "-")
            place.mkdir(parents=True)
            owner = image.owner(path)
            os.chown(place, owner.st_uid, owner.st_gid)
            place.chmod(owner.st_mode & 0o7777)
            self.folders[path] = place

    def put(self, path: str, content: bytes | Path, owner: tuple[int, int]) -> None:
        """Puts a file where the container sees it at `path`, as its user's own."""
        volume = next(volume for volume in self.folders if path.startswith(f"{volume}/"))
        place = self.folders[volume]
        for part in path.removeprefix(f"{volume}/").split("/")[:-1]:
            place = place / part
            place.mkdir(exist_ok=True)
            os.chown(place, *owner)
        place = place / path.rpartition("/")[2]
        place.write_bytes(content if isinstance(content, bytes) else content.read_bytes())
        os.chown(place, *owner)

    def path(self, path: str) -> Path:
        volume = next(volume for volume in self.folders if path == volume or path.startswith(f"{volume}/"))
        return self.folders[volume] / path.removeprefix(volume).strip("/")


class Container(program.Started):
    """The image's entry with `words`, or without any with the image's own (CMD); `instead` is run in its place."""

    def __init__(self, image: Image, volumes: Volumes, words: list[str] | None = None, stdin: str = "",
                 instead: list[str] | None = None, **variables: str):
        # Where the files are put together, which is seen in the container's namespaces alone.
        root = image.layer.with_name("root")
        root.mkdir(exist_ok=True)
        command = instead or [*image.arguments("ENTRYPOINT"), *(image.arguments("CMD") if words is None else words)]
        self.image = image
        spec = {
            "root": str(root), "base": str(image.base), "layer": str(image.layer), "user": image.user,
            "directory": image.stage.last("WORKDIR").text, "environment": image.environment | variables,
            "volumes": {path: str(folder) for path, folder in volumes.folders.items()}, "command": command}
        super().__init__([], {"PATH": os.environ["PATH"]}, stdin, command=[
            "unshare", "--mount", "--pid", "--net", "--ipc", "--uts", "--fork", "--kill-child",
            sys.executable, str(ENTER), json.dumps(spec)])

    @property
    def first(self) -> int:
        """The container's first process, by its number outside."""
        for _ in range(500):
            with contextlib.suppress(OSError, IndexError):
                number = self.process.pid
                return int(Path(f"/proc/{number}/task/{number}/children").read_text().split()[0])
            time.sleep(0.01)
        raise TimeoutError("the container did not start")

    def stop(self, seconds: float) -> tuple[program.Ended, float]:
        """What `docker stop` does: SIGTERM to the first process. How it ended, and after how many seconds."""
        began = time.monotonic()
        os.kill(self.first, signal.SIGTERM)
        return self.wait(seconds), time.monotonic() - began

    def inside(self, command: list[str]) -> int:
        """Runs a command in the running container, as `docker exec` does; its exit status."""
        user, group = self.image.user
        return subprocess.run(
            ["nsenter", f"--target={self.first}", "--all", "--root", f"--setuid={user}", f"--setgid={group}", *command],
            capture_output=True, check=False).returncode

    def ask(self, url: str) -> tuple[int, str]:
        """Status and body of what a server of the container answers."""
        said = subprocess.run(
            ["nsenter", f"--target={self.first}", "--net", sys.executable, "-c", ASK, url],
            capture_output=True, check=False)
        status, _, body = said.stdout.decode(errors="replace").partition(" ")
        return int(status or 0), body
