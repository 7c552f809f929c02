"""An emulator of AWS with everything in it that the modules make, behind the door that checks signatures; around it are
a database, models, and the programs that were built here."""

import contextlib
import functools
import json
import os
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import boto3
import database
import servers
from botocore import auth, awsrequest, credentials
from botocore.config import Config

import archives
import planning
import stubs

HERE = Path(__file__).resolve().parent
KEYS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}


class Difference(NamedTuple):
    """Attributes that a second plan would change, although nothing was changed, for a reason that is the emulator's."""

    reason: str
    attributes: set[str]


ADDRESS = "RDS_ENDPOINT follows the database, which has another address once it is up"
DIFFERENCES = {
    "aws_cloudwatch_metric_alarm": Difference("its answer in XML has not all that an alarm has, and that in JSON has", {
        "actions_enabled", "alarm_actions", "alarm_description", "datapoints_to_alarm", "dimensions",
        "extended_statistic", "ok_actions", "period", "statistic", "treat_missing_data"}),
    "aws_rds_cluster": Difference("it forgets which logs are sent on", {"enabled_cloudwatch_logs_exports"}),
    "aws_vpc_endpoint": Difference("interface endpoints have no security groups and no names", {
        "private_dns_enabled", "security_group_ids"}),
    "aws_lambda_function": Difference(ADDRESS, {"environment"}),
    "aws_ecs_task_definition": Difference(ADDRESS, {"container_definitions", "ipc_mode", "pid_mode", "tags", "volume"}),
}


class World(NamedTuple):
    """What programs speak to: MiniStack with a door before it, Bedrock, a database, and what stubs.Stub stands for."""

    folder: Path
    plain: int
    door: int
    bedrock: int
    services: stubs.Stub
    #: How the database is found (database.server).
    database: dict[str, str]

    def variables(self) -> dict[str, str]:
        """What MiniStack, and with it every program, is started with."""
        bedrock = f"http://127.0.0.1:{self.bedrock}"
        programs = {name: str(archives.BUILT / name) for name in ("fdnix", "embed-documents")}
        return {
            "BIND_HOST": "127.0.0.1", "GATEWAY_PORT": str(self.plain), "MINISTACK_HOST": "127.0.0.1",
            "LOG_LEVEL": "WARNING", "STATE_DIR": str(self.folder / "ministack"),
            "FDNIX_TEST_FOLDER": str(self.folder), "FDNIX_TEST_PROGRAMS": json.dumps(programs),
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.door}", "AWS_ENDPOINT_URL_BEDROCK": bedrock,
            "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": bedrock, "AWS_EC2_METADATA_DISABLED": "true",
            "OPENAI_BASE_URL": f"{self.services.url}/v1", "PLACES_BASE_URL": f"{self.services.url}/maps/api/place",
            "RETRY_BASE_SECONDS": "0", "FDNIX_SOURCE": "sample", "FDNIX_VSS_INDEX": "off",
            # Five minutes become a third of a second.
            "SFN_WAIT_SCALE": os.environ.get("SFN_WAIT_SCALE", "0.001"), "LAMBDA_ASYNC_RETRY_BASE_SECONDS": "0.1"}


