"""Reads requests by botocore's models of the services: which operation it is, and whether each member is what the model
says. What botocore itself does not check (patterns, enumerations, greatest values, unknown members) is checked here.
"""

import base64
import binascii
import functools
import json
import re
import urllib.parse
from collections.abc import Iterator
from email.message import Message
from typing import Any, NamedTuple

import botocore.session
from botocore.model import OperationModel, Shape

SESSION = botocore.session.get_session()
#: Names in signatures, and the models that use them.
MODELS = {"bedrock": ("bedrock", "bedrock-runtime"), "sagemaker": ("sagemaker-runtime",), "lambda": ("lambda",),
          "dynamodb": ("dynamodb", "dynamodbstreams"), "sqs": ("sqs",), "textract": ("textract",),
          "transcribe": ("transcribe",), "secretsmanager": ("secretsmanager",)}


class Reading(NamedTuple):
    operation: str
    members: dict[str, Any]
    faults: list[str]


@functools.cache
def service(name: str):
    return SESSION.get_service_model(name)


@functools.cache
def routes(name: str) -> list[tuple[str, re.Pattern[str], list[tuple[str, str]], OperationModel]]:
    """Method, path, fixed query and operation; the most particular paths first."""
    found = []
    for operation in map(service(name).operation_model, service(name).operation_names):
        path, _, query = operation.http["requestUri"].partition("?")
        parts = re.split(r"\{([^}]*)\}", path)
        pattern = "".join(
            re.escape(part) if number % 2 == 0 else f"(?P<p{number}>{'.+' if part.endswith('+') else '[^/]+'})"
            for number, part in enumerate(parts))
        fixed = [tuple(pair.partition("=")[::2]) for pair in query.split("&") if pair]
        found.append((operation.http["method"], re.compile(pattern + "/?"), fixed, operation, len(parts)))
    found.sort(key=lambda route: (route[4], -len(route[2])))
    return [route[:4] for route in found]


def in_path(operation: OperationModel, path: str) -> dict[str, str]:
    names = re.findall(r"\{([^}+]*)\+?\}", operation.http["requestUri"].partition("?")[0])
    pattern = next(route[1] for route in routes(operation.service_model.service_name)
                   if route[3].name == operation.name)
    found = pattern.fullmatch(path)
    return dict(zip(names, map(urllib.parse.unquote, found.groups()), strict=True)) if found else {}


def operation_of(scope: str, method: str, target: str, headers: Message) -> OperationModel | str:
    """The operation that a request asks for, or what is wrong with it."""
    path, _, query = target.partition("?")
    given = urllib.parse.parse_qs(query, keep_blank_values=True)
    names = MODELS[scope]
    if wanted := headers.get("X-Amz-Target"):
        prefix, _, operation = wanted.partition(".")
        for name in names:
            metadata = service(name).metadata
            if metadata.get("targetPrefix") != prefix:
                continue
            content_type = f"application/x-amz-json-{metadata['jsonVersion']}"
            if headers.get("Content-Type") != content_type:
                return f"Content-Type {headers.get('Content-Type')}, not {content_type}"
            if operation not in service(name).operation_names:
                return f"{name} has no operation {operation}"
            return service(name).operation_model(operation)
        return f"no service has the target {prefix}"
    for name in names:
        if "targetPrefix" in service(name).metadata:
            continue
        for verb, pattern, fixed, operation in routes(name):
            if verb == method and pattern.fullmatch(path) and all(given.get(key) == [value] for key, value in fixed):
                return operation
    return f"no operation of {' or '.join(names)} is {method} {path}"


