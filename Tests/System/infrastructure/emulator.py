"""An emulator of AWS with everything in it that the modules make, behind the door that checks signatures."""

import contextlib
import functools
import json
import os
import sys
import zipfile
from pathlib import Path
from typing import Any, NamedTuple

import boto3
import servers
from botocore.config import Config

import planning

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


class Emulator:
    def __init__(self, folder: Path, plain: int, door: int) -> None:
        self.folder, self.plain = folder, plain
        self.address, self.store = f"http://127.0.0.1:{door}", f"http://127.0.0.1:{plain}"
        self.state = folder / "terraform.tfstate"
        self.archive = folder / "function.zip"
        function = (HERE / "stand_in_function.py").read_text().replace("STORE_ADDRESS", self.store)
        with zipfile.ZipFile(self.archive, "w") as archive:
            entry = zipfile.ZipInfo("bootstrap")
            entry.external_attr = 0o755 << 16
            archive.writestr(entry, f"#!{sys.executable}\n{function}")
        values = {"endpoint": self.address, "delete_data": True, "search_concurrency": -1, **{
            f"{name}_archive": str(self.archive) for name in ("search", "documents", "receipts")}}
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

    def script(self, name: str, *codes: int) -> None:
        """How the next tasks of this name end."""
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
def running(folder: Path):
    """The emulator, empty."""
    port = servers.free_port()
    variables = {
        "BIND_HOST": "127.0.0.1", "GATEWAY_PORT": str(port), "MINISTACK_HOST": "127.0.0.1", "LOG_LEVEL": "WARNING",
        "STATE_DIR": str(folder / "ministack"), "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "FDNIX_TEST_TASK": str(HERE / "stand_in_task.py"), "FDNIX_TEST_FOLDER": str(folder),
        "FDNIX_TEST_STORE": f"http://127.0.0.1:{port}",
        # Five minutes become a third of a second.
        "SFN_WAIT_SCALE": os.environ.get("SFN_WAIT_SCALE", "0.001")}
    command = [sys.executable, str(HERE / "ministack_with_tasks")]
    with servers.running(command, folder / "ministack.log", **variables) as process:
        servers.wait(f"http://127.0.0.1:{port}/_ministack/health", process)
        with servers.front(folder, port) as door:
            yield Emulator(folder, port, door)
