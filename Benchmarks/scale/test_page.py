"""The page and its pictures: what the script makes, with labels that can be read."""

import json
import re
import subprocess
import sys
import unittest
import xml.etree.ElementTree as xml
from itertools import pairwise
from pathlib import Path

from drawing.chart import Axis, Lines, Series, spaced
from drawing.svg import WIDTH
from parameters import DATA

HERE = Path(__file__).resolve().parent
PAGE = HERE.parents[1] / "Documentation/scale.md"
SVG = "{http://www.w3.org/2000/svg}"


class Page(unittest.TestCase):
    def test_it_says_what_the_script_says(self):
        done = subprocess.run([sys.executable, HERE / "plots", "--check"], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)

    def test_each_picture_is_shown(self):
        shown = set(re.findall(r"\]\(scale/([\w-]+)\.svg\)", PAGE.read_text()))
        self.assertEqual(shown, {path.stem for path in (PAGE.parent / "scale").glob("*.svg")})

    def test_nothing_lies_outside_of_a_picture(self):
        for path in (PAGE.parent / "scale").glob("*.svg"):
            root = xml.parse(path).getroot()
            height = float(root.attrib["height"])
            for text in root.iter(f"{SVG}text"):
                width = 7.2 * len(text.text)
                x, y = float(text.attrib["x"]), float(text.attrib["y"])
                if "transform" in text.attrib:
                    continue
                left = x - {"start": 0, "middle": width / 2, "end": width}[text.attrib["text-anchor"]]
                self.assertTrue(
                    left >= 0 and left + width <= WIDTH + 40 and 0 <= y <= height, f"{path.stem}: {text.text}")
            for box in root.iter(f"{SVG}rect"):
                self.assertLessEqual(float(box.attrib["x"]) + float(box.attrib["width"]), WIDTH, path.stem)

    def test_limits_have_sources(self):
        for name, entry in json.loads((DATA / "limits.json").read_text()).items():
            self.assertRegex(entry["source"], "^https://", name)
            self.assertIn(entry["mark"], ("verified", "from memory"), name)


class Drawing(unittest.TestCase):
    def test_labels_stay_apart(self):
        ends = [(100.0, Series(str(number), [])) for number in range(8)]
        places = [y for y, _ in spaced(ends, 60, 200)]
        self.assertEqual(len({round(b - a) for a, b in pairwise(places)}), 1)
        self.assertLessEqual(places[-1], 200)
        self.assertGreaterEqual(places[1] - places[0], 17)

    def test_a_logarithm_of_ten_is_a_step(self):
        axis = Axis("", 1, 1_000, [], True)
        self.assertEqual([round(axis.share(value), 9) for value in (1, 10, 100, 1_000)], [0, round(1 / 3, 9),
                         round(2 / 3, 9), 1])
        chart = Lines("a", "b", axis, axis, [Series("<1>", [(1, 1), (1_000, 1_000)])])
        root = xml.fromstring(chart.svg())
        self.assertIn("<1>", [text.text for text in root.iter(f"{SVG}text")])
