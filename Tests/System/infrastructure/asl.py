"""State machines in Amazon States Language, as templates make them and as programs walk them."""

import functools
import json
from collections.abc import Iterator
from typing import Any

import planning

Machine = dict[str, Any]

SUBNETS = {"subnets": '["subnet-1","subnet-2"]', "security_groups": '["sg-1"]', "partition": "aws"}
TOPIC = "arn:aws:sns:us-east-1:000000000000:fdnix-alerts"
PHASES = {"single": ["both"], "four": ["metadata", "embedding", "minified", "publish"]}


def packages(form: str) -> Machine:
    """The nightly pipeline in one of its forms."""
    return render("packages", form, {
        **SUBNETS, "phases": PHASES[form], "tasks": {phase: f"task-{phase}" for phase in PHASES[form]},
        "cluster": "fdnix-cluster", "topic": TOPIC, "name": "fdnix-daily-pipeline", "seconds": 21600,
        "task_seconds": 20700})


def documents(items: int = 1, fails: bool = True) -> Machine:
    """The state machine that ingests documents."""
    functions = {name: f"arn:aws:lambda:us-east-1:000000000000:function:{name}"
                 for name in ("manage", "detect", "summarize")}
    return render("documents", f"{items}-{fails}", {
        **SUBNETS, "functions": functions, "task": "embed-documents", "cluster": "EmbeddingsCluster",
        "bucket": "processed", "topic": TOPIC, "name": "embed-documents", "concurrency": 3, "items": items,
        "task_seconds": 21600, "fail_on_document": fails})


@functools.cache
def _text(module: str, values: str) -> str:
    # A configuration of one output: templates are read by terraform itself, without any provider.
    where = planning.base() / f"render-{module}"
    where.mkdir(exist_ok=True)
    template = planning.MODULES / f"modules/{module}/pipeline.asl.json.tftpl"
    (where / "main.tf").write_text(
        f'variable "values" {{ type = any }}\noutput "text" {{ value = templatefile("{template}", var.values) }}\n')
    (where / "values.tfvars.json").write_text(json.dumps({"values": json.loads(values)}))
    planning.terraform("init", "-input=false", where=where)
    planning.terraform(
        "apply", "-input=false", "-auto-approve", "-var-file=values.tfvars.json", "-state=one.tfstate", where=where)
    return json.loads(planning.terraform("output", "-json", "-state=one.tfstate", where=where))["text"]["value"]


def render(module: str, name: str, values: dict[str, Any]) -> Machine:
    machine = json.loads(_text(module, json.dumps(values)))
    machine["name"] = f"{module} {name}"  # for messages; taken off where it is handed on
    return machine


def scopes(machine: Machine) -> Iterator[tuple[str, Machine]]:
    """The machine and those within its maps and parallels, each a scope of names."""
    yield "", machine
    for name, state in machine["States"].items():
        inner = [state["ItemProcessor"]] if "ItemProcessor" in state else state.get("Branches", [])
        for each in inner:
            yield from ((f"{name}/{path}", scope) for path, scope in scopes(each))


def followers(state: dict[str, Any]) -> list[str]:
    """The states that a state may lead to."""
    parts = [state, *state.get("Catch", []), *state.get("Choices", [])]
    return [part["Next"] for part in parts if "Next" in part] + ([state["Default"]] if "Default" in state else [])


def faults(machine: Machine) -> list[str]:
    """What cannot be in a state machine and that no schema sees: states that are missing, that nothing leads to, from
    which no end is reached; choices without a default, waits and retries that make no sense, reserved members."""
    found = []
    for path, scope in scopes(machine):
        states = scope["States"]
        follow = {name: followers(state) for name, state in states.items()}
        found += [f"{path}{name} leads to {next_name}, which is not there"
                  for name, names in follow.items() for next_name in names if next_name not in states]
        if scope["StartAt"] not in states:
            found.append(f"{path}StartAt names {scope['StartAt']}, which is not there")
            continue
        seen = reach([scope["StartAt"]], follow)
        found += [f"{path}{name} is not reached" for name in states if name not in seen]
        ends = [name for name, state in states.items() if state.get("End") or state["Type"] in ("Succeed", "Fail")]
        back: dict[str, list[str]] = {name: [] for name in states}
        for name, names in follow.items():
            for each in names:
                back.setdefault(each, []).append(name)
        ending = reach(ends, back)
        found += [f"{path}{name} never ends" for name in states if name not in ending]
        found += [f"{path}{name}: {fault}" for name, state in states.items() for fault in state_faults(state)]
    return found


def reach(starts: list[str], follow: dict[str, list[str]]) -> set[str]:
    seen, left = set(), list(starts)
    while left:
        name = left.pop()
        if name not in seen:
            seen.add(name)
            left += follow.get(name, [])
    return seen


def state_faults(state: dict[str, Any]) -> list[str]:
    found = []
    kind = state["Type"]
    if kind == "Choice" and "Default" not in state:
        found.append("a choice without a default fails where nothing fits")
    if kind in ("Choice", "Succeed", "Fail", "Wait", "Pass") and ("Catch" in state or "Retry" in state):
        found.append(f"a state {kind} takes no Catch and no Retry")
    if kind not in ("Choice", "Succeed", "Fail") and ("Next" in state) == bool(state.get("End")):
        found.append("it has neither or both of Next and End")
    if not 0 <= state.get("ToleratedFailurePercentage", 0) <= 100:
        found.append("ToleratedFailurePercentage is no share")
    for retry in state.get("Retry", []):
        if retry.get("IntervalSeconds", 1) < 1 or retry.get("MaxAttempts", 3) < 0 or retry.get("BackoffRate", 2) < 1:
            found.append("a Retry has numbers that AWS refuses")
    for rule in [*state.get("Retry", []), *state.get("Catch", [])]:
        if "States.ALL" in rule["ErrorEquals"] and len(rule["ErrorEquals"]) > 1:
            found.append("States.ALL stands alone in ErrorEquals")
    catches = [rule["ErrorEquals"] for rule in state.get("Catch", [])]
    if ["States.ALL"] in catches[:-1]:
        found.append("nothing is caught after States.ALL")
    return found
