"""The program under test: indexes made for the tests, servers on free ports, browsers that look at them."""

import contextlib
import json
import pathlib
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

from webdriver import Driver

SAMPLE = pathlib.Path(__file__).resolve().parents[3] / "Sources/Packages/CSample/packages.json"


def make_index(program, packages, directory):
    """Indexes a packages.json; returns the path of the search index."""
    subprocess.run(
        [program, "index", "--packages", str(packages), "--output", str(directory)], check=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=300)
    return pathlib.Path(directory) / "fdnix.idx"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """`fdnix serve` on an index; it can be stopped and started again on the same port."""

    def __init__(self, program, index):
        self.program, self.index, self.port = program, index, free_port()
        self.process = None

    @property
    def base(self):
        return f"http://127.0.0.1:{self.port}"

    def start(self):
        self.process = subprocess.Popen(
            [self.program, "serve", "--index", str(self.index), "--port", str(self.port)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(400):
            with contextlib.suppress(OSError):
                if self.get("/v1/health")[0] == 200:
                    return self
            if self.process.poll() is not None:
                raise RuntimeError(f"fdnix serve ended with {self.process.returncode}")
            time.sleep(0.05)
        raise RuntimeError("fdnix serve does not answer")

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(20)

    def get(self, path, **headers):
        """The answer to a request, whatever its status: (status, headers, body)."""
        request = urllib.request.Request(self.base + path, headers={k.replace("_", "-"): v for k, v in headers.items()})
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read()


class Site:
    """What a test needs: the servers by name, and browsers."""

    def __init__(self, program, chromium, chromedriver, directory):
        self.chromium = chromium
        self.directory = pathlib.Path(directory)
        hostile = self.directory / "hostile.json"
        from hostile import document
        hostile.write_text(json.dumps(document()))
        sample_index = make_index(program, SAMPLE, self.directory / "sample")
        hostile_index = make_index(program, hostile, self.directory / "hostile")
        self.sample = Server(program, sample_index).start()
        self.hostile = Server(program, hostile_index).start()
        self.driver = Driver(chromedriver)

    @contextlib.contextmanager
    def browser(self, quiet=True, **options):
        """A browser; with `quiet`, the test fails when its console tells of an error."""
        browser = self.driver.browser(self.chromium, **options)
        try:
            yield browser
            errors = [entry["message"] for entry in browser.log() if entry["level"] == "SEVERE"]
            assert not (quiet and errors), f"console: {errors}"
        finally:
            browser.close()

    def stop(self):
        self.driver.stop()
        self.sample.stop()
        self.hostile.stop()


def quoted(text):
    return urllib.parse.quote(text, safe="")
