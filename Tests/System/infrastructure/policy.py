"""Reads the roles of a plan or of a state, and answers as IAM would: may a role do this?

Only what the modules write is understood: statements of roles, conditions on text and ARNs. Anything else is an error,
so that nothing counts as allowed or denied by a misunderstanding.
"""

import fnmatch
import json
import re
from dataclasses import dataclass, field
from typing import Any

import planning


@dataclass(frozen=True)
class Request:
    """What is asked for; the context has what conditions may look at."""

    action: str
    resource: str
    context: dict[str, str] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        return f"{self.action} on {self.resource}" + (f" with {self.context}" if self.context else "")


@dataclass
class Statement:
    name: str
    allows: bool
    actions: list[str]
    resources: list[str]
    conditions: dict[str, dict[str, list[str]]]

    def fits(self, request: Request) -> bool:
        return (any(like(request.action.lower(), action.lower()) for action in self.actions)
                and any(like(request.resource, resource) for resource in self.resources)
                and holds(self.conditions, request.context))


@dataclass
class Role:
    name: str
    trust: dict[str, Any]
    statements: list[Statement]

    def may(self, request: Request) -> bool:
        fitting = [statement for statement in self.statements if statement.fits(request)]
        return bool(fitting) and all(statement.allows for statement in fitting)


def like(text: str, pattern: str) -> bool:
    """IAM's patterns have * and ? and no brackets."""
    return fnmatch.fnmatchcase(text, re.sub(r"([\[\]])", r"[\1]", pattern))


def several(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


COMPARE = {"StringEquals": str.__eq__, "StringLike": like, "ArnEquals": like, "ArnLike": like, "Bool": str.__eq__}


def holds(conditions: dict[str, dict[str, list[str]]], context: dict[str, str]) -> bool:
    for operator, keys in conditions.items():
        base = operator.removesuffix("IfExists")
        if base not in COMPARE:
            raise ValueError(f"a condition {operator} is not understood here")
        for key, wanted in keys.items():
            told = context.get(key)
            if told is None:
                if base == operator:
                    return False
            elif not any(COMPARE[base](told, each) for each in wanted):
                return False
    return True


def statements(document: str) -> list[Statement]:
    found = []
    for each in json.loads(document)["Statement"]:
        if strange := set(each) - {"Sid", "Effect", "Action", "Resource", "Condition"}:
            raise ValueError(f"{strange} in a statement is not understood here")
        conditions = {operator: {key: several(value) for key, value in keys.items()}
                      for operator, keys in each.get("Condition", {}).items()}
        found.append(Statement(each["Sid"], each["Effect"] == "Allow", several(each["Action"]),
                               several(each["Resource"]), conditions))
    return found


def roles(plan: planning.Plan) -> dict[str, Role]:
    """The roles by name; policies that are not known yet are left out (`unread` names them)."""
    found = {each.address.rpartition("aws_iam_role.")[0]: Role(
        each.values["name"], json.loads(each.values["assume_role_policy"]), [])
        for each in plan.all("aws_iam_role")}
    for each in plan.all("aws_iam_role_policy"):
        place, _, name = each.address.rpartition("aws_iam_role_policy.")
        owner = found[place if name.startswith("this") else f"{place}module.role."]
        if document := each.values.get("policy"):
            owner.statements += statements(document)
    kinds = {each.type for each in plan.resources if each.type.startswith("aws_iam_")}
    if strange := kinds - {"aws_iam_role", "aws_iam_role_policy"}:
        raise ValueError(f"{strange} is not understood here")
    return {role.name: role for role in found.values()}


def idle(role: Role, requests: list[Request]) -> list[str]:
    """The actions and resources of a role's statements that none of the requests needs."""
    found = []
    for statement in role.statements:
        fitting = [request for request in requests if statement.fits(request)]
        found += [f"{role.name}: {statement.name}: {action}" for action in statement.actions
                  if not any(like(request.action.lower(), action.lower()) for request in fitting)]
        found += [f"{role.name}: {statement.name}: {resource}" for resource in statement.resources
                  if not any(like(request.resource, resource) for request in fitting)]
    return found


def unread(plan: planning.Plan) -> set[str]:
    """The policies that are known only once they are made."""
    return {each.address for each in plan.all("aws_iam_role_policy") if not each.values.get("policy")}
