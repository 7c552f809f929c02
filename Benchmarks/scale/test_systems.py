"""The models of the three systems: what no setting may change, and settings whose outcome can be told by hand."""

import math
import unittest

import numpy as np

from parameters import limits, measured
from systems import collection, documents, packages, receipts
from systems.local import makespan

#: Numbers that are easy to compute with; the measured ones may change.
DOCUMENTS = {"start": 0.05, "document": 0.01, "chunk": 0.001, "chunk_minilm": 0.05, "rows_a_second": 1_000.0}
RECEIPTS = {"merge": 0.1, "merge_run": 0.01, "merge_mebibyte": 0.01, "worker_receipt": 0.01, "words": 50.0}
PACKAGES = {f"{phase}_{what}": value for phase in packages.PHASES for what, value in (
    ("start", 1.0), ("package", 1e-4), ("memory", 100.0), ("memory_package", 1e-3))} | {"data_bytes": 1e3, "hnsw": 1e-4}


class Documents(unittest.TestCase):
    def run_of(self, **setting) -> documents.Outcome:
        return documents.run(documents.Setting(**setting), limits(), DOCUMENTS)

    def test_a_part_says_what_the_whole_does(self):
        for model, at_once, items in (("local", 3, 1), ("local", 100, 20), ("bedrock", 30, 1), ("local", 1_000, 1)):
            setting = documents.Setting(20_000, at_once, items, model)
            part, whole = (documents.run(setting, limits(), DOCUMENTS, whole=whole) for whole in (False, True))
            self.assertEqual(whole.finished, 20_000)
            self.assertLess(part.finished, 20_000)
            self.assertAlmostEqual(part.seconds / whole.seconds, 1, delta=0.07, msg=f"{setting}")
            self.assertAlmostEqual(part.task_seconds / whole.task_seconds, 1, delta=0.2, msg=f"{setting}")

    def test_starts_of_tasks_bound_it(self):
        outcome = self.run_of(documents=1_000_000, at_once=5_000, model="local", databases=1_000)
        self.assertAlmostEqual(outcome.rate, limits()["fargate.launch.rate"], delta=0.3)

    def test_the_quota_of_the_model_bounds_it(self):
        tokens = limits()["bedrock.tokens"] / 60 / (documents.CHUNK_CHARACTERS / documents.CHARACTERS_A_TOKEN)
        outcome = self.run_of(documents=1_000_000, at_once=100)
        self.assertAlmostEqual(outcome.rate / (tokens / documents.MEAN_CHUNKS), 1, delta=0.08)

    def test_the_database_bounds_it(self):
        outcome = self.run_of(documents=1_000_000, at_once=500, items=20, model="local")
        self.assertAlmostEqual(
            outcome.rate / (DOCUMENTS["rows_a_second"] / documents.MEAN_CHUNKS), 1, delta=0.08)

    def test_three_tasks_are_bound_by_their_start(self):
        outcome = self.run_of(documents=100_000, at_once=3, model="local")
        each = sum(outcome.parts.values())
        self.assertAlmostEqual(outcome.rate / (3 / each), 1, delta=0.05)
        self.assertGreater(outcome.parts["start"] / each, 0.9)

    def test_chunks_are_as_many_as_they_are_said_to_be(self):
        model = documents.Map(documents.Setting(10_000, 1, 7), limits(), DOCUMENTS)
        batches = list(model.batches(math.ceil(10_000 / 7)))
        self.assertEqual(sum(map(len, batches)), 10_000)
        self.assertEqual({len(batch) for batch in batches[:-1]}, {7})
        self.assertAlmostEqual(sum(map(sum, batches)) / 10_000 / documents.MEAN_CHUNKS, 1, delta=0.02)


class Receipts(unittest.TestCase):
    def run_of(self, **setting) -> receipts.Pipeline:
        return receipts.Pipeline(receipts.Setting(**setting), limits(), RECEIPTS).run()

    def test_every_receipt_is_done_or_waits(self):
        for setting in ({"rate": 50}, {"rate": 5, "groups": 4}, {"rate": 80, "lock": False, "compactors": 5},
                        {"rate": 300, "quota": True, "groups": 16}, {"rate": 50, "worker": False, "batch": 500}):
            done = self.run_of(seconds=200, **setting)
            self.assertEqual(done.arrived, done.done + done.waiting() + done.under_way, setting)
            self.assertEqual(done.done, len(done.fresh))
            self.assertGreater(done.done, 0)

    def test_the_lock_keeps_conflicts_away(self):
        self.assertEqual(self.run_of(rate=60, seconds=300, compactors=4, worker=False).conflicts, 0)
        without = self.run_of(rate=60, seconds=300, compactors=4, lock=False, worker=False)
        # All work nearly all the time: each version makes the three others begin again, but who has just published.
        self.assertTrue(1.5 < without.conflicts / without.published <= 3, without.conflicts / without.published)

    def test_it_depends_on_nothing_but_the_seed(self):
        def told(seed: int) -> tuple:
            one = self.run_of(rate=30, seconds=120, groups=4, seed=seed)
            return one.done, one.published, one.series, one.fresh
        self.assertEqual(told(1), told(1))
        self.assertNotEqual(told(1), told(2))

    def test_a_merge_that_takes_too_long_for_a_function_never_ends(self):
        pipeline = receipts.Pipeline(receipts.Setting(1, 4_000, worker=False), limits(), RECEIPTS)
        pipeline.merge_seconds = lambda *_: collection.Took(1_000.0, 100.0)
        pipeline.run()
        self.assertEqual((pipeline.done, pipeline.published), (0, 0))
        self.assertGreater(pipeline.stalled, 0)

    def test_rate_is_what_merges_allow(self):
        pipeline = receipts.Pipeline(receipts.Setting(100, 2_000, compactors=1, worker=False), limits(), RECEIPTS)
        pipeline.merge_seconds = lambda *_: collection.Took(8.0, 2.0)
        self.assertAlmostEqual(pipeline.run().rate(), 100 / 10, delta=0.4)


