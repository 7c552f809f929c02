#!/usr/bin/env python3
"""Tests of train_model.py on made-up packages: `python3 Tools/test_train_model.py`. Seconds; needs numpy.

What trains on a graphics card needs torch and has a test of its own, test_torch_steps.py, to be run before training.
"""
import contextlib
import io
import json
import pathlib
import tempfile
import unittest
from unittest import mock

import numpy as np
import train_model

from model import batches, corpus, files, heldout, loss, measure, pairs
from model.wordpiece import WordPiece

TOKENS = (
    "[UNK] a for fast the view edit play ##er ##s image video music web browser mail client json file tool in c + # "
    "small terminal photo picture simple of with").split()
WORDS = "image video music web mail json file terminal photo".split()


def bags(rng: np.random.Generator, count: int, most: int) -> batches.Bags:
    return batches.Bags.of([list(rng.integers(0, 30, rng.integers(1, most))) for _ in range(count)])


def batch(seed: int, size: int = 12) -> batches.Batch:
    rng = np.random.default_rng(seed)
    excluded = rng.random((size, size)) < 0.1
    np.fill_diagonal(excluded, False)
    return batches.Batch(bags(rng, size, 4), bags(rng, size, 8), excluded)


def packages() -> dict:
    """A viewer, an editor and a player of everything, and one set with the same package twice."""
    found = {
        f"{word}-{deed}er": {
            "pname": f"{word}-{deed}er",
            "meta": {"description": f"Simple {word} {deed}er with a small terminal", "mainProgram": word,
                     "longDescription": f"View, edit and play the {word} file. A fast tool for {word}."},
        } for word in WORDS for deed in ("view", "edit", "play")}
    for python in ("python1_3", "python1_4"):
        found[f"{python}.json"] = {"pname": "json", "meta": {"description": "JSON in C++"}}
    return found | {"nothing": None, "bare": {"name": "bare-1.0"}}


class Tokens(unittest.TestCase):
    def test_pieces(self):
        tokenise = WordPiece(TOKENS)

        def said(text: str) -> list[str]:
            return [TOKENS[i] for i in tokenise(text)]

        self.assertEqual(said("Simple IMAGE-viewer, \u00edmages!"), "simple image view ##er image ##s".split())
        self.assertEqual(said("C++ c# zzz \u4e2d\u200b"), "c + + c #".split())
        self.assertEqual(said(""), [])
        self.assertEqual(len(tokenise("a " * 600)), 512)


class Files(unittest.TestCase):
    def test_what_is_written_is_read(self):
        rows = np.random.default_rng(1).normal(size=(len(TOKENS), 16)).astype("f4")
        rows[3] = 0
        with tempfile.TemporaryDirectory() as directory:
            path = pathlib.Path(directory) / "m.safetensors"
            restored = files.write_model(path, rows, TOKENS, "m", "none")
            again, tokens = files.read_model(path)
        self.assertEqual(tokens, TOKENS)
        np.testing.assert_array_equal(again, restored)
        self.assertLess(np.abs(again - rows).max(), np.abs(rows).max() / 127)


class Corpus(unittest.TestCase):
    def test_texts(self):
        docs = corpus.documents(packages())
        number = corpus.by_attribute(docs)
        self.assertEqual(docs[number["image-viewer"]].text, "image viewer Simple image viewer with a small terminal")
        self.assertEqual(number["python1_3.json"], number["python1_4.json"])
        self.assertFalse(docs[number["python1_3.json"]].is_top)
        self.assertEqual(docs[number["bare"]].text, "bare 1 0")

    def test_holding_out_leaves_nothing_behind(self):
        docs = corpus.documents(packages())
        topics = [corpus.Topic("kinds", [f"kind {i}"], [i % len(docs), (i + 1) % len(docs)]) for i in range(60)]
        allowed, kept, sets = heldout.split(docs, topics, 0.5)
        self.assertTrue(0 < len(allowed) < len(docs))
        self.assertTrue(all(set(topic.documents) <= allowed for topic in kept))
        asked = {q for s in sets if s.name == "kinds" for q in s.queries}
        self.assertFalse({w for t in kept for w in t.wordings} & asked)


