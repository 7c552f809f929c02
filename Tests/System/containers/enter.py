"""Becomes a container's process: `enter.py SPEC`, in namespaces of its own. See container.py for what SPEC has."""

import fcntl
import json
import os
import socket
import struct
import subprocess
import sys

SIOCSIFFLAGS, IFF_UP = 0x8914, 1


def mount(*words: str) -> None:
    subprocess.run(["mount", *words], check=True)


def main() -> None:
    spec = json.loads(sys.argv[1])
    root = spec["root"]
    # Two lower layers and none above: nothing can be written.
    mount("-t", "overlay", "overlay", "-o", f"lowerdir={spec['layer']}:{spec['base']}", root)
    mount("-t", "proc", "proc", f"{root}/proc")
    for place, folder in spec["volumes"].items():
        mount("--bind", folder, f"{root}/{place.strip('/')}")
    with socket.socket() as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh22x", b"lo", IFF_UP))
    # From here on as a container's runtime does it, by programs of the image.
    user, group = (str(number) for number in spec["user"])
    words = ["chroot", root, "setpriv", "--reuid", user, "--regid", group, "--clear-groups", "--no-new-privs",
             "--inh-caps=-all", "--bounding-set=-all", "env", "-i", f"--chdir={spec['directory']}",
             *(f"{name}={value}" for name, value in spec["environment"].items()), *spec["command"]]
    os.execvp(words[0], words)


main()
