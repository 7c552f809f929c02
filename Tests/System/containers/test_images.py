"""What every image has to be, whatever is in it."""

import json
import re
import unittest

from case import NAMES, Case, fargate, made

#: What programs load when they first need it, which no work without a network and an account shows.
LOADED = {"": {"libcurl.so.4", "libcrypto.so.3"}, "embed-documents": {"libpq.so.5"}, "receipts": {"libsqlite3.so.0"}}
AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt"
LOOK = """
echo "user $(id -u):$(id -g)"
grep -E '^(CapEff|CapBnd|NoNewPrivs)' /proc/self/status
for place in / /usr/local/bin /etc /var /home $VOLUMES; do
    if touch "$place/.probe" 2>/dev/null; then echo "writable $place"; fi
done
"""


class Every:
    """The tests of one image."""

    name = ""

    def test_the_program_starts(self):
        self.assertRegex(self.call("--version").out, r"^\d+\.\d+\.\d+\n$")
        self.assertIn("USAGE", self.call("--help").out)

    def test_no_library_is_missing(self):
        files = self.image.files()
        self.assertIn(self.image.arguments("ENTRYPOINT")[0], files)
        ended = self.call(instead=["ldd", *files])
        self.assertNotIn("not found", ended.out + ended.err)

    def test_what_is_loaded_on_demand_is_there(self):
        ended = self.call(instead=["/bin/sh", "-c", f"/sbin/ldconfig -p && test -s {AUTHORITIES}"])
        known = {line.split()[0] for line in ended.out.splitlines()[1:]}
        self.assertLessEqual(LOADED[""] | LOADED.get(self.name, set()), known)

    def test_only_volumes_can_be_written(self):
        user, group = self.image.user
        self.assertGreater(user, 0)
        volumes = self.image.arguments("VOLUME")
        ended = self.call(instead=["/bin/sh", "-c", LOOK], VOLUMES=" ".join(volumes))
        lines = ended.out.splitlines()
        self.assertEqual(lines[0], f"user {user}:{group}")
        self.assertEqual({line.split()[0]: int(line.split()[1], 16) for line in lines[1:4]},
                         {"CapEff:": 0, "CapBnd:": 0, "NoNewPrivs:": 1})
        self.assertEqual(lines[4:], [f"writable {volume}" for volume in volumes])

    def test_no_list_of_packages_is_left(self):
        ended = self.call(instead=["/bin/sh", "-c", "ls -A /var/lib/apt/lists"])
        self.assertEqual(ended.out.strip(), "")


class Fargate(unittest.TestCase):
    def test_tasks_have_the_command_and_the_volumes_of_their_images(self):
        for name, module in (("indexer", "packages"), ("embed-documents", "documents")):
            with self.subTest(name):
                image, task = made(name), fargate(module)
                self.assertEqual(json.loads(task["command"]), image.arguments("CMD"))
                # A volume belongs to the image's user only where the image has it as one.
                self.assertLessEqual(set(re.findall(r'"(/[^"]*)"', task["folders"])), set(image.arguments("VOLUME")))


def load_tests(loader: unittest.TestLoader, tests: unittest.TestSuite, pattern: str) -> unittest.TestSuite:
    suite = unittest.TestSuite([loader.loadTestsFromTestCase(Fargate)])
    for name in NAMES:
        kind = type(f"Every_{name.replace('-', '_')}", (Every, Case), {"name": name, "__module__": __name__})
        suite.addTests(loader.loadTestsFromTestCase(kind))
    return suite
