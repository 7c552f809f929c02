"""The servers that stand in for AWS: MiniStack, moto, and OpenStack Swift with its S3 API, a real object store.

Each listens on 127.0.0.1 at a free port, keeps what it has in a directory of its own, and ends with its context.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

BIN = Path(sys.executable).parent


def program(name: str) -> str | None:
    """Beside the interpreter, where Scripts/test-tools puts it, or on the path."""
    return shutil.which(name, path=f"{BIN}:{os.environ['PATH']}")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait(url: str, *processes: subprocess.Popen, seconds: int = 90) -> None:
    """Until a server answers, with whatever status."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if ended := [process for process in processes if process.poll() is not None]:
            raise RuntimeError(f"{ended[0].args} ended with {ended[0].returncode}")
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"nobody answers at {url}")


@contextlib.contextmanager
def running(command: list[str], log: Path, **variables: str) -> Iterator[subprocess.Popen]:
    with open(log, "ab") as output:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env={**os.environ, **variables},
            cwd=log.parent, start_new_session=True)
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextlib.contextmanager
def ministack(folder: Path) -> Iterator[int]:
    port = free_port()
    variables = {"BIND_HOST": "127.0.0.1", "GATEWAY_PORT": str(port), "MINISTACK_HOST": "127.0.0.1",
                 "LOG_LEVEL": "WARNING", "STATE_DIR": str(folder / "ministack")}
    with running([program("ministack") or "ministack"], folder / "ministack.log", **variables) as process:
        wait(f"http://127.0.0.1:{port}/_ministack/health", process)
        yield port


@contextlib.contextmanager
def moto(folder: Path) -> Iterator[int]:
    port = free_port()
    command = [program("moto_server") or "moto_server", "-H", "127.0.0.1", "-p", str(port)]
    with running(command, folder / "moto.log", MOTO_PORT=str(port), MOTO_ACCOUNT_ID="000000000000") as process:
        wait(f"http://127.0.0.1:{port}/moto-api/", process)
        yield port


@contextlib.contextmanager
def script(folder: Path, name: str, backend: int, ready: str) -> Iterator[int]:
    """A server of ours, told where the one behind it is and where to note what it refuses."""
    port = free_port()
    command = [sys.executable, str(Path(__file__).with_name(name)), str(port), str(backend),
               str(folder / f"refused-{port}")]
    with running(command, folder / f"{name}-{port}.log") as process:
        wait(f"http://127.0.0.1:{port}{ready}", process)
        yield port


def front(folder: Path, backend: int) -> contextlib.AbstractContextManager[int]:
    """Before a stand-in that does not check signatures or members, one that does (front.py)."""
    return script(folder, "front.py", backend, "/")


def fake(folder: Path, name: str, s3: int) -> contextlib.AbstractContextManager[int]:
    """A service of ours (bedrock_fake.py and others), on the buckets of an S3 that does not check signatures."""
    return script(folder, f"{name.lower()}_fake.py", s3, "/_fake")


# --- OpenStack Swift ------------------------------------------------------------------------------------------------

STORE = """[DEFAULT]
bind_ip = 127.0.0.1
bind_port = {port}
workers = 0
swift_dir = {etc}
devices = {devices}
mount_check = false
disable_fallocate = true
log_level = WARNING
[pipeline:main]
pipeline = {kind}-server
[app:{kind}-server]
use = egg:swift#{kind}
"""
FILTERS = {
    "catch_errors": "", "healthcheck": "", "cache": "memcache_servers = 127.0.0.1:1", "listing_formats": "",
    "bulk": "", "s3api": "location = us-east-1\ns3_acl = no\nauth_pipeline_check = false\nmin_segment_size = 5242880",
    "tempauth": "user_test_tester = testing .admin", "copy": "", "slo": "", "dlo": "",
    "versioned_writes": "allow_object_versioning = true", "symlink": "",
}
EGGS = {"cache": "memcache"}


@contextlib.contextmanager
def openstack_swift(folder: Path) -> Iterator[int]:
    """An object store of one disk: three servers behind a proxy with the S3 API, which checks signatures."""
    root = folder / "swift"
    etc, devices = root / "etc", root / "devices"
    (devices / "d1").mkdir(parents=True)
    etc.mkdir()
    (etc / "swift.conf").write_text(
        "[swift-hash]\nswift_hash_path_suffix = tests\n[storage-policy:0]\nname = one\ndefault = yes\n"
        "[swift-constraints]\nmax_header_size = 16384\n")
    commands, ports = [], {}
    for kind in ("account", "container", "object"):
        ports[kind] = free_port()
        (etc / f"{kind}.conf").write_text(STORE.format(kind=kind, port=ports[kind], etc=etc, devices=devices))
        for words in (["create", "4", "1", "1"], ["add", f"r1z1-127.0.0.1:{ports[kind]}/d1", "1"], ["rebalance"]):
            subprocess.run([str(BIN / "swift-ring-builder"), str(etc / f"{kind}.builder"), *words], check=True,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        commands.append([str(BIN / f"swift-{kind}-server"), str(etc / f"{kind}.conf")])
    port = free_port()
    filters = "".join(f"[filter:{name}]\nuse = egg:swift#{EGGS.get(name, name)}\n{text}\n"
                      for name, text in FILTERS.items())
    order = " ".join(FILTERS)
    (etc / "proxy.conf").write_text(
        f"[DEFAULT]\nbind_ip = 127.0.0.1\nbind_port = {port}\nworkers = 0\nswift_dir = {etc}\nlog_level = WARNING\n"
        f"[pipeline:main]\npipeline = {order} proxy-server\n"
        "[app:proxy-server]\nuse = egg:swift#proxy\nallow_account_management = true\naccount_autocreate = true\n"
        + filters)
    commands.append([str(BIN / "swift-proxy-server"), str(etc / "proxy.conf")])
    with contextlib.ExitStack() as stack:
        processes = [stack.enter_context(running(command, root / f"{number}.log"))
                     for number, command in enumerate(commands)]
        wait(f"http://127.0.0.1:{port}/healthcheck", *processes)
        yield port
