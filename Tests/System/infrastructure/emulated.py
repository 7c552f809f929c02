"""What AWS does around programs and MiniStack does not, for ministack_with_programs: tasks of ECS run, as processes of
this machine, with the command and the environment of their container; where an execution is stopped its tasks are asked
to end, and ended where they do not; tasks and functions hold the key of their role, by which the door knows them.

FDNIX_TEST_FOLDER has calls.jsonl, a line a task that ended, and NAME.codes, how the next tasks of a name end without
their program: by that exit code, by 200 with their machine, by 201 after three seconds. NAME is the phase of packages,
or the last part of a document's address. FDNIX_TEST_PROGRAMS names the programs, by what the names of their tasks begin
with. What would be mounted into a container or a function is a folder below FDNIX_TEST_FOLDER.
"""

import contextlib
import contextvars
import fcntl
import json
import os
import subprocess
import threading
from collections import defaultdict
from pathlib import Path
from typing import Any

from ministack.services import ecs, stepfunctions

LOST, HELD = 200, 201
FOLDER = Path(os.environ["FDNIX_TEST_FOLDER"])
PROGRAMS: dict[str, str] = json.loads(os.environ["FDNIX_TEST_PROGRAMS"])
#: The folders of containers and functions that are not this machine's.
MOUNTED = {"/mnt/chroma": FOLDER / "collections", "/out": FOLDER / "out"}
#: The execution of a state machine that a thread is at.
EXECUTION: contextvars.ContextVar[str] = contextvars.ContextVar("execution", default="")
running: dict[str, list[tuple[subprocess.Popen, int]]] = defaultdict(list)


def held_key(role_arn: str) -> dict[str, str]:
    return {"AWS_ACCESS_KEY_ID": f"test.{role_arn.rpartition('/')[2]}", "AWS_SECRET_ACCESS_KEY": "test"}


def here(environment: dict[str, str]) -> dict[str, str]:
    """An environment with what this machine has for what it names: folders, and the host of the database."""
    found = dict(environment)
    for name, value in environment.items():
        if value.endswith(".rds.amazonaws.com"):
            found[name] = "localhost"
        for place, folder in MOUNTED.items():
            if value == place or value.startswith(f"{place}/"):
                folder.mkdir(exist_ok=True)
                found[name] = f"{folder}{value.removeprefix(place)}"
    return found


def next_code(name: str) -> int | None:
    path = FOLDER / f"{name}.codes"
    if not path.exists():
        return None
    with open(path, "r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        codes = file.read().split()
        file.seek(0)
        file.truncate()
        file.write(" ".join(codes[1:]))
    return int(codes[0]) if codes else None


def container(definition: dict[str, Any], overrides: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """The only container of a task, and its environment."""
    one, = definition["containerDefinitions"]
    pairs = [*one.get("environment", []), *(
        pair for each in overrides.get("containerOverrides", []) if each["name"] == one["name"]
        for pair in each.get("environment", []))]
    return one, {pair["name"]: pair["value"] for pair in pairs}


def run_task(_resource: str, parameters: dict[str, Any]) -> dict[str, Any]:
    """Step Functions' ecs:runTask.sync."""
    asked = stepfunctions._pascal_to_camel(parameters)
    definition = ecs._task_defs.get(ecs._resolve_td_key(asked["taskDefinition"]))
    if definition is None or ecs._resolve_cluster_name(asked["cluster"]) not in ecs._clusters:
        raise stepfunctions._ExecutionError("ECS.InvalidParameterException", "no such task definition or cluster")
    overrides = asked.get("overrides", {})
    if (size := len(json.dumps(overrides))) > 8192:
        raise stepfunctions._ExecutionError("ECS.InvalidParameterException", f"overrides have {size} characters")
    one, environment = container(definition, overrides)
    item = json.loads(environment.get("INPUT_JSON", "{}"))
    name = item["FileURI"].rsplit("/", 1)[1] if "FileURI" in item else environment.get(
        "PROCESSING_MODE", definition["family"])
    check_running()
    code, log = work(name, definition, one, environment)
    with open(FOLDER / "calls.jsonl", "a") as file:
        file.write(json.dumps({"name": name, "code": code, "arguments": one.get("command", []), "log": log[-4000:],
                               "environment": environment}) + "\n")
    check_running()
    return outcome(definition, one["name"], code)


def check_running() -> None:
    """Nothing comes of the tasks of an execution that was stopped; MiniStack's own thread goes on."""
    if stepfunctions._executions[EXECUTION.get()]["status"] != "RUNNING":
        raise stepfunctions._ExecutionError("Aborted", "the execution was stopped")


def work(name: str, definition: dict[str, Any], one: dict[str, Any], environment: dict[str, str]) -> tuple[int, str]:
    """The exit code of a task, and what it wrote."""
    code = next_code(name)
    if code is not None and code != HELD:
        return code, ""
    program = next(path for start, path in PROGRAMS.items() if definition["family"].startswith(start))
    command = ["sleep", "3"] if code == HELD else [program, *one.get("command", [])]
    changed = FOLDER / f"{name}.environment"  # a variable that a test gives instead of the plan
    more = json.loads(changed.read_text()) if changed.exists() else {}
    process = subprocess.Popen(
        command, env={**os.environ, **here(environment), **held_key(definition["taskRoleArn"]), **more},
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    running[EXECUTION.get()].append((process, one.get("stopTimeout", 30)))
    (FOLDER / f"{name}.held").touch()
    log, _ = process.communicate()
    return (process.returncode if process.returncode >= 0 else 128 - process.returncode), log


def outcome(definition: dict[str, Any], container: str, code: int) -> dict[str, Any]:
    """What Step Functions tells of a task: an exit code other than 0 as an error, with the task as its cause."""
    state = {"Name": container, "LastStatus": "STOPPED", **({} if code == LOST else {"ExitCode": code})}
    task = {"Containers": [state], "LastStatus": "STOPPED", "TaskDefinitionArn": definition["taskDefinitionArn"],
            "StoppedReason": "Host was lost" if code == LOST else "Essential container in task exited"}
    if code:
        raise stepfunctions._ExecutionError("States.TaskFailed", json.dumps(task, separators=(",", ":")))
    return task


def stop_tasks(execution: str) -> None:
    """StopTask: a signal, and after the time-out of the container another one that none survives."""
    for process, seconds in running.pop(execution, []):
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        late = threading.Timer(seconds, process.kill)
        late.daemon = True
        late.start()
