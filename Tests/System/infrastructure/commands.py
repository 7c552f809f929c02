"""The commands that documents show, and what of them is not there: operations and arguments of AWS's own client,
subcommands and flags of our programs, targets of make, outputs and variables of Terraform."""

import functools
import re
from collections.abc import Iterator
from pathlib import Path

import boto3.session
import botocore

import planning

PROGRAMS = planning.ROOT / "Sources/Programs"
# What each command of AWS's client takes, and those of `aws s3`, which are no operations.
GLOBAL = {"query", "output", "region", "profile", "no-cli-pager"}
S3 = {"cp": {"recursive", "dryrun"}, "sync": {"dryrun", "delete"}, "ls": {"recursive"}, "rm": {"recursive"}}
# `aws ecr` and `aws logs` have commands that are more than one operation.
MORE = {("ecr", "get-login-password"): set(), ("logs", "tail"): {"follow", "since", "format"}}


def shown(path: Path) -> str:
    """The commands of a document: its blocks of shell, and those within its lines; continued lines are joined."""
    text = path.read_text()
    blocks = "\n".join(re.findall(r"^```sh\n(.*?)^```", text, re.M | re.S))
    rest = re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)
    inline = "\n".join(" ".join(each.split()) for each in re.findall(r"`([^`]+)`", rest))
    return re.sub(r"\\\n\s*", " ", f"{blocks}\n{inline}")


def faults(path: Path) -> list[str]:
    text = shown(path)
    found = [*_aws(text), *_ours(text), *_made(text)]
    return [f"{path.name}: {fault}" for fault in found]


def queries(path: Path) -> list[tuple[str, str]]:
    """The queries of Logs Insights: the group, and the query."""
    return re.findall(r"\binsights (/[\w/-]+) '([^']+)'", shown(path))


# --- AWS's own client ----------------------------------------------------------------------------------------------


@functools.cache
def _service(name: str):
    session = boto3.session.Session(aws_access_key_id="x", aws_secret_access_key="x", region_name="us-east-1")
    name = {"s3api": "s3"}.get(name, name)
    return session.client(name) if name in session.get_available_services() else None


def _aws(text: str) -> Iterator[str]:
    # What is quoted once is an argument, however it looks.
    plain = re.sub(r"'[^'\n]*'", "QUOTED", text)
    for found in re.finditer(r"(?<![\w./-])aws ([a-z0-9-]+) ([a-z0-9-]+)([^\n|;`]*)", plain):
        service, operation, rest = found.groups()
        if operation == "wait":
            waiter = rest.split()[0].replace("-", "_")
            if waiter not in _service(service).waiter_names:
                yield f"aws {service} wait {waiter}: nothing to wait for"
            continue
        # An argument of the command around this one is not its own.
        flags = set(re.findall(r"(?<=\s)--([a-z][a-z0-9-]*)", rest.partition(')"')[0]))
        yield from (f"aws {service} {operation}: {fault}" for fault in _operation(service, operation, flags - GLOBAL))


def _operation(service: str, operation: str, flags: set[str]) -> Iterator[str]:
    known = S3.get(operation) if service == "s3" else MORE.get((service, operation))
    if known is None:
        client = _service(service)
        if client is None:
            yield "no such service"
            return
        method = operation.replace("-", "_")
        if method not in client.meta.method_to_api_mapping:
            yield "no such operation"
            return
        shape = client.meta.service_model.operation_model(client.meta.method_to_api_mapping[method]).input_shape
        members = {botocore.xform_name(name, "-") for name in (shape.members if shape else {})}
        # The client's own paging, and the denial of a flag.
        known = members | {f"no-{name}" for name in members} | {"max-items", "payload"}
    yield from (f"no argument --{flag}" for flag in sorted(flags - known))


# --- Our programs --------------------------------------------------------------------------------------------------


@functools.cache
def _subcommands(program: str) -> dict[str, set[str]]:
    """The flags of each subcommand, as its sources declare them."""
    text = "\n".join(path.read_text() for path in sorted((PROGRAMS / program).rglob("*.swift")))
    types = {found[1]: found[2] for found in re.finditer(
        r"^(?:private |public )?struct (\w+): [^{\n]*(?:ParsableCommand|ParsableArguments)[^{\n]*\{\n(.*?)^\}",
        text, re.M | re.S)}
    named = {name: body for body in types.values() for name in re.findall(r'commandName: "([\w-]+)"', body)}
    return {name: _flags(body, types) | {"help", "version"} for name, body in named.items()}


def _flags(body: str, types: dict[str, str]) -> set[str]:
    found = set()
    # Up to the declaration that the attribute belongs to.
    for attribute, name in re.findall(r"@(?:Option|Flag)\b((?:(?!@Option|@Flag|@Argument).)*?)\bvar (\w+)", body, re.S):
        custom = re.findall(r'customLong\("([\w-]+)"\)', attribute)
        found |= set(custom) or {re.sub(r"([A-Z])", lambda letter: "-" + letter[1].lower(), name)}
    for group in re.findall(r"@OptionGroup(?:\([^)]*\))? var \w+: (\w+)", body):
        found |= _flags(types.get(group, ""), types)
    return found


def _ours(text: str) -> Iterator[str]:
    for program in "fdnix", "embed-documents", "receipts":
        known = _subcommands(program)
        called = rf"(?:^|[;&|(`] ?|\bdo )(?:\.build/release/)?{program} ([a-z][a-z-]+)([^\n|;#`]*)"
        for found in re.finditer(called, text, re.M):
            name, rest = found.groups()
            if name not in known:
                yield f"{program} has no {name}"
                continue
            flags = set(re.findall(r"(?<=\s)--([a-z][a-z-]*)", rest))
            yield from (f"{program} {name} has no --{flag}" for flag in sorted(flags - known[name]))


# --- Make and Terraform --------------------------------------------------------------------------------------------


@functools.cache
def targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):.*##", (planning.ROOT / "Makefile").read_text(), re.M))


@functools.cache
def names(kind: str) -> set[str]:
    """The variables, or the outputs, of the root module."""
    return set(re.findall(rf'^{kind} "(\w+)"', (planning.MODULES / f"{kind}s.tf").read_text(), re.M))


def _made(text: str) -> Iterator[str]:
    for target in re.findall(r"(?:^|&& |`|\s)make ((?:[a-z-]+)(?: [a-z-]+)*)(?=$|[\s`])", text, re.M):
        yield from (f"no target {word} of make" for word in target.split() if word not in targets())
    for name in re.findall(r"\b(?:output(?: -raw| -json)?|database|migration) ([A-Z][A-Za-z]+)", text):
        if name not in names("output"):
            yield f"no output {name}"
    for name in re.findall(r"-var '?\"?(\w+)=|`(\w+) = ", text):
        if (name := name[0] or name[1]) not in names("variable"):
            yield f"no variable {name}"
