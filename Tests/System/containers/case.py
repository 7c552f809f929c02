"""What the tests share: an image each, made once a run; volumes a test; containers that must end well."""

import atexit
import os
import re
import shutil
import subprocess
import tempfile
import unittest
from functools import cache
from pathlib import Path

import image
from container import Container, Volumes
from program import Ended

ROOT = image.ROOT
NAMES = sorted(path.parent.name for path in (ROOT / "Containers").glob("*/Dockerfile"))


@cache
def builder() -> image.Builder:
    image.KEPT.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="images-", dir=image.KEPT))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    bundle = ROOT / ".fdnix/rds-global-bundle.pem"
    if not bundle.exists():
        # Amazon's own are not asked for by tests; one of anybody's stands for them.
        bundle = folder / "bundle.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=nobody", "-days", "2",
             "-keyout", folder / "key.pem", "-out", bundle], check=True, capture_output=True)
    return image.Builder(folder, Path(os.environ["FDNIX_BUILT"]), bundle)


@cache
def made(name: str) -> image.Image:
    return builder().build(name)


def fargate(module: str) -> dict[str, str]:
    """What Terraform's module says of the task of a system: attributes as they are written."""
    text = (ROOT / "Infrastructure/modules" / module / "tasks.tf").read_text()
    block = re.search(r'^module "task" \{\n(.*?)^\}', text, re.S | re.M)[1]
    return dict(re.findall(r"^  (\w+) += (.+)$", block, re.M))


class Case(unittest.TestCase):
    #: The image, by its folder in Containers/.
    name = ""

    def setUp(self) -> None:
        self.image = made(self.name)
        folder = Path(tempfile.mkdtemp(prefix="volumes-", dir=image.KEPT))
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        self.volumes = Volumes(self.image, folder)

    def start(self, *words: str, **more: str) -> Container:
        started = Container(self.image, self.volumes, list(words) or None, **more)
        self.addCleanup(lambda: started.is_running and started.kill())
        return started

    def call(self, *words: str, code: int | None = 0, **more: str) -> Ended:
        ended = self.start(*words, **more).wait()
        if code is not None:
            self.assertEqual(ended.code, code, ended)
        return ended

    def put(self, path: str, content: bytes | Path) -> None:
        self.volumes.put(path, content, self.image.user)

    def stopped(self, started: Container, seconds: float) -> Ended:
        """Asks a container to end, which it does in good order and in time."""
        ended, took = started.stop(seconds)
        print(f"\n{self.name}: ended {took:.2f} s after SIGTERM with {ended.code}")
        self.assertLess(took, seconds)
        return ended
