"""The programs that are built here, and the archives that Lambda has them as."""

import os
import subprocess
import zipfile
from pathlib import Path

import planning

BUILT = Path(os.environ.get("FDNIX", planning.ROOT / ".build/debug/fdnix")).parent
PACKED = Path(os.environ.get("FDNIX_ARCHIVES", planning.ROOT / ".build/lambda"))
#: The variables that name the archives, with the programs within.
FUNCTIONS = {"search": "fdnix-lambda", "documents": "embed-documents", "receipts": "receipts"}


def missing() -> str | None:
    """Why the programs cannot be run; None where they can."""
    names = [name for name in ("fdnix", *FUNCTIONS.values()) if not (BUILT / name).is_file()]
    return f"{BUILT} has no {', '.join(names)}: build them (Scripts/test build)" if names else None


def archive(program: str, folder: Path) -> Path:
    """The archive that Scripts/package-lambda made; where it made none, one of the program that was built for tests."""
    packed = PACKED / f"{program}.zip"
    if packed.is_file():
        return packed
    bare, made = folder / program, folder / f"{program}.zip"
    subprocess.run(["strip", "-o", bare, BUILT / program], check=True)
    entry = zipfile.ZipInfo("bootstrap")
    entry.external_attr, entry.compress_type = 0o755 << 16, zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(made, "w", compresslevel=1) as archive:
        archive.writestr(entry, bare.read_bytes(), compresslevel=1)
    bare.unlink()
    return made