class Emulator:
    def __init__(self, world: World) -> None:
        self.world, self.folder = world, world.folder
        self.address = f"http://127.0.0.1:{world.door}"
        self.state = self.folder / "terraform.tfstate"
        authority = world.database["FDNIX_TEST_POSTGRES_CA"]
        values = {
            "endpoint": self.address, "delete_data": True, "search_concurrency": -1,
            "database_certificates": {"image": authority, "archive": authority},
            **{f"{name}_archive": str(archives.archive(program, self.folder))
               for name, program in archives.FUNCTIONS.items()}}
        self.variables = planning.variables("emulator", values)

    def terraform(self, command: str, *words: str, seconds: int = 600) -> str:
        return planning.terraform(command, "-input=false", "-no-color", f"-state={self.state}", "-parallelism=16",
                                  *words, self.variables, seconds=seconds, **KEYS)

    @functools.cached_property
    def made(self) -> planning.Plan:
        """What terraform made."""
        return planning.read(planning.terraform("show", "-json", str(self.state)))

    def client(self, service: str, **config: Any) -> Any:
        config = Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}, read_timeout=300, **config)
        return boto3.client(service, endpoint_url=self.address, region_name="us-east-1", aws_access_key_id="test",
                            aws_secret_access_key="test", config=config)

    def give(self, name: str, **variables: str) -> None:
        """What the next tasks of this name have in the place of the plan's variables; nothing for the plan's own."""
        (self.folder / f"{name}.environment").write_text(json.dumps(variables))

    def models(self, plan: dict[str, Any] | None = None) -> dict[str, int]:
        """Says how the models of Bedrock behave (bedrock_fake.py); how often each operation was asked since then."""
        data = None if plan is None else json.dumps(plan).encode()
        with urllib.request.urlopen(f"http://127.0.0.1:{self.world.bedrock}/_fake", data, timeout=30) as reply:
            return json.load(reply)["calls"]

    def ask(self, api: str, path: str, body: Any = None, signed: bool = False) -> tuple[int, Any]:
        """The answer of an API of API Gateway: its stage and path. The public asks, with no door before it."""
        address = f"http://127.0.0.1:{self.world.plain}/_aws/execute-api/{api}/{path}"
        data = None if body is None else json.dumps(body).encode()
        asked = awsrequest.AWSRequest("GET" if body is None else "POST", address, {}, data)
        if signed:
            auth.SigV4Auth(credentials.Credentials("test", "test"), "execute-api", "us-east-1").add_auth(asked)
        try:
            request = urllib.request.Request(address, data, dict(asked.headers))
            with urllib.request.urlopen(request, timeout=60) as reply:
                return reply.status, json.load(reply)
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def script(self, name: str, *codes: int) -> None:
        """How the next tasks of this name end, without their program (emulated.py)."""
        (self.folder / f"{name}.codes").write_text(" ".join(map(str, codes)))

    def calls(self) -> list[dict[str, Any]]:
        """The tasks that ran since this was asked last."""
        path = self.folder / "calls.jsonl"
        lines = path.read_text().splitlines() if path.exists() else []
        path.unlink(missing_ok=True)
        return [json.loads(line) for line in lines]

    def refused(self) -> list[str]:
        """What the door refused for its members."""
        return sorted({line for file in self.folder.glob("refused-*") for line in file.read_text().splitlines()})


@contextlib.contextmanager
def running(folder: Path) -> Iterator[Emulator]:
    """The emulator, empty."""
    port = servers.free_port()
    with contextlib.ExitStack() as stack:
        # Of a folder that Postgres, who is nobody, may enter.
        apart = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="fdnix-database-")))
        services = stubs.Stub(1536)
        stack.callback(services.close)
        world = World(folder, port, stack.enter_context(servers.front(folder, port)),
                      stack.enter_context(servers.fake(folder, "BEDROCK", port)), services,
                      stack.enter_context(database.server(apart)))
        command = [sys.executable, str(HERE / "ministack_with_programs")]
        process = stack.enter_context(servers.running(command, folder / "ministack.log", **world.variables()))
        servers.wait(f"http://127.0.0.1:{port}/_ministack/health", process)
        yield Emulator(world)


STACK = contextlib.ExitStack()


@functools.cache
def everything() -> Emulator:
    """The emulator with all that the modules make, which `close` ends."""
    # Now and then an answer is lost on its way to terraform, which asks again and finds what it has made: a second
    # one is made from nothing.
    for last in False, True:
        folder = Path(STACK.enter_context(tempfile.TemporaryDirectory(prefix="fdnix-emulator-")))
        aws = STACK.enter_context(running(folder))
        try:
            aws.terraform("apply", "-auto-approve", seconds=420)
            break
        except planning.Failed as failure:
            if last:
                raise
            STACK.close()
            print(f"once more in a new emulator: {str(failure)[:500]}")
    return aws


def close() -> None:
    STACK.close()
