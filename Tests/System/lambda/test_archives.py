"""The archives of `make lambda`, unpacked as Lambda does: they have all that they load, and every role gets to work."""

import json
import os
import re
import subprocess
import tempfile
import unittest
import zipfile
from pathlib import Path

from case import INDEX, event
from runtime_api import RuntimeAPI

FOLDER = Path(os.environ["FDNIX_LAMBDA_ARCHIVE"]).parent
#: What Amazon Linux 2023 has of itself where Lambda runs functions.
SYSTEM = re.compile(r"(ld-linux.*|lib(c|m|dl|rt|resolv|pthread|gcc_s|stdc\+\+|ssl|crypto|curl))\.so\.\d+")
MODELS = [{"provider": "local", "modelId": "local-hash-v1", "modelRefKey": "hash", "dimensions": 64}]
QUESTION = event("/corpus/search", method="POST", **{"Content-Type": "application/json"}) | {
    "body": json.dumps({"question": "who?"})}
#: The roles of each archive, with something to do and what the answer says of it.
ROLES = {
    "fdnix-lambda": {"": (event("/v1/search", "q=ripgrep"), "ripgrep")},
    "embed-documents": {
        "cache-update": ({"Records": []}, ""),
        "manage": ({}, ""),
        "detect": ({"Execution": {"Name": "run"}}, "isValid"),
        "summarize": ({"Execution": {"Name": "run"}}, ""),
        "search": (QUESTION, "There are no documents of this model yet"),
    },
    "receipts": {
        "embed-worker": ({"Records": []}, "batchItemFailures"),
        "stream-processor": ({"Records": []}, "batchItemFailures"),
        "compactor": ({"Records": []}, "batchItemFailures"),
        "sweeper": ({}, ""),
    },
}


def needed(file: Path) -> set[str]:
    """The libraries that a file asks for by name."""
    said = subprocess.run(["readelf", "--dynamic", file], check=True, capture_output=True, text=True).stdout
    return set(re.findall(r"NEEDED.*\[(.+)\]", said))


@unittest.skipUnless(FOLDER.is_dir(), f"needs {FOLDER}: run `make lambda`")
class Archives(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)

    def unpacked(self, name):
        place = self.folder / name
        with zipfile.ZipFile(FOLDER / f"{name}.zip") as archive:
            for entry in archive.infolist():
                os.chmod(archive.extract(entry, place), entry.external_attr >> 16 & 0o777)
        return place

    def test_nothing_is_missing_beside_the_system(self):
        for name in ROLES:
            place = self.unpacked(name)
            libraries = {path.name for path in place.glob("lib/*")}
            for file in (place / "bootstrap", *place.glob("lib/*")):
                with self.subTest(f"{name}: {file.name}"):
                    missing = {library for library in needed(file) - libraries if not SYSTEM.fullmatch(library)}
                    self.assertEqual(missing, set())

    def test_every_role_works(self):
        for name, roles in ROLES.items():
            place = self.unpacked(name)
            for role, (value, word) in roles.items():
                with self.subTest(f"{name} {role}"):
                    # A service as it is on one machine, without an account.
                    api = RuntimeAPI([str(place / "bootstrap")], {
                        "LAMBDA_TASK_ROOT": str(place), "LD_LIBRARY_PATH": str(place / "lib"), "FDNIX_INDEX": INDEX,
                        "EMBED_ROLE": role, "RECEIPTS_ROLE": role, "EMBED_DATA_DIR": str(self.folder / f"{name}-data"),
                        "EMBEDDINGS_SAGEMAKER_MODELS": json.dumps(MODELS), "STORAGE_BACKEND": "local"})
                    self.addCleanup(api.close)
                    invocation = api.invoke(value, timeout=20)
                    self.assertIsNone(api.init_error, api.log_lines)
                    self.assertIsNone(invocation.error_type, (invocation.body, api.log_lines))
                    self.assertIn(word, invocation.body.decode())
