#!/usr/bin/env python3
"""Tests of debian_queries.py on made-up packages: `python3 Tools/test_debian_queries.py`. Needs nothing but Python."""
import contextlib
import io
import json
import pathlib
import tempfile
import unittest
from unittest import mock

import debian_queries

AVAILABLE = """\
Package: lamplight
Version: 1.0
Homepage: http://www.Lamp.example/light/
Description: lamplight - dims screens when evening comes
 Continued here, which is no part of the query.
Installed-Size: 12

Package: twin
Homepage: https://elsewhere.example
Description: compares folders and shows what differs

Package: lamplight
Homepage: https://lamp.example/light
Description: a second entry of the same name says something new

Package: echoed
Homepage: https://echo.example/a
Description: Repeats words of texts

Package: brief-one
Homepage: https://echo.example/b
Description: brief-one sorting program
"""


def package(homepage: object, description: str, long: str | None = None) -> dict:
    return {"pname": "x", "meta": {"homepage": homepage, "description": description, "longDescription": long}}


PACKAGES = {
    "lamplight": package(["https://other.example", "https://lamp.example/light"], "Night mode for monitors"),
    "twin": package("https://twin.example", "Directory diff"),
    "echoed": package("https://echo.example/a", "Tool", "Repeating a word in each text"),
    "brief-one": package("https://echo.example/b", "Tool"),
    "nothing": None,
}


class Queries(unittest.TestCase):
    def test_what_is_kept(self):
        found = debian_queries.queries(AVAILABLE.splitlines(keepends=True), PACKAGES)
        # twin has another home page, echoed the same stems, brief-one two words of its own.
        self.assertEqual(found, [{
            "id": "debian-lamplight", "kind": "description", "query": "dims screens when evening comes",
            "relevant": {"lamplight": 3}}])

    def test_half_of_the_words_must_be_others(self):
        meta = {"description": "red green blue"}
        self.assertEqual(debian_queries.query("x", "red green one two", meta), "red green one two")
        self.assertIsNone(debian_queries.query("x", "red greens blue one two", meta))

    def test_the_name_goes_in_any_spelling_and_other_words_stay(self):
        self.assertEqual(
            debian_queries.query("foo-bar", "(Foo-Bar): bar charts, foobar style - from numbers", {}),
            "charts, foobar style from numbers")

    def test_addresses(self):
        for other in ("http://www.a.example/B/", "HTTPS://A.Example/B", "a.example/B//"):
            self.assertEqual(debian_queries.home(other), "a.example/B", other)
        self.assertNotEqual(debian_queries.home("https://a.example/b"), "a.example/B")
        self.assertEqual(debian_queries.homes({}), set())

    def test_halves_are_told_by_the_name_alone(self):
        self.assertEqual([debian_queries.half(name) for name in ("ripgrep", "htop", "jq")], ["odd", "odd", "even"])

    def test_the_command(self):
        with tempfile.TemporaryDirectory() as directory:
            packages, available = pathlib.Path(directory) / "packages.json", pathlib.Path(directory) / "available"
            packages.write_text(json.dumps({"version": 2, "packages": PACKAGES}))
            available.write_text(AVAILABLE)
            lines = {}
            for half in ("even", "odd", "all"):
                output = io.StringIO()
                arguments = ["debian_queries.py", str(packages), str(available), "--half", half]
                with mock.patch("sys.argv", arguments), contextlib.redirect_stdout(output):
                    debian_queries.main()
                lines[half] = output.getvalue().splitlines()
        self.assertEqual(len(lines["all"]), 1)
        self.assertEqual(lines["even"] + lines["odd"], lines["all"])


if __name__ == "__main__":
    unittest.main()
