"""A small WebDriver client (W3C WebDriver over HTTP, with Chromium's extensions): nothing to install but the driver."""

import json
import subprocess
import time
import urllib.error
import urllib.request

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
KEYS = {"Enter": "\ue007", "Escape": "\ue00c", "Down": "\ue015", "Up": "\ue013", "End": "\ue010", "Home": "\ue011",
        "Tab": "\ue004", "Backspace": "\ue003"}


class WebDriverError(Exception):
    pass


class Driver:
    """The driver program, and the browsers that it starts."""

    def __init__(self, program):
        self.process = subprocess.Popen([program, "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for line in self.process.stdout:
            if "successfully on port" in line:
                port = int(line.rstrip(".\n ").split()[-1])
                self.address = f"http://127.0.0.1:{port}"
                break
        else:
            raise WebDriverError("the driver did not start")

    def browser(self, binary, **options):
        return Browser(self.address, binary, **options)

    def stop(self):
        self.process.terminate()
        self.process.wait(10)


class Browser:
    """A window of its own, without a history or a cache."""

    def __init__(self, address, binary, width=1280, height=900, script=True, dark=False):
        arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
                     f"--window-size={width},{height}", "--lang=en"]
        preferences = {} if script else {"profile.managed_default_content_settings.javascript": 2}
        capabilities = {
            "browserName": "chrome", "goog:loggingPrefs": {"browser": "ALL"},
            "goog:chromeOptions": {"binary": binary, "args": arguments, "prefs": preferences}}
        self.base = address
        answer = self.send("POST", "/session", {"capabilities": {"alwaysMatch": capabilities}})
        self.base = f"{address}/session/{answer['sessionId']}"
        self.devtools("Emulation.setDeviceMetricsOverride",
                      {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False})
        self.media(dark)

    def send(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            self.base + path, data=data, method=method, headers={"content-type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return json.load(response)["value"]
        except urllib.error.HTTPError as error:
            value = json.load(error)["value"]
            raise WebDriverError(f"{value['error']}: {value['message']}") from None

    def devtools(self, command, parameters=None):
        return self.send("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters or {}})

    def media(self, dark):
        self.devtools("Emulation.setEmulatedMedia", {
            "features": [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]})

    def open(self, url):
        self.send("POST", "/url", {"url": url})

    @property
    def url(self):
        return self.send("GET", "/url")

    def back(self):
        self.send("POST", "/back", {})

    def forward(self):
        self.send("POST", "/forward", {})

    def reload(self):
        self.send("POST", "/refresh", {})

    def run(self, script, *arguments):
        """The value of a script's `return`."""
        return self.send("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def run_async(self, script, *arguments):
        """What a script hands to its last argument."""
        return self.send("POST", "/execute/async", {"script": script, "args": list(arguments)})

    def find(self, selector):
        found = self.send("POST", "/element", {"using": "css selector", "value": selector})
        return found[ELEMENT]

    def click(self, selector):
        self.send("POST", f"/element/{self.find(selector)}/click", {})

    def type(self, selector, text):
        self.send("POST", f"/element/{self.find(selector)}/value", {"text": text})

    def press(self, *keys):
        """Presses keys on whatever has the focus."""
        actions = []
        for key in keys:
            value = KEYS.get(key, key)
            actions += [{"type": "keyDown", "value": value}, {"type": "keyUp", "value": value}]
        self.send("POST", "/actions", {"actions": [{"type": "key", "id": "keys", "actions": actions}]})

    def wait(self, script, seconds=5.0):
        """Waits until the script's value is true; returns it."""
        end = time.monotonic() + seconds
        while True:
            value = self.run("return " + script)
            if value:
                return value
            if time.monotonic() > end:
                raise AssertionError(f"still not so after {seconds} s: {script}")
            time.sleep(0.02)

    def text(self, selector):
        return self.run("return document.querySelector(arguments[0])?.textContent", selector)

    def log(self):
        """What the console has said since the last time."""
        return self.send("POST", "/se/log", {"type": "browser"})

    def screenshot(self, path):
        import base64
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.send("GET", "/screenshot")))

    def close(self):
        self.send("DELETE", "")
