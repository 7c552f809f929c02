"""Runs terraform on a copy of the modules, and reads what it plans or has made."""

import functools
import json
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[3]
MODULES = ROOT / "Infrastructure"
TERRAFORM = os.environ.get("TERRAFORM", "terraform")
PLUGINS = os.environ.get("FDNIX_TERRAFORM_PLUGINS", "")

# Two plans that between them have every part: as it comes, and with each choice made the other way.
VARIANTS: dict[str, dict[str, Any]] = {
    "usual": {},
    "other": {
        "environment": "trial", "region": "eu-central-1", "bucket_suffix": "-trial", "delete_data": True,
        "interface_endpoints": False, "nat_gateway_per_zone": True, "alert_email": "watch@example.com",
        "packages_pipeline": "four", "packages_embedder": "bedrock", "packages_export": True, "search_api_keys": True,
        "cloudfront": True, "domain_name": "packages.example.com", "zone_id": "Z0000000000000", "search_version": "1",
        "documents_items_per_task": 5, "documents_schedule": "rate(1 hour)", "documents_fail_on_document_errors": False,
        "documents_models": [
            {"provider": "sagemaker", "modelId": "m", "modelRefKey": "mine", "modelEndpointName": "endpoint-1",
             "dimensions": 768},
            {"provider": "bedrock", "modelId": "us.cohere.embed-v4:0", "modelRefKey": "cohere", "dimensions": 1024}],
        "documents_video_models": ["amazon.nova-lite-v1:0", "amazon.nova-pro-v1:0"],
        "postgres_host": "database.example.com", "postgres_cidr": "192.0.2.0/24",
        "postgres_secret_arn": "arn:aws:secretsmanager:eu-central-1:000000000000:secret:postgres-AbCdEf",
        "receipts_collection_backend": "chroma", "chroma_url": "https://chroma.example.com",
        "receipts_name": "shop", "receipts_embedding_provider": "local",
    },
}


class Failed(Exception):
    """What terraform said as it failed."""


class Resource(NamedTuple):
    address: str
    type: str
    values: dict[str, Any]

    @property
    def module(self) -> str:
        """The system that it belongs to."""
        return self.address.split(".")[1].split("[")[0] if self.address.startswith("module.") else "root"


class Plan(NamedTuple):
    """What terraform plans, or has made."""

    resources: list[Resource]
    #: By address, what is known only once it is made.
    unknown: dict[str, dict[str, Any]]
    outputs: set[str]

    def all(self, kind: str, module: str = "") -> list[Resource]:
        return [found for found in self.resources if found.type == kind and module in ("", found.module)]

    def one(self, kind: str, **values: Any) -> Resource:
        """The only resource of a type that has these values."""
        found = [resource for resource in self.all(kind) if values.items() <= resource.values.items()]
        if len(found) != 1:
            raise AssertionError(f"{len(found)} of {kind} have {values}: {[each.address for each in found]}")
        return found[0]

    def at(self, address: str) -> Resource:
        found = {resource.address: resource for resource in self.resources}
        if address not in found:
            raise AssertionError(f"{address} is not there")
        return found[address]


def missing() -> str | None:
    """Why terraform cannot be run here; None where it can."""
    if not shutil.which(TERRAFORM):
        return f"there is no {TERRAFORM}: install Terraform 1.11 or later, or name it in TERRAFORM"
    if PLUGINS and not Path(PLUGINS).is_dir():
        return f"FDNIX_TERRAFORM_PLUGINS names {PLUGINS}, which is not a folder"
    try:
        folder()
    except Failed as failure:
        words = " ".join(str(failure).split())
        return f"the provider for AWS cannot be had (FDNIX_TERRAFORM_PLUGINS may name a folder with it): {words[:200]}"
    return None


def terraform(
    *words: str, where: Path | None = None, check: bool = True, seconds: int = 900, **variables: str,
) -> str:
    """Runs terraform in the copy, and gives what it says. It is ended with its providers where it takes too long."""
    settings = {"CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1", "TF_CLI_CONFIG_FILE": str(base() / "none.tfrc")}
    process = subprocess.Popen(
        [TERRAFORM, *words], cwd=where or folder(), env={**os.environ, **settings, **variables},
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
    try:
        output, errors = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise Failed(f"terraform {words[0]} took more than {seconds} s") from None
    if check and process.returncode:
        raise Failed(f"terraform {words[0]} ended with {process.returncode}: {(errors or output)[-4000:]}")
    return output


@functools.cache
def base() -> Path:
    """A folder of this run; forget removes it."""
    made = Path(tempfile.mkdtemp(prefix="fdnix-infrastructure-"))
    (made / "none.tfrc").touch()
    return made


@functools.cache
def folder() -> Path:
    """A copy of the modules that is ready for terraform, so that nothing is written into the checkout."""
    copy = base() / "work" / "Infrastructure"
    kept = shutil.ignore_patterns(".terraform*", "*.tfstate*", "backend.tf", "*.auto.tfvars")
    shutil.copytree(MODULES, copy, ignore=kept)
    terraform("init", "-input=false", *([f"-plugin-dir={PLUGINS}"] if PLUGINS else []), where=copy)
    return copy


def variables(name: str, values: dict[str, Any]) -> str:
    """The argument that gives a run of terraform these variables."""
    path = base() / f"{name}.tfvars.json"
    path.write_text(json.dumps(values))
    return f"-var-file={path}"


@functools.cache
def shown(variant: str) -> str:
    """What is planned with the variables of a variant, without an account, as terraform shows it."""
    file = base() / f"{variant}.tfplan"
    terraform("plan", "-input=false", f"-out={file}", variables(variant, {"offline": True, **VARIANTS[variant]}))
    return terraform("show", "-json", str(file))


@functools.cache
def plan(variant: str) -> Plan:
    return read(shown(variant))


def read(text: str) -> Plan:
    """A plan or a state, as terraform shows either."""
    shown = json.loads(text)
    values = shown.get("planned_values") or shown.get("values") or {}
    unknown = {change["address"]: change["change"].get("after_unknown") or {}
               for change in shown.get("resource_changes", [])}
    resources = [Resource(each["address"], each["type"], each["values"])
                 for each in walk(values.get("root_module", {})) if each.get("mode") == "managed"]
    return Plan(resources, unknown, set(values.get("outputs", {})))


def walk(module: dict[str, Any]) -> list[dict[str, Any]]:
    below = [walk(child) for child in module.get("child_modules", [])]
    return module.get("resources", []) + [resource for resources in below for resource in resources]


def forget() -> None:
    """Removes what this run wrote."""
    if base.cache_info().currsize:
        shutil.rmtree(base(), ignore_errors=True)