class Files(unittest.TestCase):
    def test_bytes_are_kept_and_shards_doubled(self):
        one = collection.Collection(100_000, np.random.default_rng(1))
        self.assertEqual(len(one.large), collection.SHARDS)
        written = 0.0
        for _ in range(80):
            before, work = one.bytes, one.merge(200, 350_000)
            self.assertAlmostEqual(one.bytes, before + 200 * 350_000, delta=10)
            self.assertGreaterEqual(work.written, 200 * 350_000)
            written += work.written
        self.assertGreater(len(one.large), collection.SHARDS)
        self.assertLessEqual(one.bytes / len(one.large), collection.LARGEST_MEAN)
        # Two files a shard, the small one of at most half: bytes are written a few times, not as often as merged.
        self.assertLess(written / (80 * 200 * 350_000), 10)

    def merged(self, *mebibytes: float) -> list[float]:
        """What merges of so many mebibytes write beside a file of 20, and what is beside it at the end."""
        one = collection.Collection(0, np.random.default_rng(1))
        one.large, one.small = np.array([20.0]) * 2**20, np.array([0.0])
        return [one.merge(1, each * 2**20).written / 2**20 for each in mebibytes] + [one.small[0] / 2**20]

    def test_a_large_file_stays_until_a_quarter_has_come(self):
        self.assertEqual(self.merged(0.5, 2.5, 0.5, 1.5), [0.5, 3, 3.5, 5, 5])
        self.assertEqual(self.merged(0.5, 2.5, 2, 0.5), [0.5, 3, 5, 25.5, 0])

    def test_where_much_comes_at_once_it_stays_until_half(self):
        self.assertEqual(self.merged(4, 6), [4, 10, 10])
        self.assertEqual(self.merged(4, 6.5), [4, 30.5, 0])

    def test_between_them_the_least_is_written(self):
        # The square root of 2 · 1 · 20 is between 6 and 7.
        self.assertEqual(self.merged(*[1] * 7), [1, 2, 3, 4, 5, 6, 27, 0])


class Packages(unittest.TestCase):
    def night(self, **setting) -> packages.Night:
        return packages.Night(packages.Setting(1_000_000, **setting), limits(), PACKAGES)

    def test_a_night_is_the_sum_of_its_phases(self):
        night = self.night()
        stages = dict(night.stages)
        for phase in packages.PHASES:
            self.assertAlmostEqual(stages[phase], 101)
        self.assertAlmostEqual(sum(stages.values()), night.seconds)

    def test_four_tasks_start_four_times(self):
        self.assertEqual([name for name, _ in self.night(tasks=4).stages].count("start"), 4)
        self.assertGreater(self.night(tasks=4).seconds, self.night().seconds)

    def test_models_take_their_time(self):
        texts = 1_000_000 * packages.TEXTS
        one = limits()
        slower = max(texts / one["bedrock.requests"], texts * packages.TOKENS / one["bedrock.tokens"]) * 60
        self.assertAlmostEqual(self.night(model="ondemand").seconds - self.night().seconds, slower, delta=0.01 * slower)
        job = one["bedrock.batch.records"] / one["bedrock.batch.rate"]
        batch = self.night(model="batch").seconds - self.night().seconds
        self.assertTrue(job < batch < job + 10 * one["bedrock.batch.wait"], batch)

    def test_one_machine(self):
        self.assertAlmostEqual(makespan([(0.0, 0.5)] * 100, at_once=4, processors=1, start=1.0), 13.5)
        self.assertAlmostEqual(makespan([(0.5, 0.0)] * 100, at_once=4, processors=2), 25.0)


class Data(unittest.TestCase):
    def test_measurements_are_there(self):
        for system, names in (("documents", DOCUMENTS), ("receipts", RECEIPTS), ("packages", PACKAGES)):
            self.assertLessEqual(set(names), set(measured(system)))
            self.assertTrue(all(value >= 0 for value in measured(system).values()))