def faults(shape: Shape, value: Any, place: str) -> Iterator[str]:
    """What a value has that its shape does not allow."""
    kind, limits = shape.type_name, shape.metadata
    size = None
    if kind == "structure":
        if not isinstance(value, dict):
            yield f"{place}: an object is expected"
            return
        members = {member.serialization.get("name", name): member for name, member in shape.members.items()}
        required = {shape.members[name].serialization.get("name", name) for name in shape.required_members}
        if not shape.is_document_type:
            yield from (f"{place}: the member {name} is unknown" for name in value if name not in members)
        yield from (f"{place}: {name} is missing" for name in sorted(required) if value.get(name) is None)
        if shape.is_tagged_union and len([name for name in value if value[name] is not None]) != 1:
            yield f"{place}: exactly one of {', '.join(members)} is expected"
        for name in value:
            if name in members and value[name] is not None:
                yield from faults(members[name], value[name], f"{place}.{name}")
    elif kind == "list":
        if not isinstance(value, list):
            yield f"{place}: an array is expected"
            return
        size = len(value)
        for number, element in enumerate(value):
            yield from faults(shape.member, element, f"{place}[{number}]")
    elif kind == "map":
        if not isinstance(value, dict):
            yield f"{place}: an object is expected"
            return
        size = len(value)
        for key, element in value.items():
            yield from faults(shape.key, key, f"{place}, key {key}")
            yield from faults(shape.value, element, f"{place}[{key}]")
    elif kind in ("string", "character"):
        if not isinstance(value, str):
            yield f"{place}: a string is expected"
            return
        size = len(value)
        if shape.enum and value not in shape.enum:
            yield f"{place}: {value!r} is none of {', '.join(shape.enum)}"
        if not matches(limits.get("pattern"), value):
            yield f"{place}: {value[:80]!r} does not match {limits['pattern']}"
    elif kind in ("integer", "long", "float", "double"):
        whole = kind in ("integer", "long")
        if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)):
            yield f"{place}: a number ({kind}) is expected"
            return
        size = value
    elif kind == "boolean" and not isinstance(value, bool):
        yield f"{place}: true or false is expected"
    elif kind == "blob":
        try:
            size = len(base64.b64decode(value, validate=True) if isinstance(value, str) else value)
        except (binascii.Error, ValueError):
            yield f"{place}: base64 is expected"
    if size is not None and not limits.get("min", size) <= size <= limits.get("max", size):
        yield f"{place}: {size} is not from {limits.get('min', '')} to {limits.get('max', '')}"


def matches(pattern: str | None, text: str) -> bool:
    try:
        return pattern is None or re.fullmatch(pattern, text) is not None
    except re.error:
        return True  # a few patterns are written for Java


def converted(shape: Shape, text: str) -> Any:
    """A text of a path, a query or a field as the type of its member; left as it is where it is none."""
    try:
        if shape.type_name in ("integer", "long"):
            return int(text)
        if shape.type_name == "boolean":
            return {"true": True, "false": False}[text]
    except (ValueError, KeyError):
        pass
    return text


def read(scope: str, method: str, target: str, headers: Message, body: bytes) -> Reading:
    """What a request asks for, and every fault of it."""
    operation = operation_of(scope, method, target, headers)
    if isinstance(operation, str):
        return Reading("", {}, [operation])
    shape = operation.input_shape
    if shape is None:
        return Reading(operation.name, {}, [])
    members, found = {}, []
    query = urllib.parse.parse_qs(target.partition("?")[2], keep_blank_values=True)
    unread = set(query) - {pair.partition("=")[0] for pair in operation.http["requestUri"].partition("?")[2].split("&")}
    path = in_path(operation, target.partition("?")[0]) if "X-Amz-Target" not in headers else {}
    for name, member in shape.members.items():
        location, wire = member.serialization.get("location"), member.serialization.get("name", name)
        if location == "uri" and wire in path:
            members[name] = converted(member, path[wire])
        elif location == "querystring" and wire in query:
            unread.discard(wire)
            members[name] = query[wire] if member.type_name == "list" else converted(member, query[wire][0])
        elif location == "header" and headers.get(wire) is not None:
            members[name] = converted(member, headers[wire])
    found += [f"{operation.name}: the query has an unknown {name}" for name in sorted(unread)]
    payload = shape.serialization.get("payload")
    if payload and shape.members[payload].type_name in ("blob", "string"):
        members[payload] = body
    else:
        try:
            document = json.loads(body) if body else {}
        except ValueError:
            return Reading(operation.name, members, [f"{operation.name}: the body is not JSON"])
        if payload:
            members[payload] = document
        elif isinstance(document, dict):
            names = {member.serialization.get("name", name): name for name, member in shape.members.items()
                     if "location" not in member.serialization}
            members |= {names.get(wire, wire): value for wire, value in document.items()}
        else:
            found.append(f"{operation.name}: the body is not an object")
    for name, value in members.items():
        if name not in shape.members:
            found.append(f"{operation.name}: the member {name} is unknown")
        elif value is not None:
            found += faults(shape.members[name], value, f"{operation.name}.{name}")
    found += [f"{operation.name}: {name} is missing" for name in shape.required_members if members.get(name) is None]
    return Reading(operation.name, members, found)