class Pairs(unittest.TestCase):
    def test_a_round(self):
        docs = corpus.documents(packages())
        topics = [corpus.Topic("kinds", ["picture tool"], [0, 1])]

        def new() -> pairs.PairMaker:
            known = {"image": ["picture"]}, {"python": ["snake"]}
            return pairs.PairMaker(docs, topics, *known, set(range(len(docs))), 1, 7)

        self.assertEqual(new().round(), new().round(), "the seed decides")
        maker = new()
        made = [pair for _ in range(50) for pair in maker.round()]
        self.assertTrue(all(pair.query and pair.text for pair in made))
        queries = {pair.query for pair in made}
        self.assertTrue(any("picture" in q and "tool" not in q for q in queries), "synonyms")
        self.assertTrue(any(q.startswith(("view ", "edit ", "play ")) for q in queries), "tasks")
        self.assertTrue(any(q.startswith("snake ") for q in queries), "package sets")
        self.assertTrue({q for q in queries if q.startswith("termi")} - {"terminal"}, "slips")
        self.assertTrue(any(pair.topic == 0 for pair in made), "topics")


class Batches(unittest.TestCase):
    def test_other_answers_do_not_count_as_wrong(self):
        queries = batches.Bags.of([[1, 2], [3], [1], [9]])
        documents = batches.Bags.of([[1, 2, 3], [3, 4], [1, 5], [2, 1]])
        numbers, topics = np.arange(4), np.array([-1, -1, -1, 0])
        found = batches.excluded(queries, documents, np.array([0, 1, 1, 2]), topics, [np.array([0, 3])], numbers)
        self.assertEqual([list(np.flatnonzero(row)) for row in found], [[3], [0, 2], [0, 1, 3], [0]])

    def test_neighbours(self):
        keys = np.array([0, 1, 2] * 40)
        order = batches.neighbours_together(keys, 20, np.random.default_rng(1))
        self.assertEqual(sorted(order), list(range(120)))
        self.assertTrue(all(len(set(keys[order[i : i + 20]])) == 1 for i in range(0, 120, 20)))


class Loss(unittest.TestCase):
    def test_the_gradient_is_the_slope(self):
        rows = np.random.default_rng(2).normal(size=(30, 8))
        value, tokens, slope = loss.gradient(rows, batch(3), 0.3, 0.3)
        for token, column in [(0, 0), (5, 3), (len(tokens) - 1, 7)]:
            moved = rows.copy()
            moved[tokens[token], column] += 1e-5
            found = (loss.gradient(moved, batch(3), 0.3, 0.3)[0] - value) / 1e-5
            self.assertAlmostEqual(found, slope[token, column], 4)


class Measures(unittest.TestCase):
    def test_ndcg_and_interval(self):
        ranked = np.array([[1, 2, 3], [4, 5, 6]])
        np.testing.assert_allclose(measure.ndcg(ranked, [{1}, {6, 7}]), [1, 0.5 / (1 + 1 / np.log2(3))])
        mean, low, high = measure.interval(np.zeros(50), np.r_[np.ones(40), np.zeros(10)])
        self.assertEqual(mean, 0.8)
        self.assertTrue(0.6 < low < 0.8 < high < 0.95)
        _, lower, higher = measure.interval(np.zeros(50), np.r_[np.ones(40), np.zeros(10)], np.arange(50) // 10)
        self.assertTrue(lower < low and higher >= high, "questions of one topic count once")


class Training(unittest.TestCase):
    def test_it_learns_the_same_twice(self):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            (folder / "packages.json").write_text(json.dumps({"packages": packages()}))
            for table in ("alternatives", "aliases", "programs", "ecosystems"):
                (folder / f"{table}.tsv").write_text("# none\n")
            (folder / "kinds.tsv").write_text("picture tool\tphoto browser\timage-viewer image-editer\n")
            (folder / "synonyms.tsv").write_text("picture\timage\n")
            rows = np.random.default_rng(1).normal(size=(len(TOKENS), 16)).astype("f4")
            files.write_model(folder / "start", rows, TOKENS, "start", "none")
            made = []
            for output in ("one", "two"):
                line = [f"{folder}/packages.json", f"{folder}/{output}", "--start", f"{folder}/start",
                        "--knowledge", name,
                        *"--rounds 8 --batch 32 --chunk 4 --clusters 3 --device numpy --rate 0.1 --held-out 0".split()]
                said = io.StringIO()
                with mock.patch("sys.argv", ["train_model.py", *line]), contextlib.redirect_stdout(said):
                    train_model.main()
                made.append((folder / output).read_bytes())
            told = [line for line in said.getvalue().splitlines() if "loss" in line]
            losses = [float(line.split("loss ")[1].split(",")[0]) for line in told]
            self.assertEqual(made[0], made[1])
            self.assertLess(losses[-1], losses[0] - 0.3)
            after, tokens = files.read_model(folder / "one")
        tokenise = WordPiece(tokens)
        texts = ("picture tool", "image viewer", "mail player")
        asked, image, mail = measure.vectors(after, [tokenise(text) for text in texts])
        self.assertGreater(asked @ image, asked @ mail + 0.2)


if __name__ == "__main__":
    unittest.main()
